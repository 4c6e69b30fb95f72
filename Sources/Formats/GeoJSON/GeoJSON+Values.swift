public import City
internal import Geodesy
public import JSON

extension GeoJSON {
    /// The geometries of some features as GeoJSON values in WGS 84, as `GeoJSONWriter` writes them: for answers to
    /// queries, where a few are wanted.
    public static func geometries(of layer: Layer, rows: [Int], in city: City) throws -> [JSONValue] {
        guard !rows.isEmpty else { return [] }
        let writer = GeoJSONLayerWriter(
            layer: layer.selecting(rows), origin: city.origin,
            toDegrees: try Projection(from: city.crs, to: .wgs84, over: city.area), saysLayer: false)
        return try JSONValue(parsing: try writer.geometries().bytes).array ?? []
    }
}
