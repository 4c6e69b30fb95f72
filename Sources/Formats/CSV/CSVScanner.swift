internal import Geometry

/// One cell: a range of bytes, quotes taken off.
struct CSVCell {
    var start: Int
    var end: Int
    /// Was quoted: an empty one is an empty text rather than a missing value.
    var isQuoted = false
    /// Holds doubled quotes that have to be made single.
    var hasQuotes = false

    var isEmpty: Bool { start == end }
}

/// Cuts comma-separated text into rows and cells (RFC 4180).
struct CSVScanner {
    /// A cell longer than this is a quote that was never closed.
    static let cellLimit = 1 << 24

    private let bytes: UnsafeRawBufferPointer
    private let end: Int
    private let separator: UInt8
    private let file: String
    /// Byte at which the next row starts.
    private(set) var position: Int
    /// Line on which the last row started, from 1.
    private(set) var line = 0
    private var nextLine: Int

    init(
        _ bytes: UnsafeRawBufferPointer, from position: Int = 0, line: Int = 1, separator: UInt8, file: String
    ) {
        self.bytes = bytes
        end = bytes.count
        self.separator = separator
        self.file = file
        self.position = position
        nextLine = line
    }

    /// Reads the next row into `cells`; blank lines are passed over. False at the end.
    mutating func next(_ cells: inout [CSVCell]) throws -> Bool {
        while true {
            guard position < end else { return false }
            cells.removeAll(keepingCapacity: true)
            line = nextLine
            try readRow(&cells)
            if cells.count == 1, cells[0].isEmpty, !cells[0].isQuoted { continue }
            return true
        }
    }

    private mutating func readRow(_ cells: inout [CSVCell]) throws {
        let (bytes, end, separator) = (bytes, end, separator)
        var p = position
        while true {
            var cell = CSVCell(start: p, end: p)
            if p < end, bytes[p] == UInt8(ascii: "\"") {
                cell = try quoted(&p)
            } else {
                while p < end {
                    let byte = bytes[p]
                    if byte == separator || byte == 10 || byte == 13 { break }
                    p += 1
                }
                cell.end = p
            }
            if cell.end - cell.start > CSVScanner.cellLimit {
                throw error("a cell of \((cell.end - cell.start) >> 20) MiB: a quote before it may not be closed")
            }
            cells.append(cell)
            guard p < end, bytes[p] == separator else { break }
            p += 1
        }
        if p < end {
            // LF, CR LF, and the bare CR of old machines.
            if bytes[p] == 13, p + 1 < end, bytes[p + 1] == 10 { p += 1 }
            p += 1
            nextLine += 1
        }
        position = p
    }

    private mutating func quoted(_ p: inout Int) throws -> CSVCell {
        p += 1
        var cell = CSVCell(start: p, end: p, isQuoted: true)
        while true {
            guard p < end else { throw error("a quote is never closed") }
            let byte = bytes[p]
            if byte == UInt8(ascii: "\"") {
                guard p + 1 < end, bytes[p + 1] == UInt8(ascii: "\"") else { break }
                cell.hasQuotes = true
                p += 1
            } else if byte == 10 || (byte == 13 && (p + 1 >= end || bytes[p + 1] != 10)) {
                nextLine += 1
            }
            p += 1
        }
        cell.end = p
        p += 1
        guard p >= end || bytes[p] == separator || bytes[p] == 10 || bytes[p] == 13 else {
            throw error("expected the separator or the line's end behind a closing quote")
        }
        return cell
    }

    private func error(_ problem: String) -> DataError {
        DataError(file: file, place: "line \(line)", problem: problem)
    }

    // MARK: Cells

    /// The bytes of a cell as they are in the file.
    func raw(_ cell: CSVCell) -> UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(rebasing: bytes[cell.start..<cell.end])
    }

    /// The bytes of a cell without white space around them: for numbers.
    func trimmed(_ cell: CSVCell) -> UnsafeRawBufferPointer {
        var (start, end) = (cell.start, cell.end)
        while start < end, bytes[start] == 32 || bytes[start] == 9 { start += 1 }
        while end > start, bytes[end - 1] == 32 || bytes[end - 1] == 9 { end -= 1 }
        return UnsafeRawBufferPointer(rebasing: bytes[start..<end])
    }

    func text(_ cell: CSVCell) -> String {
        let text = String(decoding: raw(cell), as: UTF8.self)
        return cell.hasQuotes ? text.replacing("\"\"", with: "\"") : text
    }
}
