import City
import Geometry

/// Judges roads one after another; one worker's arrays.
struct RoadJudge {
    let roads: Roads
    let lamps: Lamps
    let inputs: RoadInputs
    let isPoints: Bool
    private var calculation: RoadCalculation
    private var near: [Int32] = []
    private var lit: [RoadLamp] = []

    init(
        _ roads: Roads, _ lamps: Lamps, _ inputs: RoadInputs, _ calculation: RoadCalculation, isPoints: Bool
    ) {
        self.roads = roads
        self.lamps = lamps
        self.inputs = inputs
        self.isPoints = isPoints
        self.calculation = calculation
    }

    mutating func callAsFunction(_ number: Int, required: LightingClass?) -> JudgedRoad {
        let road = roads.roads[number]
        let axis = RoadAxis(road)
        let own = lamps.places(onRoad: number).map { place in
            BesideRoad(along: place.along, left: place.left, height: lamps.heights[Int(place.lamp)])
        }
        search(around: road)
        let stretches: [Stretch]
        var found = arrange(own, width: road.width)
        if axis.isClosed {
            stretches = Stretch.of(
                length: axis.length, row: found.row,
                before: found.row.last.map { LampStation(along: $0.along - axis.length, height: $0.height) },
                after: found.row.first.map { LampStation(along: $0.along + axis.length, height: $0.height) })
        } else {
            // A street goes on beyond a piece of it: where its own lamps do not show how they stand, those of the
            // neighbouring pieces may; where they do, its row goes on with the lamps on the same side.
            let before = onward(number, axis, isEnd: false)
            let after = onward(number, axis, isEnd: true)
            let isClear = ![.none, .single, .irregular].contains(found.arrangement)
            let more = (before + after).filter { !isClear || found.side == 0 || $0.left * found.side > 0 }
            let street = arrange(
                (isClear && found.side != 0 ? own.filter { $0.left * found.side > 0 } : own) + more, width: road.width)
            found.row = street.row
            if !isClear, street.arrangement != .irregular || found.arrangement == .none {
                found.arrangement = street.arrangement
            }
            let row = found.row.filter { $0.along >= 0 && $0.along <= axis.length }
            stretches = Stretch.of(
                length: axis.length, row: row,
                before: found.row.last { $0.along < 0 } ?? beyond(road, axis, isEnd: false, row.first),
                after: found.row.first { $0.along > axis.length } ?? beyond(road, axis, isEnd: true, row.last))
        }
        let isAlong = !own.isEmpty
        var judged = JudgedRoad(
            road: number, required: required, arrangement: isAlong ? found.arrangement : .none,
            spacing: isAlong ? median(zip(found.row, found.row.dropFirst()).map { $1.along - $0.along }) : nil,
            height: median(own.map(\.height)), lamps: own.count, stretches: [])
        for stretch in stretches { judge(stretch, road, axis, required, &judged) }
        return judged
    }

    /// Finds the lamps that may count for any field of a road.
    ///
    /// Far ahead only lamps beside the line of sight do, and where the road is one straight line, that is the same for all
    /// of its fields.
    private mutating func search(around road: Roads.Road) {
        near.removeAll(keepingCapacity: true)
        var box = Box.empty
        for p in road.line { box.extend(p) }
        lamps.index.search(window: box.grown(by: PlacedField.farthest), into: &near)
        if road.line.count == 2 {
            let close = box.grown(by: RoadConventions.beyond * lamps.tallest)
            let (a, along) = (road.line[0], road.line[1] - road.line[0])
            let beside = (road.width / 2 + PlacedField.verge + 0.01) * road.length
            near.removeAll { candidate in
                let p = lamps.positions[Int(candidate)]
                return !close.contains(p) && abs(along.x * (p.y - a.y) - along.y * (p.x - a.x)) > beside
            }
        }
        // The order of the tree depends on all lamps of the city; that of the sums should not.
        near.sort()
    }

    /// The lamps of the same street beyond an end of a road: straight on, along a road of the same direction, and no
    /// farther than two lamps light.
    private func onward(_ number: Int, _ axis: RoadAxis, isEnd: Bool) -> [BesideRoad] {
        let road = roads.roads[number]
        let own = lamps.places(onRoad: number)
        let (end, direction) = axis.place(isEnd ? axis.length : 0)
        let outward = isEnd ? direction : direction * -1
        var found: [BesideRoad] = []
        for candidate in near {
            let i = Int(candidate)
            let off = Point3(lamps.masts[i].x - end.x, lamps.masts[i].y - end.y)
            let x = off.dot(outward)
            let left = direction.x * off.y - direction.y * off.x
            guard x > 0, x <= 2 * Stretch.reach * lamps.heights[i], abs(left) <= road.width / 2 + PlacedField.verge,
                lamps.roads[i] >= 0, !own.contains(where: { $0.lamp == candidate })
            else { continue }
            let line = roads.roads[Int(lamps.roads[i])].line
            let other = Point3(line[line.count - 1].x - line[0].x, line[line.count - 1].y - line[0].y).normalised
            guard abs(other.dot(direction)) > 0.95 else { continue }
            found.append(
                BesideRoad(along: isEnd ? axis.length + x : -x, left: left, height: lamps.heights[i]))
        }
        return found
    }

    /// The nearest lamp straight on beyond an end of a road, as far as its light and that of the road's own last meet.
    private func beyond(_ road: Roads.Road, _ axis: RoadAxis, isEnd: Bool, _ own: LampStation?) -> LampStation? {
        let (end, direction) = axis.place(isEnd ? axis.length : 0)
        let outward = isEnd ? direction : direction * -1
        let inside = own.map { isEnd ? axis.length - $0.along : $0.along } ?? 0
        var found: LampStation?
        var nearest = Double.infinity
        for candidate in near {
            let i = Int(candidate)
            let off = Point3(lamps.masts[i].x - end.x, lamps.masts[i].y - end.y)
            let x = off.dot(outward)
            let y = abs(off.x * outward.y - off.y * outward.x)
            let h = lamps.heights[i]
            guard x > 0, x < nearest, y <= road.width / 2 + PlacedField.verge,
                x + inside <= Stretch.reach * (h + (own?.height ?? h))
            else { continue }
            nearest = x
            found = LampStation(along: isEnd ? axis.length + x : -x, height: h)
        }
        return found
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
        placed.gather(near, of: lamps, into: &lit)
        let lighting = calculation(placed.field, lit)
        let isBend = lighting.luminance == nil
        let applied =
            isBend ? required.flatMap { inputs.rules.illuminanceClass(for: $0, q0: inputs.surface.q0) } : required
        // Others than the usual quantities are computed only where a class asks for them.
        var extra: [LightingCriterion: Double] = [:]
        for requirement in applied?.requirements ?? [] where lighting.value(of: requirement.criterion) == nil {
            extra[requirement.criterion] = calculation.illuminance(requirement.criterion, placed.field, lit)
        }
        let shortfalls = applied?.shortfalls { lighting.value(of: $0) ?? extra[$0] } ?? []
        let values = (applied?.requirements ?? []).map(\.criterion).filter {
            (lighting.value(of: $0) ?? extra[$0]) != nil
        }
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
                isBend: isBend))
    }
}

/// The middle value; the mean of the two middle ones of an even number; nil of none.
func median(_ values: [Double]) -> Double? {
    guard !values.isEmpty else { return nil }
    let sorted = values.sorted()
    let middle = sorted.count / 2
    return sorted.count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
}
