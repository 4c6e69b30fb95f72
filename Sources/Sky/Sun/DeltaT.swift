/// Terrestrial Time minus Universal Time, in seconds, for a year and month.
///
/// Polynomials of F. Espenak and J. Meeus, "Five Millennium Canon of Solar Eclipses: -1999 to +3000",
/// NASA/TP-2006-214141 (2006); the same as pvlib's `spa.calculate_deltat`. The value is extrapolated
/// after 2005 (about 6 s above the observed 69.2 s in 2025, which moves the sun by 0.00007 degrees). Beyond
/// -1999...3000 the parabola is evaluated but not meant to be used.
/// - Parameter month: 1...12; the value is that of the middle of the month.
public func defaultDeltaT(year: Int, month: Int = 6) -> Double {
    let y = Double(year) + (Double(month) - 0.5) / 12
    switch year {
    case ..<(-500): return parabola(y)
    case ..<500:
        return polynomial(
            y / 100, [10_583.6, -1_014.41, 33.78311, -5.952053, -0.1798452, 0.022174192, 0.0090316521])
    case ..<1600:
        return polynomial(
            (y - 1_000) / 100, [1_574.2, -556.01, 71.23472, 0.319781, -0.8503463, -0.005050998, 0.0083572073])
    case ..<1700: return polynomial(y - 1_600, [120, -0.9808, -0.01532, 1 / 7_129.0])
    case ..<1800: return polynomial(y - 1_700, [8.83, 0.1603, -0.0059285, 0.00013336, -1 / 1_174_000.0])
    case ..<1860:
        return polynomial(
            y - 1_800,
            [13.72, -0.332447, 0.0068612, 0.0041116, -0.00037436, 0.0000121272, -0.0000001699, 0.000000000875])
    case ..<1900: return polynomial(y - 1_860, [7.62, 0.5737, -0.251754, 0.01680668, -0.0004473624, 1 / 233_174.0])
    case ..<1920: return polynomial(y - 1_900, [-2.79, 1.494119, -0.0598939, 0.0061966, -0.000197])
    case ..<1941: return polynomial(y - 1_920, [21.20, 0.84493, -0.076100, 0.0020936])
    case ..<1961: return polynomial(y - 1_950, [29.07, 0.407, -1 / 233.0, 1 / 2_547.0])
    case ..<1986: return polynomial(y - 1_975, [45.45, 1.067, -1 / 260.0, -1 / 718.0])
    case ..<2005:
        return polynomial(y - 2_000, [63.86, 0.3345, -0.060374, 0.0017275, 0.000651814, 0.00002373599])
    case ..<2050: return polynomial(y - 2_000, [62.92, 0.32217, 0.005589])
    case ..<2150: return parabola(y) - 0.5628 * (2_150 - y)
    default: return parabola(y)
    }
}

private func parabola(_ y: Double) -> Double { -20 + 32 * ((y - 1_820) / 100) * ((y - 1_820) / 100) }

/// Horner's rule; coefficients from the constant term up.
private func polynomial(_ x: Double, _ coefficients: [Double]) -> Double {
    coefficients.reversed().reduce(0) { $0 * x + $1 }
}
