import CSIMD

/// Eight single-precision numbers, one AVX register.
typealias Lanes = SIMD8<Float>

/// Bit i of the answer says whether lane i of the mask is true.
@inline(__always)
func bits(_ mask: SIMDMask<SIMD8<Int32>>) -> UInt32 {
    csimd_movemask8(unsafeBitCast(mask, to: SIMD8<Int32>.self))
}

/// Lane-wise minimum that compiles to one instruction; `b` where either is NaN.
@inline(__always)
func least(_ a: Lanes, _ b: Lanes) -> Lanes { b.replacing(with: a, where: a .< b) }

/// Lane-wise maximum that compiles to one instruction; `b` where either is NaN.
@inline(__always)
func greatest(_ a: Lanes, _ b: Lanes) -> Lanes { b.replacing(with: a, where: a .> b) }
