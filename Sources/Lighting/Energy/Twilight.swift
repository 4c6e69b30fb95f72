public import Geometry

/// Horizontal illuminance from the sky of a clear day, twilight or night, lx, without the moon.
///
/// log₁₀ E = l₀ + l₁ x + l₂ x² + l₃ x³ with x = h/90°, coefficients by the range of h (Janiczek and DeYoung, "Computer
/// programs for sun and moon illuminance", U.S. Naval Observatory Circular 171, 1987, table 3): within 0.02 of the
/// logarithm of the Observatory's tables.
/// - Parameter elevation: the sun's true height h above the horizon; below -18° the night is dark (0.0006 lx).
public func clearSkyIlluminance(elevation: Angle) -> Double {
    let h = min(90, max(-18, elevation.degrees))
    let row = twilightRows.first { h >= $0.from } ?? twilightRows[twilightRows.count - 1]
    let x = h / 90
    return pow(10, row.l.0 + x * (row.l.1 + x * (row.l.2 + x * row.l.3)))
}

/// The sun's height at which the clear sky gives an illuminance, -18…90°; the end of that range beyond it.
public func sunElevation(forIlluminance wanted: Double) -> Angle {
    var (low, high) = (-18.0, 90.0)
    // The pieces do not quite meet, but each grows: halving ends at the first height that is bright enough.
    for _ in 0..<60 {
        let middle = (low + high) / 2
        if clearSkyIlluminance(elevation: .degrees(middle)) >= wanted { high = middle } else { low = middle }
    }
    return .degrees((low + high) / 2)
}

private let twilightRows: [(from: Double, l: (Double, Double, Double, Double))] = [
    (20, (3.74, 3.97, -4.07, 1.47)), (5, (3.05, 13.28, -45.98, 64.33)), (-0.8, (2.88, 22.26, -207.64, 1034.30)),
    (-5, (2.88, 21.81, -258.11, -858.36)), (-12, (2.70, 12.17, -431.69, -1899.83)),
    (-18, (13.84, 262.72, 1447.42, 2797.93)),
]
