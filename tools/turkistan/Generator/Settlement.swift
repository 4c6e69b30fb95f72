import Geometry

/// Fills superblocks with buildings, in order outwards from the complex.
struct Settlement {
    let plan: Plan
    let seed: UInt64
    private(set) var buildings: [Building] = []
    private(set) var parts: [BuildingPart] = []
    private var numbers: [String: Int] = [:]
    private var schools = 0

    /// - Parameters:
    ///   - superblocks: how many, counted from the complex.
    ///   - limit: number of buildings at which building stops.
    init(_ plan: Plan, seed: UInt64, superblocks: Int, limit: Int) {
        self.plan = plan
        self.seed = seed
        var first = 0
        for s in 0..<superblocks {
            var last = first
            while last < plan.blocks.count, plan.blocks[last].superblock == s { last += 1 }
            var random = Random(
                seed: seed, stream: 20_000 + UInt64(plan.superblocks[s].i * 100 + plan.superblocks[s].j))
            fill(s, first..<last, &random)
            first = last
            if buildings.count >= limit { break }
        }
        if buildings.count > limit { buildings.removeLast(buildings.count - limit) }
    }

    private mutating func fill(_ s: Int, _ blocks: Range<Int>, _ random: inout Random) {
        let superblock = plan.superblocks[s]
        let houses = Houses(superblock.district, isNearComplex: superblock.remoteness < 3)
        switch superblock.district {
        case .complex:
            place(Complex.buildings(), s)
            parts += Yasawi.parts()
        case .mosqueSquare:
            place([NewMosque.building()], s)
            parts += NewMosque.parts()
            for b in blocks.dropFirst() { fillWithHouses(b, houses, s, &random) }
        case .mahalla, .regular, .growing:
            let reserved = reservations(superblock, blocks, &random)
            for b in blocks {
                if let theme = reserved[b], let ground = plan.network.ground(of: plan.blocks[b].parcel) {
                    fillWithPublic(theme, ground, s, &random)
                } else {
                    fillWithHouses(b, houses, s, &random)
                }
            }
        case .microDistrict:
            let isTall = superblock.remoteness >= 3 && random.chance(0.5)
            for (k, b) in blocks.enumerated() {
                guard let ground = plan.network.ground(of: plan.blocks[b].parcel) else { continue }
                place(courtyard(ground, hasSchool: k == blocks.count / 2, isTall: isTall, &random), s)
            }
        case .civic:
            let themes = ["bazaar", "offices", "hospital", "hotels", "mosque", "university", "offices", "bazaar"]
            let start = superblock.remoteness < 3 ? 0 : random.index(themes.count)
            for (k, b) in blocks.enumerated() {
                guard let ground = plan.network.ground(of: plan.blocks[b].parcel) else { continue }
                place(campus(themes[(start + k) % themes.count], ground, &random), s)
            }
        case .industrial:
            for b in blocks {
                guard let ground = plan.network.ground(of: plan.blocks[b].parcel) else { continue }
                place(campus("works", ground, &random), s)
            }
        case .fields: break
        }
    }

    /// Blocks kept for a school, a kindergarten, a mosque, by block number.
    private mutating func reservations(
        _ superblock: Superblock, _ blocks: Range<Int>, _ random: inout Random
    ) -> [Int: String] {
        var reserved: [Int: String] = [:]
        var wanted = ["school", "kindergarten"]
        if random.chance(0.6) { wanted.append("mosque") }
        if random.chance(0.25) { wanted.append("kindergarten") }
        // The roomiest block near the middle of the list is as good as any.
        for use in wanted {
            let need = use == "school" ? (66.0, 40.0) : (44.0, 26.0)
            for _ in 0..<24 {
                let b = blocks.lowerBound + random.index(blocks.count)
                guard reserved[b] == nil, let ground = plan.network.ground(of: plan.blocks[b].parcel) else { continue }
                let sides = [min(ground.length(0), ground.length(2)), min(ground.length(1), ground.length(3))]
                guard max(sides[0], sides[1]) > need.0, min(sides[0], sides[1]) > need.1 else { continue }
                reserved[b] = use
                break
            }
        }
        return reserved
    }

    private mutating func fillWithPublic(_ use: String, _ ground: Quad, _ s: Int, _ random: inout Random) {
        var cell = Cell(ground)
        let side = ground.length(0) + ground.length(2) >= ground.length(1) + ground.length(3) ? 0 : 1
        for _ in 0..<12 {
            let (hall, _) = publicHall(use, cell.frame(0.5, 0.5, side: side), &random)
            if cell.add(hall, gap: 10) { break }
        }
        for _ in 0..<4 {
            let (extra, _) = publicHall(
                "retail", cell.frame(random.uniform(0.1, 0.9), random.uniform(0.1, 0.9), side: side), &random)
            cell.add(extra, gap: 12)
        }
        place(cell.buildings, s)
    }

    private mutating func fillWithHouses(_ b: Int, _ houses: Houses, _ s: Int, _ random: inout Random) {
        let parcel = plan.blocks[b].parcel
        guard let ground = plan.network.ground(of: parcel) else { return }
        let classes = parcel.sides.map { plan.network.lines[$0].roadClass }
        let front: ClosedRange<Double>
        switch plan.superblocks[s].district {
        case .mahalla, .mosqueSquare: front = 20...28
        case .growing: front = 20...26
        default: front = 16.5...20.5
        }
        for plot in plots(of: ground, sides: classes, front: front, &random) {
            place(houses.build(on: plot, &random), s)
        }
    }

    /// Takes buildings into the city: numbers their names and keeps them to the height rules.
    private mutating func place(_ fresh: [Building], _ s: Int) {
        for var building in fresh {
            building.superblock = s
            if let name = building.name, name.en.hasSuffix(" No") {
                let number = (numbers[building.use] ?? 0) + 1
                numbers[building.use] = number
                building.name = Name(
                    en: "\(name.en) \(number)", kk: "№\(number)\(name.kk.dropFirst())", ru: "\(name.ru)\(number)")
            }
            if building.note == nil, let limit = Zones.limit(building.footprint), building.height > limit {
                building.lower(to: limit)
            }
            buildings.append(building)
        }
    }
}

extension Building {
    /// Built lower, as the rule wants it: a flat roof, as many storeys as fit.
    fileprivate mutating func lower(to limit: Double) {
        population = levels > 2 ? population * 2 / levels : population
        levels = min(levels, 2)
        roofShape = "flat"
        roofHeight = 0
        height = min(limit - 0.2, Double(levels) * 3.2 + 0.4)
        if solid != nil { solid = .prism(footprint, 0, height) }
    }
}
