public import Geometry

/// The solar constant DISC was fitted with, W/m2.
private let discSolarConstant = 1_370.0

/// What DISC makes of an hour's global irradiance.
public struct DISC: Sendable, Hashable {
    /// Direct normal irradiance, W/m2.
    public var dni: Double
    /// Clearness index, 0...1.
    public var clearnessIndex: Double
    /// Absolute air mass, at most 12; nil below the horizon.
    public var airMass: Double?
}

/// Direct normal irradiance from global: pvlib's `disc`.
///
/// E. L. Maxwell, "A quasi-physical model for converting hourly global horizontal to direct normal insolation",
/// SERI/TR-215-3087 (1987), equations 5 to 7 of section 3, with its own solar constant (1370 W/m2) and F. Kasten's air
/// mass of 1966. No direct light when the sun stands lower than 3 degrees.
/// - Parameters:
///   - ghi: W/m2; negative values give no light.
///   - zenith: true angle of the sun from the zenith.
///   - pressure: at the station, Pa.
public func directDISC(ghi: Double, zenith: Angle, dayOfYear: Int, pressure: Double) -> DISC {
    let extra = extraterrestrialRadiation(dayOfYear: dayOfYear, solarConstant: discSolarConstant)
    let kt = clearnessIndex(ghi: ghi, zenith: zenith, dniExtra: extra, maximum: 1)
    let degrees = zenith.degrees
    guard degrees <= 90 else { return DISC(dni: 0, clearnessIndex: kt, airMass: nil) }
    let relative = 1 / (cos(zenith.radians) + 0.15 * pow(93.885 - degrees, -1.253))
    let airMass = min(absoluteAirMass(relative: relative, pressure: pressure), 12)
    guard degrees <= 87, ghi >= 0 else { return DISC(dni: 0, clearnessIndex: kt, airMass: airMass) }

    let a: Double
    let b: Double
    let c: Double
    if kt <= 0.6 {
        a = 0.512 + kt * (-1.56 + kt * (2.286 - 2.222 * kt))
        b = 0.37 + 0.962 * kt
        c = -0.28 + kt * (0.932 - 2.048 * kt)
    } else {
        a = -5.743 + kt * (21.77 + kt * (-27.49 + 11.56 * kt))
        b = 41.4 + kt * (-118.5 + kt * (66.05 + 31.9 * kt))
        c = -47.01 + kt * (184.2 + kt * (-222 + 73.81 * kt))
    }
    let clear = 0.866 + airMass * (-0.122 + airMass * (0.0121 + airMass * (-0.000653 + 1.4e-05 * airMass)))
    let transmittance = clear - (a + b * exp(c * airMass))
    return DISC(dni: max(0, transmittance * extra), clearnessIndex: kt, airMass: airMass)
}

/// Direct normal irradiance of a series from its global: pvlib's `dirint`.
///
/// R. Perez, P. Ineichen, E. L. Maxwell, R. Seals and A. Zelenka, "Dynamic global-to-direct irradiance conversion
/// models", ASHRAE Transactions 98, 354-369 (1992): DISC, corrected by a table of the clearness index freed of the
/// sun's height (kt', equation 1), how much it changes from the step before to the step after (equations 2 and 3),
/// the sun's zenith and the water in the air (from the dew point, equation 4).
///
/// A step without a neighbour by day has no known change and takes the table's column for that (pvlib: NaN). Parameters
/// as in ``directDISC(ghi:zenith:dayOfYear:pressure:)``, one of each a step, in order of time; the columns must be of
/// equal length.
/// - Parameters:
///   - ghi: W/m2; nil where missing.
///   - tempDew: dew point, degrees Celsius; nil when not known.
/// - Returns: W/m2; nil where `ghi` is.
public func directDIRINT(
    ghi: [Double?], zenith: [Angle], dayOfYear: [Int], pressure: [Double], tempDew: [Double]? = nil
) -> [Double?] {
    let disc = ghi.indices.map { k in
        ghi[k].map { directDISC(ghi: $0, zenith: zenith[k], dayOfYear: dayOfYear[k], pressure: pressure[k]) }
    }
    let ktPrime = disc.map { step in
        step.flatMap { step in
            step.airMass.map {
                min(max(step.clearnessIndex / (1.031 * exp(-1.4 / (0.9 + 9.4 / $0)) + 0.1), 0), 1)
            }
        }
    }
    return ghi.indices.map { k in
        guard let step = disc[k] else { return nil }
        guard step.dni > 0, let here = ktPrime[k] else { return 0 }
        let neighbours = [k - 1, k + 1].compactMap { ktPrime.indices.contains($0) ? ktPrime[$0] : nil }
        let change =
            neighbours.isEmpty
            ? nil : neighbours.reduce(0) { $0 + abs(here - $1) } / Double(neighbours.count)
        return step.dni
            * dirintCoefficient(ktPrime: here, zenith: zenith[k], change: change, tempDew: tempDew?[k])
    }
}

/// The entry of the table of Perez et al. 1992.
private func dirintCoefficient(ktPrime: Double, zenith: Angle, change: Double?, tempDew: Double?) -> Double {
    func interval(_ value: Double, _ bounds: [Double]) -> Int { bounds.firstIndex { value < $0 } ?? bounds.count }
    let clearness = interval(ktPrime, [0.24, 0.4, 0.56, 0.7, 0.8])
    let height = interval(zenith.degrees, [25, 40, 55, 70, 80])
    let steadiness = change.map { interval($0, [0.015, 0.035, 0.07, 0.15, 0.3]) } ?? 6
    // Equation 4: precipitable water in cm.
    let water = tempDew.map { interval(exp(0.07 * $0 - 0.075), [1, 2, 3]) } ?? 4
    return dirintCoefficients[((clearness * 6 + height) * 7 + steadiness) * 5 + water]
}
