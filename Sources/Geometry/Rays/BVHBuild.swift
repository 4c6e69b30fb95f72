/// A box in single precision, metres from the scene's origin; the fourth component is free.
struct BuildBox {
    var low = SIMD4<Float>(repeating: .infinity)
    var high = SIMD4<Float>(repeating: -.infinity)

    @inline(always)
    mutating func extend(_ l: SIMD4<Float>, _ h: SIMD4<Float>) {
        low = low.replacing(with: l, where: l .< low)
        high = high.replacing(with: h, where: h .> high)
    }

    /// Half the surface; 0 for a box without points.
    @inline(always)
    var area: Float {
        let d = high - low
        return d.x < 0 ? 0 : d.x * d.y + d.y * d.z + d.z * d.x
    }

    /// Whether all corners in it fit one packet.
    var fitsPacket: Bool {
        let d = high - low
        return max(d.x, d.y, d.z) <= Float(TrianglePacket.maxExtent)
    }
}

/// A triangle to sort into the tree: its box, with its number in the fourth components.
struct BuildItem {
    let low: SIMD4<Float>
    let high: SIMD4<Float>

    /// The number is cut in two so that single precision holds it exactly and additions meet no denormal numbers.
    init(box: BuildBox, number: Int) {
        low = SIMD4(box.low.x, box.low.y, box.low.z, Float(number & 0xFFFF))
        high = SIMD4(box.high.x, box.high.y, box.high.z, Float(number >> 16))
    }

    var number: Int { Int(low.w) | Int(high.w) << 16 }

    /// Twice the middle.
    @inline(always)
    var middle: SIMD4<Float> { low + high }
}

/// A binary tree over triangles, split by the surface area heuristic with 16 bins an axis (Wald 2007).
///
/// The first splits are done one after another, the parts below them side by side. Where the parts begin depends on
/// the number of triangles only, so the tree is the same on any number of cores.
struct BinaryTree {
    struct Node {
        var box = BuildBox()
        /// Children; for a leaf -1.
        var left: Int32 = -1
        var right: Int32 = -1
        /// Items of a leaf.
        var first: Int32
        var count: Int32
    }

    private(set) var nodes: [Node] = []
    private static let binCount = 16

    /// Sorts `items` so that each leaf has a stretch of them. There must be at least one item.
    init(_ items: inout [BuildItem], parallel: Bool) {
        let partSize = max(4096, items.count / 32)
        var parts: [(node: Int, range: Range<Int>)] = []
        items.withUnsafeMutableBufferPointer { items in
            guard let base = items.baseAddress else { return }
            _ = Self.grow(base, 0..<items.count, 0, &nodes) { node, range in
                guard range.count <= partSize else { return false }
                parts.append((node, range))
                return true
            }
            var subtrees = [[Node]](repeating: [], count: parts.count)
            subtrees.withUnsafeMutableBufferPointer { subtrees in
                forEachChunk(parts.count, parallel: parallel) { i in
                    _ = Self.grow(base, parts[i].range, 8, &subtrees[i]) { _, _ in false }
                }
            }
            for (part, subtree) in zip(parts, subtrees) {
                // The subtree's root takes the place that was kept for it.
                let shift = Int32(nodes.count - 1)
                for (i, var node) in subtree.enumerated() {
                    if node.left >= 0 {
                        node.left += shift
                        node.right += shift
                    }
                    if i == 0 { nodes[part.node] = node } else { nodes.append(node) }
                }
            }
        }
    }

    /// Adds the tree over a stretch of items to `nodes`, unless `postponed` takes it; answers its root's number.
    private static func grow(
        _ items: UnsafeMutablePointer<BuildItem>, _ range: Range<Int>, _ depth: Int, _ nodes: inout [Node],
        _ postponed: (Int, Range<Int>) -> Bool
    ) -> Int32 {
        let me = nodes.count
        nodes.append(Node(first: Int32(range.lowerBound), count: Int32(range.count)))
        if postponed(me, range) { return Int32(me) }
        var box = BuildBox()
        var middles = BuildBox()
        for i in range {
            box.extend(items[i].low, items[i].high)
            middles.extend(items[i].middle, items[i].middle)
        }
        nodes[me].box = box
        guard let cut = partition(items, range, box, middles, depth) else { return Int32(me) }
        let left = grow(items, range.lowerBound..<cut, depth + 1, &nodes, postponed)
        let right = grow(items, cut..<range.upperBound, depth + 1, &nodes, postponed)
        nodes[me].left = left
        nodes[me].right = right
        return Int32(me)
    }

