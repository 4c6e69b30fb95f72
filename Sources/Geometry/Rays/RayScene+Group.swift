extension RayScene {
    /// Which points of a group have anything in the way along `direction`, however far: bit `i` for the `i`-th point.
    ///
    /// `direction` may have any length; one that is zero or not finite is blocked for nobody.
    public func occlusion(of group: PointGroup, direction: Point3) -> UInt64 {
        var blocked: UInt64 = 0
        occlusion(of: group, directions: DirectionSet([direction])) { blocked = $1 }
        return blocked
    }

    /// Calls `body` for each direction of a set, bundle by bundle, with its place in the array the set was made from and
    /// which points of the group are blocked along it.
    ///
    /// Nothing is allocated per direction.
    public func occlusion(
        of group: PointGroup, directions: DirectionSet, _ body: (_ direction: Int, _ blocked: UInt64) -> Void
    ) {
        for place in directions.unusable { body(place, 0) }
        guard group.scattered.isEmpty, group.present != 0, !nodes.isEmpty else {
            for (shear, place) in zip(directions.shears, directions.places) {
                body(place, occlusionOneByOne(of: group, shear))
            }
            return
        }
        withUnsafePointer(to: group) { group in
            withStack(of: Int32.self) { nodes, packets, stack in
                GroupKernel.withScratch(group, in: origin, nodes, packets, stack) { kernel in
                    directions.shears.withUnsafeBufferPointer { shears in
                        for bundle in directions.bundles {
                            kernel.run(shears, bundle.range, bundle.cone)
                            for (i, k) in bundle.range.enumerated() { body(directions.places[k], kernel.blocked(i)) }
                        }
                    }
                }
            }
        }
    }

    private func occlusionOneByOne(of group: PointGroup, _ shear: Shear) -> UInt64 {
        let direction = Point3(Double(shear.direction.x), Double(shear.direction.y), Double(shear.direction.z))
        var blocked: UInt64 = 0
        for (i, p) in group.scattered.enumerated() where occluded(origin: p, direction: direction) {
            blocked |= 1 << UInt64(i)
        }
        return blocked
    }
}

/// One group of points against bundles of directions.
///
/// The group's box is swept through the tree along a whole bundle. What is met is collected, and then every direction
/// of the bundle looks at that collection: first at boxes, then at triangles.
private struct GroupKernel {
    private let nodes: UnsafePointer<BVHNode>
    private let packets: UnsafePointer<TrianglePacket>
    private let stack: UnsafeMutablePointer<Int32>
    /// Points by axis: eight vectors each for x, y and z.
    private let points: InlineArray<3, UnsafePointer<Lanes>>
    private let present: UInt64
    private let frame: SIMD3<Float>
    private let low: SIMD3<Float>
    private let high: SIMD3<Float>
    private let box: OrientedBox
    /// Points not blocked yet, by direction of the bundle.
    private let open: UnsafeMutablePointer<UInt64>
    /// Boxes of packets met, eight a node.
    private let collected: UnsafeMutablePointer<BVHNode>
    /// Sheared points: eight vectors each for x, y and depth.
    private let sheared: UnsafeMutablePointer<Lanes>
    /// A packet's edge functions and depths, kept for its triangles.
    private let lines: UnsafeMutablePointer<Lanes>

    /// How many nodes' worth of boxes are collected before they are looked at.
    private static let collectedCapacity = 16

    /// Makes a kernel and the memory it works in.
    @inline(always)
    static func withScratch(
        _ group: UnsafePointer<PointGroup>, in sceneOrigin: Point3, _ nodes: UnsafePointer<BVHNode>,
        _ packets: UnsafePointer<TrianglePacket>, _ stack: UnsafeMutablePointer<Int32>, _ body: (GroupKernel) -> Void
    ) {
        withUnsafeTemporaryAllocation(of: UInt64.self, capacity: DirectionSet.bundleSize) { open in
            withUnsafeTemporaryAllocation(of: BVHNode.self, capacity: collectedCapacity) { collected in
                withUnsafeTemporaryAllocation(of: Lanes.self, capacity: 36) { lanes in
                    collected.initialize(repeating: BVHNode())
                    body(
                        GroupKernel(
                            group, in: sceneOrigin, nodes, packets, stack, open.baseAddress.unsafelyUnwrapped,
                            collected.baseAddress.unsafelyUnwrapped, lanes.baseAddress.unsafelyUnwrapped))
                }
            }
        }
    }

