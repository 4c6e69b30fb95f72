public import Geometry

/// Irradiance under a cloudless sky, of the simplified Solis model (pvlib's `simplified_solis`).
///
/// P. Ineichen, "A broadband simplified version of the Solis clear sky model", Solar Energy 82, 758-762 (2008). The
/// three parts are fitted each by itself and need not close.
/// - Parameters:
///   - apparentElevation: refracted height of the sun; no light below the horizon.
///   - aod700: aerosol optical depth at 700 nm, 0...0.45.
///   - precipitableWater: cm, 0.2...10; less counts as 0.2.
///   - pressure: at the station, Pa, 41,000...101,325.
///   - dniExtra: extraterrestrial normal irradiance, W/m2.
public func clearSkySolis(
    apparentElevation: Angle, aod700: Double, precipitableWater: Double, pressure: Double, dniExtra: Double
) -> Irradiance {
    let sine = sin(apparentElevation.radians)
    guard sine > 0 else { return .zero }
    let water = max(precipitableWater, 0.2)
    let lnWater = log(water)
    let lnPressure = log(pressure / 101_325)
    let aod2 = aod700 * aod700

    let enhanced =
        dniExtra
        * (0.12 * pow(water, 0.56) * aod2 + 0.97 * pow(water, 0.032) * aod700 + 1.08 * pow(water, 0.0051)
            + 0.071 * lnPressure)
    let tauBeam =
        (1.82 + 0.056 * lnWater + 0.0071 * lnWater * lnWater) * aod700
        + (0.33 + 0.045 * lnWater + 0.0096 * lnWater * lnWater) + (0.0089 * water + 0.13) * lnPressure
    let beam = (0.00925 * aod2 + 0.0148 * aod700 - 0.0172) * lnWater + (-0.7565 * aod2 + 0.5057 * aod700 + 0.4557)
    let tauGlobal =
        (1.24 + 0.047 * lnWater + 0.0061 * lnWater * lnWater) * aod700
        + (0.27 + 0.043 * lnWater + 0.0090 * lnWater * lnWater) + (0.0079 * water + 0.1) * lnPressure
    let global = -0.0147 * lnWater - 0.3079 * aod2 + 0.2846 * aod700 + 0.3798

    let t: (Double, Double, Double, Double, Double, Double)
    if aod700 < 0.05 {
        t = (
            0.0042 * water + 3.12, 0.092 * water - 8.86, -0.23 * water + 74.8, -3.11 * water + 79.4,
            86 * water - 13_800, -0.83 * pow(1 + aod700, -17.2)
        )
    } else {
        t = (
            0.0057 * water + 2.94, 0.0554 * water - 5.71, -0.134 * water + 15.5, 0.27 * water - 20.7,
            -0.21 * water + 11.6, -0.71 * pow(1 + aod700, -15.0)
        )
    }
    let tauDiffuse = t.0 + aod700 * (t.1 + aod700 * (t.2 + aod700 * (t.3 + aod700 * t.4))) + t.5 * lnPressure
    let diffuse = -0.337 * aod2 + 0.63 * aod700 + 0.116 + lnPressure / (18 + 152 * aod700)

    return Irradiance(
        ghi: enhanced * exp(-tauGlobal / pow(sine, global)) * sine, dni: enhanced * exp(-tauBeam / pow(sine, beam)),
        dhi: enhanced * exp(-tauDiffuse / pow(sine, diffuse)))
}

/// Global horizontal irradiance under a cloudless sky from the sun's height alone, W/m2 (pvlib's `haurwitz`).
///
/// B. Haurwitz, "Insolation in relation to cloudiness and cloud density", Journal of Meteorology 2, 154-166 (1945).
/// - Parameter apparentZenith: refracted angle of the sun from the zenith.
public func clearSkyHaurwitz(apparentZenith: Angle) -> Double {
    let cosine = cos(apparentZenith.radians)
    return cosine > 0 ? 1_098 * cosine * exp(-0.059 / cosine) : 0
}