    /// Moves items to either side of the best cut and answers where it is; nil when they are better one leaf.
    private static func partition(
        _ items: UnsafeMutablePointer<BuildItem>, _ range: Range<Int>, _ box: BuildBox, _ middles: BuildBox,
        _ depth: Int
    ) -> Int? {
        let mayBeLeaf = range.count <= 8 && box.fitsPacket
        if mayBeLeaf && range.count <= 2 { return nil }
        let extent = middles.high - middles.low
        // Hopelessly deep trees, from triangles in geometric progression, are finished by halving.
        if depth < 48, let cut = bestCut(items, range, middles) {
            if mayBeLeaf && box.area <= cut.cost + box.area { return nil }
            let scale = binScale(extent)
            var i = range.lowerBound
            var j = range.upperBound - 1
            while i <= j {
                if bin(items[i], cut.axis, middles.low, scale) <= cut.bin {
                    i += 1
                } else {
                    let other = items[i]
                    items[i] = items[j]
                    items[j] = other
                    j -= 1
                }
            }
            if i > range.lowerBound && i < range.upperBound { return i }
        }
        return mayBeLeaf ? nil : range.lowerBound + range.count / 2
    }

    @inline(always)
    private static func binScale(_ extent: SIMD4<Float>) -> SIMD4<Float> {
        SIMD4<Float>(repeating: Float(binCount) * 0.9999) / extent.replacing(with: .infinity, where: extent .< 1e-5)
    }

    @inline(always)
    private static func bin(_ item: BuildItem, _ axis: Int, _ low: SIMD4<Float>, _ scale: SIMD4<Float>) -> Int {
        Int(((item.middle - low) * scale)[axis])
    }

    /// The cut with the least sum of surface times number of packets over both sides.
    private static func bestCut(
        _ items: UnsafeMutablePointer<BuildItem>, _ range: Range<Int>, _ middles: BuildBox
    ) -> (axis: Int, bin: Int, cost: Float)? {
        let extent = middles.high - middles.low
        let scale = binScale(extent)
        return withUnsafeTemporaryAllocation(of: BuildBox.self, capacity: 3 * binCount) { boxes in
            withUnsafeTemporaryAllocation(of: Int32.self, capacity: 3 * binCount) { counts in
                boxes.initialize(repeating: BuildBox())
                counts.initialize(repeating: 0)
                for i in range {
                    let item = items[i]
                    let place = (item.middle - middles.low) * scale
                    for axis in 0..<3 {
                        let slot = axis * binCount + Int(place[axis])
                        boxes[slot].extend(item.low, item.high)
                        counts[slot] += 1
                    }
                }
                var best: (axis: Int, bin: Int, cost: Float)?
                var rightCosts = InlineArray<16, Float>(repeating: 0)
                for axis in 0..<3 where extent[axis] >= 1e-5 {
                    var box = BuildBox()
                    var count: Int32 = 0
                    for bin in stride(from: binCount - 1, to: 0, by: -1) {
                        box.extend(boxes[axis * binCount + bin].low, boxes[axis * binCount + bin].high)
                        count += counts[axis * binCount + bin]
                        rightCosts[bin] = box.area * Float((count + 7) / 8)
                    }
                    box = BuildBox()
                    count = 0
                    for bin in 0..<(binCount - 1) {
                        box.extend(boxes[axis * binCount + bin].low, boxes[axis * binCount + bin].high)
                        count += counts[axis * binCount + bin]
                        if count == 0 || Int(count) == range.count { continue }
                        let cost = box.area * Float((count + 7) / 8) + rightCosts[bin + 1]
                        if best.map({ cost < $0.cost }) ?? true { best = (axis, bin, cost) }
                    }
                }
                return best
            }
        }
    }
}
