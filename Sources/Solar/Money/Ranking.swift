import Geometry

/// What one roof has to offer.
public struct RoofOffer: Sendable, Hashable {
    public var id: String
    /// First year's energy, kWh.
    public var energy: Double
    /// kWp.
    public var capacity: Double
    /// Cost of building it.
    public var cost: Double
    /// Per kWh; nil where there is none.
    public var levelisedCost: Double?
    /// Years; nil: never.
    public var payback: Double?

    public init(
        id: String, energy: Double, capacity: Double, cost: Double, levelisedCost: Double? = nil, payback: Double? = nil
    ) {
        self.id = id
        self.energy = energy
        self.capacity = capacity
        self.cost = cost
        self.levelisedCost = levelisedCost
        self.payback = payback
    }
}

/// What makes one roof better than another.
public enum RoofRanking: String, Sendable, Hashable, CaseIterable {
    /// Most kWh per kWp first.
    case specificYield = "specific_yield"
    /// Most kWh first.
    case energy
    /// Cheapest kWh first.
    case levelisedCost = "lcoe"
    /// Fastest payback first.
    case payback
}

/// Roofs from the best to the worst with what they bring together: "the best 100 roofs give x GWh".
public struct SupplyCurve: Sendable, Hashable {
    /// Indices of the offers, best first. Roofs that the ranking cannot judge (no energy, never paid back) come last;
    /// equal ones in the order of their ids.
    public let order: [Int]
    /// Energy of the first 1, 2, … roofs, kWh a year.
    public let cumulativeEnergy: [Double]
    /// Capacity of the first 1, 2, … roofs, kWp.
    public let cumulativeCapacity: [Double]
    /// Cost of building the first 1, 2, … roofs.
    public let cumulativeCost: [Double]
    /// How many the ranking can judge; the others follow.
    public let rankedCount: Int

    /// - Throws: `InputError` for an energy, capacity or cost that is negative or no number.
    public init(_ offers: [RoofOffer], by ranking: RoofRanking) throws {
        for (i, offer) in offers.enumerated() {
            _ = try offer.energy.checked("offers[\(i)].energy", in: 0...1e15)
            _ = try offer.capacity.checked("offers[\(i)].capacity", in: 0...1e12)
            _ = try offer.cost.checked("offers[\(i)].cost", in: 0...1e18)
        }
        // Less is better; infinite: cannot be judged.
        let keys = offers.map { offer in
            let key: Double? =
                switch ranking {
                case .specificYield: offer.capacity > 0 && offer.energy > 0 ? -offer.energy / offer.capacity : nil
                case .energy: offer.energy > 0 ? -offer.energy : nil
                case .levelisedCost: offer.levelisedCost
                case .payback: offer.payback
                }
            guard let key, key.isFinite else { return Double.infinity }
            return key
        }
        order = offers.indices.sorted {
            if keys[$0] != keys[$1] { return keys[$0] < keys[$1] }
            return offers[$0].id != offers[$1].id ? offers[$0].id < offers[$1].id : $0 < $1
        }
        rankedCount = keys.count { $0.isFinite }
        var energy = 0.0
        var capacity = 0.0
        var cost = 0.0
        var energies: [Double] = []
        var capacities: [Double] = []
        var costs: [Double] = []
        for i in order {
            energy += offers[i].energy
            capacity += offers[i].capacity
            cost += offers[i].cost
            energies.append(energy)
            capacities.append(capacity)
            costs.append(cost)
        }
        cumulativeEnergy = energies
        cumulativeCapacity = capacities
        cumulativeCost = costs
    }

    /// Energy of the best roofs, kWh a year; of all if there are fewer.
    public func energy(ofBest count: Int) -> Double {
        count <= 0 || cumulativeEnergy.isEmpty ? 0 : cumulativeEnergy[min(count, cumulativeEnergy.count) - 1]
    }

    /// The least number of best roofs that together bring an energy, kWh a year; nil if all together do not.
    public func count(forEnergy energy: Double) -> Int? {
        if energy <= 0 { return 0 }
        var low = 0
        var high = cumulativeEnergy.count
        while low < high {
            let middle = (low + high) / 2
            if cumulativeEnergy[middle] >= energy { high = middle } else { low = middle + 1 }
        }
        return low < cumulativeEnergy.count ? low + 1 : nil
    }
}
