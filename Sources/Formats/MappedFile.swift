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
/// The bytes live as long as the value does: keep it alive (`withExtendedLifetime`) while a pointer into them is used.
/// The file must not be cut short by someone else in the meantime.
final class MappedFile: @unchecked Sendable {
    /// Zero bytes behind the end that may be read: what simdjson wants, and a sentinel for scanners.
    static let padding = 64

    let path: String
    /// The file's bytes, without the padding.
    let bytes: UnsafeRawBufferPointer
    private let reserved: Int

    /// Maps a file.
    /// - Parameter allowingEmpty: an empty file gives empty `bytes` instead of an error.
    /// - Throws: `DataError` if it is missing, a directory, no regular file, unreadable or empty.
    init(_ path: String, allowingEmpty: Bool = false) throws {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { throw MappedFile.error(path, errno) }
        defer { close(file) }
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
        self.path = path
        bytes = UnsafeRawBufferPointer(start: base, count: size)
    }

    deinit {
        if let base = bytes.baseAddress { munmap(UnsafeMutableRawPointer(mutating: base), reserved) }
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