    @inline(always)
    private init(
        _ group: UnsafePointer<PointGroup>, in sceneOrigin: Point3, _ nodes: UnsafePointer<BVHNode>,
        _ packets: UnsafePointer<TrianglePacket>, _ stack: UnsafeMutablePointer<Int32>,
        _ open: UnsafeMutablePointer<UInt64>, _ collected: UnsafeMutablePointer<BVHNode>,
        _ lanes: UnsafeMutablePointer<Lanes>
    ) {
        self.nodes = nodes
        self.packets = packets
        self.stack = stack
        self.open = open
        self.collected = collected
        sheared = lanes
        lines = lanes + 24
        let coordinates = UnsafeRawPointer(group).assumingMemoryBound(to: Lanes.self)
        points = [coordinates, coordinates + 8, coordinates + 16]
        present = group.pointee.present
        box = group.pointee.box
        let local = group.pointee.frame - sceneOrigin
        frame = SIMD3(Float(local.x), Float(local.y), Float(local.z))
        let least = group.pointee.low - sceneOrigin
        let greatest = group.pointee.high - sceneOrigin
        // Rounded outward.
        low = SIMD3(Float(least.x).nextDown, Float(least.y).nextDown, Float(least.z).nextDown)
        high = SIMD3(Float(greatest.x).nextUp, Float(greatest.y).nextUp, Float(greatest.z).nextUp)
    }

    /// The points that were found blocked along the `i`-th direction of the bundle.
    @inline(always)
    func blocked(_ i: Int) -> UInt64 { present & ~open[i] }

    /// Finds what blocks the points along each direction of a bundle.
    @inline(always)
    func run(_ shears: UnsafeBufferPointer<Shear>, _ bundle: Range<Int>, _ cone: Cone) {
        for i in 0..<bundle.count { open[i] = present }
        let sweep = Sweep(low: low, high: high, cone: cone)
        var count = 0
        stack[0] = 0
        var depth = 1
        while depth > 0 {
            depth -= 1
            let node = nodes + Int(stack[depth])
            var met = sweep.meets(node).mask
            let bounds = UnsafeRawPointer(node).assumingMemoryBound(to: Float.self)
            let children = UnsafeRawPointer(node + 0).advanced(by: 6 * MemoryLayout<Lanes>.stride)
                .assumingMemoryBound(to: Int32.self)
            while met != 0 {
                let lane = met.trailingZeroBitCount
                met &= met &- 1
                if children[lane] >= 0 {
                    stack[depth] = children[lane]
                    depth += 1
                } else {
                    let target =
                        UnsafeMutableRawPointer(collected + count / 8)
                        .assumingMemoryBound(to: Float.self) + count % 8
                    for bound in 0..<6 { target[8 * bound] = bounds[8 * bound + lane] }
                    (target + 48).withMemoryRebound(to: Int32.self, capacity: 1) { $0.pointee = ~children[lane] }
                    count += 1
                    if count == 8 * Self.collectedCapacity {
                        guard look(shears, bundle, count) else { return }
                        count = 0
                    }
                }
            }
        }
        _ = look(shears, bundle, count)
    }

    /// Tests what was collected for each direction; answers whether any point is still open.
    private func look(_ shears: UnsafeBufferPointer<Shear>, _ bundle: Range<Int>, _ count: Int) -> Bool {
        guard count > 0 else { return true }
        var anyOpen: UInt64 = 0
        for (i, k) in bundle.enumerated() where open[i] != 0 {
            let shear = shears[k]
            let sweep = Sweep(low: low, high: high, cone: Cone(shear.direction))
            let around = ShearedBox(box, shear)
            var pointsAreSheared = false
            var open = open[i]
            for block in 0..<((count + 7) / 8) {
                let node = UnsafePointer(collected + block)
                var met = sweep.meets(node).mask
                if block == count / 8 { met &= 1 << UInt32(count % 8) - 1 }
                while met != 0 && open != 0 {
                    let packet = packets + Int(node.pointee.children[met.trailingZeroBitCount])
                    met &= met &- 1
                    open = test(packet, around, shear, open, &pointsAreSheared)
                }
            }
            self.open[i] = open
            anyOpen |= open
        }
        return anyOpen != 0
    }

    private func shearPoints(_ shear: Shear) {
        for i in 0..<8 {
            let depth = points[shear.z][i]
            sheared[i] = points[shear.x][i] - depth * shear.slopeX
            sheared[8 + i] = points[shear.y][i] - depth * shear.slopeY
            sheared[16 + i] = depth * shear.sign
        }
    }

