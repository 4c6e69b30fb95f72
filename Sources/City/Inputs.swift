public import Geometry
public import JSON

/// What a scenario gives a simulation, looked up by name with unit, default, range and a one-line summary.
///
/// Each look-up records itself, so help text, validation, JSON Schema and process description come from that one line.
/// An input nobody looked up is an error that names the nearest known one.
public struct Inputs {
    /// What one look-up says of an input.
    public struct Declaration: Sendable, Hashable {
        public enum Kind: Sendable, Hashable {
            case number(unit: String, range: ClosedRange<Double>?)
            /// So many numbers in a list.
            case numbers(count: Int, unit: String, range: ClosedRange<Double>?)
            case integer(range: ClosedRange<Int64>?)
            case flag
            case text
            case choice([String])
            case filter
            case file
            /// Files by name, or one for all.
            case files
        }

        public var name: String
        public var kind: Kind
        /// The default; null where the input may be absent and has none.
        public var fallback: JSONValue
        public var summary: String
    }

    /// A file named by an input, read whole.
    public struct File: Sendable {
        public var path: String
        public var bytes: [UInt8]
    }

    private let given: JSONObject
    private let readFile: (String) throws -> [UInt8]
    public private(set) var declarations: [Declaration] = []
    /// Every input as it was resolved, defaults included.
    public private(set) var resolved: JSONObject = [:]
    /// What was noticed about the inputs themselves.
    public private(set) var diagnostics = Diagnostics()

    /// - Parameters:
    ///   - given: the scenario's `inputs`.
    ///   - readFile: reads a file by the path the scenario names; files are refused where it is not given.
    public init(
        _ given: JSONObject,
        readFile: @escaping (String) throws -> [UInt8] = { path in
            throw InputError(path: path, problem: "files cannot be read here", suggestion: nil)
        }
    ) {
        self.given = given
        self.readFile = readFile
    }

    // MARK: Look-ups

    /// A number with its unit.
    public mutating func number(
        _ name: String, unit: String = "", default fallback: Double, in range: ClosedRange<Double>? = nil,
        _ summary: String
    ) throws -> Double {
        let value = try find(name, .number(unit: unit, range: range), .number(fallback), summary)
        return try check(value, name, unit, range)
    }

    private func check(_ value: JSONValue, _ name: String, _ unit: String, _ range: ClosedRange<Double>?) throws
        -> Double
    {
        guard let number = value.double else {
            throw wrong(name, "must be a number\(unit.isEmpty ? "" : " in \(unit)"), not \(value.kind)")
        }
        if let range, !range.contains(number) {
            let unit = unit.isEmpty ? "" : " \(unit)"
            throw wrong(name, "is \(plain(number))\(unit); it must be \(plain(range))\(unit)")
        }
        return number
    }

    /// A number that may be absent and has no default; what is done then stands in the summary.
    public mutating func number(
        _ name: String, unit: String = "", in range: ClosedRange<Double>? = nil, _ summary: String
    ) throws -> Double? {
        let value = try find(name, .number(unit: unit, range: range), .null, summary)
        if case .null = value { return nil }
        return try check(value, name, unit, range)
    }

    /// A list of numbers of a fixed length (twelve months); nil where none is given.
    public mutating func numbers(
        _ name: String, count: Int, unit: String = "", in range: ClosedRange<Double>? = nil, _ summary: String
    ) throws -> [Double]? {
        let value = try find(name, .numbers(count: count, unit: unit, range: range), .null, summary)
        if case .null = value { return nil }
        guard let list = value.array, list.count == count else {
            throw wrong(name, "must be a list of \(count) numbers\(unit.isEmpty ? "" : " in \(unit)")")
        }
        return try list.map { try check($0, name, unit, range) }
    }

    /// An angle, given in degrees.
    public mutating func angle(
        _ name: String, default fallback: Double, in range: ClosedRange<Double>, _ summary: String
    ) throws -> Angle {
        .degrees(try number(name, unit: "°", default: fallback, in: range, summary))
    }

    /// A whole number.
    public mutating func integer(
        _ name: String, default fallback: Int64, in range: ClosedRange<Int64>? = nil, _ summary: String
    ) throws -> Int64 {
        let value = try find(name, .integer(range: range), .integer(fallback), summary)
        guard let number = value.integer else { throw wrong(name, "must be a whole number, not \(value.text())") }
        if let range, !range.contains(number) {
            throw wrong(name, "is \(number); it must be \(range.lowerBound) … \(range.upperBound)")
        }
        return number
    }

