import Geometry

/// An inverter by Sandia's empirical model: efficiency over power and voltage, night tare, clipping.
///
/// D. L. King, S. Gonzalez, G. M. Galbraith and W. E. Boyson, "Performance Model for Grid-Connected Photovoltaic
/// Inverters", SAND2007-5036, equations 1 to 4: pvlib's `inverter.sandia`. Parameters of 3,264 inverters are in SAM's
/// CEC library.
public struct SandiaInverter: Sendable, Hashable {
    /// AC power rating, W: output is clipped there.
    public var paco: Double
    /// DC power that gives it at the reference voltage, W.
    public var pdco: Double
    /// Reference DC voltage, V.
    public var vdco: Double
    /// DC power at which inversion starts, W.
    public var pso: Double
    /// Curvature of AC over DC power, 1/W.
    public var c0: Double
    /// Change of `pdco` with voltage, 1/V.
    public var c1: Double
    /// Change of `pso` with voltage, 1/V.
    public var c2: Double
    /// Change of `c0` with voltage, 1/V.
    public var c3: Double
    /// AC power drawn at night, W.
    public var pnt: Double

    /// From the parameters.
    public init(
        paco: Double, pdco: Double, vdco: Double, pso: Double, c0: Double, c1: Double, c2: Double, c3: Double,
        pnt: Double
    ) {
        self.paco = paco
        self.pdco = pdco
        self.vdco = vdco
        self.pso = pso
        self.c0 = c0
        self.c1 = c1
        self.c2 = c2
        self.c3 = c3
        self.pnt = pnt
    }

    /// AC power before clipping, W; minus the night tare below the starting power.
    ///
    /// Voltages at which the model's own denominator vanishes (far outside any inverter's window) count as off.
    public func unclipped(dc: Double, voltage: Double) -> Double {
        guard dc >= pso else { return -abs(pnt) }
        let v = voltage - vdco
        let a = pdco * (1 + c1 * v)
        let b = pso * (1 + c2 * v)
        let c = c0 * (1 + c3 * v)
        guard a - b > 0.01 * pdco else { return -abs(pnt) }
        return (paco / (a - b) - c * (a - b)) * (dc - b) + c * (dc - b) * (dc - b)
    }

    func check() throws {
        try expect(paco, in: 1e-3...1e12, "inverter.Paco", "the inverter's AC rating, W")
        try expect(pdco, in: 1e-3...1e12, "inverter.Pdco", "DC power at rating, W")
        try expect(vdco, in: 0.1...10_000, "inverter.Vdco", "reference DC voltage, V")
        try expect(pso, in: 0...0.5 * pdco, "inverter.Pso", "starting power, W")
        // The parabola must not turn down below its rating.
        try expect(c0 * pdco, in: -1...1, "inverter.C0", "curvature, as a share of the rating")
        try expect(c1, in: -0.1...0.1, "inverter.C1", "coefficient C1, 1/V")
        try expect(c2, in: -10...10, "inverter.C2", "coefficient C2, 1/V")
        try expect(c3, in: -10...10, "inverter.C3", "coefficient C3, 1/V")
        try expect(pnt, in: -pdco...pdco, "inverter.Pnt", "night tare, W")
    }
}
