import Geodesy
import Geometry
import Testing

func rectangle(_ x: Double, _ y: Double, _ width: Double, _ height: Double, z: Double = 0) -> Polygon {
    Polygon(exterior: [
        Point3(x, y, z), Point3(x + width, y, z), Point3(x + width, y + height, z), Point3(x, y + height, z),
    ])
}

extension [Polygon] {
    var area: Double { map(\.area).reduce(0, +) }
}

@Suite struct OverlayTests {
    let a = rectangle(0, 0, 4, 4, z: 10)
    let b = rectangle(2, 2, 4, 4, z: 10)

    @Test func areasAddUp() throws {
        #expect(try a.union(b).area == 28)
        #expect(try a.intersection(b).area == 4)
        #expect(try a.difference(b).area == 12)
        #expect(try [a, b, rectangle(10, 10, 1, 1)].union().count == 2)
        #expect(try [a, b].intersection([rectangle(0, 0, 3, 3)]).area == 9)
        #expect(try a.intersection(rectangle(4, 0, 1, 4)).isEmpty, "a shared edge has no area")
        #expect(try [Polygon]().union().isEmpty)
        #expect(try a.difference(a).isEmpty)
        #expect(try [a].difference([]).area == 16)
    }

    @Test func resultsAreOrientedAndCarryHeights() throws {
        let ring = try a.difference(rectangle(1, 1, 1, 1, z: 10))
        #expect(ring.count == 1 && ring[0].ringCount == 2)
        #expect(ring[0].isCounterClockwise(ring: 0) && !ring[0].isCounterClockwise(ring: 1))
        #expect(ring[0].vertices.allSatisfy { $0.z == 10 })
    }

    @Test func heightsAreNeverMissing() throws {
        let round = try rectangle(0, 0, 4, 4, z: 7).buffered(by: 1)
        #expect(round.allSatisfy { $0.vertices.allSatisfy { $0.z == 7 } })
    }

    /// What GEOS says about the invalid must arrive as an error, not as a crash or an empty answer.
    @Test func theInvalidIsRefused() throws {
        let bowTie = Polygon(exterior: [Point3(0, 0), Point3(4, 4), Point3(4, 0), Point3(0, 4)])
        let error = #expect(throws: NativeError.self) { try bowTie.intersection(rectangle(0, 0, 3, 3)) }
        #expect(error?.library == "GEOS" && error?.exitCode == 70)
        #expect(error?.message.contains("TopologyException") == true)
    }

    @Test func bufferGrowsAndShrinks() throws {
        #expect(abs(try a.buffered(by: 1, join: .mitre).area - 36) < 1e-9)
        #expect(abs(try a.buffered(by: 1).area - (32 + .pi)) < 0.03)
        #expect(try a.buffered(by: -1).area == 4)
        #expect(try a.buffered(by: -3).isEmpty)
        #expect(
            abs(try buffer(along: [Point3(0, 0), Point3(10, 0), Point3(10, 10)], by: 2, join: .mitre).area - 80) < 1e-9)
        #expect(try buffer(along: [Point3(0, 0)], by: 2).isEmpty)
        #expect(throws: NativeError.self) { try a.buffered(by: .nan) }
    }

    @Test func simplifyKeepsTheShape() throws {
        var outline: [Point3] = []
        for i in 0..<100 { outline.append(Point3(Double(i), i % 2 == 0 ? 0 : 0.01)) }
        outline += [Point3(99, 50), Point3(0, 50)]
        let simple = try Polygon(exterior: outline).simplified(tolerance: 0.1)
        #expect(simple.vertices.count <= 5)
        #expect(abs(simple.area - 99 * 50) < 2)
    }

    @Test func labelPointsLieInside() throws {
        let u = try #require(try rectangle(0, 0, 10, 10).difference(rectangle(2, 2, 6, 8)).first)
        let prepared = try PreparedRegion(u)
        let point = try #require(u.interiorPoint)
        #expect(try prepared.covers(point))
        let circle = try #require(try u.largestCircle(tolerance: 0.01))
        #expect(abs(circle.radius - 1.17) < 0.05)
        #expect(try prepared.covers(circle.centre))
        #expect(Polygon(vertices: [], ringEnds: []).interiorPoint == nil)
        #expect(try Polygon(exterior: [Point3(0, 0), Point3(1, 1), Point3(2, 2)]).largestCircle() == nil)
    }

    @Test func preparedAnswersAsPlainGeometryDoes() throws {
        let region = try PreparedRegion([a, b])
        #expect(try region.covers(Point3(4, 1)))
        #expect(try !region.covers(Point3(5, 1)))
        #expect(try !region.covers(Point3(.nan, 1)))
        #expect(try region.covers(rectangle(1, 1, 1, 1)))
        #expect(try region.covers(rectangle(1, 1, 3, 3)))
        #expect(try !region.covers(rectangle(1, 1, 4, 1)))
        #expect(try region.intersects(rectangle(6, 6, 1, 1)), "corners touch")
        #expect(try !region.intersects(rectangle(7, 7, 1, 1)))
        #expect(try region.intersects(line: [Point3(-1, 5), Point3(5, -1)]))
        #expect(try !region.intersects(line: [Point3(-1, 5)]))
        #expect(try region.isWithin(1.5, of: rectangle(7, 7, 1, 1)))
        #expect(try !region.isWithin(1.4, of: rectangle(7, 7, 1, 1)))
        #expect(try a.intersects(b))
        #expect(try !a.covers(b))
    }
}
