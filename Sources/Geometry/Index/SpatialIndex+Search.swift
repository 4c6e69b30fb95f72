extension SpatialIndex {
    /// Calls `body` with each box that shares a point with `window`, edges included.
    ///
    /// An empty window, or one with a NaN bound, meets nothing.
    public func search(window: Box, _ body: (Int32) -> Void) {
        forEachHit(in: window, body)
    }

    /// Appends each box that shares a point with `window`, edges included.
    public func search(window: Box, into found: inout [Int32]) {
        withUnsafeTemporaryAllocation(of: Int32.self, capacity: 512) { buffer in
            var filled = 0
            forEachHit(in: window) { index in
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
        boxes.withUnsafeBufferPointer { boxes in
            forEachHit(in: Box(around: point, radius: radius + margin)) { index in
                if boxes[Int(index)].squaredDistance(to: point) <= radius * radius { body(index) }
            }
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
    @inline(__always)
    func forEachHit(in window: Box, _ body: (Int32) -> Void) {
        guard !levelStarts.isEmpty, !window.isEmpty else { return }
        let minX = Lanes(repeating: Float(window.minX - originX))
        let minY = Lanes(repeating: Float(window.minY - originY))
        let maxX = Lanes(repeating: Float(window.maxX - originX))
        let maxY = Lanes(repeating: Float(window.maxY - originY))
        withTree { nodes, order, boxes, levelStarts, levels in
            @inline(__always)
            func scan(leaf: Int) {
                let n = nodes + leaf
                let candidates = bits(
                    (n.pointee.minX .<= maxX) .& (n.pointee.maxX .>= minX) .& (n.pointee.minY .<= maxY)
                        .& (n.pointee.maxY .>= minY))
                if candidates == 0 { return }
                // Strictly apart after rounding means strictly apart before; only ties need the double boxes.
                let certain = bits(
                    (n.pointee.minX .< maxX) .& (n.pointee.maxX .> minX) .& (n.pointee.minY .< maxY)
                        .& (n.pointee.maxY .> minY))
                let ids = order + 8 * leaf
                var rest = candidates
                while rest != 0 {
                    let lane = rest.trailingZeroBitCount
                    rest &= rest &- 1
                    let index = ids[lane]
                    if certain >> UInt32(lane) & 1 != 0 || boxes[Int(index)].intersects(window) { body(index) }
                }
            }
            if levels == 1 {
                scan(leaf: 0)
                return
            }
            // 2³¹ boxes make eleven levels; each leaves at most seven siblings waiting.
            withUnsafeTemporaryAllocation(of: UInt32.self, capacity: 96) { stack in
                stack[0] = UInt32(levels - 1) << 28
                var depth = 1
                while depth > 0 {
                    depth -= 1
                    let level = Int(stack[depth] >> 28)
                    let place = Int(stack[depth] & 0x0FFF_FFFF)
                    let n = nodes + levelStarts[level] + place
                    var hits = bits(
                        (n.pointee.minX .<= maxX) .& (n.pointee.maxX .>= minX) .& (n.pointee.minY .<= maxY)
                            .& (n.pointee.maxY .>= minY))
                    if level == 1 {
                        while hits != 0 {
                            scan(leaf: 8 * place + hits.trailingZeroBitCount)
                            hits &= hits &- 1
                        }
                    } else {
                        let child = UInt32(level - 1) << 28 | UInt32(8 * place)
                        while hits != 0 {
                            let lane = 31 - UInt32(hits.leadingZeroBitCount)
                            hits ^= 1 << lane
                            stack[depth] = child + lane
                            depth += 1
                        }
                    }
                }
            }
        }
    }

    /// Lends the tree's arrays as pointers, and the number of levels. There must be a tree.
    @inline(__always)
    func withTree(
        _ body: (UnsafePointer<Node>, UnsafePointer<Int32>, UnsafePointer<Box>, UnsafePointer<Int>, Int) -> Void
    ) {
        nodes.withUnsafeBufferPointer { nodes in
            order.withUnsafeBufferPointer { order in
                boxes.withUnsafeBufferPointer { boxes in
                    levelStarts.withUnsafeBufferPointer { starts in
                        guard let nodes = nodes.baseAddress, let order = order.baseAddress,
                            let boxes = boxes.baseAddress, let first = starts.baseAddress
                        else { return }
                        body(nodes, order, boxes, first, starts.count)
                    }
                }
            }
        }
    }
}
