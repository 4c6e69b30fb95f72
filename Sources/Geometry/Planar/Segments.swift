/// What two segments have in common in the plane.
public enum SegmentIntersection: Sendable, Hashable {
    case none
    /// One point; its height is that of the first segment there.
    case point(Point3)
    /// A stretch of positive length, in the direction of the first segment.
    case overlap(Point3, Point3)
}

/// What the segments a–b and c–d have in common; touching counts.
///
/// Whether they meet is decided exactly; where they cross is rounded to about 1e-15 of their size.
public func intersection(_ a: Point3, _ b: Point3, _ c: Point3, _ d: Point3) -> SegmentIntersection {
    let abc = orientation(a, b, c)
    let abd = orientation(a, b, d)
    if abc > 0 && abd > 0 || abc < 0 && abd < 0 { return .none }
    let cda = orientation(c, d, a)
    let cdb = orientation(c, d, b)
    if cda > 0 && cdb > 0 || cda < 0 && cdb < 0 { return .none }
    if abc == 0 && abd == 0 && cda == 0 && cdb == 0 { return collinearIntersection(a, b, c, d) }
    // An end on the other segment is the meeting point itself, without rounding.
    if cda == 0 { return .point(a) }
    if cdb == 0 { return .point(b) }
    let t = cda / (cda - cdb)
    if abc == 0 { return .point(Point3(c.x, c.y, a.z + (b.z - a.z) * t)) }
    if abd == 0 { return .point(Point3(d.x, d.y, a.z + (b.z - a.z) * t)) }
    return .point(a + (b - a) * t)
}

/// All four points lie on one line, or some coincide.
private func collinearIntersection(_ a: Point3, _ b: Point3, _ c: Point3, _ d: Point3) -> SegmentIntersection {
    // The coordinate in which the points spread further orders them along the line.
    let spreadX = max(a.x, b.x, c.x, d.x) - min(a.x, b.x, c.x, d.x)
    let spreadY = max(a.y, b.y, c.y, d.y) - min(a.y, b.y, c.y, d.y)
    let along: (Point3) -> Double = spreadX >= spreadY ? { $0.x } : { $0.y }
    let (first, second) = along(a) <= along(b) ? (a, b) : (b, a)
    let (third, fourth) = along(c) <= along(d) ? (c, d) : (d, c)
    let start = along(first) >= along(third) ? first : third
    let end = along(second) <= along(fourth) ? second : fourth
    if along(start) > along(end) { return .none }
    if along(start) == along(end) {
        return start.x == end.x && start.y == end.y ? .point(start) : .none
    }
    return along(a) <= along(b) ? .overlap(start, end) : .overlap(end, start)
}

/// Whether the segments a–b and c–d share a point in the plane; touching counts. Exact.
public func intersects(_ a: Point3, _ b: Point3, _ c: Point3, _ d: Point3) -> Bool {
    intersection(a, b, c, d) != .none
}
