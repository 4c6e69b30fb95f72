import CSQLite
import City
import Geometry

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// An open SQLite database. Not Sendable: one thread at a time.
final class Database {
    /// The file as the caller named it, for messages.
    let path: String
    let handle: OpaquePointer
    /// Rows that views may still give: what is not stored has no other bound.
    var viewRows: Int
    private var isOpen = true
    private let isOurs: Bool
    /// What the present query may still take, in steps of SQLite's machine; a view may never come to an end.
    private var effort: Int64
    private let allEffort: Int64
    /// How often the effort is looked at, steps.
    private static let stride: Int32 = 100_000
    // SQLite's extended result codes are compound macros, which Swift does not import.
    private static let uniqueViolated = SQLITE_CONSTRAINT | 8 << 8
    private static let shortRead = SQLITE_IOERR | 2 << 8

    enum Access {
        case read
        /// An existing file that is to be changed.
        case change
        /// A new file; only this process knows of it.
        case create
    }

    /// Opens a database file.
    /// - Parameters:
    ///   - shownAs: the name for messages where the file opened is a temporary one.
    ///   - patience: how long to wait for another program's lock.
    /// - Throws: `DataError` if it is missing, a directory, locked, damaged, no database, or may not be opened.
    init(_ file: String, _ access: Access, shownAs: String? = nil, patience: Duration = .seconds(2)) throws {
        path = shownAs ?? file
        if access != .create { try Database.checkFile(file, shownAs: path) }
        var opened: OpaquePointer?
        let code = Database.open(file, access, patience, &opened)
        guard let opened, code == SQLITE_OK else {
            sqlite3_close_v2(opened)
            throw DataError(
                file: path, problem: access == .create ? "cannot be written here" : "cannot be opened (permission?)")
        }
        var raw = opened
        // The first real read: it tells of a lock, after one wait, and of a file that is no database.
        var found = access == .create ? SQLITE_OK : sqlite3_exec(raw, "PRAGMA schema_version", nil, nil, nil)
        if access == .read, found & 0xFF == SQLITE_READONLY || found & 0xFF == SQLITE_CANTOPEN {
            // Another program was killed while it wrote; SQLite must be allowed to put the old content back.
            sqlite3_close_v2(raw)
            var again: OpaquePointer?
            guard Database.open(file, .change, patience, &again) == SQLITE_OK, let again else {
                sqlite3_close_v2(again)
                throw DataError(
                    file: path,
                    problem: "a program was stopped while writing it; it can be recovered only in a folder "
                        + "that may be written to")
            }
            raw = again
            found = sqlite3_exec(raw, "PRAGMA schema_version", nil, nil, nil)
        }
        handle = raw
        isOurs = access == .create
        var status = stat()
        let size = stat(file, &status) == 0 ? Int64(status.st_size) : 0
        // Any stored row has a few bytes, and takes a few dozen steps: these bounds are for what is made up.
        viewRows = max(1_000_000, Int(size / 8))
        allEffort = 100_000_000 + 100 * size
        effort = allEffort
        if access == .read {
            // Unretained: the connection is closed before this object goes.
            sqlite3_progress_handler(
                handle, Database.stride,
                { database in
                    guard let database else { return 0 }
                    let own = Unmanaged<Database>.fromOpaque(database).takeUnretainedValue()
                    own.effort -= Int64(Database.stride)
                    return own.effort < 0 ? 1 : 0
                }, Unmanaged.passUnretained(self).toOpaque())
        }
        guard found == SQLITE_OK else { throw error(found, "sqlite3_exec") }
    }

    deinit { close() }

    /// Closes the file; nothing may be asked of it afterwards.
    func close() {
        guard isOpen else { return }
        isOpen = false
        sqlite3_close_v2(handle)
    }

    private static func open(
        _ file: String, _ access: Access, _ patience: Duration, _ handle: inout OpaquePointer?
    ) -> Int32 {
        let flags =
            switch access {
            case .read: SQLITE_OPEN_READONLY
            case .change: SQLITE_OPEN_READWRITE
            case .create: SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE
            }
        let code = sqlite3_open_v2(file, &handle, flags | SQLITE_OPEN_NOMUTEX, nil)
        guard let handle, code == SQLITE_OK else { return code }
        sqlite3_extended_result_codes(handle, 1)
        sqlite3_busy_timeout(handle, Int32(clamping: Int64(patience / .milliseconds(1))))
        return code
    }

    private static func checkFile(_ file: String, shownAs path: String) throws {
        var status = stat()
        guard stat(file, &status) == 0 else {
            let reason = errno
            switch reason {
            case ENOENT, ENOTDIR: throw DataError(file: path, problem: "there is no such file")
            case EACCES: throw DataError(file: path, problem: "the file may not be read (permission denied)")
            default: throw DataError(file: path, problem: "cannot be read: \(String(cString: strerror(reason)))")
            }
        }
        guard status.st_mode & S_IFMT == S_IFREG else {
            let found = status.st_mode & S_IFMT == S_IFDIR ? "a directory" : "a pipe or a device"
            throw DataError(file: path, problem: "expected a file, found \(found)")
        }
        guard status.st_size > 0 else { throw DataError(file: path, problem: "the file is empty (0 bytes)") }
        guard access(file, R_OK) == 0 else {
            throw DataError(file: path, problem: "the file may not be read (permission denied)")
        }
    }

