/// Up to 64 points that ask the sky the same questions together.
public struct PointGroup: Sendable {
    /// Number of points.
    public let count: Int
    /// A bit a point.
    public var all: UInt64 { count >= 64 ? .max : (1 << UInt64(count)) - 1 }

    /// Places relative to the tile's corner, eight a vector; the last point fills up.
    let x: InlineArray<8, F8>
    let y: InlineArray<8, F8>
    let z: InlineArray<8, F8>
    let corner: SIMD3<Float>
    /// Around all points, relative to the scene's zero, rounded outward.
    let bounds: Bounds

    init(_ points: some Collection<Point3>, _ frames: RayFrames) {
        precondition(points.count <= 64, "a group has at most 64 points")
        count = points.count
        var (x, y, z) = (
            InlineArray<8, F8>(repeating: .zero), InlineArray<8, F8>(repeating: .zero),
            InlineArray<8, F8>(repeating: .zero)
        )
        var bounds = Bounds.empty
        let first = points.first ?? frames.origin
        let corner = first.isFinite ? frames.local(first).corner : .zero
        let exact = Point3(Double(corner.x), Double(corner.y), Double(corner.z))
        var i = 0
        func set(_ p: Point3) {
            let q = frames.relative(p, to: exact)
            (x[i / 8][i % 8], y[i / 8][i % 8], z[i / 8][i % 8]) = (q.x, q.y, q.z)
            let s = p - frames.origin
            bounds.extend(
                Bounds(lo: SIMD3(down(s.x), down(s.y), down(s.z)), hi: SIMD3(up(s.x), up(s.y), up(s.z))))
            i += 1
        }
        var last = first
        for p in points {
            set(p)
            last = p
        }
        while i < 64 { set(last) }
        (self.x, self.y, self.z, self.corner, self.bounds) = (x, y, z, corner, bounds)
    }
}

extension RayScene {
    /// Cuts points into groups of neighbours: along a Hilbert curve on the map, at most 64 and at most `extent` metres
    /// wide, so that a group goes one way.
    /// - Returns: the groups, and for each the numbers of its points in `points`.
    public func groups(_ points: [Point3], extent: Double = 40) -> [(group: PointGroup, members: [Int])] {
        var box = Box.empty
        for p in points where p.isFinite { box.extend(p) }
        let side = max(box.width, box.height)
        let scale = side > 0 ? 32_767 / side : 0
        let keys = points.indices.map { i -> (key: UInt32, index: Int) in
            let p = points[i]
            guard p.isFinite else { return (.max, i) }
            return (hilbert(UInt32((p.x - box.minX) * scale), UInt32((p.y - box.minY) * scale)), i)
        }.sorted { ($0.key, $0.index) < ($1.key, $1.index) }
        var result: [(PointGroup, [Int])] = []
        var members: [Int] = []
        var around = Box.empty
        func close() {
            guard !members.isEmpty else { return }
            result.append((group(members.map { points[$0] }), members))
            members.removeAll(keepingCapacity: true)
            around = .empty
        }
        for (_, i) in keys {
            var wider = around
            wider.extend(points[i])
            if members.count == 64 || wider.width > extent || wider.height > extent {
                close()
                wider = .empty
                wider.extend(points[i])
            }
            around = wider
            members.append(i)
        }
        close()
        return result
    }
}
