/// A module as PVWatts sees it: power in proportion to light, less by a constant share per kelvin.
///
/// A. P. Dobos, "PVWatts Version 5 Manual", NREL/TP-6A20-62641 (2014), equations 8 and 9: pvlib's
/// `pvsystem.pvwatts_dc`. Per watt of nameplate power.
public struct PVWattsModule: Sendable, Hashable {
    /// Change of power with cell temperature, 1/K (negative); pvlib's `gamma_pdc`.
    public var gamma: Double
    /// Marion's correction of power at low light: W lost per W nameplate at 200 W/m2; 0 without.
    ///
    /// B. Marion, "Comparison of predictive models for photovoltaic module performance", 33rd IEEE PVSC (2008).
    public var lowLightLoss: Double
    /// Voltage at maximum power at 25 degrees and 1000 W/m2, of one module, V; only inverters that ask for voltage
    /// need it.
    public var voltage: Double

    /// - Parameter gamma: -0.0037 for today's silicon (PVWatts 8 "standard"), -0.0035 premium, -0.0032 thin film.
    public init(gamma: Double = -0.0037, lowLightLoss: Double = 0, voltage: Double = 40) {
        self.gamma = gamma
        self.lowLightLoss = lowLightLoss
        self.voltage = voltage
    }

    /// DC power per watt of nameplate power; never negative.
    /// - Parameters:
    ///   - effectiveIrradiance: W/m2 reaching the cells; negative is taken as 0.
    ///   - cellTemperature: degrees Celsius.
    public func power(effectiveIrradiance: Double, cellTemperature: Double) -> Double {
        let light = max(0, effectiveIrradiance)
        var power = light * 0.001 * (1 + gamma * (cellTemperature - 25))
        if lowLightLoss != 0 {
            let dark = 1 - light / 200
            let share = light <= 200 ? 1 - dark * dark * dark * dark : (1_000 - light) / 800
            power -= lowLightLoss * share
        }
        return max(0, power)
    }

    func check() throws {
        try expect(gamma, in: -0.02...0.005, "module.gamma_pdc", "change of power with temperature, 1/K")
        try expect(lowLightLoss, in: 0...0.2, "module.k", "power lost at 200 W/m2, per nameplate")
        try expect(voltage, in: 0.1...1_500, "module.v_mp", "voltage at maximum power, V")
    }
}
