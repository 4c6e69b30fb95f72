import Geometry

/// A module by the six parameters of the California Energy Commission's list, and their translation to other light
/// and temperature.
///
/// W. De Soto, S. A. Klein and W. A. Beckman, Solar Energy 80, 78-88 (2006), equations 8 to 12, with the CEC's sixth
/// parameter "Adjust" (A. P. Dobos, "An improved coefficient calculator for the California Energy Commission 6
/// parameter photovoltaic module model", J. Solar Energy Engineering 134, 2012): pvlib's `pvsystem.calcparams_cec`;
/// with `adjust` 0, `calcparams_desoto`. Reference: 1000 W/m2, 25 degrees.
public struct SingleDiodeModule: Sendable, Hashable {
    /// Temperature coefficient of the short-circuit current, A/K (`alpha_sc`).
    public var alphaSC: Double
    /// Ideality times cells in series times thermal voltage at reference, V (`a_ref`).
    public var aRef: Double
    /// Light current at reference, A (`I_L_ref`).
    public var photocurrentRef: Double
    /// Saturation current at reference, A (`I_o_ref`).
    public var saturationCurrentRef: Double
    /// Shunt resistance at reference, ohm (`R_sh_ref`).
    public var shuntResistanceRef: Double
    /// Series resistance, ohm (`R_s`).
    public var seriesResistance: Double
    /// Correction of the temperature coefficient, per cent (`Adjust`).
    public var adjust: Double
    /// Band gap at reference, eV (`EgRef`): 1.121 for silicon, and for every module of the CEC's list.
    public var bandGap: Double
    /// Its relative change, 1/K (`dEgdT`).
    public var bandGapSlope: Double

    /// From the parameters, units as of the properties.
    public init(
        alphaSC: Double, aRef: Double, photocurrentRef: Double, saturationCurrentRef: Double,
        shuntResistanceRef: Double, seriesResistance: Double, adjust: Double = 0, bandGap: Double = 1.121,
        bandGapSlope: Double = -0.0002677
    ) {
        self.alphaSC = alphaSC
        self.aRef = aRef
        self.photocurrentRef = photocurrentRef
        self.saturationCurrentRef = saturationCurrentRef
        self.shuntResistanceRef = shuntResistanceRef
        self.seriesResistance = seriesResistance
        self.adjust = adjust
        self.bandGap = bandGap
        self.bandGapSlope = bandGapSlope
    }

    /// The curve's five parameters.
    ///
    /// A cell colder or hotter than -100...200 degrees is taken at that bound, negative light as none.
    /// - Parameters:
    ///   - effectiveIrradiance: W/m2 reaching the cells.
    ///   - cellTemperature: degrees Celsius.
    public func curve(effectiveIrradiance: Double, cellTemperature: Double) -> SingleDiode {
        // Boltzmann's constant, eV/K (CODATA 2018).
        let k = 8.617333262e-05
        let reference = 298.15
        let t = min(max(cellTemperature, -100), 200) + 273.15
        let light = max(0, effectiveIrradiance) / 1_000
        let gap = bandGap * (1 + bandGapSlope * (t - reference))
        let ratio = t / reference
        let slope = alphaSC * (1 - adjust / 100)
        return SingleDiode(
            photocurrent: max(0, light * (photocurrentRef + slope * (t - reference))),
            saturationCurrent: saturationCurrentRef * ratio * ratio * ratio
                * exp(bandGap / (k * reference) - gap / (k * t)),
            seriesResistance: seriesResistance, shuntConductance: light / shuntResistanceRef, nNsVth: aRef * ratio)
    }

    func check() throws {
        try expect(alphaSC, in: -1...1, "module.alpha_sc", "temperature coefficient of current, A/K")
        try expect(aRef, in: 0.01...500, "module.a_ref", "a_ref, V")
        try expect(photocurrentRef, in: 0.001...1_000, "module.I_L_ref", "light current, A")
        try expect(saturationCurrentRef, in: 1e-40...0.1, "module.I_o_ref", "saturation current, A")
        try expect(shuntResistanceRef, in: 0.1...1e12, "module.R_sh_ref", "shunt resistance, ohm")
        try expect(seriesResistance, in: 0...1_000, "module.R_s", "series resistance, ohm")
        try expect(adjust, in: -200...200, "module.Adjust", "correction of the temperature coefficient, %")
        try expect(bandGap, in: 0.3...4, "module.EgRef", "band gap, eV")
        try expect(bandGapSlope, in: -0.01...0.01, "module.dEgdT", "change of the band gap, 1/K")
        guard photocurrentRef > saturationCurrentRef else {
            throw InputError(
                path: "module.I_L_ref", problem: "light current: expected more than the saturation current")
        }
    }
}
