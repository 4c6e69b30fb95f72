import Geometry

/// A road parted into the stretches that fields of calculation speak for.
struct DividedRoad {
    var axis: RoadAxis
    var arrangement: Arrangement
    /// Median distance from lamp to lamp in the row, m; nil for fewer than two.
    var spacing: Double?
    /// Median mounting height, m; nil without lamps.
    var height: Double?
    var lamps: Int
    var stretches: [Stretch]
}

/// Parts roads one after another; one worker's arrays.
struct RoadDivision {
    let roads: Roads
    var lamps: Lamps
    /// The lamps that may count for any field of the last road, in order.
    private(set) var near: [Int32] = []

    init(_ roads: Roads, _ lamps: Lamps) {
        self.roads = roads
        self.lamps = lamps
    }

    mutating func callAsFunction(_ number: Int) -> DividedRoad {
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
        return DividedRoad(
            axis: axis, arrangement: isAlong ? found.arrangement : .none,
            spacing: isAlong ? median(zip(found.row, found.row.dropFirst()).map { $1.along - $0.along }) : nil,
            height: median(own.map(\.height)), lamps: own.count, stretches: stretches)
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
}
