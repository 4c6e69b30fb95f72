import City
import Foundation
import Geometry
import Testing

@testable import Formats

/// Small files that claim to be huge, and stores that others have had their hands in.
@Suite struct GeoPackageBombTests {
    private let scratch: Scratch
    private let path: String

    init() throws {
        scratch = try Scratch()
        path = scratch.path + "/city.gpkg"
        let store = try GeoPackageStore(path: path, name: "x", crs: Samples.utm, origin: Samples.origin)
        try store.append(Samples.grid(7), origin: Samples.origin)
        try store.setTerrain(Samples.terrain(300, 280), origin: Samples.origin)
        try store.finish()
    }

    private func change(_ sql: String) throws { try Database(path, .change).execute(sql) }

    /// The error that loading and importing the file give, which must be a `DataError` that names it.
    private func problems() -> [String] {
        let ways: [() throws -> Void] = [
            { _ = try GeoPackage.loadCity(path) }, { _ = try Reading(GeoPackageReader(), path) },
        ]
        return ways.map { work in
            do {
                try work()
                return ""
            } catch let error as DataError {
                #expect(error.file == path)
                return "\(error)"
            } catch {
                Issue.record("\(error) does not name the file")
                return ""
            }
        }
    }

    /// Catches: memory taken for cells that a catalogue declares and no tile holds.
    @Test func aDeclaredExtentIsNoTerrain() throws {
        let before = try #require(try GeoPackage.loadCity(path).terrain)
        try change(
            """
            UPDATE gpkg_contents SET max_x = max_x + 9480000, min_y = min_y - 7900000 WHERE data_type <> 'features';
            UPDATE gpkg_tile_matrix_set SET max_x = max_x + 9480000, min_y = min_y - 7900000;
            """)
        let after = try #require(try GeoPackage.loadCity(path).terrain)
        // The tiles' own edge is the only bound left: two by two of 256.
        #expect(after.columns == 512 && after.rows == 512)
        for (x, y) in [(0.0, 40.0), (8000.0, 6900.0), (4321.0, 2345.0)] {
            let difference = (after.height(at: Point3(x, y)) ?? .nan) - (before.height(at: Point3(x, y)) ?? .nan)
            #expect(abs(difference) < 1e-9)
        }
        try change("UPDATE gpkg_contents SET max_x = 1e300, min_y = -1e300 WHERE data_type <> 'features'")
        #expect(try GeoPackage.loadCity(path).terrain?.columns == 512)
        try change("UPDATE terrain SET tile_column = 16000000 WHERE id = 2")
        let city = try GeoPackage.loadCity(path)
        #expect(city.terrain == nil && city.diagnostics.all.map(\.code) == ["terrain-not-read"])
    }

    /// Catches: tiles that vanish without a word.
    @Test func tilesOutsideAreCounted() throws {
        try change("UPDATE terrain SET tile_column = -1 WHERE id = 2; UPDATE terrain SET tile_row = 77 WHERE id = 3")
        let found = try GeoPackage.loadCity(path).diagnostics.all
        #expect(found.map(\.code) == ["tile-outside"] && found.first?.count == 2)
    }

    private static let endless = [
        "WITH RECURSIVE c(x) AS (VALUES(1) UNION ALL SELECT x + 1 FROM c) SELECT x AS fid, NULL AS geom FROM c",
        "WITH RECURSIVE c(x) AS (VALUES(1) UNION ALL SELECT x + 1 FROM c) SELECT x AS fid, NULL AS geom FROM c WHERE x < 0",
        "SELECT NULL AS fid, a.geom AS geom FROM building a, building b, building c, building d, building e, building f",
    ]

    /// Catches: a view without end that takes all memory or all time.
    @Test(arguments: 0..<3) func viewsWithoutEnd(number: Int) throws {
        try change(
            """
            CREATE VIEW v AS \(Self.endless[number]);
            INSERT INTO gpkg_contents SELECT 'v', data_type, 'v', '', last_change, 0, 0, 1, 1, srs_id FROM gpkg_contents
              WHERE table_name = 'building';
            INSERT INTO gpkg_geometry_columns SELECT 'v', 'geom', 'POINT', srs_id, 0, 0 FROM gpkg_contents LIMIT 1;
            """)
        for problem in problems() { #expect(problem.contains("view") && problem.contains(" end"), "\(problem)") }
    }

    /// Catches: a view that ends taken for one that does not.
    @Test func aViewIsALayer() throws {
        try change(
            """
            CREATE VIEW v AS SELECT fid, geom, id FROM building WHERE fid < 9;
            INSERT INTO gpkg_contents SELECT 'v', data_type, 'v', '', last_change, 0, 0, 1, 1, srs_id FROM gpkg_contents
              WHERE table_name = 'building';
            INSERT INTO gpkg_geometry_columns SELECT 'v', 'geom', 'POINT', srs_id, 0, 0 FROM gpkg_contents LIMIT 1;
            """)
        #expect(try GeoPackage.loadCity(path).layer("v")?.count == 8)
    }

    /// Catches: an error of SQLite's that names neither the file nor what to do.
    @Test(arguments: [
        "PRAGMA foreign_keys = OFF; DROP TABLE building", "ALTER TABLE building DROP COLUMN geom",
        "ALTER TABLE gpkg_contents RENAME COLUMN data_type TO kind", "DROP TABLE gpkg_tile_matrix",
        "ALTER TABLE building RENAME TO b; CREATE VIEW building AS SELECT * FROM nowhere",
        "ALTER TABLE building RENAME TO b; CREATE VIEW building AS SELECT fid, unknown(geom) AS geom FROM b",
        "ALTER TABLE gpkg_geometry_columns RENAME TO g; CREATE VIEW gpkg_geometry_columns AS SELECT 1 FROM g",
        "DROP TABLE terrain",
    ])
    func changedTables(sql: String) throws {
        let database = try Database(path, .change)
        for name in try database.texts("SELECT name FROM sqlite_master WHERE type = 'trigger'") {
            try database.execute("DROP TRIGGER \(quoted(name))")
        }
        try database.execute(sql)
        database.close()
        for problem in problems() { #expect(!problem.isEmpty) }
    }

    /// Catches: bytes of the header that lead to an error of another kind.
    @Test func changedHeaders() throws {
        let all = try Data(contentsOf: URL(fileURLWithPath: path))
        for place in 0..<120 {
            for value: UInt8 in [0, 0xFF] {
                var changed = all
                changed[place] = value
                try changed.write(to: URL(fileURLWithPath: path))
                _ = problems()
            }
        }
    }

    /// Catches: features without a place that nobody hears of.
    @Test func featuresWithoutGeometryAreCounted() throws {
        let database = try Database(path, .change)
        for name in try database.texts("SELECT name FROM sqlite_master WHERE type = 'trigger'") {
            try database.execute("DROP TRIGGER \(quoted(name))")
        }
        try database.execute(
            "UPDATE building SET geom = NULL WHERE fid < 4; DELETE FROM gpkg_metadata; DROP TABLE gpkg_data_columns")
        #expect(try Reading(GeoPackageReader(), path).count("no-geometry") == 3)
        let box = Box(minX: 0, minY: 0, maxX: 1e7, maxY: 1e7)
        let boxed = try Reading(GeoPackageReader(), path, ReadOptions(box: box))
        #expect(boxed.layers["building"]?.count == 46)
    }
}
