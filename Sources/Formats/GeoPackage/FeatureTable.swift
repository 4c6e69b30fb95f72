import City
import Geometry

/// One layer's table while it is written.
///
/// Attribute columns carry no type at first, so that SQLite keeps values as they are bound while the column may still
/// widen; `finish` declares what they have become. R-tree, index and triggers are made then, too.
final class FeatureTable {
    /// Name of the layer in the city.
    let layer: String
    /// Name of the table; differs from the layer's where SQLite or the standard do not allow that.
    let table: String
    let database: Database
    let srsID: Int32
    var columns: [TableColumn] = []
    /// Where the letters of the faces are; nil until there is a surface.
    var surfaceTypesColumn: String?
    private var taken: Set<String> = ["fid", "geom", "id"]
    private(set) var lastID: Int64 = 0
    private(set) var cells: [RTreeCell] = []
    private(set) var extent = Box.empty
    /// Well-known binary types there are (without Z), as bits.
    private(set) var types: UInt32 = 0
    private(set) var countWithZ = 0
    private(set) var countWithoutZ = 0

    /// Makes a new table.
    init(creating layer: String, srsID: Int64, in database: Database) throws {
        self.layer = layer
        self.srsID = Int32(truncatingIfNeeded: srsID)
        self.database = database
        let isReserved = ["", "gpkg_", "rtree_", "sqlite_"].contains { prefix in
            prefix.isEmpty ? layer.isEmpty : asciiLowercased(layer).hasPrefix(prefix)
        }
        table = try database.freeName(isReserved ? "layer_" + layer : layer)
        try database.execute(definition(typed: false))
    }

    /// Opens an existing table to add to it: its index, R-tree and types are made anew by `finish`.
    /// - Throws: `DataError` if another program made the table.
    init(opening info: TableInfo, srsID: Int64, in database: Database) throws {
        layer = info.layer
        table = info.table
        self.srsID = Int32(truncatingIfNeeded: srsID)
        self.database = database
        guard info.key == "fid", info.geometry == "geom", info.id == "id", info.srsID == srsID else {
            throw DataError(
                file: database.path, place: "table \(info.table)",
                problem: "another program made this table; nothing can be added to it, only the whole layer replaced")
        }
        columns = info.columns
        surfaceTypesColumn = info.surfaceTypes
        if let name = info.surfaceTypes { others[name] = "TEXT" }
        for name in info.blobs { others[name] = "BLOB" }
        order = try database.texts("SELECT name FROM pragma_table_info(?) ORDER BY cid", .text(table)).filter {
            !taken.contains($0)
        }
        taken.formUnion(order.map(asciiLowercased))
        try readColumns()
        try readGeometries()
        try FeatureTable.removeIndices(of: table, from: database)
        try database.execute("PRAGMA writable_schema = ON")
        try database.run(
            "UPDATE sqlite_master SET sql = ? WHERE type = 'table' AND name = ?", .text(definition(typed: false)),
            .text(table))
        try database.execute("PRAGMA writable_schema = RESET")
    }

    private func readColumns() throws {
        for i in columns.indices {
            let c = quoted(columns[i].sqlName)
            columns[i].hasValues =
                try database.integer("SELECT 1 FROM \(quoted(table)) WHERE \(c) NOT NULL LIMIT 1") != nil
            guard columns[i].type == .integer else { continue }
            let limit = 1 << 53
            columns[i].isExactAsReal =
                try database.integer("SELECT 1 FROM \(quoted(table)) WHERE \(c) NOT BETWEEN -\(limit) AND \(limit)")
                == nil
        }
    }

    private func readGeometries() throws {
        try database.rows("SELECT fid, geom FROM \(quoted(table)) ORDER BY fid") { row in
            lastID = row.integer(0)
            var decoder = GeometryDecoder(row.blob(1), shift: .zero)
            // What cannot be read is not in the R-tree; whoever reads the feature will hear of it.
            guard !row.isNull(1), let found = try? decoder.summary() else { return }
            note(found.box, type: found.type, hasZ: found.hasZ)
        }
    }

