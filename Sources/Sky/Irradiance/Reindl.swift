public import Geometry

/// Sky diffuse irradiance with a brighter region around the sun and a brighter horizon.
///
/// D. T. Reindl, W. A. Beckman and J. A. Duffie, "Evaluation of hourly tilted surface radiation models", Solar Energy
/// 45, 9-17 (1990), equation 8, as pvlib's `reindl`: the model of Hay and Davies, its uniform part raised by
/// sqrt(beam / global) sin3(tilt / 2). No part is negative.
/// - Parameter ghi: global horizontal irradiance, W/m2.
public func skyDiffuseReindl(
    _ plane: PlaneOrientation, dhi: Double, dni: Double, ghi: Double, dniExtra: Double, solarZenith: Angle,
    solarAzimuth: Angle
) -> SkyDiffuse {
    var parts = skyDiffuseHayDavies(
        plane, dhi: dhi, dni: dni, dniExtra: dniExtra, solarZenith: solarZenith, solarAzimuth: solarAzimuth)
    guard ghi > 0 else { return parts }
    let beam = max(dni * cos(solarZenith.radians), 0)
    let half = sin(plane.surfaceTilt.radians / 2)
    parts.horizon = parts.isotropic * (beam / ghi).squareRoot() * half * half * half
    return parts
}
