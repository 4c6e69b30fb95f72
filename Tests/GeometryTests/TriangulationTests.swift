import Foundation
import Geometry
import Testing

@Suite struct TriangulationTests {
    /// A star-shaped ring around the origin, counter-clockwise.
    func star(_ n: Int, radius: ClosedRange<Double>, _ g: inout SeededGenerator) -> [Point3] {
        (0..<n).map { i in
            // Within its own sector, so that angles ascend and no two are alike.
            let angle = (Double(i) + Double.random(in: 0.05...0.95, using: &g)) / Double(n) * 2 * .pi
            let r = Double.random(in: radius, using: &g)
            return Point3(cos(angle) * r, sin(angle) * r)
        }
    }

    /// A star with small star holes on a circle within it, some of them the wrong way round.
    func starWithHoles(_ g: inout SeededGenerator) -> Polygon {
        let shell = star(Int.random(in: 8...90, using: &g), radius: 50...100, &g)
        let holes = (0..<Int.random(in: 0...9, using: &g)).map { i in
            let angle = Double(i) / 9 * 2 * .pi
            // Sectors of at least 8 corners keep the shell's chords beyond 50 cos(45°) = 35.
            let centre = Point3(cos(angle) * 25, sin(angle) * 25)
            let ring = star(Int.random(in: 5...20, using: &g), radius: 1...8, &g).map { $0 + centre }
            return i % 2 == 0 ? ring : ring.reversed()
        }
        return Polygon(exterior: shell, holes: holes)
    }

    @Test func trianglesCoverStarsInThePlane() {
        var g = SeededGenerator(seed: 7)
        for i in 0..<3000 {
            let polygon = starWithHoles(&g)
            let triangles = polygon.triangulatedOnMap()
            let (sum, good) = polygon.triangleAreas(triangles)
            #expect(abs(sum - polygon.area) <= 1e-9 * polygon.area, "\(i)")
            #expect(good, "\(i)")
            #expect(triangles.count / 3 == polygon.vertices.count + 2 * polygon.ringCount - 4, "\(i)")
        }
    }

    /// Catches a projection that mirrors, and one that loses area on steep faces.
    @Test func trianglesFollowTheNormalInSpace() {
        var g = SeededGenerator(seed: 8)
        for i in 0..<1000 {
            var polygon = starWithHoles(&g)
            let (tilt, turn) = (Double.random(in: 0...(2 * .pi), using: &g), Double.random(in: 0...6.3, using: &g))
            polygon.vertices = polygon.vertices.map { p in
                let (y, z) = (p.y * cos(tilt), p.y * sin(tilt))
                return Point3(p.x * cos(turn) - y * sin(turn), p.x * sin(turn) + y * cos(turn), z)
            }
            let normal = polygon.newellNormal
            var sum = 0.0
            let t = polygon.triangulated()
            for k in stride(from: 0, to: t.count, by: 3) {
                let (a, b, c) = (
                    polygon.vertices[Int(t[k])], polygon.vertices[Int(t[k + 1])], polygon.vertices[Int(t[k + 2])]
                )
                sum += (b - a).cross(c - a).dot(normal) / 2
            }
            #expect(abs(sum - polygon.area3D) <= 1e-9 * polygon.area3D, "\(i)")
        }
    }

    @Test func wallsAreSeenFromOutside() {
        // The south wall of a box: outward normal to the south.
        let wall = Polygon(exterior: [Point3(0, 0, 0), Point3(4, 0, 0), Point3(4, 0, 3), Point3(0, 0, 3)])
        #expect(wall.newellNormal == Point3(0, -1, 0))
        #expect(wall.area == 0 && wall.area3D == 12)
        var mesh = Mesh()
        mesh.append(wall, owner: 5)
        mesh.append(wall, owner: 6, flipped: true)
        #expect(mesh.owners == [5, 5, 6, 6])
        for k in 0..<4 {
            let corner = { (i: Int) in mesh.vertices[Int(mesh.indices[3 * k + i])] }
            let normal = (corner(1) - corner(0)).cross(corner(2) - corner(0)).normalised
            #expect(normal == Point3(0, k < 2 ? -1 : 1, 0))
        }
    }

