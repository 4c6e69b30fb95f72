/// A place in a parsed JSON text: reads straight off simdjson's tape, nothing copied.
///
/// Valid only inside the closure of `JSONParser.parse`; never kept.
/// Tape layout: one 64-bit word a value, type character in the top byte, payload below; numbers take a second word;
/// an opening bracket's payload holds the index one past its closing bracket (simdjson, doc/tape.md).
public struct JSONCursor {
    public enum Kind: UInt8 {
        case object = 0x7B  // {
        case array = 0x5B  // [
        case string = 0x22  // "
        case integer = 0x6C  // l
        case unsigned = 0x75  // u
        case number = 0x64  // d
        case yes = 0x74  // t
        case no = 0x66  // f
        case null = 0x6E  // n
    }

    @usableFromInline let tape: UnsafePointer<UInt64>
    @usableFromInline let strings: UnsafePointer<UInt8>
    @usableFromInline let at: Int

    @inlinable init(tape: UnsafePointer<UInt64>, strings: UnsafePointer<UInt8>, at: Int) {
        self.tape = tape
        self.strings = strings
        self.at = at
    }

    @inlinable public var kind: Kind { Kind(rawValue: UInt8(truncatingIfNeeded: tape[at] >> 56)) ?? .null }
    /// The type character, for the hot paths: making a `Kind` of it is a call.
    @inlinable var tag: UInt8 { UInt8(truncatingIfNeeded: tape[at] >> 56) }
    @inlinable var payload: UInt64 { tape[at] & 0x00FF_FFFF_FFFF_FFFF }

    /// Index of the word behind this value.
    @inlinable var end: Int {
        switch tag {
        case 0x7B, 0x5B: Int(payload & 0xFFFF_FFFF)
        case 0x6C, 0x75, 0x64: at + 2
        default: at + 1
        }
    }

    @inlinable func cursor(at index: Int) -> JSONCursor { JSONCursor(tape: tape, strings: strings, at: index) }

    @inlinable public var isNull: Bool { tag == 0x6E }
    @inlinable public var isObject: Bool { tag == 0x7B }
    @inlinable public var isArray: Bool { tag == 0x5B }

    /// A number, whole or not.
    @inlinable public var double: Double? {
        switch kind {
        case .number: Double(bitPattern: tape[at + 1])
        case .integer: Double(Int64(bitPattern: tape[at + 1]))
        case .unsigned: Double(tape[at + 1])
        default: nil
        }
    }

    /// A whole number; 3.0 counts as 3.
    @inlinable public var integer: Int64? {
        switch kind {
        case .integer: Int64(bitPattern: tape[at + 1])
        case .unsigned: Int64(exactly: tape[at + 1])
        case .number: Int64(exactly: Double(bitPattern: tape[at + 1]))
        default: nil
        }
    }

    @inlinable public var bool: Bool? {
        switch kind {
        case .yes: true
        case .no: false
        default: nil
        }
    }

    /// The UTF-8 bytes of a string.
    @inlinable public var utf8: UnsafeBufferPointer<UInt8>? {
        guard tag == 0x22 else { return nil }
        let start = strings + Int(payload)
        let length = UnsafeRawPointer(start).loadUnaligned(as: UInt32.self)
        return UnsafeBufferPointer(start: start + 4, count: Int(UInt32(littleEndian: length)))
    }

    @inlinable public var string: String? { utf8.map { String(decoding: $0, as: UTF8.self) } }

    /// The elements of a list, one after another; nothing for anything else.
    @inlinable public var elements: Elements {
        isArray ? Elements(base: self, at: at + 1, stop: end - 1) : Elements(base: self, at: 0, stop: 0)
    }

    /// The members of an object, one after another; nothing for anything else.
    @inlinable public var members: Members {
        isObject ? Members(base: self, at: at + 1, stop: end - 1) : Members(base: self, at: 0, stop: 0)
    }

    /// Number of elements or members; exact below 2^24, that limit above.
    @inlinable public var count: Int { isArray || isObject ? Int(payload >> 32) : 0 }

    /// The first member of that name.
    @inlinable public subscript(_ key: StaticString) -> JSONCursor? {
        for (name, value) in members where name.equals(key) { return value }
        return nil
    }

    /// The first member of that name.
    public subscript(_ key: String) -> JSONCursor? {
        for (name, value) in members where name.string == key { return value }
        return nil
    }

    /// Whether this is a string of just these bytes.
    @inlinable public func equals(_ text: StaticString) -> Bool {
        guard let bytes = utf8, bytes.count == text.utf8CodeUnitCount else { return false }
        for i in 0..<bytes.count where bytes[i] != text.utf8Start[i] { return false }
        return true
    }

    public struct Elements: Sequence, IteratorProtocol {
        @usableFromInline let base: JSONCursor
        @usableFromInline var at: Int
        @usableFromInline let stop: Int

        @inlinable init(base: JSONCursor, at: Int, stop: Int) {
            self.base = base
            self.at = at
            self.stop = stop
        }

        @inlinable public mutating func next() -> JSONCursor? {
            guard at < stop else { return nil }
            let value = base.cursor(at: at)
            at = value.end
            return value
        }
    }

    public struct Members: Sequence, IteratorProtocol {
        @usableFromInline let base: JSONCursor
        @usableFromInline var at: Int
        @usableFromInline let stop: Int

        @inlinable init(base: JSONCursor, at: Int, stop: Int) {
            self.base = base
            self.at = at
            self.stop = stop
        }

        @inlinable public mutating func next() -> (name: JSONCursor, value: JSONCursor)? {
            guard at < stop else { return nil }
            let name = base.cursor(at: at)
            let value = base.cursor(at: at + 1)
            at = value.end
            return (name, value)
        }
    }

    /// A copy that can be kept.
    public var value: JSONValue {
        switch kind {
        case .object:
            .object(
                JSONObject(members.map { JSONObject.Member(key: $0.name.string ?? "", value: $0.value.value) }))
        case .array: .array(elements.map(\.value))
        case .string: .string(string ?? "")
        case .integer: .integer(Int64(bitPattern: tape[at + 1]))
        case .unsigned, .number: .number(double ?? 0)
        case .yes: .bool(true)
        case .no: .bool(false)
        case .null: .null
        }
    }
}
