import Foundation
import Testing

/// Programs that are told to end while they write.
@Suite(.serialized) struct SignalTests {
    /// A file that takes seconds to import.
    private static let large: String = {
        var text = #"{"type":"FeatureCollection","features":["#
        for i in 0..<400_000 {
            let (x, y) = (68.2 + Double(i % 1000) * 1e-4, 43.2 + Double(i / 1000) * 1e-4)
            text +=
                (i == 0 ? "" : ",\n")
                + #"{"type":"Feature","properties":{"n":\#(i)},"geometry":{"type":"Point","coordinates":[\#(x),\#(y)]}}"#
        }
        return text + "]}"
    }()

    private func names(_ scratch: Scratch) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: scratch.folder).sorted()
    }

    /// Starts an import and sends it a signal as soon as it has begun to write.
    private func interrupt(_ scratch: Scratch, _ file: String, by number: Int32) throws -> Process {
        let process = Process()
        process.executableURL = URL(filePath: Program.path)
        process.arguments = ["import", file, "--city", scratch.path("city.gpkg")]
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try process.run()
        while process.isRunning, try !names(scratch).contains(where: { $0.hasPrefix(".city.gpkg.tmp-") }) {
            Thread.sleep(forTimeInterval: 0.001)
        }
        #expect(kill(process.processIdentifier, number) == 0)
        process.waitUntilExit()
        return process
    }

    /// Would catch a signal that leaves half a store behind, and an exit status that does not tell of the signal.
    @Test(arguments: [SIGTERM, SIGHUP, SIGINT])
    func aSignalLeavesNothing(number: Int32) throws {
        let scratch = try Scratch()
        let file = try scratch.write("points.geojson", Self.large)
        let ended = try interrupt(scratch, file, by: number)
        #expect(ended.terminationReason == .exit && ended.terminationStatus == 128 + number)
        #expect(try names(scratch) == ["points.geojson"])
    }

    /// Would catch leftovers of killed programs that stay for ever.
    @Test func whatAKilledProgramLeftGoesWithTheNextWrite() throws {
        let scratch = try Scratch()
        let file = try scratch.write("points.geojson", Self.large)
        let ended = try interrupt(scratch, file, by: SIGKILL)
        #expect(ended.terminationReason == .uncaughtSignal)
        #expect(try names(scratch).contains { $0.hasPrefix(".city.gpkg.tmp-") })
        let small = try scratch.write("small.geojson", #"{"type":"Point","coordinates":[68.2,43.2]}"#)
        let next = try Program.run(["import", small, "--city", scratch.path("city.gpkg")])
        #expect(next.status == 0, "\(next.error)")
        #expect(try names(scratch) == ["city.gpkg", "points.geojson", "small.geojson"])
    }
}
