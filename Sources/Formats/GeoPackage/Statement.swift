import CSQLite
import City

/// A compiled SQL statement; the columns of its row are valid until the next `step` or `reset`.
final class Statement {
    let raw: OpaquePointer
    /// Keeps the connection open.
    let database: Database

    init(_ raw: OpaquePointer, of database: Database) {
        self.raw = raw
        self.database = database
    }

    deinit { sqlite3_finalize(raw) }

    // MARK: Parameters, from 1

    func bind(_ values: [Value]) {
        for (i, value) in values.enumerated() { bind(value, at: Int32(i + 1)) }
    }

    func bind(_ value: Value, at place: Int32) {
        switch value {
        case .null: sqlite3_bind_null(raw, place)
        case .bool(let b): sqlite3_bind_int64(raw, place, b ? 1 : 0)
        case .integer(let i): sqlite3_bind_int64(raw, place, i)
        case .real(let d): sqlite3_bind_double(raw, place, d)
        case .text(let text): csqlite_bind_text(raw, place, text, Int32(text.utf8.count))
        }
    }

    /// Binds bytes, which SQLite copies.
    func bind(blob bytes: [UInt8], at place: Int32) {
        bytes.withUnsafeBytes { _ = csqlite_bind_blob(raw, place, $0.baseAddress, UInt64($0.count)) }
    }

    // MARK: Running

    /// Goes to the next row.
    /// - Returns: false after the last.
    func step() throws -> Bool {
        let code = sqlite3_step(raw)
        if code == SQLITE_ROW { return true }
        if code == SQLITE_DONE { return false }
        throw database.error(code, "sqlite3_step")
    }

    /// Runs to the end and makes ready for other parameters.
    func run() throws {
        while try step() {}
        sqlite3_reset(raw)
    }

    /// Runs with these parameters and makes ready for others.
    func run(_ values: Value...) throws {
        bind(values)
        try run()
    }

    func reset() { sqlite3_reset(raw) }

    // MARK: Columns, from 0

    func isNull(_ column: Int32) -> Bool { sqlite3_column_type(raw, column) == SQLITE_NULL }
    func integer(_ column: Int32) -> Int64 { sqlite3_column_int64(raw, column) }
    func real(_ column: Int32) -> Double { sqlite3_column_double(raw, column) }
    func optionalReal(_ column: Int32) -> Double? { isNull(column) ? nil : real(column) }
    func optionalText(_ column: Int32) -> String? { isNull(column) ? nil : text(column) }

    /// The value as SQLite holds it; a whole number in a BOOLEAN column is a truth value. Bytes are null.
    func value(_ column: Int32, as type: TableColumn.ColumnType) -> Value {
        switch sqlite3_column_type(raw, column) {
        case SQLITE_INTEGER: type == .bool ? .bool(integer(column) != 0) : .integer(integer(column))
        case SQLITE_FLOAT: .real(real(column))
        case SQLITE_TEXT: .text(text(column))
        default: .null
        }
    }

    /// The value as text; bytes that are no UTF-8 become U+FFFD.
    func text(_ column: Int32) -> String { String(decoding: utf8(column), as: UTF8.self) }

    /// The value's text, valid until the next `step`.
    func utf8(_ column: Int32) -> UnsafeBufferPointer<UInt8> {
        // The text first, then its length: SQLite may convert between the two calls otherwise.
        let start = sqlite3_column_text(raw, column)
        return UnsafeBufferPointer(start: start, count: start == nil ? 0 : Int(sqlite3_column_bytes(raw, column)))
    }

    /// The value's bytes, valid until the next `step`.
    func blob(_ column: Int32) -> UnsafeRawBufferPointer {
        let start = sqlite3_column_blob(raw, column)
        return UnsafeRawBufferPointer(start: start, count: start == nil ? 0 : Int(sqlite3_column_bytes(raw, column)))
    }
}
