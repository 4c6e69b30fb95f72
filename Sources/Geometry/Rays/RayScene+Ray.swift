extension RayScene {
    /// Whether anything lies on the ray between its origin and `maxDistance` metres from it.
    ///
    /// `direction` may have any length. False when an argument is NaN or a position or direction infinite or zero.
    public func occluded(origin: Point3, direction: Point3, maxDistance: Double = .infinity) -> Bool {
        guard let ray = Ray(origin, direction, from: self.origin), maxDistance > 0, !nodes.isEmpty else { return false }
        let limit = Float(maxDistance)
        var blocked = false
        withStack(of: Int32.self) { nodes, packets, stack in
            stack[0] = 0
            var depth = 1
            while depth > 0 {
                depth -= 1
                let child = stack[depth]
                if child >= 0 {
                    let node = nodes + Int(child)
                    let (mask, entry) = ray.sweep.meets(node)
                    var met = mask & bits(entry .<= limit)
                    while met != 0 {
                        stack[depth] = node.pointee.children[met.trailingZeroBitCount]
                        depth += 1
                        met &= met &- 1
                    }
                } else if ray.hits(packets + Int(~child), within: limit).mask != 0 {
                    blocked = true
                    return
                }
            }
        }
        return blocked
    }

    /// What the ray meets first, no further than `maxDistance` metres from its origin; of triangles met at the same
    /// distance, the one with the lower number.
    ///
    /// `direction` may have any length. Nil when nothing is met, or an argument makes no sense as for `occluded`.
    public func firstHit(origin: Point3, direction: Point3, maxDistance: Double = .infinity) -> Hit? {
        guard let ray = Ray(origin, direction, from: self.origin), maxDistance > 0, !nodes.isEmpty else { return nil }
        var limit = Float(maxDistance)
        var triangle: Int32 = -1
        withStack(of: UInt64.self) { nodes, packets, stack in
            // Distance to the box, whose bits are ordered like it, above the child's number; the nearest on top.
            stack[0] = 0
            var depth = 1
            while depth > 0 {
                depth -= 1
                let child = Int32(truncatingIfNeeded: stack[depth])
                if Float(bitPattern: UInt32(stack[depth] >> 32)) > limit { continue }
                if child < 0 {
                    let packet = packets + Int(~child)
                    let (mask, distances) = ray.hits(packet, within: limit)
                    var met = mask
                    while met != 0 {
                        let lane = met.trailingZeroBitCount
                        met &= met &- 1
                        let other = packet.pointee.triangles[lane]
                        if distances[lane] < limit || triangle < 0 || distances[lane] == limit && other < triangle {
                            limit = distances[lane]
                            triangle = other
                        }
                    }
                    continue
                }
                let node = nodes + Int(child)
                let (mask, entry) = ray.sweep.meets(node)
                var met = mask & bits(entry .<= limit)
                let firstChild = depth
                while met != 0 {
                    let lane = met.trailingZeroBitCount
                    met &= met &- 1
                    let number = UInt32(bitPattern: node.pointee.children[lane])
                    let waiting = UInt64(entry[lane].bitPattern) << 32 | UInt64(number)
                    var i = depth
                    while i > firstChild && stack[i - 1] < waiting {
                        stack[i] = stack[i - 1]
                        i -= 1
                    }
                    stack[i] = waiting
                    depth += 1
                }
            }
        }
        guard triangle >= 0 else { return nil }
        return Hit(distance: Double(limit), triangle: triangle, owner: owners[Int(triangle)])
    }

    /// Lends nodes and packets as pointers, with a stack deep enough for any descent.
    @inline(always)
    func withStack<Entry>(
        of type: Entry.Type,
        _ body: (UnsafePointer<BVHNode>, UnsafePointer<TrianglePacket>, UnsafeMutablePointer<Entry>) -> Void
    ) {
        nodes.withUnsafeBufferPointer { nodes in
            packets.withUnsafeBufferPointer { packets in
                guard let nodes = nodes.baseAddress, let packets = packets.baseAddress else { return }
                // Up to 1 KiB lies on the thread's stack; the depth of ordinary trees needs no more.
                if stackDepth <= 120 {
                    withUnsafeTemporaryAllocation(of: Entry.self, capacity: 120) {
                        body(nodes, packets, $0.baseAddress.unsafelyUnwrapped)
                    }
                } else {
                    withUnsafeTemporaryAllocation(of: Entry.self, capacity: stackDepth) {
                        body(nodes, packets, $0.baseAddress.unsafelyUnwrapped)
                    }
                }
            }
        }
    }
}

/// A ray ready for the kernels.
private struct Ray {
    let shear: Shear
    let sweep: Sweep
    /// Whole metres from the scene's origin to near the ray's.
    let frame: SIMD3<Float>
    /// The ray's origin from there, metres.
    let point: SIMD3<Float>

    /// Nil when origin or direction make no sense.
    @inline(always)
    init?(_ origin: Point3, _ direction: Point3, from sceneOrigin: Point3) {
        guard origin.isFinite, let shear = Shear(direction) else { return nil }
        self.shear = shear
        let local = origin - sceneOrigin
        frame = SIMD3(Float(local.x.rounded()), Float(local.y.rounded()), Float(local.z.rounded()))
        point = SIMD3(
            Float(local.x - Double(frame.x)), Float(local.y - Double(frame.y)), Float(local.z - Double(frame.z)))
        // Two steps apart: the origin lies between them whichever way it was rounded.
        let middle = SIMD3(Float(local.x), Float(local.y), Float(local.z))
        sweep = Sweep(
            low: SIMD3(middle.x.nextDown, middle.y.nextDown, middle.z.nextDown),
            high: SIMD3(middle.x.nextUp, middle.y.nextUp, middle.z.nextUp), cone: Cone(shear.direction))
    }

    /// Bit per triangle that is met, and the distances, metres.
    @inline(always)
    func hits(_ packet: UnsafePointer<TrianglePacket>, within limit: Float) -> (mask: UInt32, distances: Lanes) {
        let t = ShearedPacket(packet, frame: frame, point: point, shear)
        // Twice the areas of the triangles that the ray's point makes with each edge; their signs say on which side.
        let u = t.cx * t.by - t.cy * t.bx
        let v = t.ax * t.cy - t.ay * t.cx
        let w = t.bx * t.ay - t.by * t.ax
        let inside = (least(least(u, v), w) .>= 0) .| (greatest(greatest(u, v), w) .<= 0)
        let candidates = bits(inside)
        if candidates == 0 { return (0, .zero) }
        let distance = (u * t.az + v * t.bz + w * t.cz) / (u + v + w) * shear.stretch
        // A triangle seen edge-on has no area and gives NaN, which is no hit.
        return (candidates & bits((distance .> 0) .& (distance .<= limit)), distance)
    }
}
