internal import CSIMD

/// The nodes of the index in contiguous memory, and the two ways through them.
///
/// Level 0 are leaves; a node of level n has 16 children of level n − 1 that lie one after another, so that a child's
/// place follows from its parent's and no pointers are kept.
final class Tree: @unchecked Sendable {  // immutable after init
    static let leafSize = 8
    static let fanOut = 16
    /// Numbers that are handed out at a time.
    static let buffer = 1024
    /// Open nodes at most: 16 a level, and 2^31 boxes make 8 levels.
    static let depth = 16 * 9

    /// Leaf boxes: 8 min x, 8 min y, 8 max x, 8 max y, leaf by leaf; empty places are inverted.
    let leaves: UnsafeMutablePointer<Double>?
    /// The caller's number of each place in the leaves.
    let numbers: UnsafeMutablePointer<Int32>?
    /// Inner nodes: 16 min x, 16 min y, 16 max x, 16 max y, node by node, level by level from the bottom.
    let nodes: UnsafeMutablePointer<Float>?
    /// Where each inner level begins in `nodes`, in nodes; `levels[0]` are the parents of leaves.
    let levels: [Int]
    let leafCount: Int
    /// Inner nodes are relative to it, so that single precision is good for a centimetre or so.
    let originX: Double
    let originY: Double

    init(_ boxes: UnsafeBufferPointer<Box>, threads: Int?) {
        let order = HilbertOrder(boxes, threads: threads)
        (originX, originY) = (order.centreX, order.centreY)
        let n = order.count
        leafCount = (n + Tree.leafSize - 1) / Tree.leafSize
        var sizes: [Int] = []
        var size = leafCount
        while size > 0 {
            size = (size + Tree.fanOut - 1) / Tree.fanOut
            sizes.append(size)
            if size == 1 { break }
        }
        var starts: [Int] = []
        var total = 0
        for size in sizes {
            starts.append(total)
            total += size
        }
        levels = starts
        guard n > 0 else {
            (leaves, numbers, nodes) = (nil, nil, nil)
            return
        }
        let leaves = UnsafeMutablePointer<Double>.allocate(capacity: leafCount * 4 * Tree.leafSize)
        let numbers = UnsafeMutablePointer<Int32>.allocate(capacity: leafCount * Tree.leafSize)
        let nodes = UnsafeMutablePointer<Float>.allocate(capacity: total * 4 * Tree.fanOut)
        (self.leaves, self.numbers, self.nodes) = (leaves, numbers, nodes)
        nonisolated(unsafe) let (l, m, b, sorted) = (leaves, numbers, boxes, order.sorted)
        let (ox, oy) = (originX, originY)
        nonisolated(unsafe) let parents = nodes
        // One bottom inner node a step: its 16 leaves are gathered and its own boxes follow from them.
        parallelRanges(sizes[0], atLeast: 256, threads: threads) { range in
            for node in range {
                let own = parents + node * 4 * Tree.fanOut
                for child in 0..<Tree.fanOut {
                    let leaf = node * Tree.fanOut + child
                    var (x0, y0) = (Double.infinity, Double.infinity)
                    var (x1, y1) = (-Double.infinity, -Double.infinity)
                    if leaf * Tree.leafSize < n {
                        let place = l + leaf * 4 * Tree.leafSize
                        for i in 0..<Tree.leafSize {
                            let at = leaf * Tree.leafSize + i
                            let number = at < n ? Int32(truncatingIfNeeded: sorted[at] & 0xFFFF_FFFF) : -1
                            m[at] = number
                            let box = at < n ? b[Int(number)] : .empty
                            place[i] = box.minX
                            place[i + 8] = box.minY
                            place[i + 16] = box.maxX
                            place[i + 24] = box.maxY
                            x0 = box.minX < x0 ? box.minX : x0
                            y0 = box.minY < y0 ? box.minY : y0
                            x1 = box.maxX > x1 ? box.maxX : x1
                            y1 = box.maxY > y1 ? box.maxY : y1
                        }
                    }
                    own[child] = down(x0 - ox)
                    own[child + 16] = down(y0 - oy)
                    own[child + 32] = up(x1 - ox)
                    own[child + 48] = up(y1 - oy)
                }
            }
        }
        for level in 1..<max(sizes.count, 1) {
            for node in 0..<sizes[level] {
                let own = nodes + (starts[level] + node) * 4 * Tree.fanOut
                for child in 0..<Tree.fanOut {
                    let below = node * Tree.fanOut + child
                    var box: (Float, Float, Float, Float) = (.infinity, .infinity, -.infinity, -.infinity)
                    if below < sizes[level - 1] {
                        let kids = nodes + (starts[level - 1] + below) * 4 * Tree.fanOut
                        for i in 0..<Tree.fanOut {
                            box.0 = min(box.0, kids[i])
                            box.1 = min(box.1, kids[i + 16])
                            box.2 = max(box.2, kids[i + 32])
                            box.3 = max(box.3, kids[i + 48])
                        }
                    }
                    (own[child], own[child + 16], own[child + 32], own[child + 48]) = box
                }
            }
        }
    }

    deinit {
        leaves?.deallocate()
        numbers?.deallocate()
        nodes?.deallocate()
    }

