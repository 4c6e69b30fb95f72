#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Where a file stands until it is complete: hidden beside its place, `.NAME.tmp-PID-RANDOM`.
///
/// A killed program leaves such a file behind; the next one that writes the same file takes it away. Whoever writes one
/// holds a lock on it (`fcntl`), so that a writer in another container, whose process numbers mean nothing here, is not
/// taken for dead.
struct Unfinished {
    /// The file to be, behind symbolic links.
    let target: String
    let folder: String
    /// What the names of all unfinished files of this target begin with.
    private let beginning: String

    init(of path: String) {
        let resolved = realpath(path, nil)
        let target = resolved.map { String(cString: $0) } ?? path
        free(resolved)
        let cut = target.utf8.lastIndex(of: UInt8(ascii: "/"))
        var name = cut.map { target[target.index(after: $0)...] } ?? target[...]
        // File names end at 255 bytes; a very long one is cut so that this one fits.
        while name.utf8.count > 200 { name.removeLast() }
        self.target = target
        folder = cut.map { $0 == target.startIndex ? "/" : String(target[..<$0]) } ?? "."
        beginning = ".\(name).tmp-"
    }

    /// A name that no other writer has.
    func newName() -> String { "\(folder)/\(beginning)\(getpid())-\(UInt32.random(in: .min ... .max))" }

    /// Takes away what dead processes left of this file. What cannot be taken away stays: it is in nobody's way.
    func removeLeftovers() {
        guard let open = opendir(folder) else { return }
        defer { closedir(open) }
        while let entry = readdir(open) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            guard name.hasPrefix(beginning) else { continue }
            let parts = name.dropFirst(beginning.count).split(separator: "-", omittingEmptySubsequences: false)
            guard parts.count == 2, let process = pid_t(parts[0]), process > 0, UInt32(parts[1]) != nil else {
                continue
            }
            // Signal 0 asks whether there is such a process.
            let isDead = kill(process, 0) != 0 && errno == ESRCH
            if isDead, !Unfinished.isLocked("\(folder)/\(name)") { unlink("\(folder)/\(name)") }
        }
    }

    /// Locks an unfinished file as its writer, until the file is closed.
    static func lock(_ file: Int32) {
        var lock = wholeFile
        _ = fcntl(file, F_SETLK, &lock)
    }

    /// Whether any process holds a lock on a file; true, too, where that cannot be told.
    private static func isLocked(_ path: String) -> Bool {
        let file = open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
        guard file >= 0 else { return true }
        defer { close(file) }
        var lock = wholeFile
        return fcntl(file, F_GETLK, &lock) != 0 || lock.l_type != Int16(F_UNLCK)
    }

    private static var wholeFile: flock {
        var lock = flock()
        lock.l_type = Int16(F_WRLCK)
        lock.l_whence = Int16(SEEK_SET)
        return lock
    }
}
