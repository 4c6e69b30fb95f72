public import City
import Geometry

/// The cheapest lighting that meets the class: for a road profile, or for the streets of a city that have none.
///
/// Luminaire, arrangement, height, tilt, overhang and spacing are varied within bounds and judged by EN 13201-3:2015 on
/// an installation without end (``LayoutSearch``); the least life-cycle cost wins. For a city's streets the new masts are
/// placed along them, clear of crossing carriageways and buildings, and the streets are judged again, as `lighting.road`
/// does, with the lamps there. The layer `street_light` of the outcome is what a scenario adds to the city.
public struct LightingDesign: Simulation {
    public static let name = "lighting.design"
    public static let summary =
        "New road lighting: the cheapest luminaire, spacing, height and arrangement that meets the class, and its masts"

    /// Which of the city's streets get new lamps.
    enum Streets: String, CaseIterable {
        /// Those that no lamp lights.
        case unlit
        /// Those, too, whose lamps miss something; their lamps are taken away.
        case failing
        /// All; their lamps are taken away.
        case all
    }

    let lamps: LampInputs
    let roads: RoadInputs
    let profile: ProfileInputs
    let streets: Streets
    let design: DesignInputs
    let cost: LayoutCost

    public init(_ inputs: inout Inputs) throws {
        lamps = try LampInputs(&inputs)
        roads = try RoadInputs(&inputs)
        profile = try ProfileInputs(&inputs)
        streets = try inputs.choice(
            "streets", default: Streets.unlit,
            "Which of the roads in question get new lamps: those without light, those that miss their class, too, or all; "
                + "old lamps along them are taken away")
        design = try DesignInputs(&inputs, lamps)
        cost = try LayoutCost(&inputs)
        if profile.width != nil {
            try inputs.refuse(["where", "streets"], with: "width", "a profile is no street of the city")
            if roads.classes.lightingClass == nil {
                throw InputError(
                    path: "inputs.lighting_class", problem: "a profile needs the class it is to meet",
                    suggestion: "write \"lighting_class\": \"M4\", for instance")
            }
        }
    }

    public func run(on city: City) throws -> Outcome {
        let search = LayoutSearch(design.space, cost, roads, maintenanceFactor: lamps.maintenanceFactor)
        if let width = profile.width, let required = roads.classes.lightingClass {
            return try design(
                RoadProfile(
                    width: width, lanes: profile.lanes, oncoming: profile.isOneway ? 0 : profile.lanes / 2,
                    median: profile.median, drivesLeft: roads.drivesLeft, required: required), search)
        }
        return try design(city, search)
    }

    // MARK: The city's streets

    /// Judges roads one by one with the lamps there are.
    private func judged(
        _ all: Roads, _ lamps: Lamps, _ wanted: [Int], _ classes: [LightingClass?]
    ) throws -> [JudgedRoad] {
        let calculation = RoadCalculation(
            photometries: lamps.photometries, surface: roads.surface, wetSurface: roads.wetSurface,
            maintenanceFactor: self.lamps.maintenanceFactor)
        var judged = [JudgedRoad?](repeating: nil, count: wanted.count)
        try judged.withUnsafeMutableBufferPointer { judged in
            nonisolated(unsafe) let judged = judged
            try forEachChunk(of: wanted.count, by: 32, "roads judged") { _, range in
                var judge = RoadJudge(all, lamps, roads, calculation, isPoints: false)
                for i in range { judged[i] = judge(wanted[i], required: classes[i]) }
            }
        }
        return judged.compactMap { $0 }
    }

