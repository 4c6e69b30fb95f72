public import City
internal import Geodesy
internal import Geometry

/// Reads terrain of the Shuttle Radar Topography Mission: `N43E068.hgt`, or the same file alone in a zip archive.
///
/// One degree square of big-endian 16-bit heights in metres, 1201 × 1201 (3″) or 3601 × 3601 (1″), row by row from the
/// north-western corner; the file's name is the south-western corner (SRTM documentation, USGS 2015). −32768 is a void and
/// becomes NaN. The terrain is in degrees; `Terrain.resampled` brings it onto the city's grid.
public struct HGTReader: Reader {
    public static let format = Format("hgt", endings: [".hgt", ".hgt.zip"], "SRTM terrain (HGT)")

    /// Samples on a side.
    private static let sides = [1201, 3601]
    private static let void = Int16.min

    public init() {}

    public static func recognises(path: String, head: [UInt8]) -> Bool {
        let name = path.lowercased()
        return name.hasSuffix(".hgt") || (name.hasSuffix(".hgt.zip") && head.starts(with: Array("PK".utf8)))
    }

    public func read(_ path: String, options: ReadOptions, into sink: (Batch) throws -> Void) throws -> Diagnostics {
        var diagnostics = Diagnostics()
        let crs = try CRS.wgs84
        if let given = options.crs, !given.isSame(as: crs) {
            throw InputError(
                path: "crs", problem: "SRTM heights are always in WGS 84, not in \(given.identifier)",
                suggestion: "leave the option away")
        }
        let file = try MappedFile(path)
        let terrain = try file.read { bytes in
            guard bytes.starts(with: Array("PK\u{3}\u{4}".utf8)) else {
                return try HGTReader.terrain(bytes, name: path, file: path, box: options.box, &diagnostics)
            }
            let member = try ZipMember.read(bytes, ending: ".hgt", limit: 3601 * 3601 * 2, file: path)
            return try member.bytes.withUnsafeBytes {
                try HGTReader.terrain($0, name: member.name, file: path, box: options.box, &diagnostics)
            }
        }
        if let terrain {
            try sink(Batch(crs: crs, layers: [], terrain: terrain))
        } else {
            diagnostics.note("outside", "the tile does not meet the box that was asked for")
        }
        return diagnostics
    }

    private static func terrain(
        _ bytes: UnsafeRawBufferPointer, name: String, file: String, box: Box?, _ diagnostics: inout Diagnostics
    ) throws -> Terrain? {
        guard let side = sides.first(where: { $0 * $0 * 2 == bytes.count }) else {
            throw DataError(
                file: file,
                problem: "expected \(sides.map { "\($0 * $0 * 2)" }.joined(separator: " or ")) bytes of heights"
                    + " (1201 or 3601 on a side), found \(bytes.count)")
        }
        guard let corner = corner(name) else {
            throw DataError(
                file: file, problem: "expected the south-western corner as the file's name, like N43E068.hgt")
        }
        let cell = 1 / Double(side - 1)
        let all = Box(minX: corner.x, minY: corner.y, maxX: corner.x + 1, maxY: corner.y + 1)
        var (columns, rows) = (0..<side, 0..<side)
        if let box {
            guard all.intersects(box) else { return nil }
            columns = range(box.minX - corner.x, box.maxX - corner.x, cell, side)
            rows = range(box.minY - corner.y, box.maxY - corner.y, cell, side)
        }
        var voids = 0
        let heights = [Float](unsafeUninitializedCapacity: columns.count * rows.count) { buffer, count in
            for row in rows {
                // The file begins in the north, the terrain in the south.
                let line = (side - 1 - row) * side
                for column in columns {
                    let raw = bytes.loadUnaligned(fromByteOffset: 2 * (line + column), as: Int16.self)
                    let height = Int16(bigEndian: raw)
                    if height == void { voids += 1 }
                    buffer.initializeElement(at: count, to: height == void ? .nan : Float(height))
                    count += 1
                }
            }
        }
        if voids > 0 { diagnostics.note("void-cells", "cells without a height (−32768)", count: voids) }
        let origin = Point3(
            corner.x + Double(columns.lowerBound) * cell, corner.y + Double(rows.lowerBound) * cell)
        return Terrain(
            origin: origin, cellX: cell, cellY: cell, columns: columns.count, rows: rows.count, heights: heights)
    }

    /// The samples from `low` to `high` degrees beyond the corner, and one on either side to interpolate between.
    private static func range(_ low: Double, _ high: Double, _ cell: Double, _ side: Int) -> Range<Int> {
        let last = Double(side - 1)
        let first = min(max((low / cell).rounded(.down) - 1, 0), last)
        let stop = min(max((high / cell).rounded(.up) + 1, 0), last)
        return Int(first)..<Int(stop) + 1
    }

    /// `…/N43E068.hgt` → 68, 43. Names may go on behind the corner: `N43E068.SRTMGL1.hgt`.
    private static func corner(_ path: String) -> Point3? {
        let name = Array((path.split(separator: "/").last ?? "").uppercased().utf8)
        guard name.count >= 7 else { return nil }
        func number(_ digits: ArraySlice<UInt8>) -> Int? { Int(String(decoding: digits, as: UTF8.self)) }
        guard let south = [UInt8(ascii: "N"): 1, UInt8(ascii: "S"): -1][name[0]],
            let west = [UInt8(ascii: "E"): 1, UInt8(ascii: "W"): -1][name[3]],
            name[1...2].allSatisfy({ $0 &- 48 < 10 }), name[4...6].allSatisfy({ $0 &- 48 < 10 }),
            let latitude = number(name[1...2]), let longitude = number(name[4...6]), latitude <= 90, longitude <= 180
        else { return nil }
        return Point3(Double(west * longitude), Double(south * latitude))
    }
}
