/// A solar cell, module or string at given light and temperature: a current source, a diode and two resistances.
///
/// I = IL - I0 (exp((V + I Rs) / nNsVth) - 1) - (V + I Rs) / Rsh, with Bishop's breakdown term in reverse. All points
/// of the curve are found along the diode voltage Vd = V + I Rs, of which current and terminal voltage are explicit
/// functions (J. W. Bishop, "Computer simulation of the effects of electrical mismatches in photovoltaic cell
/// interconnection circuits", Solar Cells 25, 73-89, 1988): nothing overflows and no W function is needed.
public struct SingleDiode: Sendable, Hashable {
    /// Light current IL, A.
    public var photocurrent: Double
    /// Diode saturation current I0, A.
    public var saturationCurrent: Double
    /// Series resistance Rs, ohm.
    public var seriesResistance: Double
    /// Shunt conductance 1 / Rsh, siemens (0 for an ideal cell; in the dark De Soto's Rsh is infinite).
    public var shuntConductance: Double
    /// Ideality times cells in series times thermal voltage, V.
    public var nNsVth: Double
    /// Behaviour in reverse; nil leaves the diode ideal there.
    public var breakdown: Breakdown?

    /// Avalanche in reverse (Bishop 1988): a share of the shunt current that grows without bound at a voltage.
    public struct Breakdown: Sendable, Hashable {
        /// Share of the shunt current in avalanche at small reverse voltage (pvlib's `breakdown_factor`).
        public var factor: Double
        /// Negative, V, of all cells in series together.
        public var voltage: Double
        /// 3.28 in pvlib.
        public var exponent: Double

        /// From Bishop's three numbers.
        public init(factor: Double, voltage: Double, exponent: Double = 3.28) {
            self.factor = factor
            self.voltage = voltage
            self.exponent = exponent
        }
    }

    /// From the five parameters; `shuntConductance` is the inverse of the shunt resistance.
    public init(
        photocurrent: Double, saturationCurrent: Double, seriesResistance: Double, shuntConductance: Double,
        nNsVth: Double, breakdown: Breakdown? = nil
    ) {
        self.photocurrent = photocurrent
        self.saturationCurrent = saturationCurrent
        self.seriesResistance = seriesResistance
        self.shuntConductance = shuntConductance
        self.nNsVth = nNsVth
        self.breakdown = breakdown
    }

    /// A point of the curve: volts, amperes.
    public struct Point: Sendable, Hashable {
        /// Terminal voltage, V.
        public var voltage: Double
        /// Terminal current, A.
        public var current: Double
        /// W.
        public var power: Double { voltage * current }
    }

    /// Current at a diode voltage, A, and its derivative.
    func current(diodeVoltage v: Double) -> (value: Double, slope: Double) {
        let e = expm1(v / nNsVth)
        var value = photocurrent - saturationCurrent * e - v * shuntConductance
        var slope = -saturationCurrent * (e + 1) / nNsVth - shuntConductance
        if let breakdown {
            let rest = 1 - v / breakdown.voltage
            let factor = breakdown.factor * shuntConductance
            let term = pow(rest, -breakdown.exponent)
            value -= factor * v * term
            slope -= factor * term * (1 + v * breakdown.exponent / (rest * breakdown.voltage))
        }
        return (value, slope)
    }

    /// The point at a diode voltage.
    func point(diodeVoltage v: Double) -> Point {
        let i = current(diodeVoltage: v).value
        return Point(voltage: v - i * seriesResistance, current: i)
    }

    /// Diode voltage at open circuit: no current flows.
    var openCircuitDiodeVoltage: Double { diodeVoltage(current: 0) }

    /// Diode voltage where the current has a value; current falls with voltage, everywhere.
    func diodeVoltage(current wanted: Double) -> Double {
        // Forward, the diode alone bounds the voltage; in reverse the shunt or the avalanche does.
        var high = nNsVth * log1p(max(0, photocurrent - wanted) / saturationCurrent)
        var low = 0.0
        if current(diodeVoltage: 0).value < wanted {
            high = 0
            low = reverseBound(current: wanted)
        }
        return solve(low, high, start: high) { v in
            let i = self.current(diodeVoltage: v)
            return (wanted - i.value, -i.slope)
        }
    }

