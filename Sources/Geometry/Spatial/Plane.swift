/// A plane in space: all points whose scalar product with `normal` is `offset`.
public struct Plane: Sendable, Hashable {
    /// Length 1.
    public var normal: Point3
    /// Distance of the plane from the origin along the normal, m.
    public var offset: Double

    /// The plane through a point; nil if the normal has no direction.
    public init?(normal: Point3, through point: Point3) {
        let unit = normal.normalised
        guard unit.isFinite, unit != .zero, point.isFinite else { return nil }
        self.normal = unit
        offset = unit.dot(point)
    }

    /// The plane of a face: its Newell normal, through the mean of the exterior's vertices; nil without area.
    public init?(of face: Polygon) {
        guard face.ringCount > 0, let centre = mean(face.ring(0)) else { return nil }
        self.init(normal: face.newellNormal, through: centre)
    }

    /// The plane with the least sum of squared distances to the points (total least squares), looking upward.
    ///
    /// Its normal is the direction in which the points scatter least: the eigenvector of the smallest eigenvalue of
    /// their covariance. Nil for fewer than three points, for points on a line, and for non-finite ones.
    public init?(fitting points: some Collection<Point3>) {
        guard points.count >= 3, let centre = mean(points) else { return nil }
        var covariance = SymmetricMatrix3()
        for p in points { covariance.add(p - centre) }
        guard let (values, vectors) = covariance.eigen() else { return nil }
        // Two directions of (nearly) no scatter: the points lie on a line and any plane through it fits.
        guard values[1] > 1e-20 * values[2], values[2] > 0 else { return nil }
        let normal = vectors[0]
        self.init(normal: normal.z < 0 ? normal * -1 : normal, through: centre)
    }

    /// Signed distance of a point, m; positive on the side the normal points to.
    public func distance(to point: Point3) -> Double { normal.dot(point) - offset }

    /// The nearest point of the plane.
    public func project(_ point: Point3) -> Point3 { point - normal * distance(to: point) }

    /// Height of the plane at a place on the map; nil for a vertical plane.
    public func height(x: Double, y: Double) -> Double? {
        guard abs(normal.z) > 1e-9 else { return nil }
        return (offset - normal.x * x - normal.y * y) / normal.z
    }

    /// Angle between the normal and the vertical: 0° looks up, 90° is a wall, 180° looks down.
    public var tilt: Angle { Geometry.tilt(of: normal) }

    /// Where the plane looks to, clockwise from (grid) north, 0 ≤ azimuth < 360°: the direction of steepest descent of
    /// an upward plane. Nil for one that is level within 0.01°, where any direction would be noise.
    public var azimuth: Angle? { Geometry.azimuth(ofNormal: normal) }
}

extension Polygon {
    /// Largest distance of a vertex from the plane of the face, m; 0 for a face without area.
    public var planarityDeviation: Double {
        guard let plane = Plane(of: self) else { return 0 }
        return vertices.reduce(0) { max($0, abs(plane.distance(to: $1))) }
    }
}

/// Mean of the points, computed about the first so that large coordinates keep their digits; nil for none.
func mean(_ points: some Collection<Point3>) -> Point3? {
    guard let first = points.first else { return nil }
    var sum = Point3.zero
    for p in points { sum = sum + (p - first) }
    return first + sum * (1 / Double(points.count))
}
