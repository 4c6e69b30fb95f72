/// Twice the signed area of a ring in the plane, m²; positive when it runs counter-clockwise.
///
/// The sum is taken relative to the first vertex, so that a small ring far from the origin keeps its digits.
@inlinable public func doubleSignedArea(_ ring: some RandomAccessCollection<Point3>) -> Double {
    guard let first = ring.first else { return 0 }
    var sum = 0.0
    var previous = first - first
    for vertex in ring.dropFirst() {
        let v = vertex - first
        sum += previous.x * v.y - v.x * previous.y
        previous = v
    }
    return sum
}

extension Polygon {
    /// Signed area of ring `i` in the plane, m²; positive when it runs counter-clockwise.
    public func signedArea(ofRing i: Int) -> Double { doubleSignedArea(ring(i)) / 2 }

    /// Area in the plane, m²: the exterior less the holes, whichever way the rings run; 0 for a vertical face.
    ///
    /// Holes are taken to lie within the exterior and apart from each other; `madeValid()` in `Geodesy` sees to that.
    public var area: Double {
        guard ringCount > 0 else { return 0 }
        var area = abs(signedArea(ofRing: 0))
        for i in 1..<max(1, ringCount) { area -= abs(signedArea(ofRing: i)) }
        return max(0, area)
    }

    /// Length of all rings in the plane, holes included, m.
    public var perimeter: Double {
        var length = 0.0
        for i in 0..<ringCount {
            let ring = ring(i)
            guard var previous = ring.last else { continue }
            for vertex in ring {
                length += previous.distance2D(to: vertex)
                previous = vertex
            }
        }
        return length
    }
}
