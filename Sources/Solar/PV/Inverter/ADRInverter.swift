import Geometry

/// An inverter by Driesse's model: losses a polynomial in power, and in voltage and its inverse.
///
/// A. Driesse, P. Jain and S. Harrison, "Beyond the curves: modeling the electrical efficiency of photovoltaic
/// inverters", 33rd IEEE PVSC (2008): pvlib's `inverter.adr`. Voltages outside the inverter's window, for which pvlib
/// gives NaN, count as off: the night tare is drawn.
public struct ADRInverter: Sendable, Hashable {
    /// Nominal DC power, W.
    public var pnom: Double
    /// Nominal DC voltage, V.
    public var vnom: Double
    /// Greatest AC power, W: output is clipped there.
    public var pacmax: Double
    /// AC power drawn at night, W.
    public var pnt: Double
    /// Lowest and highest voltage it works at, V: the greater of minimum and MPPT minimum less the tolerance, the
    /// greatest of the maxima plus the tolerance.
    public var window: ClosedRange<Double>
    /// b00, b10, b20, b01, b11, b21, b02, b12, b22.
    public var coefficients: [Double]

    /// From the parameters of pvlib's table.
    /// - Parameters:
    ///   - vmin: with `mpptLow` (nil where a table has none), the lower bounds; the greater holds.
    ///   - vmax: with `vdcmax` and `mpptHigh`, the upper bounds; the greatest holds.
    ///   - tolerance: share of the bounds by which the model may be extrapolated (pvlib's `vtol`).
    public init(
        pnom: Double, vnom: Double, pacmax: Double, pnt: Double, vmin: Double, vmax: Double, mpptLow: Double? = nil,
        mpptHigh: Double? = nil, vdcmax: Double? = nil, tolerance: Double = 0.1, coefficients: [Double]
    ) {
        self.pnom = pnom
        self.vnom = vnom
        self.pacmax = pacmax
        self.pnt = pnt
        let low = max(vmin, mpptLow ?? vmin) * (1 - tolerance)
        let high = max(vmax, vdcmax ?? vmax, mpptHigh ?? vmax) * (1 + tolerance)
        window = low <= high ? low...high : low...low
        self.coefficients = coefficients
    }

    /// AC power before clipping, W; not below minus the night tare.
    public func unclipped(dc: Double, voltage: Double) -> Double {
        guard window.contains(voltage), voltage > 0, coefficients.count == 9 else { return -abs(pnt) }
        let p = dc / pnom
        let v = voltage / vnom
        let (up, down) = (v - 1, 1 / v - 1)
        var loss = 0.0
        for (i, factor) in [1, up, down].enumerated() {
            loss += factor * (coefficients[3 * i] + p * (coefficients[3 * i + 1] + p * coefficients[3 * i + 2]))
        }
        return max(pnom * (p - loss), -abs(pnt))
    }

    func check() throws {
        try expect(pnom, in: 1e-3...1e12, "inverter.Pnom", "nominal DC power, W")
        try expect(vnom, in: 0.1...10_000, "inverter.Vnom", "nominal DC voltage, V")
        try expect(pacmax, in: 1e-3...1e12, "inverter.Pacmax", "the inverter's AC rating, W")
        try expect(pnt, in: -pnom...pnom, "inverter.Pnt", "night tare, W")
        guard coefficients.count == 9 else {
            throw InputError(
                path: "inverter.ADRCoefficients", problem: "expected 9 coefficients, found \(coefficients.count)")
        }
        try expectAll(coefficients, in: -10...10, "inverter.ADRCoefficients", "a coefficient of losses")
    }
}