    private func checkOpen() throws {
        guard isOpen else {
            throw NativeError(library: "SQLite", function: "sqlite3_prepare_v2", message: "the file is closed already")
        }
    }

    // MARK: Running SQL

    /// Compiles one statement.
    func prepare(_ sql: String) throws -> Statement {
        try checkOpen()
        effort = allEffort
        var raw: OpaquePointer?
        let code = sqlite3_prepare_v2(handle, sql, -1, &raw, nil)
        guard code == SQLITE_OK, let raw else { throw error(code, "sqlite3_prepare_v2") }
        return Statement(raw, of: self)
    }

    /// Runs statements that have no parameters and whose rows do not matter.
    func execute(_ sql: String) throws {
        try checkOpen()
        let code = sqlite3_exec(handle, sql, nil, nil, nil)
        guard code == SQLITE_OK else { throw error(code, "sqlite3_exec") }
    }

    /// Runs a statement.
    /// - Returns: false if it would have broken a UNIQUE constraint.
    func executeUnlessDuplicate(_ sql: String) throws -> Bool {
        let code = sqlite3_exec(handle, sql, nil, nil, nil)
        if code == Database.uniqueViolated { return false }
        guard code == SQLITE_OK else { throw error(code, "sqlite3_exec") }
        return true
    }

    /// Runs one statement with parameters.
    func run(_ sql: String, _ values: Value...) throws {
        let statement = try prepare(sql)
        statement.bind(values)
        while try statement.step() {}
    }

    /// Hands each row of a query to `body`.
    func rows(_ sql: String, _ values: Value..., body: (Statement) throws -> Void) throws {
        let statement = try prepare(sql)
        statement.bind(values)
        while try statement.step() { try body(statement) }
    }

    /// The first column of the first row as a whole number; nil without rows.
    func integer(_ sql: String, _ values: Value...) throws -> Int64? {
        let statement = try prepare(sql)
        statement.bind(values)
        return try statement.step() ? statement.integer(0) : nil
    }

    /// The first column of all rows as texts.
    func texts(_ sql: String, _ values: Value...) throws -> [String] {
        let statement = try prepare(sql)
        statement.bind(values)
        var texts: [String] = []
        while try statement.step() { texts.append(statement.text(0)) }
        return texts
    }

    /// Whether there is a table of that name, in any case. Views do not count: the standard's own tables are none.
    func hasTable(_ name: String) throws -> Bool {
        try integer(
            "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ? COLLATE NOCASE", .text(name))
            != nil
    }

    /// `wanted`, or `wanted_2`, …, whichever no table, index or trigger has.
    func freeName(_ wanted: String) throws -> String {
        var taken = Set(try texts("SELECT name FROM sqlite_master").map(asciiLowercased))
        return uniqueName(wanted, among: &taken)
    }

    // MARK: Errors

    /// What SQLite's refusal means to the person whose file it is.
    func error(_ code: Int32, _ function: String) -> any Error {
        let words = String(cString: sqlite3_errmsg(handle))
        func bad(_ problem: String) -> DataError { DataError(file: path, problem: problem) }
        switch code & 0xFF {
        case SQLITE_BUSY, SQLITE_LOCKED:
            return bad("is locked by another program; close it there (QGIS keeps its layers open) and try again")
        case SQLITE_NOTADB: return bad("expected an SQLite database (GeoPackage), found something else")
        case SQLITE_CORRUPT: return bad("the file is damaged or cut short (SQLite: \(words))")
        case SQLITE_READONLY, SQLITE_PERM: return bad("cannot be changed: the file or its folder is read-only")
        case SQLITE_CANTOPEN: return bad("cannot be opened: its folder is missing or may not be written to")
        case SQLITE_FULL: return bad("cannot be written: the disk is full")
        case SQLITE_IOERR:
            return bad(
                code == Database.shortRead
                    ? "the file is cut short" : "cannot be read or written (SQLite: \(words))")
        case SQLITE_INTERRUPT: return bad("a view in it does not come to an end; remove it, or make a table of it")
        case SQLITE_ERROR, SQLITE_SCHEMA, SQLITE_MISMATCH, SQLITE_CONSTRAINT:
            // In a file of our own making it is our fault.
            if isOurs { break }
            return bad(
                "is not as a GeoPackage should be (SQLite: \(words)); mend it with the program that changed it, "
                    + "or import its sources anew")
        case SQLITE_TOOBIG: return bad("a value is larger than SQLite's limit of 1 GB")
        default: break
        }
        return NativeError(library: "SQLite", function: function, message: words)
    }
}

/// A name as SQL wants it. SQL texts end at a zero byte, so names cannot hold one.
func quoted(_ name: String) -> String {
    "\"" + name.filter { $0 != "\0" }.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"")
        + "\""
}

/// `wanted`, or `wanted_2`, …, whichever is not among `taken` in any case; it is taken then.
func uniqueName(_ wanted: String, among taken: inout Set<String>) -> String {
    let wanted = wanted.filter { $0 != "\0" }
    var name = wanted
    var n = 2
    while !taken.insert(asciiLowercased(name)).inserted {
        name = "\(wanted)_\(n)"
        n += 1
    }
    return name
}

/// A name as SQLite compares it: only A to Z have two cases.
func asciiLowercased(_ name: String) -> String {
    String(decoding: name.utf8.map { $0 >= 0x41 && $0 <= 0x5A ? $0 | 0x20 : $0 }, as: UTF8.self)
}
