public import Geometry

/// Clearness index: global horizontal over extraterrestrial horizontal irradiance, 0...`maximum`.
///
/// As pvlib's `clearness_index`: the sun's cosine is kept above 0.065 (86.3 degrees), because the ratio means nothing
/// near the horizon.
public func clearnessIndex(ghi: Double, zenith: Angle, dniExtra: Double, maximum: Double = 2) -> Double {
    min(max(ghi / (dniExtra * max(cos(zenith.radians), 0.065)), 0), maximum)
}

/// Splits global horizontal irradiance into direct and diffuse.
///
/// D. G. Erbs, S. A. Klein and J. A. Duffie, "Estimation of the diffuse radiation fraction for hourly, daily and
/// monthly-average global radiation", Solar Energy 28, 293-302 (1982), equation 1, as pvlib's `erbs`: all light is
/// diffuse when the sun stands lower than 3 degrees (`zenith` over 87), and the three parts always close.
/// - Parameters:
///   - ghi: W/m2; negative values give no direct light.
///   - zenith: true angle of the sun from the zenith.
///   - dniExtra: extraterrestrial normal irradiance, W/m2.
public func decomposeErbs(ghi: Double, zenith: Angle, dniExtra: Double) -> Irradiance {
    let kt = clearnessIndex(ghi: ghi, zenith: zenith, dniExtra: dniExtra, maximum: 1)
    let fraction: Double
    switch kt {
    case ...0.22: fraction = 1 - 0.09 * kt
    case ...0.8: fraction = 0.9511 + kt * (-0.1604 + kt * (4.388 + kt * (-16.638 + kt * 12.336)))
    default: fraction = 0.165
    }
    let dhi = fraction * ghi
    guard zenith.degrees <= 87, ghi >= 0 else { return Irradiance(ghi: ghi, dni: 0, dhi: ghi) }
    let dni = (ghi - dhi) / cos(zenith.radians)
    return dni < 0 ? Irradiance(ghi: ghi, dni: 0, dhi: ghi) : Irradiance(ghi: ghi, dni: dni, dhi: dhi)
}

/// Global minus what direct and diffuse give on the horizontal: GHI - (DHI + DNI cos z), W/m2. Zero in consistent data.
public func closureResidual(_ light: Irradiance, zenith: Angle) -> Double {
    light.ghi - (light.dhi + light.dni * max(cos(zenith.radians), 0))
}
