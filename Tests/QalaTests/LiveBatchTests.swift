import Foundation
import JSON
import Testing

/// A program that runs beside the test, talked to line by line.
final class Companion {
    let process = Process()
    private let input = Pipe()
    private let output = Pipe()
    private var rest: [UInt8] = []

    init(_ executable: String, _ arguments: [String]) throws {
        process.executableURL = URL(filePath: executable)
        process.arguments = arguments
        process.currentDirectoryURL = URL(filePath: Program.root)
        process.standardInput = input
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        try process.run()
    }

    deinit { if process.isRunning { process.terminate() } }

    /// `qala batch`.
    static func batch(_ arguments: String...) throws -> Companion {
        try Companion(Program.path, ["batch"] + arguments)
    }

    static func python(_ script: String) throws -> Companion {
        try Companion("/usr/bin/env", ["python3", "-u", "-c", script])
    }

    func say(_ line: String) throws { try input.fileHandleForWriting.write(contentsOf: Data((line + "\n").utf8)) }

    func close() throws { try input.fileHandleForWriting.close() }

    /// The next line it says; nil at the end.
    func hear() -> String? {
        while true {
            if let end = rest.firstIndex(of: 0x0A) {
                defer { rest.removeSubrange(...end) }
                return String(decoding: rest[..<end], as: UTF8.self)
            }
            let data = output.fileHandleForReading.availableData
            if data.isEmpty { return nil }
            rest += data
        }
    }

    /// The answer to one request.
    func ask(_ request: String) throws -> JSONValue {
        try say(request)
        return try JSONValue(parsing: try #require(hear()))
    }
}

/// Requests that come while others run, and cities that others write.
@Suite(.serialized) struct LiveBatchTests {
    private static let demo = "GeoData/turkistan/turkistan.gpkg"
    /// A request that takes far longer than any test waits.
    private static func slow(_ id: Int) -> String {
        #"{"jsonrpc":"2.0","id":\#(id),"method":"run","params":{"simulation":"solar.yield","inputs":{"spacing":0.25}}}"#
    }

    private func code(_ answer: JSONValue?) -> Int64? { answer?["error"]?["code"]?.integer }

