#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// Angle between a normal and the vertical: 0° looks up, 90° to the horizon, 180° down.
public func tilt(of normal: Point3) -> Angle {
    // The arc cosine would lose half the digits of small tilts.
    Angle(radians: atan2((normal.x * normal.x + normal.y * normal.y).squareRoot(), normal.z))
}

/// Where a normal points on the map, clockwise from north; nil if it is vertical within 0.01°.
public func azimuth(ofNormal normal: Point3) -> Angle? {
    let horizontal = (normal.x * normal.x + normal.y * normal.y).squareRoot()
    // tan 0.01°
    guard horizontal > 1.745e-4 * abs(normal.z) else { return nil }
    return azimuth(x: normal.x, y: normal.y)
}
