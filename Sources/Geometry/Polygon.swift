/// A polygon with holes, flat on the map or a plane face in space.
///
/// Rings lie one after another in one contiguous vertex array; ring 0 is the exterior, the others are holes.
/// Rings are stored open: the first vertex is not repeated at the end. The planar functions read x and y only.
public struct Polygon: Sendable, Hashable {
    /// All vertices, ring by ring.
    public var vertices: [Point3]
    /// Where each ring ends in `vertices`; ascending, the last equals `vertices.count`.
    public var ringEnds: [Int]

    public init(vertices: [Point3], ringEnds: [Int]) {
        self.vertices = vertices
        self.ringEnds = ringEnds
    }

    public init(exterior: [Point3], holes: [[Point3]] = []) {
        vertices = exterior
        ringEnds = [exterior.count]
        for hole in holes {
            vertices += hole
            ringEnds.append(vertices.count)
        }
    }

    public var ringCount: Int { ringEnds.count }

    /// The index range of ring `i` in `vertices`.
    public func range(ofRing i: Int) -> Range<Int> { (i == 0 ? 0 : ringEnds[i - 1])..<ringEnds[i] }

    /// The vertices of ring `i`.
    public func ring(_ i: Int) -> ArraySlice<Point3> { vertices[range(ofRing: i)] }

    /// The box around the exterior ring.
    public var box: Box {
        var box = Box.empty
        guard let end = ringEnds.first else { return box }
        for v in vertices[..<end] { box.extend(v) }
        return box
    }
}
