public import City
public import Geometry
import JSON

/// Writes a city's GeoPackage, batch by batch; memory holds one batch and 24 bytes a feature.
///
/// A new file is written under a temporary name beside its place and appears, whole and synced to the disk, with
/// `finish`. An existing city is changed in one transaction: an error, `deinit` without `finish`, a killed program or a
/// power failure leave it as it was. The same calls give a file of the same bytes.
///
/// Not Sendable: one thread at a time.
public final class GeoPackageStore {
    public enum Mode: Sendable {
        /// A new file in the place of whatever is there.
        case create
        /// The city that is there, or a new file if there is none.
        case update
    }

    private let file: StoreFile
    private let database: Database
    private let srsID: Int64
    private var metadata: StoreMetadata
    /// Tables that were written to, in the order of their first use.
    private var tables: [FeatureTable] = []
    /// What was noticed while writing.
    private var noticed = Diagnostics()
    private var isFinished = false

    /// Opens the store.
    /// - Parameters:
    ///   - path: where the file is or will be; a symbolic link is followed.
    ///   - name: the city's name; an existing city keeps its own.
    ///   - crs: a projected CRS in metres; that of the city if there is one.
    ///   - origin: CRS coordinates of the city's zero; nil takes the centre of the data, rounded down to whole
    ///     kilometres. Other values than multiples of 1 km may lose the last bits of coordinates.
    /// - Throws: `InputError` for a CRS that is no city's or not this city's; `DataError` if the file cannot be written,
    ///   is locked by another program (after 2 s), damaged, or no city.
    public init(path: String, name: String, crs: CRS, origin: Point3? = nil, mode: Mode = .update) throws {
        guard crs.isProjected, crs.metresPerUnit == 1 else {
            throw InputError(
                path: "crs", problem: "\(crs.label) (\(crs.name)) is not a projected system in metres",
                suggestion: "take the UTM zone of the city, such as EPSG:32642")
        }
        file = try StoreFile(path, isNew: mode == .create)
        if file.isNew {
            database = try file.create()
            try GeoPackageSchema.create(in: database)
            srsID = try SpatialReference.enter(crs, in: database)
            metadata = StoreMetadata(name: name, crs: crs.identifier, srsID: srsID, origin: origin)
        } else {
            database = try file.change()
            guard let found = try StoreMetadata(in: database) else {
                throw DataError(
                    file: path,
                    problem: "is not a city of this program; import it into a new city instead of writing "
                        + "into it")
            }
            guard let own = try SpatialReference.crs(found.srsID, in: database), own.isSame(as: crs) else {
                throw InputError(
                    path: "crs", problem: "the city \(path) is in \(found.crs), not in \(crs.label)",
                    suggestion: "bring the data into \(found.crs) first")
            }
            metadata = found
            srsID = found.srsID
        }
    }

    deinit { if !isFinished { file.abandon(database) } }

    /// Adds features to a layer, which is made if there is none. Columns may appear and widen from batch to batch.
    /// - Parameters:
    ///   - layer: features in CRS coordinates minus `origin`.
    ///   - origin: zero for CRS coordinates, `city.origin` for a layer of a city.
    public func append(_ layer: Layer, origin: Point3 = .zero) throws {
        try table(for: layer.name).append(layer, shift: origin, diagnostics: &noticed)
    }

    /// Writes a layer in the place of the one of that name.
    public func replace(_ layer: Layer, origin: Point3 = .zero) throws {
        try removeLayer(layer.name)
        try append(layer, origin: origin)
    }

    /// Removes a layer, if it is there.
    public func removeLayer(_ name: String) throws {
        let unfinished = tables.filter { $0.layer == name }.map(\.table)
        tables.removeAll { $0.layer == name }
        let finished = try TableInfo.all(in: database, isStore: true).filter { $0.layer == name }.map(\.table)
        for table in Set(unfinished + finished).sorted() { try FeatureTable.remove(table, from: database) }
    }

    /// Writes the terrain in the place of the one there was; nil removes it.
    /// - Parameter origin: zero if the terrain is in CRS coordinates, `city.origin` for that of a city.
    public func setTerrain(_ terrain: Terrain?, origin: Point3 = .zero) throws {
        guard let terrain else { return try TerrainTiles.remove(from: database) }
        try TerrainTiles.write(terrain, shift: origin, srsID: srsID, in: database)
    }

    /// Writes an outcome's indicators, inputs and provenance beside its layers.
    func setOutcome(_ outcome: Outcome) throws {
        try IndicatorTable.write(outcome.indicators, in: database)
        metadata.outcome = ["provenance": .object(outcome.provenance), "inputs": .object(outcome.inputs)]
    }

    /// Builds the indices and puts the file in place; the store cannot be used afterwards.
    /// - Parameters:
    ///   - sources: where the data came from; joined to those the city had.
    ///   - diagnostics: what the readers noticed; joined to those the city had.
    /// - Returns: what was noticed while writing, such as ids that occur twice; it is in the file, too.
    @discardableResult
    public func finish(sources: [City.Source] = [], diagnostics: Diagnostics = Diagnostics()) throws -> Diagnostics {
        for table in tables { try table.finish(&noticed) }
        metadata.diagnostics.merge(diagnostics)
        metadata.diagnostics.merge(noticed)
        for source in sources where !metadata.sources.contains(source) { metadata.sources.append(source) }
        if metadata.origin == nil { metadata.origin = try database.catalogueExtent().roundedOrigin }
        try metadata.write(in: database)
        try declareTypes()
        try file.finish(database)
        isFinished = true
        return noticed
    }

    private func table(for layer: String) throws -> FeatureTable {
        if let table = tables.first(where: { $0.layer == layer }) { return table }
        let existing = try TableInfo.all(in: database, isStore: true).first { $0.layer == layer }
        let table =
            try existing.map { try FeatureTable(opening: $0, srsID: srsID, in: database) }
            ?? FeatureTable(creating: layer, srsID: srsID, in: database)
        tables.append(table)
        return table
    }

    /// Puts the columns' final types into the schema. The stored values already are what the types say, so that SQLite
    /// need not touch them (its documentation of ALTER TABLE, section 8, allows this).
    private func declareTypes() throws {
        guard !tables.isEmpty else { return }
        try database.execute("PRAGMA writable_schema = ON")
        for table in tables {
            try database.run(
                "UPDATE sqlite_master SET sql = ? WHERE type = 'table' AND name = ?", .text(table.finalDefinition),
                .text(table.table))
        }
        let version = try database.integer("PRAGMA schema_version") ?? 0
        try database.execute("PRAGMA schema_version = \(version + 1); PRAGMA writable_schema = RESET")
    }
}
