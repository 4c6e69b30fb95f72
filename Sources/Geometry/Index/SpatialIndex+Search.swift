import CSIMD

extension SpatialIndex {
    /// Calls `body` with each box that shares a point with `window`, edges included.
    ///
    /// An empty window, or one with a NaN bound, meets nothing.
    public func search(window: Box, _ body: (Int32) -> Void) {
        forEachHit(in: window) { index, _ in body(index) }
    }

    /// Appends each box that shares a point with `window`, edges included.
    public func search(window: Box, into found: inout [Int32]) {
        withUnsafeTemporaryAllocation(of: Int32.self, capacity: 512) { buffer in
            var filled = 0
            forEachHit(in: window) { index, _ in
                if filled == 512 {
                    found.append(contentsOf: buffer)
                    filled = 0
                }
                buffer[filled] = index
                filled += 1
            }
            found.append(contentsOf: buffer[..<filled])
        }
    }

    /// Calls `body` with each box no further than `radius` metres from a point on the map (z is not read).
    public func search(around point: Point3, radius: Double, _ body: (Int32) -> Void) {
        guard radius >= 0, radius < .infinity, point.x.isFinite, point.y.isFinite else { return }
        // The window is a first filter; its own rounding must not lose a box that lies at the very distance.
        let margin = 4 * max(abs(point.x), abs(point.y), radius).ulp
        forEachHit(in: Box(around: point, radius: radius + margin)) { index, box in
            if box().squaredDistance(to: point) <= radius * radius { body(index) }
        }
    }

    /// Appends each box no further than `radius` metres from a point on the map.
    public func search(around point: Point3, radius: Double, into found: inout [Int32]) {
        search(around: point, radius: radius) { found.append($0) }
    }

    /// What many windows met: window `i` met `indices[starts[i] ..< starts[i + 1]]`.
    public struct Matches: Sendable {
        public var starts: [Int]
        public var indices: [Int32]

        /// The boxes that window `i` met.
        public subscript(i: Int) -> ArraySlice<Int32> { indices[starts[i]..<starts[i + 1]] }
    }

    /// Answers many windows at once, on all cores or on the calling thread only; the outcome is the same.
    public func search(windows: [Box], parallel: Bool = true) -> Matches {
        let chunks = parallel ? max(1, min(64, windows.count / 64)) : 1
        var starts = [Int](repeating: 0, count: windows.count + 1)
        var parts = [[Int32]](repeating: [], count: chunks)
        starts.withUnsafeMutableBufferPointer { starts in
            parts.withUnsafeMutableBufferPointer { parts in
                forEachChunk(chunks, parallel: parallel) { chunk in
                    var found: [Int32] = []
                    for i in chunkRange(chunk, of: chunks, count: windows.count) {
                        search(window: windows[i], into: &found)
                        starts[i + 1] = found.count
                    }
                    parts[chunk] = found
                }
                var before = 0
                for chunk in 0..<chunks {
                    for i in chunkRange(chunk, of: chunks, count: windows.count) { starts[i + 1] += before }
                    before += parts[chunk].count
                }
            }
        }
        return Matches(starts: starts, indices: chunks == 1 ? parts[0] : Array(parts.joined()))
    }

    /// The search itself: depth first, children in order, answers in tree order.
    @inline(always)
    func forEachHit(in window: Box, _ body: (Int32, @autoclosure () -> Box) -> Void) {
        guard !window.isEmpty else { return }
        let rounded = window.moved(-originX, -originY)
        withTree { leaves, nodes, order, levelStarts, levels in
            // 2³¹ boxes make ten levels; each leaves at most seven siblings waiting.
            withUnsafeTemporaryAllocation(of: UInt32.self, capacity: 96) { stack in
                stack[0] = UInt32(levels - 1) << 28
                var depth = 1
                while depth > 0 {
                    depth -= 1
                    let level = Int(stack[depth] >> 28)
                    let place = Int(stack[depth] & 0x0FFF_FFFF)
                    var hits = nodes[levelStarts[level] + place].lanes(meeting: rounded)
                    if level > 0 {
                        let child = UInt32(level - 1) << 28 | UInt32(8 * place)
                        while hits != 0 {
                            let lane = 31 - UInt32(hits.leadingZeroBitCount)
                            hits ^= 1 << lane
                            stack[depth] = child + lane
                            depth += 1
                        }
                        continue
                    }
                    // Ask for all leaves before looking at the first: memory answers them side by side.
                    var ahead = hits
                    while ahead != 0 {
                        let leaf = 8 * place + ahead.trailingZeroBitCount
                        ahead &= ahead &- 1
                        prefetch(leaves, order, leaf)
                    }
                    while hits != 0 {
                        let leaf = 8 * place + hits.trailingZeroBitCount
                        hits &= hits &- 1
                        var found = leaves[leaf].lanes(meeting: window)
                        while found != 0 {
                            let lane = found.trailingZeroBitCount
                            found &= found &- 1
                            body(order[8 * leaf + lane], leaves[leaf].box(lane))
                        }
                    }
                }
            }
        }
    }

    /// Asks for the cache lines of a leaf and its boxes' positions.
    @inline(always)
    func prefetch(_ leaves: UnsafePointer<Leaf>, _ order: UnsafePointer<Int32>, _ leaf: Int) {
        let lines = UnsafeRawPointer(leaves + leaf)
        csimd_prefetch(lines)
        csimd_prefetch(lines + 64)
        csimd_prefetch(lines + 128)
        csimd_prefetch(lines + 192)
        csimd_prefetch(order + 8 * leaf)
    }

    /// Lends the tree's arrays as pointers, and the number of levels above the leaves; nothing when there is no tree.
    @inline(always)
    func withTree(
        _ body: (UnsafePointer<Leaf>, UnsafePointer<Node>, UnsafePointer<Int32>, UnsafePointer<Int>, Int) -> Void
    ) {
        leaves.withUnsafeBufferPointer { leaves in
            nodes.withUnsafeBufferPointer { nodes in
                order.withUnsafeBufferPointer { order in
                    levelStarts.withUnsafeBufferPointer { starts in
                        guard !starts.isEmpty, let leaves = leaves.baseAddress, let nodes = nodes.baseAddress,
                            let order = order.baseAddress, let first = starts.baseAddress
                        else { return }
                        body(leaves, nodes, order, first, starts.count)
                    }
                }
            }
        }
    }
}

extension SpatialIndex.Bounds<SIMD8<Float>> {
    /// Bit per lane: whether it shares a point with a box that is rounded the same way.
    @inline(always)
    func lanes(meeting box: Box) -> UInt32 {
        bits(
            (minX .<= Float(box.maxX)) .& (maxX .>= Float(box.minX)) .& (minY .<= Float(box.maxY))
                .& (maxY .>= Float(box.minY)))
    }
}

extension SpatialIndex.Bounds<SIMD8<Double>> {
    /// Bit per lane: whether it shares a point with a box.
    @inline(always)
    func lanes(meeting box: Box) -> UInt32 {
        bits((minX .<= box.maxX) .& (maxX .>= box.minX) .& (minY .<= box.maxY) .& (maxY .>= box.minY))
    }

    @inline(always)
    func box(_ lane: Int) -> Box { Box(minX: minX[lane], minY: minY[lane], maxX: maxX[lane], maxY: maxY[lane]) }
}
