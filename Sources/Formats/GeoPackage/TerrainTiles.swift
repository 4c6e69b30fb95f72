import City
import Geometry

/// Terrain as a 2D gridded coverage (OGC 17-066r1): one zoom level of tiles with 32-bit floats.
struct TerrainTiles {
    let table: String
    let srsID: Int64
    /// The whole matrix of tiles; its north-western corner is that of the first tile.
    let minX: Double
    let maxY: Double
    /// The part of it that has values.
    let extent: Box
    let zoom: Int64
    let tileWidth: Int
    let tileHeight: Int
    let cellX: Double
    let cellY: Double
    let datatype: String
    let null: Float?
    /// Whether a value holds for its cell or the centre of it, not for a corner.
    let isCentre: Bool

    private static let tile = 256
    /// Stands for no height: the lowest finite float, as GDAL likes it.
    private static let null = -Float.greatestFiniteMagnitude
    private static let definition = "http://docs.opengeospatial.org/is/17-066r1/17-066r1.html"

    // MARK: Writing

    private static let tables = """
        CREATE TABLE IF NOT EXISTS gpkg_tile_matrix_set (table_name TEXT NOT NULL PRIMARY KEY, srs_id INTEGER NOT NULL,
          min_x DOUBLE NOT NULL, min_y DOUBLE NOT NULL, max_x DOUBLE NOT NULL, max_y DOUBLE NOT NULL,
          CONSTRAINT fk_gtms_table_name FOREIGN KEY (table_name) REFERENCES gpkg_contents(table_name),
          CONSTRAINT fk_gtms_srs FOREIGN KEY (srs_id) REFERENCES gpkg_spatial_ref_sys (srs_id));
        CREATE TABLE IF NOT EXISTS gpkg_tile_matrix (table_name TEXT NOT NULL, zoom_level INTEGER NOT NULL,
          matrix_width INTEGER NOT NULL, matrix_height INTEGER NOT NULL, tile_width INTEGER NOT NULL,
          tile_height INTEGER NOT NULL, pixel_x_size DOUBLE NOT NULL, pixel_y_size DOUBLE NOT NULL,
          CONSTRAINT pk_ttm PRIMARY KEY (table_name, zoom_level),
          CONSTRAINT fk_tmm_table_name FOREIGN KEY (table_name) REFERENCES gpkg_contents(table_name));
        CREATE TABLE IF NOT EXISTS gpkg_2d_gridded_coverage_ancillary (id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
          tile_matrix_set_name TEXT NOT NULL UNIQUE, datatype TEXT NOT NULL DEFAULT 'integer',
          scale REAL NOT NULL DEFAULT 1.0, offset REAL NOT NULL DEFAULT 0.0, precision REAL DEFAULT 1.0, data_null REAL,
          grid_cell_encoding TEXT DEFAULT 'grid-value-is-center', uom TEXT, field_name TEXT DEFAULT 'Height',
          quantity_definition TEXT DEFAULT 'Height', CONSTRAINT fk_g2dgtct_name FOREIGN KEY(tile_matrix_set_name)
          REFERENCES gpkg_tile_matrix_set (table_name) CHECK (datatype in ('integer','float')));
        CREATE TABLE IF NOT EXISTS gpkg_2d_gridded_tile_ancillary (id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
          tpudt_name TEXT NOT NULL, tpudt_id INTEGER NOT NULL, scale REAL NOT NULL DEFAULT 1.0,
          offset REAL NOT NULL DEFAULT 0.0, min REAL DEFAULT NULL, max REAL DEFAULT NULL, mean REAL DEFAULT NULL,
          std_dev REAL DEFAULT NULL, CONSTRAINT fk_g2dgtat_name FOREIGN KEY (tpudt_name)
          REFERENCES gpkg_contents(table_name), UNIQUE (tpudt_name, tpudt_id));
        """

    /// Writes the terrain in the place of the one there was.
    static func write(_ terrain: Terrain, shift: Point3, srsID: Int64, in database: Database) throws {
        try remove(from: database)
        try database.execute(tables)
        let table = try database.freeName("terrain")
        let (cellX, cellY) = (terrain.cellX, terrain.cellY)
        let (across, down) = ((terrain.columns + tile - 1) / tile, (terrain.rows + tile - 1) / tile)
        let minX = terrain.origin.x + shift.x - cellX / 2
        let minY = terrain.origin.y + shift.y - cellY / 2
        let maxY = minY + Double(terrain.rows) * cellY
        let text = Value.text(table)
        try database.execute(
            "CREATE TABLE \(quoted(table)) (id INTEGER PRIMARY KEY AUTOINCREMENT, zoom_level INTEGER NOT NULL, "
                + "tile_column INTEGER NOT NULL, tile_row INTEGER NOT NULL, tile_data BLOB NOT NULL, "
                + "UNIQUE (zoom_level, tile_column, tile_row))")
        try database.run(
            "INSERT INTO gpkg_contents VALUES (?, '2d-gridded-coverage', NULL, 'ground heights in metres', ?, ?, ?, ?, ?, ?)",
            text, .text(GeoPackageSchema.timestamp), .real(minX), .real(minY),
            .real(minX + Double(terrain.columns) * cellX), .real(maxY), .integer(srsID))
        try database.run(
            "INSERT INTO gpkg_tile_matrix_set VALUES (?, ?, ?, ?, ?, ?)", text, .integer(srsID), .real(minX),
            .real(maxY - Double(down * tile) * cellY), .real(minX + Double(across * tile) * cellX), .real(maxY))
        try database.run(
            "INSERT INTO gpkg_tile_matrix VALUES (?, 0, ?, ?, ?, ?, ?, ?)", text, .integer(Int64(across)),
            .integer(Int64(down)), .integer(Int64(tile)), .integer(Int64(tile)), .real(cellX), .real(cellY))
        try database.run(
            "INSERT INTO gpkg_2d_gridded_coverage_ancillary (tile_matrix_set_name, datatype, precision, data_null, uom) "
                + "VALUES (?, 'float', NULL, ?, 'm')", text, .real(Double(null)))
        let extend =
            "INSERT OR IGNORE INTO gpkg_extensions SELECT ?, ?, 'gpkg_2d_gridded_coverage', ?, 'read-write' "
            + "WHERE NOT EXISTS (SELECT 1 FROM gpkg_extensions WHERE table_name = ?)"
        for name in ["gpkg_2d_gridded_coverage_ancillary", "gpkg_2d_gridded_tile_ancillary"] {
            try database.run(extend, .text(name), .null, .text(definition), .text(name))
        }
        try database.run(extend, text, .text("tile_data"), .text(definition), text)
        try writeTiles(of: terrain, across, down, table, in: database)
    }

