import City
import Geometry
import Synchronization

/// The layouts among which a design is looked for.
struct LayoutSpace: Sendable {
    var arrangements: [DesignArrangement]
    var luminaires: [DesignLuminaire]
    var heights: [Double]
    var tilts: [Angle]
    var overhangs: [Double]
    /// Ascending.
    var spacings: [Double]

    /// Everything but the spacing, which is the greatest.
    var layouts: [RoadLayout] {
        let widest = spacings.last ?? 0
        return arrangements.flatMap { arrangement in
            luminaires.indices.flatMap { luminaire in
                heights.flatMap { height in
                    tilts.flatMap { tilt in
                        overhangs.map { overhang in
                            RoadLayout(
                                arrangement: arrangement, luminaire: luminaire, height: height, tilt: tilt,
                                overhang: overhang, spacing: widest)
                        }
                    }
                }
            }
        }
    }
}

/// What a search found.
enum FoundLayout: Sendable {
    /// The cheapest that meets the class, and its cost, ₸/km.
    case layout(RoadLayout, cost: Double)
    /// None does: the layout that comes nearest, and what it misses, the worst first.
    case nothing(nearest: RoadLayout, shortfalls: [Shortfall])
}

/// Finds the cheapest layout that meets a class.
///
/// For everything but the spacing, spacings are tried from the greatest down; the first that meets the class is the
/// cheapest of its kind, whether or not quality falls evenly with the distance. A kind is left as soon as the present
/// spacing costs more than the best layout found so far: costs only rise from there. Where an average is missed by a
/// factor, the next spacing tried is that factor shorter, for averages are as the lamps a metre: exactly so in between
/// the points of the grid, which stand for 3 m, so 8 % more are left to be tried one by one.
struct LayoutSearch: Sendable {
    let space: LayoutSpace
    let cost: LayoutCost
    let calculation: RoadCalculation

    /// How much more than in proportion an average may grow with fewer metres between lamps.
    private static let slack = 1.08

    init(_ space: LayoutSpace, _ cost: LayoutCost, _ inputs: RoadInputs, maintenanceFactor: Double) {
        self.space = space
        self.cost = cost
        calculation = RoadCalculation(
            photometries: space.luminaires.map(\.photometry), surface: inputs.surface, wetSurface: inputs.wetSurface,
            maintenanceFactor: maintenanceFactor)
    }

    private func price(_ layout: RoadLayout) -> Double { cost.perKilometre(layout, space.luminaires[layout.luminaire]) }

    /// The best so far; of equal cost the first in the space's order.
    private struct Best {
        var cost = Double.infinity
        var number = Int.max
        var layout: RoadLayout?
    }

    /// - Throws: where the work is cancelled.
    func callAsFunction(_ profile: RoadProfile) throws -> FoundLayout {
        let kinds = space.layouts.filter {
            profile.median > 0 ? $0.arrangement != .singleSided : $0.arrangement != .median
        }
        // The most promising first: the others are then left sooner.
        let order = kinds.indices.map { (number: $0, least: price(kinds[$0])) }.sorted {
            ($0.least, $0.number) < ($1.least, $1.number)
        }
        let best = Mutex(Best())
        try forEachChunk(of: order.count, by: 8, "kinds of layouts tried") { _, range in
            var calculation = calculation
            var lamps: [RoadLamp] = []
            for i in range {
                let number = order[i].number
                let bound = best.withLock { $0.cost }
                guard order[i].least <= bound,
                    let found = widest(kinds[number], profile, within: bound, &calculation, &lamps)
                else { continue }
                let foundCost = price(found)
                best.withLock { best in
                    if (foundCost, number) < (best.cost, best.number) {
                        best = Best(cost: foundCost, number: number, layout: found)
                    }
                }
            }
        }
        let found = best.withLock { $0 }
        if let layout = found.layout { return .layout(layout, cost: found.cost) }
        return try nearest(kinds, profile)
    }

    /// A kind with the greatest spacing that meets the class; nil if none does that costs no more than `bound`.
    private func widest(
        _ kind: RoadLayout, _ profile: RoadProfile, within bound: Double, _ calculation: inout RoadCalculation,
        _ lamps: inout [RoadLamp]
    ) -> RoadLayout? {
        let luminaire = space.luminaires[kind.luminaire]
        var layout = kind
        var longest = Double.infinity
        for spacing in space.spacings.reversed() where spacing <= longest {
            layout.spacing = spacing
            if price(layout) > bound { return nil }
            let missed = calculation.shortfalls(profile, layout, luminaire, &lamps)
            if missed.isEmpty { return layout }
            for shortfall in missed where shortfall.criterion.isAverage && shortfall.required > 0 {
                longest = min(longest, spacing * Self.slack * shortfall.value / shortfall.required)
            }
        }
        return nil
    }

    /// The layout whose worst shortfall is least, at the shortest, a middle and the greatest spacing.
    private func nearest(_ kinds: [RoadLayout], _ profile: RoadProfile) throws -> FoundLayout {
        let spacings = Set([0, space.spacings.count / 2, space.spacings.count - 1]).sorted().map { space.spacings[$0] }
        var found = [(missed: [Shortfall], spacing: Double)?](repeating: nil, count: kinds.count)
        try found.withUnsafeMutableBufferPointer { found in
            nonisolated(unsafe) let found = found
            try forEachChunk(of: kinds.count, by: 8, "kinds of layouts compared") { _, range in
                var calculation = calculation
                var lamps: [RoadLamp] = []
                for i in range {
                    var layout = kinds[i]
                    for spacing in spacings {
                        layout.spacing = spacing
                        let missed = calculation.shortfalls(
                            profile, layout, space.luminaires[layout.luminaire], &lamps)
                        if (missed.first?.share ?? 0) < (found[i]?.missed.first?.share ?? .infinity) {
                            found[i] = (missed, spacing)
                        }
                    }
                }
            }
        }
        guard
            let first = kinds.indices.min(by: { a, b in
                (found[a]?.missed.first?.share ?? .infinity, a) < (found[b]?.missed.first?.share ?? .infinity, b)
            })
        else {
            throw InputError(
                path: "inputs.arrangement", problem: "no layout is left to be tried on this profile",
                suggestion: "median needs a 'median_width', single_sided a road without one")
        }
        var layout = kinds[first]
        layout.spacing = found[first]?.spacing ?? layout.spacing
        return .nothing(nearest: layout, shortfalls: found[first]?.missed ?? [])
    }
}

extension LayoutSearch {
    /// All quantities of a layout, whatever its class asks for.
    func lighting(_ profile: RoadProfile, _ layout: RoadLayout) -> RoadLighting {
        var calculation = calculation
        var lamps: [RoadLamp] = []
        layout.lamps(
            profile, space.luminaires[layout.luminaire], photometry: layout.luminaire,
            reach: RoadConventions.glareDistance, into: &lamps)
        return calculation(profile.field(length: layout.spacing, height: layout.height), lamps)
    }
}
