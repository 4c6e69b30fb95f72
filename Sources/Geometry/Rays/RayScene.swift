/// Triangles prepared for asking what a ray meets: whether anything is in the way, and what is first.
///
/// A tree of boxes with eight children a node over packets of eight triangles. Positions are double precision outside;
/// inside, corners lie on a grid of 0.12 mm and rays are computed in single precision relative to where they start.
/// A hit is displaced by at most 0.1 mm from the grid, plus about 10⁻⁷ of the distance between the ray's origin and
/// the triangle (0.1 mm in a kilometre), however large the city is.
///
/// The test is watertight in the sense of Woop, Benthin and Wald ("Watertight Ray/Triangle Intersection", JCGT 2013):
/// corners are sheared so that the ray becomes an axis, and the signs of three edge functions decide. Triangles that
/// share an edge compute the same function of the same two corners with opposite signs, and 0 counts for both, so that
/// no ray slips between them. No fused multiply-add is used: it would break that symmetry, and without it the answers
/// are the same bit for bit on every machine and with every compiler flag.
///
/// A ray that starts on a triangle may meet it. Move the origin by 1 cm along the surface's normal, which is far above
/// what rounding can do and below what matters.
public struct RayScene: Sendable {
    /// What a ray meets first.
    public struct Hit: Sendable, Hashable {
        /// Metres from the ray's origin.
        public var distance: Double
        /// The triangle's number in the mesh.
        public var triangle: Int32
        /// What the mesh says the triangle belongs to.
        public var owner: Int32
    }

    /// The root is the first.
    let nodes: [BVHNode]
    let packets: [TrianglePacket]
    let owners: [Int32]
    /// What nodes and packets are relative to: whole metres in city coordinates.
    let origin: Point3
    /// How many entries a descent's stack may need.
    let stackDepth: Int

    /// Triangles of the mesh that can be hit.
    public let triangleCount: Int
    /// Triangles of the mesh left out because they have no area.
    public let degenerateCount: Int
    /// Triangles left out because a corner is missing, NaN, infinite or absurdly far: an edge above 131 km.
    public let rejectedCount: Int

    /// Memory of tree and triangles, bytes: about 70 a triangle.
    public var byteCount: Int {
        nodes.count * MemoryLayout<BVHNode>.stride + packets.count * MemoryLayout<TrianglePacket>.stride
            + owners.count * MemoryLayout<Int32>.stride
    }

    /// Prepares a mesh, on all cores or on the calling thread only; the outcome is the same.
    public init(_ mesh: Mesh, parallel: Bool = true) {
        let soup = TriangleSoup(mesh)
        origin = soup.origin
        owners = mesh.owners
        triangleCount = soup.acceptedCount
        degenerateCount = soup.degenerateCount
        rejectedCount = soup.rejectedCount
        var items = soup.items(parallel: parallel)
        guard !items.isEmpty else {
            nodes = []
            packets = []
            stackDepth = 0
            return
        }
        let tree = BinaryTree(&items, parallel: parallel)
        var wide = WideTree(tree)
        wide.fold()
        nodes = wide.nodes
        stackDepth = 7 * wide.depth + 8
        packets = Self.packets(leaves: wide.leaves, items: items, soup: soup, parallel: parallel)
    }

    private static func packets(
        leaves: [Range<Int>], items: [BuildItem], soup: TriangleSoup, parallel: Bool
    ) -> [TrianglePacket] {
        [TrianglePacket](unsafeUninitializedCapacity: leaves.count) { packets, initialised in
            initialised = leaves.count
            guard let packets = packets.baseAddress else { return }
            let chunks = max(1, min(64, leaves.count / 512))
            forEachChunk(chunks, parallel: parallel) { chunk in
                for i in chunkRange(chunk, of: chunks, count: leaves.count) {
                    (packets + i).initialize(to: packet(items[leaves[i]], soup))
                }
            }
        }
    }

    private static func packet(_ items: ArraySlice<BuildItem>, _ soup: TriangleSoup) -> TrianglePacket {
        var box = BuildBox()
        for item in items { box.extend(item.low, item.high) }
        var packet = TrianglePacket()
        let middle = (box.low + box.high) * 0.5
        packet.origin = SIMD4(middle.x, middle.y, middle.z, 0).rounded(.toNearestOrEven)
        let city = soup.origin + Point3(Double(packet.origin.x), Double(packet.origin.y), Double(packet.origin.z))
        for (lane, item) in items.enumerated() { packet.set(lane, soup.triangle(item.number), from: city) }
        return packet
    }
}

/// The triangles of a mesh that can be hit, on the grid, large ones in pieces.
private struct TriangleSoup {
    let mesh: Mesh
    /// Whole metres near the middle of the mesh.
    let origin: Point3
    /// Pieces of large triangles, numbered after the mesh's.
    private(set) var pieces: [Triangle] = []
    /// Triangles of the mesh that are whole.
    private var whole: [Int32] = []
    private(set) var acceptedCount = 0
    private(set) var degenerateCount = 0
    private(set) var rejectedCount = 0

