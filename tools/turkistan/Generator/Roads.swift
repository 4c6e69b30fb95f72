import Geometry

/// A piece of a street between two junctions.
struct Road: Sendable {
    var from: Point3
    var to: Point3
    var fromNode: Int
    var toNode: Int
    var roadClass: RoadClass
    /// Index into the streets.
    var street: Int
    var isLit: Bool
    /// Belongs to the small city.
    var isDemo: Bool

    var length: Double { from.distance2D(to: to) }
}

/// A street: what carries one name.
struct Street: Sendable {
    var length = 0.0
    /// Lowest (most important) class of its pieces.
    var roadClass = RoadClass.track
    /// From the old centre, m.
    var remoteness = 0.0
    /// From the complex, at its nearest junction, m.
    var fromComplex = Double.infinity
    var isAllotment = false
    var name: Name?
    var isLit = false
    var isLED = true
}

/// The streets of the whole city: pieces, names and lighting.
///
/// Names and lighting follow the figures quoted for 2022–2023 (informburo.kz): 704 streets of 675.6 km are lit, 80 %
/// of all; so 880 streets of 844.5 km have a name. The rest of the general plan's 1,069 km are passages, farm roads
/// and streets of new allotments without a name or a lamp.
struct Roads: Sendable {
    private(set) var roads: [Road] = []
    private(set) var streets: [Street] = []

    static let named = (count: 880, length: 844_500.0)
    static let lit = (count: 704, length: 675_600.0)

    init(_ plan: Plan, seed: UInt64) {
        let network = plan.network
        var numberOfRoot = [Int](repeating: -1, count: network.lines.count)
        let demo = Roads.demoLines(plan)
        let allotments = Roads.allotmentLines(plan)
        for edge in network.edges() {
            let line = network.lines[edge.line]
            // Where a main street goes on as a farm road, the street ends.
            let root = line.roadClass == .track ? edge.line : network.street(of: edge.line)
            if numberOfRoot[root] < 0 {
                numberOfRoot[root] = streets.count
                streets.append(Street())
            }
            let road = Road(
                from: network.nodes[edge.from], to: network.nodes[edge.to], fromNode: edge.from, toNode: edge.to,
                roadClass: line.roadClass, street: numberOfRoot[root], isLit: false,
                isDemo: demo.lines[edge.line] || demo.nodes[edge.from] || demo.nodes[edge.to])
            roads.append(road)
            let s = road.street
            if streets[s].length == 0 { streets[s].remoteness = road.from.distance2D(to: Grid.urbanCentre) }
            streets[s].length += road.length
            streets[s].fromComplex = min(streets[s].fromComplex, road.from.length)
            if road.roadClass.rawValue < streets[s].roadClass.rawValue { streets[s].roadClass = road.roadClass }
            streets[s].isAllotment = streets[s].isAllotment || allotments[edge.line]
        }
        chooseNamed()
        chooseLit(seed: seed)
        nameStreets(plan, numberOfRoot)
        for r in roads.indices {
            let street = streets[roads[r].street]
            roads[r].isLit = street.isLit && roads[r].roadClass != .track || roads[r].roadClass == .pedestrian
        }
    }

    /// Lines of the small city, and its corners on the main grid, from which the streets lead out.
    private static func demoLines(_ plan: Plan) -> (lines: [Bool], nodes: [Bool]) {
        var lines = [Bool](repeating: false, count: plan.network.lines.count)
        var nodes = [Bool](repeating: false, count: plan.network.nodes.count)
        for block in plan.blocks where plan.superblocks[block.superblock].remoteness < 3 {
            for side in block.parcel.sides { lines[side] = true }
        }
        for block in plan.superblocks where block.remoteness < 3 {
            for side in block.parcel.sides { lines[side] = true }
            for corner in block.parcel.corners { nodes[corner] = true }
        }
        for (i, line) in plan.network.lines.enumerated() where line.roadClass == .pedestrian { lines[i] = true }
        return (lines, nodes)
    }

    private static func allotmentLines(_ plan: Plan) -> [Bool] {
        var lines = [Bool](repeating: false, count: plan.network.lines.count)
        for block in plan.blocks where plan.superblocks[block.superblock].district == .growing {
            for side in block.parcel.sides where plan.network.lines[side].roadClass == .residential {
                lines[side] = true
            }
        }
        return lines
    }

    /// The longest streets get names; to meet the quoted length, streets of allotments lose theirs to shorter ones.
    private mutating func chooseNamed() {
        var candidates = streets.indices.filter {
            streets[$0].roadClass.rawValue <= RoadClass.lane.rawValue && streets[$0].length > 60
        }
        candidates.sort { (-streets[$0].length, $0) < (-streets[$1].length, $1) }
        func total() -> Double { candidates.prefix(Roads.named.count).reduce(0) { $0 + streets[$1].length } }
        while total() > Roads.named.length, candidates.count > Roads.named.count {
            let local = candidates.prefix(Roads.named.count).indices.filter {
                streets[candidates[$0]].roadClass.rawValue >= RoadClass.unclassified.rawValue
            }
            // Not far above the wanted length the last one to go must not be a long one.
            let surplus = total() - Roads.named.length
            guard
                let gone = local.first(where: {
                    streets[candidates[$0]].isAllotment && streets[candidates[$0]].length < surplus + 400
                }) ?? local.first(where: { streets[candidates[$0]].length < surplus + 400 })
            else { break }
            candidates.remove(at: gone)
        }
        for s in candidates.prefix(Roads.named.count) { streets[s].name = Name(en: "", kk: "", ru: "") }
    }

    /// All named streets are lit but for the remotest; one exchange then meets the quoted length.
    private mutating func chooseLit(seed: UInt64) {
        var random = Random(seed: seed, stream: 3)
        let named = streets.indices.filter { streets[$0].name != nil }
        let order = named.sorted { a, b in
            let (x, y) = (streets[a], streets[b])
            let (mainX, mainY) = (x.roadClass.rawValue <= 1, y.roadClass.rawValue <= 1)
            return (mainX ? 0 : 1, x.remoteness, a) < (mainY ? 0 : 1, y.remoteness, b)
        }
        for s in order { streets[s].isLED = random.chance(0.72) }
        var lit = Array(order.prefix(Roads.lit.count))
        var dark = Array(order.dropFirst(Roads.lit.count)).filter { streets[$0].roadClass.rawValue > 1 }
        for _ in 0..<60 {
            let surplus = lit.reduce(0) { $0 + streets[$1].length } - Roads.lit.length
            var best = (abs(surplus), -1, -1)
            for (i, a) in lit.enumerated() where streets[a].roadClass.rawValue > 1 {
                for (j, b) in dark.enumerated() {
                    let left = abs(surplus - streets[a].length + streets[b].length)
                    if left < best.0 - 0.5 { best = (left, i, j) }
                }
            }
            guard best.1 >= 0 else { break }
            (lit[best.1], dark[best.2]) = (dark[best.2], lit[best.1])
        }
        for s in lit { streets[s].isLit = true }
    }

    private mutating func nameStreets(_ plan: Plan, _ numberOfRoot: [Int]) {
        for (name, gridLine) in StreetNames.avenues {
            let s = numberOfRoot[plan.network.street(of: plan.gridLines[gridLine][0])]
            if s >= 0, streets[s].name != nil { streets[s].name = name }
        }
        let rest = streets.indices.filter { streets[$0].name?.en == "" }
            .sorted { (streets[$0].fromComplex, $0) < (streets[$1].fromComplex, $1) }
        for (k, s) in rest.enumerated() { streets[s].name = StreetNames.name(k) }
    }
}
