import CGEOS
public import Geometry

// Areas combined on the map. Inputs must be valid (`madeValid()`); GEOS refuses most invalid ones with a `NativeError`.
// Parts of a result that have no area (a shared edge or corner) are left out. New vertices get a height interpolated
// between the inputs' heights, or their mean where there is nothing to interpolate between.

extension [Polygon] {
    /// The ground covered by any of the polygons, as polygons that do not overlap.
    public func union() throws -> [Polygon] {
        guard !isEmpty else { return [] }
        let context = try GeosContext()
        let parts = try context.collection(of: self)
        let made = GEOSUnaryUnion_r(context.raw, parts.raw)
        return try context.polygons(in: try context.geometry("GEOSUnaryUnion_r", made), like: self)
    }

    /// The ground covered by these polygons and by the others.
    public func intersection(_ others: [Polygon]) throws -> [Polygon] {
        try overlay("GEOSIntersection_r", others, GEOSIntersection_r)
    }

    /// The ground covered by these polygons and not by the others.
    public func difference(_ others: [Polygon]) throws -> [Polygon] {
        try overlay("GEOSDifference_r", others, GEOSDifference_r)
    }

    private func overlay(
        _ name: String, _ others: [Polygon],
        _ operation: (OpaquePointer?, OpaquePointer?, OpaquePointer?) -> OpaquePointer?
    ) throws -> [Polygon] {
        let context = try GeosContext()
        let a = try context.region(of: self)
        let b = try context.region(of: others)
        let made = operation(context.raw, a.raw, b.raw)
        return try context.polygons(in: try context.geometry(name, made), like: self + others)
    }
}

extension Polygon {
    /// The ground covered by either polygon.
    public func union(_ other: Polygon) throws -> [Polygon] { try [self, other].union() }

    /// The ground covered by both polygons.
    public func intersection(_ other: Polygon) throws -> [Polygon] { try [self].intersection([other]) }

    /// The ground covered by this polygon and not by the other.
    public func difference(_ other: Polygon) throws -> [Polygon] { try [self].difference([other]) }
}
