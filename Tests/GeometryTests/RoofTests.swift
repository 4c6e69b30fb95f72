import Foundation
import Geometry
import Testing

@Suite struct RoofTests {
    /// A house 10 × 8 m with its ridge east–west: eaves at 3 m, ridge at 3 + 4 tan 35°, on ground at 230 m.
    let ridge = 230 + 3 + 4 * tan(35 * Double.pi / 180)

    var house: [Surface] {
        let (g, e, r) = (230.0, 233.0, ridge)
        let faces: [[Point3]] = [
            [Point3(0, 0, e), Point3(10, 0, e), Point3(10, 4, r), Point3(0, 4, r)],
            [Point3(10, 8, e), Point3(0, 8, e), Point3(0, 4, r), Point3(10, 4, r)],
            [Point3(0, 0, g), Point3(10, 0, g), Point3(10, 0, e), Point3(0, 0, e)],
            [Point3(10, 8, g), Point3(0, 8, g), Point3(0, 8, e), Point3(10, 8, e)],
            [Point3(10, 0, g), Point3(10, 8, g), Point3(10, 8, e), Point3(10, 4, r), Point3(10, 0, e)],
            [Point3(0, 8, g), Point3(0, 0, g), Point3(0, 0, e), Point3(0, 4, r), Point3(0, 8, e)],
            [Point3(0, 0, g), Point3(0, 8, g), Point3(10, 8, g), Point3(10, 0, g)],
        ]
        return faces.map { Surface(Polygon(exterior: $0)) }
    }

    func check(_ roof: RoofPlanes) {
        #expect(roof.types == [.roof, .roof, .wall, .wall, .wall, .wall, .ground])
        #expect(roof.planes.map(\.face) == [0, 1])
        for (plane, azimuth) in zip(roof.planes, [180.0, 0]) {
            #expect(abs(plane.tilt.degrees - 35) < 1e-9)
            #expect(abs((plane.azimuth?.degrees ?? -1) - azimuth) < 1e-9)
            #expect(abs(plane.area - 10 * 4 / cos(35 * .pi / 180)) < 1e-9)
            #expect(plane.normal.z > 0)
        }
    }

    @Test func aClosedHouseIsRead() {
        let roof = roofPlanes(of: house)
        check(roof)
        #expect(roof.isClosed && roof.inverted.isEmpty && roof.degenerate.isEmpty)
        #expect(abs(roof.volume - (240 + 40 * (ridge - 233))) < 1e-9)
    }

    @Test func anInvertedHouseIsTurned() {
        let roof = roofPlanes(of: house.map { Surface($0.polygon.reversed()) })
        check(roof)
        #expect(roof.isClosed && roof.inverted == [0, 1, 2, 3, 4, 5, 6] && roof.volume > 0)
    }

    @Test func anOpenHouseWithAFaceTurnedIsRead() {
        var faces = house
        faces[1].polygon = faces[1].polygon.reversed()
        let roof = roofPlanes(of: faces)
        check(roof)
        #expect(!roof.isClosed && roof.inverted == [1])
        // The ground turned up looks like a roof at the lowest point.
        faces = house
        faces[6].polygon = faces[6].polygon.reversed()
        check(roofPlanes(of: faces))
        #expect(roofPlanes(of: faces).inverted == [6])
    }

    @Test func semanticsAreKept() {
        var faces = house
        faces[0].type = .outerFloor
        faces[2].type = .door
        let roof = roofPlanes(of: faces)
        #expect(roof.types == [.outerFloor, .roof, .door, .wall, .wall, .wall, .ground])
        #expect(roof.planes.map(\.face) == [1])
    }

    @Test func roofsAloneLookUp() {
        // Roof prints without walls, as from a photogrammetric plan, one of them turned over.
        let faces = [house[0], Surface(house[1].polygon.reversed())]
        let roof = roofPlanes(of: faces)
        #expect(roof.types == [.roof, .roof] && roof.inverted == [1])
        let slab = Polygon(exterior: [Point3(0, 0, 5), Point3(0, 4, 5), Point3(4, 4, 5), Point3(4, 0, 5)])
        #expect(roofPlanes(of: [Surface(slab)]).planes.first?.azimuth == nil)
        #expect(roofPlanes(of: [Surface(slab)]).planes.count == 1)
    }

    @Test func overhangsAreNoGround() {
        let table = Polygon(exterior: [Point3(0, 0), Point3(4, 0), Point3(4, 4), Point3(0, 4)])
        // A slab on a foot: its underside is 3 m up.
        let foot = Polygon(exterior: [Point3(1, 1), Point3(2, 1), Point3(2, 2), Point3(1, 2)])
        let faces = table.extruded(from: 3, to: 3.3) + foot.extruded(from: 0, to: 3)
        let roof = roofPlanes(of: faces.map { Surface($0.polygon) })
        #expect(roof.isClosed)
        #expect(roof.types[1] == .outerCeiling)
        // Labelled a roof by mistake, it still is none.
        let labelled = roofPlanes(of: faces.map { Surface($0.polygon, $0.type == .ground ? .roof : $0.type) })
        #expect(labelled.types[1] == .outerCeiling)
    }

