import City
import Geometry

extension FeatureTable {
    /// The one type of the layer, `GEOMETRY` for several or none.
    var geometryType: String {
        switch types {
        case 1 << 1: "POINT"
        case 1 << 2: "LINESTRING"
        case 1 << 3: "POLYGON"
        case 1 << 4: "MULTIPOINT"
        case 1 << 5: "MULTILINESTRING"
        case 1 << 6: "MULTIPOLYGON"
        default: "GEOMETRY"
        }
    }

    /// Makes ids unique, builds index and R-tree, and enters the table in the catalogue.
    func finish(_ diagnostics: inout Diagnostics) throws {
        try makeIDsUnique(&diagnostics)
        let tree = GeoPackageSchema.rtreeName(table: table, geometry: "geom")
        try database.execute("CREATE VIRTUAL TABLE \(quoted(tree)) USING rtree(id, minx, maxx, miny, maxy)")
        try RTreeBulk(tree, in: database).build(cells)
        try database.execute(GeoPackageSchema.rtreeTriggers(table: table, geometry: "geom", key: "fid"))
        try enterInCatalogue()
    }

    private func enterInCatalogue() throws {
        try database.run("DELETE FROM gpkg_contents WHERE table_name = ?", .text(table))
        try database.run("DELETE FROM gpkg_geometry_columns WHERE table_name = ?", .text(table))
        try database.run("DELETE FROM gpkg_data_columns WHERE table_name = ?", .text(table))
        // Identifiers are unique; another program may have given this one to a table of its own.
        try database.run("UPDATE gpkg_contents SET identifier = NULL WHERE identifier = ?", .text(layer))
        func edge(_ value: Double) -> Value { extent.isEmpty ? .null : .real(value) }
        try database.run(
            "INSERT INTO gpkg_contents VALUES (?, 'features', ?, '', ?, ?, ?, ?, ?, ?)", .text(table), .text(layer),
            .text(GeoPackageSchema.timestamp), edge(extent.minX), edge(extent.minY), edge(extent.maxX),
            edge(extent.maxY), .integer(Int64(srsID)))
        let z: Int64 = countWithZ == 0 ? 0 : countWithoutZ == 0 ? 1 : 2
        try database.run(
            "INSERT INTO gpkg_geometry_columns VALUES (?, 'geom', ?, ?, ?, 0)", .text(table), .text(geometryType),
            .integer(Int64(srsID)), .integer(z))
        let describe = try database.prepare("INSERT INTO gpkg_data_columns VALUES (?, ?, ?, ?, ?, NULL, NULL)")
        for column in columns {
            try describe.run(
                .text(table), .text(column.sqlName), .text(column.name), column.title.map { .text($0) } ?? .null,
                column.definition.map { .text($0) } ?? .null)
        }
        if let surfaceTypesColumn {
            try describe.run(
                .text(table), .text(surfaceTypesColumn), .null, .null, .text(FeatureTable.surfaceTypesDefinition))
        }
        try database.run(
            "INSERT INTO gpkg_extensions VALUES (?, 'geom', 'gpkg_rtree_index', ?, 'write-only')", .text(table),
            .text("http://www.geopackage.org/spec120/#extension_rtree"))
        try database.run("DELETE FROM sqlite_sequence WHERE name = ?", .text(table))
        try database.run("INSERT INTO sqlite_sequence VALUES (?, ?)", .text(table), .integer(lastID))
    }

    static let surfaceTypesDefinition = "What the faces are, one letter each: R roof, W wall, G ground, U unknown, …"

    /// The table's final SQL, to be put into the schema.
    var finalDefinition: String { definition(typed: true) }

    /// Later features of the same id get `#2`, `#3`, … behind it.
    private func makeIDsUnique(_ diagnostics: inout Diagnostics) throws {
        let (t, index) = (quoted(table), quoted(try database.freeName("\(table)_id")))
        if try database.executeUnlessDuplicate("CREATE UNIQUE INDEX \(index) ON \(t)(id)") { return }
        try database.execute("CREATE INDEX \(index) ON \(t)(id)")
        let again = try database.texts("SELECT id FROM \(t) GROUP BY id HAVING count(*) > 1")
        let rows = try database.prepare("SELECT fid FROM \(t) WHERE id = ? ORDER BY fid LIMIT -1 OFFSET 1")
        let update = try database.prepare("UPDATE \(t) SET id = ? WHERE fid = ?")
        let find = try database.prepare("SELECT 1 FROM \(t) WHERE id = ?")
        for id in again {
            rows.bind([.text(id)])
            var later: [Int64] = []
            while try rows.step() { later.append(rows.integer(0)) }
            rows.reset()
            var n = 2
            for fid in later {
                while true {
                    find.bind([.text("\(id)#\(n)")])
                    let isTaken = try find.step()
                    find.reset()
                    guard isTaken else { break }
                    n += 1
                }
                try update.run(.text("\(id)#\(n)"), .integer(fid))
                diagnostics.note(
                    "duplicate-id", "an id occurs more than once; later ones got #2, #3, … behind it", id)
            }
        }
        try database.execute("DROP INDEX \(index); CREATE UNIQUE INDEX \(index) ON \(t)(id)")
    }

    // MARK: Removing

    /// Removes a table and everything that belongs to it.
    static func remove(_ table: String, from database: Database) throws {
        try removeIndices(of: table, from: database)
        var catalogue = ["gpkg_geometry_columns", "gpkg_data_columns", "gpkg_metadata_reference", "gpkg_contents"]
        // Kept by GDAL, should it have edited the file.
        if try database.hasTable("gpkg_ogr_contents") { catalogue.append("gpkg_ogr_contents") }
        for name in catalogue {
            try database.run("DELETE FROM \(name) WHERE lower(table_name) = lower(?)", .text(table))
        }
        try database.run("DELETE FROM sqlite_sequence WHERE name = ?", .text(table))
        let isView = try database.integer(
            "SELECT 1 FROM sqlite_master WHERE type = 'view' AND name = ? COLLATE NOCASE", .text(table))
        try database.execute("DROP \(isView == nil ? "TABLE" : "VIEW") \(quoted(table))")
    }

    /// Removes R-tree, its triggers and the index over the ids.
    static func removeIndices(of table: String, from database: Database) throws {
        let trees = try database.texts(
            "SELECT 'rtree_' || table_name || '_' || column_name FROM gpkg_extensions WHERE lower(table_name) = lower(?) "
                + "AND extension_name = 'gpkg_rtree_index'", .text(table))
        for tree in trees {
            for suffix in GeoPackageSchema.rtreeTriggerSuffixes {
                try database.execute("DROP TRIGGER IF EXISTS \(quoted("\(tree)_\(suffix)"))")
            }
            try database.execute("DROP TABLE IF EXISTS \(quoted(tree))")
        }
        try database.run("DELETE FROM gpkg_extensions WHERE lower(table_name) = lower(?)", .text(table))
        let indices = try database.texts(
            "SELECT name FROM sqlite_master WHERE type = 'index' AND tbl_name = ? AND sql = 'CREATE UNIQUE INDEX ' || "
                + "'\"' || replace(name, '\"', '\"\"') || '\" ON \"' || replace(tbl_name, '\"', '\"\"') || '\"(id)'",
            .text(table))
        for index in indices { try database.execute("DROP INDEX \(quoted(index))") }
    }
}
