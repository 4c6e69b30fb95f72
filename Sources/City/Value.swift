public import JSON

/// One attribute value of one feature.
public enum Value: Sendable, Hashable {
    case null
    case bool(Bool)
    case integer(Int64)
    case real(Double)
    case text(String)

    /// The value as a number; nil for text and null.
    public var double: Double? {
        switch self {
        case .integer(let i): Double(i)
        case .real(let d): d
        case .bool(let b): b ? 1 : 0
        default: nil
        }
    }

    public var text: String? { if case .text(let s) = self { s } else { nil } }
    public var isNull: Bool { self == .null }

    /// A JSON scalar as an attribute; lists and objects become their JSON text.
    public init(_ json: JSONValue) {
        switch json {
        case .null: self = .null
        case .bool(let b): self = .bool(b)
        case .integer(let i): self = .integer(i)
        case .number(let d): self = d.isFinite ? .real(d) : .null
        case .string(let s): self = .text(s)
        case .array, .object: self = .text(json.text())
        }
    }

    public var json: JSONValue {
        switch self {
        case .null: .null
        case .bool(let b): .bool(b)
        case .integer(let i): .integer(i)
        case .real(let d): .number(d)
        case .text(let s): .string(s)
        }
    }

    /// As shown to a person: no quotes, empty for null.
    public var plain: String {
        switch self {
        case .null: ""
        case .bool(let b): b ? "true" : "false"
        case .integer(let i): String(i)
        case .real(let d): d == d.rounded() && abs(d) < 1e15 ? String(Int64(d)) : d.description
        case .text(let s): s
        }
    }
}
