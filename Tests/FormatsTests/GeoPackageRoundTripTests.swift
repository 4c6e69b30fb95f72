import City
import Foundation
import Geometry
import Testing

@testable import Formats

@Suite struct GeoPackageRoundTripTests {
    /// Catches: anything of a city that the file loses: kinds, rings, face types, nulls, column names, provenance.
    @Test func aCityComesBack() throws {
        let scratch = try Scratch()
        let city = Samples.city
        let path = scratch.path + "/city.gpkg"
        #expect(try GeoPackageWriter().write(Document(city: city), to: path).isEmpty)
        let back = try GeoPackage.loadCity(path)
        #expect(back.name == city.name && back.origin == city.origin && back.crs.isSame(as: city.crs))
        #expect(back.sources == city.sources && back.diagnostics.all == city.diagnostics.all)
        #expect(back.layers.map(\.name) == city.layers.map(\.name))
        for (a, b) in zip(city.layers, back.layers) { expectSame(a, b) }
        #expect(try scratch.names() == ["city.gpkg"])
    }

    /// Catches: coordinates that are not bit for bit the same where nothing is added to them.
    @Test func coordinatesAreExactWithoutAnOrigin() throws {
        let scratch = try Scratch()
        let path = scratch.path + "/city.gpkg"
        var city = Samples.city
        city = City(name: "x", crs: city.crs, origin: .zero, layers: [Samples.everyKind()])
        _ = try GeoPackageWriter().write(Document(city: city), to: path)
        let back = try GeoPackage.loadCity(path)
        expectSame(city.layers[0], back.layers[0], tolerance: 0)
        // Batches of the reader are in CRS coordinates.
        let reading = try Reading(GeoPackageReader(), path)
        expectSame(city.layers[0], try #require(reading.batches.first?.layers.first), tolerance: 0)
    }

    /// Catches: file → city → file that drifts: a multiple of 1 km can be added and subtracted without a trace.
    @Test func aSecondRoundTripChangesNothing() throws {
        let scratch = try Scratch()
        let paths = (0..<3).map { "\(scratch.path)/\($0).gpkg" }
        _ = try GeoPackageWriter().write(Document(city: Samples.city), to: paths[0])
        for i in 1..<3 {
            _ = try GeoPackageWriter().write(Document(city: try GeoPackage.loadCity(paths[i - 1])), to: paths[i])
        }
        // The first has the CRS in the words of the tests, the others in those of PROJ.
        #expect(FileManager.default.contentsEqual(atPath: paths[1], andPath: paths[2]))
        let dumps = try paths.prefix(2).map { try query($0, "SELECT hex(geom) FROM thing") }
        #expect(dumps[0] == dumps[1])
    }

    /// Catches: bytes that depend on the clock, a hash seed, memory or the order of a dictionary.
    @Test func theSameCityGivesTheSameBytes() throws {
        let scratch = try Scratch()
        let paths = ["/1.gpkg", "/2.gpkg"].map { scratch.path + $0 }
        for path in paths {
            let store = try GeoPackageStore(path: path, name: "city", crs: Samples.utm)
            for layer in Samples.city.layers { try store.append(layer, origin: Samples.origin) }
            try store.append(Samples.points(5000, name: "tree"), origin: Samples.origin)
            try store.setTerrain(Samples.terrain(300, 280), origin: Samples.origin)
            try store.finish(sources: Samples.city.sources)
            Thread.sleep(forTimeInterval: 0.02)
        }
        #expect(FileManager.default.contentsEqual(atPath: paths[0], andPath: paths[1]))
    }

    /// Catches: indicators without their unit, values that are not there shown as 0, lost inputs.
    @Test func anOutcomeIsAFile() throws {
        let scratch = try Scratch()
        let path = scratch.path + "/out.gpkg"
        var outcome = Outcome(
            layers: [Samples.points(3, name: "solar_roof")],
            indicators: [
                Indicator(.init("solar.annual", unit: "MWh/a", "Yield of all roofs"), 12.5),
                Indicator(.init("solar.mean", unit: "kWh/m²", "Mean of no roofs"), nil),
            ])
        outcome.inputs = ["tilt": 30]
        outcome.provenance = ["simulation": "solar.yield"]
        outcome.diagnostics.note("guess", "a height was assumed", "b-1")
        _ = try GeoPackageWriter().write(Document(city: Samples.city, outcome: outcome), to: path)
        let back = try GeoPackage.loadCity(path)
        #expect(back.layers.map(\.name) == ["solar_roof"])
        expectSame(outcome.layers[0], back.layers[0])
        #expect(back.diagnostics.all.contains { $0.code == "guess" })
        let table = try shell("ogrinfo -al -q \(path) indicator")
        #expect(table.contains("solar.annual") && table.contains("12.5") && table.contains("MWh/a"))
        #expect(table.contains("value (Real) = (null)"))
        let metadata = try shell("ogrinfo -so \(path)")
        #expect(metadata.contains(#""simulation":"solar.yield""#) && metadata.contains(#""tilt":30"#))
    }

    /// Catches: an off-by-one at tile borders, north and south exchanged, holes turned into heights.
    @Test(arguments: [(1, 1), (256, 256), (257, 255), (600, 300)]) func terrainComesBack(_ columns: Int, _ rows: Int)
        throws
    {
        let scratch = try Scratch()
        let path = scratch.path + "/city.gpkg"
        let terrain = Samples.terrain(columns, rows)
        let city = City(
            name: "x", crs: Samples.utm, origin: Samples.origin, layers: [Samples.grid(2)], terrain: terrain)
        _ = try GeoPackageWriter().write(Document(city: city), to: path)
        let back = try #require(try GeoPackage.loadCity(path).terrain)
        #expect(back.columns == columns && back.rows == rows && back.cellX == 30 && back.cellY == 25)
        #expect(abs(back.origin.x + 15) < 1e-9 && abs(back.origin.y - 35) < 1e-9)
        #expect(
            back.heights.map(\.bitPattern) == terrain.heights.map { $0.isNaN ? Float.nan.bitPattern : $0.bitPattern })
    }

