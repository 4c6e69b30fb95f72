import City
import Geodesy
import Geometry
import Testing

@testable import Formats

/// Vienna's extract against plain Python (`tools/truth/cityjson.py`).
@Suite struct CityJSONViennaTests {
    static func vienna(_ reader: CityJSONReader = CityJSONReader()) throws -> ReadText {
        var found = ReadText()
        // The file names no CRS; the city's is MGI / Austria GK East.
        let options = ReadOptions(crs: try CRS(resolving: "EPSG:31256"))
        let path = try fetched("cjdb/tests/files/vienna.jsonl")
        found.diagnostics = try reader.read(path, options: options) { found.add($0) }
        return found
    }

    /// Catches: objects lost between lines, the geometry without semantics taken, faces left out uncounted.
    @Test func objects() throws {
        let found = try Self.vienna()
        var badFaces = 0
        for row in try table(root + "/Tests/Truth/cityjson/objects.csv") {
            let layer = try found.layer(row["type"] == "Building" ? "building" : "building_part")
            let lod = try #require(layer.column("lod"))
            let wanted = row["lod"] ?? ""
            #expect((0..<layer.count).count { lod[$0].plain == wanted } == row["count"].flatMap(Int.init))
            badFaces += row["bad_faces"].flatMap(Int.init) ?? 0
        }
        #expect(found.count("bad-face") == badFaces)
        #expect(found.diagnostics.skipped == 0)
        let building = try found.layer("building")
        let hasParts = try #require(building.column("has_parts"))
        for row in 0..<building.count where building.geometries.kinds[row] == .none {
            #expect(hasParts[row] == .bool(true))
        }
    }

    /// Catches: faces of the wrong type, vertices of the wrong line, holes filled.
    @Test func surfaces() throws {
        let found = try Self.vienna()
        try compare(found, tolerance: 1e-6)
    }

    /// Catches: areas, types or ties that do not survive writing; millimetres cost 1e-4 of an area here.
    @Test func rewritten() throws {
        let scratch = try Scratch()
        let found = try Self.vienna()
        let city = City(name: "Vienna", crs: try #require(found.crs), origin: .zero, layers: found.layers)
        let path = scratch.path + "/vienna.city.json"
        let noted = try CityJSONWriter().write(Document(city: city), to: path)
        #expect(noted.skipped == 0)
        var again = ReadText()
        again.diagnostics = try CityJSONReader().read(path, options: ReadOptions()) { again.add($0) }
        #expect(again.crs?.epsg == 31256)
        try compare(again, tolerance: 1e-6)
        let parts = try again.layer("building_part")
        let parents = Set(try again.layer("building").ids)
        let column = try #require(parts.column("parent"))
        #expect((0..<parts.count).allSatisfy { parents.contains(column[$0].plain) })
    }

    private func compare(_ found: ReadText, tolerance: Double) throws {
        for row in try table(root + "/Tests/Truth/cityjson/surfaces.csv") {
            let geometries = try found.layer(row["type"] == "Building" ? "building" : "building_part").geometries
            var faces = 0
            var area = 0.0
            for feature in 0..<geometries.count {
                for (polygon, type) in zip(geometries.polygons(of: feature), geometries.surfaceTypes(of: feature))
                where type.name == row["surface"] {
                    faces += 1
                    area += Self.area(polygon)
                }
            }
            #expect(faces == row["faces"].flatMap(Int.init), "\(row)")
            let truth = try #require(row["area_m2"].flatMap(Double.init))
            #expect(abs(area - truth) < tolerance * truth, "\(row): \(area)")
        }
    }

    /// Newell's formula, holes turned against the outer ring.
    private static func area(_ polygon: Polygon) -> Double {
        var sum = Point3.zero
        for i in 0..<polygon.ringCount {
            let ring = Array(polygon.ring(i))
            for j in ring.indices {
                sum = sum + (ring[j] - ring[0]).cross(ring[(j + 1) % ring.count] - ring[0])
            }
        }
        return sum.length / 2
    }
}
