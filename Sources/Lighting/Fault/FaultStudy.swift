import City
import Geometry

/// A stretch of a road with all lamps working, and with those out that are.
struct FaultStretch: Sendable {
    var stretch: Stretch
    var applied: LightingClass?
    var isMet: Bool
    /// With the lamps out; the same where none of them counts here.
    var isMetAfter: Bool
    /// What is missed then, the worst first.
    var shortfall: Shortfall?
    /// Whether a lamp that is out counts for it.
    var isTouched: Bool
    var before: RoadLighting
    var after: RoadLighting

    var length: Double { stretch.to - stretch.from }
}

/// A road's stretches, and what each lamp by itself means to them.
struct FaultRoad: Sendable {
    var road: Int
    var required: LightingClass?
    var stretches: [FaultStretch] = []
    /// Length, m, that meets its class with all lamps and not without this one, less what meets it only without.
    var lost: [(lamp: Int32, length: Double, fields: Int32)] = []
}

/// Studies roads one after another; one worker's arrays.
struct FaultStudy {
    private var judge: RoadJudge
    private let isOut: [Bool]
    private let isRanked: Bool
    private var one = LeaveOneOut()
    private var lit: [RoadLamp] = []
    private var numbers: [Int32] = []

    /// - Parameters:
    ///   - lamps: all of them on.
    ///   - isOut: those that are out.
    ///   - isRanked: whether each lamp is left out in turn.
    init(_ judge: RoadJudge, isOut: [Bool], isRanked: Bool) {
        self.judge = judge
        self.isOut = isOut
        self.isRanked = isRanked
    }

    mutating func callAsFunction(_ number: Int, required: LightingClass?) -> FaultRoad {
        var result = FaultRoad(road: number, required: required)
        let divided = judge.division(number)
        let road = judge.division.roads.roads[number]
        var lost: [Int32: (length: Double, fields: Int32)] = [:]
        for stretch in divided.stretches {
            guard stretch.kind != .unlit else {
                let isMet = required?.requirements.isEmpty ?? false
                result.stretches.append(
                    FaultStretch(
                        stretch: stretch, applied: required, isMet: isMet, isMetAfter: isMet, isTouched: false,
                        before: RoadLighting(), after: RoadLighting()))
                continue
            }
            let placed = PlacedField(stretch, road, divided.axis, drivesLeft: judge.inputs.drivesLeft)
            lit.removeAll(keepingCapacity: true)
            numbers.removeAll(keepingCapacity: true)
            placed.gather(judge.division.near, of: judge.division.lamps) { lamp, light in
                numbers.append(lamp)
                lit.append(light)
            }
            let before = judge.calculation(placed.field, lit)
            let (applied, missing, _) = judge.compare(before, placed.field, lit, required)
            var found = FaultStretch(
                stretch: stretch, applied: applied, isMet: applied != nil && missing.isEmpty, isMetAfter: false,
                shortfall: missing.first, isTouched: numbers.contains { isOut[Int($0)] }, before: before,
                after: before)
            found.isMetAfter = found.isMet
            if found.isTouched {
                let left = zip(numbers, lit).filter { !isOut[Int($0.0)] }.map(\.1)
                found.after = judge.calculation(placed.field, left)
                let missing = judge.compare(found.after, placed.field, left, required).shortfalls
                found.isMetAfter = applied != nil && missing.isEmpty
                found.shortfall = missing.first
            }
            if isRanked, applied != nil { rank(placed.field, found, required, &lost) }
            result.stretches.append(found)
        }
        result.lost = lost.sorted { $0.key < $1.key }.map { ($0.key, $0.value.length, $0.value.fields) }
        return result
    }

    /// Leaves each lamp of a field out in turn.
    private mutating func rank(
        _ field: RoadField, _ found: FaultStretch, _ required: LightingClass?,
        _ lost: inout [Int32: (length: Double, fields: Int32)]
    ) {
        guard !lit.isEmpty else { return }
        one.take(field, lit, &judge.calculation)
        for i in lit.indices where one.matters(i) {
            let without = one.lighting(without: i, field, &judge.calculation)
            let left = needsLamps(found.applied) ? Array(lit[..<i] + lit[(i + 1)...]) : []
            let isMet = judge.compare(without, field, left, required).shortfalls.isEmpty
            if needsLamps(found.applied), field.axis.isEmpty {
                // Other receivers were computed: the grid of luminance must be laid anew.
                judge.calculation.lay(
                    field, from: -field.width / 2, width: field.width, across: 3 * field.lanes)
            }
            guard isMet != found.isMet else { continue }
            let (length, fields) = lost[numbers[i]] ?? (0, 0)
            lost[numbers[i]] = (length + (found.isMet ? found.length : -found.length), fields + 1)
        }
    }

    /// Whether a class asks for more than the usual quantities, so that comparing needs the lamps.
    private func needsLamps(_ applied: LightingClass?) -> Bool {
        applied?.requirements.contains {
            [.averageHemispherical, .hemisphericalUniformity, .minimumSemicylindrical, .minimumVertical]
                .contains($0.criterion)
        } ?? false
    }
}
