internal import CSIMD

typealias F8 = SIMD8<Float>

// `.min` and `.max` on vectors do not compile to one instruction; this form does.
@inline(__always) func least(_ a: F8, _ b: F8) -> F8 { a.replacing(with: b, where: b .< a) }
@inline(__always) func most(_ a: F8, _ b: F8) -> F8 { a.replacing(with: b, where: b .> a) }

/// Bit i is lane i.
@inline(__always) func bits(_ mask: SIMDMask<SIMD8<Int32>>) -> UInt32 {
    csimd_movemask8(unsafeBitCast(mask, to: SIMD8<Int32>.self))
}

/// A box in space in single precision.
struct Bounds: Sendable {
    var lo: SIMD3<Float>
    var hi: SIMD3<Float>

    static let empty = Bounds(lo: SIMD3(repeating: .infinity), hi: SIMD3(repeating: -.infinity))

    @inline(__always) mutating func extend(_ b: Bounds) {
        lo = lo.replacing(with: b.lo, where: b.lo .< lo)
        hi = hi.replacing(with: b.hi, where: b.hi .> hi)
    }

    @inline(__always) mutating func extend(_ p: SIMD3<Float>) { extend(Bounds(lo: p, hi: p)) }

    /// Half the surface, 0 for the empty box: what the surface area heuristic weighs by.
    @inline(__always) var halfArea: Float {
        let d = hi - lo
        return d.x < 0 ? 0 : d.x * d.y + d.y * d.z + d.z * d.x
    }
}
