internal import City

/// What a column holds by its definition, whatever its values.
enum AttributeType: Sendable {
    case bool, integer, real, text

    /// Nulls of this type.
    func nulls(_ count: Int) -> Column.Values {
        switch self {
        case .bool: .bool([UInt8](repeating: 2, count: count))
        case .integer: .integer([Int64](repeating: .min, count: count))
        case .real: .real([Double](repeating: .nan, count: count))
        case .text: .text(codes: [Int32](repeating: -1, count: count), dictionary: [])
        }
    }
}

extension Layer {
    /// The same layer, columns without any value given the type they would have.
    ///
    /// A column that nobody filled has no type of its own; still it is a column of numbers, and the next batch's may
    /// have values.
    func typingNulls(_ types: [String: AttributeType]) -> Layer {
        with(
            columns: columns.map { column in
                guard let type = types[column.name], column.isAllNull else { return column }
                return Column(column.name, unit: column.unit, definition: column.definition, values: type.nulls(count))
            })
    }
}

extension Column {
    /// Whether no feature has a value.
    fileprivate var isAllNull: Bool {
        switch values {
        case .bool(let v): v.allSatisfy { $0 == 2 }
        case .integer(let v): v.allSatisfy { $0 == .min }
        case .real(let v): v.allSatisfy(\.isNaN)
        case .text(let v, _): v.allSatisfy { $0 < 0 }
        }
    }
}
