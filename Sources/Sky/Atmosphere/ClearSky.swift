public import Geometry

/// Global, direct normal and diffuse horizontal irradiance, W/m2 (pvlib's `ghi`, `dni`, `dhi`).
public struct Irradiance: Sendable, Hashable {
    /// Global horizontal irradiance.
    public var ghi: Double
    /// Direct irradiance on a plane facing the sun.
    public var dni: Double
    /// Diffuse horizontal irradiance.
    public var dhi: Double

    /// No light.
    public static let zero = Irradiance(ghi: 0, dni: 0, dhi: 0)

    /// From the three components, W/m2.
    public init(ghi: Double, dni: Double, dhi: Double) {
        self.ghi = ghi
        self.dni = dni
        self.dhi = dhi
    }
}

/// Irradiance under a cloudless sky: P. Ineichen and R. Perez, "A new airmass independent formulation for the Linke
/// turbidity coefficient", Solar Energy 73, 151-157 (2002), as pvlib's `clearsky.ineichen` without the Perez
/// enhancement factor (which misbehaves near the horizon).
/// - Parameters:
///   - apparentZenith: refracted angle of the sun from the zenith; no light over 90 degrees.
///   - airMassAbsolute: pressure-corrected air mass; nil below the horizon.
///   - linkeTurbidity: above 0; 1...10 in practice.
///   - elevation: metres above sea level.
///   - dniExtra: extraterrestrial normal irradiance, W/m2.
public func clearSkyIneichen(
    apparentZenith: Angle, airMassAbsolute: Double?, linkeTurbidity: Double, elevation: Double, dniExtra: Double
) -> Irradiance {
    let cosZenith = max(cos(apparentZenith.radians), 0)
    guard let airMass = airMassAbsolute, cosZenith > 0 else { return .zero }
    let fh1 = exp(-elevation / 8_000)
    let fh2 = exp(-elevation / 1_250)
    let cg1 = 5.09e-05 * elevation + 0.868
    let cg2 = 3.92e-05 * elevation + 0.0387
    let ghi = cg1 * dniExtra * cosZenith * exp(-cg2 * airMass * (fh1 + fh2 * (linkeTurbidity - 1)))

    let b = 0.664 + 0.163 / fh1
    let direct = dniExtra * max(b * exp(-0.09 * airMass * (linkeTurbidity - 1)), 0)
    // The empirical correction of page 157 keeps the beam below what global irradiance allows.
    let share = (1 - (0.1 - 0.2 * exp(-linkeTurbidity)) / (0.1 + 0.882 / fh1)) / cosZenith
    let limit = ghi * min(max(share, 0), 1e20)
    let dni = min(direct, limit)
    return Irradiance(ghi: ghi, dni: dni, dhi: ghi - dni * cosZenith)
}
