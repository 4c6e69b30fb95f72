import Geometry

/// Coordinates are kept to the millimetre, as they are stored.
func rounded(_ p: Point3) -> Point3 {
    Point3((p.x * 1000).rounded() / 1000, (p.y * 1000).rounded() / 1000, (p.z * 1000).rounded() / 1000)
}

func mix(_ a: Point3, _ b: Point3, _ t: Double) -> Point3 { a + (b - a) * t }

/// z of the vector product: positive where b lies to the left of a.
func cross2D(_ a: Point3, _ b: Point3) -> Double { a.x * b.y - a.y * b.x }

/// The vector turned a quarter to the left.
func left(_ v: Point3) -> Point3 { Point3(-v.y, v.x) }

/// Signed area of a ring; positive counter-clockwise.
func signedArea(_ ring: [Point3]) -> Double {
    guard let last = ring.last else { return 0 }
    var sum = 0.0
    var a = last
    for b in ring {
        sum += cross2D(a, b)
        a = b
    }
    return sum / 2
}

func middle(_ ring: [Point3]) -> Point3 { ring.reduce(.zero, +) * (1 / Double(max(ring.count, 1))) }

/// Whether a point lies in a ring (even-odd rule).
func contains(_ ring: [Point3], _ p: Point3) -> Bool {
    guard var a = ring.last else { return false }
    var inside = false
    for b in ring {
        if (a.y > p.y) != (b.y > p.y), p.x < a.x + (p.y - a.y) / (b.y - a.y) * (b.x - a.x) { inside.toggle() }
        a = b
    }
    return inside
}

/// Distance from a point to a segment.
func distance(_ p: Point3, segment a: Point3, _ b: Point3) -> Double {
    let d = Point3(b.x - a.x, b.y - a.y)
    let square = d.x * d.x + d.y * d.y
    let t = square > 0 ? min(1, max(0, ((p.x - a.x) * d.x + (p.y - a.y) * d.y) / square)) : 0
    return p.distance2D(to: mix(Point3(a.x, a.y), Point3(b.x, b.y), t))
}

/// Whether two segments share a point, touching ends included.
func meet(_ a: Point3, _ b: Point3, _ c: Point3, _ d: Point3) -> Bool {
    let (o1, o2) = (cross2D(b - a, c - a), cross2D(b - a, d - a))
    let (o3, o4) = (cross2D(d - c, a - c), cross2D(d - c, b - c))
    if (o1 > 0) != (o2 > 0), (o3 > 0) != (o4 > 0), o1 != 0, o2 != 0, o3 != 0, o4 != 0 { return true }
    return (o1 == 0 && distance(c, segment: a, b) == 0) || (o2 == 0 && distance(d, segment: a, b) == 0)
        || (o3 == 0 && distance(a, segment: c, d) == 0) || (o4 == 0 && distance(b, segment: c, d) == 0)
}

/// Distance between two segments, 0 where they cross.
func distance(_ a: Point3, _ b: Point3, segment c: Point3, _ d: Point3) -> Double {
    if meet(a, b, c, d) { return 0 }
    return min(
        min(distance(a, segment: c, d), distance(b, segment: c, d)),
        min(distance(c, segment: a, b), distance(d, segment: a, b)))
}

/// Distance from a ring, taken as an area, to a segment.
func distance(ring: [Point3], segment c: Point3, _ d: Point3) -> Double {
    guard var a = ring.last, !contains(ring, c) else { return 0 }
    var least = Double.infinity
    for b in ring {
        least = min(least, distance(a, b, segment: c, d))
        a = b
    }
    return least
}

/// Distance between two rings taken as areas, 0 where they overlap.
func distance(ring: [Point3], ring other: [Point3]) -> Double {
    guard var a = other.last, let inner = ring.first, !contains(other, inner) else { return 0 }
    var least = Double.infinity
    for b in other {
        least = min(least, distance(ring: ring, segment: a, b))
        a = b
    }
    return least
}

