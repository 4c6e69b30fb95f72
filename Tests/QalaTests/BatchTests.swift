import Foundation
import JSON
import Testing

private let demo = "GeoData/turkistan/turkistan.gpkg"

@Suite struct BatchTests {
    /// Every kind of bad line gets its own error, and the next line is answered.
    @Test func everyBadLineGetsItsOwnError() throws {
        let lines: [(String, Int64?)] = [
            (
                #"{"jsonrpc":"2.0","id":1,"method":"query","params":{"layer":"building","near":"43.29778,68.27083","nearest":2}}"#,
                nil
            ),
            ("this is no JSON", -32700), (#"{"jsonrpc":"2.0","id":3"#, -32700), ("[]", -32600), ("42", -32600),
            (#"{"jsonrpc":"2.0","id":6,"method":"qeury"}"#, -32601),
            (#"{"jsonrpc":"1.0","id":7,"method":"list"}"#, -32600),
            (#"{"jsonrpc":"2.0","id":8,"method":"query","params":{"layer":7}}"#, -32602),
            (#"{"jsonrpc":"2.0","id":9,"method":"query","params":{"layer":"building","where":"x >"}}"#, -32602),
            (#"{"jsonrpc":"2.0","id":10,"method":"info","params":{"city":"nowhere.gpkg"}}"#, -32001),
            (#"{"jsonrpc":"2.0","id":11,"method":"info","params":{"city":"Package.swift"}}"#, -32001),
            (
                #"{"jsonrpc":"2.0","id":12,"method":"run","params":{"simulation":"solar.yield","inputs":{"titl":3}}}"#,
                -32602
            ),
            (#"{"jsonrpc":"2.0","id":13,"method":"run","params":{"simulation":"solar.yeild"}}"#, -32602),
            (#"{"jsonrpc":"2.0","id":14,"method":"describe","params":[1]}"#, -32602),
            (String(repeating: "[", count: 5000), -32700), (String(repeating: "x", count: 3 << 20), -32600),
            (#"{"jsonrpc":"2.0","id":"last","method":"list"}"#, nil),
        ]
        let result = try Program.run(
            ["batch", "--city", demo, "--ordered", "--jobs", "2", "--line-limit", "1"],
            input: lines.map(\.0).joined(separator: "\n"))
        #expect(result.status == 0 && result.error.isEmpty)
        let answers = try result.out.split(separator: "\n").map { try JSONValue(parsing: String($0)) }
        #expect(answers.count == lines.count)
        for (line, answer) in zip(lines, answers) {
            #expect(answer["error"]?["code"]?.integer == line.1, "\(line.0.prefix(80)) → \(answer.text().prefix(300))")
        }
        #expect(answers.last?["id"] == "last")
    }

    /// Notifications get no answer, lists of requests get lists, ids come back as they were.
    @Test func envelope() throws {
        let input = """
            {"jsonrpc":"2.0","method":"list"}
            [{"jsonrpc":"2.0","id":1,"method":"list"},{"jsonrpc":"2.0","method":"list"},{"jsonrpc":"2.0","id":"b","method":"list"}]

            {"jsonrpc":"2.0","id":2.5,"method":"describe","params":{"simulation":"solar.yield"}}
            {"jsonrpc":"2.0","id":null,"method":"compare","params":{"base":"Scenarios/solar/turkistan.json"}}
            """
        let result = try Program.run(["batch"], input: input + "\r\n")
        let answers = try result.out.split(separator: "\n").map { try JSONValue(parsing: String($0)) }
        #expect(answers.count == 3)
        #expect(answers[0].array?.map { $0["id"] } == [1, "b"])
        #expect(answers[1]["id"] == 2.5)
        #expect(answers[2]["id"] == .null && answers[2]["error"]?["data"]?["path"] == "variant")
    }

    /// A running request can be called off, and says how far it is.
    @Test func progressAndCancel() throws {
        let input = """
            {"jsonrpc":"2.0","id":1,"method":"run","params":{"city":"\(demo)","simulation":"solar.yield","inputs":{"spacing":0.25},"progress":true}}
            {"jsonrpc":"2.0","id":2,"method":"cancel","params":{"id":1}}
            """
        let result = try Program.run(["batch", "--jobs", "2"], input: input)
        let answers = try result.out.split(separator: "\n").map { try JSONValue(parsing: String($0)) }
        let first = answers.first { $0["id"] == 1 }
        #expect(first?["error"]?["code"]?.integer == -32800, "\(result.out.prefix(500))")
    }

    /// A hundred thousand requests on a pipe: all answered, in order, and memory stays flat.
    @Test func aHundredThousandRequestsInFlatMemory() throws {
        let count = 100_000
        let process = Process()
        process.executableURL = URL(filePath: Program.path)
        process.arguments = ["batch", "--city", demo, "--jobs", "2", "--ordered"]
        process.currentDirectoryURL = URL(filePath: Program.root)
        let (input, output) = (Pipe(), Pipe())
        process.standardInput = input
        process.standardOutput = output
        try process.run()
        func peak() -> Int {
            let status =
                (try? String(contentsOfFile: "/proc/\(process.processIdentifier)/status", encoding: .utf8)) ?? ""
            let line = status.split(separator: "\n").first { $0.hasPrefix("VmHWM") }
            return line.flatMap { Int($0.split(separator: " ").dropFirst().first ?? "") } ?? 0
        }
        let handle = input.fileHandleForWriting
        let writer = Thread {
            var text = ""
            for i in 0..<count {
                let (u, v) = (Double(i % 317) / 317, Double(i % 211) / 211)
                let place = "\(43.290 + 0.015 * u),\(68.262 + 0.018 * v)"
                if i % 1000 == 999 {
                    text += "broken line \(i)\n"
                } else {
                    text +=
                        #"{"jsonrpc":"2.0","id":\#(i),"method":"query","params":{"layer":"building","near":"\#(place)","nearest":3}}"#
                        + "\n"
                }
                if text.utf8.count > 1 << 16 {
                    try? handle.write(contentsOf: Data(text.utf8))
                    text = ""
                }
            }
            try? handle.write(contentsOf: Data(text.utf8))
            try? handle.close()
        }
        let start = ContinuousClock.now
        writer.start()
        var lines = 0
        var errors = 0
        var early = 0
        var late = 0
        var rest: [UInt8] = []
        while true {
            let data = output.fileHandleForReading.availableData
            if data.isEmpty { break }
            rest += data
            while let end = rest.firstIndex(of: 0x0A) {
                if rest[..<end].starts(with: Array(#"{"jsonrpc":"2.0","id":null,"error""#.utf8)) { errors += 1 }
                rest.removeSubrange(...end)
                lines += 1
                if lines == count / 10 { early = peak() }
                if lines == count - 100 { late = peak() }
            }
        }
        let seconds = Double((ContinuousClock.now - start) / .milliseconds(1)) / 1000
        process.waitUntilExit()
        print(
            "batch: \(count) requests in \(seconds) s, \(Int(Double(count) / seconds))/s, peak \(early) kB after 10 %, \(late) kB at the end"
        )
        #expect(lines == count && errors == count / 1000 && process.terminationStatus == 0)
        #expect(early > 0 && Double(late) < Double(early) * 1.1 + 4096)
    }

    /// A reader that goes away ends the program quietly.
    @Test func closedOutputEndsQuietly() throws {
        let process = Process()
        process.executableURL = URL(filePath: "/bin/bash")
        process.arguments = [
            "-c",
            "set -o pipefail; for i in $(seq 20000); do echo '{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"list\"}'; done 2>/dev/null | '\(Program.path)' batch 2>/tmp/qala-closed.$$ | head -1 >/dev/null; cat /tmp/qala-closed.$$; rm -f /tmp/qala-closed.$$",
        ]
        let pipe = Pipe()
        process.standardOutput = pipe
        process.standardError = pipe
        try process.run()
        let said = pipe.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        #expect(said.isEmpty, "\(String(decoding: said, as: UTF8.self))")
    }
}
