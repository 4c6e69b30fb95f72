/// A part of what an installation lights: a carriageway, a sidewalk.
public struct LitArea: Sendable, Hashable {
    /// Maintained average horizontal illuminance, lx.
    public var illuminance: Double
    /// m².
    public var area: Double

    public init(illuminance: Double, area: Double) {
        self.illuminance = illuminance
        self.area = area
    }
}

/// A part of the year in which an installation takes one power.
public struct PowerPeriod: Sendable, Hashable {
    /// W.
    public var power: Double
    /// h in the year.
    public var hours: Double

    public init(power: Double, hours: Double) {
        self.power = power
        self.hours = hours
    }
}

/// Power density indicator D_P = P / Σ(E_i A_i), W/(lx m²) (EN 13201-5:2015, 4.1, equation 1).
/// - Parameters:
///   - power: of all luminaires at the level for which the illuminances hold, with what controls take, W (4.3).
///   - areas: carriageways, sidewalks, cycle paths; the strips beside them that only serve the edge ratio do not count
///     (4.4).
/// - Returns: nil where there is no light or no area.
public func powerDensityIndicator(power: Double, areas: [LitArea]) -> Double? {
    let light = areas.reduce(0) { $0 + $1.illuminance * $1.area }
    return light > 0 && (power / light).isFinite ? power / light : nil
}

/// Annual energy consumption indicator D_E = Σ(P_j t_j) / A, Wh/m² (EN 13201-5:2015, 5, equation 3).
/// - Parameters:
///   - periods: those of the whole year; with those in which the lamps are off and their controls take power.
///   - area: all that the installation lights, m².
/// - Returns: nil where there is no area.
public func annualEnergyConsumptionIndicator(periods: [PowerPeriod], area: Double) -> Double? {
    let energy = periods.reduce(0) { $0 + $1.power * $1.hours }
    return area > 0 && (energy / area).isFinite ? energy / area : nil
}

/// Mean share of its final power that a luminaire with constant light output takes between two cleanings or
/// replacements of its light source: it begins with the share of light that will be left at the end and grows evenly to
/// 1 (EN 13201-5:2015, 4.3 has the average power over the life for such luminaires).
/// - Parameter lumenMaintenance: share of the new source's light left at the end, 0…1.
public func constantLightOutputPower(lumenMaintenance: Double) -> Double { (1 + lumenMaintenance) / 2 }
