import Geometry

/// How the sky's diffuse light is taken to reach a tilted plane; raw values are pvlib's names.
public enum SkyModel: String, Sendable, Hashable, CaseIterable {
    /// A uniform dome.
    case isotropic
    /// Hay and Davies 1980: a brighter region around the sun.
    case hayDavies = "haydavies"
    /// Reindl et al. 1990: also a brighter horizon.
    case reindl
    /// Perez et al. 1990: the region around the sun and the horizon by the sky's clearness and brightness.
    case perez
    /// Driesse et al. 2024: the same without jumps between its intervals of clearness.
    case perezDriesse = "perez-driesse"
}

/// Irradiance in a plane in one hour, W/m2 (pvlib's `poa_*`).
public struct PlaneIrradiance: Sendable, Hashable {
    /// Directly from the sun (`poa_direct`).
    public var direct: Double
    /// From the sky, by part (`poa_sky_diffuse`).
    public var skyDiffuse: SkyDiffuse
    /// From the ground (`poa_ground_diffuse`).
    public var groundReflected: Double

    /// All of it (`poa_global`).
    public var global: Double { direct + skyDiffuse.total + groundReflected }
}

/// A year's sun and weather, ready for any number of unshaded planes, hour by hour.
public struct HourlySky: Sendable {
    /// The weather.
    public let weather: Weather
    /// The sun of every hour.
    public let suns: [SunPosition]
    let dniExtra: [Double]
    private let airMass: [Double?]

    /// Computes the sun of every hour once.
    public init(_ weather: Weather) {
        self.weather = weather
        suns = weather.sunPositions()
        dniExtra = weather.dniExtra()
        airMass = suns.map { relativeAirMass(apparentZenith: $0.apparentZenith) }
    }

    /// Irradiance of an unshaded plane over level ground in every hour.
    ///
    /// As pvlib's `get_total_irradiance` with refracted zenith, but for one case: with the sun below the horizon, where
    /// Perez's model is not defined (pvlib: no diffuse light, or Perez-Driesse's with the horizon's air mass), the sky
    /// is uniform.
    /// - Parameter albedo: share of light the ground reflects, 0...1; when nil, the weather's own, or 0.2 where it
    ///   has none (the custom for bare and built ground).
    public func irradiance(of plane: PlaneOrientation, model: SkyModel = .perez, albedo: Double? = nil)
        -> [PlaneIrradiance]
    {
        weather.times.indices.map { hour in
            let light = weather.irradiance(hour)
            let sun = suns[hour]
            let ground = albedo ?? weather.albedo?[hour] ?? 0.2
            return PlaneIrradiance(
                direct: beamInPlane(
                    plane, dni: light.dni, solarZenith: sun.apparentZenith, solarAzimuth: sun.azimuth),
                skyDiffuse: skyDiffuse(plane, light, hour, model),
                groundReflected: groundReflected(plane, ghi: light.ghi, albedo: ground))
        }
    }

    private func skyDiffuse(_ plane: PlaneOrientation, _ light: Irradiance, _ hour: Int, _ model: SkyModel)
        -> SkyDiffuse
    {
        let sun = suns[hour]
        let (zenith, azimuth) = (sun.apparentZenith, sun.azimuth)
        switch model {
        case .isotropic:
            return skyDiffuseIsotropic(plane, dhi: light.dhi)
        case .hayDavies:
            return skyDiffuseHayDavies(
                plane, dhi: light.dhi, dni: light.dni, dniExtra: dniExtra[hour], solarZenith: zenith,
                solarAzimuth: azimuth)
        case .reindl:
            return skyDiffuseReindl(
                plane, dhi: light.dhi, dni: light.dni, ghi: light.ghi, dniExtra: dniExtra[hour], solarZenith: zenith,
                solarAzimuth: azimuth)
        case .perez:
            guard let airMass = airMass[hour] else { return skyDiffuseIsotropic(plane, dhi: light.dhi) }
            return skyDiffusePerez(
                plane, dhi: light.dhi, dni: light.dni, dniExtra: dniExtra[hour], solarZenith: zenith,
                solarAzimuth: azimuth, airMassRelative: airMass)
        case .perezDriesse:
            guard let airMass = airMass[hour] else { return skyDiffuseIsotropic(plane, dhi: light.dhi) }
            return skyDiffusePerezDriesse(
                plane, dhi: light.dhi, dni: light.dni, dniExtra: dniExtra[hour], solarZenith: zenith,
                solarAzimuth: azimuth, airMassRelative: airMass)
        }
    }
}
