import City
import Foundation
import Geometry
import Testing

@testable import Formats

/// Rates, printed: `QALA_SPEED=1 swift test -c release -Xswiftc -enable-testing --filter GeoPackageSpeed`.
@Suite(.serialized, .enabled(if: ProcessInfo.processInfo.environment["QALA_SPEED"] != nil))
struct GeoPackageSpeedTests {
    /// A million buildings of ten vertices with five attributes, in batches as an importer has them.
    @Test func writesAMillionBuildings() throws {
        let scratch = try Scratch()
        let (batches, size) = (50, 20_000)
        let layers = (0..<batches).map { Self.buildings(size, from: $0 * size) }
        let path = scratch.path + "/million.gpkg"
        try measure("write", batches * size) {
            let store = try GeoPackageStore(path: path, name: "million", crs: Samples.utm)
            try measure("  append", batches * size) { for layer in layers { try store.append(layer) } }
            try measure("  finish", batches * size) { try store.finish() }
        }
        try measure("load", batches * size) { _ = try GeoPackage.loadCity(path) }
        try measure("read in batches", batches * size) {
            _ = try GeoPackageReader().read(path, options: ReadOptions()) { _ in }
        }
        print("size", try FileManager.default.attributesOfItem(atPath: path)[.size] ?? 0)
    }

    /// A million points with one attribute.
    @Test func writesAMillionPoints() throws {
        let scratch = try Scratch()
        let layer = Samples.points(1_000_000)
        let store = try GeoPackageStore(path: scratch.path + "/points.gpkg", name: "points", crs: Samples.utm)
        try measure("points", layer.count) {
            try store.append(layer)
            try store.finish()
        }
    }

    @Test func loadsACityOfFiftyThousandBuildings() throws {
        let scratch = try Scratch()
        let path = scratch.path + "/city.gpkg"
        let store = try GeoPackageStore(path: path, name: "city", crs: Samples.utm)
        try store.append(Self.buildings(50_000, from: 0))
        try store.finish()
        for _ in 0..<3 { try measure("load 50k", 50_000) { _ = try GeoPackage.loadCity(path) } }
    }

    static func buildings(_ n: Int, from first: Int) -> Layer {
        var g = Geometries()
        for i in first..<(first + n) {
            let (x, y) = (438_000 + Double(i % 1000) * 20, 4_794_000 + Double(i / 1000) * 20)
            g.append(
                .polygon,
                polygons: [
                    Polygon(
                        exterior: (0..<10).map {
                            let angle = Double($0) * .pi / 5
                            return Point3(x + 8 * cos(angle), y + 8 * sin(angle))
                        })
                ], hasZ: false)
        }
        let rows = first..<(first + n)
        return Layer(
            name: "building", ids: rows.map { "way/\(1_000_000 + $0)" }, geometries: g,
            columns: [
                Column("height", real: rows.map { 3 + Double($0 % 300) * 0.1 }),
                Column("levels", values: .integer(rows.map { Int64($0 % 12) })),
                Column("use", text: rows.map { ["residential", "school", "retail", nil][$0 % 4] }),
                Column("name", text: rows.map { "Building \($0)" }),
                Column("heritage", values: .bool(rows.map { UInt8($0 % 2) })),
            ])
    }

    private func measure(_ what: String, _ count: Int, _ body: () throws -> Void) throws {
        let clock = ContinuousClock()
        let time = try clock.measure(body)
        let seconds = Double(time.components.seconds) + Double(time.components.attoseconds) * 1e-18
        print("\(what): \(Int(seconds * 1000)) ms, \(Int(Double(count) / seconds / 1000))k features/s")
    }
}
