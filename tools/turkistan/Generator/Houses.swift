import Geometry

/// Courtyard houses: an L, a U or a plain rectangle of one storey on the street, the yard behind it.
struct Houses {
    /// Share of houses built in the old manner (adobe, flat roofs, set on the street).
    var oldShare: Double
    /// Share whose roofs are modelled (LoD2).
    var modelled: Double
    var years: ClosedRange<Int>
    /// Share of plots that are built on.
    var occupancy: Double
    /// Share of houses with a shed, garage or summer kitchen of its own.
    var sheds: Double

    init(_ district: District, isNearComplex: Bool) {
        switch district {
        case .mahalla, .mosqueSquare: (oldShare, years, occupancy, sheds) = (0.6, 1925...1995, 0.93, 0.24)
        case .growing: (oldShare, years, occupancy, sheds) = (0, 2014...2023, 0.6, 0.15)
        default: (oldShare, years, occupancy, sheds) = (0.15, 1958...2019, 0.95, 0.3)
        }
        modelled = isNearComplex ? 0.32 : 0.03
    }

    /// The house on a plot and, behind it, maybe a shed; nothing where the plot is empty or too odd.
    func build(on plot: Plot, _ random: inout Random) -> [Building] {
        guard random.chance(occupancy) else { return [] }
        let isOld = random.chance(oldShare)
        guard var house = house(on: plot, isOld: isOld, &random) else { return [] }
        house.startDate = random.integer(years.lowerBound, years.upperBound)
        house.material = isOld ? random.pick(("adobe", 0.75), ("brick", 0.25)) : modernWall(house.startDate, &random)
        if house.use == "house" {
            house.population = random.pick((2, 0.08), (3, 0.2), (4, 0.35), (5, 0.25), (6, 0.09), (7, 0.03))
        }
        guard random.chance(sheds), let shed = shed(on: plot, beside: house, &random) else { return [house] }
        return [house, shed]
    }

    private func modernWall(_ year: Int, _ random: inout Random) -> String {
        year > 2005
            ? random.pick(("aerated_concrete", 0.5), ("brick", 0.5)) : random.pick(("brick", 0.7), ("adobe", 0.3))
    }

    private func house(on plot: Plot, isOld: Bool, _ random: inout Random) -> Building? {
        let isShop = random.chance(plot.street.rawValue <= 2 ? 0.14 : 0.012)
        let form = isShop ? 0 : random.pick((0, isOld ? 0.2 : 0.5), (1, 0.55), (2, isOld ? 0.3 : 0.08))
        let wing = random.uniform(5.8, isOld ? 7.2 : 8.2)
        let (wide, deep) = (random.uniform(11, 15.5), random.uniform(12, 18))
        let body = random.uniform(8, 10.5)
        let setback = isOld ? random.uniform(0.8, 1.6) : random.uniform(2.5, 5.5)
        let mirrored = random.chance(0.5)
        let frame = Frame(origin: plot.quad.corners[0], x: plot.quad.corners[1] - plot.quad.corners[0])
        let front = plot.quad.length(0)
        // Try a smaller house, then one further in, before the plot is left empty.
        for (scale, aside) in [(1.0, 1.0), (0.9, 1.2), (0.85, 2.5), (0.75, 3.5), (0.66, 4.5)] {
            let outline = outline(form, wing: wing * max(scale, 0.8), wide * scale, deep * scale, body * scale)
            // A U needs a yard between its wings.
            guard form != 2 || wide * scale > 1.4 * wing + 2 else { continue }
            let span = outline.reduce(0) { max($0, $1.0) }
            let ring = frame.ring(
                outline.map { (mirrored ? front - aside - $0.0 : aside + $0.0, setback + $0.1) })
            guard plot.quad.holds(ring, margin: 0.7), span < front else { continue }
            return finish(ring, form: form, isOld: isOld, isShop: isShop, &random)
        }
        return nil
    }

