import City
import Geometry

/// What the catalogue of a GeoPackage says of one feature table or view.
struct TableInfo {
    let table: String
    /// Name of the layer.
    let layer: String
    let srsID: Int64
    /// Name of the geometry column.
    let geometry: String
    /// Name of the integer key; nil for a view without one.
    let key: String?
    /// The text column that holds the features' ids.
    let id: String?
    let surfaceTypes: String?
    /// Attributes; types as declared.
    let columns: [TableColumn]
    /// Columns of bytes, which no attribute can hold.
    let blobs: [String]
    let hasRTree: Bool
    /// Whether this program wrote the table.
    let isOwn: Bool
    /// Whether its rows are made up by a query.
    let isView: Bool

    /// All feature tables, in the order they were entered.
    /// - Parameter isStore: whether this program wrote the file: names and units of the columns are taken from
    ///   `gpkg_data_columns` then.
    static func all(in database: Database, isStore: Bool) throws -> [TableInfo] {
        var found: [(table: String, layer: String, srsID: Int64, geometry: String)] = []
        guard try database.hasTable("gpkg_geometry_columns") else {
            guard try database.integer("SELECT 1 FROM gpkg_contents WHERE data_type = 'features'") == nil else {
                throw TableInfo.mismatch("gpkg_geometry_columns", "has features, but not this table", database)
            }
            return []
        }
        try database.rows(
            "SELECT c.table_name, c.identifier, g.srs_id, g.column_name FROM gpkg_contents c JOIN gpkg_geometry_columns g "
                + "ON lower(c.table_name) = lower(g.table_name) WHERE c.data_type = 'features' ORDER BY c.rowid"
        ) { row in
            let table = row.text(0)
            // Only our own identifiers are layer names; elsewhere they may be sentences.
            found.append((table, isStore ? row.optionalText(1) ?? table : table, row.integer(2), row.text(3)))
        }
        let described = try database.hasTable("gpkg_data_columns")
        return try found.map {
            try TableInfo($0.table, $0.layer, $0.srsID, $0.geometry, isStore && described, in: database)
        }
    }

    /// - Parameter described: whether `gpkg_data_columns` holds names and units by our rules.
    private init(
        _ table: String, _ layer: String, _ srsID: Int64, _ geometry: String, _ described: Bool, in database: Database
    ) throws {
        var key: String?
        var id: String?
        var surfaceTypes: String?
        var columns: [TableColumn] = []
        var blobs: [String] = []
        var hasGeometry = false
        let describe =
            described
            ? try database.prepare(
                "SELECT name, title, description FROM gpkg_data_columns WHERE lower(table_name) = lower(?) AND "
                    + "lower(column_name) = lower(?)") : nil
        try database.rows("SELECT name, type, pk FROM pragma_table_info(?)", .text(table)) { row in
            let (name, declared) = (row.text(0), row.text(1).uppercased())
            let lower = asciiLowercased(name)
            if lower == asciiLowercased(geometry) { return hasGeometry = true }
            let type = TableInfo.type(declared)
            // The key of a table is an INTEGER PRIMARY KEY; a view may offer one under a usual name.
            if row.integer(2) > 0, key == nil, type == .integer { return key = name }
            if type == .text, lower == "id", id == nil { return id = name }
            var column = TableColumn(name: name, sqlName: name, type: type ?? .text)
            if let describe {
                defer { describe.reset() }
                describe.bind([.text(table), .text(name)])
                if try describe.step() {
                    guard let logical = describe.optionalText(0) else {
                        if lower.hasPrefix("surface_types") { return surfaceTypes = name }
                        return columns.append(column)
                    }
                    column = TableColumn(
                        name: logical, sqlName: name,
                        unit: describe.optionalText(1).flatMap { TableColumn.unit(inTitle: $0, of: logical) },
                        definition: describe.optionalText(2), type: type ?? .text)
                }
            } else if lower == "surface_types", type == .text {
                return surfaceTypes = name
            }
            if type == nil { blobs.append(name) } else { columns.append(column) }
        }
        self.table = table
        self.layer = layer
        self.srsID = srsID
        self.geometry = geometry
        self.key = key
        self.id = id
        self.surfaceTypes = surfaceTypes
        self.columns = columns
        self.blobs = blobs
        isOwn = described
        isView =
            try database.integer(
                "SELECT 1 FROM sqlite_master WHERE type = 'view' AND name = ? COLLATE NOCASE", .text(table)) != nil
        guard try isView || database.hasTable(table) else {
            throw TableInfo.mismatch(table, "is in the catalogue, but not in the file", database)
        }
        // SQLite would take the name of a column that is not there for a text.
        guard hasGeometry else {
            throw TableInfo.mismatch(table, "has no column '\(geometry)', which should hold its geometries", database)
        }
        hasRTree =
            try key != nil
            && database.hasTable(GeoPackageSchema.rtreeName(table: table, geometry: geometry))
    }

    private static func mismatch(_ table: String, _ problem: String, _ database: Database) -> DataError {
        DataError(
            file: database.path, place: "table \(table)",
            problem: problem + "; mend it with the program that changed it, or import its sources anew")
    }

    /// What a declared type holds; nil for bytes.
    private static func type(_ declared: String) -> TableColumn.ColumnType? {
        // An expression of a view: whole numbers become whatever its values are.
        if declared.isEmpty { return .integer }
        if declared.hasPrefix("BOOL") { return .bool }
        if declared.hasPrefix("BLOB") { return nil }
        if declared.contains("INT") { return .integer }
        for name in ["REAL", "FLOA", "DOUB", "NUMERIC", "DECIMAL"] where declared.contains(name) { return .real }
        return .text
    }
}
