#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// The direction of a vector on the map, clockwise from north (grid north), 0 ≤ azimuth < 360°; 0 for no vector.
public func azimuth(x: Double, y: Double) -> Angle {
    let radians = atan2(x, y)
    return Angle(radians: radians < 0 ? radians + 2 * .pi : radians)
}
