/// What a system loses between its modules and the inverter, as one share of DC power.
public struct SystemLosses: Sendable, Hashable {
    /// Share lost, 0...1.
    public let fraction: Double

    /// - Parameter fraction: 0...1.
    /// - Throws: `InputError` for anything else.
    public init(fraction: Double) throws {
        try expect(fraction, in: 0...1, "losses", "the share of power lost")
        self.fraction = fraction
    }

    private init(known fraction: Double) { self.fraction = fraction }

    /// Item by item, each a share in per cent of what the others leave: 1 - product of (1 - item).
    ///
    /// A. P. Dobos, "PVWatts Version 5 Manual", NREL/TP-6A20-62641 (2014), table 2 and equation 11: pvlib's
    /// `pvsystem.pvwatts_losses`. The defaults give 14.08 %.
    /// - Throws: `InputError` for an item outside 0...100.
    public init(
        soiling: Double = 2, shading: Double = 3, snow: Double = 0, mismatch: Double = 2, wiring: Double = 2,
        connections: Double = 0.5, lightInducedDegradation: Double = 1.5, nameplateRating: Double = 1, age: Double = 0,
        availability: Double = 3
    ) throws {
        let items = [
            ("soiling", soiling), ("shading", shading), ("snow", snow), ("mismatch", mismatch), ("wiring", wiring),
            ("connections", connections), ("lid", lightInducedDegradation), ("nameplate_rating", nameplateRating),
            ("age", age), ("availability", availability),
        ]
        var left = 1.0
        for (name, item) in items {
            try expect(item, in: 0...100, "losses.\(name)", "a loss in per cent")
            left *= 1 - item / 100
        }
        fraction = 1 - left
    }

    /// Nothing lost.
    public static let none = SystemLosses(known: 0)
    /// PVGIS's default, 14 %: cables, inverter, dirt, ageing, all in one; no inverter model goes with it.
    public static let pvgis = SystemLosses(known: 0.14)
    /// PVWatts's default, 14.08 %.
    public static let pvwatts = SystemLosses(
        known: 1 - 0.98 * 0.97 * 0.98 * 0.98 * 0.995 * 0.985 * 0.99 * 0.97)
}

/// How power falls from year to year.
public enum Degradation: String, Sendable, Hashable, CaseIterable {
    /// The same share of what is left each year: SAM's rule.
    case compound
    /// The same share of the first year's power each year: most warranties.
    case linear

    /// Power in a year over that of the first, 0...1.
    ///
    /// 0.5 % a year is the median of 2,000 measured systems (D. C. Jordan and S. R. Kurtz, "Photovoltaic degradation
    /// rates - an analytical review", Progress in Photovoltaics 21, 12-29, 2013).
    /// - Parameters:
    ///   - year: 0 is the first.
    ///   - rate: share lost a year, 0...1.
    public func factor(year: Int, rate: Double = 0.005) -> Double {
        let years = Double(max(0, year))
        let rate = rate > 0 ? min(rate, 1) : 0
        return switch self {
        case .compound: pow(1 - rate, years)
        case .linear: max(0, 1 - rate * years)
        }
    }
}
