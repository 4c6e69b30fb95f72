/// Tiles of 32-bit floats as baseline TIFF (TIFF 6.0): one band, one uncompressed strip, little-endian.
enum FloatTIFF {
    /// Why a tile cannot be read.
    struct Fault: Error {
        var problem: String
    }

    /// The file of one tile.
    /// - Parameter values: row by row from the north, `width` × `height`.
    static func encode(_ values: [Float], width: Int, height: Int) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(256 + values.count * 4)
        func put16(_ value: Int) { for i in 0..<2 { bytes.append(UInt8(truncatingIfNeeded: value >> (8 * i))) } }
        func put32(_ value: Int) { for i in 0..<4 { bytes.append(UInt8(truncatingIfNeeded: value >> (8 * i))) } }
        // Tag, type (3 short, 4 long), value; in ascending order of the tags.
        let entries: [(tag: Int, type: Int, value: Int)] = [
            (256, 4, width), (257, 4, height), (258, 3, 32), (259, 3, 1), (262, 3, 1), (273, 4, 8 + 2 + 11 * 12 + 4),
            (277, 3, 1), (278, 4, height), (279, 4, values.count * 4), (284, 3, 1), (339, 3, 3),
        ]
        bytes += [0x49, 0x49, 42, 0]
        put32(8)
        put16(entries.count)
        for entry in entries {
            put16(entry.tag)
            put16(entry.type)
            put32(1)
            put32(entry.value)
        }
        put32(0)
        values.map(\.bitPattern.littleEndian).withUnsafeBytes { bytes.append(contentsOf: $0) }
        return bytes
    }

    /// The values of a tile: 32-bit floats, uncompressed, in strips.
    /// - Throws: `Fault` for any other image, saying what it is.
    static func decode(_ bytes: UnsafeRawBufferPointer, width: Int, height: Int) throws(Fault) -> [Float] {
        guard bytes.count >= 8 else { throw Fault(problem: "the tile is cut short") }
        let isLittle = bytes[0] == 0x49 && bytes[1] == 0x49 && bytes[2] == 42
        guard isLittle || (bytes[0] == 0x4D && bytes[1] == 0x4D && bytes[3] == 42) else {
            throw Fault(problem: "expected a TIFF tile of 32-bit floats, found another image format")
        }
        func number(_ at: Int, _ size: Int) throws(Fault) -> Int {
            guard at >= 0, size <= bytes.count, at <= bytes.count - size else {
                throw Fault(problem: "the tile is cut short")
            }
            var value = 0
            for i in 0..<size { value |= Int(bytes[at + (isLittle ? i : size - 1 - i)]) << (8 * i) }
            return value
        }
        var tags: [Int: [Int]] = [:]
        let directory = try number(4, 4)
        for i in 0..<(try number(directory, 2)) {
            let entry = directory + 2 + i * 12
            let (type, count) = (try number(entry + 2, 2), try number(entry + 4, 4))
            // Strip lists only: other tags may be long and of any type.
            guard type == 3 || type == 4, count <= height else { continue }
            let size = type == 3 ? 2 : 4
            let start = count * size <= 4 ? entry + 8 : try number(entry + 8, 4)
            var values: [Int] = []
            for k in 0..<count { values.append(try number(start + k * size, size)) }
            tags[try number(entry, 2)] = values
        }
        func tag(_ tag: Int, default value: Int) -> Int { tags[tag]?.first ?? value }
        guard tag(256, default: 0) == width, tag(257, default: 0) == height else {
            throw Fault(problem: "the tile is not \(width) × \(height) cells large")
        }
        guard tag(259, default: 1) == 1, tags[322] == nil else {
            throw Fault(
                problem: "the tile is compressed or divided; only plain TIFF is read (convert with gdal_translate)")
        }
        guard tag(258, default: 1) == 32, tag(339, default: 1) == 3, tag(277, default: 1) == 1 else {
            throw Fault(problem: "expected one band of 32-bit floats in the tile")
        }
        var values: [Float] = []
        values.reserveCapacity(width * height)
        for (offset, length) in zip(tags[273] ?? [], tags[279] ?? []) {
            guard length % 4 == 0, values.count + length / 4 <= width * height, offset + length <= bytes.count else {
                throw Fault(problem: "the tile's strips do not fit its size")
            }
            for k in 0..<(length / 4) {
                let bits = bytes.loadUnaligned(fromByteOffset: offset + k * 4, as: UInt32.self)
                values.append(Float(bitPattern: isLittle ? UInt32(littleEndian: bits) : UInt32(bigEndian: bits)))
            }
        }
        guard values.count == width * height else { throw Fault(problem: "the tile is cut short") }
        return values
    }
}
