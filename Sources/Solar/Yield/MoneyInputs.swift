import City
import Geometry
import Money

/// The inputs that say what a system costs and earns, in tenge.
struct MoneyInputs: Sendable {
    let tariff: Tariff
    let costs: SystemCosts
    let finance: Finance
    let selfConsumption: Double
    let gridFactor: Double
    let band: ClosedRange<Double>
    let ranking: RoofRanking

    /// - Parameter degradation: of the yield, from year to year.
    init(_ inputs: inout Inputs, degradation: Double) throws {
        let usual = (tariff: Tariff.kazakhstanBusiness, costs: SystemCosts.kazakhstan, finance: Finance.kazakhstan)
        let purchase = try inputs.number(
            "tariff", unit: "₸/kWh", default: usual.tariff.purchase, in: 0...1e6,
            "Price of a kWh that need not be bought")
        let feedIn = try inputs.number(
            "feed_in", unit: "₸/kWh", default: usual.tariff.feedIn, in: 0...1e6, "Price paid for a kWh fed in")
        let growth = try inputs.number(
            "tariff_growth", unit: "%/a", default: 100 * usual.tariff.escalation, in: -50...100,
            "Growth of both prices")
        tariff = Tariff(
            purchase: purchase, feedIn: feedIn, escalation: growth / 100, feedInEscalation: growth / 100)
        selfConsumption = try inputs.number(
            "self_consumption", default: 0.8, in: 0...1,
            "Share of the energy used in the building itself (an assumption; the rest is fed in)")
        let capex = try inputs.number(
            "capex", unit: "₸/kWp", default: 0, in: 0...1e9,
            "Price of a system; 0 takes Kazakhstan's by size: "
                + usual.costs.steps.map { "\(Int($0.perKilowatt)) from \(Int($0.from)) kWp" }.joined(separator: ", "))
        var costs = usual.costs
        if capex > 0 { costs.steps = [.init(from: 0, perKilowatt: capex)] }
        costs.operatingPerKilowatt = try inputs.number(
            "opex", unit: "₸/kWp a", default: usual.costs.operatingPerKilowatt, in: 0...1e9, "Operation and maintenance"
        )
        costs.inverterLife = Int(
            try inputs.integer(
                "inverter_life", default: Int64(usual.costs.inverterLife), in: 0...100,
                "Years after which inverters are replaced; 0: never"))
        costs.inverterPerKilowatt = try inputs.number(
            "inverter_cost", unit: "₸/kWp", default: usual.costs.inverterPerKilowatt, in: 0...1e9,
            "Price of a new inverter")
        self.costs = costs
        let lifetime = Int(try inputs.integer("lifetime", default: 25, in: 1...100, "Years of operation"))
        let rate = try inputs.number(
            "discount_rate", unit: "%/a", default: 8, in: -50...100, "Beyond inflation")
        let inflation = try inputs.number("inflation", unit: "%/a", default: 5, in: -50...100, "Inflation")
        let share = try inputs.number("loan_share", default: 0, in: 0...1, "Share of the price that is borrowed")
        let interest = try inputs.number("loan_interest", unit: "%/a", default: 15, in: 0...100, "Interest of the loan")
        let term = Int(try inputs.integer("loan_term", default: 7, in: 1...100, "Years of instalments"))
        if share > 0, term > lifetime {
            throw InputError(
                path: "inputs.loan_term", problem: "the loan runs \(term) years, longer than the system's \(lifetime)",
                suggestion: "give a shorter loan_term or a longer lifetime")
        }
        finance = Finance(
            lifetime: lifetime, discountRate: .real(rate / 100), inflation: inflation / 100, degradation: degradation,
            loan: share > 0 ? Loan(share: share, interest: interest / 100, term: term) : nil)
        gridFactor = try inputs.number(
            "grid_factor", unit: "kg/kWh", default: kazakhstanGridFactor, in: 0...5,
            "CO₂ of a kWh from the grid that is not needed")
        let from = try inputs.number(
            "payback_from", unit: "a", default: 5, in: 0...100, "Payback that practice expects: from")
        let to = try inputs.number(
            "payback_to", unit: "a", default: 7, in: 0...100, "Payback that practice expects: to")
        if share == 0 { inputs.noteUnused(["loan_interest", "loan_term"], with: "loan_share", "nothing is borrowed") }
        if costs.inverterLife == 0 {
            inputs.noteUnused(["inverter_cost"], with: "inverter_life", "inverters are never replaced")
        }
        if selfConsumption == 1 { inputs.noteUnused(["feed_in"], with: "self_consumption", "nothing is fed in") }
        if selfConsumption == 0 { inputs.noteUnused(["tariff"], with: "self_consumption", "all of it is fed in") }
        guard from <= to else {
            throw InputError(
                path: "inputs.payback_from", problem: "payback_from \(from) is more than payback_to \(to)")
        }
        band = from...to
        ranking = try inputs.choice(
            "rank_by", default: RoofRanking.levelisedCost, "What makes one roof better than another")
    }

    /// What a system is worth.
    func investment(energy: Double, capacity: Double) throws -> Investment {
        Investment(
            try cashFlow(
                energy: energy, capacity: capacity, selfConsumption: selfConsumption, tariff: tariff, costs: costs,
                finance: finance), finance: finance, band: band)
    }
}
