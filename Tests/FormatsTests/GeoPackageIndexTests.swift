import City
import Foundation
import Geometry
import Testing

@testable import Formats

@Suite struct GeoPackageIndexTests {
    /// Catches: nodes that SQLite finds wrong, at sizes around full nodes (51) and full levels (51², 51³ is too many).
    @Test(arguments: [0, 1, 2, 50, 51, 52, 102, 103, 2600, 2601, 2602, 20_000]) func sqliteAcceptsTheTree(n: Int) throws
    {
        let scratch = try Scratch()
        let path = scratch.path + "/city.gpkg"
        var random = Seeded(UInt64(n) + 1)
        let boxes = (0..<n).map { _ -> Box in
            let (x, y) = (Double.random(in: 0...10_000, using: &random), Double.random(in: 0...3000, using: &random))
            return Box(
                minX: x, minY: y, maxX: x + Double.random(in: 0...50, using: &random),
                maxY: y + Double.random(in: 0...50, using: &random))
        }
        var g = Geometries()
        for box in boxes { g.append(line: [Point3(box.minX, box.minY), Point3(box.maxX, box.maxY)]) }
        let shift = Point3(438_000.1, 4_794_000.7)
        let store = try GeoPackageStore(path: path, name: "x", crs: Samples.utm)
        try store.append(
            Layer(name: "l", ids: boxes.indices.map(String.init), geometries: g, columns: []), origin: shift)
        try store.finish()
        #expect(try query(path, "SELECT rtreecheck('rtree_l_geom')") == ["ok"])
        #expect(try query(path, "SELECT count(*) FROM rtree_l_geom") == ["\(n)"])

        // Against brute force; single precision at 4.8 million is half a metre, so that the tree may answer more.
        let database = try Database(path, .read)
        for _ in 0..<20 {
            let (x, y) = (Double.random(in: 0...10_000, using: &random), Double.random(in: 0...3000, using: &random))
            let window = Box(minX: x, minY: y, maxX: x + 400, maxY: y + 300)
            var found: Set<Int64> = []
            try database.rows(
                "SELECT id FROM rtree_l_geom WHERE maxx >= ? AND minx <= ? AND maxy >= ? AND miny <= ?",
                .real(window.minX + shift.x), .real(window.maxX + shift.x), .real(window.minY + shift.y),
                .real(window.maxY + shift.y)
            ) { found.insert($0.integer(0)) }
            let exact = Set(boxes.indices.filter { boxes[$0].intersects(window) }.map { Int64($0 + 1) })
            let wide = Set(boxes.indices.filter { boxes[$0].intersects(window.grown(by: 1)) }.map { Int64($0 + 1) })
            #expect(exact.isSubset(of: found) && found.isSubset(of: wide))
        }
    }

    /// Catches: an index that other programs cannot go on with: GDAL inserts, changes and deletes through the triggers.
    @Test func gdalKeepsTheTreeRight() throws {
        let scratch = try Scratch()
        let path = scratch.path + "/city.gpkg"
        let city = City(name: "x", crs: Samples.utm, origin: .zero, layers: [Samples.grid(30)])
        _ = try GeoPackageWriter().write(Document(city: city), to: path)
        let sql = """
            INSERT INTO building (geom, id) SELECT geom, id || 'x' FROM building;
            DELETE FROM building WHERE levels = 3;
            UPDATE building SET geom = NULL WHERE levels = 4;
            UPDATE building SET geom = (SELECT geom FROM building WHERE fid = 1) WHERE levels = 5
            """
        for statement in sql.split(separator: ";") {
            _ = try shell("ogrinfo -q \(path) -sql \"\(statement.replacing("\n", with: " "))\"")
        }
        #expect(try query(path, "SELECT rtreecheck('rtree_building_geom')") == ["ok"])
        let expected = try query(path, "SELECT count(*) FROM building WHERE geom NOT NULL")
        #expect(try query(path, "SELECT count(*) FROM rtree_building_geom") == expected)
        #expect(try GeoPackage.loadCity(path).layers[0].count == 1700)
        // And this program goes on with what GDAL left.
        let store = try GeoPackageStore(path: path, name: "x", crs: Samples.utm)
        try store.append(Samples.grid(2))
        try store.finish()
        #expect(try query(path, "SELECT rtreecheck('rtree_building_geom')") == ["ok"])
        #expect(try GeoPackage.loadCity(path).layers[0].count == 1704)
    }
}
