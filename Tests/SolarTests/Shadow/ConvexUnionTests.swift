import Geodesy
import Geometry
import Testing

@testable import Solar

/// The union of convex polygons against GEOS.
@Suite struct ConvexUnionTests {
    private func union(_ hulls: [[Point3]]) throws -> (made: [Polygon], leftToGEOS: Int) {
        var parts = ConvexUnion(near: hulls[0][0], along: Point3(0.6, 0.8), capacity: hulls.count)
        for hull in hulls { parts.add(hull) }
        let made = try parts.union()
        return (made, parts.leftToGEOS)
    }

    private func check(_ hulls: [[Point3]], _ what: String) throws -> Int {
        let (made, left) = try union(hulls)
        let expected = try hulls.map { Polygon(exterior: $0) }.union()
        let length = expected.reduce(0) { $0 + $1.perimeter }
        let missing = try expected.difference(made).reduce(0) { $0 + $1.area }
        let extra = try made.difference(expected).reduce(0) { $0 + $1.area }
        // Grown by up to 10 µm; corners tidied by up to 30 µm.
        #expect(missing + extra < 5e-5 * length + 1e-6, "\(what): \(missing) missing, \(extra) too much")
        for polygon in made { #expect(try polygon.validity() == .valid, "\(what)") }
        for (i, a) in made.enumerated() {
            for b in made[(i + 1)...] where a.box.intersects(b.box) {
                #expect(try a.intersection(b).reduce(0) { $0 + $1.area } < 1e-9, "\(what)")
            }
        }
        return left
    }

    private func hull(_ seeded: inout Seeded, at centre: Point3, radius: Double) -> [Point3] {
        let count = Int.random(in: 3...9, using: &seeded)
        let points = (0..<count * 2).map { _ in
            centre + Point3(seeded.number(in: -radius...radius), seeded.number(in: -radius...radius))
        }
        return convexHull(points)
    }

    /// Anywhere, any size.
    @Test func scattered() throws {
        var seeded = Seeded(5)
        var left = 0
        for round in 0..<60 {
            let hulls = (0..<Int.random(in: 2...80, using: &seeded)).map { _ in
                hull(
                    &seeded, at: Point3(1e4 + seeded.number(in: 0...100), seeded.number(in: 0...100)),
                    radius: seeded.number(in: 0.5...25))
            }
            left += try check(hulls, "round \(round)")
        }
        #expect(left == 0)
    }

    /// Squares on a grid: shared edges, shared corners, repeated and enclosed squares, edges in one line.
    @Test func onAGrid() throws {
        var seeded = Seeded(6)
        for round in 0..<60 {
            let size = Int.random(in: 3...12, using: &seeded)
            let hulls = (0..<Int.random(in: 2...90, using: &seeded)).map { _ in
                square(
                    Double(Int.random(in: 0...size, using: &seeded)), Double(Int.random(in: 0...size, using: &seeded)),
                    Double(Int.random(in: 1...3, using: &seeded)), Double(Int.random(in: 1...3, using: &seeded)))
            }
            _ = try check(hulls, "round \(round)")
        }
    }

    /// The same with corners off by some micrometres, as in measured models: edges that nearly coincide.
    @Test func nearlyOnAGrid() throws {
        var seeded = Seeded(8)
        var left = 0
        for round in 0..<60 {
            let noise = [1e-9, 1e-7, 1e-6, 1e-5, 1e-4][round % 5]
            let hulls = (0..<Int.random(in: 2...120, using: &seeded)).map { _ in
                let corner = Point3(
                    Double(Int.random(in: 0...9, using: &seeded)), Double(Int.random(in: 0...9, using: &seeded)))
                let size = Double(Int.random(in: 1...3, using: &seeded))
                return convexHull(
                    square(corner.x, corner.y, size, size).map {
                        $0 + Point3(seeded.number(in: -noise...noise), seeded.number(in: -noise...noise))
                    })
            }
            left += try check(hulls, "round \(round)")
        }
        #expect(left == 0)
    }

    /// What is left to GEOS comes out the same, without cracks.
    @Test func byGEOS() throws {
        let hulls = [square(0, 0, 10, 10), square(5, 5, 10, 10), square(15.000_001, 5, 3, 3)]
        let made = try ConvexUnion.unionByGEOS(hulls)
        #expect(made.count == 2 && abs(made.reduce(0) { $0 + $1.area } - 184) < 1e-4)
        // Four boxes round a crack of 5 mm by 5 mm.
        let ring = [square(0, 0, 2, 1), square(1.005, 1, 1, 2), square(0, 1.005, 1.005, 2), square(0, 0, 1, 1.5)]
        #expect(try ConvexUnion.unionByGEOS(ring).map(\.ringCount) == [1])
    }

    /// Triangles of a fan and their outline: many edges through one point.
    @Test func fans() throws {
        for count in 5...40 {
            let rim = (0..<count).map { i -> Point3 in
                let a = Angle.degrees(360 * Double(i) / Double(count))
                return Point3(10 * a.cosine, 10 * a.sine)
            }
            let fan = (0..<count).map { [Point3(0, 0), rim[$0], rim[($0 + 1) % count]] }
            let (made, _) = try union(fan)
            #expect(made.count == 1 && made[0].ringCount == 1)
            #expect(abs(made[0].area - Polygon(exterior: rim).area) < 1e-2)
            _ = try check(fan, "fan of \(count)")
        }
    }

    /// A ring of boxes has a hole; a box alone in it stays alone.
    @Test func aRingHasAHole() throws {
        let ring = [square(0, 0, 30, 5), square(25, 0, 5, 30), square(0, 25, 30, 5), square(0, 0, 5, 30)]
        let (made, _) = try union(ring + [square(12, 12, 4, 4)])
        #expect(made.count == 2)
        #expect(made[0].ringCount == 2 && made[1].ringCount == 1)
        #expect(abs(made[0].area - 500) < 1e-2 && abs(made[1].area - 16) < 1e-12)
    }
}
