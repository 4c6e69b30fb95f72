import City
import Geometry

/// Shadows on the ground at one moment.
///
/// Every convex part of every caster lays the hull of its corners' shadows on the ground; the shadow is their union.
/// Exact on level ground, to the hundredth of a millimetre that ``ConvexUnion`` takes. On a grid of heights each corner lands where its ray meets the ground, and edges run straight
/// between the landings: off by what the ground bends within one edge, divided by the tangent of the sun's elevation.
/// Shadows of hills are not part of it; rays see them.
struct ShadowCast {
    private var parts: ConvexUnion
    /// Whether some shadow goes on beyond the box.
    private(set) var isCut = false
    private let box: Box
    private let away: Point3
    /// Tangent of the sun's elevation.
    private let slope: Double

    /// - Parameters:
    ///   - sun: unit vector towards the sun, above the horizon.
    ///   - box: shadows are cut off at its edge.
    init(_ casters: ShadowCasters, sun: Point3, box: Box) {
        self.box = box
        let flat = (sun.x * sun.x + sun.y * sun.y).squareRoot()
        // A sun in the zenith casts its shadows straight down.
        away = flat > 1e-9 ? Point3(-sun.x / flat, -sun.y / flat) : Point3(1, 0)
        slope = sun.z / max(flat, 1e-9)
        // Shadows are long along the light and narrow across.
        parts = ConvexUnion(near: box.centre, along: away, capacity: casters.partCount)
        var landed: [Point3] = []
        var hull: [Point3] = []
        for part in 0..<casters.partCount {
            landed.removeAll(keepingCapacity: true)
            for i in casters.part(part) {
                landed.append(casters.ground.landing(of: casters.points[i], away: away, slope: slope))
            }
            lay(&landed, &hull)
        }
    }

    private mutating func lay(_ landed: inout [Point3], _ hull: inout [Point3]) {
        convexHull(&landed, into: &hull)
        guard hull.count >= 3 else { return }
        var extent = Box.empty
        for p in hull { extent.extend(p) }
        guard extent.intersects(box) else { return }
        if !box.contains(extent) {
            isCut = true
            hull = clipped(hull, to: box)
        }
        // A wall seen edge-on: thinner than the corners are known.
        guard hull.count >= 3, doubleSignedArea(hull) > 2e-4 * max(extent.width, extent.height) else { return }
        parts.add(hull)
    }

    /// The shadow: polygons that do not overlap, counter-clockwise, holes clockwise.
    /// - Throws: `NativeError` from GEOS.
    mutating func union() throws -> [Polygon] { try parts.union() }
}

/// The hull of a few points, counter-clockwise, without points on its edges (Andrew's monotone chain). Sorts `points`.
private func convexHull(_ points: inout [Point3], into hull: inout [Point3]) {
    hull.removeAll(keepingCapacity: true)
    // A handful of points: insertion sort beats anything.
    for i in 1..<max(1, points.count) {
        let p = points[i]
        var j = i
        while j > 0, points[j - 1].x > p.x || points[j - 1].x == p.x && points[j - 1].y > p.y {
            points[j] = points[j - 1]
            j -= 1
        }
        points[j] = p
    }
    func add(_ p: Point3, from start: Int) {
        while hull.count >= start + 2 {
            let (a, b) = (hull[hull.count - 2], hull[hull.count - 1])
            guard (b.x - a.x) * (p.y - a.y) - (b.y - a.y) * (p.x - a.x) <= 0 else { break }
            hull.removeLast()
        }
        hull.append(p)
    }
    for p in points { add(p, from: 0) }
    let turn = hull.count - 1
    for p in points.dropLast().reversed() { add(p, from: turn) }
    // The last is the first again.
    if hull.count > 1 { hull.removeLast() }
}

/// The part of a convex polygon within a box (Sutherland & Hodgman 1974).
private func clipped(_ polygon: [Point3], to box: Box) -> [Point3] {
    var ring = polygon
    func cut(_ inside: (Point3) -> Double, _ place: (Point3, Point3, Double) -> Point3) {
        guard var a = ring.last else { return }
        var kept: [Point3] = []
        for b in ring {
            let (da, db) = (inside(a), inside(b))
            if (da < 0) != (db < 0) { kept.append(place(a, b, da / (da - db))) }
            if db >= 0 { kept.append(b) }
            a = b
        }
        ring = kept
    }
    // The cut coordinate is the box's own, to the last bit, so that neighbours cut at the same edge agree.
    cut({ $0.x - box.minX }) { a, b, t in Point3(box.minX, a.y + t * (b.y - a.y)) }
    cut({ box.maxX - $0.x }) { a, b, t in Point3(box.maxX, a.y + t * (b.y - a.y)) }
    cut({ $0.y - box.minY }) { a, b, t in Point3(a.x + t * (b.x - a.x), box.minY) }
    cut({ box.maxY - $0.y }) { a, b, t in Point3(a.x + t * (b.x - a.x), box.maxY) }
    return ring
}
