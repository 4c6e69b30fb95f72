/// The lines of a weather file, as ranges of its bytes, and numbers read from them.
///
/// Files are ASCII where it matters; LF, CRLF and CR line ends, a UTF-8 byte order mark and names in Latin-1 are
/// all taken. Line numbers count from 1.
struct WeatherText {
    /// A line: its number in the file and its bytes, without the line end.
    struct Line {
        let number: Int
        let range: Range<Int>
    }

    let bytes: [UInt8]
    private(set) var lines: [Line] = []

    /// - Throws: ``WeatherError`` for an empty file or one that is not text.
    init(_ bytes: [UInt8]) throws {
        self.bytes = bytes
        if bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF]) {
            throw WeatherError(line: 1, problem: "expected ASCII or UTF-8 text, found UTF-16; save the file as UTF-8")
        }
        if bytes.starts(with: [0x50, 0x4B, 0x03, 0x04]) {
            throw WeatherError(problem: "expected text, found a zip archive; unpack it first")
        }
        let hasMark = bytes.starts(with: [0xEF, 0xBB, 0xBF])
        var start = hasMark ? 3 : 0
        var number = 1
        var k = start
        while k < bytes.count {
            let byte = bytes[k]
            if byte == 0 {
                throw WeatherError(line: number, problem: "expected text, found a zero byte: not a text file")
            }
            if byte == 0x0A || byte == 0x0D {
                lines.append(Line(number: number, range: start..<k))
                number += 1
                if byte == 0x0D, k + 1 < bytes.count, bytes[k + 1] == 0x0A { k += 1 }
                start = k + 1
            }
            k += 1
        }
        if start < bytes.count { lines.append(Line(number: number, range: start..<bytes.count)) }
        if lines.allSatisfy({ $0.range.isEmpty }) {
            throw WeatherError(problem: "expected a weather file, found nothing: the file is empty")
        }
    }

    /// The line as text; bytes that are not UTF-8 are taken as Latin-1.
    func string(_ line: Line) -> String { string(line.range) }

    func string(_ range: Range<Int>) -> String {
        String(validating: bytes[range], as: UTF8.self)
            ?? String(String.UnicodeScalarView(bytes[range].map { Unicode.Scalar($0) }))
    }

    /// The comma-separated fields of a line, blanks and quotation marks around them left out.
    ///
    /// A comma inside a field that begins with a quotation mark and has its closing one does not separate.
    func fields(_ line: Line) -> [Range<Int>] {
        var fields: [Range<Int>] = []
        var start = line.range.lowerBound
        let end = line.range.upperBound
        while true {
            let field = trimmed(start..<end)
            if !field.isEmpty, bytes[field.lowerBound] == 0x22,
                let closing = bytes[(field.lowerBound + 1)..<end].firstIndex(of: 0x22),
                let comma = separator(after: closing, before: end)
            {
                fields.append(trimmed(field.lowerBound + 1..<closing))
                if comma == end { return fields }
                start = comma + 1
                continue
            }
            guard let comma = bytes[start..<end].firstIndex(of: 0x2C) else {
                fields.append(trimmed(start..<end))
                return fields
            }
            fields.append(trimmed(start..<comma))
            start = comma + 1
        }
    }

    /// The comma, or the line's end, behind a closing quotation mark; nil when something else stands there.
    private func separator(after closing: Int, before end: Int) -> Int? {
        let next = bytes[(closing + 1)..<end].firstIndex { $0 != 0x20 && $0 != 0x09 }
        guard let next else { return end }
        return bytes[next] == 0x2C ? next : nil
    }

    private func trimmed(_ range: Range<Int>) -> Range<Int> {
        var (low, high) = (range.lowerBound, range.upperBound)
        while low < high, bytes[low] == 0x20 || bytes[low] == 0x09 { low += 1 }
        while high > low, bytes[high - 1] == 0x20 || bytes[high - 1] == 0x09 { high -= 1 }
        return low..<high
    }

    /// A finite number written in decimal; nil for anything else.
    func number(_ range: Range<Int>) -> Double? {
        // Digits with at most one point cover nearly every field; the rest goes the general way.
        var k = range.lowerBound
        guard k < range.upperBound, range.count <= 17 else { return general(range) }
        let negative = bytes[k] == 0x2D
        if negative { k += 1 }
        var mantissa = 0
        var scale = 1.0
        var digits = 0
        var seenPoint = false
        while k < range.upperBound {
            let byte = bytes[k]
            if byte >= 0x30 && byte <= 0x39 {
                mantissa = mantissa * 10 + Int(byte - 0x30)
                digits += 1
                if seenPoint { scale *= 10 }
            } else if byte == 0x2E && !seenPoint {
                seenPoint = true
            } else {
                return general(range)
            }
            k += 1
        }
        // Below 2^53 and 10^22 both parts are exact, so that one division rounds correctly.
        guard digits > 0, digits <= 15 else { return general(range) }
        let value = Double(mantissa) / scale
        return negative ? -value : value
    }

    private func general(_ range: Range<Int>) -> Double? {
        let text = string(range)
        // Swift's own parser also takes "nan", "inf" and hexadecimal.
        guard text.allSatisfy({ "0123456789+-.eE".contains($0) }), let value = Double(text), value.isFinite else {
            return nil
        }
        return value
    }

    /// A whole number; nil for anything else.
    func integer(_ range: Range<Int>) -> Int? {
        number(range).flatMap { Int(exactly: $0) }
    }

    /// The number in a row's field; nil where the row is too short or the field is empty.
    /// - Throws: ``WeatherError`` where something else stands there.
    func value(_ fields: [Range<Int>], _ index: Int, _ name: String, _ line: Int) throws -> Double? {
        guard index < fields.count, !fields[index].isEmpty else { return nil }
        guard let value = number(fields[index]) else {
            throw WeatherError(line: line, problem: "\(name): expected a number, found '\(string(fields[index]))'")
        }
        return value
    }

    /// Whole numbers of at most four digits between separators ("12/31/1988"); empty when anything else stands there.
    func integers(_ range: Range<Int>, separator: UInt8) -> [Int] {
        var numbers: [Int] = []
        for part in bytes[range].split(separator: separator, omittingEmptySubsequences: false) {
            guard (1...4).contains(part.count), part.allSatisfy({ (0x30...0x39).contains($0) }) else { return [] }
            numbers.append(part.reduce(0) { 10 * $0 + Int($1 - 0x30) })
        }
        return numbers
    }

    /// Whether the text begins like JSON.
    var isJSON: Bool {
        guard let first = lines.first(where: { !trimmed($0.range).isEmpty }) else { return false }
        return [0x7B, 0x5B].contains(bytes[trimmed(first.range).lowerBound])
    }
}
