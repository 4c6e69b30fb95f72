import Money

// Defaults for Kazakhstan, in tenge. Every figure says where it comes from and of when it is, or that it is assumed.
// Prices change: a study of a city gives its own.

extension Tariff {
    /// Businesses: 32.64 ₸/kWh with VAT, legal entities in Kostanay from 1 January 2025 (EPK Forfait,
    /// epk-forfait.kz/tarify). Turkistan's own tariff was not found in print; that of Kostanay is an assumption for it.
    /// Growth of 5 % a year: the National Bank's inflation target, an assumption on the low side (households in Rudny
    /// paid 16.31 ₸ in August 2021 and 32.54 ₸ in July 2025, rek-rudny.kz). Surplus unpaid: an assumption on the low side.
    public static let kazakhstanBusiness = Tariff(purchase: 32.64, escalation: 0.05, feedInEscalation: 0.05)

    /// Households: 28.61 ₸/kWh with VAT, Kostanay from 1 January 2025 (as above).
    public static let kazakhstanHousehold = Tariff(purchase: 28.61, escalation: 0.05, feedInEscalation: 0.05)

    /// Schools, hospitals and others paid from the budget.
    public static let kazakhstanPublicBuilding = Tariff(
        purchase: kazakhstanBudgetTariff, escalation: 0.05, feedInEscalation: 0.05)
}

extension SystemCosts {
    /// Assumption: no statistics of roof systems were found in print. Anchored below by a 40 MW plant in Kyzylorda region,
    /// 11.5 billion ₸ or 287,500 ₸/kW (Daryo, 24 October 2024), with the usual surcharge for small systems; operation at
    /// about 1.5 % of the capital cost a year, a new inverter after 12 years at about 80 US$/kW.
    public static let kazakhstan = SystemCosts(
        steps: [
            Step(from: 0, perKilowatt: 450_000), Step(from: 10, perKilowatt: 380_000),
            Step(from: 100, perKilowatt: 320_000), Step(from: 1000, perKilowatt: 290_000),
        ],
        operatingPerKilowatt: 5000, inverterLife: 12, inverterPerKilowatt: 40_000)
}

extension Finance {
    /// 25 years, as module makers warrant. Degradation 0.5 % a year: median of crystalline silicon in Jordan and Kurtz,
    /// "Photovoltaic degradation rates", Progress in Photovoltaics 21, 12–29 (2013). Inflation 5 % a year: the National
    /// Bank's target; 12.3 % were measured for 2025 (zakon.kz, 23 January 2026). Discount rate 8 % real: assumption.
    public static let kazakhstan = Finance(discountRate: .real(0.08), inflation: 0.05)
}
