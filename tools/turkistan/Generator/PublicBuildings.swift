import Geometry

/// What a public building is like.
private struct Kind {
    var name: Name?
    var levels: ClosedRange<Int>
    /// m a storey.
    var storey: Double
    /// Outline about its middle: length and depth, m; wings reach `wing` further back.
    var length: ClosedRange<Double>
    var depth: Double
    var wing: Double
}

private func kind(_ use: String) -> Kind {
    switch use {
    case "school":
        Kind(
            name: Name(en: "School No", kk: "№ мектеп", ru: "Школа №"), levels: 2...3, storey: 3.6, length: 52...68,
            depth: 14, wing: 26)
    case "kindergarten":
        Kind(
            name: Name(en: "Kindergarten No", kk: "№ балабақша", ru: "Детский сад №"), levels: 1...2, storey: 3.3,
            length: 34...44, depth: 13, wing: 14)
    case "hospital":
        Kind(
            name: Name(en: "City hospital No", kk: "№ қалалық аурухана", ru: "Городская больница №"), levels: 3...5,
            storey: 3.6, length: 70...85, depth: 16, wing: 28)
    case "university":
        Kind(name: nil, levels: 3...4, storey: 3.8, length: 75...95, depth: 17, wing: 30)
    case "mosque":
        Kind(name: nil, levels: 1...1, storey: 8, length: 18...26, depth: 18, wing: 0)
    case "hotel": Kind(name: nil, levels: 4...6, storey: 3.4, length: 40...60, depth: 16, wing: 0)
    case "office": Kind(name: nil, levels: 2...5, storey: 3.6, length: 34...60, depth: 16, wing: 0)
    case "industrial": Kind(name: nil, levels: 1...1, storey: 7.5, length: 48...90, depth: 24, wing: 0)
    case "warehouse": Kind(name: nil, levels: 1...1, storey: 6, length: 30...60, depth: 18, wing: 0)
    case "market": Kind(name: nil, levels: 1...1, storey: 6.2, length: 60...90, depth: 18, wing: 0)
    default: Kind(name: nil, levels: 1...2, storey: 4, length: 24...40, depth: 14, wing: 0)
    }
}

/// A public building about a frame's origin, a U if it has wings; second, the number it would carry in its name.
func publicHall(_ use: String, _ frame: Frame, _ random: inout Random) -> (Building, named: Bool) {
    let kind = kind(use)
    let (a, d, w) = (random.uniform(kind.length.lowerBound, kind.length.upperBound) / 2, kind.depth, kind.wing)
    let ring =
        w > 0
        ? frame.ring([
            (-a, -(d + w) / 2), (a, -(d + w) / 2), (a, (d + w) / 2), (a - d, (d + w) / 2), (a - d, (d - w) / 2),
            (-a + d, (d - w) / 2), (-a + d, (d + w) / 2), (-a, (d + w) / 2),
        ]) : frame.rectangle(-a, -d / 2, a, d / 2)
    let levels = random.integer(kind.levels.lowerBound, kind.levels.upperBound)
    var hall = Building(
        ring, use: use, levels: levels, height: Double(levels) * kind.storey + 0.9,
        known: random.pick((.heightAndLevels, 0.7), (.levels, 0.25), (.nothing, 0.05)))
    hall.startDate = random.integer(1962, 2022)
    hall.material = use == "industrial" || use == "warehouse" ? "metal" : "brick"
    hall.name = kind.name
    if use == "mosque" || use == "market" { hall.known = .heightAndLevels }
    return (hall, kind.name != nil)
}

/// A cell of a civic or industrial district: one theme, a few buildings about it.
func campus(_ theme: String, _ ground: Quad, _ random: inout Random) -> [Building] {
    var cell = Cell(ground)
    let plan: [(String, Int, Double)]
    switch theme {
    case "bazaar": plan = [("market", 9, 9), ("retail", 16, 5), ("warehouse", 2, 9)]
    case "hospital": plan = [("hospital", 2, 25), ("office", 2, 18), ("retail", 1, 12)]
    case "university": plan = [("university", 3, 25), ("office", 1, 20), ("dormitory", 2, 18)]
    case "offices": plan = [("office", 6, 16), ("hotel", 1, 20), ("retail", 5, 10)]
    case "hotels": plan = [("hotel", 3, 22), ("retail", 6, 10), ("office", 2, 15)]
    case "works": plan = [("industrial", 6, 14), ("warehouse", 8, 10), ("office", 1, 12)]
    default: plan = [("mosque", 1, 15), ("retail", 6, 9), ("office", 3, 14)]
    }
    for (use, count, gap) in plan {
        var left = count
        for attempt in 0..<(count * 7) where left > 0 {
            let side = random.chance(0.75) ? 0 : 1
            // Halls of a bazaar stand in rows; other buildings where there is room.
            let frame =
                use == "market"
                ? cell.frame(random.pick([0.27, 0.73]), 0.1 + 0.8 * Double(attempt % 10) / 9, side: 0)
                : cell.frame(random.uniform(0.08, 0.92), random.uniform(0.08, 0.92), side: side)
            let (building, _) = publicHall(use, frame, &random)
            if cell.add(building, gap: gap) { left -= 1 }
        }
    }
    return cell.buildings
}
