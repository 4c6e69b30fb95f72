public import City
internal import Geodesy
internal import Geometry
internal import JSON

/// Writes GeoJSON (RFC 7946): WGS 84 longitude and latitude with 7 decimals (1 cm), heights with 3.
///
/// One FeatureCollection, one feature a line. Several layers are listed in the foreign member `layers`, and each feature
/// says its own in a property `layer`. Outer rings run counter-clockwise and holes clockwise; a body is a MultiPolygon of
/// its faces, which keep their turn, because it says where outside is, and its property `surface_types` has a letter a
/// face (R roof, W wall, G ground, U unknown, …). `GeoJSONReader` gives layers and bodies back. Units and definitions of attributes stand in the foreign member `columns`, a run's indicators in
/// `indicators`.
public struct GeoJSONWriter: Writer {
    public static let format = GeoJSONReader.format

    public init() {}

    public func write(_ document: Document, to path: String) throws -> Diagnostics {
        var diagnostics = Diagnostics()
        let layers = document.layers
        let toDegrees = try Projection(from: document.city.crs, to: .wgs84, over: document.city.area)
        try writeAtomically(to: path) { sink in
            var json = JSONWriter()
            GeoJSONWriter.writeHead(document, &json)
            var isFirst = true
            for layer in layers {
                let writer = GeoJSONLayerWriter(
                    layer: layer, origin: document.city.origin, toDegrees: toDegrees, saysLayer: layers.count > 1)
                var start = 0
                while start < layer.count {
                    let end = min(start + GeoJSONLayerWriter.rows, layer.count)
                    try writer.write(start..<end, isFirst: &isFirst, &json, &diagnostics)
                    try sink.write(json.take())
                    start = end
                }
            }
            json.raw("\n]}\n")
            try sink.write(json.take())
        }
        return diagnostics
    }

    private static func writeHead(_ document: Document, _ json: inout JSONWriter) {
        json.raw("{\"type\":\"FeatureCollection\",\"name\":")
        json.string(document.layers.count == 1 ? document.layers[0].name : document.city.name)
        if document.layers.count > 1 {
            json.raw(",\n\"layers\":")
            json.write(.array(document.layers.map { .string($0.name) }))
        }
        var described: [JSONObject.Member] = []
        for layer in document.layers {
            let columns = layer.columns.compactMap(description)
            if !columns.isEmpty { described.append(.init(key: layer.name, value: .object(JSONObject(columns)))) }
        }
        if !described.isEmpty {
            json.raw(",\n\"columns\":")
            json.write(.object(JSONObject(described)))
        }
        if let outcome = document.outcome {
            json.raw(",\n\"indicators\":")
            json.write(.array(outcome.indicators.map(\.json)))
        }
        json.raw(",\n\"features\":[")
    }

    private static func description(_ column: Column) -> JSONObject.Member? {
        var members = JSONObject()
        members["unit"] = column.unit.map { .string($0) }
        members["definition"] = column.definition.map { .string($0) }
        return members.isEmpty ? nil : .init(key: column.name, value: .object(members))
    }
}
