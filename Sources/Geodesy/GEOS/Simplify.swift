import CGEOS
public import Geometry

extension Polygon {
    /// The polygon with fewer vertices, each left out one at most `tolerance` metres from the new outline.
    ///
    /// Keeps the topology (GEOS `TopologyPreserveSimplify`, Douglas–Peucker): no ring vanishes or crosses another.
    public func simplified(tolerance: Double) throws -> Polygon {
        let context = try GeosContext()
        let geometry = try context.geometry(of: self)
        let made = GEOSTopologyPreserveSimplify_r(context.raw, geometry.raw, Swift.max(0, tolerance))
        let result = try context.geometry("GEOSTopologyPreserveSimplify_r", made)
        return try context.polygons(in: result, like: [self]).first ?? Polygon(vertices: [], ringEnds: [])
    }

    /// Where a label fits best: the centre of the largest circle within the polygon, and its radius in metres.
    /// - Parameter tolerance: how far from the true centre the answer may be, m.
    /// - Returns: nil for a polygon without area.
    public func largestCircle(tolerance: Double = 0.1) throws -> (centre: Point3, radius: Double)? {
        guard area > 0 else { return nil }
        let context = try GeosContext()
        let geometry = try context.geometry(of: self)
        let made = GEOSMaximumInscribedCircle_r(context.raw, geometry.raw, tolerance)
        let radius = try context.geometry("GEOSMaximumInscribedCircle_r", made)
        let ends = try context.coordinates(of: radius.raw)
        guard let centre = ends.first, let edge = ends.last else { return nil }
        return (Point3(centre.x, centre.y), centre.distance2D(to: edge))
    }
}
