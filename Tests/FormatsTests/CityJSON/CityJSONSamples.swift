import City
import Geometry
import JSON
import Testing

@testable import Formats

extension ReadText {
    static func cityJSON(
        _ text: String, options: ReadOptions = ReadOptions(), reader: CityJSONReader = CityJSONReader()
    ) throws -> ReadText {
        try cityJSON(Array(text.utf8), options: options, reader: reader)
    }

    static func cityJSON(
        _ bytes: [UInt8], options: ReadOptions = ReadOptions(), reader: CityJSONReader = CityJSONReader()
    ) throws -> ReadText {
        try reading(bytes) { text, found in
            try reader.read(text, file: "test.city.json", options: options) { found.add($0) }
        }
    }
}

/// Small CityJSON texts: a unit cube at (100, 200, 0), its vertices in millimetres.
enum CityJSONSamples {
    static let vertices =
        "[[0,0,0],[1000,0,0],[1000,1000,0],[0,1000,0],[0,0,1000],[1000,0,1000],[1000,1000,1000],[0,1000,1000]]"
    static let faces = "[[[0,3,2,1]],[[4,5,6,7]],[[0,1,5,4]],[[1,2,6,5]],[[2,3,7,6]],[[3,0,4,7]]]"
    static let transform = #""transform":{"scale":[0.001,0.001,0.001],"translate":[100,200,0]}"#
    static let metadata = #""metadata":{"referenceSystem":"https://www.opengis.net/def/crs/EPSG/0/7415"}"#
    static let surfaces = #"[{"type":"GroundSurface"},{"type":"RoofSurface","slope":0},{"type":"WallSurface"}]"#

    static func file(_ objects: String, version: String = "2.0", metadata: String = metadata, more: String = "")
        -> String
    {
        #"{"type":"CityJSON","version":"\#(version)",\#(transform),\#(metadata),"CityObjects":{\#(objects)},"#
            + #""vertices":\#(vertices)\#(more)}"#
    }

    /// One object with one geometry.
    static func object(
        _ type: String, _ geometryType: String, _ boundaries: String, lod: String = #""2""#, id: String = "a",
        semantics: String = ""
    ) -> String {
        #""\#(id)":{"type":"\#(type)","geometry":[{"type":"\#(geometryType)","lod":\#(lod),"#
            + #""boundaries":\#(boundaries)\#(semantics)}]}"#
    }

    /// Every kind of geometry, attributes, family ties, a template.
    static let everything = file(
        [
            #""b":{"type":"Building","attributes":{"name":"B","levels":3,"id":"x","l":[1]},"children":["p"],"address":[{"a":1}]}"#,
            #""p":{"type":"BuildingPart","parents":["b"],"attributes":{"h":1.5},"geometry":[{"type":"Solid","lod":"2.2","#
                + #""boundaries":[\#(faces),\#(faces)],"#
                + #""semantics":{"surfaces":\#(surfaces),"values":[[0,1,2,2,2,null],[0,0,0,0,0,0]]},"#
                + #""material":{"m":{"value":0}}}]}"#,
            object("Road", "MultiSurface", "[[[0,1,2,3]]]", lod: #""0""#, id: "r"),
            object("WaterBody", "CompositeSurface", "[[[0,1,2]],[[0,2,3]]]", id: "w"),
            object("CityFurniture", "MultiPoint", "[0]", id: "f"),
            object("Railway", "MultiLineString", "[[0,1,2],[2,3]]", id: "l"),
            object("Bridge", "CompositeSolid", "[[\(faces)],[\(faces)]]", id: "c"),
            #""t":{"type":"SolitaryVegetationObject","geometry":[{"type":"GeometryInstance","template":0,"boundaries":[6],"#
                + #""transformationMatrix":[2,0,0,0,0,2,0,0,0,0,2,0.5,0,0,0,1]}]}"#,
            #""e":{"type":"+NoiseBuilding","geometry":[]}"#,
        ].joined(separator: ","),
        more: #","geometry-templates":{"templates":[{"type":"MultiSurface","lod":"1.3","boundaries":[[[0,1,2]]]}],"#
            + #""vertices-templates":[[0,0,0],[1,0,0],[0,0,3]]},"extensions":{"Noise":{"url":"x","version":"1"}}"#)

    static let sequence =
        #"{"type":"CityJSON","version":"2.0",\#(transform),\#(metadata),"CityObjects":{},"vertices":[]}"# + "\n"
        + #"{"type":"CityJSONFeature","id":"a","CityObjects":{\#(object("Building", "Solid", "[\(faces)]"))},"vertices":\#(vertices)}"#
        + "\n"
        + #"{"type":"CityJSONFeature","id":"b","CityObjects":{\#(object("Building", "MultiSurface", "[[[0,1,2]]]", id: "b"))},"#
        + #""vertices":[[0,0,0],[5000,0,0],[0,5000,0]]}"# + "\n"
}
