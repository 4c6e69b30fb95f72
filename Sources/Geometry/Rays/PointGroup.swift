/// Up to 64 points that ask the sky the same questions together.
public struct PointGroup: Sendable {
    /// Number of points.
    public let count: Int
    /// A bit a point.
    public var all: UInt64 { count >= 64 ? .max : (1 << UInt64(count)) - 1 }

    /// Places relative to the tile's corner, eight a vector; the last point fills up.
    let x: InlineArray<8, Lanes>
    let y: InlineArray<8, Lanes>
    let z: InlineArray<8, Lanes>
    let corner: SIMD3<Float>
    /// Around all points, relative to the scene's zero, rounded outward.
    let bounds: Bounds3

    init(_ points: some Collection<Point3>, _ frames: RayFrames) {
        precondition(points.count <= 64, "a group has at most 64 points")
        count = points.count
        var (x, y, z) = (
            InlineArray<8, Lanes>(repeating: .zero), InlineArray<8, Lanes>(repeating: .zero),
            InlineArray<8, Lanes>(repeating: .zero)
        )
        var bounds = Bounds3.empty
        let first = points.first ?? frames.origin
        let corner = first.isFinite ? frames.local(first).corner : .zero
        let exact = Point3(Double(corner.x), Double(corner.y), Double(corner.z))
        var i = 0
        func set(_ p: Point3) {
            let q = frames.relative(p, to: exact)
            (x[i / 8][i % 8], y[i / 8][i % 8], z[i / 8][i % 8]) = (q.x, q.y, q.z)
            let s = p - frames.origin
            bounds.extend(
                Bounds3(
                    lo: SIMD3(roundedDown(s.x), roundedDown(s.y), roundedDown(s.z)),
                    hi: SIMD3(roundedUp(s.x), roundedUp(s.y), roundedUp(s.z))))
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
        // Eight keys at a time; the last vector is filled up with its first point.
        var keys: [(key: UInt32, index: Int)] = []
        keys.reserveCapacity(points.count)
        for start in stride(from: 0, to: points.count, by: 8) {
            var (x, y) = (SIMD8<UInt32>.zero, SIMD8<UInt32>.zero)
            let lanes = min(8, points.count - start)
            for i in 0..<lanes where points[start + i].isFinite {
                x[i] = UInt32((points[start + i].x - box.minX) * scale)
                y[i] = UInt32((points[start + i].y - box.minY) * scale)
            }
            let key = hilbert(x, y)
            for i in 0..<lanes { keys.append((points[start + i].isFinite ? key[i] : .max, start + i)) }
        }
        keys.sort { ($0.key, $0.index) < ($1.key, $1.index) }
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
