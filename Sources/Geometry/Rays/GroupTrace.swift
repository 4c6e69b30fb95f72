extension RayTree {
    /// Bits of the points that something stands before.
    ///
    /// The group's box, swept along the direction, is held against eight child boxes at a time; at a leaf those of the
    /// points whose rays meet the leaf's box are held against its eight triangles.
    func occlusion(_ group: PointGroup, _ direction: Point3, _ hint: inout Int32) -> UInt64 {
        let d = SIMD3<Float>(Float(direction.x), Float(direction.y), Float(direction.z))
        guard group.count > 0, let shear = Shear(d), group.bounds.lo.x <= group.bounds.hi.x else { return 0 }
        var open = group.all
        return withUnsafeTemporaryAllocation(of: Int32.self, capacity: RayTree.stackSize) { stack in
            let all = open
            if hint >= 0, Int(hint) < leafCount {
                open &= ~meets(leaves + Int(hint), group, shear, open)
                if open == 0 { return all }
            }
            let inverse = shear.inverse
            let box = group.bounds
            // The side of the box a child must lie before, and behind, for some ray to meet it.
            let near = SIMD3(
                d.x < 0 ? box.lo.x : box.hi.x, d.y < 0 ? box.lo.y : box.hi.y, d.z < 0 ? box.lo.z : box.hi.z)
            let far = SIMD3(d.x < 0 ? box.hi.x : box.lo.x, d.y < 0 ? box.hi.y : box.lo.y, d.z < 0 ? box.hi.z : box.lo.z)
            let (ix, iy, iz) = (Lanes(repeating: inverse.x), Lanes(repeating: inverse.y), Lanes(repeating: inverse.z))
            let (nx, ny, nz) = (Lanes(repeating: near.x), Lanes(repeating: near.y), Lanes(repeating: near.z))
            let (fx, fy, fz) = (Lanes(repeating: far.x), Lanes(repeating: far.y), Lanes(repeating: far.z))
            let (sx, sy, sz) = (d.x < 0 ? 1 : 0, d.y < 0 ? 3 : 2, d.z < 0 ? 5 : 4)
            var top = 1
            stack[0] = 0
            while top > 0 {
                top -= 1
                let entry = stack[top]
                if entry >= 0 {
                    let side = UnsafeRawPointer(nodes + Int(entry)).assumingMemoryBound(to: Lanes.self)
                    let enter = greatest(
                        greatest((side[sx] - nx) * ix, (side[sy] - ny) * iy), greatest((side[sz] - nz) * iz, .zero))
                    let leave = least(
                        least((side[sx ^ 1] - fx) * ix, (side[sy ^ 1] - fy) * iy), (side[sz ^ 1] - fz) * iz)
                    // Rounded up by more than the three roundings of a side (pbrt, 3.9.2).
                    var mask = bits(enter .<= leave * 1.000_001)
                    let child = (nodes + Int(entry)).pointee.child
                    while mask != 0 {
                        stack[top] = child[mask.trailingZeroBitCount]
                        top += 1
                        mask &= mask &- 1
                    }
                } else if ~entry != hint {
                    let shaded = meets(leaves + Int(~entry), group, shear, open)
                    if shaded != 0 {
                        hint = ~entry
                        open &= ~shaded
                        if open == 0 { return all }
                    }
                }
            }
            return all & ~open
        }
    }

    /// Which of the open points' rays meet a triangle of the leaf.
    @inline(__always)
    private func meets(_ leaf: UnsafeMutablePointer<Leaf>, _ group: PointGroup, _ shear: Shear, _ open: UInt64)
        -> UInt64
    {
        let offset = group.corner - leaf.pointee.corner
        let candidates = candidates(leaf, group, shear, open)
        if candidates == 0 { return 0 }
        let sheared = ShearedLeaf(leaf, shear)
        var rest = candidates
        var shaded: UInt64 = 0
        while rest != 0 {
            let i = rest.trailingZeroBitCount
            rest &= rest &- 1
            let p = SIMD3(group.x[i >> 3][i & 7], group.y[i >> 3][i & 7], group.z[i >> 3][i & 7]) + offset
            if sheared.isMet(from: shear.apply(p)) { shaded |= 1 << UInt64(i) }
        }
        return shaded
    }

    /// The open points whose rays meet the leaf's box.
    @inline(__always)
    private func candidates(
        _ leaf: UnsafeMutablePointer<Leaf>, _ group: PointGroup, _ shear: Shear, _ open: UInt64
    ) -> UInt64 {
        let b = leaf.pointee.bounds
        let d = shear.inverse
        // Relative to the group's own tile.
        let lo = b.lo - group.corner
        let hi = b.hi - group.corner
        let near = SIMD3(d.x < 0 ? hi.x : lo.x, d.y < 0 ? hi.y : lo.y, d.z < 0 ? hi.z : lo.z)
        let far = SIMD3(d.x < 0 ? lo.x : hi.x, d.y < 0 ? lo.y : hi.y, d.z < 0 ? lo.z : hi.z)
        var found: UInt64 = 0
        for j in 0..<8 where (open >> UInt64(8 * j)) & 0xFF != 0 {
            let (x, y, z) = (group.x[j], group.y[j], group.z[j])
            let enter = greatest(
                greatest((Lanes(repeating: near.x) - x) * d.x, (Lanes(repeating: near.y) - y) * d.y),
                greatest((Lanes(repeating: near.z) - z) * d.z, .zero))
            let leave = least(
                least((Lanes(repeating: far.x) - x) * d.x, (Lanes(repeating: far.y) - y) * d.y),
                (Lanes(repeating: far.z) - z) * d.z)
            found |= UInt64(bits(enter .<= leave * 1.000_001)) << UInt64(8 * j)
        }
        return found & open
    }
}

