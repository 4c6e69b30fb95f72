/// An inverter by its nominal efficiency and a typical curve of efficiency over load.
///
/// A. P. Dobos, "PVWatts Version 5 Manual", NREL/TP-6A20-62641 (2014), equations 10 to 12: pvlib's
/// `inverter.pvwatts`.
public struct PVWattsInverter: Sendable, Hashable {
    /// DC power at which AC power is clipped, W.
    public var pdc0: Double
    /// Nominal efficiency, 0...1.
    public var nominalEfficiency: Double
    /// Efficiency the curve was measured with.
    public var referenceEfficiency: Double

    /// From the DC rating.
    public init(pdc0: Double, nominalEfficiency: Double = 0.96, referenceEfficiency: Double = 0.9637) {
        self.pdc0 = pdc0
        self.nominalEfficiency = nominalEfficiency
        self.referenceEfficiency = referenceEfficiency
    }

    /// For an array of modules, by the ratio of its DC nameplate power to the inverter's AC power (1.15 in SAM's
    /// default, 1.2 in PVWatts online).
    public init(nameplate: Double, dcACRatio: Double, nominalEfficiency: Double = 0.96) {
        self.init(pdc0: nameplate / dcACRatio / nominalEfficiency, nominalEfficiency: nominalEfficiency)
    }

    /// AC power at which the inverter clips, W.
    public var limit: Double { nominalEfficiency * pdc0 }

    /// AC power before clipping, W: 0 where the curve turns negative (below 0.6 % load).
    public func unclipped(dc: Double) -> Double {
        guard dc > 0 else { return 0 }
        let load = dc / pdc0
        let efficiency = nominalEfficiency / referenceEfficiency * (-0.0162 * load - 0.0059 / load + 0.9858)
        return max(0, efficiency * dc)
    }

    func check() throws {
        try expect(pdc0, in: 1e-6...1e12, "inverter.pdc0", "the inverter's DC rating, W")
        try expect(nominalEfficiency, in: 0.5...1, "inverter.eta_inv_nom", "the inverter's nominal efficiency")
        try expect(referenceEfficiency, in: 0.5...1, "inverter.eta_inv_ref", "the curve's reference efficiency")
    }
}
