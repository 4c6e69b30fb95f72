import City
import Geometry
import JSON

/// One parameter of a method: what a request may give there. The check and the published schema both come from it.
struct Parameter: Sendable {
    enum Kind: Sendable {
        case text
        case flag
        case whole(ClosedRange<Int64>)
        case number(ClosedRange<Double>)
        case texts
        case object
        case simulation
        case changes
        case title
        case city
        case scenario
        case place
        case distance
        case box
        case id
    }

    let name: String
    let kind: Kind
    let isRequired: Bool
    let summary: String

    init(_ name: String, _ kind: Kind, isRequired: Bool = false, _ summary: String) {
        self.name = name
        self.kind = kind
        self.isRequired = isRequired
        self.summary = summary
    }

    /// Refuses what a method does not know and what is not of the kind it wants; `null` is as good as nothing.
    /// - Throws: `InputError` with the parameter's name as its path.
    static func check(_ given: JSONObject, against known: [Parameter]) throws {
        for member in given.members {
            guard let parameter = known.first(where: { $0.name == member.key }) else {
                throw InputError(
                    path: member.key, problem: "there is no parameter '\(member.key)'",
                    suggestion: known.isEmpty
                        ? "the method takes none" : nearestName(to: member.key, among: known.map(\.name)))
            }
            guard member.value == .null || parameter.kind.accepts(member.value) else {
                throw InputError(
                    path: member.key,
                    problem: "'\(member.key)' must be \(parameter.kind.words), not \(member.value.brief)",
                    suggestion: parameter.summary)
            }
        }
        for parameter in known where parameter.isRequired && (given[parameter.name] ?? .null) == .null {
            throw InputError(
                path: parameter.name, problem: "'\(parameter.name)' is missing", suggestion: parameter.summary)
        }
    }

    /// The parameter as a JSON Schema property.
    var schema: JSONValue {
        var schema = kind.schema
        schema["description"] = .string(summary)
        guard !isRequired else { return .object(schema) }
        if case .string(let type)? = schema["type"] {
            schema["type"] = [.string(type), "null"]
        } else if let choices = schema["oneOf"]?.array {
            schema["oneOf"] = .array(choices + [["type": "null"]])
        } else if let names = schema["enum"]?.array {
            schema["enum"] = .array(names + [.null])
        }
        return .object(schema)
    }
}

extension Parameter.Kind {
    /// Whether a value is of this kind. What only its user can tell, such as whether a place is on Earth, is left to it.
    func accepts(_ value: JSONValue) -> Bool {
        switch self {
        case .text, .simulation: value.string != nil
        case .flag: value.bool != nil
        case .whole(let range): value.integer.map(range.contains) ?? false
        case .number(let range): value.double.map(range.contains) ?? false
        case .texts: value.string != nil || value.array?.allSatisfy { $0.string != nil } ?? false
        case .changes: value.array != nil
        case .object: value.object != nil
        case .title, .city, .scenario, .place: value.string != nil || value.object != nil
        case .distance, .id: value.string != nil || value.double != nil
        case .box: value.array?.count == 4 && value.array?.allSatisfy { $0.double != nil } ?? false
        }
    }

    var words: String {
        switch self {
        case .text, .simulation: "a text"
        case .flag: "true or false"
        case .whole(let range): "a whole number \(range.lowerBound) … \(range.upperBound)"
        case .number(let range):
            "a number \(JSONValue.number(range.lowerBound).text()) … \(JSONValue.number(range.upperBound).text())"
        case .texts: "a text or a list of texts"
        case .changes: "a list"
        case .object: "an object"
        case .title, .city, .scenario, .place: "a text or an object"
        case .distance, .id: "a text or a number"
        case .box: "a list of four numbers"
        }
    }

    var schema: JSONObject {
        switch self {
        case .text: ["type": "string"]
        case .flag: ["type": "boolean"]
        case .whole(let range):
            ["type": "integer", "minimum": .integer(range.lowerBound), "maximum": .integer(range.upperBound)]
        case .number(let range):
            ["type": "number", "minimum": .number(range.lowerBound), "maximum": .number(range.upperBound)]
        case .texts: ["oneOf": [["type": "string"], ["type": "array", "items": ["type": "string"]]]]
        case .object: ["type": "object"]
        case .simulation: ["enum": .array(simulations.map { .string($0.name) })]
        case .changes: ["type": "array", "items": ["$ref": "#/$defs/change"]]
        case .title: ["oneOf": [["type": "string"], ["type": "object"]]]
        case .city: ["oneOf": [["type": "string"], ["$ref": "#/$defs/city"]]]
        case .scenario: ["oneOf": [["type": "string"], ["$ref": "#/$defs/side"]]]
        case .place:
            [
                "oneOf": [
                    ["type": "string"],
                    [
                        "type": "object", "required": ["lat", "lon"],
                        "properties": ["lat": ["type": "number"], "lon": ["type": "number"]],
                    ],
                ]
            ]
        case .distance: ["oneOf": [["type": "number", "minimum": 0], ["type": "string"]]]
        case .box: ["type": "array", "items": ["type": "number"], "minItems": 4, "maxItems": 4]
        case .id: ["oneOf": [["type": "string"], ["type": "number"]]]
        }
    }
}

extension JSONValue {
    /// The value for an error message: as it was written if that is short, or else what it is.
    fileprivate var brief: String {
        let text = text()
        return text.count > 40 ? kind : text
    }
}
