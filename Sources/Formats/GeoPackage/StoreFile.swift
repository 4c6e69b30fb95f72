import City
import Geometry

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// The file of a store: a new one under a temporary name, or an existing one in a transaction.
final class StoreFile {
    /// As the caller named it.
    let path: String
    let isNew: Bool
    private let unfinished: Unfinished
    private let temporary: String
    /// The file behind a symbolic link.
    private var target: String { unfinished.target }
    private var folder: String { unfinished.folder }

    init(_ path: String, isNew: Bool) throws {
        self.path = path
        unfinished = Unfinished(of: path)
        temporary = unfinished.newName()
        let (target, folder) = (unfinished.target, unfinished.folder)
        var status = stat()
        let exists = stat(target, &status) == 0
        if exists, status.st_mode & S_IFMT != S_IFREG {
            throw DataError(
                file: path,
                problem: "cannot be written: it is " + (status.st_mode & S_IFMT == S_IFDIR ? "a directory" : "no file"))
        }
        self.isNew = isNew || !exists
        guard stat(folder, &status) == 0, status.st_mode & S_IFMT == S_IFDIR else {
            throw DataError(file: path, problem: "cannot be written: there is no such folder")
        }
        // A journal or the temporary file has to stand beside it.
        guard access(folder, W_OK) == 0, self.isNew || access(target, W_OK) == 0 else {
            throw DataError(file: path, problem: "cannot be written: permission denied")
        }
    }

    /// Opens a new database, which nobody else knows of: no journal on the disk, no waiting for it. A journal in memory
    /// there must be, or a statement that fails (ids that are not unique) would leave half of its work.
    func create() throws -> Database {
        unfinished.removeLeftovers()
        // SQLite itself holds the lock that shows that somebody is at work: in exclusive mode, from the first statement
        // to the end.
        let database = try Database(temporary, .create, shownAs: path)
        try database.execute(
            """
            PRAGMA page_size = 4096; PRAGMA journal_mode = MEMORY; PRAGMA synchronous = OFF;
            PRAGMA locking_mode = EXCLUSIVE; PRAGMA secure_delete = ON; PRAGMA cache_size = -65536; BEGIN
            """)
        return database
    }

    /// Opens the existing database and locks it against other writers.
    func change() throws -> Database {
        let database = try Database(target, .change, shownAs: path)
        // A journal that is deleted at the commit, everything synced to the disk: the safest SQLite has.
        try database.execute("PRAGMA journal_mode = DELETE; PRAGMA synchronous = FULL; PRAGMA cache_size = -65536")
        try database.execute("BEGIN IMMEDIATE")
        return database
    }

    /// Commits; a new file gets its name.
    func finish(_ database: Database) throws {
        try database.execute("COMMIT")
        guard isNew else { return }
        // Closed only when it has its name: until then its lock keeps others from taking it for a leftover.
        try sync(temporary)
        guard rename(temporary, target) == 0 else { throw failure() }
        database.close()
        // The new name is on the disk only once its folder is. Some file systems refuse; the data is safe already.
        try? sync(folder)
    }

    /// Undoes everything.
    func abandon(_ database: Database) {
        // Closing rolls an open transaction back as well; its failure leaves the journal, which does it later.
        try? database.execute("ROLLBACK")
        guard isNew else { return }
        database.close()
        unlink(temporary)
    }

    private func sync(_ name: String) throws {
        let file = open(name, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { throw failure() }
        defer { close(file) }
        guard fsync(file) == 0 else { throw failure() }
    }

    private func failure() -> DataError {
        let reason = errno
        return DataError(
            file: path,
            problem: reason == ENOSPC || reason == EDQUOT
                ? "cannot be written: the disk is full" : "cannot be written: \(String(cString: strerror(reason)))")
    }
}
