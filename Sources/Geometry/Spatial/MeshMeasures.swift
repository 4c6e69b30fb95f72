/// How the triangles of a mesh hang together.
public struct MeshClosedness: Sendable, Hashable {
    /// Directed edges without a partner in the opposite direction: holes, T-junctions and faces turned over.
    public var openEdges = 0
    /// Edges that more than two triangles share: solids that touch along an edge, or faces that lie twice.
    public var sharedEdges = 0

    /// Whether the triangles bound a solid: every edge is met as often in one direction as in the other.
    public var isClosed: Bool { openEdges == 0 }
    /// Whether moreover every edge belongs to exactly two triangles.
    public var isManifold: Bool { isClosed && sharedEdges == 0 }
}

extension Mesh {
    /// Volume that the triangles enclose, m³; negative if they look inward, meaningless if they are not closed.
    ///
    /// Sum of the signed tetrahedra from the first vertex (divergence theorem).
    public var volume: Double {
        guard let origin = vertices.first else { return 0 }
        var sum = 0.0
        for i in stride(from: 0, to: indices.count - indices.count % 3, by: 3) {
            let a = vertices[Int(indices[i])] - origin
            let b = vertices[Int(indices[i + 1])] - origin
            let c = vertices[Int(indices[i + 2])] - origin
            sum += a.dot(b.cross(c))
        }
        return sum / 6
    }

    /// Area of all triangles, m².
    public var area: Double {
        var sum = 0.0
        for i in stride(from: 0, to: indices.count - indices.count % 3, by: 3) {
            let a = vertices[Int(indices[i])]
            sum += (vertices[Int(indices[i + 1])] - a).cross(vertices[Int(indices[i + 2])] - a).length
        }
        return sum / 2
    }

    /// How the triangles hang together; vertices are the same if they are at the same place within `tolerance`.
    /// - Parameter tolerance: size of the grid on which places are compared, m; 0 compares exactly.
    public func closedness(tolerance: Double = 0) -> MeshClosedness {
        var numbers: [Point3: UInt32] = [:]
        numbers.reserveCapacity(vertices.count)
        let places = vertices.map { vertex -> UInt32 in
            // Adding 0 makes -0 the same as 0.
            let key =
                tolerance > 0
                ? Point3(
                    (vertex.x / tolerance).rounded() + 0, (vertex.y / tolerance).rounded() + 0,
                    (vertex.z / tolerance).rounded() + 0) : vertex + .zero
            if let number = numbers[key] { return number }
            let number = UInt32(numbers.count)
            numbers[key] = number
            return number
        }
        var edges: [UInt64: (forward: Int32, backward: Int32)] = [:]
        edges.reserveCapacity(indices.count / 2)
        for i in stride(from: 0, to: indices.count - indices.count % 3, by: 3) {
            let corners = (places[Int(indices[i])], places[Int(indices[i + 1])], places[Int(indices[i + 2])])
            // A triangle that the tolerance has flattened bounds nothing.
            if corners.0 == corners.1 || corners.1 == corners.2 || corners.2 == corners.0 { continue }
            for (a, b) in [(corners.0, corners.1), (corners.1, corners.2), (corners.2, corners.0)] {
                let key = UInt64(min(a, b)) << 32 | UInt64(max(a, b))
                if a < b {
                    edges[key, default: (0, 0)].forward += 1
                } else {
                    edges[key, default: (0, 0)].backward += 1
                }
            }
        }
        var result = MeshClosedness()
        for (forward, backward) in edges.values {
            result.openEdges += Int(abs(forward - backward))
            if forward + backward > 2 { result.sharedEdges += 1 }
        }
        return result
    }
}
