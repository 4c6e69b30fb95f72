extension Polygon {
    /// Triangles that cover the polygon as a face in space: three indices into `vertices` each, counter-clockwise for
    /// an eye that the Newell normal points at.
    ///
    /// The face is seen along the axis nearest to its normal, which keeps its coordinates as they are and is the same
    /// as the plane of the normal for a plane face. Crossing, repeated and collinear vertices, spikes and misplaced holes
    /// do no harm: what can be covered is, and it always ends. Vertices on straight edges are kept. The triangles of a
    /// valid polygon cover exactly its area. Empty for a face without area or with a non-finite exterior: `cleaned()`
    /// drops such vertices.
    public func triangulated() -> [UInt32] {
        let normal = newellNormal
        guard normal.isFinite, normal.length > 0 else { return [] }
        let size = Point3(abs(normal.x), abs(normal.y), abs(normal.z))
        // The two other axes in the cyclic order that keeps a right-handed system looking along +axis.
        let project: (Point3) -> (x: Double, y: Double)
        let component: Double
        if size.z >= size.x && size.z >= size.y {
            project = { ($0.x, $0.y) }
            component = normal.z
        } else if size.x >= size.y {
            project = { ($0.y, $0.z) }
            component = normal.x
        } else {
            project = { ($0.z, $0.x) }
            component = normal.y
        }
        // A coordinate along the axis is not looked at otherwise.
        return cut({ $0.isFinite ? project($0) : (.nan, .nan) }, flipped: component < 0)
    }

    /// Triangles that cover the polygon in the plane, counter-clockwise seen from above; see `triangulated()`.
    ///
    /// Vertices with non-finite x or y are left out.
    public func triangulatedOnMap() -> [UInt32] { cut({ ($0.x, $0.y) }, flipped: false) }

    private func cut(_ project: (Point3) -> (x: Double, y: Double), flipped: Bool) -> [UInt32] {
        // The everyday cases, walls and plain roofs, without any bookkeeping.
        if ringEnds.count == 1, vertices.count == 3, vertices.allSatisfy(\.isFinite) {
            let (a, b, c) = (project(vertices[0]), project(vertices[1]), project(vertices[2]))
            let turn = orientation(a.x, a.y, b.x, b.y, c.x, c.y)
            if turn == 0 { return [] }
            return (turn > 0) != flipped ? [0, 1, 2] : [0, 2, 1]
        }
        var triangles = vertices.withUnsafeBufferPointer { points in
            EarClipper(vertexCount: points.count, ringEnds: ringEnds) { project(points[$0]) }.triangles
        }
        if flipped {
            for i in stride(from: 0, to: triangles.count, by: 3) { triangles.swapAt(i + 1, i + 2) }
        }
        return triangles
    }
}

extension Mesh {
    /// Adds the triangles of a face, sharing its vertices.
    /// - Parameter flipped: whether the face looks the other way than its ring says.
    public mutating func append(_ face: Polygon, owner: Int32, flipped: Bool = false) {
        let base = UInt32(vertices.count)
        let triangles = face.triangulated()
        guard !triangles.isEmpty else { return }
        vertices += face.vertices
        indices.reserveCapacity(indices.count + triangles.count)
        for i in stride(from: 0, to: triangles.count, by: 3) {
            indices.append(base + triangles[i])
            indices.append(base + triangles[flipped ? i + 2 : i + 1])
            indices.append(base + triangles[flipped ? i + 1 : i + 2])
            owners.append(owner)
        }
    }
}
