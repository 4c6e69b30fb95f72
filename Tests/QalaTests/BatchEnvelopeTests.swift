import Foundation
import JSON
import Testing

private let demo = "GeoData/turkistan/turkistan.gpkg"

/// What the batch refuses, and that the published schema says the same.
@Suite struct BatchEnvelopeTests {
    private func answers(_ lines: [String]) throws -> [JSONValue] {
        let result = try Program.run(
            ["batch", "--city", demo, "--ordered"], input: lines.joined(separator: "\n") + "\n")
        return try result.out.split(separator: "\n").map { try JSONValue(parsing: String($0)) }
    }

    private func request(_ method: String, _ params: String) -> String {
        #"{"jsonrpc":"2.0","id":1,"method":"\#(method)","params":\#(params)}"#
    }

    /// Would catch a slip that is silently ignored: the answer is then to another question.
    @Test func slipsAreRefusedWithTheirPath() throws {
        let cases: [(line: String, code: Int64, path: String, hint: String)] = [
            (request("export", #"{"to":"/tmp/x.csv","layers":[5]}"#), -32602, "layers", "a list of texts, not [5]"),
            (request("describe", #"{"simulation":5}"#), -32602, "simulation", "a text, not 5"),
            (request("compare", #"{"base":"a","variant":"b","outputs":5}"#), -32602, "outputs", "not 5"),
            (request("compare", #"{"base":"a","variant":"b","threshold":1.5}"#), -32602, "threshold", "0 … 1"),
            (
                request("compare", #"{"base":{"simulatoin":"x"},"variant":"b"}"#), -32602, "base.simulatoin",
                "simulation"
            ),
            (request("run", #"{"scenario":"Scenarios/solar/turkistan.json","set":5}"#), -32602, "set", "an object"),
            (request("run", #"{"simulation":"solar.yield","features":"yes"}"#), -32602, "features", "true or false"),
            (request("run", #"{"simulation":"solar.yield","set":{"tilt":3}}"#), -32602, "set", "scenario file"),
            (request("run", #"{"scenario":"a.json","inputs":{}}"#), -32602, "inputs", "beside 'scenario'"),
            (request("query", #"{"layer":"building","neer":"1,2"}"#), -32602, "neer", "did you mean 'near'?"),
            (request("query", #"{"layer":"building","near":"1,2","nearest":1000001}"#), -32602, "nearest", "1000000"),
            (request("query", #"{"layer":"building","progress":1}"#), -32602, "progress", "true or false"),
            (request("list", #"{"x":1}"#), -32602, "x", "takes none"),
            (request("cancel", "{}"), -32602, "id", "missing"),
            (request("export", #"{"to":"\#(demo)"}"#), -32602, demo, "destroy"),
            (#"{"jsonrpc":"2.0","id":1,"methd":"list"}"#, -32600, "methd", "did you mean 'method'?"),
            (#"{"jsonrpc":"2.0","id":1,"method":"list","parms":{}}"#, -32600, "parms", "did you mean 'params'?"),
            (#"{"id":1,"method":"list"}"#, -32600, "jsonrpc", "2.0"),
            (#"{"jsonrpc":2.0,"id":1,"method":"list"}"#, -32600, "jsonrpc", "2.0"),
            (#"{"jsonrpc":"2.0","id":[1],"method":"list"}"#, -32600, "id", "a text or a number"),
            (#"{"jsonrpc":"2.0","id":1e300,"method":"list"}"#, -32600, "id", "write it as a text"),
        ]
        let answers = try answers(cases.map(\.line))
        try #require(answers.count == cases.count)
        for (found, wanted) in zip(answers, cases) {
            let error = found["error"]
            let words = (error?["message"]?.string ?? "") + " " + (error?["data"]?["suggestion"]?.string ?? "")
            #expect(error?["code"]?.integer == wanted.code, "\(wanted.line) → \(found.text())")
            #expect(error?["data"]?["path"]?.string == wanted.path, "\(wanted.line) → \(found.text())")
            #expect(words.contains(wanted.hint), "\(wanted.line) → \(found.text())")
        }
    }

    /// Would catch a parameter that the schema publishes and the code does not check, or the other way round.
    @Test func theSchemaAndTheCodeAgree() throws {
        let schema = try JSONValue(parsing: try Program.run(["describe", "--schema"]).out)
        let definitions = try #require(schema["$defs"])
        let methods = try #require(definitions["request"]?["properties"]?["method"]?["enum"]?.array)
        #expect(methods.count == 8)
        var lines: [String] = []
        var paths: [String] = []
        for method in methods.compactMap(\.string) {
            let known = try #require(definitions["params_\(method)"])
            #expect(known["additionalProperties"] == false)
            for member in known["properties"]?.object?.members ?? [] {
                // What nothing takes: a list in a list, or, where lists are taken, a truth value.
                for wrong in [JSONValue.array([[]]), true] where !takes(member.value, wrong) {
                    var params: JSONObject = [:]
                    for name in known["required"]?.array?.compactMap(\.string) ?? [] { params[name] = "building" }
                    params[member.key] = wrong
                    lines.append(request(method, JSONValue.object(params).text()))
                    paths.append(member.key)
                }
            }
        }
        #expect(lines.count > 40)
        for (line, (path, answer)) in zip(lines, zip(paths, try answers(lines))) {
            #expect(answer["error"]?["code"]?.integer == -32602, "\(line) → \(answer.text())")
            #expect(answer["error"]?["data"]?["path"]?.string == path, "\(line) → \(answer.text())")
        }
        // One text is as good as a list of one, in the schema as in the code.
        let scratch = try Scratch()
        let out = scratch.path("city.gpkg")
        let written = try answers([request("run", #"{"changes":[],"outputs":"\#(out)"}"#)])
        #expect(written.first?["result"]?["outputs"] == [.string(out)], "\(written)")
        #expect(takes(try #require(definitions["scenario"]?["properties"]?["outputs"]), "a.csv"))
    }

    /// The part of JSON Schema that tells kinds apart.
    private func takes(_ schema: JSONValue, _ value: JSONValue) -> Bool {
        if let choices = schema["oneOf"]?.array { return choices.contains { takes($0, value) } }
        if schema["enum"] != nil || schema["$ref"] != nil { return false }
        let types = schema["type"]?.array?.compactMap(\.string) ?? [schema["type"]?.string ?? ""]
        switch value {
        case .bool: return types.contains("boolean")
        case .string: return types.contains("string")
        case .array(let list):
            guard types.contains("array") else { return false }
            // Of the edits of a city only their list is checked before the city is there.
            guard let items = schema["items"], items["$ref"] == nil else { return true }
            return list.allSatisfy { takes(items, $0) }
        default: return false
        }
    }

    /// Would catch a `cancel` that stays behind and kills a later request of the same id.
    @Test func cancelConcernsWhatStandsBeforeIt() throws {
        let list = #"{"jsonrpc":"2.0","id":"a","method":"list"}"#
        let cancel = #"{"jsonrpc":"2.0","id":"c","method":"cancel","params":{"id":"a"}}"#
        let answers = try answers([cancel, list, cancel, cancel, list, "[\(cancel),\(list)]", list])
        #expect(answers[1]["error"]?["code"]?.integer == -32800, "a request that waits before a cancel is called off")
        #expect(answers[5].array?.last?["result"] != nil, "a list is read in its order")
        #expect(answers[6]["result"] != nil, "nothing calls off the last")
        let alone = try self.answers([cancel, list])
        #expect(alone.last?["result"] != nil, "\(alone)")
    }

    /// Notifications get no answer, whatever is wrong with their parameters; ids come back to the last digit.
    @Test func notificationsAndIDs() throws {
        let ids = ["9223372036854775807", "-1", "0.5", "\"\"", "\"қала\"", "null", "9007199254740993"]
        let answers = try answers(
            [
                #"{"jsonrpc":"2.0","method":"query","params":{"layer":5}}"#,
                #"{"jsonrpc":"2.0","method":"query","params":[1]}"#, #"{"jsonrpc":"2.0","method":"nothing"}"#,
                #"[{"jsonrpc":"2.0","method":"list"}]"#, "", "   ",
            ] + ids.map { #"{"jsonrpc":"2.0","id":\#($0),"method":"list","params":null}"# })
        #expect(answers.map { $0["id"]?.text() } == ids)
        #expect(try Program.run(["batch"], input: "").out.isEmpty)
    }
}
