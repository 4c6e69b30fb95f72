import Geometry

// Blocks of flats, schools and other large buildings that stand free on a cell of ground.

/// Buildings placed so far on one cell, and the ground they must stay on.
struct Cell {
    var ground: Quad
    private(set) var buildings: [Building] = []

    init(_ ground: Quad) { self.ground = ground }

    /// Adds a building if it stays `gap` metres from those already there.
    @discardableResult
    mutating func add(_ building: Building, gap: Double) -> Bool {
        guard ground.holds(building.footprint, margin: 2),
            buildings.allSatisfy({ distance(ring: $0.footprint, ring: building.footprint) >= gap })
        else { return false }
        buildings.append(building)
        return true
    }

    /// A frame with its origin at fractions of the ground, along its side `side`.
    func frame(_ u: Double, _ v: Double, side: Int = 0) -> Frame {
        Frame(origin: ground.at(u, v), x: ground.corners[(side + 1) % 4] - ground.corners[side])
    }
}

/// A slab of flats.
func slab(_ ring: [Point3], levels: Int, years: ClosedRange<Int>, _ random: inout Random) -> Building {
    let height = Double(levels) * 3 + (levels > 5 ? 2.2 : 1.2)
    var block = Building(
        ring, use: "apartments", levels: levels, height: height,
        known: random.pick((.heightAndLevels, 0.6), (.levels, 0.35), (.nothing, 0.05)))
    block.startDate = random.integer(years.lowerBound, years.upperBound)
    block.material = block.startDate < 1992 ? random.pick(("panel", 0.6), ("brick", 0.4)) : "brick"
    block.roofShape = levels <= 5 && block.startDate > 1995 && random.chance(0.5) ? "gabled" : "flat"
    if block.roofShape == "gabled" {
        block.roofHeight = 2.8
        block.height += 2.8
    }
    // One flat a 75 m² of gross floor, 2.4 people a flat.
    let flats = signedArea(ring) * Double(levels) / 75
    block.population = Int((flats * 2.4 * random.uniform(0.85, 1.1)).rounded())
    return block
}

/// Slabs around a yard, a kindergarten or a school in its middle, towers where there is room.
func courtyard(_ ground: Quad, hasSchool: Bool, isTall: Bool, _ random: inout Random) -> [Building] {
    var cell = Cell(ground)
    let years = isTall ? 2012...2023 : 1968...1991
    let depth = isTall ? 14.5 : 12.5
    let kind = hasSchool ? "school" : random.chance(0.3) ? "kindergarten" : nil
    if let kind {
        let (building, _) = publicHall(kind, cell.frame(0.5, 0.5), &random)
        cell.add(building, gap: 20)
    }
    for side in 0..<4 {
        let turned = ground.turned(side)
        let span = turned.length(0)
        let frame = Frame(origin: turned.corners[0], x: turned.corners[1] - turned.corners[0])
        var at = random.uniform(4, 10)
        while at < span - 40 {
            let length = min(random.pick([48.0, 60, 72, 84]), span - at - 5)
            guard length > 30 else { break }
            let levels = isTall ? random.pick((9, 0.7), (7, 0.2), (5, 0.1)) : random.pick((5, 0.8), (4, 0.1), (9, 0.1))
            let back = random.uniform(5, 9)
            cell.add(
                slab(frame.rectangle(at, back, at + length, back + depth), levels: levels, years: years, &random),
                gap: levels > 5 ? 22 : 16)
            at += length + random.uniform(18, 30)
        }
    }
    for _ in 0..<6 where cell.buildings.count < 7 {
        let frame = cell.frame(random.uniform(0.3, 0.7), random.uniform(0.3, 0.7))
        if isTall, random.chance(0.5) {
            cell.add(slab(frame.rectangle(-11, -11, 11, 11), levels: 9, years: years, &random), gap: 26)
        } else {
            cell.add(slab(frame.rectangle(-27, -6.2, 27, 6.2), levels: 5, years: years, &random), gap: 24)
        }
    }
    if random.chance(0.6) {
        let frame = cell.frame(random.uniform(0.2, 0.8), random.uniform(0.2, 0.8))
        var shop = Building(
            frame.rectangle(-9, -6, 9, 6), use: "retail", levels: 1, height: 4.5, known: .heightAndLevels)
        shop.startDate = random.integer(1985, 2022)
        cell.add(shop, gap: 9)
    }
    return cell.buildings
}
