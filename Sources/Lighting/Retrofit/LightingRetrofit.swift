public import City
import Geometry

/// Which lamps take the place of those there are: street by street the cheapest over its life that meets the class with
/// the masts where they stand, and what an energy-service contract for them is worth.
///
/// Each street is chosen for with the other streets' lamps as they are (``StreetChooser``); then all are changed and every
/// road is judged again. Streets that miss their class only then are chosen for once more in their new surroundings.
public struct LightingRetrofit: Simulation {
    public static let name = "lighting.retrofit"
    public static let summary =
        "New lamps on the masts there are: the cheapest for each street that meets its class, and the energy-service contract"

    let lamps: LampInputs
    let roads: RoadInputs
    let operation: OperationInputs
    let power: LampPowerInputs
    let price: EnergyPrice
    let replace: Filter?
    let candidates: LampCandidates
    let tilts: [Angle?]
    let groupBy: String
    let requiredShare: Double
    let isDimmed: Bool
    let leastLevel: Double
    let isFallback: Bool
    let upkeepBefore: Double
    let cycle: LifeCycle
    let investorShare: Double
    let contract: Int

    public init(_ inputs: inout Inputs) throws {
        lamps = try LampInputs(&inputs)
        roads = try RoadInputs(&inputs, which: "Roads whose lamps are replaced")
        operation = try OperationInputs(&inputs, isNew: true)
        power = try LampPowerInputs(&inputs)
        price = try EnergyPrice(&inputs)
        replace = try inputs.filter(
            "replace",
            "Which lamps may be replaced, by their attributes (the others stay and light on); all if not given")
        let list = try inputs.file(
            "candidates",
            "Luminaires to choose from (CSV or JSON): name, photometry (a file's path, or road-narrow, road-wide, post-top, "
                + "flood), power_w, price; flux_lm, install_cost, life_years, maintenance, control (yes or no), standby_w. Without "
                + "one generated LED luminaires of 20 to 200 W")
        if let list {
            let records = try Records(bytes: list.bytes, file: list.path)
            candidates = try LampCandidates(records) { [inputs] in try inputs.read($0) }
        } else {
            candidates = .generated()
        }
        let text = try inputs.text("tilts", "Tilts to try, degrees: '0, 5, 10'; the lamps' own if not given") ?? ""
        let parts = text.split(separator: ",").map(\.trimmed).filter { !$0.isEmpty }
        tilts =
            try parts.isEmpty
            ? [nil]
            : parts.map { part in
                guard let value = Double(part), (-90...90).contains(value) else {
                    throw InputError(path: "inputs.tilts", problem: "'\(part)' is no tilt from -90 to 90 degrees")
                }
                return .degrees(value)
            }
        groupBy =
            try inputs.text(
                "street_by", default: "street_id",
                "Attribute of the roads that says which of them are one street and get the same lamps; a road without it is a "
                    + "street of its own") ?? "street_id"
        requiredShare =
            try inputs.number(
                "required_share", unit: "%", default: 100, in: 1...100,
                "Share of a street's length between lamps that must meet its class; never less than meets it with the present ones"
            ) / 100
        isDimmed = try inputs.flag(
            "dim_to_class", default: true,
            "Whether new lamps are dimmed for good to what just meets the class, by steps of 5 %")
        leastLevel =
            try inputs.number(
                "least_level", unit: "%", default: 30, in: 5...100, "How far they may be dimmed for it") / 100
        isFallback = try inputs.flag(
            "replace_anyway", default: false,
            "Whether a street that no candidate brings to its class gets the cheapest that gives at least the present light"
        )
        upkeepBefore = try inputs.number(
            "maintenance_before", unit: "₸/a", default: 4000, in: 0...1e9,
            "Upkeep of each present lamp (an assumption: a new bulb every three to four years)")
        let horizon = try inputs.integer("horizon", default: 15, in: 1...60, "Years that costs are counted for")
        let real = try inputs.number("discount_rate", unit: "%/a", default: 8, in: -20...100, "Beyond inflation") / 100
        let inflation =
            try inputs.number("inflation", unit: "%/a", default: 5, in: -20...100, "Of all other prices") / 100
        let growth =
            try inputs.number("tariff_growth", unit: "%/a", default: 5, in: -20...100, "Growth of the price of a kWh")
            / 100
        cycle = LifeCycle(
            horizon: Int(horizon), rate: (1 + real) * (1 + inflation) - 1, tariffGrowth: growth, inflation: inflation)
        investorShare =
            try inputs.number(
                "investor_share", unit: "%", default: 90, in: 0...100,
                "The investor's share of what is saved while the energy-service contract runs") / 100
        contract = Int(try inputs.integer("contract_years", default: 7, in: 0...60, "Years it runs"))
        guard contract <= cycle.horizon else {
            throw InputError(
                path: "inputs.contract_years",
                problem: "the contract runs \(contract) years, longer than the horizon of \(cycle.horizon)",
                suggestion: "give a longer horizon")
        }
    }

