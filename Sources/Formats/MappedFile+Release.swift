internal import JSON

#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#else
    internal import Darwin
#endif

extension MappedFile {
    /// Reads a file as a JSON text, from front to back.
    /// - Parameter body: gets the text, and what to tell of stretches that are not needed for the time being.
    static func readJSON<R>(
        _ path: String, _ body: (_ text: JSONText, _ passed: (Range<Int>) -> Void) throws -> R
    ) throws -> R {
        let file = try MappedFile(path)
        file.adviseSequential()
        return try file.read { bytes in
            try body(JSONText(padded: bytes.bindMemory(to: UInt8.self))) { file.release($0) }
        }
    }

    /// Gives the pages between two offsets back to the system: a file of any size then takes as much memory as the part
    /// in work. They are read again from the file if someone looks after all.
    func release(_ offsets: Range<Int>) {
        let page = Int(sysconf(Int32(_SC_PAGESIZE)))
        let first = (offsets.lowerBound + page - 1) / page * page
        let last = offsets.upperBound / page * page
        guard let base = bytes.baseAddress, first < last, last <= bytes.count else { return }
        madvise(UnsafeMutableRawPointer(mutating: base) + first, last - first, MADV_DONTNEED)
    }
}

/// Collects what has been passed into stretches worth a system call.
struct PassedStretch {
    private var start = 0

    /// A stretch that ends at `end`, once it is long enough.
    mutating func reached(_ end: Int) -> Range<Int>? {
        guard end - start >= 1 << 26 else { return nil }
        defer { start = end }
        return start..<end
    }
}
