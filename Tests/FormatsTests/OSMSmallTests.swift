import City
import Foundation
import Geometry
import Testing

@testable import Formats

/// The reader on a file written for it: each rule once.
@Suite struct OSMSmallTests {
    static func path(_ name: String) -> String { root + "/Tests/FormatsTests/Data/osm/" + name }
    let reading: Reading

    init() throws { reading = try Reading(OSMReader(), Self.path("small.osm")) }

    /// Catches: PBF, gzip and bzip2 read differently from plain XML.
    @Test(arguments: ["small.osm.pbf", "small-raw.osm.pbf", "small.osm.gz", "small.osm.bz2"])
    func encodingsAgree(name: String) throws {
        let other = try Reading(OSMReader(), Self.path(name))
        #expect(
            other.batches.flatMap(\.layers).map(\.fingerprint) == reading.batches.flatMap(\.layers).map(\.fingerprint))
        #expect(other.diagnostics.all == reading.diagnostics.all)
    }

    @Test func buildings() throws {
        let b = try #require(reading.layers["building"])
        #expect(b.ids == ["w100", "r200"])
        #expect(b.value("w100", "use") == .text("school"))
        #expect(b.value("w100", "height") == .real(12.5))
        #expect(b.value("w100", "name") == .text("№ 7 мектеп"))
        #expect(b.value("w100", "source_id") == .text("way/100"))
        #expect(b.value("r200", "levels") == .real(9))
        #expect(b.value("r200", "use") == .text("apartments"))
        // The square 0.002° × 0.001° less the yard 0.0005° × 0.0003°.
        let yard = b.geometries.polygons(of: 1)
        #expect(yard.count == 1 && yard[0].ringCount == 2)
        #expect(abs(yard[0].area - (2e-6 - 1.5e-7)) < 1e-15)
        #expect(b.column("height")?.unit == "m")
        // Nobody tagged it, still it is a column of numbers.
        #expect(b.column("roof_direction")?.type == "real")
    }

    @Test func brokenAreasAreCounted() {
        #expect(reading.features("broken-area").contains("w103"))
        #expect(reading.features("incomplete-area").sorted() == ["r201", "w104"])
        #expect(reading.features("open-area") == ["w105"])
        #expect(reading.features("broken-area").sorted() == ["r202", "w103"])
        #expect(reading.features("without-layer").sorted() == ["n24", "n25", "r203"])
    }

    @Test func parts() throws {
        let parts = try #require(reading.layers["building_part"])
        // w120 stands in the yard of r200, which is not in the building.
        #expect(parts.value("w120", "parent") == .null)
        #expect(parts.value("w121", "parent") == .text("w100"))
        #expect(parts.value("w121", "height") == .null)
        #expect(reading.features("unreadable-height") == ["w121"])
        #expect(reading.layers["building"]?.value("w100", "has_parts") == .bool(true))
        #expect(reading.layers["building"]?.value("r200", "has_parts") == .bool(false))
    }

    @Test func roads() throws {
        let roads = try #require(reading.layers["road"])
        #expect(roads.ids == ["w110", "w111", "w113"])
        // Against its nodes: turned round, and the left is the right.
        #expect(roads.geometries.lines(of: 0).first?.first == Point3(68.271, 43.298))
        #expect(roads.value("w110", "oneway") == .bool(true))
        #expect(roads.value("w110", "sidewalk") == .text("right"))
        #expect(roads.value("w110", "lit") == .bool(true))
        #expect(roads.value("w110", "lanes") == .null)
        #expect(try abs(#require(roads.value("w110", "maxspeed")?.double) - 48.28032) < 1e-9)
        #expect(reading.features("reversed-oneway") == ["w110"])
        #expect(reading.features("unreadable-lanes") == ["w110"])
        // A node is missing in the middle: both ends are kept.
        #expect(roads.geometries.kinds[1] == .multiLineString)
        #expect(roads.geometries.lines(of: 1).map(\.count) == [2, 2])
        #expect(reading.features("cut-line") == ["w111"])
        #expect(reading.features("no-line") == ["w112"])
        #expect(roads.value("w113", "oneway") == .bool(true))
        #expect(roads.value("w111", "road_class") == .text("footway"))
        #expect(reading.layers["square"]?.ids == ["w114"])
    }

    @Test func furniture() throws {
        let lamps = try #require(reading.layers["street_light"])
        #expect(lamps.value("n20", "height") == .real(8.5))
        #expect(lamps.value("n20", "colour_temperature_k") == .real(3000))
        #expect(lamps.value("n20", "direction") == .real(135))
        #expect(lamps.value("n20", "light_count") == .integer(2))
        #expect(lamps.value("n20", "operator") == .text("Жарық"))
        #expect(lamps.value("n20", "power_w") == .null)
        #expect(lamps.geometries.vertices == [Point3(68.269, 43.299)])
        #expect(reading.layers["traffic_signal"]?.ids == ["n21"])
        #expect(reading.layers["crossing"]?.value("n22", "crossing") == .text("uncontrolled"))
        #expect(try abs(#require(reading.layers["tree"]?.value("n23", "height")?.double) - 12.192) < 1e-9)
    }

    @Test func otherLayers() {
        #expect(reading.layers["land_use"]?.ids == ["w102"])
        #expect(reading.layers["water"]?.value("w115", "water") == .text("canal"))
        #expect(reading.layers["railway"]?.value("w116", "gauge_mm") == .text("1520"))
        #expect(reading.layers["zone"]?.value("w100", "zone_type") == .text("heritage"))
    }

    /// Catches: dependence on the order of objects, as downloaded extracts have it (ways first, objects twice).
    @Test func unsortedFilesGiveTheSame() throws {
        let text = try String(contentsOfFile: Self.path("small.osm"), encoding: .utf8)
        let start = try #require(text.range(of: "  <way id=\"100\""))
        let end = try #require(text.range(of: "</osm>"))
        let nodes = try #require(text.range(of: "  <node id=\"1\""))
        let scratch = try Scratch()
        let path = try scratch.file(
            "turned.osm",
            text[..<nodes.lowerBound] + text[start.lowerBound..<end.lowerBound]
                + text[nodes.lowerBound..<start.lowerBound]
                + text[nodes.lowerBound..<start.lowerBound] + "</osm>")
        let turned = try Reading(OSMReader(), path)
        #expect(
            turned.batches.flatMap(\.layers).map(\.fingerprint) == reading.batches.flatMap(\.layers).map(\.fingerprint))
        #expect(turned.count("unsorted") == 1)
    }

    /// Catches: `options.map` that only adds, and never changes where a column comes from.
    @Test func mapReadsAColumnFromAnotherKey() throws {
        let some = try Reading(
            OSMReader(), Self.path("small.osm"), ReadOptions(map: ["height": "building:levels", "lamp": "lamp_type"]))
        #expect(some.layers["building"]?.value("r200", "height") == .real(9))
        #expect(some.layers["building"]?.value("w100", "height") == .real(3))
        #expect(some.layers["street_light"]?.value("n20", "lamp") == .text("led"))
    }
}

