import City
import Geometry

extension TerrainTiles {
    /// Reads all tiles.
    /// - Parameter shift: subtracted from x and y.
    /// - Returns: nil if they are of another kind than this program writes; the diagnostics say of which.
    func read(shift: Point3, in database: Database, _ diagnostics: inout Diagnostics) throws -> Terrain? {
        do {
            return try read(shift: shift, in: database, noting: &diagnostics)
        } catch let fault as TileFault {
            diagnostics.skipped("terrain-not-read", fault.problem, table)
            return nil
        }
    }

    private struct TileFault: Error { var problem: String }

    /// Cells of the grid: columns from the west, rows from the north, counted from the corner of the matrix of tiles.
    private struct Cells {
        var columns: Range<Int>
        var rows: Range<Int>

        func clipped(to other: Cells) -> Cells {
            Cells(columns: columns.clamped(to: other.columns), rows: rows.clamped(to: other.rows))
        }
    }

    private func read(
        shift: Point3, in database: Database, noting diagnostics: inout Diagnostics
    ) throws -> Terrain {
        func fault(_ problem: String) -> TileFault { TileFault(problem: problem) }
        guard isCentre else { throw fault("heights stand at the corners of its cells; only those at centres are read") }
        guard datatype == "float" else {
            throw fault(
                "expected heights as 32-bit floats, found whole numbers (PNG tiles); convert with gdal_translate")
        }
        let declared = try declaredCells()
        let cells = try declared.clipped(to: cellsOfTiles(in: database))
        let (width, height) = (cells.columns.count, cells.rows.count)
        guard width > 0, height > 0 else { throw fault("no tile of it lies within its extent") }
        var heights = [Float](repeating: .nan, count: width * height)
        try database.rows(
            "SELECT tile_column, tile_row, tile_data FROM \(quoted(table)) WHERE zoom_level = ?", .integer(zoom)
        ) { row in
            let (column, line) = (row.integer(0), row.integer(1))
            guard let first = start(column, tileWidth), let top = start(line, tileHeight),
                (first..<first + tileWidth).overlaps(cells.columns), (top..<top + tileHeight).overlaps(cells.rows)
            else {
                return diagnostics.skipped(
                    "tile-outside", "a tile of the terrain lies outside of the terrain's extent",
                    "\(table) column \(column), row \(line)")
            }
            let values: [Float]
            do throws(FloatTIFF.Fault) {
                values = try FloatTIFF.decode(row.blob(2), width: tileWidth, height: tileHeight)
            } catch { throw fault(error.problem) }
            for j in 0..<tileHeight {
                guard cells.rows.contains(top + j) else { continue }
                let target = (cells.rows.upperBound - 1 - top - j) * width - cells.columns.lowerBound
                for i in 0..<tileWidth {
                    let value = values[j * tileWidth + i]
                    guard cells.columns.contains(first + i), value != null, value.isFinite else { continue }
                    heights[target + first + i] = value
                }
            }
        }
        let west = Double(cells.columns.lowerBound - declared.columns.lowerBound) * cellX
        let south = Double(declared.rows.upperBound - cells.rows.upperBound) * cellY
        let origin = Point3(
            extent.minX + west + cellX / 2 - shift.x, extent.minY + south + cellY / 2 - shift.y)
        return Terrain(origin: origin, cellX: cellX, cellY: cellY, columns: width, rows: height, heights: heights)
    }

    /// The first cell of a tile; nil for a number no tile has.
    private func start(_ tile: Int64, _ size: Int) -> Int? {
        (0..<(1 << 24)).contains(tile) ? Int(tile) * size : nil
    }

    /// The cells of the extent that the catalogue declares.
    private func declaredCells() throws -> Cells {
        let columns = (extent.width / cellX).rounded()
        let rows = (extent.height / cellY).rounded()
        guard cellX > 0, cellY > 0, (1...4096).contains(tileWidth), (1...4096).contains(tileHeight), columns >= 1,
            rows >= 1
        else { throw TileFault(problem: "the size of the grid, its cells or its tiles is impossible") }
        let left = Int(nearest: ((extent.minX - minX) / cellX).rounded())
        let top = Int(nearest: ((maxY - extent.maxY) / cellY).rounded())
        return Cells(columns: left..<left + Int(nearest: columns), rows: top..<top + Int(nearest: rows))
    }

    /// The cells around the tiles that are there: a catalogue can declare a grid of any size.
    private func cellsOfTiles(in database: Database) throws -> Cells {
        var found: Cells?
        var bytes = 0.0
        try database.rows(
            "SELECT min(tile_column), max(tile_column), min(tile_row), max(tile_row), total(length(tile_data)) FROM "
                + "\(quoted(table)) WHERE zoom_level = ? AND tile_column BETWEEN 0 AND 16777215 AND tile_row BETWEEN 0 AND "
                + "16777215", .integer(zoom)
        ) { row in
            guard let left = start(row.integer(0), tileWidth), let right = start(row.integer(1), tileWidth),
                let top = start(row.integer(2), tileHeight), let bottom = start(row.integer(3), tileHeight),
                !row.isNull(0)
            else { return }
            found = Cells(columns: left..<right + tileWidth, rows: top..<bottom + tileHeight)
            bytes = row.real(4)
        }
        guard let found else { throw TileFault(problem: "it has no tiles") }
        // Tiles are not packed: four bytes a cell. Eight times as many cells may lie between tiles that are not there.
        let count = Double(found.columns.count) * Double(found.rows.count)
        guard count <= max(16_777_216, 8 * bytes / 4) else {
            throw TileFault(
                problem: "its tiles are so far apart that the grid between them, \(found.columns.count) × "
                    + "\(found.rows.count) cells, is mostly empty")
        }
        return found
    }
}

extension Int {
    /// The whole number nearest to a double, 0 for NaN.
    fileprivate init(nearest value: Double) { self = value.isNaN ? 0 : Int(Swift.max(-1e15, Swift.min(1e15, value))) }
}
