import CGEOS
public import Geometry

/// Whether a polygon is valid in the sense of OGC Simple Features (06-103r4 §6.1.11).
public enum Validity: Sendable, Hashable {
    case valid
    /// GEOS's reason (`Self-intersection`) and where it is first met.
    case invalid(reason: String, place: Point3)
}

extension Polygon {
    /// Checks the polygon on the map: rings simple, holes within and apart, interior in one piece.
    public func validity() throws -> Validity {
        if let broken = vertices.first(where: { !($0.x.isFinite && $0.y.isFinite) }) {
            return .invalid(reason: "Invalid Coordinate", place: broken)
        }
        if let exterior = ringEnds.first, let first = vertices.first, exterior < 3 {
            return .invalid(reason: "Too few points in geometry component", place: first)
        }
        let context = try GeosContext()
        let geometry = try context.geometry(of: self)
        var reason: UnsafeMutablePointer<CChar>?
        var place: OpaquePointer?
        let answer = GEOSisValidDetail_r(context.raw, geometry.raw, 0, &reason, &place)
        defer { GEOSFree_r(context.raw, reason) }
        let spot = place.map { GeosGeometry($0, in: context) }
        if try context.answer("GEOSisValidDetail_r", answer) { return .valid }
        return .invalid(
            reason: reason.map { String(cString: $0) } ?? "unknown",
            place: try spot.flatMap { try context.coordinates(of: $0.raw).first } ?? .zero)
    }

    /// Valid polygons that cover the same ground; none if there is no area.
    ///
    /// Follows the rings' roles (GEOS "structure" method): what an exterior encloses is inside, what a hole encloses is
    /// not; a bow-tie becomes two triangles. Vertices with NaN or infinite coordinates are dropped first.
    public func madeValid() throws -> [Polygon] {
        let context = try GeosContext()
        let geometry = try context.geometry(of: self)
        guard let options = GEOSMakeValidParams_create_r(context.raw) else {
            throw context.error("GEOSMakeValidParams_create_r")
        }
        defer { GEOSMakeValidParams_destroy_r(context.raw, options) }
        _ = GEOSMakeValidParams_setMethod_r(context.raw, options, GEOS_MAKE_VALID_STRUCTURE)
        _ = GEOSMakeValidParams_setKeepCollapsed_r(context.raw, options, 0)
        let made = GEOSMakeValidWithParams_r(context.raw, geometry.raw, options)
        return try context.polygons(in: try context.geometry("GEOSMakeValidWithParams_r", made), like: [self])
    }
}
