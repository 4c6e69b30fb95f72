import Geodesy
import Geometry
import Testing

@Suite struct ValidityTests {
    let bowTie = Polygon(exterior: [Point3(0, 0, 5), Point3(2, 2, 5), Point3(2, 0, 5), Point3(0, 2, 5)])
    let square = Polygon(exterior: [Point3(0, 0), Point3(4, 0), Point3(4, 4), Point3(0, 4)])

    @Test func namesTheFaultAndItsPlace() throws {
        #expect(try square.validity() == .valid)
        guard case .invalid(let reason, let place) = try bowTie.validity() else {
            Issue.record("a bow-tie is not valid")
            return
        }
        #expect(reason == "Self-intersection")
        #expect(place.x == 1 && place.y == 1)
    }

    @Test func bowTieBecomesTwoTriangles() throws {
        let parts = try bowTie.madeValid()
        #expect(parts.count == 2)
        #expect(parts.allSatisfy { abs($0.area - 1) < 1e-12 && $0.isCounterClockwise(ring: 0) })
        #expect(parts.allSatisfy { $0.vertices.allSatisfy { $0.z == 5 } })
    }

    @Test func rolesOfRingsAreKept() throws {
        // The hole sticks out by half: what lies outside is no ground.
        var holed = square
        holed.vertices += [Point3(2, 1), Point3(6, 1), Point3(6, 3), Point3(2, 3)]
        holed.ringEnds.append(8)
        #expect(try holed.madeValid().map(\.area).reduce(0, +) == 12)
    }

    @Test(arguments: [
        Polygon(vertices: [], ringEnds: []),
        Polygon(vertices: [], ringEnds: [0]),
        Polygon(exterior: [Point3(1, 1)]),
        Polygon(exterior: [Point3(0, 0), Point3(1, 1)]),
        Polygon(exterior: [Point3(0, 0), Point3(1, 1), Point3(2, 2)]),
        Polygon(exterior: [Point3(1, 1), Point3(1, 1), Point3(1, 1), Point3(1, 1)]),
        Polygon(exterior: [Point3(.nan, 0), Point3(1, .infinity), Point3(2, 2), Point3(3, 3)]),
    ])
    func nothingWithoutAreaSurvives(polygon: Polygon) throws {
        #expect(try polygon.madeValid().isEmpty)
        _ = try polygon.validity()
    }

    @Test func missingCoordinatesAreDropped() throws {
        var broken = square
        broken.vertices.insert(Point3(.nan, 2), at: 2)
        broken.ringEnds = [5]
        #expect(try broken.madeValid().first?.area == 16)
        #expect(try broken.validity() != .valid)
    }
}
