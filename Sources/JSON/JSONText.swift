internal import CSimdjson

/// A JSON text too long to parse as one: steps over its values by looking at brackets and quotes only (10 GB/s), so
/// that they can be parsed one after another.
///
/// What it steps over is not checked: that is the parser's work.
public struct JSONText: @unchecked Sendable {
    /// The text; `JSONParser.padding` bytes behind it can be read. They must outlive this value.
    public let bytes: UnsafeBufferPointer<UInt8>

    /// - Precondition: `JSONParser.padding` bytes behind `bytes` can be read.
    public init(padded bytes: UnsafeBufferPointer<UInt8>) { self.bytes = bytes }

    public var count: Int { bytes.count }

    /// The byte at an offset, nil behind the end.
    @inlinable public subscript(_ offset: Int) -> UInt8? { offset < bytes.count ? bytes[offset] : nil }

    /// The part of the text at some offsets, parseable without a copy: what follows it is readable too.
    public func slice(_ range: Range<Int>) -> UnsafeBufferPointer<UInt8> { UnsafeBufferPointer(rebasing: bytes[range]) }

    /// Where the text begins: behind a byte order mark if there is one.
    public var start: Int { count >= 3 && bytes[0] == 0xEF && bytes[1] == 0xBB && bytes[2] == 0xBF ? 3 : 0 }

    /// The first offset from `at` on that holds no white space.
    /// - Parameter separators: skips RFC 8142's record separators too.
    @inlinable public func skipSpace(_ at: Int, separators: Bool = false) -> Int {
        var at = at
        while at < bytes.count {
            switch bytes[at] {
            case 0x20, 0x0A, 0x0D, 0x09: at += 1
            case 0x1E where separators: at += 1
            default: return at
            }
        }
        return at
    }

    /// The offset behind the value that begins at `at`.
    /// - Throws: `JSONFault` if no value begins there or the text ends before it does.
    public func endOfValue(_ at: Int) throws -> Int {
        guard let first = self[at], let base = bytes.baseAddress else { throw fault(in: at..<count) }
        if first == UInt8(ascii: "{") || first == UInt8(ascii: "[") {
            let end = csimdjson_skip(base, at, count)
            if end == 0 { throw fault(in: at..<count) }
            return end
        }
        if first == UInt8(ascii: "\"") { return try endOfString(at) }
        var end = at
        while let b = self[end], b != UInt8(ascii: ","), b != UInt8(ascii: "]"), b != UInt8(ascii: "}"), b > 0x20 {
            end += 1
        }
        if end == at { throw fault(in: at..<count) }
        return end
    }

    private func endOfString(_ at: Int) throws -> Int {
        var end = at + 1
        while let b = self[end], b != UInt8(ascii: "\"") { end += b == UInt8(ascii: "\\") ? 2 : 1 }
        if end >= count { throw fault(in: at..<count) }
        return end + 1
    }

    /// Walks the members of the object that begins at `at`; `each` gets the offsets of the name, quotes included, and
    /// where the value begins, and says where it ends.
    /// - Returns: the offset behind the object.
    public func members(at: Int, _ each: (_ name: Range<Int>, _ value: Int) throws -> Int) throws -> Int {
        var at = try expect("{", at, or: "an object")
        if self[at] == UInt8(ascii: "}") { return at + 1 }
        while true {
            guard self[at] == UInt8(ascii: "\"") else {
                throw fault("expected a name in quotes, \(found(at))", at: at)
            }
            let name = at..<(try endOfString(at))
            at = try each(name, try expect(":", skipSpace(name.upperBound), or: "':'"))
            at = skipSpace(at)
            if self[at] == UInt8(ascii: "}") { return at + 1 }
            at = try expect(",", at, or: "',' or '}'")
        }
    }

    /// Walks the elements of the list that begins at `at`; `each` gets where an element begins and ends.
    /// - Returns: the offset behind the list.
    public func elements(at: Int, _ each: (_ element: Range<Int>) throws -> Void) throws -> Int {
        var at = try expect("[", at, or: "a list")
        if self[at] == UInt8(ascii: "]") { return at + 1 }
        while true {
            let end = try endOfValue(at)
            try each(at..<end)
            at = skipSpace(end)
            if self[at] == UInt8(ascii: "]") { return at + 1 }
            at = try expect(",", at, or: "',' or ']'")
        }
    }

    /// The offset of what follows one expected byte and the space behind it.
    private func expect(_ byte: Unicode.Scalar, _ at: Int, or words: String) throws -> Int {
        guard self[at] == UInt8(ascii: byte) else { throw fault("expected \(words), \(found(at))", at: at) }
        return skipSpace(at + 1)
    }

    /// What stands at an offset, for a message: `found 'x'`, `the text ends`.
    public func found(_ at: Int) -> String { FaultFinder(text: bytes, at: at).found() }

    /// A fault at an offset, with its line and column.
    public func fault(_ problem: String, at offset: Int) -> JSONFault {
        let (line, column) = place(offset)
        return JSONFault(problem: problem, offset: offset, line: line, column: column)
    }

    /// The first fault of the value that should fill some offsets.
    public func fault(in range: Range<Int>) -> JSONFault {
        let fault = JSONFault(locatingIn: slice(range), reason: "the value does not end")
        return self.fault(fault.problem, at: range.lowerBound + fault.offset)
    }

    /// Line and byte in the line of an offset, both from 1.
    public func place(_ offset: Int) -> (line: Int, column: Int) {
        var line = 1
        var start = 0
        for i in 0..<min(offset, count) where bytes[i] == 0x0A {
            line += 1
            start = i + 1
        }
        return (line, offset - start + 1)
    }
}