    /// Would catch a `cancel` that is only read once the few requests before it have been answered.
    @Test func cancelOvertakesManyWaitingRequests() throws {
        let batch = try Companion.batch("--city", Self.demo)
        try batch.say(Self.slow(0))
        for id in 1...40 {
            // Apart from each other, so that each comes as a bunch of its own.
            Thread.sleep(forTimeInterval: 0.003)
            try batch.say(#"{"jsonrpc":"2.0","id":\#(id),"method":"list"}"#)
        }
        Thread.sleep(forTimeInterval: 0.3)
        let start = ContinuousClock.now
        try batch.say(#"{"jsonrpc":"2.0","id":"c","method":"cancel","params":{"id":0}}"#)
        let first = try JSONValue(parsing: try #require(batch.hear()))
        #expect(first["id"] == 0 && code(first) == -32800)
        #expect(ContinuousClock.now - start < .seconds(10))
        for id in 1...40 { #expect(try JSONValue(parsing: try #require(batch.hear()))["id"] == .integer(Int64(id))) }
        try batch.close()
    }

    /// Would catch a `cancel` in a list that is read like any other request, after what it should call off.
    @Test func cancelInAListWorks() throws {
        let batch = try Companion.batch("--city", Self.demo, "--jobs", "2")
        try batch.say(Self.slow(1))
        Thread.sleep(forTimeInterval: 0.5)
        try batch.say(
            #"[{"jsonrpc":"2.0","id":2,"method":"list"},{"jsonrpc":"2.0","id":3,"method":"cancel","params":{"id":1}}]"#)
        let answers = try [batch.hear(), batch.hear()].map { try JSONValue(parsing: try #require($0)) }
        #expect(answers.contains { $0["id"] == 1 && code($0) == -32800 }, "\(answers)")
        #expect(answers.contains { $0.array?.map { $0["id"] } == [2, 3] }, "\(answers)")
        try batch.close()
    }

    /// Would catch answers from a city that another program has long changed: in write-ahead mode SQLite leaves the
    /// file itself as it was.
    @Test func aCityChangedByAnotherProgramIsReadAgain() throws {
        let scratch = try Scratch()
        let city = scratch.path("city.gpkg")
        try FileManager.default.copyItem(atPath: Program.root + "/" + Self.demo, toPath: city)
        try FileManager.default.createSymbolicLink(atPath: scratch.path("link.gpkg"), withDestinationPath: city)
        let editor = try Companion.python(
            """
            import sqlite3, sys
            db = sqlite3.connect("\(city)", isolation_level=None)
            db.create_function("ST_IsEmpty", 1, lambda g: 0)
            for name in ("ST_MinX", "ST_MaxX", "ST_MinY", "ST_MaxY"): db.create_function(name, 1, lambda g: 0.0)
            db.execute("PRAGMA journal_mode = WAL")
            db.execute("PRAGMA wal_autocheckpoint = 0")
            print("ready")
            for line in sys.stdin:
                db.execute("UPDATE building SET height = " + line.strip() + " WHERE id = (SELECT min(id) FROM building)")
                print("done")
            """)
        #expect(editor.hear() == "ready")
        let batch = try Companion.batch()
        for path in [city, scratch.path("link.gpkg")] {
            for height in [1111, 2222, 3333] {
                func count() throws -> Int64? {
                    try batch.ask(
                        #"{"jsonrpc":"2.0","id":1,"method":"query","params":{"city":"\#(path)","layer":"building","where":"height = \#(height)"}}"#
                    )["result"]?["total"]?.integer
                }
                #expect(try count() == 0)
                try editor.say("\(height)")
                #expect(editor.hear() == "done")
                #expect(try count() == 1, "\(path) \(height)")
                try editor.say("5")
                #expect(editor.hear() == "done")
            }
        }
        try batch.close()
        try editor.close()
    }

    /// Would catch every request of a stream waiting anew for the same lock.
    @Test func aLockedCityHoldsAStreamUpOnce() throws {
        let scratch = try Scratch()
        let city = scratch.path("city.gpkg")
        try FileManager.default.copyItem(atPath: Program.root + "/" + Self.demo, toPath: city)
        let other = try Companion.python(
            """
            import sqlite3, sys
            db = sqlite3.connect("\(city)", isolation_level=None)
            db.execute("BEGIN EXCLUSIVE")
            print("locked")
            sys.stdin.readline()
            db.execute("ROLLBACK")
            print("free")
            sys.stdin.readline()
            """)
        #expect(other.hear() == "locked")
        let batch = try Companion.batch("--city", city)
        let start = ContinuousClock.now
        for id in 0..<30 {
            let answer = try batch.ask(#"{"jsonrpc":"2.0","id":\#(id),"method":"info"}"#)
            #expect(code(answer) == -32001 && answer["error"]?["message"]?.string?.contains("locked") ?? false)
        }
        let waited = ContinuousClock.now - start
        #expect(waited > .seconds(1.5) && waited < .seconds(6), "\(waited)")
        try other.say("")
        #expect(other.hear() == "free")
        #expect(try batch.ask(#"{"jsonrpc":"2.0","id":31,"method":"info"}"#)["result"]?["crs"] == "EPSG:32642")
        try other.close()
        try batch.close()
    }

    /// Would catch a batch that lives on after its reader went away, because no further line comes.
    @Test func closedOutputEndsTheWaitForInput() throws {
        let pipe = Pipe()
        let batch = Process()
        batch.executableURL = URL(filePath: Program.path)
        batch.arguments = ["batch"]
        let input = Pipe()
        batch.standardInput = input
        batch.standardOutput = pipe
        try batch.run()
        try pipe.fileHandleForWriting.close()
        try pipe.fileHandleForReading.close()
        try input.fileHandleForWriting.write(
            contentsOf: Data(#"{"jsonrpc":"2.0","id":1,"method":"list"}"#.utf8 + [0x0A]))
        for _ in 0..<200 where batch.isRunning { Thread.sleep(forTimeInterval: 0.05) }
        #expect(!batch.isRunning)
        if batch.isRunning { batch.terminate() }
        batch.waitUntilExit()
        #expect(batch.terminationReason == .exit && batch.terminationStatus == 0)
        try input.fileHandleForWriting.close()
    }

    /// Would catch a signal that leaves requests without an answer, or a batch that does not end.
    @Test(arguments: [SIGTERM, SIGHUP, SIGINT])
    func aSignalCallsOffWhatRuns(signal: Int32) throws {
        let batch = try Companion.batch("--city", Self.demo)
        try batch.say(Self.slow(1))
        try batch.say(#"{"jsonrpc":"2.0","id":2,"method":"list"}"#)
        Thread.sleep(forTimeInterval: 0.5)
        kill(batch.process.processIdentifier, signal)
        for id in 1...2 {
            let answer = try JSONValue(parsing: try #require(batch.hear()))
            #expect(answer["id"] == .integer(Int64(id)) && code(answer) == -32800)
        }
        #expect(batch.hear() == nil)
        batch.process.waitUntilExit()
        #expect(batch.process.terminationReason == .exit && batch.process.terminationStatus == 128 + signal)
    }
}