    /// Yes or no.
    public mutating func flag(_ name: String, default fallback: Bool, _ summary: String) throws -> Bool {
        let value = try find(name, .flag, .bool(fallback), summary)
        guard let flag = value.bool else { throw wrong(name, "must be true or false, not \(value.kind)") }
        return flag
    }

    /// A text; nil where none is given and there is no default.
    public mutating func text(_ name: String, default fallback: String? = nil, _ summary: String) throws -> String? {
        let value = try find(name, .text, fallback.map { .string($0) } ?? .null, summary)
        if case .null = value { return nil }
        guard let text = value.string else { throw wrong(name, "must be a text, not \(value.kind)") }
        return text
    }

    /// One of a fixed set of names.
    public mutating func choice<C: RawRepresentable & CaseIterable>(
        _ name: String, default fallback: C, _ summary: String
    ) throws -> C where C.RawValue == String {
        let names = C.allCases.map(\.rawValue)
        let value = try find(name, .choice(names), .string(fallback.rawValue), summary)
        guard let text = value.string, let choice = C(rawValue: text) else {
            let hint = value.string.flatMap { nearest(to: $0, among: names) }
            throw InputError(
                path: "inputs.\(name)", problem: "\(value.text()) is not one of \(names.joined(separator: ", "))",
                suggestion: hint.map { "did you mean '\($0)'?" })
        }
        return choice
    }

    /// A condition on a layer's attributes; the default takes every feature.
    public mutating func filter(_ name: String, _ summary: String) throws -> Filter? {
        let value = try find(name, .filter, .null, summary)
        if case .null = value { return nil }
        guard let text = value.string else { throw wrong(name, "must be a condition in text, not \(value.kind)") }
        return try Filter(text, path: "inputs.\(name)")
    }

    /// A file, by a path relative to the scenario; nil where none is given.
    public mutating func file(_ name: String, _ summary: String) throws -> File? {
        let value = try find(name, .file, .null, summary)
        if case .null = value { return nil }
        guard let path = value.string else { throw wrong(name, "must be a file path, not \(value.kind)") }
        return File(path: path, bytes: try readFile(path))
    }

    /// Files by name, paths relative to the scenario: `{"LED": "led.ies", "HPS": "hps.ldt"}`; a single path counts for
    /// all, under the name `*`. Empty where none is given.
    public mutating func files(_ name: String, _ summary: String) throws -> [(name: String, file: File)] {
        let value = try find(name, .files, .null, summary)
        switch value {
        case .null: return []
        case .string(let path): return [("*", File(path: path, bytes: try readFile(path)))]
        case .object(let members):
            return try members.members.map { member in
                guard let path = member.value.string else {
                    throw wrong(name, "must name a file for '\(member.key)', not \(member.value.kind)")
                }
                return (member.key, File(path: path, bytes: try readFile(path)))
            }
        default: throw wrong(name, "must be a file path or an object of them, not \(value.kind)")
        }
    }

    /// A file that the file of an input names, by a path relative to the scenario.
    public func read(_ path: String) throws -> [UInt8] { try readFile(path) }

    // MARK: The rest

    /// Refuses inputs that no look-up asked for.
    /// - Throws: `InputError` naming the nearest known input.
    public func finish() throws {
        let known = declarations.map(\.name)
        for key in given.keys where !known.contains(key) {
            throw InputError(
                path: "inputs.\(key)", problem: "there is no input '\(key)'",
                suggestion: nearest(to: key, among: known).map { "did you mean '\($0)'?" }
                    ?? "known: \(known.joined(separator: ", "))")
        }
    }

    /// Whether an input was given something else than its default; after its look-up.
    public func isSet(_ name: String) -> Bool {
        guard let value = given[name], value != .null else { return false }
        guard let fallback = declarations.first(where: { $0.name == name })?.fallback else { return true }
        if let number = value.double, let usual = fallback.double { return number != usual }
        return value != fallback
    }

    /// Refuses inputs that contradict another: what they ask for would have no effect.
    /// - Parameters:
    ///   - other: the input that leaves them without effect.
    ///   - reason: why, as a clause: "the file says it itself".
    /// - Throws: `InputError` naming both.
    public func refuse(_ names: [String], with other: String, _ reason: String) throws {
        for name in names where isSet(name) {
            throw InputError(
                path: "inputs.\(name)", problem: "'\(name)' has no effect with '\(other)' as it is: \(reason)",
                suggestion: "leave '\(name)' out, or change '\(other)'")
        }
    }

