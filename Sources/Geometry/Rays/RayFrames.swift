/// The tiles a scene is cut into, so that single precision is enough: every triangle belongs to one, all triangles of
/// one building to the same.
struct RayFrames: Sendable {
    /// Side of a tile, m. Its multiples are exact in single precision, so moving between tiles adds no error of its own.
    static let side = 512.0

    /// City coordinates of the scene's zero, a multiple of the side.
    let origin: Point3
    /// Triangles that can be met, tile by tile.
    let order: [Int32]
    /// Tile of each place in `order`: its corner relative to `origin`, and which places are in it.
    let tiles: [(corner: SIMD3<Float>, range: Range<Int>)]
    let nonFinite: Int
    let degenerate: Int

    init(_ mesh: Mesh) {
        func corner(_ p: Point3) -> Point3 {
            Point3(
                (p.x / Self.side).rounded(.down) * Self.side, (p.y / Self.side).rounded(.down) * Self.side,
                (p.z / Self.side).rounded(.down) * Self.side)
        }
        var low = Point3(.infinity, .infinity, .infinity)
        var high = Point3(-.infinity, -.infinity, -.infinity)
        for v in mesh.vertices where Self.isUsable(v) {
            low = Point3(min(low.x, v.x), min(low.y, v.y), min(low.z, v.z))
            high = Point3(max(high.x, v.x), max(high.y, v.y), max(high.z, v.z))
        }
        let middle = low.isFinite && high.isFinite ? corner((low + high) * 0.5) : .zero
        origin = middle

        var skipped = (nonFinite: 0, degenerate: 0)
        var keyed: [(key: SIMD3<Int32>, triangle: Int32)] = []
        keyed.reserveCapacity(mesh.triangleCount)
        func key(_ p: Point3) -> SIMD3<Int32> {
            func index(_ x: Double) -> Int32 { Int32((x / Self.side).rounded(.down)) }
            let q = p - middle
            return SIMD3(index(q.x), index(q.y), index(q.z))
        }
        // Runs of one owner share a tile, unless they are larger than one (terrain).
        var start = 0
        while start < mesh.triangleCount {
            var end = start
            var box = (low: Point3(.infinity, .infinity, .infinity), high: Point3(-.infinity, -.infinity, -.infinity))
            while end < mesh.triangleCount, mesh.owners[end] == mesh.owners[start] {
                for k in 0..<3 {
                    let v = mesh.vertices[Int(mesh.indices[3 * end + k])]
                    guard Self.isUsable(v) else { continue }
                    box.low = Point3(min(box.low.x, v.x), min(box.low.y, v.y), min(box.low.z, v.z))
                    box.high = Point3(max(box.high.x, v.x), max(box.high.y, v.y), max(box.high.z, v.z))
                }
                end += 1
            }
            let size = box.high - box.low
            let shared =
                size.x >= 0 && size.x <= Self.side && size.y <= Self.side && size.z <= Self.side
                ? key((box.low + box.high) * 0.5) : nil
            for t in start..<end {
                let a = mesh.vertices[Int(mesh.indices[3 * t])]
                let b = mesh.vertices[Int(mesh.indices[3 * t + 1])]
                let c = mesh.vertices[Int(mesh.indices[3 * t + 2])]
                guard Self.isUsable(a), Self.isUsable(b), Self.isUsable(c) else {
                    skipped.nonFinite += 1
                    continue
                }
                guard (b - a).cross(c - a).length > 0 else {
                    skipped.degenerate += 1
                    continue
                }
                keyed.append((shared ?? key((a + b + c) * (1 / 3)), Int32(t)))
            }
            start = end
        }
        (nonFinite, degenerate) = skipped
        keyed.sort { a, b in
            if a.key.y != b.key.y { return a.key.y < b.key.y }
            if a.key.x != b.key.x { return a.key.x < b.key.x }
            if a.key.z != b.key.z { return a.key.z < b.key.z }
            return a.triangle < b.triangle
        }
        order = keyed.map(\.triangle)
        var tiles: [(corner: SIMD3<Float>, range: Range<Int>)] = []
        var first = 0
        for i in keyed.indices where i + 1 == keyed.count || keyed[i + 1].key != keyed[first].key {
            let k = keyed[first].key
            tiles.append((SIMD3(Float(k.x), Float(k.y), Float(k.z)) * Float(Self.side), first..<i + 1))
            first = i + 1
        }
        self.tiles = tiles
    }

    /// Whether a corner can be part of a scene: finite, and on Earth (100,000 km).
    private static func isUsable(_ p: Point3) -> Bool { abs(p.x) < 1e8 && abs(p.y) < 1e8 && abs(p.z) < 1e8 }

    /// The tile corner of a place, relative to `origin`, and the place relative to that corner.
    func local(_ p: Point3) -> (corner: SIMD3<Float>, point: SIMD3<Float>) {
        let q = p - origin
        func tile(_ x: Double) -> Double { (x / Self.side).rounded(.down) * Self.side }
        let c = Point3(tile(q.x), tile(q.y), tile(q.z))
        return (SIMD3(Float(c.x), Float(c.y), Float(c.z)), relative(p, to: c))
    }

    /// A place relative to a tile's corner, in single precision.
    func relative(_ p: Point3, to corner: Point3) -> SIMD3<Float> {
        SIMD3(Float(p.x - origin.x - corner.x), Float(p.y - origin.y - corner.y), Float(p.z - origin.z - corner.z))
    }
}
