public import Money

/// Where a roof's payback lies with respect to a band of years.
public enum PaybackBand: String, Sendable, Hashable, CaseIterable {
    case faster, within, slower, never

    /// - Parameters:
    ///   - payback: Years; nil: never.
    ///   - band: Kazakhstan's smart-city practice expects 5–7 years, ends included.
    public init(payback: Double?, band: ClosedRange<Double> = 5...7) {
        guard let payback else {
            self = .never
            return
        }
        self = payback < band.lowerBound ? .faster : payback <= band.upperBound ? .within : .slower
    }
}

/// What a PV system is worth: the figures of a decision, from its payments.
public struct Investment: Sendable, Hashable {
    /// Cost of building it.
    public let capital: Double
    /// Years until the whole system has paid for itself, however it is financed; nil: not within its life.
    public let payback: Double?
    /// The same with the nominal discount rate.
    public let discountedPayback: Double?
    /// Worth today of what the owner pays and gets, at the nominal discount rate.
    public let netPresentValue: Double?
    /// Of the owner's payments; the project's without a loan.
    public let internalRate: InternalRate
    /// What a kWh costs the owner before taxes, in prices of today; nil without energy.
    public let levelisedCostReal: Double?
    /// What a kWh costs the owner before taxes, the same amount every year; nil without energy.
    public let levelisedCostNominal: Double?
    /// Savings and sales of the first year.
    public let firstYearIncome: Double
    /// Over the whole life, kWh.
    public let lifetimeEnergy: Double
    public let band: PaybackBand

    /// - Parameters:
    ///   - years: From ``cashFlow(energy:capacity:selfConsumption:tariff:costs:finance:)`` with the same finance.
    ///   - band: Years of payback that are usual.
    public init(_ years: [CashFlowYear], finance: Finance, band: ClosedRange<Double> = 5...7) {
        let project = years.map(\.project)
        let owner = years.map(\.owner)
        let energy = years.map(\.energy)
        let costs = years.map(\.cost)
        let rate = finance.nominalRate
        capital = costs.first ?? 0
        // A system without energy and cost pays nothing back either.
        let isAnything = project.contains { $0 > 0 }
        payback = isAnything ? paybackPeriod(flows: project) : nil
        discountedPayback = isAnything ? paybackPeriod(flows: project, rate: rate) : nil
        netPresentValue = Money.netPresentValue(rate: rate, flows: owner)
        internalRate = internalRateOfReturn(owner)
        levelisedCostNominal = levelisedCost(costs: costs, energy: energy, nominalRate: rate)
        levelisedCostReal = levelisedCost(
            costs: costs, energy: energy, nominalRate: rate, energyRate: finance.realRate)
        firstYearIncome = years.count > 1 ? years[1].savings + years[1].sales : 0
        lifetimeEnergy = energy.reduce(0, +)
        self.band = PaybackBand(payback: payback, band: band)
    }
}

/// CO₂ that energy from the roof keeps out of the air, kg: energy in kWh times the grid's factor in kg/kWh.
///
/// The grid is taken to stay as it is and the making of the modules is left out: an upper bound for a whole life.
public func emissionsAvoided(energy: Double, gridFactor: Double) -> Double { energy * gridFactor }