    /// Collinear vertices must stay, or neighbouring faces would no longer be closed.
    @Test func straightVerticesAreKept() {
        let edge = [Point3(0, 0), Point3(1, 0), Point3(2, 0), Point3(3, 0), Point3(3, 3), Point3(1.5, 3), Point3(0, 3)]
        let hole = [Point3(1, 1), Point3(1, 1.5), Point3(1, 2), Point3(2, 2), Point3(2, 1)]
        let triangles = Polygon(exterior: edge, holes: [hole]).triangulatedOnMap()
        #expect(Set(triangles).count == 12)
        #expect(triangles.count / 3 == 12)
    }

    /// Any input ends, and gives indices that exist.
    @Test func garbageDoesNoHarm() {
        var g = SeededGenerator(seed: 9)
        for round in 0..<2000 {
            let rings = (0..<Int.random(in: 1...4, using: &g)).map { _ in
                (0..<Int.random(in: 0...25, using: &g)).map { _ -> Point3 in
                    // A coarse grid: many repeated, collinear and crossing vertices, now and then NaN.
                    let value = { (g: inout SeededGenerator) -> Double in
                        Int.random(in: 0..<100, using: &g) == 0 ? .nan : Double(Int.random(in: 0...6, using: &g))
                    }
                    return Point3(value(&g), value(&g), round % 2 == 0 ? 0 : value(&g))
                }
            }
            let polygon = Polygon(exterior: rings[0], holes: Array(rings.dropFirst()))
            for triangles in [polygon.triangulated(), polygon.triangulatedOnMap()] {
                #expect(triangles.count % 3 == 0)
                #expect(
                    triangles.allSatisfy { Int($0) < polygon.vertices.count && polygon.vertices[Int($0)].x.isFinite })
                #expect(triangles.count <= 3 * (polygon.vertices.count + 2 * polygon.ringCount) * 2)
            }
        }
    }

    @Test(arguments: [1e-300, 1e300, .greatestFiniteMagnitude, .leastNonzeroMagnitude]) func extremeSizesEnd(
        scale: Double
    ) {
        let square = Polygon(exterior: [
            Point3(0, 0), Point3(scale, 0), Point3(scale, scale), Point3(0, scale), Point3(-scale, scale / 2),
        ])
        _ = square.triangulated()
        _ = square.triangulatedOnMap()
    }

    /// A scribble of 3,000 random points crosses itself millions of times; the work must stay bounded.
    @Test func aScribbleEnds() {
        var g = SeededGenerator(seed: 10)
        let points = (0..<3000).map { _ in
            Point3(Double.random(in: 0...1, using: &g), Double.random(in: 0...1, using: &g))
        }
        let start = ContinuousClock.now
        _ = Polygon(exterior: points).triangulatedOnMap()
        #expect(ContinuousClock.now - start < .seconds(60))
    }

    @Test func whatHasNoAreaHasNoTriangles() {
        for points in [
            [], [Point3(1, 1)], [Point3(0, 0), Point3(1, 1)], [Point3(0, 0), Point3(1, 1), Point3(2, 2)],
            [Point3(0, 0), Point3(1, 1), Point3(2, 2), Point3(1, 1)],
            [Point3](repeating: Point3(3, 3, 3), count: 9),
        ] {
            #expect(Polygon(exterior: points).triangulated().isEmpty)
            #expect(Polygon(exterior: points).triangulatedOnMap().isEmpty)
        }
        #expect(Polygon(vertices: [], ringEnds: []).triangulated().isEmpty)
    }

    @Test func spikesAndMisplacedHolesAreTakenAsTheyAre() {
        let square = [Point3(0, 0), Point3(4, 0), Point3(4, 4), Point3(0, 4)]
        // A spike out of the corner and back has no area.
        let spiked = Polygon(exterior: square.prefix(3) + [Point3(9, 9), Point3(4, 4)] + square.suffix(1))
        #expect(abs(spiked.triangleAreas(spiked.triangulatedOnMap()).sum - 16) < 1e-12)
        // A hole to the left of everything is ignored.
        let outside = Polygon(exterior: square, holes: [[Point3(-9, 1), Point3(-8, 1), Point3(-8, 2)]])
        #expect(abs(outside.triangleAreas(outside.triangulatedOnMap()).sum - 16) < 1e-12)
    }
}
