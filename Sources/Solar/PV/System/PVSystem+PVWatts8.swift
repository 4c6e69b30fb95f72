import Geometry

extension PVSystem {
    /// The system that SAM's PVWatts 8 reckons with (PySAM 7): its module's single-diode curve, its coated cover, NOCT
    /// temperature from the light at the cells, a straight-line inverter.
    ///
    /// Give De Soto's ``SpectralModel/desoto`` as factor, take Perez's sky and an albedo of 0.2 to agree with it.
    /// - Parameters:
    ///   - module: `pvwatts8-standard`, `pvwatts8-premium` or `pvwatts8-thin-film` of ``TypicalModule``.
    ///   - isRoof: modules close to a roof (NOCT 49) or on an open rack (45).
    ///   - dcACRatio: nameplate DC over AC power.
    ///   - inverterEfficiency: at full load.
    ///   - startingPower: share of AC power at which the inverter starts: 0.002246 below 10 kW, 0.002478 below 1 MW,
    ///     0.004931 above. SAM compares watts where it means kilowatts, so that systems of 1 kW and more all get the
    ///     last.
    /// - Throws: `InputError` for parameters out of range.
    public static func pvwatts8(
        module: PVModule, isRoof: Bool = true, dcACRatio: Double = 1.2, inverterEfficiency: Double = 0.96,
        losses: SystemLosses = .pvwatts, startingPower: Double = 0.004931
    ) throws -> PVSystem {
        try expect(dcACRatio, in: 0.1...10, "inverter.dc_ac_ratio", "DC over AC power")
        try expect(inverterEfficiency, in: 0.5...1, "inverter.inv_eff", "the inverter's efficiency")
        let paco = module.power / dcACRatio
        return try PVSystem(
            module: module, incidence: .sam, diffuseIncidence: .equivalentAngle,
            temperature: .noctSAM(
                noct: isRoof ? 49 : 45, moduleEfficiency: module.efficiency, isHeatedByEffective: true),
            losses: losses,
            inverter: .sandia(
                SandiaInverter(
                    paco: paco, pdco: paco / inverterEfficiency, vdco: 40, pso: startingPower * paco, c0: 0, c1: 0,
                    c2: 0, c3: 0, pnt: 0)))
    }
}
