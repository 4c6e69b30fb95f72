import Geometry
public import JSON

/// A what-if question as written in a file, a batch line or a request: city, changes, simulation, inputs, outputs.
public struct Scenario: Sendable {
    /// Title by language (`en`, `ru`, `kk`).
    public var title: JSONObject
    /// The city, as written.
    public var city: CityReference
    /// The edits, as written; they are decoded once the city's CRS is known.
    public var changes: [JSONValue]
    /// Name of the simulation; nil where the scenario only changes the city.
    public var simulation: String?
    public var inputs: JSONObject
    /// Paths of the files to write, as written.
    public var outputs: [String]

    /// Reads a scenario's members.
    /// - Throws: `InputError` for a member that is missing, unknown or of the wrong kind.
    public init(_ json: JSONValue) throws {
        guard let object = json.object else {
            throw InputError(path: "scenario", problem: "a scenario is an object, not \(json.kind)", suggestion: nil)
        }
        let known = ["title", "city", "changes", "simulation", "inputs", "outputs"]
        for key in object.keys where !known.contains(key) {
            throw InputError(
                path: key, problem: "a scenario has no member '\(key)'",
                suggestion: nearest(to: key, among: known).map { "did you mean '\($0)'?" }
                    ?? "known: \(known.joined(separator: ", "))")
        }
        func wrong(_ key: String, _ expected: String) -> InputError {
            InputError(
                path: key, problem: "'\(key)' must be \(expected), not \(object[key]?.kind ?? "missing")",
                suggestion: nil)
        }
        switch object["title"] {
        case nil, .null?: title = [:]
        case .string(let text)?: title = ["en": .string(text)]
        case .object(let o)?: title = o
        default: throw wrong("title", "a text, or texts by language")
        }
        guard let city = object["city"] else { throw wrong("city", "the path of a city") }
        self.city = try CityReference(city)
        switch object["changes"] {
        case nil, .null?: changes = []
        case .array(let list)?: changes = list
        default: throw wrong("changes", "a list")
        }
        switch object["simulation"] {
        case nil, .null?: simulation = nil
        case .string(let name)?: simulation = name
        default: throw wrong("simulation", "the name of a simulation")
        }
        switch object["inputs"] {
        case nil, .null?: inputs = [:]
        case .object(let o)?: inputs = o
        default: throw wrong("inputs", "an object")
        }
        switch object["outputs"] {
        case nil, .null?: outputs = []
        case .string(let path)?: outputs = [path]
        case .array(let list)? where list.allSatisfy({ $0.string != nil }): outputs = list.compactMap(\.string)
        default: throw wrong("outputs", "a list of file paths")
        }
    }

    /// The title in a language, or in English, or in whichever there is.
    public func title(in language: String) -> String? {
        (title[language] ?? title["en"] ?? title.members.first?.value)?.string
    }
}