    /// A diode voltage in reverse at which more than the wanted current flows, if there is one.
    private func reverseBound(current wanted: Double) -> Double {
        var low = -nNsVth
        for _ in 0..<200 {
            if let breakdown, low <= breakdown.voltage {
                // The avalanche's current grows without bound towards its voltage.
                low = breakdown.voltage * (1 - 1e-12)
                break
            }
            if current(diodeVoltage: low).value >= wanted { break }
            low *= 2
        }
        return low
    }

    /// Terminal voltage at a current, V.
    ///
    /// Without shunt and avalanche no voltage carries more than the light current; the value is then very large and
    /// negative (bypass diodes cut it off).
    public func voltage(current: Double) -> Double {
        diodeVoltage(current: current) - current * seriesResistance
    }

    /// Current at a terminal voltage, A.
    public func current(voltage: Double) -> Double {
        current(diodeVoltage: diodeVoltage(voltage: voltage)).value
    }

    /// Diode voltage at a terminal voltage: V grows with Vd everywhere.
    private func diodeVoltage(voltage wanted: Double) -> Double {
        guard seriesResistance > 0 else { return wanted }
        func terminal(_ v: Double) -> (Double, Double) {
            let i = current(diodeVoltage: v)
            return (v - i.value * seriesResistance - wanted, 1 - i.slope * seriesResistance)
        }
        // Vd lies between V, where V's own current is nought or negative, and V + IL Rs, or the other way round.
        var low = min(wanted, wanted + photocurrent * seriesResistance)
        var high = max(wanted, wanted + (photocurrent + saturationCurrent) * seriesResistance)
        // And the diode takes no more than the light's current and what the terminals push through Rs: without this
        // bound Newton's steps would start where the exponential is out of all proportion.
        let pushed = photocurrent + max(0, wanted) / seriesResistance
        high = max(low, min(high, nNsVth * log1p(pushed / saturationCurrent)))
        if let breakdown { low = max(low, breakdown.voltage * (1 - 1e-12)) }
        // In reverse current exceeds IL by the shunt's and the avalanche's share: step up until the sign changes.
        var step = max(nNsVth, abs(high - low))
        for _ in 0..<200 where terminal(high).0 < 0 {
            high += step
            step *= 2
        }
        step = max(nNsVth, abs(high - low))
        for _ in 0..<200 where terminal(low).0 > 0 {
            low -= step
            step *= 2
        }
        return solve(low, high, start: high, terminal)
    }

    /// Where power is greatest; zero in the dark, and for parameters that are no cell's (none positive, not numbers).
    public func maximumPowerPoint() -> Point {
        let none = Point(voltage: 0, current: 0)
        guard photocurrent > 0 else { return none }
        let open = openCircuitDiodeVoltage
        guard open > 0, open.isFinite else { return none }
        // dP/dVd = I V' + V I' with V' = 1 - Rs I': positive at short circuit, negative at open circuit.
        let v = solve(0, open, start: 0.85 * open) { v in
            let (i, slope) = self.current(diodeVoltage: v)
            // The avalanche's share of the second derivative is left out: it only guides Newton's step.
            let bend = (slope + self.shuntConductance) / self.nNsVth
            let rise = 1 - self.seriesResistance * slope
            let terminal = v - self.seriesResistance * i
            return (
                -(i * rise + terminal * slope), -(2 * slope * rise + (terminal - self.seriesResistance * i) * bend)
            )
        }
        let best = point(diodeVoltage: v)
        return best.power > 0 && best.power.isFinite ? best : none
    }

    /// The zero of a growing function between two bounds: Newton's step where it stays inside, bisection elsewhere.
    private func solve(
        _ lower: Double, _ upper: Double, start: Double, _ function: (Double) -> (Double, Double)
    ) -> Double {
        var (low, high) = (lower, upper)
        var x = min(max(start, low), high)
        for _ in 0..<200 {
            let (value, slope) = function(x)
            if value == 0 { return x }
            if value > 0 { high = x } else { low = x }
            var next = x - value / slope
            // Also when the slope is nought or not a number.
            if !(next > low && next < high) { next = low + 0.5 * (high - low) }
            if abs(next - x) <= 1e-15 * (abs(next) + 1e-3) || next == x { return next }
            x = next
        }
        return x
    }
}
