public import City
import Geometry

/// Writes a city, or an outcome laid over it, as a GeoPackage.
///
/// An outcome gets a table `indicator` beside its layers, and its inputs and provenance in `gpkg_metadata`; a city gets
/// its terrain.
public struct GeoPackageWriter: Writer {
    public static let format = GeoPackageReader.format

    public init() {}

    public func write(_ document: Document, to path: String) throws -> Diagnostics {
        let city = document.city
        let store = try GeoPackageStore(path: path, name: city.name, crs: city.crs, origin: city.origin, mode: .create)
        for layer in document.layers { try store.append(layer, origin: city.origin) }
        if let outcome = document.outcome {
            try store.setOutcome(outcome)
        } else if let terrain = city.terrain {
            try store.setTerrain(terrain, origin: city.origin)
        }
        var known = city.diagnostics
        if let outcome = document.outcome { known.merge(outcome.diagnostics) }
        return try store.finish(sources: city.sources, diagnostics: known)
    }
}
