import City
import Foundation
import Geodesy
import Geometry
import JSON
import Testing

@testable import Formats

@Suite struct GeoJSONWriterTests {
    /// A city at Turkistan with one layer of every kind of geometry.
    static func city() throws -> City {
        var geometries = Geometries()
        geometries.append(point: Point3(10, 20, 3), hasZ: true)
        geometries.append(line: [Point3(0, 0), Point3(100, 0), Point3(100, 50)])
        // Clockwise, with a counter-clockwise hole: the wrong way round on purpose.
        let wrong = Polygon(
            exterior: [Point3(0, 0), Point3(0, 10), Point3(10, 10), Point3(10, 0)],
            holes: [[Point3(2, 2), Point3(4, 2), Point3(4, 4)]])
        geometries.append(.polygon, polygons: [wrong], hasZ: false)
        geometries.append(
            .surface,
            polygons: [
                Polygon(exterior: [Point3(0, 0, 0), Point3(0, 10, 0), Point3(10, 10, 0)]),
                Polygon(exterior: [Point3(0, 0, 0), Point3(10, 0, 0), Point3(5, 5, 9.1234)]),
            ], hasZ: true, types: [.ground, .wall])
        geometries.appendNone()
        let layer = Layer(
            name: "things", ids: ["p", "l", "a", "s", "n"], geometries: geometries,
            columns: [
                Column("height", unit: "m", definition: "Above ground", real: [1, 2.5, .nan, 4, 5]),
                Column("name", text: ["a\"b", nil, "\u{4D8}", "d", "e"]),
            ])
        return City(
            name: "Turkistan", crs: try CRS(resolving: "EPSG:32642"), origin: Point3(435_000, 4_795_000),
            layers: [layer])
    }

    /// Catches: a shifted origin, swapped axes, lost attributes, rounding coarser than promised.
    @Test func whatIsWrittenIsReadBack() throws {
        let scratch = try Scratch()
        let city = try Self.city()
        let path = scratch.path + "/out.geojson"
        #expect(try GeoJSONWriter().write(Document(city: city), to: path).isEmpty)
        var found = ReadText()
        found.diagnostics = try GeoJSONReader().read(path, options: ReadOptions()) { found.add($0) }
        let layer = try found.layer("things")
        let geometries = layer.geometries
        #expect(layer.ids == city.layers[0].ids)
        #expect(geometries.kinds == [.point, .lineString, .polygon, .surface, .none])
        #expect(geometries.hasZ == [true, false, false, true, false])
        #expect(geometries.surfaceTypes(of: 3) == [.ground, .wall] && layer.columns.map(\.name) == ["height", "name"])
        #expect(layer.column("height")?.unit == "m" && layer.column("height")?.definition == "Above ground")
        for (name, row) in [("height", 0), ("height", 1), ("height", 2), ("name", 0), ("name", 1), ("name", 2)] {
            #expect(layer.column(name)?[row] == city.layers[0].column(name)?[row])
        }
        var points = geometries.vertices
        let back = try Projection(from: CRS(resolving: "OGC:CRS84"), to: city.crs)
        #expect(try back.transform(&points).isEmpty)
        let first = points[0] - city.origin
        #expect(abs(first.x - 10) < 0.01 && abs(first.y - 20) < 0.01 && first.z == 3)
        let ring = points[geometries.vertexRange(of: 2)].prefix(4)
        #expect(GeoJSONLayerWriter.signedArea(ring) > 0, "the outer ring runs counter-clockwise")
        let hole = points[geometries.vertexRange(of: 2)].suffix(3)
        #expect(GeoJSONLayerWriter.signedArea(hole) < 0, "the hole runs clockwise")
        let face = points[geometries.vertexRange(of: 3)].prefix(3)
        #expect(GeoJSONLayerWriter.signedArea(face) < 0, "a face keeps its turn")
        #expect(points.last?.z == 9.123)
    }

