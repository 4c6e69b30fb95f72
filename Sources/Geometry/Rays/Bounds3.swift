/// A box in space in single precision.
struct Bounds3: Sendable {
    var lo: SIMD3<Float>
    var hi: SIMD3<Float>

    static let empty = Bounds3(lo: SIMD3(repeating: .infinity), hi: SIMD3(repeating: -.infinity))

    @inline(__always) mutating func extend(_ b: Bounds3) {
        lo = lo.replacing(with: b.lo, where: b.lo .< lo)
        hi = hi.replacing(with: b.hi, where: b.hi .> hi)
    }

    @inline(__always) mutating func extend(_ p: SIMD3<Float>) { extend(Bounds3(lo: p, hi: p)) }

    /// Half the surface, 0 for the empty box: what the surface area heuristic weighs by.
    @inline(__always) var halfArea: Float {
        let d = hi - lo
        return d.x < 0 ? 0 : d.x * d.y + d.y * d.z + d.z * d.x
    }
}

/// The largest float not above.
@inline(__always) func roundedDown(_ x: Double) -> Float {
    let f = Float(x)
    return Double(f) > x ? f.nextDown : f
}

/// The smallest float not below.
@inline(__always) func roundedUp(_ x: Double) -> Float {
    let f = Float(x)
    return Double(f) < x ? f.nextUp : f
}
