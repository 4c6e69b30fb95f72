internal import CSimdjson

/// Why and where a text is no JSON.
public struct JSONFault: Error, Sendable, CustomStringConvertible {
    public var problem: String
    /// Byte offset from the start of the text.
    public var offset: Int
    /// Line, from 1.
    public var line: Int
    /// Byte in the line, from 1.
    public var column: Int

    public init(problem: String, offset: Int, line: Int, column: Int) {
        self.problem = problem
        self.offset = offset
        self.line = line
        self.column = column
    }

    public var description: String { "line \(line), column \(column): \(problem)" }
}

/// Parses JSON texts by simdjson; keeps its buffers from text to text. One per thread.
public final class JSONParser {
    private let handle: OpaquePointer?
    private var padded: [UInt8] = []

    public init() { handle = csimdjson_make() }
    deinit { csimdjson_free(handle) }

    /// Bytes that must be readable behind a text given to `parse(padded:)`.
    ///
    /// At least 64: `JSONText` steps over texts in blocks of that size.
    public static let padding = max(64, csimdjson_padding())

    /// Parses a text and hands its root to `body`; the cursor is valid inside `body` only.
    /// - Throws: `JSONFault` with line and column, or what `body` throws.
    public func parse<R>(_ text: UnsafeBufferPointer<UInt8>, _ body: (JSONCursor) throws -> R) throws -> R {
        let room = text.count + JSONParser.padding
        if padded.count < room { padded = [UInt8](repeating: 0, count: max(room, padded.count * 2)) }
        return try padded.withUnsafeMutableBufferPointer { buffer in
            if let target = buffer.baseAddress, let source = text.baseAddress {
                target.update(from: source, count: text.count)
            }
            return try parse(padded: UnsafeBufferPointer(buffer), length: text.count, body)
        }
    }

    public func parse<R>(_ text: String, _ body: (JSONCursor) throws -> R) throws -> R {
        var text = text
        return try text.withUTF8 { try parse($0, body) }
    }

    public func parse<R>(_ text: [UInt8], _ body: (JSONCursor) throws -> R) throws -> R {
        try text.withUnsafeBufferPointer { try parse($0, body) }
    }

    /// Parses the first `length` bytes of a buffer that has `padding` readable bytes behind them: no copy.
    public func parse<R>(
        padded buffer: UnsafeBufferPointer<UInt8>, length: Int, _ body: (JSONCursor) throws -> R
    ) throws -> R {
        // A byte order mark is no JSON, but half of Windows writes one.
        let bom = length >= 3 && buffer[0] == 0xEF && buffer[1] == 0xBB && buffer[2] == 0xBF ? 3 : 0
        guard let handle, let base = buffer.baseAddress, length > bom else {
            throw JSONFault(problem: "the text is empty", offset: 0, line: 1, column: 1)
        }
        let found = csimdjson_parse(handle, base + bom, length - bom)
        guard found.code == 0, let tape = found.tape, let strings = found.strings else {
            let text = UnsafeBufferPointer(start: base + bom, count: length - bom)
            throw JSONFault(locatingIn: text, reason: found.error.map { String(cString: $0) } ?? "not JSON")
        }
        return try body(JSONCursor(tape: tape, strings: strings, at: 1))
    }
}

extension JSONValue {
    /// Parses a text.
    /// - Throws: `JSONFault` with line and column.
    public init(parsing text: String) throws { self = try JSONParser().parse(text) { $0.value } }

    /// Parses UTF-8 bytes.
    /// - Throws: `JSONFault` with line and column.
    public init(parsing bytes: [UInt8]) throws { self = try JSONParser().parse(bytes) { $0.value } }
}
