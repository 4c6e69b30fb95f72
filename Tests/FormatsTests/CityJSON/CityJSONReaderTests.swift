import City
import Foundation
import Geometry
import JSON
import Testing

@testable import Formats

@Suite struct CityJSONReaderTests {
    private typealias Samples = CityJSONSamples

    /// Catches: an object type in the wrong layer, a geometry type read with the wrong nesting, lost ties.
    @Test func everything() throws {
        let found = try ReadText.cityJSON(Samples.everything)
        #expect(found.crs?.epsg == 28992)
        #expect(
            found.layers.map(\.name) == [
                "building", "building_part", "road", "water", "city_furniture", "railway", "bridge", "tree",
                "noise_building",
            ])
        let building = try found.layer("building")
        #expect(building.geometries.kinds == [.none])
        #expect(building.column("has_parts")?[0] == .bool(true))
        #expect(building.column("children")?[0] == .text(#"["p"]"#))
        #expect(building.column("address")?[0] == .text(#"[{"a":1}]"#))
        #expect(building.column("source_id")?[0] == .text("x"))
        #expect(building.column("l")?[0] == .text("[1]"))
        let part = try found.layer("building_part")
        #expect(part.column("parent")?[0] == .text("b"))
        #expect(part.column("lod")?[0] == .text("2.2"))
        #expect(part.geometries.kinds == [.surface])
        #expect(part.geometries.surfaceTypes(of: 0) == [.ground, .roof, .wall, .wall, .wall, .unknown])
        #expect(part.geometries.vertices[0] == Point3(100, 200, 0))
        #expect(part.geometries.polygons(of: 0).map { $0.ring(0).count } == [4, 4, 4, 4, 4, 4])
        #expect(try found.layer("road").geometries.kinds == [.multiPolygon])
        #expect(try found.layer("water").geometries.parts(of: 0).count == 2)
        #expect(try found.layer("city_furniture").geometries.kinds == [.point])
        #expect(try found.layer("railway").geometries.lines(of: 0).map(\.count) == [3, 2])
        #expect(try found.layer("bridge").geometries.parts(of: 0).count == 12)
        let tree = try found.layer("tree")
        #expect(tree.column("lod")?[0] == .text("1.3"))
        #expect(tree.geometries.vertices == [Point3(101, 201, 1.5), Point3(103, 201, 1.5), Point3(101, 201, 7.5)])
        #expect(found.count("inner-shell") == 1)
        #expect(found.count("appearance") == 1)
        #expect(found.count("extension") == 1)
        #expect(found.count("extension-type") == 1)
        #expect(found.diagnostics.skipped == 0)
    }

    /// Catches: `lod` numbers of 1.0, URNs, the older `crs` member, a file without a transform.
    @Test(arguments: ["1.0", "1.1", "2.0"]) func versions(version: String) throws {
        let lod = version == "1.0" ? "2" : #""2""#
        let metadata =
            version == "1.0"
            ? #""metadata":{"referenceSystem":"urn:ogc:def:crs:EPSG::28992"}"# : Samples.metadata
        let text = Samples.file(
            Samples.object("Building", "Solid", "[\(Samples.faces)]", lod: lod), version: version, metadata: metadata)
        let found = try ReadText.cityJSON(text)
        #expect(found.crs?.epsg == 28992)
        #expect(try found.layer("building").column("lod")?[0] == .text("2"))
        #expect(found.diagnostics.isEmpty)
        if version == "1.0" {
            let plain = text.replacingOccurrence(of: Samples.transform + ",", with: "")
            #expect(try ReadText.cityJSON(plain).layer("building").geometries.vertices[2] == Point3(1000, 1000, 0))
        }
    }

    /// Catches: the wrong geometry of several taken, silently.
    @Test func levelsOfDetail() throws {
        func geometry(_ type: String, _ lod: String, _ boundaries: String, _ more: String = "") -> String {
            #"{"type":"\#(type)","lod":"\#(lod)","boundaries":\#(boundaries)\#(more)}"#
        }
        let semantics = #","semantics":{"surfaces":[{"type":"RoofSurface"}],"values":[0,0]}"#
        let text = Samples.file(
            #""a":{"type":"Building","geometry":["#
                + [
                    geometry("MultiSurface", "0", "[[[0,1,2,3]]]"), geometry("Solid", "2.2", "[\(Samples.faces)]"),
                    geometry("MultiSurface", "2.2", "[[[0,1,2]],[[0,2,3]]]", semantics),
                    geometry("Solid", "1.2", "[[[[0,1,2]],[[0,1,3]],[[1,2,3]],[[2,0,3]]]]"),
                ].joined(separator: ",") + "]}")
        func parts(_ lod: String?) throws -> (Int, ReadText) {
            let found = try ReadText.cityJSON(text, options: ReadOptions(lod: lod))
            return (try found.layer("building").geometries.parts(of: 0).count, found)
        }
        let (highest, found) = try parts(nil)
        #expect(highest == 2, "the one that says what its faces are")
        #expect(found.count("other-geometries") == 2)
        #expect(try parts("1.2").0 == 4)
        #expect(try parts("1").0 == 4)
        #expect(try parts("0").0 == 1)
        let (none, missing) = try parts("3")
        #expect(none == 0)
        #expect(missing.count("no-such-lod") == 1)
    }

    /// Catches: broken faces that trap, take the whole object with them, or vanish uncounted.
    @Test func brokenFaces() throws {
        let cases: [(String, String, Int, String)] = [
            ("MultiSurface", "[[[0,1,99]],[[0,1,2]]]", 1, "bad-face"),
            ("MultiSurface", "[[[0,1,-1]],[[0,1,2]]]", 1, "bad-face"),
            ("MultiSurface", "[[[0,1]],[[0,1,2]],[]]", 1, "bad-face"),
            ("MultiSurface", "[[0,1,2],[[0,1,2]]]", 1, "bad-face"),
            ("MultiSurface", #"[[["0",1,2]],[[0,1,2]]]"#, 1, "bad-face"),
            ("MultiSurface", "[[[0,1,1,2,0]]]", 1, "repeated-vertex"),
            ("MultiSurface", "[[[0,1,2,3],[0,1]]]", 1, "degenerate-ring"),
            ("MultiSurface", "[]", 0, "bad-geometry"), ("Solid", "[]", 0, "bad-geometry"),
            ("Solid", "[[]]", 0, "bad-geometry"), ("Solid", "[0,1]", 0, "bad-geometry"),
            ("Solid", Samples.faces, 0, "bad-geometry"), ("MultiSolid", "[[],[]]", 0, "bad-geometry"),
            ("MultiPoint", "[0,99]", 0, "bad-geometry"), ("MultiLineString", "[[0]]", 0, "bad-geometry"),
            ("Sphere", "[0]", 0, "bad-geometry"), ("GeometryInstance", "[0]", 0, "bad-geometry"),
            ("MultiSurface", "{}", 0, "bad-geometry"),
        ]
        for (type, boundaries, parts, code) in cases {
            let good = Samples.object("Building", "MultiSurface", "[[[0,1,2]]]", id: "good")
            let found = try ReadText.cityJSON(
                Samples.file(Samples.object("Building", type, boundaries) + "," + good))
            let layer = try found.layer("building")
            #expect(found.count(code) == 1, "\(type) \(boundaries)")
            #expect(layer.ids == (parts == 0 ? ["good"] : ["a", "good"]), "\(type) \(boundaries)")
            #expect(layer.geometries.parts(of: 0).count == 1, "\(type) \(boundaries)")
            #expect(found.diagnostics.all.allSatisfy { $0.features == ["a"] })
        }
    }

    /// Catches: a broken best geometry that hides a good second.
    @Test func theNextBestGeometry() throws {
        let text = Samples.file(
            #""a":{"type":"Building","geometry":[{"type":"Solid","lod":"2","boundaries":[[[[0,1,99]]]]},"#
                + #"{"type":"MultiSurface","lod":"1","boundaries":[[[0,1,2]]]}]}"#)
        let found = try ReadText.cityJSON(text)
        #expect(try found.layer("building").column("lod")?[0] == .text("1"))
        #expect(found.count("second-geometry") == 1)
    }

    @Test func sequences() throws {
        let found = try ReadText.cityJSON(Samples.sequence)
        let layer = try found.layer("building")
        #expect(layer.ids == ["a", "b"])
        #expect(layer.geometries.vertices.last == Point3(100, 205, 0))
        // The same objects whatever the size of pieces and batches.
        var reader = CityJSONReader()
        for (piece, batch, threads) in [(1, 1, 1), (1, 1, 3), (1000, 1 << 20, 2)] {
            (reader.pieceBytes, reader.batchBytes, reader.threads) = (piece, batch, threads)
            let again = try ReadText.cityJSON(Samples.sequence, reader: reader)
            #expect(try again.layer("building").geometries.vertices == layer.geometries.vertices)
            let pieces = try ReadText.cityJSON(Samples.everything, reader: reader)
            #expect(pieces.layers.map(\.count) == [1, 1, 1, 1, 1, 1, 1, 1, 1])
        }
        let bad = Samples.sequence + #"{"type":"CityJSONFeature","CityObjects":{},"vertices":[[1,2]]}"# + "\n{}\n"
        #expect(try ReadText.cityJSON(bad).diagnostics.skipped == 2)
        let other =
            Samples.sequence
            + #"{"type":"CityJSON","CityObjects":{},"transform":{"scale":[1,1,1],"translate":[0,0,0]}}"#
        #expect(throws: DataError.self) { try ReadText.cityJSON(other) }
    }

    @Test func messages() throws {
        func problem(_ text: String) -> String {
            do {
                _ = try ReadText.cityJSON(text)
                return "read without complaint"
            } catch { return "\(error)" }
        }
        let object = Samples.object("Building", "Solid", "[\(Samples.faces)]")
        #expect(problem(Samples.file(object, metadata: #""metadata":{}"#)).contains("give --crs"))
        #expect(problem(Samples.file(object, version: "0.9")).contains("upgrade the file with cjio"))
        #expect(
            problem(#"{"type":"CityJSON","version":"2.0","vertices":[]}"#).contains("expected a member \"CityObjects\"")
        )
        #expect(problem(#"{"type":"FeatureCollection"}"#).contains("found \"FeatureCollection\""))
        #expect(problem(#"{"type":"CityJSONFeature","CityObjects":{}}"#).contains("first line"))
        #expect(
            problem(Samples.file(object).replacingOccurrence(of: "[1000,0,0]", with: "[1000,0]")).contains(
                "three numbers"))
        #expect(
            problem(Samples.file(object).replacingOccurrence(of: "\"lod\":", with: "\"lod\"")).contains("expected ':'"))
        #expect(
            problem(Samples.file(object).replacingOccurrence(of: "[100,200,0]", with: "[100,200]")).contains(
                "\"transform\""))
        #expect(problem("").contains("expected a CityJSON object"))
        #expect(problem("[1]").contains("byte 0"))
        #expect(problem(Samples.sequence + "x").contains("line 4, column 1"))
        let missing = ReadOptions(map: ["height": "hoogte"])
        #expect(try ReadText.cityJSON(Samples.file(object), options: missing).count("attribute-not-found") == 1)
    }

    @Test func layerNames() {
        #expect(CityJSONNames.layer(ofType: "BuildingConstructiveElement") == "building_constructive_element")
        #expect(CityJSONNames.layer(ofType: "+NoiseBuilding") == "noise_building")
        #expect(
            CityJSONNames.layer(ofType: "+3DThing") == "3_dthing"
                || CityJSONNames.layer(ofType: "+3DThing") == "3dthing")
        for type in ["Building", "BuildingPart", "TransportSquare", "TINRelief", "WaterBody", "LandUse", "Tunnel"] {
            #expect(CityJSONNames.type(ofLayer: CityJSONNames.layer(ofType: type)) == type)
        }
    }
}
