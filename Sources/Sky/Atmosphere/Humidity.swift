/// Saturation vapour pressure over water in hPa, Magnus's form with the coefficients of WMO-No. 8 (2023); -45...60 C.
private func saturationPressure(_ celsius: Double) -> Double { 6.112 * exp(17.62 * celsius / (243.12 + celsius)) }

/// Dew point in degrees Celsius from air temperature and relative humidity in percent (pvlib's `tdew_from_rh`).
///
/// Magnus's equation inverted. Below 0.1 % the air counts as having 0.1 %.
public func dewPoint(tempAir: Double, relativeHumidity: Double) -> Double {
    let term = 17.62 * tempAir / (243.12 + tempAir) + log(max(relativeHumidity, 0.1) / 100)
    return 243.12 * term / (17.62 - term)
}

/// Relative humidity in percent from air temperature and dew point in degrees Celsius (pvlib's `rh_from_tdew`).
public func relativeHumidity(tempAir: Double, tempDew: Double) -> Double {
    100 * saturationPressure(tempDew) / saturationPressure(tempAir)
}

/// Precipitable water in cm from air temperature in degrees Celsius and relative humidity in percent at the ground
/// (pvlib's `gueymard94_pw`); at least 0.1 cm.
///
/// W. M. Keogh and A. W. Blakers, "Accurate measurement, using natural sunlight, of silicon solar cells", Progress in
/// Photovoltaics 12, 1-19 (2004), equation 1, after C. Gueymard, Solar Energy 53, 57-71 (1994).
public func precipitableWater(tempAir: Double, relativeHumidity: Double) -> Double {
    let kelvin = tempAir + 273.15
    let theta = kelvin / 273.15
    let scaleHeight = 0.4976 + 1.5265 * theta + exp(13.6897 * theta - 14.9188 * theta * theta * theta)
    let hundreds = 100 / kelvin
    let saturation = exp(22.330 - 49.140 * hundreds - 10.922 * hundreds * hundreds - 0.39015 / hundreds)
    let density = 216.7 * relativeHumidity / (100 * kelvin) * saturation
    return max(0.1 * scaleHeight * density, 0.1)
}
