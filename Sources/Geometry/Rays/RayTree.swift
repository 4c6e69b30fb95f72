/// The hierarchy in contiguous memory.
final class RayTree: @unchecked Sendable {  // immutable after init
    /// Eight children: boxes relative to the scene's zero, rounded outward.
    struct Node {
        // Order matters: `slabs` picks the near and far side by index.
        var loX, hiX, loY, hiY, loZ, hiZ: Lanes
        /// A node, or the complement of a leaf.
        var child: SIMD8<Int32>
    }

    /// Up to eight triangles relative to their tile's corner; unused lanes have no area.
    struct Leaf {
        var ax, ay, az, bx, by, bz, cx, cy, cz: Lanes
        var triangles: SIMD8<Int32>
        /// The tile's corner relative to the scene's zero.
        var corner: SIMD3<Float>
        var bounds: Bounds3
    }

    let frames: RayFrames
    let nodes: UnsafeMutablePointer<Node>
    let leaves: UnsafeMutablePointer<Leaf>
    private(set) var nodeCount = 0
    private(set) var leafCount = 0

    /// Open nodes at most: seven siblings a level, and the builder's depth is bounded.
    static let stackSize = 8 * (RayTreeBuilder.maxDepth + 2)

    init(_ mesh: Mesh, _ frames: RayFrames) {
        self.frames = frames
        let built = RayTreeBuilder.build(mesh, frames)
        nodes = .allocate(capacity: max(1, built.nodes.count))
        leaves = .allocate(capacity: max(1, built.nodes.count))
        guard let root = built.root else {
            // An empty scene is a node without children.
            nodes.initialize(to: RayTree.emptyNode)
            nodeCount = 1
            return
        }
        if built.nodes[root].left < 0 {
            var node = RayTree.emptyNode
            nodeCount = 1
            RayTree.set(&node, 0, built.nodes[root].bounds, ~makeLeaf(built, root, mesh))
            nodes.initialize(to: node)
        } else {
            _ = collapse(built, root, mesh)
        }
    }

    deinit {
        nodes.deallocate()
        leaves.deallocate()
    }

    private static var emptyNode: Node {
        let (low, high) = (Lanes(repeating: .infinity), Lanes(repeating: -.infinity))
        return Node(loX: low, hiX: high, loY: low, hiY: high, loZ: low, hiZ: high, child: .zero)
    }

    private static func set(_ node: inout Node, _ i: Int, _ b: Bounds3, _ child: Int32) {
        (node.loX[i], node.loY[i], node.loZ[i]) = (b.lo.x, b.lo.y, b.lo.z)
        (node.hiX[i], node.hiY[i], node.hiZ[i]) = (b.hi.x, b.hi.y, b.hi.z)
        node.child[i] = child
    }

    /// Turns a binary subtree into nodes of eight: the child of largest surface is opened until there are eight.
    private func collapse(_ built: RayTreeBuilder.Tree, _ root: Int, _ mesh: Mesh) -> Int32 {
        let place = nodeCount
        nodeCount += 1
        var children = [built.nodes[root].left, built.nodes[root].right]
        while children.count < 8 {
            var largest = -1
            var area: Float = -1
            for (i, c) in children.enumerated() where built.nodes[c].left >= 0 && built.nodes[c].bounds.halfArea > area
            {
                (largest, area) = (i, built.nodes[c].bounds.halfArea)
            }
            guard largest >= 0 else { break }
            let opened = built.nodes[children[largest]]
            children[largest] = opened.left
            children.append(opened.right)
        }
        var node = RayTree.emptyNode
        for (i, c) in children.enumerated() {
            let child = built.nodes[c].left >= 0 ? collapse(built, c, mesh) : ~makeLeaf(built, c, mesh)
            RayTree.set(&node, i, built.nodes[c].bounds, child)
        }
        (nodes + place).initialize(to: node)
        return Int32(place)
    }

    private func makeLeaf(_ built: RayTreeBuilder.Tree, _ index: Int, _ mesh: Mesh) -> Int32 {
        let node = built.nodes[index]
        let tile = frames.tiles[node.tile]
        let corner = Point3(Double(tile.corner.x), Double(tile.corner.y), Double(tile.corner.z))
        var leaf = Leaf(
            ax: .zero, ay: .zero, az: .zero, bx: .zero, by: .zero, bz: .zero, cx: .zero, cy: .zero, cz: .zero,
            triangles: SIMD8(repeating: -1), corner: tile.corner, bounds: node.bounds)
        for i in 0..<node.count {
            let t = built.triangles[node.start + i]
            func vertex(_ k: Int) -> SIMD3<Float> {
                frames.relative(mesh.vertices[Int(mesh.indices[3 * Int(t) + k])], to: corner)
            }
            let (a, b, c) = (vertex(0), vertex(1), vertex(2))
            (leaf.ax[i], leaf.ay[i], leaf.az[i]) = (a.x, a.y, a.z)
            (leaf.bx[i], leaf.by[i], leaf.bz[i]) = (b.x, b.y, b.z)
            (leaf.cx[i], leaf.cy[i], leaf.cz[i]) = (c.x, c.y, c.z)
            leaf.triangles[i] = t
        }
        (leaves + leafCount).initialize(to: leaf)
        leafCount += 1
        return Int32(leafCount - 1)
    }
}
