import City
import Foundation
import Geometry
import Testing

@testable import Formats

/// Broken files: a clear error or a counted loss, never a trap.
@Suite struct GeoPackageBadInputTests {
    let scratch: Scratch
    let path: String

    init() throws {
        scratch = try Scratch()
        path = scratch.path + "/city.gpkg"
        var city = Samples.city
        city = City(
            name: "x", crs: city.crs, origin: city.origin, layers: city.layers + [Samples.grid(40, name: "many")],
            terrain: Samples.terrain(300, 20))
        _ = try GeoPackageWriter().write(Document(city: city), to: path)
    }

    private func bytes() throws -> [UInt8] { try Array(Data(contentsOf: URL(fileURLWithPath: path))) }

    /// Catches: unclear errors for what is no GeoPackage at all.
    @Test func saysWhatIsWrong() throws {
        var random = Seeded(3)
        let cases: [(String, String)] = [
            (scratch.path + "/none.gpkg", "no such file"), (scratch.path, "directory"),
            ("/dev/null", "pipe or a device"),
            (try scratch.file("empty.gpkg", ""), "empty"),
            (
                try scratch.file("random.gpkg", (0..<9000).map { _ in UInt8(truncatingIfNeeded: random.next()) }),
                "SQLite"
            ),
            (try scratch.file("short.gpkg", try bytes().prefix(60)), "damaged"),
            (try scratch.file("text.gpkg", "{\"type\": \"FeatureCollection\"}"), "SQLite"),
        ]
        for (file, words) in cases {
            for found in [problem { try GeoPackage.loadCity(file) }, problem { try Reading(GeoPackageReader(), file) }]
            {
                #expect(found.contains(words) && found.contains(file), "\(file): \(found)")
            }
        }
        let plain = scratch.path + "/plain.gpkg"
        try Database(plain, .create).execute("CREATE TABLE t (a)")
        #expect(problem { try GeoPackage.loadCity(plain) }.contains("gpkg_contents"))
        let bare = scratch.path + "/bare.gpkg"
        try GeoPackageSchema.create(in: Database(bare, .create))
        #expect(problem { try GeoPackage.loadCity(bare) }.contains("no table of features"))
        #expect(problem { try Reading(GeoPackageReader(), bare) }.contains("none"))
    }

