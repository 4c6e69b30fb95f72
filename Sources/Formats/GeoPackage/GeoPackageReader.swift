public import City
import Geometry

/// Reads the feature tables and the terrain of any GeoPackage, coordinates in the CRS of the file.
///
/// Each table is a layer of the table's name, or of `options.layer` if that is given. Views are read like tables;
/// tables of attributes and of images are left out and noted. Curves and geometry collections are left out and counted,
/// measures dropped.
public struct GeoPackageReader: Reader {
    public static let format = Format(
        "geopackage", endings: [".gpkg"], "GeoPackage (OGC 12-128r18): layers and terrain in one SQLite file")
    /// Features or vertices of a batch.
    private static let limit = 200_000

    public init() {}

    public static func recognises(path: String, head: [UInt8]) -> Bool {
        guard head.starts(with: "SQLite format 3\0".utf8) else { return false }
        let id = head.count >= 72 ? Array(head[68..<72]) : []
        return asciiLowercased(path).hasSuffix(".gpkg") || id.starts(with: "GP".utf8)
    }

    public func read(_ path: String, options: ReadOptions, into sink: (Batch) throws -> Void) throws -> Diagnostics {
        let file = try GeoPackageFile(path)
        let database = file.database
        var diagnostics = file.diagnostics
        let tables = try TableInfo.all(in: database, isStore: file.metadata != nil)
        diagnostics.noteUnmet(options.map, Set(tables.flatMap { $0.columns.map(\.name) }))
        for table in tables {
            let crs = try crs(table.srsID, table.table, options, file)
            var cursor = try TableCursor(table, in: database, shift: .zero, options: options)
            while let layer = try cursor.next(limit: GeoPackageReader.limit) {
                try sink(Batch(crs: crs, layers: [layer]))
            }
            diagnostics.merge(cursor.diagnostics)
        }
        let coverage = try TerrainTiles.find(in: database)
        if let coverage, let terrain = try coverage.read(shift: .zero, in: database, &diagnostics) {
            let crs = try crs(coverage.srsID, coverage.table, options, file)
            try sink(Batch(crs: crs, layers: [], terrain: terrain))
        }
        guard !tables.isEmpty || coverage != nil else {
            throw DataError(file: path, problem: "expected tables of features or terrain, found none")
        }
        try database.rows(
            "SELECT table_name, data_type FROM gpkg_contents WHERE data_type NOT IN ('features', '2d-gridded-coverage')"
        ) { row in
            diagnostics.note("table-not-read", "tables of attributes or images are not read", row.text(0))
        }
        return diagnostics
    }

    private func crs(_ id: Int64, _ table: String, _ options: ReadOptions, _ file: GeoPackageFile) throws -> CRS {
        if let crs = options.crs { return crs }
        if let crs = try SpatialReference.crs(id, in: file.database) { return crs }
        throw DataError(
            file: file.database.path, place: "table \(table)",
            problem: "does not say its coordinate reference system (srs_id \(id)); name it with --crs")
    }
}
