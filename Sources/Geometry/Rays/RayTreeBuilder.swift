/// Builds the binary hierarchy: by the surface area heuristic in bins (Wald 2007), tile by tile on all cores, then over
/// the tiles.
enum RayTreeBuilder {
    /// Beyond this depth the halves are equal in number, whatever the heuristic says.
    static let maxDepth = 64
    private static let bins = 16
    private static let leafSize = 8

    struct Node: Sendable {
        var bounds: Bounds3
        /// −1 for a leaf.
        var left: Int
        var right: Int
        /// A leaf's triangles in `Tree.triangles`, and their tile.
        var start: Int
        var count: Int
        var tile: Int
    }

    struct Tree: Sendable {
        var nodes: [Node]
        var triangles: [Int32]
        var root: Int?
    }

    private struct Item {
        var bounds: Bounds3
        var middle: SIMD3<Float>
        var number: Int32
    }

    static func build(_ mesh: Mesh, _ frames: RayFrames) -> Tree {
        var parts = [Tree](repeating: Tree(nodes: [], triangles: [], root: nil), count: frames.tiles.count)
        parts.withUnsafeMutableBufferPointer { parts in
            forEachChunk(parts.count, parallel: true) { parts[$0] = tile(mesh, frames, $0) }
        }
        guard !parts.isEmpty else { return Tree(nodes: [], triangles: [], root: nil) }
        var nodes: [Node] = []
        var triangles: [Int32] = []
        var roots: [Int] = []
        for part in parts {
            let (n, t) = (nodes.count, triangles.count)
            roots.append(n)
            for var node in part.nodes {
                if node.left >= 0 {
                    node.left += n
                    node.right += n
                } else {
                    node.start += t
                }
                nodes.append(node)
            }
            triangles += part.triangles
        }
        // Over the tiles: a leaf of this upper tree is the root of a tile's.
        var items = roots.indices.map { i -> Item in
            let b = nodes[roots[i]].bounds
            return Item(bounds: b, middle: (b.lo + b.hi) * 0.5, number: Int32(i))
        }
        let root = items.withUnsafeMutableBufferPointer { items -> Int in
            func join(_ low: Int, _ high: Int, _ depth: Int) -> Int {
                if high - low == 1 { return roots[Int(items[low].number)] }
                let middle = split(items, low, high, depth, leaf: 1) ?? (low + high) / 2
                let left = join(low, middle, depth + 1)
                let right = join(middle, high, depth + 1)
                var bounds = nodes[left].bounds
                bounds.extend(nodes[right].bounds)
                nodes.append(Node(bounds: bounds, left: left, right: right, start: 0, count: 0, tile: -1))
                return nodes.count - 1
            }
            return join(0, items.count, 0)
        }
        return Tree(nodes: nodes, triangles: triangles, root: root)
    }

    /// The hierarchy of one tile; its root is node 0.
    private static func tile(_ mesh: Mesh, _ frames: RayFrames, _ tile: Int) -> Tree {
        let range = frames.tiles[tile].range
        var items: [Item] = []
        items.reserveCapacity(range.count)
        for i in range {
            let t = frames.order[i]
            var bounds = Bounds3.empty
            for k in 0..<3 {
                let p = mesh.vertices[Int(mesh.indices[3 * Int(t) + k])] - frames.origin
                // Outward by a step, and by half a millimetre for what rounding does on the way to a far tile.
                let slack = 0.0005
                bounds.extend(
                    Bounds3(
                        lo: SIMD3(roundedDown(p.x - slack), roundedDown(p.y - slack), roundedDown(p.z - slack)),
                        hi: SIMD3(roundedUp(p.x + slack), roundedUp(p.y + slack), roundedUp(p.z + slack))))
            }
            items.append(Item(bounds: bounds, middle: (bounds.lo + bounds.hi) * 0.5, number: t))
        }
        var nodes: [Node] = []
        nodes.reserveCapacity(items.count / 2)
        items.withUnsafeMutableBufferPointer { items in
            func grow(_ low: Int, _ high: Int, _ depth: Int) -> Int {
                let place = nodes.count
                var bounds = Bounds3.empty
                for i in low..<high { bounds.extend(items[i].bounds) }
                nodes.append(Node(bounds: bounds, left: -1, right: -1, start: low, count: high - low, tile: tile))
                guard let middle = split(items, low, high, depth, leaf: leafSize) else { return place }
                let left = grow(low, middle, depth + 1)
                let right = grow(middle, high, depth + 1)
                (nodes[place].left, nodes[place].right) = (left, right)
                return place
            }
            _ = grow(0, items.count, 0)
        }
        return Tree(nodes: nodes, triangles: items.map(\.number), root: 0)
    }

    /// Divides items in place; nil where a leaf is as good. Costs count leaves of `leaf` items, because one test does
    /// for all of them.
    private static func split(
        _ items: UnsafeMutableBufferPointer<Item>, _ low: Int, _ high: Int, _ depth: Int, leaf: Int
    ) -> Int? {
        let count = high - low
        guard count > max(1, leaf == 1 ? 1 : 2) else { return nil }
        var bounds = Bounds3.empty
        var middles = Bounds3.empty
        for i in low..<high {
            bounds.extend(items[i].bounds)
            middles.extend(items[i].middle)
        }
        func packs(_ n: Int) -> Float { Float((n + leaf - 1) / leaf) }
        var best = (cost: Float.infinity, axis: -1, bin: 0)
        let extent = middles.hi - middles.lo
        for axis in 0..<3 where extent[axis] > 0 && depth < maxDepth {
            let scale = Float(bins) * 0.9999 / extent[axis]
            guard scale.isFinite else { continue }
            withUnsafeTemporaryAllocation(of: (bounds: Bounds3, count: Int).self, capacity: bins) { bin in
                bin.initialize(repeating: (.empty, 0))
                for i in low..<high {
                    let b = min(bins - 1, Int((items[i].middle[axis] - middles.lo[axis]) * scale))
                    bin[b].bounds.extend(items[i].bounds)
                    bin[b].count += 1
                }
                var behind = (bounds: Bounds3.empty, count: 0)
                withUnsafeTemporaryAllocation(of: Float.self, capacity: bins) { right in
                    for b in stride(from: bins - 1, to: 0, by: -1) {
                        behind.bounds.extend(bin[b].bounds)
                        behind.count += bin[b].count
                        right[b] = behind.bounds.halfArea * packs(behind.count)
                    }
                    var ahead = (bounds: Bounds3.empty, count: 0)
                    for b in 0..<bins - 1 {
                        ahead.bounds.extend(bin[b].bounds)
                        ahead.count += bin[b].count
                        guard ahead.count > 0, ahead.count < count else { continue }
                        let cost = ahead.bounds.halfArea * packs(ahead.count) + right[b + 1]
                        if cost < best.cost { best = (cost, axis, b) }
                    }
                }
            }
        }
        if count <= leaf {
            // Half a node's surface is what one more step down costs.
            let asLeaf = bounds.halfArea * packs(count)
            guard leaf > 1, best.cost + bounds.halfArea * 0.5 < asLeaf else { return nil }
        }
        guard best.axis >= 0 else { return (low + high) / 2 }
        let scale = Float(bins) * 0.9999 / extent[best.axis]
        var (i, j) = (low, high - 1)
        while i <= j {
            if min(bins - 1, Int((items[i].middle[best.axis] - middles.lo[best.axis]) * scale)) <= best.bin {
                i += 1
            } else {
                items.swapAt(i, j)
                j -= 1
            }
        }
        return i
    }
}
