import City
import Foundation
import Geometry
import Testing

@testable import Formats

@Suite struct GeoPackageStoreTests {
    let scratch: Scratch
    let path: String

    init() throws {
        scratch = try Scratch()
        path = scratch.path + "/city.gpkg"
    }

    private func store(_ mode: GeoPackageStore.Mode = .update) throws -> GeoPackageStore {
        try GeoPackageStore(path: path, name: "city", crs: Samples.utm, mode: mode)
    }

    private func layer(_ ids: [String], _ columns: [Column] = []) -> Layer {
        var g = Geometries()
        for i in ids.indices { g.append(point: Point3(438_000 + Double(i), 4_794_000)) }
        return Layer(name: "thing", ids: ids, geometries: g, columns: columns)
    }

    /// Catches: batches that give another layer than the same features in one piece.
    ///
    /// What the columns must become is what `Layer.appending` makes of the same batches.
    @Test(arguments: [1, 2, 3, 4, 5, 6, 7]) func columnsAppearAndWiden(seed: UInt64) throws {
        var random = Seeded(seed)
        var expected: Layer?
        let store = try store()
        for batch in 0..<6 {
            let n = Int(random.next() % 5) + 1
            var columns: [Column] = []
            for name in ["a", "A", "b", "c"] where random.next() % 3 > 0 {
                columns.append(Column(name, values: random.values(n)))
            }
            let part = layer((0..<n).map { "\(batch)-\($0)" }, columns)
            try store.append(part)
            var ignored = Diagnostics()
            let none = Layer(name: "thing", ids: [], geometries: Geometries(), columns: [])
            expected = (expected ?? none).appending(part, &ignored)
        }
        try store.finish()
        let back = try #require(try GeoPackage.loadCity(path).layers.first)
        let wanted = try #require(expected)
        #expect(back.ids == wanted.ids)
        #expect(back.columns.map(\.name) == wanted.columns.map(\.name))
        for (c, d) in zip(wanted.columns, back.columns) {
            #expect((0..<c.count).allSatisfy { c[$0] == d[$0] }, "\(c.name): \(c.values) became \(d.values)")
            let isAllNull = (0..<c.count).allSatisfy { c[$0].isNull }
            #expect(isAllNull || c.type == d.type)
        }
    }

    /// Catches: an update that retypes columns wrongly: the same batches, a new `update` for each.
    @Test(arguments: [11, 12, 13, 14]) func columnsWidenOverSeveralUpdates(seed: UInt64) throws {
        var random = Seeded(seed)
        var expected = Layer(name: "thing", ids: [], geometries: Geometries(), columns: [])
        var ignored = Diagnostics()
        for batch in 0..<5 {
            let n = Int(random.next() % 4) + 1
            let columns = ["a", "b"].map { Column($0, unit: $0, values: random.values(n)) }
            let part = layer((0..<n).map { "\(batch)-\($0)" }, columns)
            let store = try store()
            try store.append(part)
            try store.finish()
            expected = expected.appending(part, &ignored)
        }
        let back = try #require(try GeoPackage.loadCity(path).layers.first)
        #expect(back.ids == expected.ids)
        for (c, d) in zip(expected.columns, back.columns) {
            #expect((0..<c.count).allSatisfy { c[$0] == d[$0] }, "\(c.name): \(c.values) became \(d.values)")
            #expect(d.unit == c.name)
        }
        #expect(try query(path, "PRAGMA integrity_check") == ["ok"])
        #expect(try query(path, "SELECT rtreecheck('rtree_thing_geom')") == ["ok"])
    }

    /// Catches: ids that occur in two batches and are lost, or make the import fail.
    @Test func repeatedIDsGetNumbers() throws {
        let store = try store()
        try store.append(layer(["a", "b", "a#2"]))
        try store.append(layer(["b", "a", "c"]))
        try store.append(layer(["a", "b"]))
        let diagnostics = try store.finish()
        let back = try GeoPackage.loadCity(path)
        #expect(back.layers[0].ids == ["a", "b", "a#2", "b#2", "a#3", "c", "a#4", "b#3"])
        #expect(diagnostics.all.map(\.code) == ["duplicate-id"] && diagnostics.all[0].count == 4)
        #expect(back.diagnostics.all == diagnostics.all)
    }

