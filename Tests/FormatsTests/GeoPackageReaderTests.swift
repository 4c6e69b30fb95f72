import City
import Foundation
import Geometry
import Testing

@testable import Formats

/// GeoPackages that others wrote.
@Suite struct GeoPackageReaderTests {
    let scratch: Scratch
    let path: String

    init() throws {
        scratch = try Scratch()
        path = scratch.path + "/foreign.gpkg"
    }

    /// Makes a GeoPackage of WKT by GDAL: rows of `id;wkt` and the given type.
    private func make(_ rows: [String], options: String = "-nlt GEOMETRY", srs: String = "EPSG:32642") throws {
        let csv = try scratch.file("table.csv", "name,WKT\n" + rows.joined(separator: "\n") + "\n")
        _ = try shell(
            "ogr2ogr -f GPKG \(path) \(csv) -nln things -a_srs \(srs) \(options) -lco GEOMETRY_NAME=shape -lco FID=ogc "
                + "-oo GEOM_POSSIBLE_NAMES=WKT -oo KEEP_GEOM_COLUMNS=NO")
    }

    /// Catches: a geometry column or key of another name, Z and M, kinds that only others write.
    @Test func allKindsOfGeometry() throws {
        try make([
            "p,\"POINT (1 2)\"", "pz,\"POINT Z (1 2 3)\"", "pm,\"POINT M (1 2 9)\"", "pzm,\"POINT ZM (1 2 3 9)\"",
            "empty,\"POINT EMPTY\"", "e2,\"POLYGON EMPTY\"", "l,\"LINESTRING (0 0,1 1)\"",
            "poly,\"POLYGON ((0 0,4 0,4 4,0 4,0 0),(1 1,1 2,2 2,1 1))\"", "mp,\"MULTIPOINT ((0 0),(1 1))\"",
            "ml,\"MULTILINESTRING ((0 0,1 1),(2 2,3 3,4 4))\"", "mpoly,\"MULTIPOLYGON (((0 0,4 0,4 4,0 0)))\"",
            "tin,\"TIN Z (((0 0 0,1 0 0,0 1 1,0 0 0)),((1 0 0,1 1 0,0 1 1,1 0 0)))\"",
            "hedron,\"POLYHEDRALSURFACE Z (((0 0 0,1 0 0,1 1 0,0 0 0)))\"",
            "tri,\"TRIANGLE ((0 0,1 0,0 1,0 0))\"", "coll,\"GEOMETRYCOLLECTION (POINT (1 2))\"",
            "curve,\"CIRCULARSTRING (0 0,1 1,2 0)\"", "cp,\"CURVEPOLYGON ((0 0,1 1,2 0,0 0))\"", "none,",
        ])
        let reading = try Reading(GeoPackageReader(), path)
        let layer = try #require(reading.layers["things"])
        let kinds = Dictionary(
            uniqueKeysWithValues: zip(
                layer.column("name").map { c in (0..<c.count).map { c[$0].text ?? "" } } ?? [], layer.geometries.kinds))
        #expect(
            kinds == [
                "p": .point, "pz": .point, "pm": .point, "pzm": .point, "empty": .none, "e2": .none, "l": .lineString,
                "poly": .polygon, "mp": .multiPoint, "ml": .multiLineString, "mpoly": .multiPolygon, "tin": .surface,
                "hedron": .surface, "tri": .polygon, "none": .none,
            ])
        #expect(layer.ids.first == "1")
        #expect(layer.geometries.hasZ.prefix(4) == [false, true, false, true])
        #expect(layer.geometries.vertices[3] == Point3(1, 2, 3))
        #expect(reading.count("geometry-collection") == 1 && reading.count("curved-geometry") == 2)
        #expect(reading.features("curved-geometry") == ["16", "17"])
        #expect(reading.count("measure-dropped") == 2)
        #expect(reading.diagnostics.skipped == 3)
        #expect(reading.batches.allSatisfy { $0.crs.epsg == 32642 })
    }

    /// Catches: options that are not followed.
    @Test func optionsAreFollowed() throws {
        _ = try GeoPackageWriter().write(Document(city: Samples.city), to: scratch.path + "/city.gpkg")
        _ = try shell("ogr2ogr -f GPKG \(path) \(scratch.path)/city.gpkg building thing")
        let box = Box(minX: 438_035, minY: 4_794_035, maxX: 438_075, maxY: 4_794_075)
        let expected = Samples.grid(7).geometries.boxes().filter {
            $0.intersects(Box(minX: 35, minY: 35, maxX: 75, maxY: 75))
        }.count
        var options = ReadOptions(map: ["height": "Height_2", "storeys": "levels"], box: box)
        #expect(try Reading(GeoPackageReader(), path, options).layers["building"]?.count == expected)
        _ = try shell("ogrinfo -q \(path) -sql \"SELECT DisableSpatialIndex('building', 'geom')\"")
        var reading = try Reading(GeoPackageReader(), path, options)
        #expect(reading.layers["building"]?.count == expected)
        #expect(reading.layers["thing"]?.count == 0)
        options.box = Box(minX: -.infinity, minY: -.infinity, maxX: .infinity, maxY: .infinity)
        options.layer = "all"
        options.crs = Samples.utm
        reading = try Reading(GeoPackageReader(), path, options)
        #expect(reading.batches.flatMap(\.layers).map(\.name) == ["all", "all"])
        let things = try #require(reading.batches.last?.layers.first)
        #expect(things.column("height")?[3].double == -3 && things.column("storeys") != nil)
        #expect(things.columns.count { $0.name == "height" } == 1)
        options.map = ["a": "no such column"]
        #expect(try Reading(GeoPackageReader(), path, options).count("attribute-not-found") == 1)
    }

    /// Catches: a reader that keeps a large table in memory, or loses or repeats rows between batches.
    @Test func largeTablesComeInBatches() throws {
        let store = try GeoPackageStore(path: path, name: "x", crs: Samples.utm)
        try store.append(Samples.grid(500))
        try store.finish()
        let reading = try Reading(GeoPackageReader(), path)
        #expect(reading.batches.count == 5)
        #expect(reading.batches.flatMap { $0.layers[0].ids } == Samples.grid(500).ids)
        #expect(reading.batches.allSatisfy { $0.layers[0].geometries.vertices.count <= 200_004 })
    }

    /// Catches: views, tables of attributes, and types that SQLite lets stand anywhere.
    @Test func viewsAndLooseTypes() throws {
        try make(["a,\"POINT (1 2)\"", "b,\"POINT (3 4)\""], options: "-lco SPATIAL_INDEX=NO")
        let database = try Database(path, .change)
        try database.execute(
            """
            ALTER TABLE things ADD COLUMN n INTEGER; ALTER TABLE things ADD COLUMN raw BLOB;
            ALTER TABLE things ADD COLUMN id INTEGER; ALTER TABLE things ADD COLUMN day DATE;
            ALTER TABLE things ADD COLUMN flag BOOLEAN; ALTER TABLE things ADD COLUMN size DOUBLE;
            """)
        try database.execute(
            "UPDATE things SET n = 'many', raw = x'00', id = 7, day = '2024-01-31', flag = 1, size = 2 WHERE name = 'a'"
        )
        try database.execute(
            """
            UPDATE things SET n = 2, day = x'FF', flag = 5, size = 2.5 WHERE name = 'b';
            CREATE VIEW seen AS SELECT shape, name, n + 1 AS more FROM things WHERE name = 'b';
            INSERT INTO gpkg_contents (table_name, data_type, identifier, srs_id) VALUES ('seen', 'features', 'Seen!', 32642);
            INSERT INTO gpkg_geometry_columns VALUES ('seen', 'shape', 'POINT', 32642, 0, 0);
            CREATE TABLE notes (fid INTEGER PRIMARY KEY, text TEXT);
            INSERT INTO gpkg_contents (table_name, data_type, identifier) VALUES ('notes', 'attributes', 'notes');
            """)
        let reading = try Reading(GeoPackageReader(), path)
        let things = try #require(reading.layers["things"])
        #expect(things.ids == ["1", "2"])
        #expect(things.columns.map(\.name) == ["name", "n", "source_id", "day", "flag", "size"])
        #expect(things.value("1", "n") == .text("many") && things.value("2", "n") == .text("2"))
        #expect(things.value("1", "source_id") == .integer(7) && things.value("1", "day") == .text("2024-01-31"))
        #expect(things.value("1", "flag") == .integer(1) && things.value("2", "flag") == .integer(5))
        #expect(things.value("1", "size") == .real(2) && things.value("2", "size") == .real(2.5))
        let seen = try #require(reading.layers["seen"])
        #expect(seen.ids == ["1"] && seen.value("1", "more") == .integer(3) && seen.value("1", "name") == .text("b"))
        #expect(reading.features("table-not-read") == ["notes"])
        #expect(reading.count("blob-attribute") == 2)
    }

    /// Catches: big-endian geometries, and the old codes of Z, read as rubbish.
    @Test func bigEndianAndOldCodes() throws {
        try make(["a,\"POINT (1 2)\"", "b,\"POINT (1 2)\"", "c,\"POINT (1 2)\""], options: "-lco SPATIAL_INDEX=NO")
        func double(_ value: Double) -> [UInt8] {
            (0..<8).map { UInt8(truncatingIfNeeded: value.bitPattern >> (56 - 8 * $0)) }
        }
        let head: [UInt8] = [0x47, 0x50, 0, 0, 0, 0, 0x7F, 0x82]
        let big = head + [0, 0, 0, 0, 2, 0, 0, 0, 2] + [5, 6, 7, 8].flatMap(double)
        let old = head + [0, 0x80, 0, 0, 1] + [5, 6, 7].flatMap(double)
        let mixed: [UInt8] =
            head + [0, 0, 0, 0, 4, 0, 0, 0, 1] + [1, 1, 0, 0, 0] + [5, 6].flatMap { double($0).reversed() }
        let database = try Database(path, .change)
        let update = try database.prepare("UPDATE things SET shape = ? WHERE ogc = ?")
        for (i, bytes) in [big, old, mixed].enumerated() {
            update.bind(blob: bytes, at: 1)
            update.bind(.integer(Int64(i + 1)), at: 2)
            try update.run()
        }
        let layer = try #require(try Reading(GeoPackageReader(), path).layers["things"])
        #expect(layer.geometries.kinds == [.lineString, .point, .multiPoint])
        #expect(layer.geometries.vertices == [Point3(5, 6), Point3(7, 8), Point3(5, 6, 7), Point3(5, 6)])
    }

    /// Catches: coordinate systems mixed up, or taken for one where they are unknown.
    @Test func coordinateSystems() throws {
        try make(["a,\"POINT (68 43)\""], srs: "EPSG:4326")
        #expect(try Reading(GeoPackageReader(), path).batches.first?.crs.isGeographic == true)
        #expect(problem { try GeoPackage.loadCity(path) }.contains("projected"))
        let csv = try scratch.file("b.csv", "name,WKT\nb,\"POINT (438000 4794000)\"\n")
        _ = try shell("ogr2ogr -f GPKG -update \(path) \(csv) -nln other -a_srs EPSG:32642")
        #expect(try Reading(GeoPackageReader(), path).batches.map { $0.crs.epsg } == [4326, 32642])
        #expect(problem { try GeoPackage.loadCity(path) }.contains("not that of things"))
        let database = try Database(path, .change)
        try database.execute("DELETE FROM gpkg_contents WHERE table_name = 'things'")
        #expect(try GeoPackage.loadCity(path).origin == Samples.origin)
        try database.execute("UPDATE gpkg_geometry_columns SET srs_id = -1")
        #expect(problem { try Reading(GeoPackageReader(), path) }.contains("--crs"))
        #expect(problem { try GeoPackage.loadCity(path) }.contains("not known"))
        #expect(try Reading(GeoPackageReader(), path, ReadOptions(crs: Samples.utm)).layers["other"]?.count == 1)
    }

    /// Catches: a system without an EPSG code that does not come back.
    @Test func aLocalSystemComesBack() throws {
        try make(["a,\"POINT (1 2)\""], srs: "'+proj=tmerc +lat_0=43 +lon_0=68 +k=1 +ellps=krass +units=m'")
        let first = try GeoPackage.loadCity(path)
        #expect(first.crs.epsg == nil && first.crs.isProjected)
        let copy = scratch.path + "/copy.gpkg"
        _ = try GeoPackageWriter().write(Document(city: first), to: copy)
        #expect(try GeoPackage.loadCity(copy).crs.wkt == first.crs.wkt)
        let store = try GeoPackageStore(path: copy, name: "x", crs: first.crs)
        try store.append(Samples.grid(2))
        try store.finish()
        #expect(try GeoPackage.loadCity(copy).layers.count == 2)
    }

    /// Catches: terrain by GDAL in a kind this program does not read, taken for heights or fatal.
    @Test func foreignTerrain() throws {
        let grid = try scratch.file(
            "g.asc",
            "ncols 3\nnrows 2\nxllcorner 438000\nyllcorner 4794000\ncellsize 10\n"
                + "NODATA_value -9\n1.5 2.5 -9\n4.5 5.5 6.5\n")
        let options = "-q -of GPKG -a_srs EPSG:32642 -ot Float32 -co RASTER_TABLE=dem"
        _ = try shell("gdal_translate \(options) -co TILE_FORMAT=TIFF \(grid) \(path)")
        var reading = try Reading(GeoPackageReader(), path)
        #expect(reading.batches.isEmpty)
        #expect(reading.diagnostics.all.first?.message.contains("compressed") == true)
        let packed = scratch.path + "/png.gpkg"
        _ = try shell("gdal_translate -q -of GPKG -a_srs EPSG:32642 -ot Int16 \(grid) \(packed)")
        #expect(problem { try Reading(GeoPackageReader(), packed) }.isEmpty)
        reading = try Reading(GeoPackageReader(), packed)
        #expect(reading.batches.isEmpty && reading.count("terrain-not-read") == 1)
    }
}
