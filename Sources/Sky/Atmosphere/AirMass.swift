public import Geometry

/// Relative optical air mass at sea level: the path through the atmosphere over the vertical path.
///
/// F. Kasten and A. T. Young, "Revised optical air mass tables and approximation formula", Applied Optics 28,
/// 4735-4738 (1989). 1 at the zenith (0.9997 by the fit), 37.9 on the horizon.
/// - Parameter apparentZenith: refracted angle from the zenith.
/// - Returns: nil below the horizon (zenith over 90 degrees), where there is no direct light.
public func relativeAirMass(apparentZenith: Angle) -> Double? {
    let degrees = apparentZenith.degrees
    guard degrees <= 90 else { return nil }
    return 1 / (cos(apparentZenith.radians) + 0.50572 * pow(6.07995 + (90 - degrees), -1.6364))
}

/// Absolute air mass: the relative one, scaled by pressure.
/// - Parameter pressure: station pressure in Pa.
public func absoluteAirMass(relative: Double, pressure: Double) -> Double { relative * pressure / 101_325 }

/// Air pressure in Pa of the standard atmosphere at a height above sea level in metres.
///
/// 288.15 K and 101,325 Pa at sea level, -6.5 K/km: pvlib's `alt2pres`, after "A Quick Derivation relating altitude
/// to air pressure" (Portland State Aerospace Society, 2004). Troposphere only (-500...11,000 m); zero above 44 km.
public func standardPressure(elevation: Double) -> Double {
    100 * pow(max(0, 44_331.514 - elevation) / 11_880.516, 1 / 0.1902632)
}

/// Air temperature in degrees Celsius of the standard atmosphere at a height above sea level in metres (troposphere).
public func standardTemperature(elevation: Double) -> Double { 15 - 0.0065 * elevation }

/// Solar irradiance on a plane facing the sun outside the atmosphere (pvlib's `dni_extra`), W/m2.
///
/// J. W. Spencer, "Fourier series representation of the position of the sun", Search 2, 172 (1971), with the solar
/// constant 1366.1 W/m2 of ASTM E-490: pvlib's default.
/// - Parameter dayOfYear: 1...366.
public func extraterrestrialRadiation(dayOfYear: Int, solarConstant: Double = 1_366.1) -> Double {
    let b = 2 * Double.pi / 365 * Double(dayOfYear - 1)
    return solarConstant
        * (1.00011 + 0.034221 * cos(b) + 0.00128 * sin(b) + 0.000719 * cos(2 * b) + 7.7e-05 * sin(2 * b))
}
