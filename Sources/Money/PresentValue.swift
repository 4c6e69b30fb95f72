// Sums of yearly payments: flow `t` is paid at the end of year `t`, flow 0 at the start.

/// Net present value of yearly flows, in the unit of the flows: Σ flow(t) / (1 + rate)^t.
/// - Returns: nil for a rate of -100 % or less, and where the sum is no finite number.
public func netPresentValue(rate: Double, flows: [Double]) -> Double? {
    guard rate > -1, rate.isFinite else { return nil }
    let factor = 1 / (1 + rate)
    // Horner's rule from the last year.
    var value = 0.0
    for flow in flows.reversed() { value = value * factor + flow }
    return value.isFinite ? value : nil
}

/// The time after which the flows have paid back what was spent, years; within a year the flow is taken to be even.
///
/// The first time at which the sum of the flows is not negative. A later replacement may make it negative again for a
/// while; that does not count.
/// - Parameter rate: 0 for the simple payback, the discount rate for the discounted one.
/// - Returns: nil if the flows never pay back; 0 if nothing was spent.
public func paybackPeriod(flows: [Double], rate: Double = 0) -> Double? {
    guard rate > -1, rate.isFinite, let spent = flows.first, spent.isFinite else { return nil }
    if spent >= 0 { return 0 }
    let factor = 1 / (1 + rate)
    var sum = spent
    var weight = 1.0
    for (year, flow) in flows.enumerated().dropFirst() {
        weight *= factor
        let next = sum + flow * weight
        guard next.isFinite else { return nil }
        if next >= 0 { return Double(year - 1) + -sum / (next - sum) }
        sum = next
    }
    return nil
}

/// The share of an amount that repays it with interest in equal yearly instalments: i / (1 - (1 + i)^-n).
/// - Returns: nil for no years or a rate of -100 % or less.
public func capitalRecoveryFactor(rate: Double, years: Int) -> Double? {
    guard years > 0, rate > -1, rate.isFinite else { return nil }
    // Σ (1 + i)^-t by Horner: also good where the closed form divides 0 by 0.
    let factor = 1 / (1 + rate)
    var sum = 0.0
    for _ in 0..<years { sum = (sum + 1) * factor }
    return sum > 0 && sum.isFinite ? 1 / sum : nil
}

/// Levelised cost of energy by NREL's definition: discounted costs over discounted energy.
///
/// LCOE = Σ cost(t) / (1 + nominal)^t ÷ Σ energy(t) / (1 + rate)^t (Short, Packey and Holt, A Manual for the Economic
/// Evaluation of Energy Efficiency and Renewable Energy Technologies, NREL/TP-462-5173, 1995, §4.7; SAM's help, "Levelized
/// cost of energy"). With the nominal rate below the line it is the nominal LCOE, with the real rate the real one.
/// - Parameters:
///   - costs: Nominal costs by year from year 0.
///   - energy: By year from year 0, kWh.
///   - nominalRate: Discounts the costs.
///   - energyRate: Discounts the energy; the nominal rate if absent.
/// - Returns: Cost per kWh; nil without energy or for a rate of -100 % or less.
public func levelisedCost(costs: [Double], energy: [Double], nominalRate: Double, energyRate: Double? = nil) -> Double?
{
    guard let cost = netPresentValue(rate: nominalRate, flows: costs),
        let produced = netPresentValue(rate: energyRate ?? nominalRate, flows: energy), produced > 0
    else { return nil }
    let quotient = cost / produced
    return quotient.isFinite ? quotient : nil
}

/// Levelised cost of energy by the fixed-charge-rate method: (FCR · capital + fixed operating cost) / energy + variable
/// cost (NREL Annual Technology Baseline; SAM's LCOE calculator).
/// - Parameters:
///   - fixedChargeRate: Share of the capital that a year has to bring; ``capitalRecoveryFactor(rate:years:)`` without
///     taxes.
///   - energy: A year's energy, kWh.
/// - Returns: Cost per kWh; nil without energy.
public func levelisedCost(
    fixedChargeRate: Double, capital: Double, fixedOperating: Double, variableOperating: Double, energy: Double
) -> Double? {
    guard energy > 0 else { return nil }
    let cost = (fixedChargeRate * capital + fixedOperating) / energy + variableOperating
    return cost.isFinite ? cost : nil
}
