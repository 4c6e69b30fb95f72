public import Geometry

/// How global horizontal irradiance is split into direct and diffuse; raw values are pvlib's names.
public enum DecompositionModel: String, Sendable, Hashable, CaseIterable {
    /// Erbs, Klein and Duffie 1982: diffuse share as a polynomial of the clearness index.
    case erbs
    /// Driesse's form of it, continuous to the first derivative.
    case erbsDriesse = "erbs_driesse"
    /// Maxwell 1987: direct irradiance from clearness and air mass.
    case disc
    /// Perez et al. 1992: DISC with regard to the hours before and after and to the dew point.
    case dirint

    /// Author and year, for messages.
    public var citation: String {
        switch self {
        case .erbs: "Erbs 1982"
        case .erbsDriesse: "Erbs-Driesse 2024"
        case .disc: "DISC (Maxwell 1987)"
        case .dirint: "DIRINT (Perez 1992)"
        }
    }
}

/// Splits a series of global horizontal irradiance; one value a step in every column, in order of time.
///
/// The parts always close: GHI = DHI + DNI cos z, none of them negative. Where a model gives more direct light than there
/// is global, or than there is outside the atmosphere (both happen with a low sun), it is cut to that.
/// - Parameters:
///   - ghi: W/m2; nil where missing.
///   - zenith: true angle of the sun from the zenith.
///   - dayOfYear: 1...366.
///   - pressure: at the station, Pa (DISC, DIRINT).
///   - tempDew: dew point in degrees Celsius (DIRINT); nil when not known.
/// - Returns: nil where `ghi` is.
public func decompose(
    _ model: DecompositionModel, ghi: [Double?], zenith: [Angle], dayOfYear: [Int], pressure: [Double],
    tempDew: [Double]? = nil
) -> [Irradiance?] {
    func each(_ split: (Double, Int) -> Irradiance) -> [Irradiance?] {
        ghi.indices.map { k in ghi[k].map { split($0, k) } }
    }
    func extra(_ k: Int) -> Double { extraterrestrialRadiation(dayOfYear: dayOfYear[k]) }
    func close(_ ghi: Double, _ k: Int, _ dni: Double) -> Irradiance {
        closed(ghi: ghi, zenith: zenith[k], dni: min(dni, extra(k)))
    }
    switch model {
    case .erbs:
        return each { close($0, $1, decomposeErbs(ghi: $0, zenith: zenith[$1], dniExtra: extra($1)).dni) }
    case .erbsDriesse:
        return each { close($0, $1, decomposeErbsDriesse(ghi: $0, zenith: zenith[$1], dniExtra: extra($1)).dni) }
    case .disc:
        return each {
            close(
                $0, $1, directDISC(ghi: $0, zenith: zenith[$1], dayOfYear: dayOfYear[$1], pressure: pressure[$1]).dni)
        }
    case .dirint:
        let direct = directDIRINT(
            ghi: ghi, zenith: zenith, dayOfYear: dayOfYear, pressure: pressure, tempDew: tempDew)
        return each { close($0, $1, direct[$1] ?? 0) }
    }
}

/// Global and direct irradiance, and what is left as diffuse.
private func closed(ghi: Double, zenith: Angle, dni: Double) -> Irradiance {
    let cosine = max(cos(zenith.radians), 0)
    guard ghi > 0, cosine > 0 else { return Irradiance(ghi: max(ghi, 0), dni: 0, dhi: max(ghi, 0)) }
    let direct = min(dni, ghi / cosine)
    return Irradiance(ghi: ghi, dni: direct, dhi: max(0, ghi - direct * cosine))
}

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
    return split(ghi: ghi, zenith: zenith, diffuse: fraction)
}

/// Splits global horizontal irradiance into direct and diffuse without the jumps of Erbs's polynomial.
///
/// A. Driesse, A. R. Jensen and R. Perez, "A continuous form of the Perez diffuse sky model for forward and reverse
/// transposition", Solar Energy 267, 112093 (2024), where the polynomial is fitted anew; pvlib's `erbs_driesse`.
/// Parameters as in ``decomposeErbs(ghi:zenith:dniExtra:)``; negative `ghi` counts as none.
public func decomposeErbsDriesse(ghi: Double, zenith: Angle, dniExtra: Double) -> Irradiance {
    let ghi = max(0, ghi)
    let kt = clearnessIndex(ghi: ghi, zenith: zenith, dniExtra: dniExtra, maximum: 1)
    let fraction: Double
    switch kt {
    case ...0.216: fraction = 1 - 0.09 * kt
    case ...0.792:
        fraction =
            0.946296633571001
            + kt
            * (-0.11390583806313881
                + kt * (4.246926715218317 + kt * (-16.470508424697304 + kt * 12.26911439571261)))
    default: fraction = 0.165
    }
    return split(ghi: ghi, zenith: zenith, diffuse: fraction)
}

/// The three parts from the diffuse fraction; all diffuse with the sun lower than 3 degrees.
private func split(ghi: Double, zenith: Angle, diffuse fraction: Double) -> Irradiance {
    let dhi = fraction * ghi
    guard zenith.degrees <= 87, ghi >= 0 else { return Irradiance(ghi: ghi, dni: 0, dhi: ghi) }
    let dni = (ghi - dhi) / cos(zenith.radians)
    return dni < 0 ? Irradiance(ghi: ghi, dni: 0, dhi: ghi) : Irradiance(ghi: ghi, dni: dni, dhi: dhi)
}

/// Global minus what direct and diffuse give on the horizontal: GHI - (DHI + DNI cos z), W/m2. Zero in consistent data.
public func closureResidual(_ light: Irradiance, zenith: Angle) -> Double {
    light.ghi - (light.dhi + light.dni * max(cos(zenith.radians), 0))
}
