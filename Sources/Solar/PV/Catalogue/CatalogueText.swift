import Geometry

/// Rows of a parameter library as SAM writes them: comma-separated, fields in quotes where they hold commas, a line of
/// names, then often a line of units and one of SAM's own variable names.
struct CatalogueText {
    /// A row: its line in the file and its fields.
    struct Row {
        let line: Int
        let fields: [String]
    }

    let file: String
    private(set) var columns: [String: Int] = [:]
    /// Rows of values, without names and units.
    private(set) var rows: [Row] = []

    /// - Parameters:
    ///   - bytes: the whole file, UTF-8 or Latin-1.
    ///   - file: for messages.
    ///   - required: columns that must be there, the first being the name.
    /// - Throws: `DataError` for a file that is no such library.
    init(_ bytes: [UInt8], file: String, required: [String]) throws {
        self.file = file
        guard !bytes.isEmpty else { throw DataError(file: file, problem: "expected a CSV file, found nothing") }
        if bytes.contains(0) {
            throw DataError(file: file, problem: "expected a CSV file, found zero bytes: not a text file")
        }
        var all = Self.parse(bytes)
        all.removeAll { row in row.fields.allSatisfy(\.isEmpty) }
        guard let header = all.first else {
            throw DataError(file: file, problem: "expected a CSV file, found only blank lines")
        }
        for (i, name) in header.fields.enumerated() where columns[name] == nil { columns[name] = i }
        let missing = required.filter { columns[$0] == nil }
        guard missing.isEmpty else {
            let found = header.fields.prefix(12).joined(separator: ", ")
            throw DataError(
                file: file, place: "line \(header.line)",
                problem: "expected columns \(missing.joined(separator: ", ")), found \(found)")
        }
        let name = columns[required.first ?? ""] ?? 0
        rows = all.dropFirst().filter { row in
            guard name < row.fields.count else { return true }
            return row.fields[name] != "Units" && row.fields[name] != "[0]"
        }
    }

    /// A field by its column; nil where the row or the file has none.
    func field(_ row: Row, _ column: String) -> String? {
        guard let place = columns[column], place < row.fields.count else { return nil }
        return row.fields[place]
    }

    /// A finite number by its column; nil for anything else.
    func number(_ row: Row, _ column: String) -> Double? {
        guard let text = field(row, column) else { return nil }
        return Self.number(text)
    }

    /// A finite decimal number; Swift's own parser would also take "nan" and hexadecimal.
    static func number(_ text: some StringProtocol) -> Double? {
        let isDecimal = text.utf8.allSatisfy { (0x30...0x39).contains($0) || "+-.eE".utf8.contains($0) }
        guard isDecimal, let value = Double(text), value.isFinite else { return nil }
        return value
    }

    /// Splits the whole file (RFC 4180): quotes may hold commas, line ends and doubled quotes.
    private static func parse(_ bytes: [UInt8]) -> [Row] {
        let (quote, comma, newline, carriage) = (UInt8(0x22), UInt8(0x2C), UInt8(0x0A), UInt8(0x0D))
        var rows: [Row] = []
        var fields: [String] = []
        var field: [UInt8] = []
        var isQuoted = false
        var (line, start) = (1, 1)
        var k = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
        func endField() {
            let text =
                String(validating: field, as: UTF8.self)
                ?? String(String.UnicodeScalarView(field.map { Unicode.Scalar($0) }))
            fields.append(text.trimmingBlanks)
            field.removeAll(keepingCapacity: true)
        }
        func endRow() {
            endField()
            rows.append(Row(line: start, fields: fields))
            fields.removeAll(keepingCapacity: true)
        }
        while k < bytes.count {
            let byte = bytes[k]
            if byte == newline || (byte == carriage && !(k + 1 < bytes.count && bytes[k + 1] == newline)) {
                line += 1
                if isQuoted {
                    field.append(newline)
                } else {
                    endRow()
                    start = line
                }
            } else if isQuoted {
                if byte != quote {
                    if byte != carriage { field.append(byte) }
                } else if k + 1 < bytes.count, bytes[k + 1] == quote {
                    field.append(quote)
                    k += 1
                } else {
                    isQuoted = false
                }
            } else if byte == quote, field.isEmpty {
                isQuoted = true
            } else if byte == comma {
                endField()
            } else if byte != carriage {
                field.append(byte)
            }
            k += 1
        }
        if !field.isEmpty || !fields.isEmpty { endRow() }
        return rows
    }
}

extension String {
    /// Without blanks and tabs at both ends.
    fileprivate var trimmingBlanks: String {
        guard let first = utf8.first, let last = utf8.last,
            [0x20, 0x09].contains(first) || [0x20, 0x09].contains(last)
        else { return self }
        let front = drop { $0 == " " || $0 == "\t" }
        return String(front.reversed().drop { $0 == " " || $0 == "\t" }.reversed())
    }
}
