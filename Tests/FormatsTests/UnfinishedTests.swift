import Foundation
import Geometry
import Testing

@testable import Formats

/// What a killed program leaves beside the file it was writing.
@Suite struct UnfinishedTests {
    let scratch: Scratch
    let target: String

    init() throws {
        scratch = try Scratch()
        target = scratch.path + "/city.gpkg"
    }

    /// A process that has ended: nobody has its number.
    private func deadProcess() throws -> Int32 {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = ["true"]
        try process.run()
        process.waitUntilExit()
        return process.processIdentifier
    }

    /// Would catch leftovers that pile up, and a file taken away that is not a leftover of this target.
    @Test(arguments: [true, false]) func theNextWriteTakesAwayWhatTheDeadLeft(isStore: Bool) throws {
        let dead = try deadProcess()
        let stays = [
            ".city.gpkg.tmp-\(ProcessInfo.processInfo.processIdentifier)-1", ".city.gpkg.tmp-1-1", ".city.gpkg.tmp-x-1",
            ".other.gpkg.tmp-\(dead)-1", ".city.gpkg.tmp-\(dead)", "city.gpkg.tmp-\(dead)-1", ".city.gpkg.tmp--1-1",
            ".city.gpkg.tmp-0-1",
        ]
        for name in stays { _ = try scratch.file(name, "x") }
        _ = try scratch.file(".city.gpkg.tmp-\(dead)-17", "x")
        if isStore {
            let store = try GeoPackageStore(path: target, name: "x", crs: Samples.utm, mode: .create)
            try store.append(Samples.grid(3))
            try store.finish()
        } else {
            try writeAtomically(to: target, unnamed: false) { try $0.write("new") }
        }
        #expect(try scratch.names() == (stays + ["city.gpkg"]).sorted())
    }

    /// Would catch a file taken from a writer whose process number means nothing here, as in another container.
    @Test func whatIsLockedStays() throws {
        let name = ".city.gpkg.tmp-\(try deadProcess())-17"
        let file = try scratch.file(name, "x")
        let holder = Process()
        holder.executableURL = URL(filePath: "/usr/bin/env")
        holder.arguments = [
            "python3", "-u", "-c",
            "import fcntl, sys; f = open(sys.argv[1], 'r+b'); fcntl.lockf(f, fcntl.LOCK_EX); print('locked'); sys.stdin.read()",
            file,
        ]
        let (input, output) = (Pipe(), Pipe())
        holder.standardInput = input
        holder.standardOutput = output
        try holder.run()
        #expect(String(decoding: output.fileHandleForReading.availableData, as: UTF8.self).hasPrefix("locked"))
        try writeAtomically(to: target, unnamed: false) { try $0.write("new") }
        #expect(try scratch.names() == [name, "city.gpkg"])
        try input.fileHandleForWriting.close()
        holder.waitUntilExit()
        try writeAtomically(to: target, unnamed: false) { try $0.write("new") }
        #expect(try scratch.names() == ["city.gpkg"])
    }

    /// Would catch a store or a file that is not locked while it is written, so that others take it for a leftover.
    @Test(arguments: [true, false]) func whatIsBeingWrittenIsLocked(isStore: Bool) throws {
        func isLocked() throws -> Bool {
            let name = try #require(try scratch.names().first { $0.hasPrefix(".city.gpkg.tmp-") })
            let asker = Process()
            asker.executableURL = URL(filePath: "/usr/bin/env")
            asker.arguments = [
                "python3", "-c",
                "import fcntl, sys; fcntl.lockf(open(sys.argv[1], 'r+b'), fcntl.LOCK_EX | fcntl.LOCK_NB)",
                scratch.path + "/" + name,
            ]
            asker.standardError = FileHandle.nullDevice
            try asker.run()
            asker.waitUntilExit()
            return asker.terminationStatus != 0
        }
        if isStore {
            let store = try GeoPackageStore(path: target, name: "x", crs: Samples.utm, mode: .create)
            #expect(try isLocked())
            try store.append(Samples.grid(3))
            #expect(try isLocked())
            try store.finish()
        } else {
            try writeAtomically(to: target, unnamed: false) {
                try $0.write("new")
                #expect(try isLocked())
            }
        }
    }

    /// Would catch a name so long that the one beside it is none any more.
    @Test(arguments: [true, false]) func longNamesFit(unnamed: Bool) throws {
        let long = String(repeating: "қ", count: 120) + ".gpkg"
        try writeAtomically(to: scratch.path + "/" + long, unnamed: unnamed) { try $0.write("x") }
        let store = try GeoPackageStore(path: scratch.path + "/" + long, name: "x", crs: Samples.utm, mode: .create)
        try store.append(Samples.grid(3))
        try store.finish()
        #expect(try scratch.names() == [long])
    }
}
