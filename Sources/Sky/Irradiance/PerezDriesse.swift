public import Geometry

/// Sky diffuse irradiance by the continuous form of Perez's model: no jumps from hour to hour where the sky's clearness
/// passes from one interval of the table to the next.
///
/// A. Driesse, A. R. Jensen and R. Perez, "A continuous form of the Perez diffuse sky model for forward and reverse
/// transposition", Solar Energy 267, 112093 (2024): quadratic splines over a clearness zeta of 0...1 (equations 5, 7 and
/// 13) in place of the table, and a circumsolar share of at most 0.9; pvlib's `perez_driesse`. Where the parts sum to
/// less than nothing they are all zero.
/// - Parameters:
///   - solarZenith: refracted angle of the sun from the zenith.
///   - airMassRelative: of the same angle; nil (sun below the horizon) takes the horizon's, as pvlib.
public func skyDiffusePerezDriesse(
    _ plane: PlaneOrientation, dhi: Double, dni: Double, dniExtra: Double, solarZenith: Angle, solarAzimuth: Angle,
    airMassRelative: Double?
) -> SkyDiffuse {
    guard dhi > 0 else { return .zero }
    let z = solarZenith.radians
    let lowest = relativeAirMass(apparentZenith: .degrees(90)) ?? 37.92
    let airMass = solarZenith.degrees >= 90 ? lowest : airMassRelative ?? lowest
    let delta = dhi * airMass / dniExtra

    let direct = dni / (dhi + dni)
    let zeta = direct / (1 - 1.041 * z * z * z * (direct - 1))
    let f = splines(zeta)
    let f1 = min(max(f[0] + f[1] * delta + f[2] * z, 0), 0.9)
    let f2 = f[3] + f[4] * delta + f[5] * z

    let a = max(aoiProjection(plane, solarZenith: solarZenith, solarAzimuth: solarAzimuth), 0)
    let b = max(cos(z), cos(85 * radiansPerDegree))
    let parts = SkyDiffuse(
        isotropic: dhi * (1 - f1) * plane.skyViewFactor, circumsolar: dhi * f1 * a / b,
        horizon: dhi * f2 * sin(plane.surfaceTilt.radians))
    return parts.total > 0 ? parts : .zero
}

/// The six splines at a clearness of 0...1, by de Boor's recursion.
private func splines(_ zeta: Double) -> SIMD8<Double> {
    let x = min(max(zeta, 0), 1)
    var interval = 2
    while interval < 9, x >= knots[interval + 1] { interval += 1 }
    func share(_ k: Int, _ degree: Int) -> Double {
        (x - knots[k]) / (knots[k + 3 - degree] - knots[k])
    }
    // Three coefficients reach the interval; two rounds leave one.
    var c = (coefficients[interval - 2], coefficients[interval - 1], coefficients[interval])
    let (s1, s2) = (share(interval - 1, 1), share(interval, 1))
    c = (c.0, c.0 + s1 * (c.1 - c.0), c.1 + s2 * (c.2 - c.1))
    return c.1 + share(interval, 2) * (c.2 - c.1)
}

/// Knots of the quadratic splines: the bounds of Perez's intervals, threefold at the ends.
private let knots: [Double] = [0, 0, 0, 0.061, 0.187, 0.333, 0.487, 0.643, 0.778, 0.839, 1, 1, 1]

/// Coefficients of f11, f12, f13, f21, f22, f23 (and two of no meaning).
private let coefficients: [SIMD8<Double>] = [
    [-0.053, 0.529, -0.028, -0.071, 0.061, -0.019, 0, 0],
    [-0.008, 0.588, -0.062, -0.060, 0.072, -0.022, 0, 0],
    [0.131, 0.770, -0.167, -0.026, 0.106, -0.032, 0, 0],
    [0.328, 0.471, -0.216, 0.069, -0.105, -0.028, 0, 0],
    [0.557, 0.241, -0.300, 0.086, -0.085, -0.012, 0, 0],
    [0.861, -0.323, -0.355, 0.240, -0.467, -0.008, 0, 0],
    [1.212, -1.239, -0.444, 0.305, -0.797, 0.047, 0, 0],
    [1.099, -1.847, -0.365, 0.275, -1.132, 0.124, 0, 0],
    [0.544, 0.157, -0.213, 0.118, -1.455, 0.292, 0, 0],
    [0.544, 0.157, -0.213, 0.118, -1.455, 0.292, 0, 0],
]
