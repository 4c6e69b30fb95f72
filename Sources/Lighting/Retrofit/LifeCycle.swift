import City
import Geometry
import Money

/// What money costs over the years, for comparing lamps that are dear to buy with such as are dear to run.
struct LifeCycle: Sendable {
    /// Years that are looked at.
    var horizon: Int
    /// A year, nominal: (1 + real) (1 + inflation) - 1.
    var rate: Double
    /// Growth of the price of electricity, and of everything else, a year.
    var tariffGrowth: Double
    var inflation: Double

    /// Worth today of 1 ₸ a year in prices of year 1 that grow, paid at the end of each year of the horizon.
    func worth(growth: Double) -> Double {
        var (sum, factor) = (0.0, 1 / (1 + rate))
        for _ in 0..<horizon {
            sum += factor
            factor *= (1 + growth) / (1 + rate)
        }
        return sum
    }

    /// Worth today of buying for 1 ₸ now and again after each life within the horizon, prices growing.
    func purchases(life: Double) -> Double {
        var (sum, years) = (0.0, 0.0)
        while years < Double(horizon) - 1e-9 {
            sum += pow((1 + inflation) / (1 + rate), years)
            years += life
        }
        return sum
    }

    /// Worth today of everything a luminaire costs: (price + installation) bought again after its life, energy, upkeep.
    /// - Parameters:
    ///   - energy: kWh a year.
    ///   - tariff: ₸/kWh in year 1.
    func cost(of candidate: LampCandidate, energy: Double, tariff: Double) -> Double {
        (candidate.price + candidate.installation) * purchases(life: candidate.life)
            + energy * tariff * worth(growth: tariffGrowth) + candidate.maintenance * worth(growth: inflation)
    }
}

/// An energy-service contract: an investor pays for the lamps and lives from a share of what they save.
struct EnergyService: Sendable {
    struct Year: Sendable, Hashable {
        /// Cost of electricity and upkeep saved, ₸.
        var saving = 0.0
        /// The investor pays in year 0, and gets his share while the contract runs.
        var investor = 0.0
        /// What the city keeps.
        var city = 0.0
    }

    /// From year 0.
    var years: [Year]
    var rate: Double

    /// - Parameters:
    ///   - capital: ₸ in year 0.
    ///   - energySaving: ₸ in prices of year 1.
    ///   - upkeepSaving: ₸ in prices of year 1; negative where new lamps need more.
    ///   - replacements: what new lamps cost whose life ends within the horizon, by year, in prices of year 0, ₸. They are
    ///     the investor's while the contract runs and the city's afterwards.
    ///   - share: of the savings, that is the investor's.
    ///   - contract: years.
    init(
        capital: Double, energySaving: Double, upkeepSaving: Double, replacements: [Int: Double] = [:], share: Double,
        contract: Int, _ cycle: LifeCycle
    ) {
        rate = cycle.rate
        years = [Year(investor: -capital)]
        var (energy, upkeep, prices) = (energySaving, upkeepSaving, 1.0)
        for t in 1...max(1, cycle.horizon) {
            prices *= 1 + cycle.inflation
            var year = Year(saving: energy + upkeep)
            let isContract = t <= contract
            year.investor = isContract ? share * year.saving : 0
            year.city = year.saving - year.investor
            let replaced = (replacements[t] ?? 0) * prices
            if isContract { year.investor -= replaced } else { year.city -= replaced }
            years.append(year)
            energy *= 1 + cycle.tariffGrowth
            upkeep *= 1 + cycle.inflation
        }
    }

    var investor: [Double] { years.map(\.investor) }
    var city: [Double] { years.map(\.city) }
}
