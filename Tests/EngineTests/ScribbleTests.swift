import City
import Engine
import Foundation
import Geometry
import Testing

/// Rings that cross themselves so often that mending them would take minutes and gigabytes.
@Suite struct ScribbleTests {
    private func ring(_ corners: Int, seed: Double) -> String {
        // Corners jump about by the golden ratio and its like: dense, and the same everywhere.
        let places = (0..<corners).map { i -> String in
            let t = Double(i) + seed
            let x = (t * 0.618_033_988_749_895).truncatingRemainder(dividingBy: 1)
            let y = (t * t * 0.414_213_562_373_095).truncatingRemainder(dividingBy: 1)
            return "[\(68.2 + x * 0.01),\(43.2 + y * 0.01)]"
        }
        return #"{"type":"Polygon","coordinates":[[\#((places + places.prefix(1)).joined(separator: ","))]]}"#
    }

    /// Catches: one feature, or many, that keep the import busy without bound; and mendable ones left out.
    @Test(.timeLimit(.minutes(1))) func areLeftOutAndCounted() throws {
        let scratch = try Scratch()
        let features =
            (0..<3).map { feature("huge\($0)", ring(3000, seed: Double($0))) }
            + (0..<3).map { feature("small\($0)", ring(30, seed: Double($0))) }
        let city = try openCity(
            scratch.write("scribble.geojson", collection(features)), options: ReadOptions(layer: "x"))
        #expect(city.layer("x")?.ids == ["small0", "small1", "small2"])
        let skipped = city.diagnostics.all.filter { $0.severity == .skipped }
        #expect(skipped.map(\.code) == ["too-many-crossings"] && skipped.first?.count == 3)
        #expect(skipped.first?.features == ["x huge0", "x huge1", "x huge2"])
    }
}
