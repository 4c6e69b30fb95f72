public import City
import Geometry
import JSON

/// Writes an outcome's points as a grid: GeoTIFF (OGC 19-008r4), one band of 32-bit floats for each numeric column.
///
/// The grid lies on whole multiples of its cell in the city's reference system, north up; a cell has the mean of the
/// points in it, of those within a metre below the highest (what one sees from above: sensors on a roof, not those on the
/// wall beneath); cells without points are no data. The cell is as wide as the points' `spacing` among the inputs, or as
/// they lie apart. Tiles are deflated; all empty ones are one and the same in the file, so that a wide city costs no more
/// than what is built on.
public struct GeoTIFFWriter: Writer {
    public static let format = Format(
        "geotiff", endings: [".tif", ".tiff"], "Grid of a result's points (solar.irradiance with points), for GIS")

    public init() {}

    public func write(_ document: Document, to path: String) throws -> Diagnostics {
        var diagnostics = Diagnostics()
        guard let layer = document.layers.first(where: { $0.geometries.kinds.contains(.point) }) else {
            let names = document.layers.map(\.name).joined(separator: ", ")
            throw InputError(
                path: path, problem: "a GeoTIFF is a grid of points, and there is no layer of points (\(names))",
                suggestion: "ask for points (\"points\": true), or write another format")
        }
        for other in document.layers where other.name != layer.name {
            diagnostics.skipped(
                "layer-not-written", "layers beside the points are no grid and were left out of the GeoTIFF", other.name
            )
        }
        let columns = layer.columns.filter(\.isNumeric)
        guard !columns.isEmpty else {
            throw InputError(path: path, problem: "the points of '\(layer.name)' have no numbers to make a grid of")
        }
        let points = Self.points(of: layer, origin: document.city.origin)
        guard !points.isEmpty else { throw DataError(file: path, problem: "there is no point to make a grid of") }
        if points.count < layer.count {
            diagnostics.skipped(
                "not-a-point", "features that are no point were left out of the GeoTIFF",
                count: layer.count - points.count)
        }
        let given = document.outcome?.inputs["spacing"]?.double
        let cell = max(given ?? Self.spacing(of: points.map(\.place)), 0.01)
        let raster = try PointRaster(points, columns, cell: cell, path: path)
        if document.city.crs.epsg == nil {
            diagnostics.note(
                "no-epsg", "the reference system has no EPSG number: the GeoTIFF names it in words only",
                document.city.crs.name)
        }
        let file = try GeoTIFFFile(raster, columns, document.city.crs, path: path)
        try writeAtomically(to: path) { sink in
            try sink.write(file.head)
            for tile in file.tiles { try sink.write(tile) }
        }
        return diagnostics
    }

    /// Points in the reference system, and their rows.
    private static func points(of layer: Layer, origin: Point3) -> [(place: Point3, row: Int)] {
        (0..<layer.count).compactMap { row in
            guard layer.geometries.kinds[row] == .point,
                let first = layer.geometries.vertexRange(of: row).first
            else { return nil }
            let p = layer.geometries.vertices[first] + origin
            return p.x.isFinite && p.y.isFinite ? (p, row) : nil
        }
    }

    /// Distance at which points lie apart on the map: the median distance of some of them to their nearest, m.
    private static func spacing(of points: [Point3]) -> Double {
        let index = SpatialIndex(boxes: points.map { Box(around: $0, radius: 0) })
        var distances: [Double] = []
        for i in stride(from: 0, to: points.count, by: max(1, points.count / 1000)) {
            let p = points[i]
            // Points straight above each other say nothing about a grid.
            for found in index.nearest(to: p, count: 8) {
                let d = (points[Int(found.index)].x - p.x, points[Int(found.index)].y - p.y)
                let distance = (d.0 * d.0 + d.1 * d.1).squareRoot()
                if distance > 0.01 {
                    distances.append(distance)
                    break
                }
            }
        }
        distances.sort()
        return distances.isEmpty ? 1 : distances[distances.count / 2]
    }
}

/// Points gathered in the cells of a grid, tile by tile.
struct PointRaster {
    static let tile = 256
    static let noData: Float = -9999

    let cell: Double
    /// Upper left corner in the reference system, m.
    let west: Double
    let north: Double
    let width: Int
    let height: Int
    let tilesAcross: Int
    let tilesDown: Int
    let bands: Int
    /// Tiles with points, by number in the grid; band by band 256 × 256 values each.
    let tiles: [(number: Int, values: [Float])]

    /// - Throws: `DataError` for a grid wider or higher than 200,000 cells.
    init(_ points: [(place: Point3, row: Int)], _ columns: [Column], cell: Double, path: String) throws {
        var box = Box.empty
        for point in points { box.extend(point.place) }
        let (west, north) = ((box.minX / cell).rounded(.down) * cell, ((box.maxY / cell).rounded(.down) + 1) * cell)
        let (across, down) = ((box.maxX - west) / cell, (north - box.minY) / cell)
        guard across < 200_000, down < 200_000 else {
            throw DataError(
                file: path, problem: "cells of \(cell) m make a grid wider or higher than 200,000: give a wider spacing"
            )
        }
        (self.cell, self.west, self.north) = (cell, west, north)
        width = Int(across.rounded(.down)) + 1
        height = max(1, Int(down.rounded(.up)))
        let size = Self.tile
        tilesAcross = (width + size - 1) / size
        tilesDown = (height + size - 1) / size
        bands = columns.count
        let (columnsOfCells, rowsOfCells, across256) = (width, height, tilesAcross)
        // By tile, then cell, then row: sums do not depend on where points come from in memory.
        let places = points.map { point -> (tile: Int, cell: Int, z: Double, row: Int) in
            let x = min(Int((point.place.x - west) / cell), columnsOfCells - 1)
            let y = min(max(0, Int((north - point.place.y) / cell)), rowsOfCells - 1)
            return (y / size * across256 + x / size, y % size * size + x % size, point.place.z, point.row)
        }.sorted { ($0.tile, $0.cell, $0.row) < ($1.tile, $1.cell, $1.row) }
        var tiles: [(number: Int, values: [Float])] = []
        var start = 0
        while start < places.count {
            let number = places[start].tile
            var values = [Float](repeating: Self.noData, count: bands * size * size)
            while start < places.count, places[start].tile == number {
                var end = start + 1
                while end < places.count, places[end].tile == number, places[end].cell == places[start].cell {
                    end += 1
                }
                let top = places[start..<end].reduce(-Double.infinity) { max($0, $1.z) }
                for (band, column) in columns.enumerated() {
                    var (sum, count) = (0.0, 0)
                    for place in places[start..<end] where !(place.z < top - 1) {
                        let value = column.number(place.row)
                        if value.isFinite { (sum, count) = (sum + value, count + 1) }
                    }
                    if count > 0 { values[band * size * size + places[start].cell] = Float(sum / Double(count)) }
                }
                start = end
            }
            tiles.append((number, values))
        }
        self.tiles = tiles
    }
}
