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
                descend(from: point, best, within: maxDistance, distance)
            } else {
                boxes.withUnsafeBufferPointer { boxes in
                    descend(from: point, best, within: maxDistance) {
                        boxes[Int($0)].squaredDistance(to: point).squareRoot()
                    }
                }
            }
        }
        found.removeLast(wanted - filled)
    }

    /// Depth-first branch and bound (Roussopoulos et al. 1995), the nearest child first. `best` stays sorted.
    ///
    /// Distances to node boxes are single-precision lower bounds: each difference is lessened by what rounding may
    /// have added, so that no candidate is lost. Every candidate's distance is computed in double precision.
    @inline(__always)
    private func descend(
        from point: Point3, _ best: UnsafeMutableBufferPointer<Neighbour>, within maxDistance: Double,
        _ distance: (Int32) -> Double
    ) -> Int {
        let localX = Float(point.x - originX)
        let localY = Float(point.y - originY)
        // Two roundings to nearest of values up to `scale`, each off by at most scale · 2⁻²⁴.
        let slack = Lanes(repeating: max(reach, abs(localX), abs(localY)) * 0x1p-22)
        let px = Lanes(repeating: localX)
        let py = Lanes(repeating: localY)
        let last = best.count - 1
        var filled = 0
        var bound = squaredBound(maxDistance)

        /// Lower bounds of the squared distances to eight boxes; NaN where there is no box.
        @inline(__always)
        func squaredDistances(_ n: UnsafePointer<Node>) -> Lanes {
            let dx = greatest(.zero, greatest(n.pointee.minX - px, px - n.pointee.maxX) - slack)
            let dy = greatest(.zero, greatest(n.pointee.minY - py, py - n.pointee.maxY) - slack)
            return dx * dx + dy * dy
        }
        @inline(__always)
        func offer(_ index: Int32) {
            let d = distance(index)
            guard d < best[last].distance || d == best[last].distance && index < best[last].index else { return }
            var i = min(filled, last)
            while i > 0, d < best[i - 1].distance || d == best[i - 1].distance && index < best[i - 1].index {
                best[i] = best[i - 1]
                i -= 1
            }
            best[i] = Neighbour(index: index, distance: d)
            if filled <= last { filled += 1 }
            if filled > last { bound = squaredBound(best[last].distance) }
        }
        withTree { nodes, order, _, levelStarts, levels in
            // Nodes still to visit, the nearest on top: the bits of the distance (ordered like it, as it is not
            // negative) above level and place. 2³¹ boxes make eleven levels with at most seven siblings waiting each.
            withUnsafeTemporaryAllocation(of: UInt64.self, capacity: 96) { waiting in
                waiting[0] = UInt64(levels - 1) << 28
                var depth = 1
                while depth > 0 {
                    depth -= 1
                    let level = Int(waiting[depth] >> 28 & 0xF)
                    let place = Int(waiting[depth] & 0x0FFF_FFFF)
                    if Float(bitPattern: UInt32(waiting[depth] >> 32)) > bound { continue }
                    let squared = squaredDistances(nodes + levelStarts[level] + place)
                    var near = bits(squared .<= Lanes(repeating: bound))
                    if level == 0 {
                        while near != 0 {
                            offer(order[8 * place + near.trailingZeroBitCount])
                            near &= (near &- 1) & bits(squared .<= Lanes(repeating: bound))
                        }
                        continue
                    }
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
                }
            }
        }
        return filled
    }

    /// The square of a distance, widened by what single precision may lose.
    @inline(__always)
    private func squaredBound(_ distance: Double) -> Float {
        Float(distance * distance).nextUp * (1 + 0x1p-20)
    }
}