/// Irradiance under a cloudless sky, of Bird's broadband model (pvlib's `bird`).
///
/// R. E. Bird and R. L. Hulstrom, "A simplified clear sky model for direct and diffuse insolation on horizontal
/// surfaces", SERI/TR-642-761 (1981).
/// - Parameters:
///   - zenith: angle of the sun from the zenith.
///   - airMassRelative: of the refracted angle; nil (sun below the horizon) gives no light.
///   - aod380: aerosol optical depth at 380 nm.
///   - aod500: aerosol optical depth at 500 nm.
///   - precipitableWater: cm.
///   - ozone: cm.
///   - pressure: at the station, Pa.
///   - dniExtra: extraterrestrial normal irradiance, W/m2.
///   - asymmetry: of the aerosol's scattering.
///   - albedo: of the ground, 0...1; light thrown back and forth between ground and sky.
public func clearSkyBird(
    zenith: Angle, airMassRelative: Double?, aod380: Double, aod500: Double, precipitableWater: Double,
    ozone: Double = 0.3, pressure: Double, dniExtra: Double, asymmetry: Double = 0.85, albedo: Double = 0.2
) -> Irradiance {
    guard let airMass = airMassRelative else { return .zero }
    let pressed = absoluteAirMass(relative: airMass, pressure: pressure)
    let rayleigh = exp(-0.0903 * pow(pressed, 0.84) * (1 + pressed - pow(pressed, 1.01)))
    let o3 = ozone * airMass
    let ozoneTransmittance =
        1 - 0.1611 * o3 * pow(1 + 139.48 * o3, -0.3034) - 0.002715 * o3 / (1 + 0.044 * o3 + 0.0003 * o3 * o3)
    let gases = exp(-0.0127 * pow(pressed, 0.26))
    let water = airMass * precipitableWater
    let waterTransmittance = 1 - 2.4959 * water / (pow(1 + 79.034 * water, 0.6828) + 6.385 * water)
    let depth = 0.27583 * aod380 + 0.35 * aod500
    let aerosol = exp(-pow(depth, 0.873) * (1 + depth - pow(depth, 0.7088)) * pow(airMass, 0.9108))
    let absorbed = 1 - 0.1 * (1 - airMass + pow(airMass, 1.06)) * (1 - aerosol)
    let skyAlbedo = 0.0685 + (1 - asymmetry) * (1 - aerosol / absorbed)

    let dni = 0.9662 * dniExtra * aerosol * waterTransmittance * gases * ozoneTransmittance * rayleigh
    let cosine = zenith.degrees < 90 ? cos(zenith.radians) : 0
    let scattered =
        dniExtra * cosine * 0.79 * ozoneTransmittance * gases * waterTransmittance * absorbed
        * (0.5 * (1 - rayleigh) + asymmetry * (1 - aerosol / absorbed)) / (1 - airMass + pow(airMass, 1.02))
    // On the horizon the air mass's powers leave some 1e-4 W/m2 less than nothing.
    let ghi = max(0, (dni * cosine + scattered) / (1 - albedo * skyAlbedo))
    return Irradiance(ghi: ghi, dni: dni, dhi: max(0, ghi - dni * cosine))
}

/// How a cloudless sky is modelled; raw values are pvlib's names.
public enum ClearSkyModel: String, Sendable, Hashable, CaseIterable {
    /// Ineichen and Perez 2002, by Linke turbidity.
    case ineichen
    /// Ineichen 2008, by aerosol and water.
    case simplifiedSolis = "simplified_solis"
    /// Haurwitz 1945, by the sun's height alone; split by Erbs 1982.
    case haurwitz
    /// Bird and Hulstrom 1981, by aerosol, water and ozone.
    case bird
}

/// What the air holds, for clear skies; the defaults are a clean continental atmosphere.
public struct ClearSkyAtmosphere: Sendable, Hashable {
    /// Linke turbidity (Ineichen).
    public var linkeTurbidity = 3.0
    /// Aerosol optical depth at 700 nm (Solis).
    public var aod700 = 0.1
    /// Aerosol optical depth at 380 nm (Bird).
    public var aod380 = 0.15
    /// Aerosol optical depth at 500 nm (Bird).
    public var aod500 = 0.1
    /// Precipitable water, cm (Solis, Bird).
    public var precipitableWater = 1.0
    /// Ozone, cm (Bird).
    public var ozone = 0.3
    /// Albedo of the ground (Bird).
    public var albedo = 0.2

    /// A clean continental atmosphere.
    public init() {}
}

/// Irradiance under a cloudless sky by the model chosen.
/// - Parameters:
///   - elevation: metres above sea level.
///   - pressure: at the station, Pa.
///   - dniExtra: extraterrestrial normal irradiance, W/m2.
public func clearSky(
    _ model: ClearSkyModel, sun: SunPosition, atmosphere: ClearSkyAtmosphere, elevation: Double, pressure: Double,
    dniExtra: Double
) -> Irradiance {
    let airMass = relativeAirMass(apparentZenith: sun.apparentZenith)
    switch model {
    case .ineichen:
        return clearSkyIneichen(
            apparentZenith: sun.apparentZenith,
            airMassAbsolute: airMass.map { absoluteAirMass(relative: $0, pressure: pressure) },
            linkeTurbidity: atmosphere.linkeTurbidity, elevation: elevation, dniExtra: dniExtra)
    case .simplifiedSolis:
        return clearSkySolis(
            apparentElevation: sun.apparentElevation, aod700: atmosphere.aod700,
            precipitableWater: atmosphere.precipitableWater, pressure: pressure, dniExtra: dniExtra)
    case .haurwitz:
        return decomposeErbs(
            ghi: clearSkyHaurwitz(apparentZenith: sun.apparentZenith), zenith: sun.zenith, dniExtra: dniExtra)
    case .bird:
        return clearSkyBird(
            zenith: sun.apparentZenith, airMassRelative: airMass, aod380: atmosphere.aod380, aod500: atmosphere.aod500,
            precipitableWater: atmosphere.precipitableWater, ozone: atmosphere.ozone, pressure: pressure,
            dniExtra: dniExtra, albedo: atmosphere.albedo)
    }
}