    /// Takes out of `open` the points that the packet's triangles block.
    @inline(always)
    private func test(
        _ packet: UnsafePointer<TrianglePacket>, _ around: ShearedBox, _ shear: Shear, _ open: UInt64,
        _ pointsAreSheared: inout Bool
    ) -> UInt64 {
        let t = ShearedPacket(packet, frame: frame, point: .zero, shear)
        let u = EdgeFunction(t.bx, t.by, t.cx, t.cy)
        let v = EdgeFunction(t.cx, t.cy, t.ax, t.ay)
        let w = EdgeFunction(t.ax, t.ay, t.bx, t.by)
        // First all triangles against the box that holds the points, then what is left against the points.
        let (uLow, uHigh) = u.bounds(over: around)
        let (vLow, vHigh) = v.bounds(over: around)
        let (wLow, wHigh) = w.bounds(over: around)
        // Seen from in front or from behind, all three functions are positive inside, or all negative.
        let mayBeLeft = least(least(uHigh, vHigh), wHigh) .>= 0
        let mayBeRight = greatest(greatest(uLow, vLow), wLow) .<= 0
        let (isBehind, isAhead) = around.sides(of: t)
        let left = bits(mayBeLeft .& .!isBehind)
        let right = bits(mayBeRight .& .!isBehind)
        if left | right == 0 { return open }
        let ahead = bits(isAhead)
        let covered =
            (least(least(uLow, vLow), wLow) .> 0) .| (greatest(greatest(uHigh, vHigh), wHigh) .< 0)
        if bits(covered) & ahead != 0 { return 0 }

        if !pointsAreSheared {
            shearPoints(shear)
            pointsAreSheared = true
        }
        lines[0] = u.constant
        lines[1] = u.dx
        lines[2] = u.dy
        lines[3] = v.constant
        lines[4] = v.dx
        lines[5] = v.dy
        lines[6] = w.constant
        lines[7] = w.dx
        lines[8] = w.dy
        lines[9] = t.az
        lines[10] = t.bz
        lines[11] = t.cz
        var open = open
        var rest = left | right
        while rest != 0 && open != 0 {
            let lane = rest.trailingZeroBitCount
            let bit = rest & (0 &- rest)
            rest ^= bit
            if left & right & bit != 0 {
                open &= ~pointsBehind(lane, open, side: .either)
            } else if ahead & bit == 0 {
                open &= ~pointsBehind(lane, open, side: left & bit != 0 ? .left : .right)
            } else {
                open &= ~pointsBehind(lane, open, sign: left & bit != 0 ? 1 : -1)
            }
        }
        return open
    }

    private enum Side { case left, right, either }

    /// The points that one triangle, whose lines were kept, blocks; those that are not open may be left out.
    @inline(always)
    private func pointsBehind(_ lane: Int, _ open: UInt64, side: Side) -> UInt64 {
        let kept = UnsafeRawPointer(lines).assumingMemoryBound(to: Float.self) + lane
        var blocked: UInt64 = 0
        for i in 0..<8 where open >> UInt64(8 * i) & 0xFF != 0 {
            let (x, y, z) = (sheared[i], sheared[8 + i], sheared[16 + i])
            let u = kept[0] + (kept[8] * y - kept[16] * x)
            let v = kept[24] + (kept[32] * y - kept[40] * x)
            let w = kept[48] + (kept[56] * y - kept[64] * x)
            // Its sign is that of the depth, times that of the area; 0 for a triangle seen edge-on.
            let t = (u * (kept[72] - z) + v * (kept[80] - z)) + w * (kept[88] - z)
            var hits: UInt32 = 0
            if side != .right { hits |= bits((least(least(u, v), w) .>= 0) .& (t .> 0)) }
            if side != .left { hits |= bits((greatest(greatest(u, v), w) .<= 0) .& (t .< 0)) }
            blocked |= UInt64(hits) << UInt64(8 * i)
        }
        return blocked
    }

    /// The same for a triangle of which all points see the same side (`sign` 1 or -1), and which is ahead of them all.
    @inline(always)
    private func pointsBehind(_ lane: Int, _ open: UInt64, sign: Float) -> UInt64 {
        let kept = UnsafeRawPointer(lines).assumingMemoryBound(to: Float.self) + lane
        let (u0, ux, uy) = (sign * kept[0], sign * kept[8], sign * kept[16])
        let (v0, vx, vy) = (sign * kept[24], sign * kept[32], sign * kept[40])
        let (w0, wx, wy) = (sign * kept[48], sign * kept[56], sign * kept[64])
        var blocked: UInt64 = 0
        for i in 0..<8 where open >> UInt64(8 * i) & 0xFF != 0 {
            let (x, y) = (sheared[i], sheared[8 + i])
            let u = u0 + (ux * y - uy * x)
            let v = v0 + (vx * y - vy * x)
            let w = w0 + (wx * y - wy * x)
            blocked |= UInt64(bits(least(least(u, v), w) .>= 0)) << UInt64(8 * i)
        }
        return blocked
    }
}
