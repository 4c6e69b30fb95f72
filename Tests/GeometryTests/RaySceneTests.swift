import Testing

@testable import Geometry

#if DEBUG
    private let effort = 1
#else
    private let effort = 100
#endif

@Suite struct RaySceneTests {
    /// Corners are moved by up to 0.1 mm to their grid, and single precision adds 10⁻⁷ of the distance.
    private static let reach = 0.0005

    /// Would catch hits lost or invented by tree, box test or triangle test: wherever the answer differs from double
    /// precision, moving the ray by half a millimetre must change the exact answer too.
    @Test(arguments: [Point3.zero, Point3(13_950, -14_020, 310), Point3(500_000, 5_400_000, 0)])
    func raysAgainstBruteForce(_ place: Point3) {
        let mesh = Mesh.town(60, around: place, side: 400, seed: 3)
        let scene = RayScene(mesh)
        var random = Seeded(4)
        var differing = 0
        for i in 0..<(1_500) {
            let ray = PlainRay(
                origin: place + random.point(in: -250...250, height: 0.1...60), direction: random.direction(),
                maxDistance: i % 3 == 0 ? random.number(in: 1...80) : .infinity)
            let exact = ray.nearest(in: mesh)
            let hit = scene.firstHit(origin: ray.origin, direction: ray.direction, maxDistance: ray.maxDistance)
            let blocked = scene.occluded(
                origin: ray.origin, direction: ray.direction * 7, maxDistance: ray.maxDistance)
            #expect(blocked == (hit != nil))
            if let hit, let exact, abs(hit.distance - exact) < 0.002 {
                #expect(hit.owner == mesh.owners[Int(hit.triangle)])
                continue
            }
            if hit == nil && exact == nil { continue }
            differing += 1
            let near = ray.displaced(by: Self.reach).map { $0.nearest(in: mesh) }
            if let hit {
                #expect(near.contains { abs(($0 ?? .infinity) - hit.distance) < 0.01 }, "\(ray)")
            } else {
                #expect(near.contains { $0 == nil }, "\(ray)")
            }
        }
        #expect(differing <= 15)
    }

