internal import CZlib
import City
import Geometry

/// The bytes of a GeoTIFF: classic TIFF 6.0, little-endian, tiled, bands apart, deflated (Adobe's compression 8).
struct GeoTIFFFile {
    /// Everything in front of the tiles.
    let head: [UInt8]
    /// Tiles in the order of the file; the first is the empty one.
    let tiles: [[UInt8]]

    /// - Throws: `DataError` where the file would be beyond the 4 GiB that TIFF can address.
    init(_ raster: PointRaster, _ columns: [Column], _ crs: CRS, path: String) throws {
        let size = PointRaster.tile
        let empty = try Self.deflated([Float](repeating: PointRaster.noData, count: size * size)[...])
        var tiles = [empty]
        // Which tile stands at each place of the grid, band after band.
        let places = raster.tilesAcross * raster.tilesDown
        var numbers = [Int](repeating: 0, count: places * raster.bands)
        for tile in raster.tiles {
            for band in 0..<raster.bands {
                numbers[band * places + tile.number] = tiles.count
                tiles.append(try Self.deflated(tile.values[band * size * size..<(band + 1) * size * size]))
            }
        }
        let fields = Self.fields(raster, columns, crs)
        // Offsets are known once it is known how long the fields are.
        let counts = tiles.map(\.count)
        let blank = [UInt32](repeating: 0, count: numbers.count)
        let length = Self.directory(fields + [Field(324, blank), Field(325, blank)]).count
        var starts: [Int] = []
        var end = length
        for count in counts {
            starts.append(end)
            // Tiles begin at even places, as TIFF wants it.
            end += count + count % 2
        }
        guard end < Int(UInt32.max) else {
            throw DataError(file: path, problem: "the grid takes \(end) bytes, more than a TIFF can hold (4 GiB)")
        }
        head = Self.directory(
            fields + [
                Field(324, numbers.map { UInt32(starts[$0]) }), Field(325, numbers.map { UInt32(counts[$0]) }),
            ])
        self.tiles = tiles.map { $0.count % 2 == 0 ? $0 : $0 + [0] }
    }

    // MARK: - Fields

    /// A field of the directory: tag, type, number of values, their bytes.
    private struct Field {
        let tag: UInt16
        let type: UInt16
        let count: Int
        let bytes: [UInt8]

        init(_ tag: UInt16, _ values: [UInt16]) {
            (self.tag, type, count) = (tag, 3, values.count)
            bytes = values.flatMap { Self.bytes($0) }
        }
        init(_ tag: UInt16, _ values: [UInt32]) {
            (self.tag, type, count) = (tag, 4, values.count)
            bytes = values.flatMap { Self.bytes($0) }
        }
        init(_ tag: UInt16, _ values: [Double]) {
            (self.tag, type, count) = (tag, 12, values.count)
            bytes = values.flatMap { Self.bytes($0.bitPattern) }
        }
        init(_ tag: UInt16, _ text: String) {
            bytes = Array(text.utf8) + [0]
            (self.tag, type, count) = (tag, 2, bytes.count)
        }

        static func bytes(_ value: some FixedWidthInteger) -> [UInt8] {
            withUnsafeBytes(of: value.littleEndian) { Array($0) }
        }
    }

    private static func fields(_ raster: PointRaster, _ columns: [Column], _ crs: CRS) -> [Field] {
        let (bands, size) = (raster.bands, UInt16(PointRaster.tile))
        let names = columns.enumerated().map { band, column in
            var items = item("DESCRIPTION", "description", band, column.name)
            if let unit = column.unit { items += item("UNITTYPE", "unittype", band, unit) }
            if let definition = column.definition { items += item("definition", nil, band, definition) }
            return items
        }
        // The model (projected, or a local system that only its name tells), and cells that are areas.
        let code = crs.epsg.flatMap { UInt16(exactly: $0) }
        var keys: [[UInt16]] = [[1024, 0, 1, code == nil ? 32767 : 1], [1025, 0, 1, 1]]
        var fields: [Field] = [
            Field(256, [UInt32(raster.width)]), Field(257, [UInt32(raster.height)]),
            Field(258, [UInt16](repeating: 32, count: bands)), Field(259, [8] as [UInt16]),
            Field(262, [1] as [UInt16]), Field(277, [UInt16(bands)]), Field(284, [2] as [UInt16]),
            Field(322, [size]), Field(323, [size]), Field(339, [UInt16](repeating: 3, count: bands)),
            Field(33550, [raster.cell, raster.cell, 0]), Field(33922, [0, 0, 0, raster.west, raster.north, 0]),
            Field(42112, "<GDALMetadata>" + names.joined() + "</GDALMetadata>"),
            Field(42113, "\(Int(PointRaster.noData))"),
        ]
        if bands > 1 { fields.append(Field(338, [UInt16](repeating: 0, count: bands - 1))) }
        if let code {
            keys.append([3072, 0, 1, code])
        } else {
            let citation = crs.name.unicodeScalars.filter { $0.isASCII && $0 != "|" }.map(String.init).joined() + "|"
            keys.append([1026, 34737, UInt16(clamping: citation.utf8.count), 0])
            fields.append(Field(34737, citation))
        }
        keys.append([3076, 0, 1, 9001])
        fields.append(Field(34735, ([[1, 1, 0, UInt16(keys.count)]] + keys).flatMap { $0 }))
        return fields
    }

    /// An item of GDAL's metadata, which QGIS shows as the band's name and unit.
    private static func item(_ name: String, _ role: String?, _ band: Int, _ text: String) -> String {
        let safe = text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
        let role = role.map { " role=\"\($0)\"" } ?? ""
        return "<Item name=\"\(name)\" sample=\"\(band)\"\(role)>\(safe)</Item>"
    }

    /// Header, directory, and what does not fit into the directory's entries.
    private static func directory(_ fields: [Field]) -> [UInt8] {
        let fields = fields.sorted { $0.tag < $1.tag }
        var bytes: [UInt8] = [0x49, 0x49, 42, 0] + Field.bytes(UInt32(8)) + Field.bytes(UInt16(fields.count))
        var beyond: [UInt8] = []
        let start = 8 + 2 + 12 * fields.count + 4
        for field in fields {
            bytes += Field.bytes(field.tag) + Field.bytes(field.type) + Field.bytes(UInt32(field.count))
            if field.bytes.count <= 4 {
                bytes += field.bytes + [UInt8](repeating: 0, count: 4 - field.bytes.count)
            } else {
                bytes += Field.bytes(UInt32(start + beyond.count))
                beyond += field.bytes + (field.bytes.count % 2 == 0 ? [] : [0])
            }
        }
        return bytes + [0, 0, 0, 0] + beyond
    }

    /// A zlib stream of a tile.
    private static func deflated(_ values: ArraySlice<Float>) throws -> [UInt8] {
        var raw: [UInt8] = []
        raw.reserveCapacity(values.count * 4)
        for value in values { withUnsafeBytes(of: value.bitPattern.littleEndian) { raw.append(contentsOf: $0) } }
        var length = compressBound(UInt(raw.count))
        var out = [UInt8](repeating: 0, count: Int(length))
        let code = compress2(&out, &length, raw, UInt(raw.count), 6)
        guard code == Z_OK else {
            throw NativeError(library: "zlib", function: "compress2", message: "code \(code)")
        }
        out.removeLast(out.count - Int(length))
        return out
    }
}
