import City
import Geometry
import Testing

private let plane = CRS(
    identifier: "EPSG:32642", name: "UTM 42N", epsg: 32642, isGeographic: false, metresPerUnit: 1, wkt: "")

/// Boxes: corner, side and height, in a layer.
private func city(_ boxes: [(x: Double, y: Double, side: Double, height: Double)], reversed: Set<Int> = []) -> City {
    var draft = LayerDraft(name: "building")
    for (i, b) in boxes.enumerated() {
        var ring = [
            Point3(b.x, b.y), Point3(b.x + b.side, b.y), Point3(b.x + b.side, b.y + b.side), Point3(b.x, b.y + b.side),
        ]
        if reversed.contains(i) { ring = [ring[2], ring[1], ring[0], ring[3]] }
        draft.geometries.append(.polygon, polygons: [Polygon(exterior: ring)], hasZ: false)
        draft.set("height", .real(b.height), unit: "m")
        draft.endFeature(id: "b\(i)")
    }
    var diagnostics = Diagnostics()
    return City(name: "test", crs: plane, origin: .zero, layers: [draft.finish(&diagnostics)])
}

/// A city's data has buildings twice: once too often is counted, and computed once.
@Suite struct MassingTests {
    /// Catches: a twin that casts, or carries modules, a second time; a twin not known for its ring's start or turn.
    @Test func twins() {
        let massing = Massing(
            city([(0, 0, 10, 6), (0, 0, 10, 6), (0, 0, 10, 6), (0, 0, 10, 9), (50, 0, 10, 6)], reversed: [2]))
        #expect(massing.buildings.map(\.id) == ["b0", "b3", "b4"])
        #expect(massing.roofs.count == 3)
        let told = massing.diagnostics.all.filter { $0.code == "building-twice" }
        #expect(told.count == 1 && told.first?.count == 2 && told.first?.severity == .skipped)
        #expect(told.first?.features == ["b1 (as b0)", "b2 (as b0)"])
        // Another height is another building, whose lower roof no light reaches.
        #expect(!massing.diagnostics.all.contains { $0.code == "buildings-overlap" })
    }

    /// Catches: an overlap missed or told of neighbours that touch, of towers on podiums, of slivers.
    @Test func overlaps() {
        func overlapping(_ boxes: [(x: Double, y: Double, side: Double, height: Double)]) -> Int {
            Massing(city(boxes)).diagnostics.all.filter { $0.code == "buildings-overlap" }.reduce(0) { $0 + $1.count }
        }
        #expect(overlapping([(0, 0, 10, 6), (3, 0, 10, 6.2)]) == 1, "70 % shared")
        #expect(overlapping([(0, 0, 10, 6), (7, 0, 10, 6)]) == 0, "30 % shared")
        #expect(overlapping([(0, 0, 10, 6), (10, 0, 10, 6)]) == 0, "wall to wall")
        #expect(overlapping([(0, 0, 10, 6), (3, 0, 10, 20)]) == 0, "a tower on a podium")
        #expect(overlapping([(0, 0, 30, 6), (5, 5, 4, 6)]) == 1, "one within the other")
        #expect(overlapping([(0, 0, 10, 6), (1, 0, 10, 6), (2, 0, 10, 6), (90, 0, 10, 6)]) == 2)
        var many: [(x: Double, y: Double, side: Double, height: Double)] = []
        for i in 0..<3000 { many.append((Double(i % 60) * 12, Double(i / 60) * 12, 10, 6)) }
        #expect(overlapping(many) == 0)
    }

    /// Places beyond all maps are no twins and no trap.
    @Test func absurdPlaces() {
        let massing = Massing(city([(1e300, 0, 10, 6), (1e300, 0, 10, 6), (.nan, 0, 10, 6), (.infinity, 0, 1, 6)]))
        #expect(massing.buildings.count == 4)
    }
}
