/// A box in any orientation around points, made to be tight around points on a plane: a roof, a façade.
struct OrientedBox {
    /// Metres, in the points' frame.
    var centre: SIMD3<Float>
    /// Half edges; their sums and differences reach the corners.
    var halves: InlineArray<3, SIMD3<Float>>

    /// Around finite points; their coordinates should be small, as they are rounded to single precision.
    init(around points: [SIMD3<Double>]) {
        let first = points.first ?? .zero
        let (u, normal) = Self.plane(of: points, first)
        let v = cross(normal, u)
        // The tightest of 32 boxes turned in the plane.
        var best: (area: Double, u: SIMD3<Double>, v: SIMD3<Double>) = (.infinity, u, v)
        for (cosine, sine) in Self.quarterTurn {
            let (a, b) = (u * cosine + v * sine, v * cosine - u * sine)
            let (p, q) = (Self.extent(of: points, along: a), Self.extent(of: points, along: b))
            // Half a millimetre keeps points in a line from being all alike.
            let area = (p.high - p.low + 0.0005) * (q.high - q.low + 0.0005)
            if area < best.area { best = (area, a, b) }
        }
        var middle = SIMD3<Double>.zero
        halves = InlineArray(repeating: .zero)
        for (i, axis) in [best.u, best.v, normal].enumerated() {
            let (low, high) = Self.extent(of: points, along: axis)
            middle += axis * ((low + high) / 2)
            // Rounded up by far more than single precision loses.
            let half = (high - low) / 2
            halves[i] = SIMD3<Float>(axis * (half + half * 0x1p-18 + 0x1p-14))
        }
        centre = SIMD3<Float>(middle)
    }

    /// Two unit vectors: one in the plane through the points that reach furthest, and its normal.
    private static func plane(of points: [SIMD3<Double>], _ a: SIMD3<Double>) -> (SIMD3<Double>, SIMD3<Double>) {
        func squared(_ v: SIMD3<Double>) -> Double { (v * v).sum() }
        let b = points.max { squared($0 - a) < squared($1 - a) } ?? a
        let u = squared(b - a) > 1e-8 ? (b - a) / squared(b - a).squareRoot() : SIMD3(1, 0, 0)
        var normal = SIMD3<Double>.zero
        for p in points {
            let n = cross(u, p - a)
            if squared(n) > squared(normal) { normal = n }
        }
        if squared(normal) < 1e-8 { normal = cross(u, abs(u.z) < 0.9 ? SIMD3(0, 0, 1) : SIMD3(1, 0, 0)) }
        return (u, normal / squared(normal).squareRoot())
    }

    private static func extent(of points: [SIMD3<Double>], along axis: SIMD3<Double>) -> (low: Double, high: Double) {
        var low = Double.infinity
        var high = -Double.infinity
        for p in points {
            let along = p.x * axis.x + p.y * axis.y + p.z * axis.z
            low = min(low, along)
            high = max(high, along)
        }
        return (low, high)
    }

    /// 32 turns from 0 up to a right angle as cosine and sine, from half-angle tangents, which need no library.
    private static let quarterTurn: [(Double, Double)] = (0..<32).map {
        let t = Double($0) / 32 * 0.41421356237309503
        let (c, s) = ((1 - t * t) / (1 + t * t), 2 * t / (1 + t * t))
        // Twice an angle of up to an eighth turn.
        return (c * c - s * s, 2 * c * s)
    }
}

private func cross(_ a: SIMD3<Double>, _ b: SIMD3<Double>) -> SIMD3<Double> {
    SIMD3(a.y * b.z - a.z * b.y, a.z * b.x - a.x * b.z, a.x * b.y - a.y * b.x)
}
