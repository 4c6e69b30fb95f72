import City

/// A column of a feature table, while the table grows.
struct TableColumn {
    enum ColumnType: String {
        case bool = "BOOLEAN"
        case integer = "INTEGER"
        case real = "REAL"
        case text = "TEXT"
    }

    /// Name in the city.
    let name: String
    /// Name in the table; differs where two names are the same to SQLite, or one is taken.
    let sqlName: String
    var unit: String?
    var definition: String?
    var type: ColumnType {
        didSet { if type != oldValue { declared = nil } }
    }
    /// The type as an existing table declares it, such as `DATE`, while the column holds nothing else.
    var declared: String?
    /// Whether any value is not null; until then the type is a guess.
    var hasValues = false
    /// Whether every whole number in it is a double, too.
    var isExactAsReal = true

    /// The type that holds the present values and those of a further batch without loss (as `LayerDraft` has it):
    /// whole numbers become reals where that is exact, everything else becomes text.
    func type(with batch: BatchColumn) -> ColumnType {
        if !batch.hasValues { return type }
        if !hasValues || type == batch.type { return batch.type }
        switch (type, batch.type) {
        case (.integer, .real): return isExactAsReal ? .real : .text
        case (.real, .integer): return batch.isExactAsReal ? .real : .text
        default: return .text
        }
    }

    /// The unit as part of the title: `height [m]`. The schema extension has no place of its own for it.
    var title: String? { unit.map { "\(name) [\($0)]" } }

    /// The unit in a title.
    static func unit(inTitle title: String, of name: String) -> String? {
        guard title.hasPrefix(name + " ["), title.hasSuffix("]") else { return nil }
        return String(title.dropFirst(name.count + 2).dropLast())
    }
}

/// A column of a batch, ready to be bound row by row.
struct BatchColumn {
    let values: Column.Values
    let type: TableColumn.ColumnType
    let hasValues: Bool
    let isExactAsReal: Bool
    let texts: PackedTexts?

    init(_ column: Column) {
        values = column.values
        switch column.values {
        case .bool(let v):
            (type, hasValues, isExactAsReal, texts) = (.bool, v.contains { $0 != 2 }, true, nil)
        case .integer(let v):
            (type, hasValues, texts) = (.integer, v.contains { $0 != .min }, nil)
            isExactAsReal = v.allSatisfy { Int64(exactly: Double($0)) == $0 }
        case .real(let v):
            (type, hasValues, isExactAsReal, texts) = (.real, v.contains { !$0.isNaN }, true, nil)
        case .text(let codes, let dictionary):
            (type, hasValues, isExactAsReal) = (.text, codes.contains { $0 >= 0 }, true)
            texts = PackedTexts(dictionary)
        }
    }
}

/// Texts as UTF-8, one behind the other, at an address that does not change: SQLite reads them without a copy.
final class PackedTexts {
    private let bytes: UnsafeMutableBufferPointer<UInt8>
    private let ends: [Int]

    init(_ texts: [String]) {
        var ends: [Int] = []
        ends.reserveCapacity(texts.count)
        var end = 0
        for text in texts {
            end += text.utf8.count
            ends.append(end)
        }
        // One byte more: an empty text needs an address, too.
        let bytes = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: end + 1)
        bytes.initialize(repeating: 0)
        var at = 0
        for var text in texts {
            text.withUTF8 { utf8 in
                for byte in utf8 {
                    bytes[at] = byte
                    at += 1
                }
            }
        }
        self.bytes = bytes
        self.ends = ends
    }

    deinit { bytes.deallocate() }

    /// The bytes of one text; they live as long as this object.
    subscript(_ i: Int) -> UnsafeBufferPointer<UInt8> {
        let start = i == 0 ? 0 : ends[i - 1]
        return UnsafeBufferPointer(rebasing: UnsafeBufferPointer(bytes)[start...].prefix(ends[i] - start))
    }
}