    /// Catches: a layer that is added to where it should be replaced, an R-tree or catalogue row left behind.
    @Test func layersAreReplacedAndRemoved() throws {
        _ = try GeoPackageWriter().write(Document(city: Samples.city), to: path)
        let store = try store()
        try store.replace(Samples.points(7), origin: Samples.origin)
        try store.removeLayer("building")
        try store.removeLayer("no such layer")
        try store.append(Samples.grid(3, name: "parcel"), origin: Samples.origin)
        try store.append(Samples.grid(3, name: "short_lived"), origin: Samples.origin)
        try store.removeLayer("short_lived")
        try store.setTerrain(Samples.terrain(10, 10), origin: Samples.origin)
        try store.setTerrain(Samples.terrain(20, 20), origin: Samples.origin)
        try store.finish(sources: [City.Source(layers: ["parcel"], title: "cadastre")])
        let back = try GeoPackage.loadCity(path)
        #expect(back.name == "Түркістан")
        #expect(back.layers.map(\.name) == ["thing", "street_light", "parcel"])
        #expect(back.layers.map(\.count) == [16, 7, 9])
        expectSame(Samples.city.layers[0], back.layers[0])
        #expect(back.sources.map(\.title) == ["made up", "cadastre"])
        #expect(back.terrain?.columns == 20)
        #expect(try query(path, "SELECT name FROM sqlite_master WHERE name LIKE '%building%'").isEmpty)
        #expect(try query(path, "PRAGMA integrity_check") + query(path, "PRAGMA foreign_key_check") == ["ok"])
    }

    /// Catches: an import that dies and takes the city with it, or leaves rubbish beside it.
    @Test func anUnfinishedUpdateChangesNothing() throws {
        _ = try GeoPackageWriter().write(Document(city: Samples.city), to: path)
        let before = try Data(contentsOf: URL(fileURLWithPath: path))
        do {
            let store = try store()
            try store.append(Samples.grid(100), origin: Samples.origin)
            try store.removeLayer("thing")
            try store.setTerrain(Samples.terrain(300, 300))
        }
        #expect(try Data(contentsOf: URL(fileURLWithPath: path)) == before)
        #expect(try scratch.names() == ["city.gpkg"])
    }

    /// Catches: a new file that is there before it is whole, or a temporary one that stays.
    @Test func anUnfinishedNewFileLeavesNothing() throws {
        do {
            let store = try store()
            try store.append(Samples.grid(10))
            #expect(try !scratch.names().contains("city.gpkg"))
        }
        #expect(try scratch.names().isEmpty)
        _ = try scratch.file("city.gpkg", "old")
        do { try store(.create).append(Samples.grid(10)) }
        #expect(try scratch.text("city.gpkg") == "old")
        let store = try store(.create)
        try store.append(Samples.grid(10))
        try store.finish()
        #expect(try GeoPackage.loadCity(path).layers.map(\.count) == [100])
        #expect(throws: NativeError.self) { try store.append(Samples.grid(10)) }
        #expect(throws: NativeError.self) { try store.finish() }
    }

    /// Catches: a city that cannot be read after the program that wrote it was killed in the middle.
    @Test func aKilledUpdateIsRolledBack() throws {
        _ = try GeoPackageWriter().write(Document(city: Samples.city), to: path)
        let before = try Data(contentsOf: URL(fileURLWithPath: path))
        let database = try Database(path, .change)
        // A tiny cache, so that changes reach the file before the commit, as with a large import.
        try database.execute("PRAGMA journal_mode = DELETE; PRAGMA cache_size = 1; BEGIN IMMEDIATE")
        try database.execute(
            "UPDATE gpkg_metadata SET metadata = 'gone'; DELETE FROM gpkg_contents; "
                + "CREATE TABLE junk AS SELECT randomblob(1000000)")
        // What a killed process leaves: the half-written file and its journal.
        let after = scratch.path + "/after"
        try FileManager.default.createDirectory(atPath: after, withIntermediateDirectories: true)
        for name in ["city.gpkg", "city.gpkg-journal"] {
            try FileManager.default.copyItem(atPath: scratch.path + "/" + name, toPath: after + "/" + name)
        }
        let halfWritten = try Data(contentsOf: URL(fileURLWithPath: after + "/city.gpkg"))
        #expect(halfWritten.count > before.count)
        try database.execute("ROLLBACK")
        let back = try GeoPackage.loadCity(after + "/city.gpkg")
        for (a, b) in zip(Samples.city.layers, back.layers) { expectSame(a, b) }
        #expect(try Data(contentsOf: URL(fileURLWithPath: after + "/city.gpkg")) == before)
    }

