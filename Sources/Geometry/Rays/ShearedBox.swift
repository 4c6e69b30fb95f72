/// The box around a group's points, sheared like them. Shearing is linear, so it stays a box with slanted edges.
struct ShearedBox {
    let x: Float
    let y: Float
    let z: Float
    /// The half edges, by component.
    let halfX: SIMD3<Float>
    let halfY: SIMD3<Float>
    let halfZ: SIMD3<Float>
    /// What rounding may add to a position in the box, with room to spare.
    let slack: Float

    @inline(always)
    init(_ box: OrientedBox, _ shear: Shear) {
        let c = box.centre
        x = c[shear.x] - c[shear.z] * shear.slopeX
        y = c[shear.y] - c[shear.z] * shear.slopeY
        z = c[shear.z] * shear.sign
        let (a, b, n) = (box.halves[0], box.halves[1], box.halves[2])
        let depths = SIMD3(a[shear.z], b[shear.z], n[shear.z])
        halfX = SIMD3(a[shear.x], b[shear.x], n[shear.x]) - depths * shear.slopeX
        halfY = SIMD3(a[shear.y], b[shear.y], n[shear.y]) - depths * shear.slopeY
        halfZ = depths * shear.sign
        // Positions are at most 64 m and slopes at most 1.
        slack = 0x1p-14
    }

    /// Which triangles lie behind all points of the box, seen along the ray, and which ahead of all.
    ///
    /// By the triangles' planes, whose side the box is on, with room for rounding.
    @inline(always)
    func sides(of t: ShearedPacket) -> (behind: SIMDMask<SIMD8<Int32>>, ahead: SIMDMask<SIMD8<Int32>>) {
        let (abX, abY, abZ) = (t.bx - t.ax, t.by - t.ay, t.bz - t.az)
        let (acX, acY, acZ) = (t.cx - t.ax, t.cy - t.ay, t.cz - t.az)
        let nx = abY * acZ - abZ * acY
        let ny = abZ * acX - abX * acZ
        let nz = abX * acY - abY * acX
        let (dx, dy, dz) = (t.ax - x, t.ay - y, t.az - z)
        let (px, py, pz) = (nx * dx, ny * dy, nz * dz)
        let distance = (px + py) + pz
        let reach =
            (magnitude(nx * halfX.x + ny * halfY.x + nz * halfZ.x)
                + magnitude(nx * halfX.y + ny * halfY.y + nz * halfZ.y))
            + (magnitude(nx * halfX.z + ny * halfY.z + nz * halfZ.z)
                + ((magnitude(px) + magnitude(py)) + magnitude(pz)) * 0x1p-18)
        // The ray runs towards the plane's far side if the normal points along it.
        let along = flipped(distance, bySignOf: nz)
        return (along .< -reach, along .> reach)
    }
}

/// On which side of a sheared edge a point is, for eight triangles.
///
/// At p it is `constant` + p.y · `dx` - p.x · `dy`: linear in the point, and for the other direction of
/// the edge exactly the opposite.
struct EdgeFunction {
    let constant: Lanes
    let dx: Lanes
    let dy: Lanes

    @inline(always)
    init(_ px: Lanes, _ py: Lanes, _ qx: Lanes, _ qy: Lanes) {
        dx = px - qx
        dy = py - qy
        constant = qx * py - qy * px
    }

    /// Bounds of the function over a box, rounding included.
    @inline(always)
    func bounds(over box: ShearedBox) -> (least: Lanes, greatest: Lanes) {
        let middle = constant + (dx * box.y - dy * box.x)
        let reach =
            (magnitude(dx * box.halfY.x - dy * box.halfX.x) + magnitude(dx * box.halfY.y - dy * box.halfX.y))
            + (magnitude(dx * box.halfY.z - dy * box.halfX.z)
                + ((magnitude(dx) + magnitude(dy)) * box.slack + magnitude(constant) * 0x1p-20))
        return (middle - reach, middle + reach)
    }
}