    /// The table's SQL, its columns with or without their types.
    func definition(typed: Bool) -> String {
        var parts = [
            "\"fid\" INTEGER PRIMARY KEY\(typed ? " AUTOINCREMENT" : "") NOT NULL", "\"geom\" \(geometryType)",
            "\"id\" TEXT NOT NULL",
        ]
        for name in order {
            let column = columns.first { $0.sqlName == name }
            let type = column.map { typed ? $0.declared ?? $0.type.rawValue : "" } ?? others[name] ?? ""
            parts.append(type.isEmpty ? quoted(name) : "\(quoted(name)) \(type)")
        }
        return "CREATE TABLE \(quoted(table)) (\(parts.joined(separator: ", ")))"
    }

    /// SQL names of the columns behind `id`, as they lie in the table.
    private var order: [String] = []
    /// Types of the columns that are no attributes.
    private var others: [String: String] = [:]

    private func addColumn(sqlName: String, type: String) throws {
        try database.execute("ALTER TABLE \(quoted(table)) ADD COLUMN \(quoted(sqlName)) \(type)")
        order.append(sqlName)
    }

    /// Adds features; columns that are new appear, columns that hold something else widen.
    /// - Parameter shift: file coordinates = layer coordinates + shift.
    func append(_ layer: Layer, shift: Point3, diagnostics: inout Diagnostics) throws {
        let batch = layer.columns.map { BatchColumn($0) }
        var places: [Int] = []
        for (column, cells) in zip(layer.columns, batch) { places.append(try place(for: column, cells)) }
        if surfaceTypesColumn == nil,
            layer.geometries.kinds.contains(.surface) || !layer.geometries.surfaceTypes.isEmpty
        {
            let name = uniqueName("surface_types", among: &taken)
            try addColumn(sqlName: name, type: "TEXT")
            surfaceTypesColumn = name
            others[name] = "TEXT"
        }
        try insert(layer, batch, places, shift, &diagnostics)
    }

    /// The column of the table for a column of a batch, widened as the batch wants.
    private func place(for column: Column, _ batch: BatchColumn) throws -> Int {
        guard let i = columns.firstIndex(where: { $0.name == column.name }) else {
            let name = uniqueName(column.name, among: &taken)
            try addColumn(sqlName: name, type: "")
            columns.append(
                TableColumn(
                    name: column.name, sqlName: name, unit: column.unit, definition: column.definition,
                    type: batch.type, hasValues: batch.hasValues, isExactAsReal: batch.isExactAsReal))
            return columns.count - 1
        }
        let type = columns[i].type(with: batch)
        if type == .text, columns[i].type != .text, columns[i].hasValues { try writeAsText(columns[i]) }
        columns[i].type = type
        columns[i].hasValues = columns[i].hasValues || batch.hasValues
        columns[i].isExactAsReal = columns[i].isExactAsReal && batch.isExactAsReal
        columns[i].unit = columns[i].unit ?? column.unit
        columns[i].definition = columns[i].definition ?? column.definition
        return i
    }

    /// Turns the values already written into their texts.
    private func writeAsText(_ column: TableColumn) throws {
        let (t, c) = (quoted(table), quoted(column.sqlName))
        let update = try database.prepare("UPDATE \(t) SET \(c) = ? WHERE fid = ?")
        let next = try database.prepare("SELECT fid, \(c) FROM \(t) WHERE fid > ? AND \(c) NOT NULL LIMIT 4096")
        var last: Int64 = 0
        // In bounded steps, so that no row is changed under the query that reads it.
        while true {
            next.bind(.integer(last), at: 1)
            var found: [(Int64, Value)] = []
            while try next.step() { found.append((next.integer(0), next.value(1, as: column.type))) }
            next.reset()
            guard let end = found.last else { return }
            for (fid, value) in found { try update.run(.text(value.plain), .integer(fid)) }
            last = end.0
        }
    }

    /// Takes note of a geometry that was written.
    func note(_ box: Box, type: UInt32, hasZ: Bool) {
        extent.extend(box)
        cells.append(RTreeCell(id: lastID, box: box))
        types |= 1 << min(type, 31)
        if hasZ { countWithZ += 1 } else { countWithoutZ += 1 }
    }

    /// The key of the next row.
    func nextID() -> Int64 {
        lastID += 1
        return lastID
    }
}
