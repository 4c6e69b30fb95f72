import Geometry

/// What a PV system costs, in tenge (or any one currency) of year 0.
public struct SystemCosts: Sendable, Hashable {
    /// A price class of the market: systems of at least this size cost so much per kWp.
    public struct Step: Sendable, Hashable {
        /// Smallest capacity of the class, kWp.
        public var from: Double
        /// Price per kWp of the whole system.
        public var perKilowatt: Double

        public init(from: Double, perKilowatt: Double) {
            self.from = from
            self.perKilowatt = perKilowatt
        }
    }

    /// Price classes, ascending from 0 kWp.
    public var steps: [Step]
    /// Cost that does not depend on the size: design, connection.
    public var fixed: Double
    /// Operation and maintenance per kWp and year, in prices of year 1.
    public var operatingPerKilowatt: Double
    /// Operation and maintenance per year and system, in prices of year 1.
    public var operatingFixed: Double
    /// Growth of the operating cost a year; nil: the inflation.
    public var operatingEscalation: Double?
    /// Years between two inverters; 0: never replaced. None is bought in the last year.
    public var inverterLife: Int
    /// An inverter's price per kWp, in prices of year 0; grows with inflation.
    public var inverterPerKilowatt: Double

    public init(
        steps: [Step], fixed: Double = 0, operatingPerKilowatt: Double = 0, operatingFixed: Double = 0,
        operatingEscalation: Double? = nil, inverterLife: Int = 0, inverterPerKilowatt: Double = 0
    ) {
        self.steps = steps
        self.fixed = fixed
        self.operatingPerKilowatt = operatingPerKilowatt
        self.operatingFixed = operatingFixed
        self.operatingEscalation = operatingEscalation
        self.inverterLife = inverterLife
        self.inverterPerKilowatt = inverterPerKilowatt
    }

    /// Cost of building a system, 0 for none.
    ///
    /// The price of its class, but never more than the smallest system of a larger class costs: who asks for 99 kWp does
    /// not pay more than for 100.
    public func capital(capacity: Double) -> Double {
        guard capacity > 0 else { return 0 }
        var least = Double.infinity
        for (i, step) in steps.enumerated() {
            let isBelow = i + 1 < steps.count && steps[i + 1].from <= capacity
            if !isBelow { least = min(least, step.perKilowatt * max(capacity, step.from)) }
        }
        return fixed + (least.isFinite ? least : 0)
    }

    func check() throws {
        guard let first = steps.first, first.from == 0 else {
            throw InputError(path: "costs.steps", problem: "price classes have to begin at 0 kWp")
        }
        for (i, step) in steps.enumerated() {
            _ = try step.from.checked("costs.steps[\(i)].from", in: 0...1e9)
            _ = try step.perKilowatt.checked("costs.steps[\(i)].per_kw", in: 0...1e12)
            if i > 0, step.from <= steps[i - 1].from {
                throw InputError(path: "costs.steps[\(i)].from", problem: "price classes have to ascend")
            }
        }
        _ = try fixed.checked("costs.fixed", in: 0...1e15)
        _ = try operatingPerKilowatt.checked("costs.operating_per_kw", in: 0...1e12)
        _ = try operatingFixed.checked("costs.operating_fixed", in: 0...1e15)
        if let operatingEscalation {
            _ = try operatingEscalation.checked("costs.operating_escalation", in: -0.5...1)
        }
        _ = try Double(inverterLife).checked("costs.inverter_life", in: 0...100)
        _ = try inverterPerKilowatt.checked("costs.inverter_per_kw", in: 0...1e12)
    }
}
