import City
import Geometry
import Money

/// What a layer of planes says about the plant on each.
struct PlantColumns {
    private var places: [String: Int] = [:]
    private var monthly: [Int] = []
    private let band: Int

    /// - Parameter weathering: which of dirt and snow are modelled, and have columns.
    init(_ layer: inout LayerDraft, _ weathering: WeatheringInputs) {
        var columns: [(String, String?, String)] = [
            ("modules", nil, "Modules laid out"),
            ("capacity", "kWp", "Their nameplate power"),
            ("panel_tilt", "°", "Tilt of the modules from horizontal"),
            ("panel_azimuth", "°", "Where they look, clockwise from true north"),
            ("gcr", nil, "Ground coverage of racks: module length over row pitch"),
            ("row_gap", "m", "Free roof between rows of racks"),
            ("poa_global", "kWh/m²a", "Sunlight on the modules in a year, shading included"),
            ("beam_loss", "%", "Share of the direct light on them that obstacles and rows take"),
            ("dc_energy", "kWh/a", "DC energy after losses, first year"),
            ("energy", "kWh/a", "AC energy, first year"),
            ("specific_yield", "kWh/kWp", "The same per nameplate power"),
            ("performance_ratio", nil, "AC energy over what the nameplate would give in the light on the modules"),
            ("clipping_loss_kwh", "kWh/a", "AC energy that the inverter cannot pass on"),
            ("co2_avoided_kg", "kg/a", "CO₂ kept out of the air, first year"),
            ("capex", "₸", "Cost of building it"),
            ("income", "₸/a", "Savings and sales of the first year"),
            ("payback", "a", "Years until it has paid for itself; empty: not within its life"),
            ("discounted_payback", "a", "The same with the discount rate"),
            ("npv", "₸", "Net present value"),
            ("irr", "%", "Internal rate of return"),
            ("lcoe", "₸/kWh", "Levelised cost of a kWh, in prices of today"),
        ]
        if weathering.soiling != .none {
            columns += [
                ("soiling_loss_kwh", "kWh/a", "AC energy that dirt takes"),
                ("soiling_loss_pct", "%", "The same of what clean modules would give"),
            ]
        }
        if weathering.snow != .none {
            columns += [
                ("snow_loss_kwh", "kWh/a", "AC energy that snow on the modules takes"),
                ("snow_loss_pct", "%", "The same of what modules free of snow would give"),
            ]
        }
        for (name, unit, definition) in columns {
            places[name] = layer.place(ofColumn: name, unit: unit, definition: definition)
        }
        band = layer.place(
            ofColumn: "payback_band", definition: "Payback beside practice's years: faster, within, slower, never")
        for month in 1...12 {
            let name = "energy_\(month < 10 ? "0" : "")\(month)"
            monthly.append(layer.place(ofColumn: name, unit: "kWh", definition: "AC energy in month \(month)"))
        }
    }

    /// Sets a plane's columns; planes without modules have only their number.
    func set(_ plant: Plant, _ money: MoneyInputs, _ layer: inout LayerDraft) {
        func set(_ value: Double?, _ name: String, _ digits: Double = 100) {
            guard let value, value.isFinite, let place = places[name] else { return }
            layer.set(.real((value * digits).rounded() / digits), at: place)
        }
        if let place = places["modules"] { layer.set(.integer(Int64(plant.modules)), at: place) }
        guard let investment = plant.investment else { return }
        set(plant.capacity, "capacity", 1000)
        set(plant.tilt?.degrees, "panel_tilt")
        set(plant.azimuth?.degrees, "panel_azimuth")
        set(plant.groundCoverage, "gcr", 1000)
        set(plant.rowGap, "row_gap", 1000)
        set(plant.poa, "poa_global")
        set(100 * plant.beamLoss, "beam_loss")
        set(plant.dc.reduce(0, +), "dc_energy", 10)
        set(plant.energy, "energy", 10)
        set(plant.specificYield, "specific_yield")
        set(plant.performanceRatio, "performance_ratio", 10_000)
        set(plant.clipped, "clipping_loss_kwh", 10)
        set(plant.soiled, "soiling_loss_kwh", 10)
        set(plant.soilingLoss.map { 100 * $0 }, "soiling_loss_pct")
        set(plant.snowed, "snow_loss_kwh", 10)
        set(plant.snowLoss.map { 100 * $0 }, "snow_loss_pct")
        for month in 0..<12 { layer.set(.real((plant.ac[month] * 10).rounded() / 10), at: monthly[month]) }
        set(emissionsAvoided(energy: plant.energy, gridFactor: money.gridFactor), "co2_avoided_kg", 10)
        set(plant.capital, "capex", 1)
        set(investment.firstYearIncome, "income", 1)
        set(investment.payback, "payback")
        set(investment.discountedPayback, "discounted_payback")
        set(investment.netPresentValue, "npv", 1)
        set(investment.internalRate.value.map { 100 * $0 }, "irr")
        set(investment.levelisedCostReal, "lcoe")
        layer.set(.text(investment.band.rawValue), at: band)
    }
}