    init(_ mesh: Mesh) {
        self.mesh = mesh
        var low = Point3(.infinity, .infinity, .infinity)
        var high = Point3(-.infinity, -.infinity, -.infinity)
        for v in mesh.vertices where Self.isUsable(v) {
            low = Point3(min(low.x, v.x), min(low.y, v.y), min(low.z, v.z))
            high = Point3(max(high.x, v.x), max(high.y, v.y), max(high.z, v.z))
        }
        let middle = (low + high) * 0.5
        origin = middle.isFinite ? Point3(middle.x.rounded(), middle.y.rounded(), middle.z.rounded()) : .zero
        whole.reserveCapacity(mesh.triangleCount)
        for i in 0..<mesh.triangleCount {
            guard let triangle = Self.triangle(i, of: mesh) else {
                rejectedCount += 1
                continue
            }
            if triangle.isDegenerate {
                degenerateCount += 1
                continue
            }
            acceptedCount += 1
            let before = pieces.count
            triangle.forEachPiece { if !$0.isDegenerate { pieces.append($0) } }
            if pieces.count == before + 1 {
                pieces.removeLast()
                whole.append(Int32(i))
            }
        }
    }

    /// Positions the grid can hold exactly in double precision, on any planet.
    private static func isUsable(_ p: Point3) -> Bool { max(abs(p.x), abs(p.y), abs(p.z)) < 0x1p31 }

    private static func triangle(_ i: Int, of mesh: Mesh) -> Triangle? {
        guard 3 * i + 2 < mesh.indices.count else { return nil }
        let corners = (Int(mesh.indices[3 * i]), Int(mesh.indices[3 * i + 1]), Int(mesh.indices[3 * i + 2]))
        guard max(corners.0, corners.1, corners.2) < mesh.vertices.count else { return nil }
        let (a, b, c) = (mesh.vertices[corners.0], mesh.vertices[corners.1], mesh.vertices[corners.2])
        guard isUsable(a), isUsable(b), isUsable(c), max((b - a).length, (c - b).length, (a - c).length) <= 0x1p17
        else { return nil }
        return Triangle(
            a: TrianglePacket.snapped(a), b: TrianglePacket.snapped(b), c: TrianglePacket.snapped(c), number: Int32(i))
    }

    /// A whole triangle by its number in the mesh, or a piece by its number after those.
    func triangle(_ number: Int) -> Triangle {
        if number >= mesh.triangleCount { return pieces[number - mesh.triangleCount] }
        // Only numbers of triangles that passed are asked for.
        return Self.triangle(number, of: mesh) ?? Triangle(a: .zero, b: .zero, c: .zero, number: -1)
    }

    /// Boxes to build the tree from, grown by what rounding in the triangle test may displace a ray, so that the boxes
    /// let pass whatever the triangles would stop.
    func items(parallel: Bool) -> [BuildItem] {
        let count = whole.count + pieces.count
        return [BuildItem](unsafeUninitializedCapacity: count) { items, initialised in
            initialised = count
            guard let items = items.baseAddress else { return }
            let chunks = max(1, min(64, count / 4096))
            forEachChunk(chunks, parallel: parallel) { chunk in
                for i in chunkRange(chunk, of: chunks, count: count) {
                    let number = i < whole.count ? Int(whole[i]) : mesh.triangleCount + i - whole.count
                    (items + i).initialize(to: BuildItem(box: box(triangle(number)), number: number))
                }
            }
        }
    }

    private func box(_ t: Triangle) -> BuildBox {
        var box = BuildBox()
        for corner in [t.a, t.b, t.c] {
            let p = corner - origin
            let margin = max(0x1p-10, max(abs(p.x), abs(p.y), abs(p.z)) * 0x1p-21)
            box.extend(
                SIMD4(Float(p.x - margin), Float(p.y - margin), Float(p.z - margin), 0),
                SIMD4(Float(p.x + margin), Float(p.y + margin), Float(p.z + margin), 0))
        }
        return box
    }
}

/// A binary tree folded so that each node has up to eight children.
private struct WideTree {
    private let binary: BinaryTree
    private(set) var nodes: [BVHNode] = []
    /// The items of each packet.
    private(set) var leaves: [Range<Int>] = []
    /// Levels of nodes.
    private(set) var depth = 0

    init(_ tree: BinaryTree) { binary = tree }

    mutating func fold() { _ = fold(0, level: 1) }

    /// Opens the child with the largest surface until there are eight, or only leaves.
    private mutating func fold(_ root: Int32, level: Int) -> Int32 {
        depth = max(depth, level)
        let me = nodes.count
        nodes.append(BVHNode())
        var children = [root]
        while children.count < 8 {
            let inner = children.indices.filter { binary.nodes[Int(children[$0])].left >= 0 }
            guard
                let largest = inner.max(by: {
                    binary.nodes[Int(children[$0])].box.area < binary.nodes[Int(children[$1])].box.area
                })
            else { break }
            let opened = binary.nodes[Int(children[largest])]
            children[largest] = opened.left
            children.append(opened.right)
        }
        for (lane, child) in children.enumerated() {
            let node = binary.nodes[Int(child)]
            let number: Int32
            if node.left >= 0 {
                number = fold(child, level: level + 1)
            } else {
                leaves.append(Int(node.first)..<Int(node.first + node.count))
                number = ~Int32(leaves.count - 1)
            }
            nodes[me].set(lane, node.box, child: number)
        }
        return Int32(me)
    }
}