    /// Calls `body` with each leaf that has boxes meeting the window, and which of its eight do.
    @inline(__always)
    func visit(_ window: Box, _ body: (_ leaf: Int, _ mask: UInt32) -> Void) {
        guard let nodes, let leaves else { return }
        // Empty places are infinitely inverted: a finite window never meets them.
        let window = Box(
            minX: max(window.minX, -1e300), minY: max(window.minY, -1e300), maxX: min(window.maxX, 1e300),
            maxY: min(window.maxY, 1e300))
        let greatest = Float.greatestFiniteMagnitude
        let (x0, y0) = (max(down(window.minX - originX), -greatest), max(down(window.minY - originY), -greatest))
        let (x1, y1) = (min(up(window.maxX - originX), greatest), min(up(window.maxY - originY), greatest))
        withUnsafeTemporaryAllocation(of: UInt64.self, capacity: Tree.depth) { stack in
            // An open node is its level in the upper half and its number in that level below.
            var open = 1
            stack[0] = UInt64(levels.count - 1) << 32
            levels.withUnsafeBufferPointer { levels in
                while open > 0 {
                    open -= 1
                    let level = Int(stack[open] >> 32)
                    let number = Int(stack[open] & 0xFFFF_FFFF)
                    let node = nodes + (levels[level] + number) * 4 * Tree.fanOut
                    var bits = csimd_overlap16(node, x0, y0, x1, y1)
                    let first = number * Tree.fanOut
                    if level > 0 {
                        while bits != 0 {
                            stack[open] = UInt64(level - 1) << 32 | UInt64(first + bits.trailingZeroBitCount)
                            open += 1
                            bits &= bits &- 1
                        }
                    } else {
                        while bits != 0 {
                            let leaf = first + bits.trailingZeroBitCount
                            let mask = csimd_overlap8(
                                leaves + leaf * 4 * Tree.leafSize, window.minX, window.minY, window.maxX, window.maxY)
                            if mask != 0 { body(leaf, mask) }
                            bits &= bits &- 1
                        }
                    }
                }
            }
        }
    }

    /// Calls `body` with boxes and their squared distance, roughly nearest first, leaving out what is farther than
    /// `limit()`, which may shrink on the way.
    @inline(__always)
    func visitNear(_ p: Point3, limit: () -> Double, _ body: (_ number: Int32, _ squared: Double) -> Void) {
        guard let nodes, let leaves, let numbers, p.x.isFinite, p.y.isFinite else { return }
        let (px, py) = (Float(p.x - originX), Float(p.y - originY))
        // The point itself is rounded, by at most half a step of its size: distances to inner boxes may be too long by
        // that much, and so are shortened before they count.
        let slack = 2 * (max(abs(px), abs(py)).ulp + Float.leastNormalMagnitude)
        withUnsafeTemporaryAllocation(byteCount: Tree.depth * 16 + 16 * 4 + 8 * 8, alignment: 16) { memory in
            guard let base = memory.baseAddress else { return }
            let stack = base.assumingMemoryBound(to: OpenNode.self)
            let squared = (base + Tree.depth * 16).assumingMemoryBound(to: Float.self)
            let exact = (base + Tree.depth * 16 + 64).assumingMemoryBound(to: Double.self)
            var open = 1
            stack[0] = OpenNode(distance: 0, level: Int32(levels.count - 1), number: 0)
            levels.withUnsafeBufferPointer { levels in
                while open > 0 {
                    open -= 1
                    let top = stack[open]
                    if Double(top.distance) > limit() { continue }
                    if top.level < 0 {
                        let leaf = Int(top.number)
                        var bits = csimd_distance8(leaves + leaf * 32, p.x, p.y, limit(), exact)
                        while bits != 0 {
                            let i = bits.trailingZeroBitCount
                            bits &= bits &- 1
                            let number = numbers[leaf * Tree.leafSize + i]
                            if number >= 0, exact[i] <= limit() { body(number, exact[i]) }
                        }
                        continue
                    }
                    let node = nodes + (levels[Int(top.level)] + Int(top.number)) * 4 * Tree.fanOut
                    let reach = limit()
                    // Wider by the slack: (d + s)² with d² = reach.
                    let far = reach < 1e30 ? up(reach.squareRoot()) + slack : .infinity
                    var bits = csimd_distance16(node, px, py, (far * far).nextUp, squared)
                    let first = top.number * Int32(Tree.fanOut)
                    // Places without a child are infinitely far, which an unlimited search would not leave out.
                    let there = below(Int(top.level)) - Int(first)
                    if there < Tree.fanOut { bits &= 1 << UInt32(there) - 1 }
                    let start = open
                    while bits != 0 {
                        let i = bits.trailingZeroBitCount
                        bits &= bits &- 1
                        let d = max(0, squared[i].squareRoot() - slack)
                        let child = OpenNode(distance: (d * d).nextDown, level: top.level - 1, number: first + Int32(i))
                        // The nearest comes to the top; equally near ones in the order of the curve.
                        var place = open
                        while place > start, stack[place - 1].distance <= child.distance {
                            stack[place] = stack[place - 1]
                            place -= 1
                        }
                        stack[place] = child
                        open += 1
                    }
                }
            }
        }
    }

    /// How many nodes or leaves are on the level below.
    @inline(__always) private func below(_ level: Int) -> Int {
        level == 0 ? leafCount : levels[level] - levels[level - 1]
    }

    private struct OpenNode {
        /// Squared, never too long.
        var distance: Float
        /// −1 for a leaf.
        var level: Int32
        var number: Int32
        var unused: Int32 = 0

        init(distance: Float, level: Int32, number: Int32) {
            self.distance = distance
            self.level = level
            self.number = number
        }
    }
}

/// The largest float not above.
@inline(__always) func down(_ x: Double) -> Float {
    let f = Float(x)
    return Double(f) > x ? f.nextDown : f
}

/// The smallest float not below.
@inline(__always) func up(_ x: Double) -> Float {
    let f = Float(x)
    return Double(f) < x ? f.nextUp : f
}
