import CGEOS
public import Geometry

/// Polygons indexed by GEOS for many questions of the kind "which of these lie in there?".
///
/// Several times faster than single questions from about ten on. Not Sendable: one per thread.
public final class PreparedRegion {
    private let context: GeosContext
    /// GEOS refers to the geometry from the prepared one, so it must live as long.
    private let geometry: GeosGeometry
    private let prepared: OpaquePointer

    /// - Throws: `NativeError` if GEOS cannot unite the polygons; make them valid first.
    public init(_ polygons: [Polygon]) throws {
        context = try GeosContext()
        geometry = try context.region(of: polygons)
        guard let made = GEOSPrepare_r(context.raw, geometry.raw) else { throw context.error("GEOSPrepare_r") }
        prepared = made
    }

    public convenience init(_ polygon: Polygon) throws { try self.init([polygon]) }

    deinit { GEOSPreparedGeom_destroy_r(context.raw, prepared) }

    /// Whether a point lies inside or on the boundary.
    public func covers(_ point: Point3) throws -> Bool {
        guard point.x.isFinite, point.y.isFinite else { return false }
        let point = try context.point(point)
        return try context.answer(
            "GEOSPreparedIntersects_r", GEOSPreparedIntersects_r(context.raw, prepared, point.raw))
    }

    /// Whether no part of the polygon lies outside.
    public func covers(_ polygon: Polygon) throws -> Bool {
        let other = try context.geometry(of: polygon)
        return try context.answer("GEOSPreparedCovers_r", GEOSPreparedCovers_r(context.raw, prepared, other.raw))
    }

    /// Whether the two share a point; touching counts.
    public func intersects(_ polygon: Polygon) throws -> Bool {
        let other = try context.geometry(of: polygon)
        return try context.answer(
            "GEOSPreparedIntersects_r", GEOSPreparedIntersects_r(context.raw, prepared, other.raw))
    }

    /// Whether a polyline shares a point with the region.
    public func intersects(line: [Point3]) throws -> Bool {
        let points = line.filter { $0.x.isFinite && $0.y.isFinite }
        guard points.count >= 2 else { return try points.first.map { try covers($0) } ?? false }
        let other = try context.line(along: points)
        return try context.answer(
            "GEOSPreparedIntersects_r", GEOSPreparedIntersects_r(context.raw, prepared, other.raw))
    }

    /// Whether some point of the polygon lies within `distance` metres of the region.
    public func isWithin(_ distance: Double, of polygon: Polygon) throws -> Bool {
        let other = try context.geometry(of: polygon)
        return try context.answer(
            "GEOSPreparedDistanceWithin_r",
            GEOSPreparedDistanceWithin_r(context.raw, prepared, other.raw, distance))
    }
}

extension Polygon {
    /// Whether the two share a point on the map; touching counts. For many questions make a `PreparedRegion`.
    public func intersects(_ other: Polygon) throws -> Bool { try PreparedRegion(self).intersects(other) }

    /// Whether no part of the other polygon lies outside.
    public func covers(_ other: Polygon) throws -> Bool { try PreparedRegion(self).covers(other) }
}
