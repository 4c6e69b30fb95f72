/// A direction, and the shear that turns it into an axis (Woop, Benthin and Wald 2013, § 3.1).
///
/// Seen along the direction's largest component z, a position (x, y, z) becomes (x − z·dx/dz, y − z·dy/dz, ±z): all
/// positions on one ray share the first two numbers, and the third grows along it.
struct Shear {
    /// The unit vector.
    let direction: SIMD3<Float>
    /// Which axes play x, y and z.
    let x: Int
    let y: Int
    let z: Int
    /// dx/dz and dy/dz, at most 1.
    let slopeX: Float
    let slopeY: Float
    /// 1 or -1, so that depth grows along the ray.
    let sign: Float
    /// Metres along the ray for a metre of depth.
    let stretch: Float

    /// Nil for a direction that is zero or not finite.
    init?(_ d: Point3) {
        let largest = max(abs(d.x), abs(d.y), abs(d.z))
        guard d.isFinite, largest > 0 else { return nil }
        // Divided first: squares of very large or small components leave the range.
        let scaled = Point3(d.x / largest, d.y / largest, d.z / largest)
        let unit = scaled * (1 / scaled.length)
        let v = SIMD3(unit.x, unit.y, unit.z)
        z = abs(d.z) == largest ? 2 : abs(d.y) == largest ? 1 : 0
        x = (z + 1) % 3
        y = (z + 2) % 3
        direction = SIMD3(Float(unit.x), Float(unit.y), Float(unit.z))
        slopeX = Float(v[x] / v[z])
        slopeY = Float(v[y] / v[z])
        sign = v[z] < 0 ? -1 : 1
        stretch = Float(1 / abs(v[z]))
    }
}

extension Shear {
    /// A number for the signs of the components.
    var octant: Int { (direction.x < 0 ? 1 : 0) | (direction.y < 0 ? 2 : 0) | (direction.z < 0 ? 4 : 0) }
}

/// Three corners of eight triangles, sheared.
struct ShearedPacket {
    let ax: Lanes
    let ay: Lanes
    let az: Lanes
    let bx: Lanes
    let by: Lanes
    let bz: Lanes
    let cx: Lanes
    let cy: Lanes
    let cz: Lanes

    /// - Parameters:
    ///   - packet: the triangles.
    ///   - frame: whole metres from the scene's origin to what positions shall be relative to, by axis.
    ///   - point: a position in that frame that is taken as zero, by axis.
    ///   - shear: how to shear.
    @inline(always)
    init(_ packet: UnsafePointer<TrianglePacket>, frame: SIMD3<Float>, point: SIMD3<Float>, _ shear: Shear) {
        let corners = UnsafeRawPointer(packet).assumingMemoryBound(to: Lanes.self)
        // Exact: differences of whole numbers.
        let shift = SIMD3(packet.pointee.origin.x, packet.pointee.origin.y, packet.pointee.origin.z) - frame
        let shiftX = Lanes(repeating: shift[shear.x])
        let shiftY = Lanes(repeating: shift[shear.y])
        let shiftZ = Lanes(repeating: shift[shear.z])
        let px = Lanes(repeating: point[shear.x])
        let py = Lanes(repeating: point[shear.y])
        let pz = Lanes(repeating: point[shear.z])
        let slopeX = Lanes(repeating: shear.slopeX)
        let slopeY = Lanes(repeating: shear.slopeY)
        let sign = Lanes(repeating: shear.sign)
        let aDepth = (corners[shear.z] + shiftZ) - pz
        let bDepth = (corners[3 + shear.z] + shiftZ) - pz
        let cDepth = (corners[6 + shear.z] + shiftZ) - pz
        ax = (corners[shear.x] + shiftX) - px - aDepth * slopeX
        bx = (corners[3 + shear.x] + shiftX) - px - bDepth * slopeX
        cx = (corners[6 + shear.x] + shiftX) - px - cDepth * slopeX
        ay = (corners[shear.y] + shiftY) - py - aDepth * slopeY
        by = (corners[3 + shear.y] + shiftY) - py - bDepth * slopeY
        cy = (corners[6 + shear.y] + shiftY) - py - cDepth * slopeY
        az = aDepth * sign
        bz = bDepth * sign
        cz = cDepth * sign
    }
}