    private func design(_ city: City, _ search: LayoutSearch) throws -> Outcome {
        let layer = try city.requiredLayer("road")
        let all = Roads(layer, rows: Array(0..<layer.count))
        let before = try lamps.lamps(of: city, along: all)
        var diagnostics = all.diagnostics
        diagnostics.merge(before.diagnostics)
        var asked = Array(all.roads.indices)
        if let filter = roads.filter {
            let test = try filter.bound(to: layer, path: "inputs.where")
            asked = asked.filter { test(all.roads[$0].row) }
            if asked.isEmpty {
                diagnostics.caution("no-road-chosen", "no road meets the condition: nothing was designed")
            }
        }
        let classes = asked.map { roads.lightingClass(of: all.roads[$0], &diagnostics) }
        let old = try judged(all, before, asked, classes)
        var wanted: [StreetDesign] = []
        for (i, road) in asked.enumerated() {
            guard let required = classes[i], !required.requirements.isEmpty, isWanted(old[i], all.roads[road].length)
            else { continue }
            let source = all.roads[road]
            if let assumption = source.assumption {
                diagnostics.repaired(assumption.code, assumption.rawValue, source.id)
            }
            let profile = RoadProfile(
                width: source.width, lanes: source.lanes, oncoming: source.isOneway ? 0 : source.lanes / 2,
                drivesLeft: roads.drivesLeft, required: required)
            wanted.append(StreetDesign(road: road, profile: profile, before: old[i]))
        }
        if wanted.isEmpty, !asked.isEmpty {
            diagnostics.note("no-street-to-light", "none of the roads in question needs new lamps")
        }
        var layouts: [RoadProfile: FoundLayout] = [:]
        for street in wanted where layouts[street.profile] == nil {
            layouts[street.profile] = try search(street.profile)
        }
        for i in wanted.indices {
            switch layouts[wanted[i].profile] {
            case .layout(let layout, let price): (wanted[i].layout, wanted[i].price) = (layout, price)
            case .nothing(_, let missed):
                wanted[i].prevented = missed.first
                let what = missed.first?.text ?? "the class"
                diagnostics.skipped(
                    "no-layout-meets-class",
                    "none of the layouts tried meets \(wanted[i].profile.required.name) on \(wanted[i].profile.lanes) lanes "
                        + "of \(wanted[i].profile.width) m together; what comes nearest misses \(what)",
                    all.roads[wanted[i].road].id)
            case nil: break
            }
        }
        let placing = LampPlacing(city, all, design, drivesLeft: roads.drivesLeft)
        let placed = placing(wanted, &diagnostics)
        let changed = try changed(city, before, wanted, placed, all)
        // The condition is about the old lamps; it was applied to them already.
        var every = lamps
        every.filter = nil
        let after = try every.lamps(of: changed.city, along: all)
        let new = try judged(all, after, wanted.map(\.road), wanted.map(\.profile.required))
        for i in wanted.indices { wanted[i].after = new[i] }
        return try outcome(all, wanted, placed, removed: changed.removed, added: changed.added, diagnostics)
    }

    private func isWanted(_ road: JudgedRoad, _ length: Double) -> Bool {
        switch streets {
        case .all: true
        case .failing: RoadSummary(road).verdict != .meets
        // A street whose ends get light from crossing ones is dark nevertheless.
        case .unlit: road.lamps == 0 && RoadSummary(road).verdict != .meets
        }
    }

    /// The city with the new lamps, and without the old ones along the streets that got them.
    private func changed(
        _ city: City, _ before: Lamps, _ wanted: [StreetDesign], _ placed: [PlacedLamp], _ roads: Roads
    ) throws -> (city: City, added: Layer, removed: Layer?) {
        var noticed = Diagnostics()
        let added = layer(placed, roads, wanted).finish(&noticed)
        var layers = city.layers
        var removed: Layer?
        if let i = layers.firstIndex(where: { $0.name == "street_light" }) {
            let lit = Set(wanted.filter { $0.layout != nil }.map { Int32($0.road) })
            let gone = Set(before.rows.indices.filter { lit.contains(before.roads[$0]) }.map { Int(before.rows[$0]) })
            if !gone.isEmpty { removed = layers[i].selecting(gone.sorted()).named("street_light_removed") }
            // Lamps that do not count are left out, too.
            let kept = Set(before.rows.map { Int($0) }).subtracting(gone).sorted()
            layers[i] = layers[i].selecting(kept).appending(added, &noticed)
        } else {
            layers.append(added)
        }
        return (city.with(layers: layers), added, removed)
    }
}

/// A street that gets new lamps.
struct StreetDesign: Sendable {
    /// By number in `Roads`.
    var road: Int
    var profile: RoadProfile
    var before: JudgedRoad
    /// Nil where none meets the class.
    var layout: RoadLayout?
    /// Life-cycle cost, ₸/km.
    var price = 0.0
    /// What keeps every layout from meeting the class.
    var prevented: Shortfall?
    var after: JudgedRoad?
}

extension Shortfall {
    /// What was found and what is required: `U_l 0.35 < 0.4`.
    var text: String {
        let digits = criterion == .thresholdIncrement ? 10.0 : 100
        let unit = criterion.unit.isEmpty ? "" : " \(criterion.unit)"
        return "\(criterion.rawValue) \((value * digits).rounded() / digits) \(criterion.isUpperLimit ? ">" : "<") "
            + "\((required * 100).rounded() / 100)\(unit)"
    }
}