    /// Would catch errors of the group's descent, its rectangle test and its early ends: the same rays one by one.
    @Test(arguments: [Point3.zero, Point3(13_950, -14_020, 310)])
    func groupsAgainstRays(_ place: Point3) {
        let mesh = Mesh.town(60, around: place, side: 400, seed: 5)
        let scene = RayScene(mesh)
        var random = Seeded(6)
        for round in 0..<24 {
            let corner = place + random.point(in: -200...200, height: 0.5...30)
            // Flat like a roof, upright like a façade, round, too large to be answered together, a single point.
            let size: (Double, Double, Double) = [(8, 8, 0), (0, 8, 8), (10, 10, 10), (300, 300, 20), (0, 0, 0)][
                round % 5]
            let count = [64, 64, 37, 64, 1][round % 5]
            let points = (0..<count).map { _ in
                corner
                    + Point3(
                        random.number(in: 0...1) * size.0, random.number(in: 0...1) * size.1,
                        random.number(in: 0...1) * size.2)
            }
            let group = PointGroup(points)
            #expect(group.scattered.isEmpty == (size.0 < 100))
            let directions = (0..<12).map { $0 < 6 ? Self.axes[$0] : random.direction() }
            var answered = 0
            scene.occlusion(of: group, directions: DirectionSet(directions)) { d, blocked in
                answered += 1
                #expect(blocked == scene.occlusion(of: group, direction: directions[d]))
                for (i, p) in points.enumerated() {
                    let inGroup = blocked >> UInt64(i) & 1 != 0
                    if inGroup == scene.occluded(origin: p, direction: directions[d]) { continue }
                    let near = PlainRay(origin: p, direction: directions[d]).displaced(by: Self.reach)
                        .map { $0.nearest(in: mesh) != nil }
                    #expect(near.contains(true) && near.contains(false), "\(p) \(directions[d])")
                }
                if count < 64 { #expect(blocked >> UInt64(count) == 0) }
            }
            #expect(answered == directions.count)
        }
    }

    private static let axes = [
        Point3(1, 0, 0), Point3(-1, 0, 0), Point3(0, 1, 0), Point3(0, -1, 0), Point3(0, 0, 1), Point3(0, 0, -1),
    ]

    /// Would catch any ray that slips out of a closed mesh between two triangles: rays at edges and corners.
    @Test(arguments: [Point3.zero, Point3(14_000, 14_000, 100), Point3(-9_999.3, 12_345.678, -3)], [20.0, 900])
    func nothingLeaks(_ place: Point3, _ radius: Double) {
        let mesh = Mesh.ball(around: place, radius: radius, levels: 3, seed: 7)
        let scene = RayScene(mesh)
        var random = Seeded(8)
        var leaks = 0
        for i in 0..<(3_000 * effort) {
            let inside = place + random.direction() * (radius * random.number(in: 0...0.5))
            let t = Int(random.next() % UInt64(mesh.triangleCount))
            let k = Int(random.next() % 3)
            let a = mesh.vertices[Int(mesh.indices[3 * t + k])]
            let b = mesh.vertices[Int(mesh.indices[3 * t + (k + 1) % 3])]
            let target = i % 4 == 0 ? a : a + (b - a) * random.number(in: 0...1)
            if !scene.occluded(origin: inside, direction: target - inside) { leaks += 1 }
            if scene.firstHit(origin: inside, direction: target - inside) == nil { leaks += 1 }
            if i % 16 == 0 {
                let group = PointGroup((0..<64).map { _ in inside + random.direction() * min(10, radius / 10) })
                if scene.occlusion(of: group, direction: target - inside) != .max { leaks += 1 }
            }
        }
        #expect(leaks == 0)
    }

    /// Would catch coordinates that lose the centimetres far from the centre: posts of 3 cm on a ground 28 km wide.
    @Test(arguments: [0.0, 14_000])
    func smallThingsFarOut(_ offset: Double) throws {
        let place = Point3(offset, -offset, 0)
        var mesh = Mesh()
        mesh.append(Point3(-14_500, -14_500), Point3(14_500, -14_500), Point3(14_500, 14_500), owner: 0)
        mesh.append(Point3(-14_500, -14_500), Point3(14_500, 14_500), Point3(-14_500, 14_500), owner: 0)
        mesh.appendBox(centre: place, halfX: 0.015, halfY: 0.015, height: 3, owner: 1)
        let scene = RayScene(mesh)
        var random = Seeded(9)
        for _ in 0..<400 {
            let height = random.number(in: 0.1...2.9)
            // From 80 m west: 0.3 mm inside either edge of the post, then 0.3 mm outside.
            for (y, isHit) in [(0.0147, true), (-0.0147, true), (0.0153, false), (-0.0153, false)] {
                let from = place + Point3(-80, y, height)
                let hit = scene.firstHit(origin: from, direction: Point3(1, 0, 0))
                #expect((hit?.owner == 1) == isHit)
                if let hit { #expect(abs(hit.distance - 79.985) < 0.0002) }
                let group = PointGroup([from, from + Point3(5, 0, 0)])
                #expect(scene.occlusion(of: group, direction: Point3(1, 0, 0)) == (isHit ? 3 : 0))
            }
            // The ground, anywhere, its diagonal and the seams of its pieces included.
            let x = random.number(in: -14_000...14_000)
            let y = [x, random.number(in: -14_000...14_000), 0][Int(random.next() % 3)]
            let down = try #require(scene.firstHit(origin: Point3(x, y, 10), direction: Point3(0, 0, -1)))
            #expect(abs(down.distance - (down.owner == 0 ? 10 : 7)) < 0.0002)
        }
    }

    /// Would catch a tree, or answers, that depend on the number of cores.
    @Test func sameOnAnyNumberOfCores() {
        let mesh = Mesh.town(1_000, around: .zero, side: 2_000, seed: 10)
        let one = RayScene(mesh, parallel: false)
        let all = RayScene(mesh, parallel: true)
        #expect(one.nodes.count == all.nodes.count)
        let same = zip(one.nodes, all.nodes).allSatisfy { a, b in
            a.children == b.children && (0..<6).allSatisfy { a.bounds[$0] == b.bounds[$0] }
        }
        #expect(same)
        #expect(one.packets.map(\.triangles) == all.packets.map(\.triangles))
        #expect(one.packets.map(\.origin) == all.packets.map(\.origin))
        #expect(Double(all.byteCount) / Double(mesh.triangleCount) < 100)
    }

    /// Would catch answers that differ between builds (debug, release, with or without AVX): a digest of many.
    @Test func sameAnswersInEveryBuild() {
        let mesh = Mesh.town(80, around: Point3(3_000, 4_000, 50), side: 300, seed: 11)
        let scene = RayScene(mesh)
        var random = Seeded(12)
        var digest: UInt64 = 0xCBF2_9CE4_8422_2325
        for _ in 0..<12 {
            let corner = Point3(3_000, 4_000, 50) + random.point(in: -150...150, height: 1...30)
            let group = PointGroup((0..<64).map { _ in corner + random.point(in: 0...8, height: 0...1) })
            var blocked = [UInt64](repeating: 0, count: 30)
            scene.occlusion(of: group, directions: DirectionSet((0..<30).map { _ in random.direction() })) {
                blocked[$0] = $1
            }
            for mask in blocked { digest = (digest ^ mask) &* 0x100_0000_01B3 }
            let hit = scene.firstHit(origin: corner, direction: random.direction())
            digest = (digest ^ (hit?.distance.bitPattern ?? 0)) &* 0x100_0000_01B3
        }
        #expect(digest == 10_790_722_847_995_724_082)
    }

    /// Would catch a trap on broken triangles, and their silent loss.
    @Test func brokenTrianglesAreCounted() {
        var mesh = Mesh()
        mesh.append(Point3(0, 0), Point3(1, 0), Point3(0, 1), owner: 5)
        mesh.append(Point3(0, 0), Point3(1, 0), Point3(.nan, 1), owner: 6)
        mesh.append(Point3(0, 0), Point3(.infinity, 0), Point3(0, 1), owner: 6)
        mesh.append(Point3(0, 0), Point3(1e300, 0), Point3(0, 1), owner: 6)
        mesh.append(Point3(0, 0), Point3(1, 1), Point3(2, 2), owner: 6)
        mesh.append(Point3(3, 3), Point3(3, 3), Point3(3, 3), owner: 6)
        mesh.indices += [0, 1, 99]
        mesh.owners += [7]
        mesh.owners += [8]
        let scene = RayScene(mesh)
        #expect(scene.triangleCount == 1)
        #expect(scene.degenerateCount == 2)
        #expect(scene.rejectedCount == 5)
        #expect(scene.firstHit(origin: Point3(0.2, 0.2, 1), direction: Point3(0, 0, -3))?.owner == 5)
    }

    /// Would catch traps, and shade, for questions without sense.
    @Test func senselessQuestions() {
        let mesh = Mesh.town(20, around: .zero, side: 200, seed: 13)
        for scene in [RayScene(mesh), RayScene(Mesh())] {
            for bad in [Double.nan, .infinity] {
                let p = Point3(0, bad, 0)
                #expect(!scene.occluded(origin: p, direction: Point3(0, 0, -1)))
                #expect(!scene.occluded(origin: .zero, direction: p))
                #expect(scene.firstHit(origin: p, direction: Point3(0, 0, -1)) == nil)
                #expect(scene.occlusion(of: PointGroup([p]), direction: Point3(0, 0, -1)) == 0)
                #expect(scene.occlusion(of: PointGroup([.zero]), direction: p) == 0)
            }
            #expect(!scene.occluded(origin: Point3(0, 0, 99), direction: .zero))
            #expect(!scene.occluded(origin: Point3(0, 0, 99), direction: Point3(0, 0, -1), maxDistance: .nan))
            #expect(!scene.occluded(origin: Point3(0, 0, 99), direction: Point3(0, 0, -1), maxDistance: -1))
            #expect(scene.occlusion(of: PointGroup([]), direction: Point3(0, 0, -1)) == 0)
        }
        // Directions of any length, and one point among broken ones.
        let scene = RayScene(mesh)
        let group = PointGroup([Point3(.nan, 0), Point3(0, 0, 99), Point3(0, 0, -.infinity)])
        for length in [1e-300, 1, 1e300] {
            #expect(scene.occlusion(of: group, direction: Point3(0, 0, -length)) == 2)
            #expect(scene.occluded(origin: Point3(0, 0, 99), direction: Point3(0, 0, -length)))
        }
    }
}

@Suite struct PointOrderTests {
    /// Would catch a point lost or doubled, a group too large, and owners mixed.
    @Test func groupsAreSmallAndComplete() {
        var random = Seeded(14)
        var points = (0..<3_000).map { _ in random.point(in: -200...200, height: 0...40) }
        points[17] = Point3(.nan, 0)
        points[170] = Point3(0, .infinity)
        let owners = points.indices.map { Int32($0 % 7 - 3) }
        for byOwner in [false, true] {
            let order = PointOrder(points, owners: byOwner ? owners : nil, maxExtent: 30)
            #expect(order.order.sorted() == points.indices.map(Int32.init))
            for i in 0..<order.groupCount {
                let group = order[i].map { points[Int($0)] }
                #expect(!group.isEmpty && group.count <= 64)
                guard group.allSatisfy(\.isFinite) else { continue }
                for axis in [\Point3.x, \.y, \.z] {
                    let values = group.map { $0[keyPath: axis] }
                    #expect((values.max() ?? 0) - (values.min() ?? 0) <= 30)
                }
                if byOwner { #expect(Set(order[i].map { owners[Int($0)] }).count == 1) }
            }
            #expect(order.order == PointOrder(points, owners: byOwner ? owners : nil, parallel: false).order)
        }
        #expect(PointOrder([]).groupCount == 0)
    }
}
