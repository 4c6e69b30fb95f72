internal import Geometry

#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#else
    internal import Darwin
#endif

/// Writes a file that appears whole or not at all: written beside, synced to the disk, then put in place by renaming.
///
/// On Linux the file has no name until it is complete, so that even a killed process leaves nothing behind. A pipe or a
/// device (`/dev/stdout`) is written to directly.
/// - Parameter unnamed: false writes under a temporary name from the start, as on file systems without `O_TMPFILE`.
/// - Throws: `DataError` if the file cannot be written, or what `body` throws; the old file then stays as it was.
func writeAtomically(
    to path: String, unnamed: Bool = true, _ body: (inout FileSink) throws -> Void
) throws {
    var status = stat()
    if stat(path, &status) == 0 {
        switch status.st_mode & S_IFMT {
        case S_IFREG: break
        case S_IFDIR: throw DataError(file: path, problem: "cannot be written: it is a directory")
        default: return try writeDirectly(to: path, body)
        }
    }
    try AtomicFile(path, unnamed: unnamed).write(body)
}

/// Devices and pipes have no "whole": they get the bytes as they come.
private func writeDirectly(to path: String, _ body: (inout FileSink) throws -> Void) throws {
    let file = open(path, O_WRONLY | O_CLOEXEC)
    guard file >= 0 else { throw FileSink.error(path, errno) }
    defer { close(file) }
    var sink = FileSink(file, path)
    try body(&sink)
    try sink.flush()
}

/// One file on its way: where it will be, and where it is until then.
private struct AtomicFile {
    let path: String
    /// A symbolic link stays, the file behind it is replaced.
    let unfinished: Unfinished
    let temporary: String
    let unnamed: Bool
    var target: String { unfinished.target }
    var folder: String { unfinished.folder }

    init(_ path: String, unnamed: Bool) {
        self.path = path
        self.unnamed = unnamed
        unfinished = Unfinished(of: path)
        temporary = unfinished.newName()
    }

    func write(_ body: (inout FileSink) throws -> Void) throws {
        var hasName = false
        let file = try openFile(&hasName)
        Unfinished.lock(file)
        defer {
            close(file)
            if hasName { unlink(temporary) }
        }
        var old = stat()
        if stat(target, &old) == 0 { _ = fchmod(file, old.st_mode & 0o7777) }
        var sink = FileSink(file, path)
        try body(&sink)
        try sink.flush()
        guard fsync(file) == 0 else { throw FileSink.error(path, errno) }
        if !hasName {
            guard linkat(AT_FDCWD, "/proc/self/fd/\(file)", AT_FDCWD, temporary, AT_SYMLINK_FOLLOW) == 0 else {
                throw FileSink.error(path, errno)
            }
            hasName = true
        }
        guard rename(temporary, target) == 0 else { throw FileSink.error(path, errno) }
        hasName = false
        // The new name is on the disk only once its folder is. Some file systems refuse; the data is safe already.
        let directory = open(folder, O_RDONLY | O_CLOEXEC)
        if directory >= 0 {
            _ = fsync(directory)
            close(directory)
        }
    }

    private func openFile(_ hasName: inout Bool) throws -> Int32 {
        #if os(Linux)
            // O_TMPFILE is a compound macro that Swift does not import.
            let temporaryFile: Int32 = 0o20_000_000 | O_DIRECTORY
            if unnamed, access("/proc/self/fd", X_OK) == 0 {
                let file = open(folder, temporaryFile | O_WRONLY | O_CLOEXEC, 0o666)
                if file >= 0 { return file }
            }
        #endif
        unfinished.removeLeftovers()
        let file = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
        guard file >= 0 else { throw FileSink.error(path, errno) }
        hasName = true
        return file
    }
}

/// Bytes on their way into a file, buffered.
struct FileSink: ~Copyable {
    private let file: Int32
    private let path: String
    private var buffer: [UInt8] = []
    private var flushed = 0
    private static let room = 1 << 18

    fileprivate init(_ file: Int32, _ path: String) {
        self.file = file
        self.path = path
        buffer.reserveCapacity(FileSink.room)
    }

    /// Bytes written so far.
    var count: Int { flushed + buffer.count }

    mutating func write(_ byte: UInt8) throws {
        buffer.append(byte)
        if buffer.count >= FileSink.room { try flush() }
    }

    /// The text as UTF-8.
    mutating func write(_ text: String) throws {
        buffer.append(contentsOf: text.utf8)
        if buffer.count >= FileSink.room { try flush() }
    }

    mutating func write(_ bytes: some Collection<UInt8>) throws {
        buffer.append(contentsOf: bytes)
        if buffer.count >= FileSink.room { try flush() }
    }

    /// Hands the buffer to the system.
    fileprivate mutating func flush() throws {
        let (file, path) = (file, path)
        try buffer.withUnsafeBytes { bytes in
            var rest = bytes[...]
            while !rest.isEmpty {
                #if canImport(Glibc)
                    let n = Glibc.write(file, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count)
                #elseif canImport(Musl)
                    let n = Musl.write(file, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count)
                #else
                    let n = Darwin.write(file, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count)
                #endif
                if n < 0 {
                    if errno == EINTR { continue }
                    throw FileSink.error(path, errno)
                }
                rest = rest.dropFirst(n)
            }
        }
        flushed += buffer.count
        buffer.removeAll(keepingCapacity: true)
    }

    fileprivate static func error(_ path: String, _ code: Int32) -> DataError {
        switch code {
        case ENOENT, ENOTDIR: DataError(file: path, problem: "cannot be written: there is no such folder")
        case EACCES, EPERM, EROFS: DataError(file: path, problem: "cannot be written: permission denied")
        case ENOSPC, EDQUOT: DataError(file: path, problem: "cannot be written: the disk is full")
        default: DataError(file: path, problem: "cannot be written: \(String(cString: strerror(code)))")
        }
    }
}
