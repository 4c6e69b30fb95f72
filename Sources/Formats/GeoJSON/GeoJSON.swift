public import City
public import Geometry
public import JSON

/// GeoJSON inside other JSON: the features of a scenario's changes.
public enum GeoJSON {
    /// Reads a FeatureCollection, a Feature or a geometry.
    /// - Parameter crs: what the coordinates are in, whatever the value says.
    /// - Returns: the layer, its coordinates still in `crs` (WGS 84 unless the value says otherwise), and what was
    ///   noticed.
    /// - Throws: `DataError` if the value is no GeoJSON; its file is `name`.
    public static func layer(from value: JSONValue, name: String, crs given: CRS? = nil) throws -> (
        layer: Layer, crs: CRS, diagnostics: Diagnostics
    ) {
        var writer = JSONWriter()
        writer.write(value)
        let length = writer.bytes.count
        let padded = writer.take() + [UInt8](repeating: 0, count: JSONParser.padding)
        var reader = GeoJSONReader()
        reader.threads = 1
        reader.batchBytes = .max
        return try padded.withUnsafeBufferPointer { bytes in
            let text = JSONText(padded: UnsafeBufferPointer(rebasing: bytes[..<length]))
            var layer = Layer(name: name, ids: [], geometries: Geometries(), columns: [])
            let options = ReadOptions(layer: name, crs: given)
            var crs = try GeoJSONCRS(value["crs"], options: options, file: name).crs
            let diagnostics = try reader.read(text, file: name, options: options) { batch in
                layer = batch.layers.first ?? layer
                crs = batch.crs
            }
            return (layer, crs, diagnostics)
        }
    }
}
