/// Writes JSON text, byte by byte the same for the same values: members in their order, numbers in the shortest form
/// that reads back to the same double.
public struct JSONWriter {
    public private(set) var bytes: [UInt8] = []
    /// Indentation step; nil writes all on one line.
    private let indent: Int?
    private var depth = 0

    public init(indent: Int? = nil) { self.indent = indent }

    public mutating func write(_ value: JSONValue) {
        switch value {
        case .null: raw("null")
        case .bool(let b): raw(b ? "true" : "false")
        case .integer(let i): raw(String(i))
        case .number(let d): number(d)
        case .string(let s): string(s)
        case .array(let a):
            // Lists of plain numbers (coordinates) stay on one line.
            let flat = a.allSatisfy { $0.array == nil && $0.object == nil }
            list("[", "]", count: a.count, flat: flat) { writer, i in writer.write(a[i]) }
        case .object(let o):
            list("{", "}", count: o.members.count, flat: false) { writer, i in
                writer.string(o.members[i].key)
                writer.raw(writer.indent == nil ? ":" : ": ")
                writer.write(o.members[i].value)
            }
        }
    }

    /// A number; JSON has no NaN and no infinity, so those become null.
    public mutating func number(_ d: Double) {
        guard d.isFinite else { return raw("null") }
        if d == d.rounded(), abs(d) < 1e15 { return raw(String(Int64(d))) }
        raw(d.description)
    }

    public mutating func raw(_ text: String) { bytes.append(contentsOf: text.utf8) }
    public mutating func raw(_ byte: UInt8) { bytes.append(byte) }

    public mutating func string(_ text: String) {
        bytes.append(UInt8(ascii: "\""))
        for b in text.utf8 {
            switch b {
            case UInt8(ascii: "\""): raw("\\\"")
            case UInt8(ascii: "\\"): raw("\\\\")
            case 0x0A: raw("\\n")
            case 0x0D: raw("\\r")
            case 0x09: raw("\\t")
            case 0..<0x20:
                let hex = String(b, radix: 16)
                raw("\\u00" + (hex.utf8.count < 2 ? "0" : "") + hex)
            default: bytes.append(b)
            }
        }
        bytes.append(UInt8(ascii: "\""))
    }

    private mutating func list(
        _ open: String, _ close: String, count: Int, flat: Bool, _ each: (inout JSONWriter, Int) -> Void
    ) {
        raw(open)
        depth += 1
        for i in 0..<count {
            if i > 0 { raw(flat && indent != nil ? ", " : ",") }
            if !flat { newline() }
            each(&self, i)
        }
        depth -= 1
        if count > 0, !flat { newline() }
        raw(close)
    }

    private mutating func newline() {
        guard let indent else { return }
        raw("\n" + String(repeating: " ", count: indent * depth))
    }

    /// Takes what has been written and starts anew.
    public mutating func take() -> [UInt8] {
        defer { bytes.removeAll(keepingCapacity: true) }
        return bytes
    }
}

extension JSONValue {
    /// The value as JSON text.
    public func text(indent: Int? = nil) -> String {
        var writer = JSONWriter(indent: indent)
        writer.write(self)
        return String(decoding: writer.bytes, as: UTF8.self)
    }
}
