public import City
import Formats
import Geometry
public import JSON

/// JSON Schemas (2020-12) of what goes in and out, made from the simulations' own look-ups.
public enum Schema {
    static let dialect: JSONValue = "https://json-schema.org/draft/2020-12/schema"

    /// A simulation's inputs as a schema.
    public static func simulation(_ type: any Simulation.Type) -> JSONValue {
        [
            "$schema": dialect, "title": .string(type.name), "description": .string(type.summary),
            "type": "object", "additionalProperties": false, "properties": .object(properties(type)),
        ]
    }

    private static func properties(_ type: any Simulation.Type) -> JSONObject {
        JSONObject(declarations(of: type).map { JSONObject.Member(key: $0.name, value: $0.schema) })
    }

    private static let text: JSONValue = ["type": "string"]

    /// An object of parameters; the inputs in it are those of the simulation it names.
    private static func object(_ parameters: [Parameter], required: [String]? = nil) -> JSONValue {
        let required = required ?? parameters.filter(\.isRequired).map(\.name)
        let properties = parameters.map { JSONObject.Member(key: $0.name, value: $0.schema) }
        var schema: JSONObject = [
            // No parameters at all are as good as none given.
            "type": required.isEmpty ? ["object", "null"] : "object", "required": .array(required.map { .string($0) }),
            "additionalProperties": false, "properties": .object(JSONObject(properties)),
        ]
        if parameters.contains(where: { $0.name == "scenario" }) {
            // A scenario is written out, or it is in a file.
            let members = Method.scenario.map { JSONObject.Member(key: $0.name, value: false) }
            schema["dependentSchemas"] = ["scenario": ["properties": .object(JSONObject(members))]]
            schema["dependentRequired"] = ["set": ["scenario"]]
        }
        if parameters.contains(where: { $0.name == "inputs" }) {
            schema["allOf"] = .array(
                simulations.map {
                    [
                        "if": ["properties": ["simulation": ["const": .string($0.name)]], "required": ["simulation"]],
                        "then": ["properties": ["inputs": ["$ref": .string("#/$defs/inputs_\(key($0))")]]],
                    ]
                })
        }
        return .object(schema)
    }

    private static func key(_ type: any Simulation.Type) -> String { type.name.replacing(".", with: "_") }

    /// The request line, the scenario file and the answer.
    public static var envelope: JSONValue {
        let inputs: [JSONObject.Member] = simulations.map {
            .init(key: "inputs_\(key($0))", value: simulation($0))
        }
        let change: JSONValue = [
            "oneOf": [
                [
                    "type": "object", "required": ["add", "features"], "additionalProperties": false,
                    "properties": [
                        "add": text, "crs": text,
                        "features": [
                            "type": ["object", "array", "string"],
                            "description": "GeoJSON, or the path of a file with the features, relative to the scenario",
                        ],
                    ],
                ],
                [
                    "type": "object", "required": ["set", "values"], "additionalProperties": false,
                    "properties": ["set": text, "where": text, "values": ["type": "object"]],
                ],
                [
                    "type": "object", "required": ["remove", "where"], "additionalProperties": false,
                    "properties": ["remove": text, "where": text],
                ],
            ]
        ]
        let city: JSONValue = [
            "type": "object", "required": ["path"], "additionalProperties": false,
            "properties": ["path": text, "crs": text, "layer": text, "lod": text],
        ]
        let scenario = object(Method.scenario, required: ["city"])
        // What `compare` takes in the place of a file: the city may be the one that the batch was started with.
        let side = object(Method.scenario + Method.scenarioFile)
        let request: JSONValue = [
            "type": "object", "required": ["jsonrpc", "method"], "additionalProperties": false,
            "properties": [
                "jsonrpc": ["const": "2.0"], "id": ["type": ["string", "number", "null"]],
                "method": ["enum": .array(Method.all.map { .string($0.name) })],
                "params": ["type": ["object", "null"]],
            ],
            "allOf": .array(
                Method.all.map { method in
                    var then: JSONObject = [
                        "properties": ["params": ["$ref": .string("#/$defs/params_\(method.name)")]]
                    ]
                    if method.parameters.contains(where: \.isRequired) { then["required"] = ["params"] }
                    return [
                        "if": ["properties": ["method": ["const": .string(method.name)]], "required": ["method"]],
                        "then": .object(then),
                    ]
                }),
        ]
        let indicator: JSONValue = [
            "type": "object", "required": ["code", "value", "unit", "definition"],
            "properties": [
                "code": text, "value": ["type": ["number", "null"]], "unit": text, "definition": text,
            ],
        ]
        let diagnostic: JSONValue = [
            "type": "object", "required": ["severity", "code", "message", "count", "features"],
            "properties": [
                "severity": ["enum": ["caution", "note", "repaired", "skipped"]], "code": text, "message": text,
                "count": ["type": "integer"], "features": ["type": "array", "items": text],
            ],
        ]
        let answer: JSONValue = [
            "type": "object", "required": ["jsonrpc", "id"],
            "properties": [
                "jsonrpc": ["const": "2.0"], "id": ["type": ["string", "number", "null"]], "result": true,
                "error": [
                    "type": "object", "required": ["code", "message"],
                    "properties": ["code": ["type": "integer"], "message": text, "data": ["type": "object"]],
                ],
            ],
        ]
        let outcome: JSONValue = [
            "type": "object", "required": ["indicators", "inputs", "diagnostics", "layers"],
            "properties": [
                "indicators": ["type": "array", "items": ["$ref": "#/$defs/indicator"]], "inputs": ["type": "object"],
                "diagnostics": ["type": "array", "items": ["$ref": "#/$defs/diagnostic"]],
                "layers": ["type": "array", "items": ["type": "object", "required": ["name", "count"]]],
                "outputs": ["type": "array", "items": text],
            ],
        ]
        var definitions: JSONObject = [
            "request": request, "answer": answer, "scenario": scenario, "side": side, "city": city, "change": change,
            "outcome": outcome, "indicator": indicator, "diagnostic": diagnostic,
        ]
        for method in Method.all {
            definitions["params_\(method.name)"] = object(method.parameters + [Method.progress])
        }
        for member in inputs { definitions[member.key] = member.value }
        return [
            "$schema": dialect, "title": "qala", "description": "Requests, answers and scenarios of qala",
            "oneOf": [["$ref": "#/$defs/request"], ["$ref": "#/$defs/answer"], ["$ref": "#/$defs/scenario"]],
            "$defs": .object(definitions),
        ]
    }
}
