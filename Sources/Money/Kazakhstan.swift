// Figures for Kazakhstan that more than one question needs. Each says where it comes from and of when it is.

/// Price of a kWh paid from the budget (schools, hospitals, street lighting), with VAT, tenge: 75.42 ₸ in Kostanay from 1
/// January 2025 (EPK Forfait, epk-forfait.kz/tarify). Up to 82.7 ₸ elsewhere (inquiry of deputy Y. Smagulov, 4 February
/// 2026, total.kz). Turkistan's own was not found in print; that of Kostanay is an assumption for it.
public let kazakhstanBudgetTariff = 75.42

/// Tenge per US dollar at the end of 2025 (National Bank of Kazakhstan as reported by dknews.kz, January 2026).
public let tengePerDollar2025 = 505.73

/// What a kWh of sunshine keeps out of the air in Kazakhstan, kg CO₂: combined margin for intermittent energy in the
/// harmonised grid factors of the international financial institutions (UNFCCC IFI TWG, 2021). The same table has 0.797
/// for the operating margin; the average of all generation was 0.830 in 2022 (Ember).
public let kazakhstanGridFactor = 0.698
