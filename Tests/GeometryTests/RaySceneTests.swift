import Foundation
import Geometry
import Testing

/// Möller & Trumbore 1997 in double precision, every triangle; also how near the ray comes to any edge or surface, so
/// that a disagreement can be told from a close call.
private func brute(_ mesh: Mesh, _ o: Point3, _ d: Point3) -> (nearest: Double?, isClose: Bool) {
    var nearest: Double?
    var isClose = false
    for t in 0..<mesh.triangleCount {
        let a = mesh.vertices[Int(mesh.indices[3 * t])]
        let (u, v) = (mesh.vertices[Int(mesh.indices[3 * t + 1])] - a, mesh.vertices[Int(mesh.indices[3 * t + 2])] - a)
        let p = d.cross(v)
        let det = u.dot(p)
        let size = u.cross(v).length
        // Edge on: where it would be met hangs on rounding.
        if abs(det) < 1e-4 * size { isClose = true }
        guard abs(det) > 1e-12 else { continue }
        let s = o - a
        let x = s.dot(p) / det
        let q = s.cross(u)
        let y = d.dot(q) / det
        let distance = v.dot(q) / det
        // A millimetre at the edges, in barycentric measure of the triangle's size.
        let margin = 0.002 / max(size.squareRoot(), 0.01)
        if min(x, y, 1 - x - y) > -margin, abs(min(x, y, 1 - x - y)) < margin, distance > -0.01 { isClose = true }
        if x >= -margin, y >= -margin, x + y <= 1 + margin, abs(distance) < 0.001 { isClose = true }
        if x >= 0, y >= 0, x + y <= 1, distance > 0 { nearest = min(nearest ?? .infinity, distance) }
    }
    return (nearest, isClose)
}

private func boxes(_ n: Int, at origin: Point3, seed: UInt64) -> Mesh {
    var random = Seeded(seed)
    var mesh = Mesh()
    for i in 0..<n {
        let x = origin.x + random.number(in: 0...200)
        let y = origin.y + random.number(in: 0...200)
        let (w, d, h) = (random.number(in: 3...20), random.number(in: 3...20), random.number(in: 3...30))
        let plan = Polygon(exterior: [Point3(x, y), Point3(x + w, y), Point3(x + w, y + d), Point3(x, y + d)])
        mesh.appendExtrusion(of: plan, from: origin.z, to: origin.z + h, owner: Int32(i))
    }
    return mesh
}

private func direction(_ random: inout Seeded, up: Bool = false) -> Point3 {
    let z = random.number(in: up ? 0.01...1 : -1...1)
    let a = random.number(in: 0...2 * .pi)
    let r = (1 - z * z).squareRoot()
    return Point3(r * cos(a), r * sin(a), z)
}

@Suite struct RaySceneTests {
    /// Would catch a node skipped, a triangle tested in the wrong tile, distances wrong, bits in the wrong place.
    @Test(arguments: [Point3(0, 0, 0), Point3(-14_000, 13_900, 800), Point3(440_000, 4_790_000, 215)])
    func agreesWithBruteForce(origin: Point3) {
        let mesh = boxes(60, at: origin, seed: 11)
        let scene = RayScene(mesh)
        #expect(scene.triangleCount == 60 * 12 && scene.nonFinite == 0 && scene.degenerate == 0)
        var random = Seeded(5)
        var close = 0
        var met = 0
        for _ in 0..<20 {
            let centre =
                origin + Point3(random.number(in: 0...200), random.number(in: 0...200), random.number(in: 1...35))
            let points = (0..<37).map { _ in
                centre + Point3(random.number(in: -15...15), random.number(in: -15...15), random.number(in: 0...3))
            }
            let d = direction(&random)
            var hint = OccluderHint()
            let group = scene.group(points)
            let mask = scene.occlusion(group, direction: d, hint: &hint)
            #expect(mask == scene.occlusion(group, direction: d, hint: &hint), "the hint changes the answer")
            #expect(mask & ~group.all == 0)
            for (i, p) in points.enumerated() {
                let (nearest, isClose) = brute(mesh, p, d)
                if isClose {
                    close += 1
                    continue
                }
                met += nearest == nil ? 0 : 1
                #expect((mask >> UInt64(i) & 1 == 1) == (nearest != nil))
                #expect(scene.occluded(origin: p, direction: d) == (nearest != nil))
                let hit = scene.firstHit(origin: p, direction: d)
                #expect((hit == nil) == (nearest == nil))
                if let hit, let nearest {
                    #expect(abs(hit.distance - nearest) < 0.002)
                    #expect(!scene.occluded(origin: p, direction: d, maxDistance: nearest - 0.01))
                    #expect(mesh.owners[Int(hit.triangle)] == hit.owner)
                }
            }
        }
        #expect(close < 740 / 3 && met > 50)
    }

