import Geometry

// Geometry of its own, so that the packing is not judged by itself.

struct TestPlane {
    let u: Point3
    let v: Point3
    let origin: Point3
    func raise(_ p: Point3) -> Point3 { origin + u * p.x + v * p.y }
    func flatten(_ p: Point3) -> Point3 { Point3((p - origin).dot(u), (p - origin).dot(v)) }
}

func randomPlane(_ trial: Int, _ random: inout SeededNumbers) -> TestPlane {
    // Level ones too, where the discs stay discs; steep ones only without discs.
    let tilt = Angle.degrees(trial % 2 == 1 ? 0 : .random(in: 0...90, using: &random))
    let turn = Angle.degrees(.random(in: 0...360, using: &random))
    return TestPlane(
        u: Point3(turn.cosine, turn.sine),
        v: Point3(-turn.sine * tilt.cosine, turn.cosine * tilt.cosine, tilt.sine),
        origin: Point3(.random(in: -1000...1000, using: &random), 300, 20))
}

func randomStar(_ centre: Point3, _ radius: Double, _ random: inout SeededNumbers) -> [Point3] {
    let count = Int.random(in: 4...11, using: &random)
    return (0..<count).map { i in
        let turn = Angle.degrees((Double(i) + .random(in: 0...0.9, using: &random)) / Double(count) * 360)
        let r = radius * Double.random(in: 0.5...1, using: &random)
        return Point3(centre.x + r * turn.cosine, centre.y + r * turn.sine)
    }
}

func isInside(_ p: Point3, _ polygon: Polygon) -> Bool {
    polygon.contains(p) || polygon.distanceToBoundary(from: p) < 1e-6
}

/// Least distance between the borders of two rings; 0 if they cross by more than rounding.
func ringDistance(_ a: [Point3], _ b: [Point3]) -> Double {
    var least = Double.infinity
    for (p, q) in zip(a, a.dropFirst() + [a[0]]) {
        for (r, s) in zip(b, b.dropFirst() + [b[0]]) {
            let ends = min(
                distance(from: p, to: r, s), distance(from: q, to: r, s), distance(from: r, to: p, q),
                distance(from: s, to: p, q))
            least = min(least, ends > 1e-6 && intersects(p, q, r, s) ? 0 : ends)
        }
    }
    return least
}

func rectanglesOverlap(_ a: [Point3], _ b: [Point3]) -> Bool {
    // Rectangles with parallel sides: apart along one of the two directions, or not.
    for axis in [(a[1] - a[0]).normalised, (a[3] - a[0]).normalised] {
        let p = a.map { $0.dot(axis) }
        let q = b.map { $0.dot(axis) }
        if (p.max() ?? 0) <= (q.min() ?? 0) + 1e-6 || (q.max() ?? 0) <= (p.min() ?? 0) + 1e-6 { return false }
    }
    return true
}