    /// Catches: numbers that no double or text holds as they are.
    @Test func extremeValuesComeBack() throws {
        let scratch = try Scratch()
        let path = scratch.path + "/city.gpkg"
        let layer = Samples.points(4).with(columns: [
            Column("i", values: .integer([.max, .min + 1, 0, .min])),
            Column("r", real: [.greatestFiniteMagnitude, .leastNonzeroMagnitude, -0.0, .infinity]),
            Column("t", text: ["\u{0}x", String(repeating: "long ", count: 100_000), "é", "e\u{301}"]),
        ])
        _ = try GeoPackageWriter().write(
            Document(city: City(name: "", crs: Samples.utm, origin: .zero, layers: [layer])), to: path)
        let city = try GeoPackage.loadCity(path)
        let back = city.layers[0]
        // SQLite holds infinity, but it is no number to compute with: it counts as missing.
        let reals = Column("r", real: [.greatestFiniteMagnitude, .leastNonzeroMagnitude, -0.0, .nan])
        let finite = layer.with(columns: layer.columns.map { $0.name == "r" ? reals : $0 })
        expectSame(finite, back, tolerance: 0)
        #expect(city.diagnostics.all.contains { $0.code == "number-not-finite" && $0.count == 1 })
        #expect(back.columns[2][2].text.map { Array($0.utf8) } == Array("é".utf8))
        #expect(back.columns[2][3].text.map { Array($0.utf8) } == Array("e\u{301}".utf8))
    }

    /// Catches: layer names that SQL or the standard keep for themselves, or that differ in case only.
    @Test func hardLayerNamesComeBack() throws {
        let scratch = try Scratch()
        let path = scratch.path + "/city.gpkg"
        let names = [
            "gpkg_contents", "rtree_a", "sqlite_x", "", "a", "A", "a_id", "ü \"q\"", "terrain", "indicator", "select",
        ]
        let layers = names.map { Samples.points(2, name: $0) }
        let store = try GeoPackageStore(path: path, name: "x", crs: Samples.utm)
        try store.setTerrain(Samples.terrain(3, 3))
        for layer in layers { try store.append(layer) }
        try store.finish()
        let back = try GeoPackage.loadCity(path)
        #expect(back.layers.map(\.name) == names)
        #expect(back.terrain != nil)
        let update = try GeoPackageStore(path: path, name: "x", crs: Samples.utm)
        for layer in layers { try update.append(layer.named(layer.name)) }
        #expect(try update.finish().all.map(\.count) == [2 * names.count])
        #expect(try GeoPackage.loadCity(path).layers.map(\.count) == names.map { _ in 4 })
    }

    /// Catches: a buffer one byte too small, at the size of the first one (4 KiB) and at all others near it.
    @Test(arguments: 10...22) func geometriesOfAnySizeFit(last: Int) throws {
        // 65 bytes of heads, 13 a face, 24 a vertex, each face closed: 4,097 bytes with 16 vertices in the last one.
        let sizes = [Int](repeating: 5, count: 23) + [last]
        var g = Geometries()
        let faces = sizes.map { n in Polygon(exterior: (0..<n).map { Point3(Double($0), Double(n), 1) }) }
        g.append(.surface, polygons: faces, hasZ: true)
        var encoder = GeometryEncoder(shift: .zero, srsID: 1)
        let isFinite = encoder.encode(0, of: GeometryArrays(g))
        #expect(isFinite && encoder.bytes.count == 4097 + 24 * (last - 16))
        var back = Geometries()
        var decoder = GeometryDecoder(encoder.bytes, shift: .zero)
        try decoder.decode(into: &back, types: nil)
        #expect(back.vertices == g.vertices && back.ringEnds == g.ringEnds)
    }
}
