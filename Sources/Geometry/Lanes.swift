import CSIMD

/// Eight single-precision numbers, one AVX register.
typealias Lanes = SIMD8<Float>

/// Bit i of the answer says whether lane i of the mask is true.
@inline(always)
func bits(_ mask: SIMDMask<SIMD8<Int32>>) -> UInt32 {
    csimd_movemask8(unsafeBitCast(mask, to: SIMD8<Int32>.self))
}

/// Bit i of the answer says whether lane i of the mask is true.
@inline(always)
func bits(_ mask: SIMDMask<SIMD8<Int64>>) -> UInt32 {
    let lanes = unsafeBitCast(mask, to: SIMD8<Int64>.self)
    return csimd_movemask4(lanes.lowHalf) | csimd_movemask4(lanes.highHalf) << 4
}

// Concrete overloads: generic over the vector type they would compile to a loop over the lanes.

/// Lane-wise minimum in one instruction; `b` where either is NaN.
@inline(always)
func least(_ a: Lanes, _ b: Lanes) -> Lanes { b.replacing(with: a, where: a .< b) }

/// Lane-wise maximum in one instruction; `b` where either is NaN.
@inline(always)
func greatest(_ a: Lanes, _ b: Lanes) -> Lanes { b.replacing(with: a, where: a .> b) }

/// Lane-wise maximum of eight double-precision numbers; `b` where either is NaN.
@inline(always)
func greatest(_ a: SIMD8<Double>, _ b: SIMD8<Double>) -> SIMD8<Double> { b.replacing(with: a, where: a .> b) }

/// Lane-wise absolute value.
@inline(always)
func magnitude(_ v: Lanes) -> Lanes {
    unsafeBitCast(unsafeBitCast(v, to: SIMD8<UInt32>.self) & 0x7FFF_FFFF, to: Lanes.self)
}

/// `v` with the sign changed in lanes where `other` is negative.
@inline(always)
func flipped(_ v: Lanes, bySignOf other: Lanes) -> Lanes {
    let sign = unsafeBitCast(other, to: SIMD8<UInt32>.self) & 0x8000_0000
    return unsafeBitCast(unsafeBitCast(v, to: SIMD8<UInt32>.self) ^ sign, to: Lanes.self)
}
