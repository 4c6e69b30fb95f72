public import Geometry

/// A tilted plane: a roof, a façade, a module.
public struct PlaneOrientation: Sendable, Hashable {
    /// Angle from the horizontal, 0 (facing up) to 180 degrees (facing down); 90 is a wall.
    public var surfaceTilt: Angle
    /// Where the plane faces, clockwise from north (180 is south).
    public var surfaceAzimuth: Angle

    /// From tilt and azimuth.
    public init(surfaceTilt: Angle, surfaceAzimuth: Angle) {
        self.surfaceTilt = surfaceTilt
        self.surfaceAzimuth = surfaceAzimuth
    }

    /// Unit normal: x east, y north, z up.
    public var normal: Point3 {
        let s = sin(surfaceTilt.radians)
        return Point3(s * sin(surfaceAzimuth.radians), s * cos(surfaceAzimuth.radians), cos(surfaceTilt.radians))
    }

    /// Share of a uniform sky a plane sees, (1 + cos tilt) / 2.
    public var skyViewFactor: Double { (1 + cos(surfaceTilt.radians)) / 2 }
    /// Share of a level, endless ground a plane sees, (1 - cos tilt) / 2.
    public var groundViewFactor: Double { (1 - cos(surfaceTilt.radians)) / 2 }
}

/// Sky diffuse irradiance in a plane, by the part of the sky it comes from; W/m2 or Wh/m2.
public struct SkyDiffuse: Sendable, Hashable {
    /// From the whole dome.
    public var isotropic: Double
    /// From around the sun.
    public var circumsolar: Double
    /// From the band above the horizon; negative where the horizon is darker than the dome.
    public var horizon: Double

    /// No light.
    public static let zero = SkyDiffuse(isotropic: 0, circumsolar: 0, horizon: 0)

    /// From the three parts.
    public init(isotropic: Double, circumsolar: Double, horizon: Double) {
        self.isotropic = isotropic
        self.circumsolar = circumsolar
        self.horizon = horizon
    }

    /// All of it (`poa_sky_diffuse`).
    public var total: Double { isotropic + circumsolar + horizon }
}

/// Cosine of the angle between a plane's normal and the sun, -1...1 (pvlib's `aoi_projection`).
public func aoiProjection(_ plane: PlaneOrientation, solarZenith: Angle, solarAzimuth: Angle) -> Double {
    let projection =
        cos(plane.surfaceTilt.radians) * cos(solarZenith.radians)
        + sin(plane.surfaceTilt.radians) * sin(solarZenith.radians)
        * cos(solarAzimuth.radians - plane.surfaceAzimuth.radians)
    return max(-1, min(1, projection))
}

/// Direct irradiance in a plane (`poa_direct`): DNI times the cosine of incidence, zero from behind; W/m2.
public func beamInPlane(_ plane: PlaneOrientation, dni: Double, solarZenith: Angle, solarAzimuth: Angle) -> Double {
    max(dni * aoiProjection(plane, solarZenith: solarZenith, solarAzimuth: solarAzimuth), 0)
}

/// Ground-reflected irradiance in a plane (`poa_ground_diffuse`), the ground being level, endless and matt; W/m2.
///
/// P. G. Loutzenhiser et al., "Empirical validation of models to compute solar irradiance on inclined surfaces for
/// building energy simulation", Solar Energy 81, 254-267 (2007).
/// - Parameter albedo: share of light the ground reflects, 0...1.
public func groundReflected(_ plane: PlaneOrientation, ghi: Double, albedo: Double) -> Double {
    ghi * albedo * plane.groundViewFactor
}

/// Sky diffuse irradiance of a uniform sky (H. C. Hottel and B. B. Woertz 1942): DHI (1 + cos tilt) / 2.
public func skyDiffuseIsotropic(_ plane: PlaneOrientation, dhi: Double) -> SkyDiffuse {
    SkyDiffuse(isotropic: dhi * plane.skyViewFactor, circumsolar: 0, horizon: 0)
}

/// Sky diffuse irradiance with a brighter region around the sun.
///
/// J. E. Hay and J. A. Davies, "Calculations of the solar radiation incident on an inclined surface", Proc. 1st
/// Canadian Solar Radiation Data Workshop (1980), as pvlib's `haydavies`: the sun's cosine is kept above 0.01745
/// (89 degrees).
public func skyDiffuseHayDavies(
    _ plane: PlaneOrientation, dhi: Double, dni: Double, dniExtra: Double, solarZenith: Angle, solarAzimuth: Angle
) -> SkyDiffuse {
    let projection = max(aoiProjection(plane, solarZenith: solarZenith, solarAzimuth: solarAzimuth), 0)
    let ratio = projection / max(cos(solarZenith.radians), 0.01745)
    let anisotropy = dni / dniExtra
    return SkyDiffuse(
        isotropic: max(dhi * (1 - anisotropy) * plane.skyViewFactor, 0),
        circumsolar: max(dhi * anisotropy * ratio, 0), horizon: 0)
}
