internal import CZlib
internal import Geometry

/// Takes the one file of interest out of a zip archive (PKWARE APPNOTE 6.3.3: stored or deflated, no zip64).
enum ZipMember {
    /// - Parameters:
    ///   - ending: how the wanted file's name ends, lower case; exactly one must be there.
    ///   - limit: bytes the file may have at most, declared or unpacked: what claims more is refused unread.
    /// - Throws: `DataError` saying what is wrong with the archive.
    static func read(
        _ bytes: UnsafeRawBufferPointer, ending: String, limit: Int, file: String
    ) throws -> (name: String, bytes: [UInt8]) {
        func fail(_ problem: String) -> DataError { DataError(file: file, problem: "zip archive: \(problem)") }
        func word(_ i: Int) -> Int {
            Int(UInt16(littleEndian: bytes.loadUnaligned(fromByteOffset: i, as: UInt16.self)))
        }
        func long(_ i: Int) -> Int {
            Int(UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: i, as: UInt32.self)))
        }

        // The end record is the last 22 bytes, or a comment of up to 64 KiB stands behind it.
        var end = bytes.count - 22
        while end >= max(0, bytes.count - 22 - 65_535), long(end) != 0x0605_4B50 { end -= 1 }
        guard end >= 0, end >= bytes.count - 22 - 65_535 else { throw fail("no directory at its end: cut short?") }

        var entry = long(end + 16)
        var members: [(name: String, at: Int)] = []
        for _ in 0..<word(end + 10) {
            guard entry >= 0, entry + 46 <= end, long(entry) == 0x0201_4B50 else { throw fail("broken directory") }
            let length = word(entry + 28)
            guard entry + 46 + length <= end else { throw fail("broken directory") }
            let name = String(decoding: bytes[(entry + 46)..<(entry + 46 + length)], as: UTF8.self)
            if name.lowercased().hasSuffix(ending) { members.append((name, entry)) }
            entry += 46 + length + word(entry + 30) + word(entry + 32)
        }
        guard members.count == 1, let member = members.first else {
            throw fail("expected one \(ending) file in it, found \(members.count)")
        }
        let (name, at) = member
        let (method, packed, size, local) = (word(at + 10), long(at + 20), long(at + 24), long(at + 42))
        guard size <= limit else { throw fail("\(name) claims \(size) bytes, more than the \(limit) it may have") }
        guard local + 30 <= end, long(local) == 0x0403_4B50 else { throw fail("no file where the directory says") }
        let start = local + 30 + word(local + 26) + word(local + 28)
        guard start + packed <= end else { throw fail("\(name) is cut short") }
        guard word(at + 8) & 1 == 0 else { throw fail("\(name) is encrypted") }
        let data = UnsafeRawBufferPointer(rebasing: bytes[start..<(start + packed)])

        let unpacked: [UInt8]
        switch method {
        case 0: unpacked = Array(data)
        case 8:
            guard let inflated = inflate(data, size: size) else {
                throw fail("\(name) cannot be unpacked: it is damaged, or not of the size it claims")
            }
            unpacked = inflated
        default: throw fail("\(name) is packed by method \(method), expected deflate")
        }
        let sum = crc32(0, unpacked, UInt32(unpacked.count))
        guard unpacked.count == size, Int(sum) == long(at + 16) else {
            throw fail("\(name): the check sum does not match")
        }
        return (name, unpacked)
    }

    /// Inflates to exactly `size` bytes; nil if it gives more, fewer, or is damaged.
    private static func inflate(_ data: UnsafeRawBufferPointer, size: Int) -> [UInt8]? {
        var stream = z_stream()
        // 15 bits of window; negative: raw deflate without a zlib header.
        guard inflateInit2_(&stream, -15, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK else { return nil }
        defer { inflateEnd(&stream) }
        stream.next_in = UnsafeMutablePointer(mutating: data.assumingMemoryBound(to: UInt8.self).baseAddress)
        stream.avail_in = UInt32(data.count)
        // One byte more than declared: if it is used, the declaration was a lie.
        var failed = true
        let bytes = [UInt8](unsafeUninitializedCapacity: size + 1) { buffer, count in
            stream.next_out = buffer.baseAddress
            stream.avail_out = UInt32(buffer.count)
            failed = CZlib.inflate(&stream, Z_FINISH) != Z_STREAM_END
            count = Int(stream.total_out)
        }
        return failed || bytes.count != size ? nil : bytes
    }
}
