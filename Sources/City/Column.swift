/// One attribute of every feature of a layer, contiguous, of one type.
public struct Column: Sendable {
    /// Name in the data: English, snake_case, with the unit as suffix where there is one (`flux_lm`).
    public var name: String
    /// Unit as written on the axis of a plot (`kWh/m²`), nil for none.
    public var unit: String?
    /// What the column means, one line.
    public var definition: String?
    public var values: Values

    public enum Values: Sendable {
        /// 0 no, 1 yes, 2 null.
        case bool([UInt8])
        /// `Int64.min` is null.
        case integer([Int64])
        /// NaN is null.
        case real([Double])
        /// Codes into a dictionary of distinct texts; -1 is null.
        case text(codes: [Int32], dictionary: [String])
    }

    public init(_ name: String, unit: String? = nil, definition: String? = nil, values: Values) {
        self.name = name
        self.unit = unit
        self.definition = definition
        self.values = values
    }

    /// A column of numbers; NaN is null.
    public init(_ name: String, unit: String? = nil, definition: String? = nil, real: [Double]) {
        self.init(name, unit: unit, definition: definition, values: .real(real))
    }

    /// A column of texts; nil is null.
    public init(_ name: String, unit: String? = nil, definition: String? = nil, text: [String?]) {
        var draft = ColumnDraft(name, type: .text)
        for t in text { draft.append(t.map { .text($0) } ?? .null) }
        self.init(name, unit: unit, definition: definition, values: draft.values)
    }

    /// The column's type in words, as shown by `qala info`.
    public var type: String {
        switch values {
        case .bool: "bool"
        case .integer: "integer"
        case .real: "real"
        case .text: "text"
        }
    }

    public var count: Int {
        switch values {
        case .bool(let v): v.count
        case .integer(let v): v.count
        case .real(let v): v.count
        case .text(let v, _): v.count
        }
    }

    /// How many features have a value.
    public var filled: Int {
        switch values {
        case .bool(let v): v.reduce(0) { $0 + ($1 == 2 ? 0 : 1) }
        case .integer(let v): v.reduce(0) { $0 + ($1 == .min ? 0 : 1) }
        case .real(let v): v.reduce(0) { $0 + ($1.isNaN ? 0 : 1) }
        case .text(let v, _): v.reduce(0) { $0 + ($1 < 0 ? 0 : 1) }
        }
    }

    /// The value of one feature.
    public subscript(_ row: Int) -> Value {
        switch values {
        case .bool(let v): v[row] == 2 ? .null : .bool(v[row] == 1)
        case .integer(let v): v[row] == .min ? .null : .integer(v[row])
        case .real(let v): v[row].isNaN ? .null : .real(v[row])
        case .text(let v, let dictionary): v[row] < 0 ? .null : .text(dictionary[Int(v[row])])
        }
    }

    /// The value of one feature as a number, NaN for null and text. Does not allocate.
    public func number(_ row: Int) -> Double {
        switch values {
        case .bool(let v): v[row] == 2 ? .nan : Double(v[row])
        case .integer(let v): v[row] == .min ? .nan : Double(v[row])
        case .real(let v): v[row]
        case .text: .nan
        }
    }

    /// The rows at `rows`, in that order.
    public func selecting(_ rows: [Int]) -> Column {
        var column = self
        switch values {
        case .bool(let v): column.values = .bool(rows.map { v[$0] })
        case .integer(let v): column.values = .integer(rows.map { v[$0] })
        case .real(let v): column.values = .real(rows.map { v[$0] })
        case .text(let v, let d): column.values = .text(codes: rows.map { v[$0] }, dictionary: d)
        }
        return column
    }
}
