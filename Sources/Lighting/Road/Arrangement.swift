/// How the lamps along a road stand (EN 13201-3:2015, figure 6; CIE 140).
public enum Arrangement: String, Sendable, CaseIterable {
    case none
    /// One lamp only.
    case single
    case singleSidedLeft = "single_sided_left"
    case singleSidedRight = "single_sided_right"
    case opposite
    case staggered
    /// On a median, or hung above the middle.
    case median
    case irregular
}

/// A lamp or a pair of lamps at a place along a road, from which to which fields reach.
struct LampStation: Sendable, Hashable {
    /// Along the road, m.
    var along: Double
    /// Mounting height, m; the greater one of a pair.
    var height: Double
}

/// A lamp beside a road, for finding out how they stand.
struct BesideRoad: Sendable, Hashable {
    var along: Double
    /// To the left of the road's middle, m.
    var left: Double
    var height: Double
}

/// How lamps stand, and the row of them between whose members the fields of calculation lie.
struct LampLayout: Sendable, Hashable {
    var arrangement: Arrangement
    var row: [LampStation]
    /// On which side of the road the row stands: 1 left, -1 right, 0 on either.
    var side = 0.0
}

/// How the lamps along a road stand.
///
/// Of two sides the one with more lamps is the row (the right one if they are equal): EN 13201-3:2015, 7.1.2 lays the
/// field between two lamps in the same row. Where the sides have nothing to do with each other, fields lie between
/// neighbouring lamps whatever their side.
/// - Parameters:
///   - lamps: by their place along the road.
///   - width: of the carriageway, m; lamps within its middle half hang above it or stand on a median.
func arrange(_ lamps: [BesideRoad], width: Double) -> LampLayout {
    let middle = lamps.filter { abs($0.left) < width / 4 }
    let right = lamps.filter { $0.left <= -width / 4 }
    let left = lamps.filter { $0.left >= width / 4 }
    let all = stations(lamps, within: 3)
    if lamps.isEmpty { return LampLayout(arrangement: .none, row: []) }
    if all.count == 1 {
        return LampLayout(arrangement: left.isEmpty || right.isEmpty ? .single : .opposite, row: all)
    }
    if !middle.isEmpty {
        return LampLayout(arrangement: left.isEmpty && right.isEmpty ? .median : .irregular, row: all)
    }
    if left.isEmpty {
        return LampLayout(arrangement: .singleSidedRight, row: stations(right, within: 0.5), side: -1)
    }
    if right.isEmpty {
        return LampLayout(arrangement: .singleSidedLeft, row: stations(left, within: 0.5), side: 1)
    }
    let isRight = right.count >= left.count
    let (main, other) = isRight ? (right, left) : (left, right)
    let row = stations(main, within: 0.5)
    let irregular = LampLayout(arrangement: .irregular, row: all)
    guard row.count >= 2, Double(other.count) >= 0.6 * Double(main.count) - 1 else { return irregular }
    let phases = other.map { phase($0.along, in: row) }
    let near = phases.count { $0 <= 0.15 || $0 >= 0.85 }
    let between = phases.count { $0 >= 0.3 && $0 <= 0.7 }
    if 10 * near >= 7 * phases.count {
        return LampLayout(arrangement: .opposite, row: row, side: isRight ? -1 : 1)
    }
    if 10 * between >= 7 * phases.count {
        return LampLayout(arrangement: .staggered, row: row, side: isRight ? -1 : 1)
    }
    return irregular
}

/// Lamps closer together than `distance` are one station.
private func stations(_ lamps: [BesideRoad], within distance: Double) -> [LampStation] {
    var found: [LampStation] = []
    for lamp in lamps.sorted(by: { $0.along < $1.along }) {
        if let last = found.last, lamp.along - last.along <= distance {
            found[found.count - 1].height = max(last.height, lamp.height)
        } else {
            found.append(LampStation(along: lamp.along, height: lamp.height))
        }
    }
    return found
}

/// Where a place lies between two stations of a row, 0…1; beyond the row's ends by its mean distance.
private func phase(_ along: Double, in row: [LampStation]) -> Double {
    let mean = (row[row.count - 1].along - row[0].along) / Double(row.count - 1)
    let (start, distance): (Double, Double)
    if let next = row.firstIndex(where: { $0.along > along }), next > 0 {
        (start, distance) = (row[next - 1].along, row[next].along - row[next - 1].along)
    } else {
        (start, distance) = (along < row[0].along ? row[0].along : row[row.count - 1].along, mean)
    }
    let share = (along - start) / distance
    return share - share.rounded(.down)
}