    /// Catches: a file cut short anywhere that is taken for whole, or that ends the program.
    @Test func aFileCutShort() throws {
        let all = try bytes()
        for part in 1..<40 {
            let cut = try scratch.file("cut.gpkg", all.prefix(all.count * part / 40))
            #expect(!problem { try GeoPackage.loadCity(cut) }.isEmpty, "\(part)/40")
            #expect(
                !problem { try GeoPackageStore(path: cut, name: "x", crs: Samples.utm).append(Samples.grid(3)) }.isEmpty
            )
        }
    }

    /// Catches: any byte that, changed, ends the program.
    @Test func changedBytes() throws {
        let all = try bytes()
        var random = Seeded(5)
        for _ in 0..<300 {
            var changed = all
            for _ in 0..<8 {
                changed[Int(random.next() % UInt64(all.count))] = UInt8(truncatingIfNeeded: random.next())
            }
            let file = try scratch.file("changed.gpkg", changed)
            // Whatever comes, it comes as an answer or an error.
            _ = problem { try GeoPackage.loadCity(file) }
            _ = problem {
                try Reading(GeoPackageReader(), file, ReadOptions(box: Box(minX: 0, minY: 0, maxX: 1e6, maxY: 1e7)))
            }
        }
    }

    /// Catches: geometry bytes that are trusted: every prefix and many changes of a real one, straight to the decoder.
    @Test func brokenGeometries() throws {
        let layer = Samples.everyKind()
        var random = Seeded(7)
        for row in 0..<(layer.count - 1) {
            var encoder = GeometryEncoder(shift: .zero, srsID: 1)
            let isFinite = encoder.encode(row, of: GeometryArrays(layer.geometries))
            #expect(isFinite)
            let good = Array(encoder.bytes)
            var variants = (0..<good.count).map { Array(good.prefix($0)) }
            for _ in 0..<200 {
                var changed = good
                changed[Int(random.next() % UInt64(good.count))] = UInt8(truncatingIfNeeded: random.next())
                variants.append(changed)
            }
            for bytes in variants {
                var geometries = Geometries()
                bytes.withUnsafeBytes { raw in
                    var decoder = GeometryDecoder(raw, shift: .zero)
                    try? decoder.decode(into: &geometries, types: nil)
                    var second = GeometryDecoder(raw, shift: .zero)
                    _ = try? second.summary()
                }
                // Whole or nothing.
                #expect(geometries.count <= 1 && (geometries.count == 1 || geometries.vertices.isEmpty))
                if bytes.count < good.count { #expect(geometries.count == 0) }
            }
        }
    }

    /// Catches: features that vanish without being counted, or take others with them.
    @Test func brokenFeaturesAreCounted() throws {
        let database = try Database(path, .change)
        for name in try database.texts("SELECT name FROM sqlite_master WHERE type = 'trigger'") {
            try database.execute("DROP TRIGGER \(quoted(name))")
        }
        try database.execute(
            """
            UPDATE building SET geom = x'00' WHERE fid = 1; UPDATE building SET geom = x'' WHERE fid = 2;
            UPDATE building SET geom = 'text' WHERE fid = 3;
            UPDATE building SET geom = substr(geom, 1, length(geom) - 9) WHERE fid = 4;
            UPDATE building SET geom = substr(geom, 1, 61) || x'000000000000F87F' || substr(geom, 70) WHERE fid = 5;
            UPDATE building SET geom = (SELECT geom FROM street_light WHERE fid = 1) WHERE fid = 6;
            UPDATE thing SET surface_types_2 = 'R' WHERE fid = 13; UPDATE thing SET surface_types_2 = '??é' WHERE fid = 14;
            """)
        let city = try GeoPackage.loadCity(path)
        let building = try #require(city.layer("building"))
        #expect(building.ids == (5..<49).map { "b-\($0)" })
        #expect(building.geometries.kinds[0] == .point)
        let skipped = city.diagnostics.all.filter { $0.severity == .skipped }
        #expect(skipped.map(\.code) == ["broken-geometry", "coordinate-not-finite"] && city.diagnostics.skipped == 5)
        let thing = try #require(city.layer("thing"))
        #expect(thing.geometries.surfaceTypes(of: 12) == [.roof, .unknown, .unknown])
        #expect(thing.geometries.kinds[13] == .surface)
    }

    /// Catches: a file refused, or trusted silently, because it does not say what it is.
    @Test func wrongApplicationID() throws {
        try Database(path, .change).execute("PRAGMA application_id = 7")
        let city = try GeoPackage.loadCity(path)
        #expect(city.layers.count == 4)
        #expect(city.diagnostics.all.map(\.code) == ["wrong-application-id"])
    }

    /// Catches: metadata that is no longer JSON, terrain that is no longer TIFF.
    @Test func brokenMetadataAndTerrain() throws {
        let database = try Database(path, .change)
        try database.execute("UPDATE terrain SET tile_data = substr(tile_data, 1, 5000) WHERE id = 2")
        let city = try GeoPackage.loadCity(path)
        #expect(city.terrain == nil && city.diagnostics.all.map(\.code) == ["terrain-not-read"])
        try database.execute("UPDATE gpkg_tile_matrix SET tile_width = -1")
        #expect(try GeoPackage.loadCity(path).terrain == nil)
        try database.execute("UPDATE gpkg_tile_matrix SET tile_width = 256, pixel_x_size = 1e-300")
        #expect(try GeoPackage.loadCity(path).terrain == nil)
        try database.execute("UPDATE gpkg_metadata SET metadata = '{'")
        #expect(problem { try GeoPackage.loadCity(path) }.contains("gpkg_metadata"))
        try database.execute("UPDATE gpkg_metadata SET metadata = '{}'")
        #expect(problem { try GeoPackage.loadCity(path) }.contains("expected name"))
    }
}