    /// Would catch light leaking between triangles that share an edge: every ray into a closed solid meets it, aimed at
    /// its edges and corners most of all.
    @Test func nothingSlipsThroughSharedEdges() {
        // A faceted dome of several hundred thin triangles with awkward coordinates.
        var mesh = Mesh()
        let centre = Point3(1234.567, -987.654, 3.21)
        func p(_ i: Int, _ j: Int) -> Point3 {
            let (a, e) = (Double(i) * 2 * .pi / 37, Double(j) * .pi / 18 - .pi / 2)
            return centre + Point3(cos(a) * cos(e), sin(a) * cos(e), sin(e)) * 9.1
        }
        for j in 0..<18 {
            for i in 0..<37 {
                mesh.append(p(i, j), p((i + 1) % 37, j), p((i + 1) % 37, j + 1), owner: 0)
                mesh.append(p(i, j), p((i + 1) % 37, j + 1), p(i, j + 1), owner: 0)
            }
        }
        let scene = RayScene(mesh)
        var random = Seeded(3)
        var leaks = 0
        for round in 0..<400 {
            let d =
                round < 6
                ? [Point3(1, 0, 0), Point3(0, 1, 0), Point3(0, 0, 1)][round % 3] * (round < 3 ? 1 : -1)
                : direction(&random)
            // From inside: points on the line back from a place on an edge or a corner.
            let points = (0..<64).map { k -> Point3 in
                let (i, j) = (Int(random.next() % 37), Int(random.next() % 16) + 1)
                let t = [0, 1, 0.5, random.number(in: 0...1)][k % 4]
                let edge = p(i, j) * (1 - t) + (k % 3 == 0 ? p((i + 1) % 37, j) : p(i, j + 1)) * t
                return centre + (edge - centre) * random.number(in: 0...0.98)
            }
            let mask = scene.occlusion(scene.group(points), direction: d)
            leaks += 64 - mask.nonzeroBitCount
            for q in points.prefix(4) where scene.firstHit(origin: q, direction: q - centre + d * 1e-6) == nil {
                leaks += 1
            }
        }
        #expect(leaks == 0)
    }

