/// Where a point lies with respect to a polygon on the map.
public enum PointLocation: Sendable, Hashable {
    case inside, boundary, outside
}

extension Polygon {
    /// Where the point lies in the plane. The boundary of a hole belongs to the boundary. Exact: see `orientation`.
    ///
    /// By the even–odd rule, so the direction of the rings does not matter. A point with NaN lies outside.
    public func locate(_ point: Point3) -> PointLocation {
        guard point.x.isFinite, point.y.isFinite else { return .outside }
        var inside = false
        for i in 0..<ringCount {
            let range = range(ofRing: i)
            guard !range.isEmpty else { continue }
            var a = vertices[range.upperBound - 1]
            for b in vertices[range] {
                // Half-open in y, so that a ray through a vertex meets exactly one of its edges.
                if (a.y > point.y) != (b.y > point.y) {
                    let side = a.y < b.y ? orientation(a, b, point) : orientation(b, a, point)
                    if side == 0 { return .boundary }
                    if side > 0 { inside.toggle() }
                } else if a.y == point.y && b.y == point.y {
                    if min(a.x, b.x) <= point.x && point.x <= max(a.x, b.x) { return .boundary }
                } else if b.x == point.x && b.y == point.y || a.x == point.x && a.y == point.y {
                    return .boundary
                }
                a = b
            }
        }
        return inside ? .inside : .outside
    }

    /// Whether the point lies inside the polygon in the plane or on its boundary; inside a hole it does not.
    public func contains(_ point: Point3) -> Bool { locate(point) != .outside }
}
