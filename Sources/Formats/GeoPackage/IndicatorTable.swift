import City

/// The indicators of an outcome as an attributes table, which QGIS shows as a table without geometry.
enum IndicatorTable {
    /// Writes the indicators in the place of those there were.
    static func write(_ indicators: [Indicator], in database: Database) throws {
        if let old = try find(in: database) {
            try database.run("DELETE FROM gpkg_contents WHERE table_name = ?", .text(old))
            try database.run("DELETE FROM gpkg_data_columns WHERE table_name = ?", .text(old))
            try database.execute("DROP TABLE \(quoted(old))")
        }
        let table = try database.freeName("indicator")
        let t = quoted(table)
        try database.execute(
            "CREATE TABLE \(t) (fid INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, code TEXT NOT NULL, value REAL, "
                + "unit TEXT NOT NULL, definition TEXT NOT NULL)")
        let insert = try database.prepare("INSERT INTO \(t) (code, value, unit, definition) VALUES (?, ?, ?, ?)")
        for indicator in indicators {
            try insert.run(
                .text(indicator.kind.code), indicator.value.map { .real($0) } ?? .null, .text(indicator.kind.unit),
                .text(indicator.kind.definition))
        }
        try database.run(
            "INSERT INTO gpkg_contents (table_name, data_type, description, last_change) "
                + "VALUES (?, 'attributes', ?, ?)", .text(table), .text(description),
            .text(GeoPackageSchema.timestamp))
    }

    /// The table that holds indicators.
    static func find(in database: Database) throws -> String? {
        try database.texts(
            "SELECT table_name FROM gpkg_contents WHERE data_type = 'attributes' AND description = ?",
            .text(description)
        ).first
    }

    private static let description = "indicators: one number each that answers the question for the whole city"
}
