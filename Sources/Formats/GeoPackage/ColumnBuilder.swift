import CSQLite
import City

/// An attribute column while a table is read: of the declared type, wider if a value does not fit (SQLite lets any
/// value stand in any column).
struct ColumnBuilder {
    private let column: TableColumn
    private var type: TableColumn.ColumnType
    private var isAllNull = true
    private(set) var count = 0
    private var bools: [UInt8] = []
    private var integers: [Int64] = []
    private var reals: [Double] = []
    private var codes: [Int32] = []
    private var texts = TextCodes()
    /// Values of bytes that stood among the others; they are null.
    private(set) var blobs = 0
    /// Numbers beyond the largest double (SQLite reads 9e999 as infinity); they are null.
    private(set) var infinities = 0

    init(_ column: TableColumn) {
        self.column = column
        type = column.type
    }

    func finish(name: String) -> Column {
        let values: Column.Values =
            switch type {
            case .bool: .bool(bools)
            case .integer: .integer(integers)
            case .real: .real(reals)
            case .text: .text(codes: codes, dictionary: texts.texts)
            }
        return Column(name, unit: column.unit, definition: column.definition, values: values)
    }

    /// Adds the value of the statement's present row.
    mutating func append(_ statement: Statement, _ place: Int32) {
        let raw = statement.raw
        let found = sqlite3_column_type(raw, place)
        switch (type, found) {
        case (.real, SQLITE_FLOAT) where sqlite3_column_double(raw, place).isFinite:
            reals.append(sqlite3_column_double(raw, place))
        case (.text, SQLITE_TEXT): codes.append(texts.code(of: statement.utf8(place)))
        case (.integer, SQLITE_INTEGER): integers.append(sqlite3_column_int64(raw, place))
        case (.bool, SQLITE_INTEGER) where sqlite3_column_int64(raw, place) & ~1 == 0:
            bools.append(UInt8(truncatingIfNeeded: sqlite3_column_int64(raw, place)))
        case (_, SQLITE_NULL), (_, SQLITE_BLOB):
            if found == SQLITE_BLOB { blobs += 1 }
            appendNull()
            count += 1
            return
        case (_, SQLITE_FLOAT) where !sqlite3_column_double(raw, place).isFinite:
            infinities += 1
            appendNull()
            count += 1
            return
        default: appendOther(statement, place)
        }
        isAllNull = false
        count += 1
    }

    private mutating func appendNull() {
        switch type {
        case .bool: bools.append(2)
        case .integer: integers.append(.min)
        case .real: reals.append(.nan)
        case .text: codes.append(-1)
        }
    }

    /// A value that the present type does not hold.
    private mutating func appendOther(_ statement: Statement, _ place: Int32) {
        let value = statement.value(place, as: .integer)
        switch (type, value) {
        case (.real, .integer(let i)) where Int64(exactly: Double(i)) == i: return reals.append(Double(i))
        case (_, .integer(let i)) where isAllNull && type != .text:
            become(.integer)
            return integers.append(i)
        case (.bool, .integer(let i)):
            become(.integer)
            return integers.append(i)
        case (_, .real(let d)) where isAllNull && type != .text,
            (.integer, .real(let d)) where integers.allSatisfy({ $0 == .min || Int64(exactly: Double($0)) == $0 }):
            become(.real)
            return reals.append(d)
        default: break
        }
        become(.text)
        codes.append(texts.code(of: value.plain))
    }

    private mutating func become(_ wider: TableColumn.ColumnType) {
        guard wider != type else { return }
        let old = finish(name: "")
        (bools, integers, reals) = ([], [], [])
        type = wider
        for row in 0..<old.count {
            switch (old[row], wider) {
            case (.null, _): appendNull()
            case (.bool(let b), .integer): integers.append(b ? 1 : 0)
            case (let value, .real): reals.append(value.double ?? .nan)
            case (let value, _): codes.append(texts.code(of: value.plain))
            }
        }
    }
}
