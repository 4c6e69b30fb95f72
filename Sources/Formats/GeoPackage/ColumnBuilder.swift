import CSQLite
import City

/// An attribute column while a table is read: of the declared type, wider if a value does not fit (SQLite lets any
/// value stand in any column).
struct ColumnBuilder {
    private let column: TableColumn
    private var draft: ColumnDraft
    /// Whether all values so far were null, 0 or 1 in a column of truth values.
    private var isBool: Bool
    /// Values of bytes that stood among the others; they are null.
    private(set) var blobs = 0
    /// Numbers beyond the largest double (SQLite reads 9e999 as infinity); they are null.
    private(set) var infinities = 0

    init(_ column: TableColumn) {
        self.column = column
        isBool = column.type == .bool
        let type: ColumnDraft.ColumnType =
            switch column.type {
            case .bool: .bool
            case .integer: .integer
            case .real: .real
            case .text: .text
            }
        draft = ColumnDraft(column.name, type: type)
    }

    func finish(name: String) -> Column {
        Column(name, unit: column.unit, definition: column.definition, values: draft.values)
    }

    /// Adds the value of the statement's present row.
    mutating func append(_ statement: Statement, _ place: Int32) {
        switch sqlite3_column_type(statement.raw, place) {
        case SQLITE_FLOAT where !statement.real(place).isFinite:
            infinities += 1
            draft.append(nulls: 1)
        case SQLITE_FLOAT where column.type == .text, SQLITE_INTEGER where column.type == .text:
            // A column of texts stays one, whatever stands in it.
            var text = statement.value(place, as: .integer).plain
            text.withUTF8 { draft.append(utf8: $0) }
        case SQLITE_FLOAT: draft.append(real: statement.real(place))
        case SQLITE_TEXT: draft.append(utf8: statement.utf8(place))
        case SQLITE_INTEGER: append(statement.integer(place))
        case SQLITE_BLOB:
            blobs += 1
            draft.append(nulls: 1)
        default: draft.append(nulls: 1)
        }
    }

    private mutating func append(_ integer: Int64) {
        if isBool {
            if integer & ~1 == 0 { return draft.append(bool: integer == 1) }
            isBool = false
            draft.numberBools()
        }
        draft.append(integer: integer)
    }
}