    /// Notes inputs that have no effect at a value of another, as may happen when that one is varied.
    public mutating func noteUnused(_ names: [String], with other: String, _ reason: String) {
        for name in names where isSet(name) {
            diagnostics.caution(
                "input-without-effect", "'\(name)' has no effect with '\(other)' as it is: \(reason)", name)
        }
    }

    private mutating func find(
        _ name: String, _ kind: Declaration.Kind, _ fallback: JSONValue, _ summary: String
    ) throws -> JSONValue {
        precondition(!declarations.contains { $0.name == name }, "input '\(name)' is looked up twice")
        declarations.append(Declaration(name: name, kind: kind, fallback: fallback, summary: summary))
        var value = given[name] ?? fallback
        if case .null = value { value = fallback }
        resolved[name] = value
        return value
    }

    private func wrong(_ name: String, _ problem: String) -> InputError {
        let summary = declarations.first { $0.name == name }?.summary
        return InputError(path: "inputs.\(name)", problem: "'\(name)' \(problem)", suggestion: summary)
    }

    private func plain(_ x: Double) -> String { JSONValue.number(x).text() }

    private func plain(_ range: ClosedRange<Double>) -> String {
        switch (range.lowerBound.isFinite, range.upperBound.isFinite) {
        case (true, true): "\(plain(range.lowerBound)) … \(plain(range.upperBound))"
        case (true, false): "at least \(plain(range.lowerBound))"
        case (false, true): "at most \(plain(range.upperBound))"
        case (false, false): "a number"
        }
    }
}

extension Inputs.Declaration {
    /// The input as a JSON Schema (2020-12) property.
    public var schema: JSONValue {
        var o: JSONObject = ["description": .string(summary)]
        switch kind {
        case .number(let unit, let range):
            o["type"] = fallback == .null ? ["number", "null"] : "number"
            if !unit.isEmpty { o["x-unit"] = .string(unit) }
            if let range {
                if range.lowerBound.isFinite { o["minimum"] = .number(range.lowerBound) }
                if range.upperBound.isFinite { o["maximum"] = .number(range.upperBound) }
            }
        case .numbers(let count, let unit, let range):
            o["type"] = ["array", "null"]
            o["minItems"] = .integer(Int64(count))
            o["maxItems"] = .integer(Int64(count))
            if !unit.isEmpty { o["x-unit"] = .string(unit) }
            var item: JSONObject = ["type": "number"]
            if let range {
                item["minimum"] = .number(range.lowerBound)
                item["maximum"] = .number(range.upperBound)
            }
            o["items"] = .object(item)
        case .integer(let range):
            o["type"] = "integer"
            if let range {
                o["minimum"] = .integer(range.lowerBound)
                o["maximum"] = .integer(range.upperBound)
            }
        case .flag: o["type"] = "boolean"
        case .text: o["type"] = ["string", "null"]
        case .choice(let names):
            o["type"] = "string"
            o["enum"] = .array(names.map { .string($0) })
        case .filter:
            o["type"] = ["string", "null"]
            o["x-format"] = "filter"
        case .file:
            o["type"] = ["string", "null"]
            o["x-format"] = "path"
        case .files:
            o["type"] = ["string", "object", "null"]
            o["x-format"] = "path"
            o["additionalProperties"] = ["type": "string"]
        }
        if fallback != .null { o["default"] = fallback }
        return .object(o)
    }

    /// Type and range in words: `number ° 0 … 90`.
    public var kindText: String {
        switch kind {
        case .numbers(let count, let unit, _): "list of \(count) numbers" + (unit.isEmpty ? "" : " \(unit)")
        case .number(let unit, let range):
            "number" + (unit.isEmpty ? "" : " \(unit)")
                + (range.map { r in
                    func p(_ x: Double) -> String { x.isFinite ? JSONValue.number(x).text() : "∞" }
                    return " \(p(r.lowerBound)) … \(p(r.upperBound))"
                } ?? "")
        case .integer(let range): "integer" + (range.map { " \($0.lowerBound) … \($0.upperBound)" } ?? "")
        case .flag: "true | false"
        case .text: "text"
        case .choice(let names): names.joined(separator: " | ")
        case .filter: "condition"
        case .file: "file path"
        case .files: "file path, or file paths by name"
        }
    }
}
