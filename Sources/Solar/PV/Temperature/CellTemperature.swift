/// Module temperature after Faiman: air + E / (u0 + u1 v), degrees Celsius.
///
/// D. Faiman, "Assessing the outdoor operating temperature of photovoltaic modules", Progress in Photovoltaics 16,
/// 307-315 (2008): pvlib's `temperature.faiman`, IEC 61853 and PVGIS.
/// - Parameters:
///   - poaGlobal: irradiance in the plane before reflection, W/m2.
///   - tempAir: degrees Celsius.
///   - windSpeed: m/s, at the height u0 and u1 were found for (module height).
///   - u0: heat loss to still air, W/(m2 K).
///   - u1: heat loss by wind, W/(m2 K) per m/s.
public func moduleTemperatureFaiman(
    poaGlobal: Double, tempAir: Double, windSpeed: Double, u0: Double = 25, u1: Double = 6.84
) -> Double {
    tempAir + poaGlobal / (u0 + u1 * windSpeed)
}

/// Temperature of a module's back after Sandia: E exp(a + b v) + air, degrees Celsius.
///
/// D. L. King, W. E. Boyson and J. A. Kratochvil, "Photovoltaic Array Performance Model", SAND2004-3535, equation 11:
/// pvlib's `temperature.sapm_module`.
/// - Parameters:
///   - poaGlobal: irradiance in the plane, W/m2.
///   - tempAir: degrees Celsius.
///   - windSpeed: m/s at 10 m.
public func moduleTemperatureSAPM(
    poaGlobal: Double, tempAir: Double, windSpeed: Double, a: Double, b: Double
) -> Double {
    poaGlobal * exp(a + b * windSpeed) + tempAir
}

/// Cell temperature after Sandia: back of the module + deltaT E / 1000, degrees Celsius.
///
/// King et al. 2004, equation 12: pvlib's `temperature.sapm_cell`.
/// - Parameters: as ``moduleTemperatureSAPM(poaGlobal:tempAir:windSpeed:a:b:)``;
///   `deltaT` is the cell's excess over the back at 1000 W/m2, K.
public func cellTemperatureSAPM(
    poaGlobal: Double, tempAir: Double, windSpeed: Double, a: Double, b: Double, deltaT: Double
) -> Double {
    moduleTemperatureSAPM(poaGlobal: poaGlobal, tempAir: tempAir, windSpeed: windSpeed, a: a, b: b)
        + poaGlobal / 1_000 * deltaT
}

/// Cell temperature after PVsyst: air + alpha E (1 - eta) / (Uc + Uv v), degrees Celsius.
///
/// "PVsyst 7 Help", array thermal losses: pvlib's `temperature.pvsyst_cell`.
/// - Parameters:
///   - poaGlobal: irradiance in the plane, W/m2.
///   - tempAir: degrees Celsius.
///   - windSpeed: m/s, at the height of Uv.
///   - uc: heat loss to still air, W/(m2 K).
///   - uv: heat loss by wind, W/(m2 K) per m/s.
///   - moduleEfficiency: share of light that leaves as electricity (PVsyst's default 0.1).
///   - absorption: share of light absorbed.
public func cellTemperaturePVsyst(
    poaGlobal: Double, tempAir: Double, windSpeed: Double, uc: Double = 29, uv: Double = 0,
    moduleEfficiency: Double = 0.1, absorption: Double = 0.9
) -> Double {
    tempAir + poaGlobal * absorption * (1 - moduleEfficiency) / (uc + uv * windSpeed)
}

/// Cell temperature from the nominal operating cell temperature, as SAM computes it, degrees Celsius.
///
/// P. Gilman et al., "SAM Photovoltaic Model Technical Reference Update", NREL/TP-6A20-67399 (2018), section 10.6:
/// pvlib's `temperature.noct_sam`.
/// - Parameters:
///   - poaGlobal: irradiance in the plane before reflection, W/m2.
///   - effectiveIrradiance: irradiance that reaches the cells, W/m2; nil takes `poaGlobal`.
///   - tempAir: degrees Celsius.
///   - windSpeed: m/s at 10 m; the model brings it to the array's height.
///   - noct: at 800 W/m2, 20 degrees and 1 m/s, degrees Celsius.
///   - moduleEfficiency: at reference conditions, 0...1.
///   - transmittanceAbsorptance: 0.9 is usual.
///   - isHigherThanOneStorey: array on a roof two storeys up (wind 0.61 of that at 10 m, else 0.51).
///   - standoff: gap behind the modules in inches; 4 and more is open.
public func cellTemperatureNOCT(
    poaGlobal: Double, effectiveIrradiance: Double? = nil, tempAir: Double, windSpeed: Double, noct: Double,
    moduleEfficiency: Double, transmittanceAbsorptance: Double = 0.9, isHigherThanOneStorey: Bool = false,
    standoff: Double = 4
) -> Double {
    // Without light the ratio of effective to global has no meaning, and nothing heats the cell.
    guard poaGlobal > 0 else { return tempAir }
    let ratio = (effectiveIrradiance ?? poaGlobal) / poaGlobal
    guard ratio > 0 else { return tempAir }
    let wind = (isHigherThanOneStorey ? 0.61 : 0.51) * windSpeed
    let rise = poaGlobal / 800 * (noct + noctRise(standoff: standoff) - 20)
    let heat = 1 - moduleEfficiency / (transmittanceAbsorptance * ratio)
    return tempAir + rise * heat * 9.5 / (5.7 + 3.8 * wind)
}

/// What a narrow gap behind the module adds to its NOCT, K (Gilman et al. 2018, table 10.1).
private func noctRise(standoff inches: Double) -> Double {
    switch inches {
    case ...0: 0  // built into the roof: the NOCT given is meant to hold for that
    case ..<0.5: 18
    case ..<1.5: 11
    case ..<2.5: 6
    case ...3.5: 2
    default: 0
    }
}

/// Wind speed at another height by the power law of Hellmann: v (h / h0)^alpha.
///
/// As pvlib's `atmosphere.windspeed_powerlaw`. Stations measure at 10 m; modules stand lower.
/// - Parameters:
///   - windSpeed: at `reference`, m/s.
///   - reference: height measured at, m, above 0.
///   - height: height wanted, m; 0 gives 0.
///   - exponent: 1/7 over open land (pvlib "unstable air above flat open coast" 0.11 ... "stable above human
///     inhabited areas" 0.60).
public func windSpeedPowerLaw(
    _ windSpeed: Double, reference: Double = 10, height: Double, exponent: Double = 1.0 / 7
) -> Double {
    windSpeed * pow(max(height, 0) / reference, exponent)
}
