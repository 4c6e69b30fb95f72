import City
import Engine
import Foundation
import Geometry
import Testing

/// Features where no city is: one of them must not move the city, blur it, or end the program.
@Suite struct StrayFeatureTests {
    private let scratch: Scratch
    /// The mausoleum of Khoja Ahmed Yasawi: longitude and latitude, and UTM 42N.
    private let degrees = Point3(68.27083, 43.29778)
    private let metres = Point3(440_854.25, 4_794_141.75)

    init() throws { scratch = try Scratch() }

    /// A file of points a few metres apart, with others before and behind them.
    private func file(
        _ place: Point3, step: Double, count: Int = 200, crs: String? = nil, before: [String] = [],
        after: [String] = []
    ) throws -> String {
        let points = (0..<count).map { i -> String in
            point("p\(i)", "\(place.x + Double(i % 20) * step),\(place.y + Double(i / 20) * step)")
        }
        return try scratch.write("points.geojson", collection(before + points + after, crs: crs))
    }

    private func point(_ id: String, _ coordinates: String) -> String {
        feature(id, #"{"type":"Point","coordinates":[\#(coordinates)]}"#)
    }

    private func skipped(_ city: City, _ code: String) -> [Diagnostic] {
        city.diagnostics.all.filter { $0.severity == .skipped && $0.code == code }
    }

    /// Catches: a zone and an origin taken from the middle of the extent, or from the first feature.
    @Test(arguments: ["0,0", "-179,-80", "0.0001,0", "68.27,-43.3", "300,10"], [true, false])
    func oneStrayPointMovesNothing(stray: String, isFirst: Bool) throws {
        let strays = [point("stray", stray)]
        let path = try file(degrees, step: 1e-4, before: isFirst ? strays : [], after: isFirst ? [] : strays)
        let city = try openCity(path, options: ReadOptions(layer: "tree"))
        #expect(city.crs.epsg == 32642 && city.origin == Point3(440_000, 4_794_000))
        #expect(city.layer("tree")?.count == 200)
        let found = skipped(city, "far-away") + skipped(city, "off-the-map")
        #expect(found.map(\.count) == [1] && found.first?.features == ["tree stray"])
        #expect(city.extent.width < 1000)
    }

    /// Catches: precision lost to one absurd coordinate, a trap, or an error of the projection library.
    @Test(arguments: ["4e8,4794141", "1e20,1e20", "440854,1e308", "-1e308,1e308", "440854,4794141,1e30", "0,0"])
    func absurdMetres(stray: String) throws {
        let path = try file(
            metres, step: 1.0 / 1024, crs: "EPSG:32642", before: [point("stray", stray)], after: [point("same", stray)])
        let store = scratch.path("city.gpkg")
        let report = try importFiles([path], into: store, options: ReadOptions(layer: "tree"))
        #expect(report.layers.map(\.features) == [200])
        let city = try openCity(store)
        let found = skipped(city, "far-away")
        #expect(found.map(\.count) == [2] && found.first?.features == ["tree stray", "tree same"])
        let layer = try city.requiredLayer("tree")
        for i in 0..<200 {
            let p = layer.geometries.vertices[i] + city.origin
            #expect(p.x == metres.x + Double(i % 20) / 1024 && p.y == metres.y + Double(i / 20) / 1024)
        }
    }

    /// Catches: (0, 0) believed where it stands for "unknown", in a place where a median of both axes is no feature.
    @Test func nullIslandCountsOnlyAlone() throws {
        let west = try scratch.write("ny.geojson", collection([point("null", "0,0"), point("a", "-74,40.7")]))
        let city = try openCity(west, options: ReadOptions(layer: "x"))
        #expect(city.layer("x")?.ids == ["a"] && city.crs.epsg == 32618)
        let alone = try scratch.write("null.geojson", collection([point("null", "0,0")]))
        #expect(try openCity(alone).crs.epsg == 32631)
    }

    /// Catches: of two places the one that is none taken for the city's.
    @Test func onlyPlacesOnTheMapCount() throws {
        for strange in ["7599872,1e300", "4e8,5355000", "1e20,-1e20"] {
            let path = try scratch.write(
                "m.geojson", collection([point("a", "7599872,5355000"), point("b", strange)], crs: "EPSG:3857"))
            let city = try openCity(path, options: ReadOptions(layer: "x"))
            #expect(city.layer("x")?.ids == ["a"] && city.diagnostics.skipped == 1)
            // Web Mercator's metres are none: 1 km of it is 728 m on the ground at 43.3° N (cos φ).
            #expect(city.crs.epsg == 32642)
            #expect(city.diagnostics.all.contains { $0.code == "stretched-plane" && $0.message.contains(" 72") })
        }
    }

    /// Catches: systems that PROJ knows and cannot bring to the Earth ending as an error without the file's name.
    @Test func theMoonIsNoCity() throws {
        let path = try file(Point3(23, 0.7), step: 1e-4, crs: "IAU_2015:30100")
        #expect {
            _ = try openCity(path)
        } throws: {
            ($0 as? DataError)?.file == path
        }
    }

