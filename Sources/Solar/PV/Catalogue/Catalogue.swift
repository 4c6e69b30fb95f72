public import City
import Geometry

/// Parameter sets by name: modules or inverters of a library file.
public struct Catalogue<Entry: Sendable>: Sendable {
    /// The file they come from, for messages.
    public let file: String
    /// Names in the file's order.
    public let names: [String]
    /// The entries, parallel to ``names``.
    public let entries: [Entry]
    /// Rows left out and names met twice, counted.
    public let diagnostics: Diagnostics
    private let places: [String: Int]

    /// Number of entries.
    public var count: Int { entries.count }

    /// The entry of a name: as written, or else the only one that differs from it by case, blanks and punctuation
    /// alone (pvlib writes underscores where the file has blanks and slashes).
    /// - Throws: `InputError` naming the nearest entry.
    public func entry(named name: String, path: String) throws -> Entry {
        if let place = places[name] { return entries[place] }
        let key = plain(name)
        let alike = key.isEmpty ? [] : names.indices.filter { plain(names[$0]) == key }
        if alike.count == 1 { return entries[alike[0]] }
        throw InputError(
            path: path, problem: "'\(name)' is not in \(file) (\(count) entries)", suggestion: suggestion(name, alike))
    }

    /// The entry that a file was given for: a default name that is not among its names was not meant.
    /// - Parameters:
    ///   - isGiven: whether the name was given, and is no default.
    ///   - size: of an entry; entries nearest to `usual` are named as examples.
    /// - Throws: `InputError` naming entries.
    func entry(
        named name: String, isGiven: Bool, path: String, usual: Double, size: (Entry) -> Double
    ) throws -> Entry {
        guard !isGiven, places[name] == nil else { return try entry(named: name, path: path) }
        let alike = entries.indices.sorted {
            (abs(size(entries[$0]) - usual), $0) < (abs(size(entries[$1]) - usual), $1)
        }
        throw InputError(
            path: path, problem: "which of the \(count) entries of \(file)? the default '\(name)' is not among them",
            suggestion: "write a name as it stands there, such as "
                + alike.prefix(3).map { "'\(names[$0])'" }.joined(separator: ", "))
    }

    /// Names that hold every word of a text, whatever the case; at most `limit`.
    public func names(containing text: String, limit: Int = 20) -> [String] {
        let words = text.lowercased().split(separator: " ").map(String.init)
        return Array(names.lazy.filter { name in words.allSatisfy(name.lowercased().contains) }.prefix(limit))
    }

    private func suggestion(_ name: String, _ alike: [Int]) -> String? {
        if !alike.isEmpty {
            return "which of " + alike.prefix(5).map { "'\(names[$0])'" }.joined(separator: ", ") + "?"
        }
        let holding = names(containing: name, limit: 3)
        if !name.isEmpty, !holding.isEmpty {
            return "did you mean " + holding.map { "'\($0)'" }.joined(separator: " or ") + "?"
        }
        return nearest(to: name, among: names).map { "did you mean '\($0)'?" }
            ?? "write a name as it stands there, such as "
            + names.prefix(3).map { "'\($0)'" }.joined(separator: ", ")
    }

    private func plain(_ name: String) -> [UInt8] {
        name.lowercased().utf8.filter { ($0 >= 0x61 && $0 <= 0x7A) || ($0 >= 0x30 && $0 <= 0x39) || $0 >= 0x80 }
    }

    /// Reads every row; one that cannot be read is left out and counted, a name met again likewise.
    /// - Parameters:
    ///   - kind: "module", "inverter".
    ///   - read: a row as an entry; throws `InputError` saying what is wrong with it.
    /// - Throws: `DataError` when not a single row can be used.
    init(
        _ text: CatalogueText, kind: String, name nameColumn: String,
        read: (CatalogueText.Row, String) throws -> Entry
    ) throws {
        var (names, entries, places): ([String], [Entry], [String: Int]) = ([], [], [:])
        var diagnostics = Diagnostics()
        var firstProblem: String?
        for row in text.rows {
            let name = text.field(row, nameColumn) ?? ""
            let feature = "line \(row.line)" + (name.isEmpty ? "" : ", \(name)")
            do {
                guard !name.isEmpty else {
                    throw InputError(path: nameColumn, problem: "expected a name, found nothing")
                }
                let entry = try read(row, name)
                guard places[name] == nil else {
                    diagnostics.skipped(
                        "catalogue-duplicate", "a \(kind) of a name that stands further up is left out", feature)
                    continue
                }
                places[name] = entries.count
                names.append(name)
                entries.append(entry)
            } catch let error as InputError {
                firstProblem = firstProblem ?? "\(feature): \(error)"
                diagnostics.skipped(
                    "catalogue-row", "a \(kind) is left out: a number is missing or impossible", "\(feature): \(error)")
            }
        }
        guard !entries.isEmpty else {
            throw DataError(
                file: text.file,
                problem: "expected \(kind)s, found none that can be used" + (firstProblem.map { " (\($0))" } ?? ""))
        }
        file = text.file
        self.names = names
        self.entries = entries
        self.places = places
        self.diagnostics = diagnostics
    }
}

extension CatalogueText {
    /// A number that must be there.
    func required(_ row: Row, _ column: String) throws -> Double {
        guard let value = number(row, column) else {
            throw InputError(path: column, problem: "expected a number, found '\(field(row, column) ?? "")'")
        }
        return value
    }
}