    public func run(on city: City) throws -> Outcome {
        let layer = try city.requiredLayer("road")
        let lampLayer = try city.requiredLayer("street_light")
        let all = Roads(layer, rows: Array(0..<layer.count))
        let before = try self.lamps.lamps(of: city, along: all)
        var diagnostics = all.diagnostics
        diagnostics.merge(before.diagnostics)
        var wanted = Array(all.roads.indices)
        if let filter = roads.filter {
            let test = try filter.bound(to: layer, path: "inputs.where")
            wanted = wanted.filter { test(all.roads[$0].row) }
        }
        let classes = all.roads.map { roads.lightingClass(of: $0, &diagnostics) }
        let isReplaced = try replace?.bound(to: lampLayer, path: "inputs.replace")
        let streets = Street.streets(all, layer, by: groupBy, among: wanted, before) { isReplaced?($0) ?? true }
        if streets.isEmpty {
            diagnostics.caution("no-lamp-to-replace", "no street of those chosen has a lamp that may be replaced")
        }
        if candidates.isGenerated {
            diagnostics.caution(
                "candidates-generated",
                "no candidates were given: generated LED luminaires with assumed prices, no products",
                count: candidates.all.count)
        }
        let (spans, running) = try operation.nights(of: city, &diagnostics)
        let burning = try LampOperation(
            before, lampLayer, operation, power, rules: roads.rules, classes: classes, spans: spans, operation: running)
        let lit = Set(streets.flatMap(\.roads)).sorted()
        let work = RetrofitWork(
            roads: all, classes: classes, streets: streets, inputs: self,
            costs: CandidateYears(self, burning, classes: classes, spans, running))
        // Lamps and candidates side by side; the lamps' own photometries keep their numbers.
        var present = before
        let first = present.photometries.count
        present.photometries += candidates.photometries
        let judgedBefore = try work.judge(present, lit)
        var choices = try work.choose(present, first, Array(streets.indices))
        var after = work.applying(choices, to: present, first)
        var judgedAfter = try work.judge(after, lit)
        let again = work.missed(choices, judgedAfter)
        if !again.isEmpty {
            let others = try work.choose(after, first, again)
            for (street, choice) in zip(again, others) where choice.candidate != nil { choices[street] = choice }
            after = work.applying(choices, to: present, first)
            judgedAfter = try work.judge(after, lit)
        }
        return outcome(
            RetrofitAnswer(
                work: work, lampLayer: lampLayer, before: present, after: after, burning: burning, choices: choices,
                judgedBefore: judgedBefore, judgedAfter: judgedAfter), diagnostics)
    }
}

/// The parts of the work that go street by street and road by road.
struct RetrofitWork {
    let roads: Roads
    let classes: [LightingClass?]
    let streets: [Street]
    let inputs: LightingRetrofit
    let costs: CandidateYears

