import Foundation
import Geometry
import Testing

/// Against shapely; see `Tests/Truth/geometry/README.md` for the origin and the tolerances.
@Suite struct TruthTests {
    let truths: [TruthPolygon]

    init() throws { truths = try TruthPolygon.read() }

    @Test func thereIsSomethingToCompare() { #expect(truths.count == 175) }

    @Test func measuresAgree() {
        for (i, t) in truths.enumerated() {
            let size = t.perimeter
            let metres = t.kind == "utm" ? 1e-6 : 1e-9 * size
            #expect(abs(t.polygon.area - t.area) <= 1e-9 * t.area, "\(t.kind) \(i)")
            #expect(abs(t.polygon.perimeter - t.perimeter) <= 1e-9 * size, "\(t.kind) \(i)")
            let centroid = t.polygon.centroid ?? Point3(.infinity, 0)
            #expect(centroid.distance2D(to: t.centroid) <= metres, "\(t.kind) \(i)")
            let hull = convexHull(t.polygon.vertices)
            #expect(abs(doubleSignedArea(hull) / 2 - t.hullArea) <= 1e-9 * t.hullArea, "\(t.kind) \(i)")
        }
    }

    @Test func placesAgree() {
        for (i, t) in truths.enumerated() {
            for probe in t.probes {
                #expect("\(t.polygon.locate(probe.point))" == probe.location, "\(t.kind) \(i) \(probe.point)")
                #expect(abs(t.polygon.distance(to: probe.point) - probe.distance) <= 1e-9 * t.perimeter)
                let toBoundary = t.polygon.distanceToBoundary(from: probe.point)
                #expect(abs(toBoundary - probe.boundaryDistance) <= 1e-9 * t.perimeter)
            }
        }
    }

    @Test func trianglesCoverThePolygon() {
        for (i, t) in truths.enumerated() {
            let triangles = t.polygon.triangulatedOnMap()
            let (sum, good) = t.polygon.triangleAreas(triangles)
            #expect(abs(sum - t.area) <= 1e-9 * t.area, "\(t.kind) \(i): \(sum) for \(t.area)")
            #expect(good, "\(t.kind) \(i)")
            // A triangulation that uses every vertex has this many triangles.
            let all = t.polygon.vertices.count + 2 * (t.polygon.ringCount - 1) - 2
            #expect(triangles.count / 3 <= all, "\(t.kind) \(i)")
        }
    }

    @Test func interiorPointsLieInside() throws {
        for (i, t) in truths.enumerated() {
            let point = try #require(t.polygon.interiorPoint)
            #expect(t.polygon.locate(point) == .inside, "\(t.kind) \(i)")
        }
    }
}
