internal import Geometry

/// How a comma-separated file is written: mark between cells, decimal mark, where the text starts.
struct CSVDialect: Equatable {
    var separator: UInt8
    var decimalPoint: UInt8
    /// Byte behind the byte order mark.
    var start: Int

    /// The dialect of a file, by its header: the mark that occurs most often outside quotes.
    ///
    /// Numbers have a decimal comma if cells are not parted by commas and the first rows show one between digits, and no
    /// point: spreadsheets of half of Europe and of all of Central Asia.
    init(of bytes: UnsafeRawBufferPointer) {
        start = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
        let marks = [UInt8(ascii: ","), UInt8(ascii: ";"), 9, UInt8(ascii: "|")]
        var counts = [0, 0, 0, 0]
        var isQuoted = false
        for byte in bytes.dropFirst(start).prefix(1 << 16) {
            if byte == UInt8(ascii: "\"") { isQuoted.toggle() }
            if isQuoted { continue }
            if byte == 10 || byte == 13 { break }
            if let mark = marks.firstIndex(of: byte) { counts[mark] += 1 }
        }
        // The first of equals: a header of one cell has no mark, and a comma does no harm.
        let most = counts.max() ?? 0
        separator = marks[counts.firstIndex(of: most) ?? 0]
        decimalPoint = UInt8(ascii: ".")
        if separator != UInt8(ascii: ","), CSVDialect.hasDecimalComma(bytes.dropFirst(start).prefix(1 << 16), separator)
        {
            decimalPoint = UInt8(ascii: ",")
        }
    }

    /// Whether cells that are numbers but for their mark have a comma rather than a point.
    private static func hasDecimalComma(_ bytes: Slice<UnsafeRawBufferPointer>, _ separator: UInt8) -> Bool {
        var points = 0
        var commas = 0
        for cell in bytes.split(whereSeparator: { $0 == separator || $0 == 10 || $0 == 13 }) {
            let cell = UnsafeRawBufferPointer(rebasing: cell)
            if cell.contains(UInt8(ascii: ",")) {
                if Decimal.parse(cell, point: UInt8(ascii: ",")) != nil { commas += 1 }
            } else if cell.contains(UInt8(ascii: ".")), Decimal.parse(cell) != nil {
                points += 1
            }
        }
        return commas > points
    }
}

/// Checks that a file is text in UTF-8.
enum CSVEncoding {
    /// - Throws: `DataError` with line and byte, and what the encoding seems to be.
    static func check(_ bytes: UnsafeRawBufferPointer, file: String) throws {
        if bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF]) {
            throw DataError(
                file: file, place: "byte 0",
                problem: "the text is UTF-16, expected UTF-8; convert it: iconv -f UTF-16 -t UTF-8")
        }
        var i = 0
        let n = bytes.count
        while i < n {
            // Eight bytes of ASCII without a zero at a time.
            if i + 8 <= n {
                let word = bytes.loadUnaligned(fromByteOffset: i, as: UInt64.self)
                let zeroes = (word &- 0x0101_0101_0101_0101) & ~word
                if (word | zeroes) & 0x8080_8080_8080_8080 == 0 {
                    i += 8
                    continue
                }
            }
            let byte = bytes[i]
            if byte == 0 { throw error(bytes, i, file, "binary data (a zero byte), expected text") }
            if byte < 0x80 {
                i += 1
                continue
            }
            let length = sequence(bytes, i)
            if length == 0 {
                throw error(bytes, i, file, "byte 0x\(String(byte, radix: 16)) is no UTF-8" + guess(bytes, i))
            }
            i += length
        }
    }

    /// Length of the valid sequence at `i`; 0 if it is none (Unicode 15, table 3-7).
    private static func sequence(_ bytes: UnsafeRawBufferPointer, _ i: Int) -> Int {
        let a = bytes[i]
        func follows(_ k: Int, _ range: ClosedRange<UInt8> = 0x80...0xBF) -> Bool {
            i + k < bytes.count && range.contains(bytes[i + k])
        }
        switch a {
        case 0xC2...0xDF: return follows(1) ? 2 : 0
        case 0xE0: return follows(1, 0xA0...0xBF) && follows(2) ? 3 : 0
        case 0xED: return follows(1, 0x80...0x9F) && follows(2) ? 3 : 0
        case 0xE1...0xEF: return follows(1) && follows(2) ? 3 : 0
        case 0xF0: return follows(1, 0x90...0xBF) && follows(2) && follows(3) ? 4 : 0
        case 0xF1...0xF3: return follows(1) && follows(2) && follows(3) ? 4 : 0
        case 0xF4: return follows(1, 0x80...0x8F) && follows(2) && follows(3) ? 4 : 0
        default: return 0
        }
    }

    /// Windows-1251 has its letters from 0xC0 on; two in a row are a Russian or Kazakh word, not a stray accent.
    private static func guess(_ bytes: UnsafeRawBufferPointer, _ i: Int) -> String {
        let around = bytes[i..<min(i + 4096, bytes.count)]
        let letters = zip(around, around.dropFirst()).count { $0 >= 0xC0 && $1 >= 0xC0 }
        return letters > 0
            ? "; it looks like Windows-1251: convert it with iconv -f WINDOWS-1251 -t UTF-8"
            : "; convert the file to UTF-8, for example with iconv -f ISO-8859-1 -t UTF-8"
    }

    private static func error(_ bytes: UnsafeRawBufferPointer, _ i: Int, _ file: String, _ problem: String) -> DataError
    {
        let line = bytes[..<i].count { $0 == 10 } + 1
        return DataError(file: file, place: "line \(line), byte \(i)", problem: problem)
    }
}
