import Geometry
import Testing

/// A city of 801 km², 28.3 km square: a detail of 3 cm in its far corner must survive every measure.
@Suite struct PrecisionTests {
    let side = 28_300.0
    let detail = 0.03

    func square(_ x: Double, _ y: Double, _ size: Double) -> Polygon {
        Polygon(exterior: [Point3(x, y), Point3(x + size, y), Point3(x + size, y + size), Point3(x, y + size)])
    }

    @Test func aThreeCentimetreSquareKeepsItsArea() {
        let corner = square(side - detail, side - detail, detail)
        // A double at 28 km is good to 3.6e-12 m: 3 cm to 1e-10, an area to about 1e-9.
        #expect(abs(corner.area / (detail * detail) - 1) < 1e-9)
        #expect(abs((corner.centroid ?? .zero).x - (side - detail / 2)) < 1e-11)
        let (sum, good) = corner.triangleAreas(corner.triangulatedOnMap())
        #expect(good && abs(sum / (detail * detail) - 1) < 1e-9)
    }

    @Test func aThreeCentimetreGapStaysOpen() {
        let (a, b) = (square(side - 20, 0, 10), square(side - 10 + detail, 0, 10))
        let between = Point3(side - 10 + detail / 2, 5)
        #expect(!a.contains(between) && !b.contains(between))
        #expect(abs(a.distance(to: between) - detail / 2) < 1e-11)
        #expect(abs(b.distance(to: between) - detail / 2) < 1e-11)
    }

    @Test func aThreeCentimetreKerbHasItsSlopeAndVolume() {
        let plan = square(side - 2, side - 2, 2)
        var mesh = Mesh()
        mesh.appendExtrusion(of: plan, from: 231, to: 231 + detail, owner: 0)
        #expect(abs(mesh.volume / (4 * detail) - 1) < 1e-10)
        var ramp = plan
        ramp.vertices[2].z = detail
        ramp.vertices[3].z = detail
        let plane = Plane(of: ramp)
        // atan(0.03 / 2)
        #expect(abs((plane?.tilt.degrees ?? 0) - 0.85937222) < 1e-7)
        #expect(abs((plane?.azimuth?.degrees ?? 0) - 180) < 1e-7)
    }

    /// The city as one polygon with a slot of 3 cm across all of it.
    @Test func aThreeCentimetreSlotIsCutOutOfTheWholeCity() {
        var city = square(0, 0, side)
        city = Polygon(
            exterior: city.vertices,
            holes: [[Point3(1, 1), Point3(side - 1, side - 1 - detail), Point3(side - 1, side - 1)]])
        let slot = (side - 2) * detail / 2
        let (sum, good) = city.triangleAreas(city.triangulatedOnMap())
        #expect(good)
        #expect(abs(side * side - sum - slot) < 1e-5)
        #expect(!city.contains(Point3(side - 1.001, side - 1.001 - detail / 2)))
    }
}
