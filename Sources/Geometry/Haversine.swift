import Foundation

/// Great-circle distance between two places on a sphere of 6,371 km radius, km (haversine formula, Sinnott 1984).
public func haversine(_ latitude1: Angle, _ longitude1: Angle, _ latitude2: Angle, _ longitude2: Angle) -> Double {
    let u = sin((latitude2.radians - latitude1.radians) / 2)
    let v = sin((longitude2.radians - longitude1.radians) / 2)
    let h = u * u + cos(latitude1.radians) * cos(latitude2.radians) * v * v
    return 2 * 6371 * asin(min(1, h.squareRoot()))
}
