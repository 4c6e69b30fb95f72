import City
import Geometry
import JSON
import Testing

@testable import Formats

/// What a reader made of a text: its batches joined, and what it noticed.
struct ReadText {
    var layers: [Layer] = []
    var crs: CRS?
    var batches = 0
    var diagnostics = Diagnostics()

    func layer(_ name: String) throws -> Layer { try #require(layers.first { $0.name == name }) }
    func count(_ code: String) -> Int { diagnostics.all.filter { $0.code == code }.reduce(0) { $0 + $1.count } }

    mutating func add(_ batch: Batch) {
        batches += 1
        crs = batch.crs
        for layer in batch.layers {
            if let i = layers.firstIndex(where: { $0.name == layer.name }) {
                layers[i] = layers[i].appending(layer, &diagnostics)
            } else {
                layers.append(layer)
            }
        }
    }

    static func geoJSON(
        _ text: String, options: ReadOptions = ReadOptions(layer: "x"), reader: GeoJSONReader = GeoJSONReader()
    ) throws -> ReadText {
        try geoJSON(Array(text.utf8), options: options, reader: reader)
    }

    static func geoJSON(
        _ bytes: [UInt8], options: ReadOptions = ReadOptions(layer: "x"), reader: GeoJSONReader = GeoJSONReader()
    ) throws -> ReadText {
        try reading(bytes) { text, found in
            try reader.read(text, file: "test.geojson", options: options) { found.add($0) }
        }
    }

    static func reading(
        _ bytes: [UInt8], _ read: (JSONText, inout ReadText) throws -> Diagnostics
    ) throws -> ReadText {
        let padded = bytes + [UInt8](repeating: 0, count: JSONParser.padding)
        return try padded.withUnsafeBufferPointer { buffer in
            var found = ReadText()
            let noticed = try read(JSONText(padded: UnsafeBufferPointer(rebasing: buffer[..<bytes.count])), &found)
            found.diagnostics.merge(noticed)
            return found
        }
    }
}

/// One feature around some geometry.
func feature(_ geometry: String, _ properties: String = "{}", id: String = "1") -> String {
    #"{"type":"Feature","id":\#(id),"properties":\#(properties),"geometry":\#(geometry)}"#
}

func collection(_ features: String..., before: String = "", after: String = "") -> String {
    #"{"type":"FeatureCollection",\#(before)"features":[\#(features.joined(separator: ","))]\#(after)}"#
}
