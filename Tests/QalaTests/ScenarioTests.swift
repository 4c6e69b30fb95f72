import Foundation
import JSON
import Testing

@Suite struct ScenarioTests {
    static let files: [String] = {
        let folder = Program.root + "/Scenarios"
        let found = FileManager.default.enumerator(atPath: folder)?.compactMap { $0 as? String } ?? []
        return found.filter { $0.hasSuffix(".json") }.sorted().map { "Scenarios/" + $0 }
    }()

    /// Every scenario that ships runs through the real binary, and its outcome opens in GDAL.
    @Test(arguments: files)
    func runs(file: String) throws {
        let scratch = try Scratch()
        let out = scratch.path("out.gpkg")
        let result = try Program.run(["run", file, "--out", out, "--json", "--set", "spacing=4"])
        #expect(result.status == 0, "\(result.error)")
        let answer = try JSONValue(parsing: result.out)
        for indicator in answer["indicators"]?.array ?? [] {
            #expect(indicator["value"]?.double != nil, "\(indicator)")
        }
        #expect(answer["layers"]?.array?.first?["count"]?.integer ?? 0 > 0)
        let ogr = Process()
        ogr.executableURL = URL(filePath: "/usr/bin/env")
        ogr.arguments = ["ogrinfo", "-ro", "-so", "-al", out]
        let pipe = Pipe()
        ogr.standardOutput = pipe
        try ogr.run()
        let text = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        ogr.waitUntilExit()
        #expect(ogr.terminationStatus == 0 && text.contains("Layer name: roof") && text.contains("irradiation: Real"))
    }

    @Test func thereAreAtLeastFour() { #expect(Self.files.count >= 4) }

    /// Would catch outcomes that depend on the number of threads or on the run.
    @Test func sameInputsSameBytes() throws {
        let scratch = try Scratch()
        var files: [Data] = []
        for name in ["a.gpkg", "b.gpkg"] {
            let arguments = [
                "run", "Scenarios/solar/turkistan.json", "--set", "spacing=5", "--out", scratch.path(name),
            ]
            #expect(try Program.run(arguments).status == 0)
            files.append(try Data(contentsOf: URL(filePath: scratch.path(name))))
        }
        #expect(files[0] == files[1])
    }

    /// Would catch a comparison that does not see the shade of a new block, or sees it where there is none.
    @Test func aNewBlockShadesItsNeighboursOnly() throws {
        let result = try Program.run([
            "compare", "Scenarios/solar/turkistan.json", "Scenarios/solar/turkistan-new-block.json", "--json", "--set",
            "spacing=4",
        ])
        #expect(result.status == 0, "\(result.error)")
        let layer = try JSONValue(parsing: result.out)["layers"]?.array?.first
        #expect(layer?["added"]?.integer == 1)
        #expect(layer?["removed"]?.integer == 0)
        let changed = layer?["changed"]?.integer ?? 0
        #expect(changed > 0 && changed < 400)
        for feature in layer?["features"]?.array ?? [] where feature["change"] == "changed" {
            #expect(feature["irradiation_delta"]?.double ?? 1 <= 0)
        }
    }
}
