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

    /// The request line, the scenario file and the answer.
    public static var envelope: JSONValue {
        let inputs: [JSONObject.Member] = simulations.map {
            .init(key: "inputs_" + $0.name.replacing(".", with: "_"), value: simulation($0))
        }
        let change: JSONValue = [
            "oneOf": [
                [
                    "type": "object", "required": ["add", "features"], "additionalProperties": false,
                    "properties": ["add": text, "features": ["type": ["object", "array"]], "crs": text],
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
        let scenario: JSONValue = [
            "type": "object", "required": ["city"], "additionalProperties": false,
            "properties": [
                "title": ["type": ["object", "string"], "description": "title by language: en, ru, kk"],
                "city": [
                    "description": "path of the city, relative to the scenario; or path and how to read it",
                    "oneOf": [
                        text,
                        [
                            "type": "object", "required": ["path"], "additionalProperties": false,
                            "properties": ["path": text, "crs": text, "layer": text, "lod": text],
                        ],
                    ],
                ],
                "changes": ["type": "array", "items": ["$ref": "#/$defs/change"]],
                "simulation": ["enum": .array(simulations.map { .string($0.name) })],
                "inputs": ["type": "object"], "outputs": ["type": "array", "items": text],
            ],
            "allOf": .array(
                simulations.map {
                    let name = $0.name.replacing(".", with: "_")
                    return [
                        "if": ["properties": ["simulation": ["const": .string($0.name)]], "required": ["simulation"]],
                        "then": ["properties": ["inputs": ["$ref": .string("#/$defs/inputs_\(name)")]]],
                    ]
                }),
        ]
        let request: JSONValue = [
            "type": "object", "required": ["jsonrpc", "method"],
            "properties": [
                "jsonrpc": ["const": "2.0"], "id": ["type": ["string", "number", "null"]],
                "method": ["enum": .array(Methods.names.map { .string($0) })], "params": ["type": "object"],
            ],
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
            "request": request, "answer": answer, "scenario": scenario, "change": change, "outcome": outcome,
            "indicator": indicator, "diagnostic": diagnostic,
        ]
        for member in inputs { definitions[member.key] = member.value }
        return [
            "$schema": dialect, "title": "qala", "description": "Requests, answers and scenarios of qala",
            "oneOf": [["$ref": "#/$defs/request"], ["$ref": "#/$defs/answer"], ["$ref": "#/$defs/scenario"]],
            "$defs": .object(definitions),
        ]
    }
}
