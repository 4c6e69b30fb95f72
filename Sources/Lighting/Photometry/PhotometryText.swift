import Geometry

/// The lines and words of a photometric file, as ranges of its bytes, and the numbers read from them.
///
/// LF, CRLF and CR line ends, a UTF-8 byte order mark and names in Latin-1 are all taken. Lines count from 1.
struct PhotometryText {
    let bytes: [UInt8]
    /// The file as the caller named it, for messages.
    let file: String
    /// The bytes of each line, without its end.
    private(set) var lines: [Range<Int>] = []

    /// - Throws: ``DataError`` for an empty file or one that is not text.
    init(_ bytes: [UInt8], file: String) throws {
        self.bytes = bytes
        self.file = file
        if bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF]) {
            throw DataError(
                file: file, place: "byte 0",
                problem: "expected ASCII, Latin-1 or UTF-8 text, found UTF-16; save the file as UTF-8")
        }
        if bytes.starts(with: [0x50, 0x4B, 0x03, 0x04]) {
            throw DataError(
                file: file, place: "byte 0",
                problem: "expected IES or EULUMDAT text, found a zip archive (GLDF, ULD?); unpack it first")
        }
        var start = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
        var k = start
        while k < bytes.count {
            let byte = bytes[k]
            if byte == 0 {
                throw DataError(file: file, place: "byte \(k)", problem: "expected text, found a zero byte")
            }
            if byte == 0x0A || byte == 0x0D {
                lines.append(start..<k)
                if byte == 0x0D, k + 1 < bytes.count, bytes[k + 1] == 0x0A { k += 1 }
                start = k + 1
            }
            k += 1
        }
        if start < bytes.count { lines.append(start..<bytes.count) }
        if lines.allSatisfy({ trimmed($0).isEmpty }) {
            throw DataError(file: file, problem: "expected IES or EULUMDAT, found nothing: the file is empty")
        }
    }

    /// A mistake in a line, counted from 0.
    func error(line: Int, _ problem: String) -> DataError {
        DataError(file: file, place: "line \(line + 1)", problem: problem)
    }

    /// The bytes without blanks around them.
    func trimmed(_ range: Range<Int>) -> Range<Int> {
        var (low, high) = (range.lowerBound, range.upperBound)
        while low < high, Self.isBlank(bytes[low]) { low += 1 }
        while high > low, Self.isBlank(bytes[high - 1]) { high -= 1 }
        return low..<high
    }

    /// Text, without blanks around it; bytes that are not UTF-8 are taken as Latin-1.
    func string(_ range: Range<Int>) -> String {
        let part = bytes[trimmed(range)]
        return String(validating: part, as: UTF8.self)
            ?? String(String.UnicodeScalarView(part.map { Unicode.Scalar($0) }))
    }

    /// A piece of the file for a message: short, and one line.
    func quoted(_ range: Range<Int>) -> String {
        let text = string(range)
        return text.isEmpty ? "nothing" : "'\(text.prefix(40))'"
    }

    /// A finite number in decimal notation; nil for anything else.
    func number(_ range: Range<Int>) -> Double? {
        let part = bytes[trimmed(range)]
        // Swift's own parser also takes "nan", "inf" and hexadecimal; no number of a luminaire is longer than this.
        guard !part.isEmpty, part.count <= 40, part.allSatisfy(Self.isOfNumber),
            let value = Double(String(decoding: part, as: UTF8.self)), value.isFinite
        else { return nil }
        return value
    }

    static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 || byte == 0x1A }

    private static func isOfNumber(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x2B, 0x2D, 0x2E, 0x45, 0x65: true
        default: false
        }
    }
}

/// Reads words one after the other, whatever the lines: IES files may break a row of numbers anywhere.
struct PhotometryWords {
    let text: PhotometryText
    /// The line the next word is looked for in, counted from 0.
    private(set) var line: Int
    private var at: Int

    /// Starts at the beginning of a line.
    init(_ text: PhotometryText, line: Int) {
        self.text = text
        self.line = line
        at = line < text.lines.count ? text.lines[line].lowerBound : text.bytes.count
    }

    /// Bytes not read yet: no more than half as many numbers can follow.
    var bytesLeft: Int { text.bytes.count - at }

    /// The next word; nil at the file's end. Blanks, commas and line ends separate.
    mutating func next() -> Range<Int>? {
        while line < text.lines.count {
            let end = text.lines[line].upperBound
            while at < end, isSeparator(text.bytes[at]) { at += 1 }
            if at < end {
                let start = at
                while at < end, !isSeparator(text.bytes[at]) { at += 1 }
                return start..<at
            }
            line += 1
            if line < text.lines.count { at = text.lines[line].lowerBound }
        }
        at = text.bytes.count
        return nil
    }

    /// The next number.
    /// - Throws: ``DataError`` at the file's end or where something else stands.
    mutating func number(_ name: @autoclosure () -> String) throws -> Double {
        guard let word = next() else {
            throw text.error(
                line: max(0, text.lines.count - 1), "\(name()): expected a number, found the file's end: truncated?")
        }
        guard let value = text.number(word) else {
            throw text.error(line: line, "\(name()): expected a number, found \(text.quoted(word))")
        }
        return value
    }

    /// The next whole number within a range; `1.0` counts as one.
    mutating func integer(_ name: String, _ range: ClosedRange<Int>) throws -> Int {
        let value = try number(name)
        guard let whole = Int(exactly: value), range.contains(whole) else {
            throw text.error(
                line: line,
                "\(name): expected a whole number from \(range.lowerBound) to \(range.upperBound), found \(value)")
        }
        return whole
    }

    /// The next numbers.
    mutating func numbers(_ count: Int, _ name: String) throws -> [Double] {
        var values: [Double] = []
        values.reserveCapacity(count)
        for k in 0..<count { values.append(try number("\(name) \(k + 1) of \(count)")) }
        return values
    }

    private func isSeparator(_ byte: UInt8) -> Bool { PhotometryText.isBlank(byte) || byte == 0x2C }
}
