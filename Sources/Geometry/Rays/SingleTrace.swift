/// One ray on its way.
struct SingleRay {
    let corner: SIMD3<Float>
    /// Relative to the corner.
    let point: SIMD3<Float>
    /// Relative to the scene's zero.
    let origin: SIMD3<Float>
    let shear: Shear
    let limit: Float

    init?(_ origin: Point3, _ direction: Point3, _ maxDistance: Double, _ frames: RayFrames) {
        let d = SIMD3<Float>(Float(direction.x), Float(direction.y), Float(direction.z))
        guard origin.isFinite, maxDistance > 0, let shear = Shear(d) else { return nil }
        let local = frames.local(origin)
        (corner, point) = (local.corner, local.point)
        let o = origin - frames.origin
        self.origin = SIMD3(Float(o.x), Float(o.y), Float(o.z))
        self.shear = shear
        limit = Float(maxDistance)
    }
}

extension RayTree {
    /// The nearest triangle, or just any.
    func trace(_ ray: SingleRay, any: Bool) -> (distance: Float, triangle: Int32)? {
        var best: (distance: Float, triangle: Int32)?
        var limit = ray.limit
        let inverse = ray.shear.inverse
        let (ix, iy, iz) = (Lanes(repeating: inverse.x), Lanes(repeating: inverse.y), Lanes(repeating: inverse.z))
        let (ox, oy, oz) = (
            Lanes(repeating: ray.origin.x), Lanes(repeating: ray.origin.y), Lanes(repeating: ray.origin.z)
        )
        let (sx, sy, sz) = (inverse.x < 0 ? 1 : 0, inverse.y < 0 ? 3 : 2, inverse.z < 0 ? 5 : 4)
        withUnsafeTemporaryAllocation(of: (near: Float, entry: Int32).self, capacity: RayTree.stackSize) { stack in
            var top = 1
            stack[0] = (0, 0)
            while top > 0 {
                top -= 1
                let (near, entry) = stack[top]
                if near > limit { continue }
                guard entry < 0 else {
                    let side = UnsafeRawPointer(nodes + Int(entry)).assumingMemoryBound(to: Lanes.self)
                    let enter = greatest(
                        greatest((side[sx] - ox) * ix, (side[sy] - oy) * iy), greatest((side[sz] - oz) * iz, .zero))
                    let leave = least(
                        least((side[sx ^ 1] - ox) * ix, (side[sy ^ 1] - oy) * iy),
                        least((side[sz ^ 1] - oz) * iz, Lanes(repeating: limit)))
                    var mask = bits(enter .<= leave * 1.000_001)
                    let child = (nodes + Int(entry)).pointee.child
                    let start = top
                    while mask != 0 {
                        let i = mask.trailingZeroBitCount
                        mask &= mask &- 1
                        let next = (near: enter[i], entry: child[i])
                        // The nearest on top.
                        var place = top
                        if !any {
                            while place > start, stack[place - 1].near < next.near {
                                stack[place] = stack[place - 1]
                                place -= 1
                            }
                        }
                        stack[place] = next
                        top += 1
                    }
                    continue
                }
                let leaf = leaves + Int(~entry)
                let p = ray.shear.apply(ray.point + (ray.corner - leaf.pointee.corner))
                let (inside, area, along) = ShearedLeaf(leaf, ray.shear).tested(from: p)
                var hits = bits(inside .& (along * area .> 0))
                while hits != 0 {
                    let i = hits.trailingZeroBitCount
                    hits &= hits &- 1
                    let distance = along[i] / area[i]
                    let triangle = leaf.pointee.triangles[i]
                    guard distance < limit || (distance == limit && triangle < best?.triangle ?? .max) else { continue }
                    best = (distance, triangle)
                    limit = distance
                    if any { return }
                }
            }
        }
        return best
    }
}