    /// Catches: a second CRS mixed into a city, a CRS in degrees, a foreign file written into.
    @Test func saysWhatDoesNotFit() throws {
        _ = try GeoPackageWriter().write(Document(city: Samples.city), to: path)
        var other = Samples.utm
        (other.epsg, other.identifier) = (32641, "EPSG:32641")
        #expect(problem { try GeoPackageStore(path: path, name: "x", crs: other) }.contains("EPSG:32642"))
        var degrees = Samples.utm
        degrees.isGeographic = true
        #expect(problem { try GeoPackageStore(path: path, name: "x", crs: degrees) }.contains("projected"))
        let foreign = scratch.path + "/foreign.gpkg"
        _ = try shell("ogr2ogr -f GPKG \(foreign) \(path) building -nln b")
        #expect(problem { try GeoPackageStore(path: foreign, name: "x", crs: Samples.utm) }.contains("not a city"))
        #expect(problem { try GeoPackageStore(path: scratch.path, name: "x", crs: Samples.utm) }.contains("directory"))
        let nowhere = scratch.path + "/no/such/x.gpkg"
        #expect(problem { try GeoPackageStore(path: nowhere, name: "x", crs: Samples.utm) }.contains("no such folder"))
        #expect(problem { try GeoPackageStore(path: "/proc/x.gpkg", name: "x", crs: Samples.utm) }.contains("written"))
    }

    /// Catches: waiting for ever, or an unclear message, while another program holds the file.
    @Test func aLockedFileSaysSo() throws {
        _ = try GeoPackageWriter().write(Document(city: Samples.city), to: path)
        let holder = try Database(path, .change)
        try holder.execute("BEGIN EXCLUSIVE")
        #expect(problem { try GeoPackageStore(path: path, name: "x", crs: Samples.utm) }.contains("locked"))
        #expect(problem { _ = try GeoPackage.loadCity(path) }.contains("locked"))
        try holder.execute("ROLLBACK")
        _ = try GeoPackage.loadCity(path)
    }

    /// Catches: coordinates that are no numbers in the file, where they make programs fail.
    @Test func notFiniteCoordinatesAreCounted() throws {
        var g = Geometries()
        g.append(point: Point3(.nan, 0))
        g.append(line: [Point3(0, 0), Point3(.infinity, 1)])
        g.append(line: [Point3(0, 0, 1), Point3(1, 1, .nan)], hasZ: true)
        g.append(point: Point3(1, 1))
        let store = try store()
        try store.append(Layer(name: "l", ids: ["a", "b", "c", "d"], geometries: g, columns: []))
        let diagnostics = try store.finish()
        #expect(diagnostics.all.map(\.code) == ["coordinate-not-finite"] && diagnostics.all[0].count == 3)
        #expect(try GeoPackage.loadCity(path).layers[0].geometries.kinds == [.none, .none, .none, .point])
    }

    /// Catches: a link replaced by a file.
    @Test func followsLinks() throws {
        _ = try GeoPackageWriter().write(Document(city: Samples.city), to: path)
        let link = scratch.path + "/link.gpkg"
        try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: "city.gpkg")
        _ = try GeoPackageWriter().write(Document(city: Samples.city), to: link)
        #expect(try scratch.names() == ["city.gpkg", "link.gpkg"])
        #expect(try FileManager.default.destinationOfSymbolicLink(atPath: link) == "city.gpkg")
    }
}

/// The text of the error that `body` throws; empty if it throws none.
func problem<R>(_ body: () throws -> R) -> String {
    do {
        _ = try body()
        return ""
    } catch { return "\(error)" }
}

/// Numbers that are the same in every run (xorshift64*, Vigna 2016).
struct Seeded: RandomNumberGenerator {
    private var state: UInt64

    init(_ seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 | 1 }

    mutating func next() -> UInt64 {
        state ^= state >> 12
        state ^= state << 25
        state ^= state >> 27
        return state &* 0x2545_F491_4F6C_DD1D
    }

    /// Values of any type with many nulls, now and then such as need care: large whole numbers, whole reals.
    mutating func values(_ n: Int) -> Column.Values {
        let isNull = (0..<n).map { _ in next() % 3 == 0 }
        switch next() % 4 {
        case 0: return .bool(isNull.map { $0 ? 2 : UInt8(next() % 2) })
        case 1:
            let isLarge = next() % 3 == 0
            return .integer(
                isNull.map { $0 ? .min : isLarge ? Int64.max - Int64(next() % 9) : Int64(next() % 99) - 50 })
        case 2:
            let isWhole = next() % 2 == 0
            return .real(isNull.map { $0 ? .nan : Double(next() % 999) / (isWhole ? 1 : 7) })
        default:
            return .text(codes: isNull.map { $0 ? -1 : Int32(next() % 3) }, dictionary: ["012", "x", "1.50"])
        }
    }
}
