import CSQLite
import City
import Geometry

/// Reads the rows of a feature table as layers of bounded size.
///
/// A feature whose geometry cannot be taken over is left out and counted; one whose geometry is null stays.
struct TableCursor {
    private let info: TableInfo
    private let statement: Statement
    private let database: Database
    private let shift: Point3
    private let box: Box?
    private let layer: String
    private let columns: [(column: TableColumn, name: String)]
    /// Row number for views without a key.
    private var row = 0
    private var isAtEnd = false
    private(set) var diagnostics = Diagnostics()

    /// - Parameters:
    ///   - shift: subtracted from x and y.
    ///   - options: layer name, attribute names and box.
    init(_ info: TableInfo, in database: Database, shift: Point3, options: ReadOptions = ReadOptions()) throws {
        self.info = info
        self.database = database
        self.shift = shift
        box = options.box
        layer = options.layer ?? info.layer
        columns = TableCursor.columns(info, options)
        let fields = [info.geometry, info.key, info.id, info.surfaceTypes].map { $0.map(quoted) ?? "NULL" }
        var sql = "SELECT " + (fields + columns.map { quoted($0.column.sqlName) }).joined(separator: ", ")
        sql += " FROM \(quoted(info.table))"
        if let key = info.key {
            if box != nil, info.hasRTree {
                let tree = quoted(GeoPackageSchema.rtreeName(table: info.table, geometry: info.geometry))
                sql += " WHERE \(quoted(key)) IN (SELECT id FROM \(tree) WHERE maxx >= ? AND minx <= ? AND maxy >= ? "
                sql += "AND miny <= ?)"
            }
            sql += " ORDER BY \(quoted(key))"
        }
        statement = try database.prepare(sql)
        if let box { statement.bind([.real(box.minX), .real(box.maxX), .real(box.minY), .real(box.maxY)]) }
        if !info.blobs.isEmpty {
            diagnostics.note(
                "blob-attribute", "columns of bytes are not read: \(info.blobs.joined(separator: ", "))", info.table)
        }
    }

    /// The columns to read and their names in the city.
    private static func columns(_ info: TableInfo, _ options: ReadOptions) -> [(column: TableColumn, name: String)] {
        var mapped: [String: String] = [:]
        for (name, column) in options.map.sorted(by: { $0.key > $1.key }) { mapped[column] = name }
        return info.columns.compactMap { column in
            if let name = mapped[column.name] { return (column, name) }
            // The name is wanted for another column: `--map height=HAUTEUR` in a table with a `height`, too.
            if options.map[column.name] != nil { return nil }
            // A city's features have an `id` already.
            return (column, column.name == "id" && !info.isOwn ? "source_id" : column.name)
        }
    }

    /// The next features.
    /// - Parameter limit: how many vertices or features make a layer full.
    /// - Returns: nil after the last.
    mutating func next(limit: Int = .max) throws -> Layer? {
        var geometries = Geometries()
        var ids: [String] = []
        var builders = columns.map { ColumnBuilder($0.column) }
        // An empty table is a layer without features; after that, nothing more is nothing.
        guard !isAtEnd else { return nil }
        let isFirst = row == 0
        while geometries.vertices.count < limit, ids.count < limit {
            guard try step() else {
                // Another step would begin anew.
                isAtEnd = true
                break
            }
            row += 1
            if info.isView { try countViewRow() }
            guard appendGeometry(to: &geometries) else { continue }
            ids.append(id)
            for i in builders.indices { builders[i].append(statement, Int32(4 + i)) }
        }
        guard isFirst || !ids.isEmpty else { return nil }
        for builder in builders where builder.blobs > 0 {
            diagnostics.note("blob-attribute", "values of bytes are not read", nil, count: builder.blobs)
        }
        for (builder, (_, name)) in zip(builders, columns) where builder.infinities > 0 {
            diagnostics.repaired(
                "number-not-finite", "a number is infinite; it counts as missing", "\(layer).\(name)",
                count: builder.infinities)
        }
        return Layer(
            name: layer, ids: ids, geometries: geometries,
            columns: zip(builders, columns).map { $0.finish(name: $1.name) })
    }

    private func step() throws -> Bool {
        do {
            return try statement.step()
        } catch var error as DataError {
            if error.place.isEmpty { error.place = "table \(info.table)" }
            throw error
        }
    }

    private func countViewRow() throws {
        database.viewRows -= 1
        guard database.viewRows < 0 else { return }
        throw DataError(
            file: database.path, place: "view \(info.table)",
            problem: "gives more rows than the file can hold; does it come to an end? Make a table of it")
    }

    private var id: String {
        if info.id != nil, let id = statement.optionalText(2) { return id }
        return info.key == nil ? String(row) : String(statement.integer(1))
    }

    /// - Returns: false if the feature is left out.
    private mutating func appendGeometry(to geometries: inout Geometries) -> Bool {
        let bytes = statement.blob(0)
        if statement.isNull(0) {
            // What lies nowhere lies in no box.
            guard box == nil else {
                diagnostics.skipped("no-geometry", "a feature without geometry lies in no box", id)
                return false
            }
            geometries.appendNone()
            if !info.isOwn { diagnostics.note("no-geometry", "a feature without geometry", id) }
            return true
        }
        if let box {
            // A broken geometry is left to `decode`, which says what is wrong with it.
            var decoder = GeometryDecoder(bytes, shift: .zero)
            let found = try? decoder.summary()
            guard found.map({ $0.box.intersects(box) }) ?? true else { return false }
        }
        let types = info.surfaceTypes == nil || statement.isNull(3) ? nil : statement.utf8(3)
        var decoder = GeometryDecoder(bytes, shift: shift)
        do throws(GeometryFault) {
            try decoder.decode(into: &geometries, types: types)
        } catch {
            diagnostics.skipped(error.code, error.message, id)
            return false
        }
        if decoder.droppedM {
            diagnostics.note("measure-dropped", "measures (M) of the vertices are not kept", id)
        }
        return true
    }
}
