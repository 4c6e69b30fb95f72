public import City
public import Geometry

/// GeoPackage (OGC 12-128r18): the store of cities and outcomes, and a format of others' files.
///
/// A city is one file. Each layer is a feature table with an R-tree, columns described by name, unit and definition in
/// `gpkg_data_columns`; surfaces are MULTIPOLYGON Z with a letter a face in `surface_types`; terrain is a gridded
/// coverage (OGC 17-066r1); name, origin, sources and diagnostics are JSON in `gpkg_metadata`. File coordinates are
/// city coordinates plus the city's origin, a multiple of 1 km: reading gives back the same within 1e-9 m.
public enum GeoPackage {
    /// What a city is called and where it lies.
    public struct Header: Sendable {
        public var name: String
        public var crs: CRS
        public var origin: Point3
        /// Of its features, city coordinates.
        public var extent: Box
        public var layers: [String]
    }

    /// A city's header, without reading its layers.
    /// - Throws: `DataError` as `loadCity`.
    public static func header(ofCity path: String) throws -> Header {
        let file = try GeoPackageFile(path)
        let contents = try CityContents(of: file)
        let box = try file.database.catalogueExtent(of: "data_type = 'features'")
        let origin = contents.origin
        let extent =
            box.isEmpty
            ? box
            // A stray feature stretches the catalogue's box, not the city.
            : Box(
                minX: max(box.minX - origin.x, -City.reach), minY: max(box.minY - origin.y, -City.reach),
                maxX: min(box.maxX - origin.x, City.reach), maxY: min(box.maxY - origin.y, City.reach))
        return Header(
            name: contents.name, crs: contents.crs, origin: origin, extent: extent,
            layers: contents.tables.map(\.layer))
    }

    /// Reads a whole city.
    ///
    /// A GeoPackage that this program did not write is a city, too, if its tables share one projected CRS in metres; its
    /// origin is where most of its features are, rounded down to whole kilometres. Features out of the city's reach are
    /// left out and counted.
    /// - Parameter patience: how long to wait for another program's lock.
    /// - Throws: `DataError` if the file is missing, locked, damaged, no GeoPackage, or no city.
    public static func loadCity(_ path: String, patience: Duration = .seconds(2)) throws -> City {
        let file = try GeoPackageFile(path, patience: patience)
        let contents = try CityContents(of: file)
        let database = file.database
        var diagnostics = file.metadata?.diagnostics ?? Diagnostics()
        diagnostics.merge(file.diagnostics)
        var layers: [Layer] = []
        // Of a file made elsewhere the features themselves say where its middle is: they are moved when all are read.
        let shift = file.metadata == nil ? .zero : contents.origin
        for table in contents.tables {
            var cursor = try TableCursor(table, in: database, shift: shift)
            let layer = try cursor.next()
            diagnostics.merge(cursor.diagnostics)
            guard var layer else { continue }
            if !table.isOwn, Set(layer.ids).count < layer.count {
                let none = Layer(name: layer.name, ids: [], geometries: Geometries(), columns: [])
                layer = none.appending(layer, &diagnostics)
            }
            layers.append(layer)
        }
        let middle = file.metadata == nil ? layers.somePlaces.middle : nil
        let origin = middle.map(\.wholeKilometres) ?? contents.origin
        layers = layers.map { $0.moved(by: shift - origin).withinReach(&diagnostics) }
        let terrain = try contents.coverage?.read(shift: origin, in: database, &diagnostics)
        let sources = file.metadata?.sources ?? [City.Source(layers: layers.map(\.name), title: file.fileName)]
        return City(
            name: contents.name, crs: contents.crs, origin: origin, layers: layers, terrain: terrain, sources: sources,
            diagnostics: diagnostics)
    }
}

/// What is in a file that is to be a city.
private struct CityContents {
    let name: String
    let crs: CRS
    let origin: Point3
    let tables: [TableInfo]
    let coverage: TerrainTiles?

    /// - Throws: `DataError` if the tables do not share one projected CRS in metres.
    init(of file: GeoPackageFile) throws {
        tables = try TableInfo.all(in: file.database, isStore: file.metadata != nil)
        coverage = try TerrainTiles.find(in: file.database)
        let systems = tables.map { ($0.table, $0.srsID) } + (coverage.map { [($0.table, $0.srsID)] } ?? [])
        crs = try file.commonCRS(of: systems)
        origin = try file.metadata?.origin ?? file.database.catalogueExtent().roundedOrigin
        name = file.metadata?.name ?? fileStem(file.database.path)
    }
}
