public import Geometry

/// Clearness epsilon and brightness delta of a sky, the two numbers both Perez models go by.
///
/// R. Perez, P. Ineichen, R. Seals, J. Michalsky and R. Stewart, "Modeling daylight availability and irradiance
/// components from direct and global irradiance", Solar Energy 44, 271-289 (1990), equations 1 and 2.
struct PerezSky {
    /// 0 (overcast) ... 7 (clear): the interval of epsilon in table 1.
    let bin: Int
    /// Sky's brightness delta.
    let brightness: Double

    private static let bounds = [1.065, 1.23, 1.5, 1.95, 2.8, 4.5, 6.2]

    /// - Parameter dhi: above zero.
    init(dhi: Double, dni: Double, dniExtra: Double, solarZenith: Angle, airMassRelative: Double) {
        let cube = 1.041 * solarZenith.radians * solarZenith.radians * solarZenith.radians
        let clearness = ((dhi + dni) / dhi + cube) / (1 + cube)
        bin = Self.bounds.firstIndex { clearness < $0 } ?? 7
        brightness = dhi * airMassRelative / dniExtra
    }
}

/// Sky diffuse irradiance of an anisotropic sky: a uniform dome, the region around the sun, the band above the horizon.
///
/// Perez et al. 1990, equation 9, with the coefficients for irradiance at all sites ("allsitescomposite1990", pvlib's
/// default). Where the parts sum to less than nothing they are all zero, as in pvlib.
/// - Parameters:
///   - solarZenith: refracted angle of the sun from the zenith.
///   - airMassRelative: of the same angle; nil (sun below the horizon) gives no light, as in pvlib.
public func skyDiffusePerez(
    _ plane: PlaneOrientation, dhi: Double, dni: Double, dniExtra: Double, solarZenith: Angle, solarAzimuth: Angle,
    airMassRelative: Double?
) -> SkyDiffuse {
    guard let airMassRelative, dhi > 0 else { return .zero }
    let sky = PerezSky(
        dhi: dhi, dni: dni, dniExtra: dniExtra, solarZenith: solarZenith, airMassRelative: airMassRelative)
    let c = perez1990[sky.bin]
    let z = solarZenith.radians
    let f1 = max(c.0 + c.1 * sky.brightness + c.2 * z, 0)
    let f2 = c.3 + c.4 * sky.brightness + c.5 * z

    let a = max(aoiProjection(plane, solarZenith: solarZenith, solarAzimuth: solarAzimuth), 0)
    let b = max(cos(z), cos(85 * radiansPerDegree))
    let parts = SkyDiffuse(
        isotropic: dhi * (1 - f1) * plane.skyViewFactor, circumsolar: dhi * f1 * a / b,
        horizon: dhi * f2 * sin(plane.surfaceTilt.radians))
    return parts.total > 0 ? parts : .zero
}

/// All sites composite: f11, f12, f13, f21, f22, f23 for the eight intervals of clearness.
private let perez1990: [(Double, Double, Double, Double, Double, Double)] = [
    (-0.008, 0.588, -0.062, -0.060, 0.072, -0.022),
    (0.130, 0.683, -0.151, -0.019, 0.066, -0.029),
    (0.330, 0.487, -0.221, 0.055, -0.064, -0.026),
    (0.568, 0.187, -0.295, 0.109, -0.152, -0.014),
    (0.873, -0.392, -0.362, 0.226, -0.462, 0.001),
    (1.132, -1.237, -0.412, 0.288, -0.823, 0.056),
    (1.060, -1.600, -0.359, 0.264, -1.127, 0.131),
    (0.678, -0.327, -0.250, 0.156, -1.377, 0.251),
]
