extension SpatialIndex {
    /// A box found near a point.
    public struct Neighbour: Sendable, Hashable {
        /// The box's position in the array the index was made from.
        public var index: Int32
        /// Metres.
        public var distance: Double

        public init(index: Int32, distance: Double) {
            self.index = index
            self.distance = distance
        }
    }

    /// The `count` boxes nearest to a point on the map, the nearest first; of equally distant ones the lower index.
    ///
    /// Distances are compared by their squares: it is for metres on a planet, not for 10¹⁵⁰ or 10⁻¹⁵⁰.
    ///
    /// - Parameters:
    ///   - maxDistance: metres; boxes at this very distance still count.
    ///   - distance: the exact distance to the thing inside the box, metres, never less than the distance to the box.
    ///     Without it the distance to the box counts. A thing at distance NaN is passed over.
    /// - Returns: fewer than `count` when there are no more; none for a point that is not finite.
    public func nearest(
        to point: Point3, count: Int, within maxDistance: Double = .infinity, distance: ((Int32) -> Double)? = nil
    ) -> [Neighbour] {
        var found: [Neighbour] = []
        nearest(to: point, count: count, within: maxDistance, into: &found, distance: distance)
        return found
    }

    /// `nearest` into an array of the caller's, emptied first, so that a loop over many points need not allocate.
    public func nearest(
        to point: Point3, count: Int, within maxDistance: Double = .infinity, into found: inout [Neighbour],
        distance: ((Int32) -> Double)? = nil
    ) {
        found.removeAll(keepingCapacity: true)
        let wanted = min(count, order.count)
        guard wanted > 0, maxDistance >= 0, point.x.isFinite, point.y.isFinite else { return }
        // Placeholders that any box at `maxDistance` still beats.
        let absent = Neighbour(index: .max, distance: maxDistance)
        found.append(contentsOf: repeatElement(absent, count: wanted))
        let filled = found.withUnsafeMutableBufferPointer { best in
            if let distance {
                descend(from: point, best, within: maxDistance) { index, _ in distance(index) }
            } else {
                descend(from: point, best, within: maxDistance) { _, squared in squared.squareRoot() }
            }
        }
        found.removeLast(wanted - filled)
    }

    /// Depth-first branch and bound (Roussopoulos et al. 1995), the nearest child first. `best` stays sorted.
    ///
    /// Distances to nodes are lower bounds in single precision: each difference is lessened by what rounding may have
    /// added. Distances to the boxes themselves are in double precision.
    @inline(always)
    private func descend(
        from point: Point3, _ best: UnsafeMutableBufferPointer<Neighbour>, within maxDistance: Double,
        _ distance: (_ index: Int32, _ squaredBoxDistance: Double) -> Double
    ) -> Int {
        let localX = Float(point.x - originX)
        let localY = Float(point.y - originY)
        // Two roundings to nearest of values up to the largest, each off by at most its 2⁻²⁴.
        let slack = max(reach, abs(localX), abs(localY)) * 0x1p-22
        let last = best.count - 1
        var filled = 0
        var bound = maxDistance * maxDistance * (1 + 0x1p-50)

        @inline(always)
        func offer(_ index: Int32, _ squared: Double) {
            let d = distance(index, squared)
            guard d < best[last].distance || d == best[last].distance && index < best[last].index else { return }
            var i = min(filled, last)
            while i > 0, d < best[i - 1].distance || d == best[i - 1].distance && index < best[i - 1].index {
                best[i] = best[i - 1]
                i -= 1
            }
            best[i] = Neighbour(index: index, distance: d)
            if filled <= last { filled += 1 }
            bound = best[last].distance * best[last].distance * (1 + 0x1p-50)
        }
        withTree { leaves, nodes, order, levelStarts, levels in
            // Nodes still to visit, the nearest on top: the bits of the squared distance (ordered like it, as it is
            // not negative) above level and place. Level 0 are the leaves. At most ten levels with seven siblings.
            withUnsafeTemporaryAllocation(of: UInt64.self, capacity: 96) { waiting in
                waiting[0] = UInt64(levels) << 28
                var depth = 1
                while depth > 0 {
                    depth -= 1
                    let level = Int(waiting[depth] >> 28 & 0xF)
                    let place = Int(waiting[depth] & 0x0FFF_FFFF)
                    if Double(Float(bitPattern: UInt32(waiting[depth] >> 32))) > bound { continue }
                    if level == 0 {
                        let squared = leaves[place].squaredDistances(to: point)
                        var near = bits(squared .<= bound)
                        while near != 0 {
                            let lane = near.trailingZeroBitCount
                            offer(order[8 * place + lane], squared[lane])
                            near &= (near &- 1) & bits(squared .<= bound)
                        }
                        continue
                    }
                    let squared = nodes[levelStarts[level - 1] + place].squaredDistances(
                        toX: localX, localY, slack: slack)
                    var near = bits(squared .<= Float(bound).nextUp)
                    let children = UInt64(level - 1) << 28 | UInt64(8 * place)
                    let firstChild = depth
                    while near != 0 {
                        let lane = near.trailingZeroBitCount
                        near &= near &- 1
                        let entry = UInt64(squared[lane].bitPattern) << 32 | (children + UInt64(lane))
                        var i = depth
                        while i > firstChild && waiting[i - 1] < entry {
                            waiting[i] = waiting[i - 1]
                            i -= 1
                        }
                        waiting[i] = entry
                        depth += 1
                    }
                    // Memory answers for several leaves side by side.
                    if level == 1 {
                        for i in max(firstChild, depth - 4)..<depth {
                            prefetch(leaves, order, Int(waiting[i] & 0x0FFF_FFFF))
                        }
                    }
                }
            }
        }
        return filled
    }
}

// In both, absent lanes stay NaN: `greatest` answers its second argument when either is NaN.

extension SpatialIndex.Bounds<SIMD8<Float>> {
    /// Lower bounds of the squared distances to eight boxes.
    @inline(always)
    func squaredDistances(toX x: Float, _ y: Float, slack: Float) -> SIMD8<Float> {
        let dx = greatest(.zero, greatest(minX - x, x - maxX) - slack)
        let dy = greatest(.zero, greatest(minY - y, y - maxY) - slack)
        return (dx * dx + dy * dy) * (1 - 0x1p-21)
    }
}

extension SpatialIndex.Bounds<SIMD8<Double>> {
    /// Squared distances to eight boxes, as `Box.squaredDistance(to:)` has them.
    @inline(always)
    func squaredDistances(to p: Point3) -> SIMD8<Double> {
        let dx = greatest(.zero, greatest(minX - p.x, p.x - maxX))
        let dy = greatest(.zero, greatest(minY - p.y, p.y - maxY))
        return dx * dx + dy * dy
    }
}
