import Geometry
import Money

/// One year of a PV system's payments: what comes in is positive, what goes out negative. Year 0 is the building of it.
public struct CashFlowYear: Sendable, Hashable {
    /// kWh.
    public var energy = 0.0
    /// Purchases saved.
    public var savings = 0.0
    /// Sales of what is fed in.
    public var sales = 0.0
    /// Capital cost, in year 0.
    public var capital = 0.0
    public var operating = 0.0
    /// New inverters.
    public var replacement = 0.0
    /// Tax on the system without a loan.
    public var projectTax = 0.0
    /// Loan paid out, in year 0.
    public var borrowed = 0.0
    public var interest = 0.0
    public var repayment = 0.0
    /// Tax with the loan's interest deducted; the project's tax without a loan.
    public var ownerTax = 0.0

    /// What the system as a whole brings, however it is paid for.
    public var project: Double { savings + sales + capital + operating + replacement + projectTax }
    /// What is left to its owner after the loan.
    public var owner: Double {
        savings + sales + capital + operating + replacement + borrowed + interest + repayment + ownerTax
    }
    /// What the system costs its owner before taxes, the loan's instalments instead of what it pays; a positive number.
    public var cost: Double { -(capital + operating + replacement + borrowed + interest + repayment) }
}

/// The payments of a PV system over its life, year by year from year 0.
///
/// All amounts are nominal: in the money of their year. Year t's energy is the first year's · (1 - degradation)^(t - 1),
/// its prices the first year's · (1 + escalation)^(t - 1).
/// - Parameters:
///   - energy: First year's AC energy, kWh.
///   - capacity: kWp.
///   - selfConsumption: Share of the energy used on the spot, 0…1; the rest is fed in.
/// - Returns: lifetime + 1 years.
/// - Throws: `InputError` for a number out of its range; none of the results can be NaN or infinite.
public func cashFlow(
    energy: Double, capacity: Double, selfConsumption: Double, tariff: Tariff, costs: SystemCosts, finance: Finance
) throws -> [CashFlowYear] {
    let energy = try energy.checked("energy", in: 0...1e15)
    let capacity = try capacity.checked("capacity", in: 0...1e12)
    let used = try selfConsumption.checked("self_consumption", in: 0...1)
    try tariff.check()
    try costs.check()
    try finance.check()
    let capital = costs.capital(capacity: capacity)
    var years = [CashFlowYear](repeating: CashFlowYear(), count: finance.lifetime + 1)
    years[0].capital = -capital
    var yield = energy
    var purchase = tariff.purchase
    var feedIn = tariff.feedIn
    var operating = costs.operatingPerKilowatt * capacity + costs.operatingFixed
    var inverter = costs.inverterPerKilowatt * capacity
    let operatingGrowth = 1 + (costs.operatingEscalation ?? finance.inflation)
    for t in 1...finance.lifetime {
        inverter *= 1 + finance.inflation
        years[t].energy = yield
        years[t].savings = yield * used * purchase
        years[t].sales = yield * (1 - used) * feedIn
        years[t].operating = -operating
        if costs.inverterLife > 0, t % costs.inverterLife == 0, t < finance.lifetime {
            years[t].replacement = -inverter
        }
        yield *= 1 - finance.degradation
        purchase *= 1 + tariff.escalation
        feedIn *= 1 + tariff.feedInEscalation
        operating *= operatingGrowth
    }
    if let loan = finance.loan { add(loan, capital, to: &years) }
    if let tax = finance.tax { add(tax, capital, to: &years) }
    guard years.allSatisfy({ $0.project.isFinite && $0.owner.isFinite && $0.energy.isFinite }) else {
        throw InputError(path: "finance", problem: "the payments grow beyond all numbers")
    }
    return years
}

private func add(_ loan: Loan, _ capital: Double, to years: inout [CashFlowYear]) {
    var debt = capital * loan.share
    years[0].borrowed = debt
    let instalment = debt * (capitalRecoveryFactor(rate: loan.interest, years: loan.term) ?? 0)
    for t in 1...loan.term {
        let interest = debt * loan.interest
        let repayment = t == loan.term ? debt : instalment - interest
        years[t].interest = -interest
        years[t].repayment = -repayment
        debt -= repayment
    }
}

private func add(_ tax: IncomeTax, _ capital: Double, to years: inout [CashFlowYear]) {
    var projectLoss = 0.0
    var ownerLoss = 0.0
    for t in years.indices.dropFirst() {
        let y = years[t]
        let depreciation = t <= tax.depreciationYears ? capital / Double(tax.depreciationYears) : 0
        let income = y.savings + y.sales + y.operating + y.replacement - depreciation
        years[t].projectTax = -tax.rate * taxable(income, &projectLoss)
        years[t].ownerTax = -tax.rate * taxable(income + y.interest, &ownerLoss)
    }
}

/// What is left of an income after earlier losses; a loss is added to them.
private func taxable(_ income: Double, _ losses: inout Double) -> Double {
    let rest = income - losses
    losses = max(0, -rest)
    return max(0, rest)
}