    private static func writeTiles(
        of terrain: Terrain, _ across: Int, _ down: Int, _ table: String, in database: Database
    ) throws {
        let insert = try database.prepare(
            "INSERT INTO \(quoted(table)) (id, zoom_level, tile_column, tile_row, tile_data) VALUES (?, 0, ?, ?, ?)")
        let describe = try database.prepare(
            "INSERT INTO gpkg_2d_gridded_tile_ancillary (tpudt_name, tpudt_id, min, max, mean, std_dev) "
                + "VALUES (?, ?, ?, ?, ?, ?)")
        var id: Int64 = 0
        for row in 0..<down {
            for column in 0..<across {
                var values = [Float](repeating: null, count: tile * tile)
                var (n, low, high, sum, squares) = (0.0, Double.infinity, -Double.infinity, 0.0, 0.0)
                for j in 0..<min(tile, terrain.rows - row * tile) {
                    // Tiles run from the north, terrain from the south.
                    let source = (terrain.rows - 1 - row * tile - j) * terrain.columns + column * tile
                    for i in 0..<min(tile, terrain.columns - column * tile) {
                        let height = terrain.heights[source + i]
                        guard height.isFinite else { continue }
                        values[j * tile + i] = height
                        let h = Double(height)
                        (n, low, high, sum, squares) = (n + 1, min(low, h), max(high, h), sum + h, squares + h * h)
                    }
                }
                // A tile without heights need not be there.
                guard n > 0 else { continue }
                id += 1
                insert.bind([.integer(id), .integer(Int64(column)), .integer(Int64(row))])
                insert.bind(blob: FloatTIFF.encode(values, width: tile, height: tile), at: 4)
                try insert.run()
                let mean = sum / n
                try describe.run(
                    .text(table), .integer(id), .real(low), .real(high), .real(mean),
                    .real(max(0, squares / n - mean * mean).squareRoot()))
            }
        }
    }

    /// Removes the coverage, if there is one.
    static func remove(from database: Database) throws {
        guard let old = try find(in: database) else { return }
        let table = Value.text(old.table)
        for (name, column) in [
            ("gpkg_2d_gridded_tile_ancillary", "tpudt_name"),
            ("gpkg_2d_gridded_coverage_ancillary", "tile_matrix_set_name"), ("gpkg_tile_matrix", "table_name"),
            ("gpkg_tile_matrix_set", "table_name"), ("gpkg_extensions", "table_name"), ("gpkg_contents", "table_name"),
        ] { try database.run("DELETE FROM \(name) WHERE \(column) = ?", table) }
        try database.execute("DROP TABLE \(quoted(old.table))")
    }

    // MARK: Reading

    /// The file's coverage; the first if there are several.
    static func find(in database: Database) throws -> TerrainTiles? {
        guard try database.hasTable("gpkg_2d_gridded_coverage_ancillary") else { return nil }
        var found: TerrainTiles?
        // The finest level only: the others hold the same terrain.
        try database.rows(
            "SELECT s.table_name, s.srs_id, s.min_x, s.max_y, coalesce(c.min_x, s.min_x), coalesce(c.min_y, s.min_y), "
                + "coalesce(c.max_x, s.max_x), coalesce(c.max_y, s.max_y), m.zoom_level, m.tile_width, m.tile_height, "
                + "m.pixel_x_size, m.pixel_y_size, a.datatype, a.data_null, a.grid_cell_encoding "
                + "FROM gpkg_2d_gridded_coverage_ancillary a JOIN gpkg_tile_matrix_set s ON s.table_name = "
                + "a.tile_matrix_set_name JOIN gpkg_contents c ON c.table_name = s.table_name "
                + "JOIN gpkg_tile_matrix m ON m.table_name = s.table_name "
                + "ORDER BY a.id, m.zoom_level DESC LIMIT 1"
        ) { row in
            found = TerrainTiles(
                table: row.text(0), srsID: row.integer(1), minX: row.real(2), maxY: row.real(3),
                extent: Box(minX: row.real(4), minY: row.real(5), maxX: row.real(6), maxY: row.real(7)),
                zoom: row.integer(8), tileWidth: Int(row.integer(9)), tileHeight: Int(row.integer(10)),
                cellX: row.real(11), cellY: row.real(12), datatype: row.text(13),
                null: row.optionalReal(14).map { Float($0) }, isCentre: row.text(15) != "grid-value-is-corner")
        }
        return found
    }
}
