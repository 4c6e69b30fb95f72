public import City
public import Geometry

/// GeoPackage (OGC 12-128r18): the store of cities and outcomes, and a format of others' files.
///
/// A city is one file. Each layer is a feature table with an R-tree, columns described by name, unit and definition in
/// `gpkg_data_columns`; surfaces are MULTIPOLYGON Z with a letter a face in `surface_types`; terrain is a gridded
/// coverage (OGC 17-066r1); name, origin, sources and diagnostics are JSON in `gpkg_metadata`. File coordinates are
/// city coordinates plus the city's origin, a multiple of 1 km: reading gives back the same within 1e-9 m.
public enum GeoPackage {
    /// The name, system and origin of a city, without reading its layers.
    /// - Throws: `DataError` as `loadCity`.
    public static func place(ofCity path: String) throws -> (name: String, crs: CRS, origin: Point3) {
        let file = try GeoPackageFile(path)
        let tables = try TableInfo.all(in: file.database, isStore: file.metadata != nil)
        let crs = try file.commonCRS(of: tables.map { ($0.table, $0.srsID) })
        let origin = try file.metadata?.origin ?? file.database.catalogueExtent().roundedOrigin
        return (file.metadata?.name ?? fileStem(path), crs, origin)
    }

    /// Reads a whole city.
    ///
    /// A GeoPackage that this program did not write is a city, too, if its tables share one projected CRS in metres; its
    /// origin is the extent's centre rounded down to whole kilometres.
    /// - Throws: `DataError` if the file is missing, locked, damaged, no GeoPackage, or no city.
    public static func loadCity(_ path: String) throws -> City {
        let file = try GeoPackageFile(path)
        let (database, metadata) = (file.database, file.metadata)
        var diagnostics = metadata?.diagnostics ?? Diagnostics()
        diagnostics.merge(file.diagnostics)
        let tables = try TableInfo.all(in: database, isStore: metadata != nil)
        let coverage = try TerrainTiles.find(in: database)
        let crs = try file.commonCRS(
            of: tables.map { ($0.table, $0.srsID) } + (coverage.map { [($0.table, $0.srsID)] } ?? []))
        let origin = try metadata?.origin ?? database.catalogueExtent().roundedOrigin
        var layers: [Layer] = []
        for table in tables {
            var cursor = try TableCursor(table, in: database, shift: origin)
            let layer = try cursor.next()
            diagnostics.merge(cursor.diagnostics)
            guard var layer else { continue }
            if !table.isOwn, Set(layer.ids).count < layer.count {
                let none = Layer(name: layer.name, ids: [], geometries: Geometries(), columns: [])
                layer = none.appending(layer, &diagnostics)
            }
            layers.append(layer)
        }
        let name = metadata?.name ?? fileStem(path)
        let terrain = try coverage?.read(shift: origin, in: database, &diagnostics)
        let sources = metadata?.sources ?? [City.Source(layers: layers.map(\.name), title: file.fileName)]
        return City(
            name: name, crs: crs, origin: origin, layers: layers, terrain: terrain, sources: sources,
            diagnostics: diagnostics)
    }
}