    /// Corners, counter-clockwise: 0 rectangle, 1 L, 2 U.
    private func outline(
        _ form: Int, wing w: Double, _ a: Double, _ b: Double, _ body: Double
    ) -> [(Double, Double)] {
        switch form {
        case 1: [(0, 0), (a, 0), (a, w), (w, w), (w, b), (0, b)]
        case 2:
            [
                (0, 0), (a, 0), (a, b * 0.8), (a - w * 0.7, b * 0.8), (a - w * 0.7, w), (w * 0.7, w), (w * 0.7, b),
                (0, b),
            ]
        default: [(0, 0), (a, 0), (a, body), (0, body)]
        }
    }

    private func finish(_ ring: [Point3], form: Int, isOld: Bool, isShop: Bool, _ random: inout Random) -> Building {
        let levels = !isOld && random.chance(isShop ? 0.35 : 0.14) ? 2 : 1
        let eave = 0.4 + Double(levels) * random.uniform(2.75, 3.05)
        let pitch = random.uniform(0.28, 0.42)
        // The span a roof covers: of the whole body, or of one wing.
        let span = form == 0 ? ring[1].distance2D(to: ring[2]) : ring[2].distance2D(to: ring[1])
        let rise = ((span / 2 * pitch) * 100).rounded() / 100
        let shape: String
        switch form {
        case 0: shape = random.pick(("gabled", 0.45), ("hipped", isOld ? 0.15 : 0.45), ("flat", isOld ? 0.4 : 0.1))
        case 1: shape = random.pick(("gabled", isOld ? 0.45 : 0.8), ("flat", isOld ? 0.55 : 0.2))
        default: shape = "flat"
        }
        let base = (eave * 100).rounded() / 100
        let roof = shape == "flat" ? 0 : rise
        let isModelled = random.chance(modelled)
        let known: Building.Known =
            isModelled
            ? .heightAndLevels
            : random.pick((.heightAndLevels, 0.42), (.levels, 0.33), (.height, 0.05), (.nothing, 0.2))
        var ordered = signedArea(ring) > 0 ? ring : ring.reversed()
        // A rectangle is told from its longer side, so that the ridge runs along it.
        if ordered.count == 4, ordered[0].distance2D(to: ordered[1]) < ordered[1].distance2D(to: ordered[2]) {
            ordered = Array(ordered[1...] + ordered[..<1])
        }
        var house = Building(
            ordered, use: isShop ? "retail" : "house", levels: levels, height: base + roof, known: known)
        house.roofShape = shape
        house.roofHeight = roof
        if isModelled { house.solid = roofed(ring, ordered, shape, base, roof) }
        return house
    }

    /// The solid over z = 0; it is lifted to the ground when it is placed.
    private func roofed(_ ring: [Point3], _ ordered: [Point3], _ shape: String, _ eave: Double, _ rise: Double) -> Solid
    {
        switch (shape, ring.count) {
        case ("gabled", 4): .gable(ordered, 0, eave: eave, ridge: eave + rise)
        case ("hipped", 4): .hip(ordered, 0, eave: eave, ridge: eave + rise)
        case ("gabled", 6): .ell(ring, 0, eave: eave, ridge: eave + rise)
        default: .prism(ordered, 0, eave + rise)
        }
    }

    private func shed(on plot: Plot, beside house: Building, _ random: inout Random) -> Building? {
        let frame = Frame(origin: plot.quad.corners[2], x: plot.quad.corners[3] - plot.quad.corners[2])
        let (a, b) = (random.uniform(4, 8.5), random.uniform(3.2, 5.5))
        let ring = frame.rectangle(0.8, 0.8, 0.8 + a, 0.8 + b)
        guard plot.quad.holds(ring, margin: 0.6), distance(ring: house.footprint, ring: ring) > 1.5 else { return nil }
        let height = (random.uniform(2.3, 3) * 100).rounded() / 100
        var shed = Building(
            ring, use: "outbuilding", levels: 1, height: height,
            known: random.pick((.heightAndLevels, 0.2), (.levels, 0.3), (.nothing, 0.5)))
        shed.startDate = random.integer(years.lowerBound, years.upperBound)
        shed.material = random.pick(("adobe", 0.4), ("brick", 0.4), ("metal", 0.2))
        return shed
    }
}
