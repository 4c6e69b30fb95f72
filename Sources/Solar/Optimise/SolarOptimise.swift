public import City
import Geometry
import Money
import Sky

/// How panels on each flat roof stand best: tilt, azimuth and row spacing for energy, for money, or for winter.
///
/// Every candidate is laid out module by module and computed hour by hour with the roof's own shade and the rows' shade
/// on each other, as ``SolarYield`` does it. The search goes from coarse to fine (see ``SolarOptimise/search(_:)``).
/// Panels on pitched roofs lie flush: there is nothing to choose, and the plane is reported as it is.
public struct SolarOptimise: Simulation {
    public static let name = "solar.optimise"
    public static let summary = "Best tilt, azimuth and row spacing of panels on each roof, for energy, money or winter"

    enum Objective: String, Sendable, CaseIterable {
        case energy, money, winter
    }

    let yield: SolarYieldInputs
    let objective: Objective
    let steepest: Double
    let rowGap: Double

    public init(_ inputs: inout Inputs) throws {
        objective = try inputs.choice(
            "objective", default: Objective.money,
            "energy: most kWh a year; money: highest net present value; winter: most kWh in November to February (May "
                + "to August in the south)")
        steepest = try inputs.number(
            "max_tilt", unit: "°", default: 60, in: 0...60,
            "Steepest tilt that is tried; the usual stand is no steeper either")
        // German rules for workplaces (ASR A1.8, table of least widths) want 0.5 m for aisles of maintenance.
        rowGap = try inputs.number(
            "min_row_gap", unit: "m", default: 0.5, in: 0...20,
            "Free roof that is left between rows, to walk and work in")
        var yield = try SolarYieldInputs(&inputs)
        yield.layout.rowGap = rowGap
        yield.layout.tilt = .degrees(min(yield.layout.tilt.degrees, steepest))
        self.yield = yield
    }

    public func run(on city: City) throws -> Outcome {
        let ground = try YieldGround(yield, city)
        var (lit, usual): ([LitPlane], [Plant]) = ([], [])
        var best: [Int: Found] = [:]
        try ground.forEachTile { tile in
            let plants = try tile.harvest(yield.layout).map(\.plant)
            let racked = tile.exposure.receivers.indices.filter {
                tile.lit[$0].exposed > 0 && yield.layout.isRacked(tile.exposure.receivers[$0])
            }
            for (roof, found) in try search(tile, racked, plants) { best[lit.count + roof] = found }
            lit += tile.lit
            usual += plants
        }
        return try outcome(ground, lit, usual, best)
    }

    /// A way to stand on a roof: azimuth from true north; ground coverage 0 keeps rows free of shade at winter noon.
    struct Stand: Sendable, Hashable {
        var tilt: Double
        var azimuth: Double
        var groundCoverage: Double
    }

    /// What was found for a roof.
    struct Found: Sendable {
        var stand: Stand
        var plant: Plant
    }

    /// What a plant is worth; more is better. Nothing at all without modules.
    func worth(_ plant: Plant, _ ground: YieldGround) -> Double {
        guard plant.modules > 0 else { return -.infinity }
        switch objective {
        case .energy: return plant.energy
        case .winter: return ground.winterEnergy(plant)
        case .money: return plant.investment?.netPresentValue ?? -.infinity
        }
    }

    /// Looks for each roof's best stand: all tilts and spacings towards the equator; then other azimuths with the best of
    /// those; then smaller steps around the best, twice. The usual stand is always among the candidates, so that the best
    /// is never worse.
    private func search(_ tile: YieldTile, _ racked: [Int], _ usual: [Plant]) throws -> [Int: Found] {
        let equator = tile.ground.place.latitude.degrees < 0 ? 0.0 : 180.0
        var best: [Int: Found] = [:]
        for i in racked {
            best[i] = Found(
                stand: Stand(
                    tilt: yield.layout.tilt.degrees, azimuth: yield.layout.azimuth.degrees,
                    groundCoverage: yield.layout.groundCoverage), plant: usual[i])
        }
        let tilts = Array(Set([0, 10, 20, 30, 40, 50, 60].filter { $0 <= steepest } + [steepest])).sorted()
        let coverages = [0, 0.3, 0.45, 0.6, 0.75, 0.9]
        try improve(&best, racked, tile) { _ in
            tilts.flatMap { tilt in
                coverages.map { Stand(tilt: tilt, azimuth: equator, groundCoverage: $0) }
            }
        }
        try improve(&best, racked, tile) { now in
            [-90, -60, -30, -15, 15, 30, 60, 90].map {
                Stand(tilt: now.tilt, azimuth: equator + $0, groundCoverage: now.groundCoverage)
            }
        }
        for step: (tilt: Double, azimuth: Double, coverage: Double) in [(5, 10, 0.08), (2, 5, 0.04)] {
            try improve(&best, racked, tile) { now in
                var stands = [now, now, now, now]
                stands[0].tilt = max(0, now.tilt - step.tilt)
                stands[1].tilt = min(steepest, now.tilt + step.tilt)
                stands[2].azimuth -= step.azimuth
                stands[3].azimuth += step.azimuth
                if now.groundCoverage > 0 {
                    for change in [-step.coverage, step.coverage] {
                        var other = now
                        other.groundCoverage = min(0.98, max(0.1, now.groundCoverage + change))
                        stands.append(other)
                    }
                }
                return stands
            }
        }
        return best
    }

    /// Tries candidates on every roof, and keeps those that are better.
    private func improve(
        _ best: inout [Int: Found], _ racked: [Int], _ tile: YieldTile, _ candidates: (Stand) -> [Stand]
    ) throws {
        // A few roofs at a time, so that memory stays small.
        for start in stride(from: 0, to: racked.count, by: 128) {
            let roofs = racked[start..<min(start + 128, racked.count)]
            let tried = roofs.flatMap { roof in
                (best[roof].map { candidates($0.stand) } ?? []).map { (roof: roof, stand: wrapped($0)) }
            }
            let plants = try tile.harvest(
                tried.map { entry in
                    var layout = yield.layout
                    layout.tilt = .degrees(entry.stand.tilt)
                    layout.azimuth = .degrees(entry.stand.azimuth)
                    layout.groundCoverage = entry.stand.groundCoverage
                    return (entry.roof, layout)
                }
            ).map(\.plant)
            for (entry, plant) in zip(tried, plants) {
                guard let found = best[entry.roof], worth(plant, tile.ground) > worth(found.plant, tile.ground) else {
                    continue
                }
                best[entry.roof] = Found(stand: entry.stand, plant: plant)
            }
        }
    }

    private func wrapped(_ stand: Stand) -> Stand {
        var stand = stand
        stand.azimuth -= 360 * (stand.azimuth / 360).rounded(.down)
        return stand
    }
}
