import Geometry
import JSON

/// Rows of named values from a small file that a person keeps: a list of products, of calls.
///
/// CSV (first row names, separated by comma, semicolon or tab, quoted as RFC 4180 says), a JSON list of objects, or a
/// GeoJSON collection of points, whose places become `lat` and `lon`.
struct Records {
    let file: String
    private(set) var rows: [Record] = []
    /// Names that occur, in the order of their first use.
    private(set) var names: [String] = []

    struct Record {
        /// Where it stands in the file: `line 3`, `record 2`.
        var place: String
        var values: [String: String]
    }

    /// - Throws: `DataError` with the line.
    init(bytes: [UInt8], file: String) throws {
        self.file = file
        let start = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
        guard let text = String(validating: bytes[start...], as: UTF8.self) else {
            throw DataError(file: file, problem: "expected a text in UTF-8")
        }
        guard let first = text.first(where: { !$0.isWhitespace }) else {
            throw DataError(file: file, problem: "is empty; expected a table with a header row, or a JSON list")
        }
        if first == "[" || first == "{" { try readJSON(Array(text.utf8)) } else { try readCSV(text) }
        if rows.isEmpty { throw DataError(file: file, problem: "holds no rows") }
    }

    // MARK: Values

    /// The first of some names that a row has a value for.
    func text(_ row: Record, _ wanted: [String]) -> String? {
        for name in wanted { if let value = row.values[name], !value.isEmpty { return value } }
        return nil
    }

    /// A number by one of some names; nil where there is none.
    /// - Throws: `DataError` for what is no number, or out of range.
    func number(_ row: Record, _ wanted: [String], in range: ClosedRange<Double>) throws -> Double? {
        guard let text = text(row, wanted) else { return nil }
        guard let value = Double(text), value.isFinite else {
            throw DataError(file: file, place: row.place, problem: "'\(wanted[0])' must be a number, not '\(text)'")
        }
        guard range.contains(value) else {
            throw DataError(
                file: file, place: row.place,
                problem: "'\(wanted[0])' is \(text); it must be \(range.lowerBound) … \(range.upperBound)")
        }
        return value
    }

    // MARK: Reading

    private mutating func add(_ place: String, _ members: [(String, String)]) {
        var values: [String: String] = [:]
        for (name, value) in members {
            let key = name.lowercased()
            if !names.contains(key) { names.append(key) }
            values[key] = values[key] ?? value
        }
        rows.append(Record(place: place, values: values))
    }

    private mutating func readJSON(_ bytes: [UInt8]) throws {
        let json: JSONValue
        do {
            json = try JSONValue(parsing: bytes)
        } catch let fault as JSONFault {
            throw DataError(file: file, place: "line \(fault.line), column \(fault.column)", problem: fault.problem)
        }
        guard let list = json["features"]?.array ?? json.array else {
            throw DataError(file: file, problem: "expected a list of objects or a GeoJSON FeatureCollection")
        }
        for (number, item) in list.enumerated() {
            let place = "record \(number + 1)"
            guard let object = item["properties"]?.object ?? item.object else {
                throw DataError(file: file, place: place, problem: "expected an object, found \(item.kind)")
            }
            var members = object.members.compactMap { member -> (String, String)? in
                switch member.value {
                case .null: nil
                case .string(let text): (member.key, text)
                default: (member.key, member.value.text())
                }
            }
            if let point = item["geometry"]?["coordinates"]?.array, point.count >= 2, let x = point[0].double,
                let y = point[1].double
            {
                members += [("lon", "\(x)"), ("lat", "\(y)")]
            }
            add(place, members)
        }
    }

    private mutating func readCSV(_ text: String) throws {
        let header = text.prefix { !$0.isNewline }
        let separator =
            [Character(","), ";", "\t"].max { a, b in
                header.count { $0 == a } < header.count { $0 == b }
            } ?? ","
        var columns: [String]?
        var (cells, cell, line, begun): ([String], String, Int, Int) = ([], "", 1, 1)
        var (isQuoted, wasQuoted) = (false, false)

        func take(_ table: inout Records) throws {
            cells.append(wasQuoted ? cell : String(cell[...].trimmed))
            (cell, wasQuoted) = ("", false)
            defer { cells = [] }
            if cells.allSatisfy(\.isEmpty) || cells[0].hasPrefix("#") { return }
            guard let names = columns else {
                columns = cells
                if cells.allSatisfy({ Double($0) != nil }) {
                    throw DataError(
                        file: table.file, place: "line \(begun)",
                        problem: "expected a header row with column names, found numbers only")
                }
                return
            }
            guard cells.count <= names.count else {
                throw DataError(
                    file: table.file, place: "line \(begun)",
                    problem: "has \(cells.count) cells, the header \(names.count)")
            }
            table.add("line \(begun)", Array(zip(names, cells)))
        }

        var rest = text[...]
        while let character = rest.popFirst() {
            if isQuoted {
                if character != "\"" {
                    cell.append(character)
                } else if rest.first == "\"" {
                    cell.append("\"")
                    rest.removeFirst()
                } else {
                    isQuoted = false
                }
                if character.isNewline { line += 1 }
            } else if character == "\"", cell.allSatisfy(\.isWhitespace) {
                (cell, isQuoted, wasQuoted) = ("", true, true)
            } else if character == separator {
                cells.append(wasQuoted ? cell : String(cell[...].trimmed))
                (cell, wasQuoted) = ("", false)
            } else if character.isNewline {
                try take(&self)
                line += 1
                begun = line
            } else {
                cell.append(character)
            }
        }
        if isQuoted {
            throw DataError(file: file, place: "line \(begun)", problem: "a quoted cell does not end")
        }
        try take(&self)
    }
}