    private func calculation(_ lamps: Lamps) -> RoadCalculation {
        RoadCalculation(
            photometries: lamps.photometries, surface: inputs.roads.surface, wetSurface: inputs.roads.wetSurface,
            maintenanceFactor: inputs.lamps.maintenanceFactor)
    }

    /// Judges roads by number.
    func judge(_ lamps: Lamps, _ numbers: [Int]) throws -> [Int: JudgedRoad] {
        let calculation = calculation(lamps)
        var judged = [JudgedRoad?](repeating: nil, count: numbers.count)
        try judged.withUnsafeMutableBufferPointer { judged in
            nonisolated(unsafe) let judged = judged
            try forEachChunk(of: numbers.count, by: 32, "roads judged") { _, range in
                var judge = RoadJudge(roads, lamps, inputs.roads, calculation, isPoints: false)
                for i in range { judged[i] = judge(numbers[i], required: classes[numbers[i]]) }
            }
        }
        return Dictionary(uniqueKeysWithValues: judged.compactMap { $0 }.map { ($0.road, $0) })
    }

    /// Chooses for streets by number, each with all others as they are.
    func choose(_ lamps: Lamps, _ first: Int, _ numbers: [Int]) throws -> [StreetChoice] {
        let calculation = calculation(lamps)
        var choices = [StreetChoice](repeating: StreetChoice(), count: numbers.count)
        try choices.withUnsafeMutableBufferPointer { choices in
            nonisolated(unsafe) let choices = choices
            try forEachChunk(of: numbers.count, by: 8, "streets chosen for") { _, range in
                var chooser = StreetChooser(
                    RoadJudge(roads, lamps, inputs.roads, calculation, isPoints: false), inputs.candidates,
                    first: first, tilts: inputs.tilts, requiredShare: inputs.requiredShare, isDimmed: inputs.isDimmed,
                    leastLevel: inputs.leastLevel, isFallback: inputs.isFallback, costs: costs)
                for i in range { choices[i] = chooser(streets[numbers[i]], classes: classes) }
            }
        }
        return choices
    }

    /// The lamps with the chosen ones in their places.
    func applying(_ choices: [StreetChoice], to lamps: Lamps, _ first: Int) -> Lamps {
        var changed = lamps
        let rated = inputs.candidates.photometries.map(\.flux)
        for (street, choice) in zip(streets, choices) {
            guard let number = choice.candidate else { continue }
            let candidate = inputs.candidates.all[number]
            for lamp in street.lamps {
                let attitude = lamps.attitude(lamp)
                changed.replace(
                    lamp, attitude: (attitude.azimuth, choice.tilt ?? attitude.tilt),
                    photometry: first + candidate.photometry, flux: candidate.flux * choice.level,
                    rated: rated[candidate.photometry], power: candidate.power * costs.power(choice.level))
            }
        }
        return changed
    }

    /// Streets that were chosen for and yet miss their class.
    func missed(_ choices: [StreetChoice], _ judged: [Int: JudgedRoad]) -> [Int] {
        streets.indices.filter { choices[$0].candidate != nil && choices[$0].isMeeting && !meets(streets[$0], judged) }
    }

    /// Whether enough of a street's length between lamps (beside the last ones where there is none) meets its classes.
    func meets(_ street: Street, _ judged: [Int: JudgedRoad]) -> Bool {
        let all = street.roads.compactMap { judged[$0] }.filter { $0.required?.requirements.isEmpty == false }
            .flatMap(\.stretches)
        for kind in [Stretch.Kind.field, .end] {
            let stretches = all.filter { $0.stretch.kind == kind }
            if stretches.isEmpty { continue }
            let length = stretches.reduce(0) { $0 + $1.length }
            let missed = stretches.reduce(0) { $0 + ($1.verdict == .meets ? 0 : $1.length) }
            return missed <= (1 - inputs.requiredShare) * length + 1e-6
        }
        return false
    }
}
