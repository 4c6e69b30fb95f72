extension Polygon {
    /// Centre of the polygon's area in the plane, z the mean height of the exterior's vertices.
    ///
    /// A polygon without area gives the centre of its outline, and one whose vertices all coincide that place; nil
    /// without vertices.
    public var centroid: Point3? {
        guard ringCount > 0, let origin = ring(0).first else { return nil }
        let exterior = ring(0)
        let z = exterior.reduce(0) { $0 + $1.z } / Double(exterior.count)
        var area = 0.0
        var (sx, sy) = (0.0, 0.0)
        for i in 0..<ringCount {
            let (a, x, y) = Self.moments(ring(i), relativeTo: origin)
            // Holes take away, whichever way they run.
            let sign = (i == 0) == (a > 0) ? 1.0 : -1.0
            area += sign * a
            sx += sign * x
            sy += sign * y
        }
        if abs(area) > 0 {
            return Point3(origin.x + sx / (3 * area), origin.y + sy / (3 * area), z)
        }
        return Self.outlineCentre(exterior, z: z)
    }

    /// Twice the area and six times the first moments of a ring about `origin`.
    private static func moments(
        _ ring: ArraySlice<Point3>, relativeTo origin: Point3
    ) -> (area: Double, x: Double, y: Double) {
        guard var p = ring.last.map({ $0 - origin }) else { return (0, 0, 0) }
        var result = (area: 0.0, x: 0.0, y: 0.0)
        for vertex in ring {
            let q = vertex - origin
            let cross = p.x * q.y - q.x * p.y
            result.area += cross
            result.x += (p.x + q.x) * cross
            result.y += (p.y + q.y) * cross
            p = q
        }
        return result
    }

    private static func outlineCentre(_ ring: ArraySlice<Point3>, z: Double) -> Point3? {
        guard let first = ring.first, var p = ring.last else { return nil }
        var (length, x, y) = (0.0, 0.0, 0.0)
        for q in ring {
            let d = p.distance2D(to: q)
            length += d
            x += (p.x + q.x) / 2 * d
            y += (p.y + q.y) / 2 * d
            p = q
        }
        return length > 0 ? Point3(x / length, y / length, z) : Point3(first.x, first.y, z)
    }
}