/// A direction prepared for the watertight test: the axis it follows most, and the shear that makes it that axis.
struct Shear {
    /// 1/direction, tiny components kept away from zero.
    let inverse: SIMD3<Float>
    let axis: Int
    let sx: Float
    let sy: Float
    let sz: Float

    /// nil for a direction that is none.
    @inline(__always)
    init?(_ d: SIMD3<Float>) {
        let size = SIMD3(abs(d.x), abs(d.y), abs(d.z))
        let greatest = size.max()
        guard greatest > 0, greatest < .infinity, d.x == d.x, d.y == d.y, d.z == d.z else { return nil }
        axis = size.z == greatest ? 2 : size.x == greatest ? 0 : 1
        let along = d[axis]
        sx = d[(axis + 1) % 3] / along
        sy = d[(axis + 2) % 3] / along
        sz = 1 / along
        let tiny = greatest * 1e-18
        func guarded(_ x: Float) -> Float { abs(x) < tiny ? (x < 0 ? -tiny : tiny) : x }
        inverse = SIMD3(1 / guarded(d.x), 1 / guarded(d.y), 1 / guarded(d.z))
    }

    /// A place in the sheared system: across, across, along.
    @inline(__always)
    func apply(_ p: SIMD3<Float>) -> SIMD3<Float> {
        let (x, y, z) = axis == 2 ? (p.x, p.y, p.z) : axis == 0 ? (p.y, p.z, p.x) : (p.z, p.x, p.y)
        return SIMD3(x - sx * z, y - sy * z, sz * z)
    }
}

/// A leaf's triangles in the sheared system.
struct ShearedLeaf {
    let ax, ay, az, bx, by, bz, cx, cy, cz: Lanes

    @inline(__always)
    init(_ leaf: UnsafeMutablePointer<RayTree.Leaf>, _ s: Shear) {
        let raw = UnsafeRawPointer(leaf).assumingMemoryBound(to: Lanes.self)
        let (i, j, k) = ((s.axis + 1) % 3, (s.axis + 2) % 3, s.axis)
        az = raw[k] * s.sz
        ax = raw[i] - raw[k] * s.sx
        ay = raw[j] - raw[k] * s.sy
        bz = raw[3 + k] * s.sz
        bx = raw[3 + i] - raw[3 + k] * s.sx
        by = raw[3 + j] - raw[3 + k] * s.sy
        cz = raw[6 + k] * s.sz
        cx = raw[6 + i] - raw[6 + k] * s.sx
        cy = raw[6 + j] - raw[6 + k] * s.sy
    }

    /// Signed areas, and the scaled distance, of all eight from a sheared origin.
    @inline(__always)
    func tested(from p: SIMD3<Float>) -> (inside: SIMDMask<SIMD8<Int32>>, area: Lanes, along: Lanes) {
        let (x0, y0) = (ax - p.x, ay - p.y)
        let (x1, y1) = (bx - p.x, by - p.y)
        let (x2, y2) = (cx - p.x, cy - p.y)
        // The same two products for an edge, whichever triangle it is in and whichever way round.
        let e0 = x2 * y1 - y2 * x1
        let e1 = x0 * y2 - y0 * x2
        let e2 = x1 * y0 - y1 * x0
        let inside = (least(least(e0, e1), e2) .>= 0) .| (greatest(greatest(e0, e1), e2) .<= 0)
        return (inside, e0 + e1 + e2, e0 * (az - p.z) + e1 * (bz - p.z) + e2 * (cz - p.z))
    }

    @inline(__always)
    func isMet(from p: SIMD3<Float>) -> Bool {
        let (inside, area, along) = tested(from: p)
        // Distance = along / area: ahead where both have one sign. No area across the ray: edge on, never met.
        return any(inside .& (along * area .> 0))
    }
}