    /// Catches: a whole file off its map that makes a store, or ends with the library's words instead of the file's name.
    @Test func aFileOffItsMapIsRefused() throws {
        for (place, crs) in [
            (Point3(4e8, 4e9), "EPSG:32642"), (Point3(1e300, 1e300), "EPSG:32642"), (Point3(4e8, 4e9), "EPSG:28412"),
        ] {
            let path = try file(place, step: 1, count: 5, crs: crs)
            #expect {
                _ = try openCity(path)
            } throws: {
                ($0 as? DataError)?.file == path && "\($0)".contains("--crs")
            }
        }
    }

    /// Catches: swapped axes that pass in silence where the system's own area gives them away.
    @Test func axesThatLookSwappedAreSaid() throws {
        let path = try file(Point3(metres.y, metres.x), step: 1, crs: "EPSG:32642")
        let city = try openCity(path)
        let said = city.diagnostics.all.filter { $0.severity == .caution }.map(\.message)
        #expect(said.count == 1 && said[0].contains("swapped"), "\(said)")
        #expect(try openCity(file(metres, step: 1, crs: "EPSG:32642")).diagnostics.isEmpty)
    }

    /// Catches: another city's file that empties a layer of this one.
    @Test func anotherCitysFileIsRefused() throws {
        let store = scratch.path("city.gpkg")
        _ = try importFiles([file(degrees, step: 1e-4)], into: store, options: ReadOptions(layer: "tree"))
        let helsinki = try file(Point3(24.94, 60.17), step: 1e-4)
        #expect {
            _ = try importFiles([helsinki], into: store, options: ReadOptions(layer: "tree"))
        } throws: {
            ($0 as? DataError)?.file == helsinki
        }
        let swapped = try file(Point3(degrees.y, degrees.x), step: 1e-4)
        #expect {
            _ = try importFiles([swapped], into: store, options: ReadOptions(layer: "tree"))
        } throws: {
            "\($0)".contains("swapped")
        }
        #expect(try openCity(store).layer("tree")?.count == 200)
    }

    /// Catches: a date line city rejected as metres, or torn in two.
    @Test func acrossTheDateLine() throws {
        let path = try file(Point3(179.9991, -17), step: 1e-4)
        let city = try openCity(path)
        #expect(city.crs.epsg == 32701 && city.diagnostics.isEmpty && city.extent.width < 300)
    }

    /// Catches: a store with a stray feature, made elsewhere or long ago, that cannot be asked any more.
    @Test(arguments: [Point3(4e8, 0), Point3(1e20, 1e20), Point3(1e308, -1e308), Point3(0, 0, 1e30)])
    func aStoreWithAStrayFeatureAnswers(stray: Point3) throws {
        var geometries = Geometries()
        for i in 0..<9 { geometries.append(point: Point3(850 + Double(i), 140)) }
        geometries.append(point: stray, hasZ: true)
        let layer = Layer(name: "tree", ids: (0..<10).map { "t\($0)" }, geometries: geometries, columns: [])
        let city = try City(
            name: "x", crs: resolveCRS("EPSG:32642"), origin: Point3(440_000, 4_794_000), layers: [layer])
        let store = scratch.path("old.gpkg")
        _ = try exportCity("city", layers: nil, to: store) { _ in city }
        let opened = try openCity(store)
        #expect(opened.layer("tree")?.count == 9 && skipped(opened, "far-away").first?.features == ["tree t9"])
        #expect(try opened.info()["bbox_wgs84"]?.array?.count == 4)
        var query = Query(layer: "tree", near: .init(latitude: degrees.y, longitude: degrees.x))
        #expect(try query.run(on: opened, projections: Projections()).total == 9)
        query.within = 50
        #expect(try query.run(on: opened, projections: Projections()).total == 9)
        #expect(try !query.isOutside(opened, projections: Projections()))
    }

    /// Catches: data and questions that go through different datum shifts.
    @Test func oneShiftServesDataAndQuestions() throws {
        let store = scratch.path("city.gpkg")
        _ = try importFiles(
            [file(degrees, step: 1e-4)], into: store, crs: resolveCRS("EPSG:28412"), options: ReadOptions(layer: "tree")
        )
        var query = Query(layer: "tree", near: .init(latitude: degrees.y, longitude: degrees.x))
        query.nearest = 1
        let answer = try query.run(on: openCity(store), projections: Projections())
        #expect(answer.rows == [0] && (answer.distances?.first ?? 1) < 0.001)
    }
}