@Suite struct OSMValuesTests {
    @Test(arguments: [
        ("12", 12), ("12 m", 12), ("12m", 12), ("12,5", 12.5), ("12.50 m", 12.5), ("40'", 12.192), ("6'7\"", 2.0066),
        ("39 ft", 11.8872), ("1.2 km", 1200), ("350 cm", 3.5), (" 7 ", 7), ("0", 0),
    ]) func lengths(text: String, metres: Double) {
        #expect(abs((OSMValues.metres(text) ?? .nan) - metres) < 1e-9)
    }

    @Test(arguments: [
        "", "tall", "12-14", "12;14", "1,234.5", "-3", "nan", "inf", "1e400", "12 floors", "'", "\"", "5'x", "0x10",
        "1.2.3",
    ]) func noLengths(text: String) { #expect(OSMValues.metres(text) == nil) }

    @Test func speeds() {
        #expect(OSMRoad.speed("50") == .limit(50))
        #expect(OSMRoad.speed("50 km/h") == .limit(50))
        #expect(OSMRoad.speed("30 mph") == .limit(48.28032))
        #expect(OSMRoad.speed("walk") == .limit(5))
        #expect(OSMRoad.speed("none") == .noNumber)
        #expect(OSMRoad.speed("KZ:urban") == .limit(60))
        #expect(OSMRoad.speed("fast") == nil)
        #expect(OSMRoad.speed("0") == nil)
    }

    @Test func azimuths() {
        #expect(OSMValues.azimuth("NNW") == 337.5)
        #expect(OSMValues.azimuth("90°") == 90)
        #expect(OSMValues.azimuth("360") == 0)
        #expect(OSMValues.azimuth("forward") == nil)
    }

    @Test func kelvins() {
        #expect(OSMValues.kelvin("2700K") == 2700)
        #expect(OSMValues.kelvin("orange") == nil)
        #expect(OSMValues.kelvin("560 nm") == nil)
    }
}
