import City
import Geometry

/// Judges roads one after another; one worker's arrays.
struct RoadJudge {
    let inputs: RoadInputs
    let isPoints: Bool
    var division: RoadDivision
    var calculation: RoadCalculation
    private var lit: [RoadLamp] = []

    init(
        _ roads: Roads, _ lamps: Lamps, _ inputs: RoadInputs, _ calculation: RoadCalculation, isPoints: Bool
    ) {
        division = RoadDivision(roads, lamps)
        self.inputs = inputs
        self.isPoints = isPoints
        self.calculation = calculation
    }

    mutating func callAsFunction(_ number: Int, required: LightingClass?) -> JudgedRoad {
        let divided = division(number)
        var judged = JudgedRoad(
            road: number, required: required, arrangement: divided.arrangement, spacing: divided.spacing,
            height: divided.height, lamps: divided.lamps, stretches: [])
        for stretch in divided.stretches {
            judge(stretch, division.roads.roads[number], divided.axis, required, &judged)
        }
        return judged
    }

    private mutating func judge(
        _ stretch: Stretch, _ road: Roads.Road, _ axis: RoadAxis, _ required: LightingClass?, _ judged: inout JudgedRoad
    ) {
        guard stretch.kind != .unlit else {
            judged.stretches.append(
                JudgedStretch(
                    stretch: stretch, lighting: RoadLighting(), applied: required, shortfalls: [], judged: [],
                    isBend: false))
            return
        }
        let placed = PlacedField(stretch, road, axis, drivesLeft: inputs.drivesLeft)
        placed.gather(division.near, of: division.lamps, into: &lit)
        let lighting = calculation(placed.field, lit)
        let (applied, shortfalls, values) = compare(lighting, placed.field, lit, required)
        if isPoints {
            judged.points += calculation.points(placed.field, lit).map { point in
                RoadPoint(
                    place: placed.global(point.place), stretch: judged.stretches.count, illuminance: point.illuminance,
                    luminance: point.luminance)
            }
        }
        judged.stretches.append(
            JudgedStretch(
                stretch: stretch, lighting: lighting, applied: applied, shortfalls: shortfalls, judged: values,
                isBend: lighting.luminance == nil))
    }

    /// What of a class a field misses: on a bend of the comparable class of illuminance.
    /// - Returns: the class that was applied, what is missed, and the criteria there was a value for.
    mutating func compare(
        _ lighting: RoadLighting, _ field: RoadField, _ lamps: [RoadLamp], _ required: LightingClass?
    ) -> (applied: LightingClass?, shortfalls: [Shortfall], judged: [LightingCriterion]) {
        let applied =
            lighting.luminance == nil
            ? required.flatMap { inputs.rules.illuminanceClass(for: $0, q0: inputs.surface.q0) } : required
        guard let applied else { return (nil, [], []) }
        // Others than the usual quantities are computed only where a class asks for them.
        var extra: [LightingCriterion: Double] = [:]
        for requirement in applied.requirements where lighting.value(of: requirement.criterion) == nil {
            extra[requirement.criterion] = calculation.illuminance(requirement.criterion, field, lamps)
        }
        func value(_ criterion: LightingCriterion) -> Double? { lighting.value(of: criterion) ?? extra[criterion] }
        return (
            applied, applied.shortfalls(value), applied.requirements.map(\.criterion).filter { value($0) != nil }
        )
    }
}

/// The middle value; the mean of the two middle ones of an even number; nil of none.
func median(_ values: [Double]) -> Double? {
    guard !values.isEmpty else { return nil }
    let sorted = values.sorted()
    let middle = sorted.count / 2
    return sorted.count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
}
