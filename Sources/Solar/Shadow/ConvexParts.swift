import Geometry

/// How far a corner may lie within the straight line for a shape to count as convex, m.
private let dent = 1e-4

extension Polygon {
    /// The face cut into convex parts, as indices into `vertices`, each part running like the face.
    ///
    /// A convex face is one part. Others are triangulated, and triangles are put together again while they stay convex
    /// (Hertel & Mehlhorn 1983: at most four times as many parts as needed).
    func convexParts() -> [[Int]] {
        let normal = newellNormal
        guard normal != .zero else { return [] }
        if ringCount == 1, isConvex(Array(vertices.indices), normal) { return [Array(vertices.indices)] }
        let triangles = triangulated()
        var parts = stride(from: 0, to: triangles.count, by: 3).map { i in
            [Int(triangles[i]), Int(triangles[i + 1]), Int(triangles[i + 2])]
        }
        // A face of thousands of corners is put together from triangles in pieces of its neighbours only.
        guard parts.count <= 500 else { return parts }
        var i = 0
        while i < parts.count {
            var j = i + 1
            while j < parts.count {
                if let joined = join(parts[i], parts[j], normal) {
                    parts[i] = joined
                    parts.remove(at: j)
                    // What did not fit before may fit now.
                    j = i + 1
                } else {
                    j += 1
                }
            }
            i += 1
        }
        return parts
    }

    /// Two parts that share an edge, as one, if that is convex.
    private func join(_ a: [Int], _ b: [Int], _ normal: Point3) -> [Int]? {
        for i in a.indices {
            let (from, to) = (a[i], a[(i + 1) % a.count])
            guard let j = b.indices.first(where: { b[$0] == to && b[($0 + 1) % b.count] == from }) else { continue }
            // All of a from `to` round to `from`, then b between them.
            let joined =
                (0..<a.count).map { a[(i + 1 + $0) % a.count] } + (0..<b.count - 2).map { b[(j + 2 + $0) % b.count] }
            return isConvex(joined, normal) ? joined : nil
        }
        return nil
    }

    /// Whether every corner lies to the left of every edge: also that the ring goes round once.
    private func isConvex(_ ring: [Int], _ normal: Point3) -> Bool {
        guard ring.count >= 3 else { return false }
        guard ring.count > 3 else { return true }
        // Beyond this it is a drawn circle or a mistake, and triangles do as well.
        guard ring.count <= 128 else { return false }
        for i in ring.indices {
            let a = vertices[ring[i]]
            let edge = (vertices[ring[(i + 1) % ring.count]] - a).normalised
            let inward = normal.cross(edge)
            for v in ring where inward.dot(vertices[v] - a) < -dent { return false }
        }
        return true
    }
}

/// Whether faces bound one convex solid without gaps: its shadow is the hull of its corners' shadows.
///
/// Every edge must be met by exactly two faces, and no corner may lie on both sides of a face.
func areConvexSolid(_ faces: [Polygon]) -> Bool {
    guard faces.count >= 4, faces.allSatisfy({ $0.ringCount == 1 }) else { return false }
    let corners = distinct(faces.flatMap(\.vertices))
    guard corners.count >= 4, corners.count <= 128 else { return false }
    var edges: [Edge: Int] = [:]
    for face in faces {
        guard let plane = Plane(of: face) else { return false }
        var isAbove = false
        var isBelow = false
        for corner in corners {
            let distance = plane.distance(to: corner)
            if distance > dent { isAbove = true }
            if distance < -dent { isBelow = true }
        }
        if isAbove == isBelow { return false }
        guard var a = face.vertices.last else { return false }
        for b in face.vertices {
            edges[Edge(a, b), default: 0] += 1
            a = b
        }
    }
    return edges.values.allSatisfy { $0 == 2 }
}

/// Each place once, in the order met; the same within a tenth of a millimetre.
func distinct(_ points: [Point3]) -> [Point3] {
    var seen = Set<Point3>()
    return points.filter { seen.insert(Edge.rounded($0)).inserted }
}

/// An edge whichever way it runs.
private struct Edge: Hashable {
    private let low: Point3
    private let high: Point3

    init(_ a: Point3, _ b: Point3) {
        let (p, q) = (Edge.rounded(a), Edge.rounded(b))
        (low, high) = (p.x, p.y, p.z) <= (q.x, q.y, q.z) ? (p, q) : (q, p)
    }

    /// Adding 0 makes −0 the same as 0.
    static func rounded(_ p: Point3) -> Point3 {
        Point3((p.x / dent).rounded() + 0, (p.y / dent).rounded() + 0, (p.z / dent).rounded() + 0)
    }
}