func box(_ ring: [Point3]) -> Box {
    var box = Box.empty
    for p in ring { box.extend(p) }
    return box
}

/// A convex quadrilateral, counter-clockwise: what blocks, plots and courtyards are made of.
struct Quad: Sendable {
    var corners: [Point3]

    init(_ a: Point3, _ b: Point3, _ c: Point3, _ d: Point3) { corners = [a, b, c, d] }

    var area: Double { signedArea(corners) }

    /// Length of side `k`, from corner k to k + 1.
    func length(_ k: Int) -> Double { corners[k].distance2D(to: corners[(k + 1) % 4]) }

    /// The point at fractions u along side 0 and v along side 3 (bilinear).
    func at(_ u: Double, _ v: Double) -> Point3 {
        mix(mix(corners[0], corners[1], u), mix(corners[3], corners[2], u), v)
    }

    /// The part between fractions of both directions.
    func part(_ u0: Double, _ u1: Double, _ v0: Double, _ v1: Double) -> Quad {
        Quad(at(u0, v0), at(u1, v0), at(u1, v1), at(u0, v1))
    }

    /// The same quadrilateral told from side `k` on.
    func turned(_ k: Int) -> Quad {
        Quad(corners[k % 4], corners[(k + 1) % 4], corners[(k + 2) % 4], corners[(k + 3) % 4])
    }

    /// Every side moved inwards by its own distance; nil where nothing convex is left.
    func inset(_ d: [Double]) -> Quad? {
        var moved: [(p: Point3, v: Point3)] = []
        for k in 0..<4 {
            let v = (corners[(k + 1) % 4] - corners[k]).normalised
            moved.append((corners[k] + left(v) * d[k], v))
        }
        var points: [Point3] = []
        for k in 0..<4 {
            let (a, b) = (moved[(k + 3) % 4], moved[k])
            let sinus = cross2D(a.v, b.v)
            guard sinus > 0.05 else { return nil }
            points.append(a.p + a.v * (cross2D(b.p - a.p, b.v) / sinus))
        }
        let quad = Quad(points[0], points[1], points[2], points[3])
        // A side that changed direction was swallowed.
        for k in 0..<4 where (points[(k + 1) % 4] - points[k]).dot(moved[k].v) <= 1 { return nil }
        return quad.isConvex ? quad : nil
    }

    func inset(_ d: Double) -> Quad? { inset([d, d, d, d]) }

    var isConvex: Bool {
        (0..<4).allSatisfy { k in
            cross2D(corners[(k + 1) % 4] - corners[k], corners[(k + 2) % 4] - corners[(k + 1) % 4]) > 0
        }
    }

    /// Whether all points lie inside by at least `margin`.
    func holds(_ ring: [Point3], margin: Double = 0) -> Bool {
        for k in 0..<4 {
            let v = (corners[(k + 1) % 4] - corners[k]).normalised
            for p in ring where cross2D(v, p - corners[k]) < margin { return false }
        }
        return true
    }
}

/// A right-angled frame on the ground: `x` along a front, `y` to the left of it, into the plot.
struct Frame: Sendable {
    var origin: Point3
    var x: Point3
    var y: Point3 { left(x) }

    init(origin: Point3, x: Point3) {
        self.origin = origin
        self.x = Point3(x.x, x.y).normalised
    }

    func at(_ u: Double, _ v: Double, _ z: Double = 0) -> Point3 {
        Point3(origin.x + x.x * u - x.y * v, origin.y + x.y * u + x.x * v, z)
    }

    /// The corners of an outline given in this frame, to the millimetre.
    func ring(_ outline: [(Double, Double)]) -> [Point3] { outline.map { rounded(at($0.0, $0.1)) } }

    func rectangle(_ u0: Double, _ v0: Double, _ u1: Double, _ v1: Double) -> [Point3] {
        ring([(u0, v0), (u1, v0), (u1, v1), (u0, v1)])
    }
}
