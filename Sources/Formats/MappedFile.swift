internal import CPageGuard
internal import Geometry

#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#else
    internal import Darwin
#endif

/// A file's bytes, mapped read-only, with at least `padding` zero bytes readable behind its end.
///
/// Another program may write to the file in the meantime: where it was cut short the bytes are zero from then on, and
/// `read` says that the file was changed instead of giving a result made of two states of it.
final class MappedFile: @unchecked Sendable {
    /// Zero bytes behind the end that may be read: what simdjson wants, and a sentinel for scanners.
    static let padding = 64

    let path: String
    /// The file's bytes, without the padding; they live as long as the value does.
    let bytes: UnsafeRawBufferPointer
    private let reserved: Int
    private let file: Int32
    private let guardNumber: Int32
    private let opened: State

    /// What changes when someone writes to a file.
    private struct State: Equatable {
        var size: Int
        var seconds: Int
        var nanoseconds: Int

        init(_ status: stat) {
            size = Int(status.st_size)
            #if canImport(Darwin)
                (seconds, nanoseconds) = (status.st_mtimespec.tv_sec, status.st_mtimespec.tv_nsec)
            #else
                (seconds, nanoseconds) = (status.st_mtim.tv_sec, status.st_mtim.tv_nsec)
            #endif
        }
    }

    /// Maps a file.
    /// - Parameter allowingEmpty: an empty file gives empty `bytes` instead of an error.
    /// - Throws: `DataError` if it is missing, a directory, no regular file, unreadable or empty.
    init(_ path: String, allowingEmpty: Bool = false) throws {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { throw MappedFile.error(path, errno) }
        var isKept = false
        defer { if !isKept { close(file) } }
        var status = stat()
        guard fstat(file, &status) == 0 else { throw MappedFile.error(path, errno) }
        switch status.st_mode & S_IFMT {
        case S_IFREG: break
        case S_IFDIR: throw DataError(file: path, problem: "expected a file, found a directory")
        default: throw DataError(file: path, problem: "expected a regular file, found a pipe or a device")
        }
        let size = Int(status.st_size)
        guard size > 0 || allowingEmpty else { throw DataError(file: path, problem: "the file is empty (0 bytes)") }

        // Zero pages first, the file over their beginning: what follows the last byte is zero in any case, in the
        // file's last page by the kernel's promise, behind it because nothing covers the zero page.
        reserved = size + MappedFile.padding
        guard let base = mmap(nil, reserved, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0), base != MAP_FAILED else {
            throw MappedFile.error(path, errno)
        }
        if size > 0, mmap(base, size, PROT_READ, MAP_PRIVATE | MAP_FIXED, file, 0) == MAP_FAILED {
            let reason = errno
            munmap(base, reserved)
            throw MappedFile.error(path, reason)
        }
        guardNumber = cpageguard_begin(base, size)
        guard guardNumber >= 0 else {
            munmap(base, reserved)
            throw DataError(file: path, problem: "cannot be read: more than 1000 files are being read at once")
        }
        self.path = path
        self.file = file
        isKept = true
        opened = State(status)
        bytes = UnsafeRawBufferPointer(start: base, count: size)
    }

    deinit {
        cpageguard_end(guardNumber)
        if let base = bytes.baseAddress { munmap(UnsafeMutableRawPointer(mutating: base), reserved) }
        close(file)
    }

    /// Hands the bytes to `body`.
    /// - Throws: what `body` throws; `DataError` if another program wrote to the file meanwhile.
    func read<R>(_ body: (UnsafeRawBufferPointer) throws -> R) throws -> R {
        let result = Swift.Result { try withExtendedLifetime(self) { try body(bytes) } }
        var status = stat()
        let isSame = fstat(file, &status) == 0 && State(status) == opened
        guard isSame, cpageguard_was_hit(guardNumber) == 0 else {
            let what = Int(status.st_size) < bytes.count ? "cut short" : "changed"
            throw DataError(
                file: path, problem: "was \(what) by another program while it was read; read it again when it is whole")
        }
        return try result.get()
    }

    /// Tells the kernel that the file is read once from front to back.
    func adviseSequential() {
        if let base = bytes.baseAddress {
            madvise(UnsafeMutableRawPointer(mutating: base), bytes.count, MADV_SEQUENTIAL)
        }
    }

    private static func error(_ path: String, _ code: Int32) -> DataError {
        switch code {
        case ENOENT, ENOTDIR: DataError(file: path, problem: "there is no such file")
        case EACCES, EPERM: DataError(file: path, problem: "the file may not be read (permission denied)")
        default: DataError(file: path, problem: "the file cannot be read: \(String(cString: strerror(code)))")
        }
    }
}