    /// Catches: layers that melt into one, bodies that come back as flat areas, attributes named like the marks.
    @Test func layersAndBodiesComeBack() throws {
        let scratch = try Scratch()
        let base = try Self.city()
        let things = base.layers[0]
        let texts: [String?] = ["x", nil, "y", "z", nil]
        let columns = [Column("layer", text: texts), Column("surface_types", text: texts)]
        let city = base.with(layers: [things, things.named("more").with(columns: columns), things.named("third")])
        let path = scratch.path + "/out.geojson"
        _ = try GeoJSONWriter().write(Document(city: city), to: path)
        func read(_ options: ReadOptions = ReadOptions()) throws -> ReadText {
            var found = ReadText()
            found.diagnostics = try GeoJSONReader().read(path, options: options) { found.add($0) }
            return found
        }
        let found = try read()
        #expect(found.layers.map(\.name) == ["things", "more", "third"])
        for layer in found.layers {
            #expect(layer.ids == things.ids && layer.geometries.kinds[3] == .surface)
            #expect(layer.geometries.surfaceTypes(of: 3) == [.ground, .wall])
            #expect(layer.geometries.surfaceTypes(of: 0) == [.unknown])
        }
        let more = try found.layer("more")
        #expect(more.columns.map(\.name) == ["source_layer", "surface_types", "source_surface_types"])
        #expect((0..<5).map { more.column("source_layer")?[$0].text } == texts)
        #expect((0..<5).map { more.column("surface_types")?[$0].text } == ["x", nil, "y", nil, nil])
        #expect(more.column("source_surface_types")?[3] == .text("z"))
        #expect(try found.layer("third").column("height")?.unit == "m")
        #expect(try found.layer("things").columns.map(\.name) == ["height", "name"])
        // Asked for by name, all go to one layer.
        #expect(try read(ReadOptions(layer: "all")).layers.map(\.count) == [15])
    }

    /// Catches: properties of other people's files that are taken for our marks.
    @Test func othersMarksAreAttributes() throws {
        let face = "[[[0,0,1],[1,0,1],[1,1,1],[0,0,1]]]"
        let body = #"{"type":"MultiPolygon","coordinates":[\#(face),\#(face)]}"#
        let found = try ReadText.geoJSON(
            collection(
                feature(body, #"{"layer":"a","surface_types":"asphalt"}"#), feature(body, #"{"surface_types":"R"}"#),
                feature(body, #"{"layer":"b","surface_types":"-RW"}"#)))
        let layer = try found.layer("x")
        #expect(layer.geometries.kinds == [.multiPolygon, .multiPolygon, .multiPolygon])
        #expect(layer.column("layer").map { c in (0..<3).map { c[$0].text } } == ["a", nil, "b"])
        #expect(layer.column("surface_types").map { c in (0..<3).map { c[$0].text } } == ["asphalt", "R", nil])
        #expect(layer.geometries.surfaceTypes(of: 2) == [.roof, .wall])
    }

    /// Catches: output that differs from run to run, rings left open, more digits than sense.
    @Test func theTextIsPlain() throws {
        let scratch = try Scratch()
        let city = try Self.city()
        let path = scratch.path + "/out.geojson"
        let kind = Indicator.Kind("a.b", unit: "m", "Length")
        let outcome = Outcome(layers: [city.layers[0], city.layers[0].named("more")], indicators: [Indicator(kind, 3)])
        _ = try GeoJSONWriter().write(Document(city: city, outcome: outcome), to: path)
        let text = try scratch.text("out.geojson")
        _ = try GeoJSONWriter().write(Document(city: city, outcome: outcome), to: path)
        #expect(try scratch.text("out.geojson") == text)
        let json = try JSONValue(parsing: text)
        #expect(json["name"]?.string == "Turkistan")
        #expect(json["indicators"]?.array?.first?["value"]?.double == 3)
        #expect(json["columns"]?["things"]?["height"]?["unit"]?.string == "m")
        let features = try #require(json["features"]?.array)
        #expect(features.count == 10)
        #expect(features[9]["properties"]?["layer"]?.string == "more")
        let ring = try #require(features[2]["geometry"]?["coordinates"]?.array?.first?.array)
        #expect(ring.count == 5 && ring.first == ring.last)
        let longest = text.split(whereSeparator: { "[], :".contains($0) }).filter { $0.first?.isNumber == true }
        #expect(longest.allSatisfy { ($0.split(separator: ".").dropFirst().first?.count ?? 0) <= 7 })
    }

    @Test(
        arguments: [
            (0.0, "0"), (-0.00000001, "0"), (68.25, "68.25"), (-0.5, "-0.5"), (1e-7, "0.0000001"),
            (123456789.1234567, "123456789.1234567"),
            (2.99999999, "3"), (-180, "-180"),
        ] as [(Double, String)]) func fixedDecimals(value: Double, text: String)
    {
        var writer = JSONWriter()
        writer.fixed(value, decimals: 7)
        #expect(String(decoding: writer.bytes, as: UTF8.self) == text)
    }
}
