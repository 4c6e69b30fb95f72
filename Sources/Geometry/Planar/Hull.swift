/// Convex hull in the plane, counter-clockwise from the westernmost point, without points on its edges.
///
/// Andrew's monotone chain with the exact orientation test; O(n log n). Fewer than three points come back for input
/// that has no area; NaN and infinite points are ignored.
public func convexHull(_ points: some Sequence<Point3>) -> [Point3] {
    let sorted = points.filter { $0.x.isFinite && $0.y.isFinite }.sorted { ($0.x, $0.y) < ($1.x, $1.y) }
    guard let first = sorted.first, let last = sorted.last, first.x != last.x || first.y != last.y else {
        return Array(sorted.prefix(1))
    }
    func chain(_ points: some Sequence<Point3>) -> [Point3] {
        var hull: [Point3] = []
        for p in points {
            if let top = hull.last, top.x == p.x, top.y == p.y { continue }
            while hull.count >= 2, orientation(hull[hull.count - 2], hull[hull.count - 1], p) <= 0 {
                hull.removeLast()
            }
            hull.append(p)
        }
        return hull
    }
    // Each chain ends where the other begins.
    return chain(sorted).dropLast() + chain(sorted.reversed()).dropLast()
}
