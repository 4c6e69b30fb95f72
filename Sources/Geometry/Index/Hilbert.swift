/// Eight positions along the Hilbert curve over a 65,536 × 65,536 grid.
///
/// Rawrunprotected's branch-free prefix form ("2D Hilbert curves in O(1)", 2017), the one Flatbush uses, eight at a time.
@inline(always)
func hilbert(_ x: SIMD8<UInt32>, _ y: SIMD8<UInt32>) -> SIMD8<UInt32> {
    let full = SIMD8<UInt32>(repeating: 0xFFFF)
    var a = x ^ y
    var b = full ^ a
    var c = full ^ (x | y)
    var d = x & (y ^ full)
    var p = a | (b &>> 1)
    var q = (a &>> 1) ^ a
    var r = ((c &>> 1) ^ (b & (d &>> 1))) ^ c
    var s = ((a & (c &>> 1)) ^ (d &>> 1)) ^ d
    a = p
    b = q
    c = r
    d = s
    p = (a & (a &>> 2)) ^ (b & (b &>> 2))
    q = (a & (b &>> 2)) ^ (b & ((a ^ b) &>> 2))
    r ^= (a & (c &>> 2)) ^ (b & (d &>> 2))
    s ^= (b & (c &>> 2)) ^ ((a ^ b) & (d &>> 2))
    a = p
    b = q
    c = r
    d = s
    p = (a & (a &>> 4)) ^ (b & (b &>> 4))
    q = (a & (b &>> 4)) ^ (b & ((a ^ b) &>> 4))
    r ^= (a & (c &>> 4)) ^ (b & (d &>> 4))
    s ^= (b & (c &>> 4)) ^ ((a ^ b) & (d &>> 4))
    a = p
    b = q
    c = r
    d = s
    r ^= (a & (c &>> 8)) ^ (b & (d &>> 8))
    s ^= (b & (c &>> 8)) ^ ((a ^ b) & (d &>> 8))
    a = r ^ (r &>> 1)
    b = s ^ (s &>> 1)
    let low = x ^ y
    let high = b | (full ^ (low | a))
    return spread(high) &<< 1 | spread(low)
}

/// Moves the 16 lower bits of each lane to the even bits.
@inline(always)
private func spread(_ v: SIMD8<UInt32>) -> SIMD8<UInt32> {
    var i = v
    i = (i | i &<< 8) & 0x00FF_00FF
    i = (i | i &<< 4) & 0x0F0F_0F0F
    i = (i | i &<< 2) & 0x3333_3333
    return (i | i &<< 1) & 0x5555_5555
}
