import CSIMD
import Geometry

/// A luminaire's axes in single precision.
struct FloatFrame {
    private let along, across, down: SIMD3<Float>

    @inline(always)
    init(_ frame: LuminaireFrame) {
        func single(_ v: Point3) -> SIMD3<Float> { SIMD3(Float(v.x), Float(v.y), Float(v.z)) }
        (along, across, down) = (single(frame.along), single(frame.across), single(frame.down))
    }

    /// Eight directions in the luminaire's own axes.
    @inline(always)
    func turned(_ x: Lanes, _ y: Lanes, _ z: Lanes) -> (x: Lanes, y: Lanes, z: Lanes) {
        (
            x * along.x + y * along.y + z * along.z, x * across.x + y * across.y + z * across.z,
            x * down.x + y * down.y + z * down.z
        )
    }
}

/// Lane-wise absolute value.
@inline(always)
func magnitude(_ v: Lanes) -> Lanes {
    unsafeBitCast(unsafeBitCast(v, to: SIMD8<UInt32>.self) & 0x7FFF_FFFF, to: Lanes.self)
}

/// Whether any lane of a mask is true.
@inline(always)
func any(_ mask: SIMDMask<SIMD8<Int32>>) -> Bool {
    csimd_movemask8(unsafeBitCast(mask, to: SIMD8<Int32>.self)) != 0
}
