import City

/// What an installation costs over its life, ₸ of today.
struct LayoutCost: Sendable, Hashable {
    /// A mast with foundation and erection: a fixed part and one by metre of mounting height.
    var mast: Double
    var mastPerMetre: Double
    /// Cable in its trench along every row of masts, ₸/m.
    var cable: Double
    /// ₸/kWh, and hours a year at full power.
    var tariff: Double
    var hours: Double
    /// Cleaning and repair of a luminaire, ₸ a year.
    var maintenance: Double
    /// Years the cost is reckoned over.
    var horizon: Int
    /// Years after which a luminaire is replaced.
    var life: Int
    /// What money of next year is worth less, real, 0…1.
    var discount: Double

    init(_ inputs: inout Inputs) throws {
        mast = try inputs.number(
            "mast_price", unit: "₸", default: 150_000, in: 0...1e9,
            "A mast with foundation, bracket and erection, apart from its height (assumed)")
        mastPerMetre = try inputs.number(
            "mast_price_per_m", unit: "₸/m", default: 20_000, in: 0...1e8,
            "The same by metre of mounting height (assumed)")
        cable = try inputs.number(
            "cable_price", unit: "₸/m", default: 9_000, in: 0...1e8,
            "Cable in its trench along each row of masts (assumed)")
        // 75.42 ₸: what organisations paid from the budget pay in Kostanay since 1 January 2025 (EPK Forfait).
        tariff = try inputs.number(
            "tariff", unit: "₸/kWh", default: 75.42, in: 0...1e6, "Price of electricity, as budget organisations pay it"
        )
        hours = try inputs.number(
            "hours", unit: "h/a", default: 4_000, in: 0...8784, "Hours a year the lamps burn, at full power")
        maintenance = try inputs.number(
            "maintenance_price", unit: "₸/a", default: 3_000, in: 0...1e8,
            "Cleaning and repair of a luminaire a year (assumed)")
        horizon = Int(try inputs.integer("horizon", default: 25, in: 1...100, "Years over which costs are compared"))
        life = Int(
            try inputs.integer(
                "luminaire_life", default: 20, in: 1...100,
                "Years after which a luminaire is replaced; masts and cable stay"))
        discount =
            try inputs.number(
                "discount_rate", unit: "%", default: 6, in: 0...100,
                "Real rate by which later costs count less (assumed)") / 100
    }

    /// Σ (1 + discount)^-t over the years of the horizon.
    private var annuity: Double {
        let factor = 1 / (1 + discount)
        var sum = 0.0
        for _ in 0..<horizon { sum = (sum + 1) * factor }
        return sum
    }

    /// A luminaire now and its successors within the horizon, in terms of its price.
    private var purchases: Double {
        var (sum, year, factor) = (1.0, life, 1 / (1 + discount))
        factor = Self.power(factor, life)
        var weight = factor
        while year < horizon {
            sum += weight
            weight *= factor
            year += life
        }
        return sum
    }

    private static func power(_ base: Double, _ exponent: Int) -> Double {
        var result = 1.0
        for _ in 0..<exponent { result *= base }
        return result
    }

    /// What so many masts cost to build, ₸.
    func investment(masts: Double, luminaires: Double, cable length: Double, height: Double, price: Double) -> Double {
        masts * (mast + mastPerMetre * height) + luminaires * price + length * cable
    }

    /// Energy a year, kWh.
    func energy(luminaires: Double, power: Double) -> Double { luminaires * power * hours / 1000 }

    /// Present value of all costs over the horizon, ₸.
    func lifeCycle(
        masts: Double, luminaires: Double, cable length: Double, height: Double, price: Double, power: Double
    ) -> Double {
        investment(masts: masts, luminaires: luminaires, cable: length, height: height, price: price)
            + luminaires * price * (purchases - 1)
            + (energy(luminaires: luminaires, power: power) * tariff + luminaires * maintenance) * annuity
    }

    /// Masts, luminaires and metres of cable of a kilometre of road.
    static func perKilometre(_ layout: RoadLayout) -> (masts: Double, luminaires: Double, cable: Double) {
        let rows = Double(layout.arrangement.rows.count)
        let masts = rows * 1000 / layout.spacing
        return (masts, masts * Double(layout.arrangement.luminairesPerMast), rows * 1000)
    }

    /// Present value of all costs of a kilometre of road, ₸/km; falls as the spacing grows.
    func perKilometre(_ layout: RoadLayout, _ luminaire: DesignLuminaire) -> Double {
        let (masts, luminaires, cable) = Self.perKilometre(layout)
        return lifeCycle(
            masts: masts, luminaires: luminaires, cable: cable, height: layout.height, price: luminaire.price,
            power: luminaire.power)
    }
}
