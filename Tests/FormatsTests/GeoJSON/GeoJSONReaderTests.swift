import City
import Geometry
import JSON
import Testing

@testable import Formats

@Suite struct GeoJSONReaderTests {
    static let square = "[[0,0],[1,0],[1,1],[0,1],[0,0]]"
    static let hole = "[[0.2,0.2],[0.2,0.4],[0.4,0.4],[0.2,0.2]]"

    /// Catches: a geometry type read with the wrong nesting, closing vertices kept, holes lost.
    @Test func everyGeometryType() throws {
        let cases: [(String, GeometryKind, Int, Int)] = [
            (#"{"type":"Point","coordinates":[1,2]}"#, .point, 1, 1),
            (#"{"type":"MultiPoint","coordinates":[[1,2],[3,4]]}"#, .multiPoint, 2, 2),
            (#"{"type":"LineString","coordinates":[[1,2],[3,4],[5,6]]}"#, .lineString, 1, 3),
            (#"{"type":"MultiLineString","coordinates":[[[1,2],[3,4]],[[1,2],[3,4],[5,6]]]}"#, .multiLineString, 2, 5),
            (#"{"type":"Polygon","coordinates":[\#(Self.square),\#(Self.hole)]}"#, .polygon, 1, 7),
            (
                #"{"type":"MultiPolygon","coordinates":[[\#(Self.square),\#(Self.hole)],[\#(Self.square)]]}"#,
                .multiPolygon, 2, 11
            ),
            (
                #"{"type":"GeometryCollection","geometries":[{"type":"Polygon","coordinates":[\#(Self.square)]},"#
                    + #"{"type":"Polygon","coordinates":[\#(Self.square)]}]}"#, .multiPolygon, 2, 8
            ),
            ("null", .none, 0, 0),
        ]
        for (geometry, kind, parts, vertices) in cases {
            let found = try ReadText.geoJSON(collection(feature(geometry)))
            let layer = try found.layer("x")
            #expect(layer.geometries.kinds == [kind], "\(geometry)")
            #expect(layer.geometries.parts(of: 0).count == parts, "\(geometry)")
            #expect(layer.geometries.vertices.count == vertices, "\(geometry)")
            #expect(layer.geometries.hasZ == [false])
            #expect(found.diagnostics.all.map(\.code) == (kind == .none ? ["no-geometry"] : []))
        }
    }

    /// Catches: a body given as a MultiPolygon in space read as a footprint, its walls and roof lost without a word.
    @Test func bodiesInSpace() throws {
        let (low, high) = ("10", "16")
        func ring(_ corners: [(String, String, String)]) -> String {
            "[[" + (corners + corners.prefix(1)).map { "[\($0.0),\($0.1),\($0.2)]" }.joined(separator: ",") + "]]"
        }
        // A box of about 10 m, in degrees.
        let (w, e, s, n) = ("68.27", "68.27012", "43.3", "43.30009")
        let walls = [(w, s, e, s), (e, s, e, n), (e, n, w, n), (w, n, w, s)].map { a in
            ring([(a.0, a.1, low), (a.2, a.3, low), (a.2, a.3, high), (a.0, a.1, high)])
        }
        let roof = ring([(w, s, high), (e, s, high), (e, n, high), (w, n, high)])
        let body = #"{"type":"MultiPolygon","coordinates":[\#((walls + [roof]).joined(separator: ","))]}"#
        let slope = ring([(w, s, low), (e, s, low), (e, n, high), (w, n, high)])
        let sloping = #"{"type":"MultiPolygon","coordinates":[\#(slope),\#(roof)]}"#
        let level = #"{"type":"MultiPolygon","coordinates":[\#(roof)]}"#
        let found = try ReadText.geoJSON(
            collection(feature(body, id: "1"), feature(sloping, id: "2"), feature(level, id: "3")))
        let layer = try found.layer("x")
        #expect(layer.geometries.kinds == [.surface, .multiPolygon, .multiPolygon])
        #expect(layer.geometries.parts(of: 0).count == 5)
        #expect(layer.geometries.hasZ == [true, true, true])
        #expect(layer.geometries.polygons(of: 0).last?.vertices.first?.z == 16)
        #expect(found.diagnostics.all.map(\.code) == ["faces-in-space", "heights-of-area"])
        #expect(found.diagnostics.all.allSatisfy { $0.count == 1 })
    }

    /// Catches: values of the wrong type, nulls lost, nested values dropped, escapes not undone.
    @Test func properties() throws {
        let point = #"{"type":"Point","coordinates":[1,2]}"#
        let found = try ReadText.geoJSON(
            collection(
                feature(point, #"{"n":1,"r":1.5,"b":true,"t":"a\"\u00e9","l":[1,{"k":null}],"o":{"a":1}}"#),
                feature(point, #"{"t":"two","n":null,"extra":7,"b":false}"#, id: #""b""#)))
        let layer = try found.layer("x")
        #expect(layer.ids == ["1", "b"])
        #expect(layer.column("n")?[0] == .integer(1))
        #expect(layer.column("n")?[1] == .null)
        #expect(layer.column("r")?[0] == .real(1.5))
        #expect(layer.column("b")?[1] == .bool(false))
        #expect(layer.column("t")?[0] == .text("a\"\u{E9}"))
        #expect(layer.column("t")?[1] == .text("two"))
        #expect(layer.column("l")?[0] == .text(#"[1,{"k":null}]"#))
        #expect(layer.column("o")?[0] == .text(#"{"a":1}"#))
        #expect(layer.column("extra")?[0] == .null)
        #expect(layer.column("extra")?[1] == .integer(7))
    }

    /// Catches: ids taken from the wrong place, or repeated as a column.
    @Test func ids() throws {
        let point = #"{"type":"Point","coordinates":[1,2]}"#
        func bare(_ properties: String) -> String {
            #"{"type":"Feature","properties":\#(properties),"geometry":\#(point)}"#
        }
        let found = try ReadText.geoJSON(
            collection(
                bare(#"{"fid":3,"id":"a"}"#), bare(#"{"@id":"node/1"}"#), bare("{}"), bare(#"{"id":null,"ID":9}"#),
                feature(point, #"{"id":"other"}"#, id: "5"), feature(point, "{}", id: #""a""#)))
        let layer = try found.layer("x")
        #expect(layer.ids == ["a", "node/1", "3", "9", "5", "a#2"])
        #expect(layer.column("id") == nil)
        #expect(layer.column("source_id")?[4] == .text("other"))
        #expect(layer.column("fid")?[0] == .integer(3))
        #expect(found.count("duplicate-id") == 1)
    }

    @Test func renames() throws {
        let text = collection(feature(#"{"type":"Point","coordinates":[1,2]}"#, #"{"HAUTEUR":7,"height":1,"a":2}"#))
        let found = try ReadText.geoJSON(
            text, options: ReadOptions(layer: "x", map: ["height": "HAUTEUR", "levels": "NIVEAUX"]))
        let layer = try found.layer("x")
        #expect(layer.column("height")?[0] == .integer(7))
        #expect(layer.columns.map(\.name) == ["height", "a"])
        #expect(found.count("attribute-not-found") == 1)
    }

    /// Catches: heights invented for positions that have none.
    @Test func heights() throws {
        let found = try ReadText.geoJSON(
            collection(
                feature(#"{"type":"LineString","coordinates":[[1,2,5],[3,4,6]]}"#),
                feature(#"{"type":"LineString","coordinates":[[1,2,5],[3,4]]}"#, id: "2"),
                feature(#"{"type":"Point","coordinates":[1,2,3,4]}"#, id: "3")))
        let geometries = try found.layer("x").geometries
        #expect(geometries.hasZ == [true, false, true])
        #expect(geometries.vertices.map(\.z) == [5, 6, 0, 0, 3])
        #expect(found.count("partial-heights") == 1)
        #expect(found.count("extra-ordinates") == 1)
    }

    /// Catches: one bad feature that ends the import, or slips through uncounted.
    @Test(arguments: [
        #"{"type":"Point","coordinates":[]}"#, #"{"type":"Point","coordinates":[1]}"#,
        #"{"type":"Point","coordinates":["1",2]}"#, #"{"type":"Point","coordinates":[[1,2]]}"#,
        #"{"type":"Point","coordinates":[1e999,2]}"#, #"{"type":"Point","coordinates":null}"#, #"{"type":"Point"}"#,
        #"{"type":"LineString","coordinates":[[1,2]]}"#, #"{"type":"LineString","coordinates":[1,2]}"#,
        #"{"type":"Polygon","coordinates":[[[0,0],[1,1],[0,0]]]}"#, #"{"type":"Polygon","coordinates":[[]]}"#,
        #"{"type":"Polygon","coordinates":[[0,0],[1,0],[1,1],[0,0]]}"#,
        #"{"type":"Polygon","coordinates":[[[0,0],[1,null],[1,1],[0,0]]]}"#,
        #"{"type":"MultiPolygon","coordinates":[[]]}"#, #"{"type":"Circle","coordinates":[0,0]}"#,
        #"{"type":"GeometryCollection","geometries":[]}"#, #"{"coordinates":[0,0]}"#, "7", "[]", #""POINT(1 2)""#,
    ])
    func badGeometriesAreSkipped(geometry: String) throws {
        let good = feature(#"{"type":"Point","coordinates":[1,2]}"#, id: "2")
        let found = try ReadText.geoJSON(collection(feature(geometry, id: #""bad""#), good))
        #expect(try found.layer("x").ids == ["2"])
        #expect(try found.layer("x").geometries.vertices == [Point3(1, 2)])
        let skipped = found.diagnostics.all.first { $0.severity == .skipped }
        #expect(skipped?.count == 1)
        #expect(skipped?.features == ["bad"])
    }

    @Test func repairs() throws {
        let found = try ReadText.geoJSON(
            collection(
                feature(
                    #"{"type":"Polygon","coordinates":[[[0,0],[1,0],[1,1],[0,1]],[[0.1,0.1],[0.2,0.2],[0.1,0.1]]]}"#),
                feature(
                    #"{"type":"MultiPolygon","coordinates":[[[[0,0],[1,0],[0,0]]],[\#(Self.square)]]}"#, id: "2"),
                feature(
                    #"{"type":"GeometryCollection","geometries":[{"type":"Point","coordinates":[0,0]},"#
                        + #"{"type":"LineString","coordinates":[[0,0],[1,1]]}]}"#, id: "3")))
        let geometries = try found.layer("x").geometries
        #expect(geometries.kinds == [.polygon, .multiPolygon, .multiLineString])
        #expect(geometries.vertices.count == 4 + 4 + 2)
        #expect(found.count("unclosed-ring") == 1)
        #expect(found.count("degenerate-ring") == 2)
        #expect(found.count("mixed-collection") == 1)
        #expect(found.diagnostics.skipped == 0)
    }

    /// Catches: `crs`, `name` or metadata behind the features overlooked.
    @Test(arguments: [true, false]) func otherMembers(before: Bool) throws {
        let members =
            #""name":"roofs","meta":{"features":[1,{"a":"]}"}]},"crs":{"type":"name","properties":"#
            + #"{"name":"urn:ogc:def:crs:EPSG::32642"}}"#
        let one = feature(#"{"type":"Point","coordinates":[350000,4790000]}"#)
        let text = before ? collection(one, before: members + ",") : collection(one, after: "," + members)
        let found = try ReadText.geoJSON(text, options: ReadOptions())
        #expect(try found.layer("roofs").count == 1)
        #expect(found.crs?.epsg == 32642)
    }

    @Test func theDefaultIsWGS84() throws {
        let found = try ReadText.geoJSON(
            collection(feature(#"{"type":"Point","coordinates":[68.2,43.3]}"#)), options: ReadOptions())
        #expect(found.crs?.isGeographic == true)
        #expect(found.crs?.epsg == 4326)
        #expect(try found.layer("test").geometries.vertices == [Point3(68.2, 43.3)])
    }

    /// Catches: metres taken for degrees; and one stray feature that spoils a file in degrees.
    @Test func metresWithoutCRS() throws {
        let far = feature(#"{"type":"Point","coordinates":[350000,4790000]}"#, id: #""far""#)
        let near = feature(#"{"type":"Point","coordinates":[68,43]}"#)
        do {
            _ = try ReadText.geoJSON(collection(far))
            Issue.record("metres were taken for degrees")
        } catch let error as DataError {
            #expect(error.problem.contains("look like metres") && error.problem.contains("--crs"))
        }
        let found = try ReadText.geoJSON(collection(near, far))
        #expect(try found.layer("x").count == 1)
        #expect(found.count("outside-the-globe") == 1)
    }

    @Test func singleValuesAndSequences() throws {
        let point = #"{"type":"Point","coordinates":[1,2]}"#
        let one = feature(point, #"{"a":1}"#)
        #expect(try ReadText.geoJSON(point).layer("x").ids == ["1"])
        #expect(try ReadText.geoJSON(one).layer("x").count == 1)
        let two = feature(point, #"{"a":2}"#, id: "2")
        for text in [
            "\(one)\n\(two)\n", "\u{1E}\(one)\n\u{1E}\(two)\n", "\u{FEFF}\(one)\r\n\r\n\(two)", "\(one) \(two)",
        ] {
            let layer = try ReadText.geoJSON(text).layer("x")
            #expect(layer.ids == ["1", "2"])
            #expect(layer.column("a")?[1] == .integer(2))
        }
        let nested = try ReadText.geoJSON("\(collection(one, two))\n\(feature(point, id: "3"))")
        #expect(try nested.layer("x").count == 3)
    }

    @Test func boxes() throws {
        let found = try ReadText.geoJSON(
            collection(
                feature(#"{"type":"Point","coordinates":[1,2]}"#),
                feature(#"{"type":"Point","coordinates":[5,5]}"#, id: "2")),
            options: ReadOptions(layer: "x", box: Box(minX: 4, minY: 4, maxX: 6, maxY: 6)))
        #expect(try found.layer("x").ids == ["2"])
    }

    /// Catches: features lost or out of order at the borders of pieces and batches, for any number of threads.
    @Test(arguments: [1, 2, 5]) func piecesMakeNoDifference(threads: Int) throws {
        let features = (1...500).map {
            feature(
                #"{"type":"Point","coordinates":[\#($0 % 90),2.5]}"#, #"{"t":"text \#($0 % 7) }]\" ","n":\#($0)}"#,
                id: "\($0)")
        }
        for (text, isSequence) in [
            (#"{"type":"FeatureCollection","features":[\#(features.joined(separator: " ,\n"))]}"#, false),
            (features.joined(separator: "\n"), true),
        ] {
            let whole = try ReadText.geoJSON(text).layer("x")
            var reader = GeoJSONReader()
            reader.threads = threads
            for (piece, batch) in [(1, 1), (1000, 3000), (100, 1 << 20)] {
                reader.pieceBytes = piece
                reader.batchBytes = batch
                let found = try ReadText.geoJSON(text, reader: reader)
                let layer = try found.layer("x")
                #expect(found.batches == (batch == 1 ? 500 : batch == 3000 ? found.batches : 1), "\(isSequence)")
                #expect(layer.ids == whole.ids)
                #expect(layer.geometries.vertices == whole.geometries.vertices)
                for row in 0..<500 {
                    #expect(layer.column("t")?[row] == whole.column("t")?[row])
                    #expect(layer.column("n")?[row] == whole.column("n")?[row])
                }
            }
        }
    }

    /// Catches: numbers no computer type holds that take other features with them.
    @Test func numbersOutOfRange() throws {
        let point = #"{"type":"Point","coordinates":[1,2]}"#
        let found = try ReadText.geoJSON(
            collection(
                feature(point, #"{"a":123456789012345678901234567890,"b":1e400,"t":"1e999"}"#), feature(point, id: "2"))
        )
        let layer = try found.layer("x")
        #expect(layer.ids == ["1", "2"])
        #expect(layer.column("a")?[0] == .real(123456789012345678901234567890))
        #expect(layer.column("b")?[0] == .null)
        #expect(layer.column("t")?[0] == .text("1e999"))
        #expect(found.count("number-out-of-range") == 1)
    }

    @Test func inlineCollections() throws {
        let value = try JSONValue(parsing: collection(feature(#"{"type":"Point","coordinates":[68,43]}"#, #"{"h":3}"#)))
        let (layer, crs, diagnostics) = try GeoJSON.layer(from: value, name: "tree")
        #expect(layer.name == "tree" && layer.count == 1 && crs.isGeographic && diagnostics.isEmpty)
        let empty = try GeoJSON.layer(from: JSONValue(parsing: collection()), name: "tree")
        #expect(empty.layer.count == 0)
        #expect(throws: DataError.self) { try GeoJSON.layer(from: ["type": "Topology"], name: "tree") }
    }

    @Test func recognition() {
        func knows(_ path: String, _ head: String) -> Bool {
            GeoJSONReader.recognises(path: path, head: Array(head.utf8))
        }
        #expect(knows("a.geojson", "{"))
        #expect(knows("a.json", #"{"type": "FeatureCollection", "features": ["#))
        #expect(!knows("a.json", #"{"type": "CityJSON", "version": "2.0"}"#))
        #expect(!knows("a.json", #"{"city": "x.gpkg"}"#))
    }
}
