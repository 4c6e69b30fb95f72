/// Triangles in city coordinates, each bound to the thing it belongs to.
public struct Mesh: Sendable {
    /// Corner positions.
    public var vertices: [Point3] = []
    /// Three indices into `vertices` per triangle, counter-clockwise seen from outside.
    public var indices: [UInt32] = []
    /// Per triangle, the caller's number for what it belongs to (a feature, a face).
    public var owners: [Int32] = []

    public init() {}

    public var triangleCount: Int { owners.count }

    /// Adds one triangle by its corners.
    public mutating func append(_ a: Point3, _ b: Point3, _ c: Point3, owner: Int32) {
        let base = UInt32(vertices.count)
        vertices.append(a)
        vertices.append(b)
        vertices.append(c)
        indices.append(base)
        indices.append(base + 1)
        indices.append(base + 2)
        owners.append(owner)
    }

    /// Adds all triangles of another mesh.
    public mutating func append(_ other: Mesh) {
        let base = UInt32(vertices.count)
        vertices += other.vertices
        indices += other.indices.map { $0 + base }
        owners += other.owners
    }
}

extension Mesh {
    /// The three corners of a triangle.
    public func corners(of triangle: Int) -> (Point3, Point3, Point3) {
        (
            vertices[Int(indices[3 * triangle])], vertices[Int(indices[3 * triangle + 1])],
            vertices[Int(indices[3 * triangle + 2])]
        )
    }
}
