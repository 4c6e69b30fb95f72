import CGEOS
public import Geometry

/// How the edge of a buffer goes round a corner.
public enum BufferJoin: Sendable, Hashable {
    case round
    /// Prolonged to a point, cut off at five times the distance.
    case mitre
    case bevel

    var style: Int32 {
        switch self {
        case .round: Int32(GEOSBUF_JOIN_ROUND.rawValue)
        case .mitre: Int32(GEOSBUF_JOIN_MITRE.rawValue)
        case .bevel: Int32(GEOSBUF_JOIN_BEVEL.rawValue)
        }
    }
}

extension Polygon {
    /// All ground within `distance` metres of the polygon; with a negative distance, all ground further inside.
    ///
    /// A quarter circle has eight segments, so that a round corner lies at most 0.5 % inside the true one.
    public func buffered(by distance: Double, join: BufferJoin = .round) throws -> [Polygon] {
        try [self].buffered(by: distance, join: join)
    }
}

extension [Polygon] {
    /// All ground within `distance` metres of any of the polygons, united.
    public func buffered(by distance: Double, join: BufferJoin = .round) throws -> [Polygon] {
        let context = try GeosContext()
        return try context.buffer(try context.region(of: self), by: distance, join: join, flatEnds: false, like: self)
    }
}

/// All ground within `distance` metres of a polyline: the surface of a road from its axis.
/// - Parameter flatEnds: whether the surface ends at the line's ends instead of going round them.
public func buffer(
    along line: [Point3], by distance: Double, join: BufferJoin = .round, flatEnds: Bool = true
) throws -> [Polygon] {
    let points = line.filter { $0.x.isFinite && $0.y.isFinite }
    guard points.count >= 2 else { return [] }
    let context = try GeosContext()
    let likeLine = [Polygon(exterior: points)]
    return try context.buffer(
        try context.line(along: points), by: distance, join: join, flatEnds: flatEnds, like: likeLine)
}

extension GeosContext {
    func buffer(
        _ geometry: GeosGeometry, by distance: Double, join: BufferJoin, flatEnds: Bool, like input: [Polygon]
    ) throws -> [Polygon] {
        guard distance.isFinite else {
            throw NativeError(library: "GEOS", function: "GEOSBufferWithStyle_r", message: "distance is \(distance)")
        }
        let cap = flatEnds ? GEOSBUF_CAP_FLAT : GEOSBUF_CAP_ROUND
        let made = GEOSBufferWithStyle_r(raw, geometry.raw, distance, 8, Int32(cap.rawValue), join.style, 5)
        return try polygons(in: try self.geometry("GEOSBufferWithStyle_r", made), like: input)
    }
}