    /// Would catch single precision losing small things far from the city's origin: a 3 cm rail, 14 km out.
    @Test(arguments: [Point3(14_100, 14_100, 230), Point3(-14_100, 300, 0)])
    func threeCentimetresSurvive(far: Point3) {
        var mesh = boxes(3, at: Point3(0, 0, 0), seed: 2)
        let rail = Polygon(exterior: [
            far, far + Point3(0.03, 0), far + Point3(0.03, 40), far + Point3(0, 40),
        ])
        mesh.appendExtrusion(of: rail, from: far.z, to: far.z + 0.03, owner: 9)
        // The far side of the city keeps the scene's middle away.
        mesh.append(Polygon(exterior: [far * -1, far * -1 + Point3(1, 0), far * -1 + Point3(0, 1)]), owner: 10)
        let scene = RayScene(mesh)
        for step in 0..<60 {
            let x = -0.015 + 0.001 * Double(step)
            let isOver = x > 0.0005 && x < 0.0295
            let isBeside = x < -0.0005 || x > 0.0305
            let below = far + Point3(x, 20.123, -5)
            let isMet = scene.occluded(origin: below, direction: Point3(0, 0, 1))
            if isOver { #expect(isMet) }
            if isBeside { #expect(!isMet) }
            if isOver, let hit = scene.firstHit(origin: below, direction: Point3(0, 0, 1)) {
                #expect(abs(hit.distance - 5) < 0.001)
            }
        }
    }

    /// Would catch traps and endless loops on what no city should hold.
    @Test func nonsense() {
        let empty = RayScene(Mesh())
        #expect(!empty.occluded(origin: .zero, direction: Point3(0, 0, 1)))
        #expect(empty.firstHit(origin: .zero, direction: Point3(1, 0, 0)) == nil)
        #expect(empty.occlusion(empty.group([Point3(1, 2, 3)]), direction: Point3(0, 0, 1)) == 0)
        var mesh = Mesh()
        mesh.append(Point3(.nan, 0, 0), Point3(1, 0, 0), Point3(0, 1, 0), owner: 0)
        mesh.append(Point3(0, 0, 5), Point3(1, 0, 5), Point3(2, 0, 5), owner: 1)
        mesh.append(Point3(-1, -1, 9), Point3(3, -1, 9), Point3(-1, 3, 9), owner: 2)
        mesh.append(Point3(1e300, 0, 0), Point3(0, 1e300, 0), Point3(0, 0, .infinity), owner: 3)
        for _ in 0..<100 { mesh.append(Point3(5, 5, 5), Point3(6, 5, 5), Point3(5, 6, 5), owner: 4) }
        let scene = RayScene(mesh)
        #expect(scene.nonFinite == 2 && scene.degenerate == 1 && scene.triangleCount == 101)
        #expect(scene.occluded(origin: .zero, direction: Point3(0, 0, 1)))
        #expect(scene.firstHit(origin: .zero, direction: Point3(0, 0, 2))?.distance == 4.5)
        #expect(!scene.occluded(origin: .zero, direction: Point3(0, 0, -1)))
        for bad in [Point3.zero, Point3(.nan, 0, 1), Point3(.infinity, 0, 0)] {
            #expect(!scene.occluded(origin: .zero, direction: bad))
            #expect(scene.occlusion(scene.group([.zero]), direction: bad) == 0)
        }
        #expect(!scene.occluded(origin: Point3(.nan, 0, 0), direction: Point3(0, 0, 1)))
        #expect(scene.group([Point3]()).count == 0)
        #expect(scene.firstHit(origin: Point3(5.2, 5.2, 0), direction: Point3(0, 0, 1))?.triangle == 4)
    }

    /// Would catch points lost by grouping, and groups too wide to go one way.
    @Test func groupsHoldEveryPointOnce() {
        var random = Seeded(1)
        let points = (0..<5000).map { _ in Point3(random.number(in: 0...900), random.number(in: 0...900), 5) }
        let scene = RayScene(boxes(10, at: .zero, seed: 1))
        let groups = scene.groups(points, extent: 120)
        #expect(groups.flatMap(\.members).sorted() == Array(0..<5000))
        for (group, members) in groups {
            #expect(group.count == members.count && group.count <= 64)
            var box = Box.empty
            for m in members { box.extend(points[m]) }
            #expect(box.width <= 120 && box.height <= 120)
        }
        #expect(groups.count < 5000 / 25)
    }

    /// The part of the sky an endless wall hides is known: seen from its foot at distance d under height h, the
    /// elevation atan(h/d) across.
    @Test func aWallHidesWhatItShould() {
        var mesh = Mesh()
        mesh.append(
            Polygon(exterior: [Point3(10, -5000, 0), Point3(10, 5000, 0), Point3(10, 5000, 10), Point3(10, -5000, 10)]),
            owner: 0)
        let scene = RayScene(mesh)
        for tenth in 1...89 * 10 {
            let e = Double(tenth) / 10 * .pi / 180
            let hidden = scene.occluded(origin: .zero, direction: Point3(cos(e), 0, sin(e)))
            if abs(Double(tenth) / 10 - 45) > 0.01 { #expect(hidden == (Double(tenth) / 10 < 45)) }
        }
    }
}
