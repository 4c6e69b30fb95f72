/// A string of which some substrings lie in full light and the others in diffuse light alone: its best power from two
/// powers of uniform light.
///
/// With a string inverter the one current either belongs to the lit substrings, and the shaded ones are bypassed, or
/// to the shaded ones, and the lit ones run near open circuit:
///
///     P = max(P_lit (f - (1 - f) delta), P_shaded (1 + f epsilon (1 - P_shaded / P_lit)))
///
/// delta is a bypass diode's voltage over a substring's voltage at maximum power, epsilon the excess of a lit
/// substring's voltage when it carries hardly any current over that of a shaded one at its maximum. Both follow from
/// the module's curve (``init(module:substrings:bypassVoltage:)``); against ``SeriesString`` over seeded light,
/// temperatures and shares the rule is within 2 % of nameplate power, 0.13 % on average (see the tests).
public struct PartialShade: Sendable, Hashable {
    /// delta.
    public var bypassLoss: Double
    /// epsilon.
    public var openCircuitGain: Double

    /// From the two numbers; what is given by default is typical of crystalline silicon (0.5 V to 12.5 V; open circuit
    /// to maximum power voltage).
    public init(bypassLoss: Double = 0.04, openCircuitGain: Double = 0.3) {
        self.bypassLoss = bypassLoss
        self.openCircuitGain = openCircuitGain
    }

    /// The two numbers of a module at 25 degrees, shaded light a fifth of 1000 W/m2.
    /// - Parameter substrings: bypass diodes of the module, 1 or more (3 in nearly all modules).
    public init(module: SingleDiodeModule, substrings: Int, bypassVoltage: Double = 0.5) {
        let lit = module.curve(effectiveIrradiance: 1_000, cellTemperature: 25)
        let shaded = module.curve(effectiveIrradiance: 200, cellTemperature: 25)
        let (top, low) = (lit.maximumPowerPoint(), shaded.maximumPowerPoint())
        guard top.voltage > 0, low.voltage > 0, top.power > low.power else {
            self.init()
            return
        }
        let gain = lit.voltage(current: low.current) / low.voltage - 1
        self.init(
            bypassLoss: bypassVoltage * Double(max(1, substrings)) / top.voltage,
            openCircuitGain: max(0, gain / (1 - low.power / top.power)))
    }

    /// Power of a string inverter.
    /// - Parameters:
    ///   - lit: power if all substrings lay in full light.
    ///   - shaded: power if all lay in shade, same unit; not above `lit`.
    ///   - litShare: share f of substrings in full light, 0...1.
    public func stringPower(lit: Double, shaded: Double, litShare: Double) -> Double {
        guard lit > 0 else { return 0 }
        // Comparisons with NaN are false: what is no number counts as none.
        let f = litShare > 0 ? min(litShare, 1) : 0
        let dim = shaded > 0 ? min(shaded, lit) : 0
        let bypassed = lit * (f - (1 - f) * bypassLoss)
        let carried = dim * (1 + f * openCircuitGain * (1 - dim / lit))
        // Never more than every substring by itself.
        return min(max(bypassed, carried), f * lit + (1 - f) * dim)
    }

    /// Power with electronics that let every substring work by itself.
    public static func electronicsPower(lit: Double, shaded: Double, litShare: Double) -> Double {
        let f = litShare > 0 ? min(litShare, 1) : 0
        return f * (lit > 0 ? lit : 0) + (1 - f) * (shaded > 0 ? shaded : 0)
    }
}