    @Test func facesWithoutAreaAreListed() {
        let line = Surface(Polygon(exterior: [Point3(0, 0), Point3(1, 1), Point3(2, 2)]))
        let roof = roofPlanes(of: house + [line])
        #expect(roof.degenerate == [7] && roof.types.count == 8)
        #expect(roofPlanes(of: []) == RoofPlanes())
    }

    /// Mansards are roofs and leaning walls are walls, on either side of 75°.
    @Test(arguments: [(74.0, SurfaceType.roof), (76.0, .wall), (104.0, .wall)])
    func theThresholdIsAtSeventyFiveDegrees(tilt: Double, type: SurfaceType) {
        let t = tilt * .pi / 180
        let steep = Polygon(exterior: [
            Point3(0, 0, 0), Point3(5, 0, 0), Point3(5, 3 * cos(t), 3 * sin(t)), Point3(0, 3 * cos(t), 3 * sin(t)),
        ])
        #expect(roofPlanes(of: [Surface(steep)]).types == [type])
    }
}

@Suite struct SampleGridTests {
    @Test func pointsShareTheAreaExactly() throws {
        for (i, t) in try TruthPolygon.read().enumerated() where t.area > 1e-3 {
            let spacing = (t.area / 50).squareRoot()
            let samples = t.polygon.sampled(spacing: spacing)
            #expect(!samples.isEmpty)
            #expect(abs(samples.map(\.area).reduce(0, +) - t.area) < 1e-9 * t.area, "\(t.kind) \(i)")
            #expect(samples.allSatisfy { t.polygon.distance(to: $0.point) <= 1e-8 }, "\(t.kind) \(i)")
            // Cell centres hit a face in proportion to its area; half to double for shapes as thin as these.
            #expect(
                (25...100).contains(samples.count) || ["spiral", "comb", "sliver"].contains(t.kind), "\(t.kind) \(i)")
            #expect(samples == t.polygon.sampled(spacing: spacing))
        }
    }

    @Test func aSlopingRoofIsCoveredInItsPlane() throws {
        // 10 m along the eaves, 5 m up the slope of 3:4.
        let roof = Polygon(exterior: [Point3(0, 0, 3), Point3(10, 0, 3), Point3(10, 4, 6), Point3(0, 4, 6)])
        let samples = roof.sampled(spacing: 1)
        #expect(samples.count == 50)
        #expect(samples.allSatisfy { abs($0.area - 1) < 1e-12 })
        let plane = try #require(Plane(of: roof))
        #expect(samples.allSatisfy { abs(plane.distance(to: $0.point)) < 1e-12 })
        let first = try #require(samples.first)
        #expect((first.point - Point3(0.5, 0.4, 3.3)).length < 1e-12)
    }

    @Test func smallAndThinFacesGetAPoint() {
        let small = Polygon(exterior: [Point3(0, 0), Point3(0.3, 0), Point3(0, 0.3)])
        #expect(small.sampled(spacing: 1).count == 1)
        #expect(small.locate(small.sampled(spacing: 1)[0].point) == .inside)
        let frame = Polygon(
            exterior: [Point3(0, 0), Point3(1, 0), Point3(1, 1), Point3(0, 1)],
            holes: [[Point3(0.1, 0.1), Point3(0.1, 0.9), Point3(0.9, 0.9), Point3(0.9, 0.1)]])
        let one = frame.sampled(spacing: 5)
        #expect(one.count == 1 && abs(one[0].area - 0.36) < 1e-12 && frame.contains(one[0].point))
        let wall = Polygon(exterior: [Point3(0, 0, 0), Point3(6, 0, 0), Point3(6, 0, 3), Point3(0, 0, 3)])
        #expect(wall.sampled(spacing: 1).count == 18)
        #expect(wall.sampled(spacing: 1)[0].point == Point3(0.5, 0, 0.5))
    }

    @Test(arguments: [0, -1, .nan, .infinity, 1e-30]) func aSpacingThatMakesNoSenseGivesNothing(spacing: Double) {
        let square = Polygon(exterior: [Point3(0, 0), Point3(4, 0), Point3(4, 4), Point3(0, 4)])
        #expect(square.sampled(spacing: spacing).count <= 1)
        #expect(Polygon(vertices: [], ringEnds: []).sampled(spacing: 1).isEmpty)
    }
}
