/// The point of the segment a–b nearest to `point` in the plane, as a fraction 0…1 of the way from a to b.
@inlinable public func nearestFraction(of point: Point3, on a: Point3, _ b: Point3) -> Double {
    let dx = b.x - a.x
    let dy = b.y - a.y
    let squared = dx * dx + dy * dy
    guard squared > 0 else { return 0 }
    return min(1, max(0, ((point.x - a.x) * dx + (point.y - a.y) * dy) / squared))
}

/// Distance in the plane from a point to the segment a–b, m.
@inlinable public func distance(from point: Point3, to a: Point3, _ b: Point3) -> Double {
    let t = nearestFraction(of: point, on: a, b)
    // From the nearer end, so that the foot of the perpendicular at b is b itself.
    return t <= 0.5
        ? point.distance2D(to: Point3(a.x + (b.x - a.x) * t, a.y + (b.y - a.y) * t))
        : point.distance2D(to: Point3(b.x - (b.x - a.x) * (1 - t), b.y - (b.y - a.y) * (1 - t)))
}

extension Polygon {
    /// Distance in the plane from a point to the polygon, m: 0 inside and on the boundary, infinite without vertices.
    public func distance(to point: Point3) -> Double { contains(point) ? 0 : distanceToBoundary(from: point) }

    /// Distance in the plane from a point to the nearest edge of any ring, m; infinite without vertices.
    public func distanceToBoundary(from point: Point3) -> Double {
        var nearest = Double.infinity
        for i in 0..<ringCount {
            let ring = ring(i)
            guard var a = ring.last else { continue }
            for b in ring {
                nearest = Swift.min(nearest, Geometry.distance(from: point, to: a, b))
                a = b
            }
        }
        return nearest
    }
}
