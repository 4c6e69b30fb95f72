import Geometry

/// A block: ground between streets that is built on as one.
struct Block: Sendable {
    var parcel: Parcel
    var superblock: Int
}

/// The city's plan: streets of the whole city, superblocks from the complex outwards, and their blocks.
struct Plan: Sendable {
    var network = Network()
    /// In building order; the first nine are the small city.
    var superblocks: [Superblock] = []
    /// Block numbers of each superblock are consecutive.
    var blocks: [Block] = []
    /// Lines of the main grid, by grid line, for naming.
    private(set) var gridLines: [[Int]] = []
    /// Nodes where main streets cross.
    private(set) var gridCrossings: [Int] = []
    /// Corners of the outermost grid lines, counter-clockwise.
    private(set) var outline: [Point3] = []

    /// What the whole city is to come to; see `Calibration`.
    static let buildings = 50_000.0
    static let streetLength = 1_069_000.0

    init(seed: UInt64) {
        let grid = layGrid(seed: seed)
        chooseDistricts(grid, seed: seed)
        buildMainStreets(grid)
        for s in superblocks.indices where superblocks[s].district != .fields {
            var random = Random(seed: seed, stream: 1000 + UInt64(superblocks[s].i * 100 + superblocks[s].j))
            subdivide(s, &random)
        }
        var random = Random(seed: seed, stream: 2)
        network.closeLanes(share: 0.4, &random)
        reachOut()
    }

    // MARK: The grid

    private struct Lattice {
        var nodes: [[Int]] = []
        /// `vertical[i][j]` runs from node (i, j) to (i, j + 1).
        var vertical: [[Int]] = []
        /// `horizontal[j][i]` runs from node (i, j) to (i + 1, j).
        var horizontal: [[Int]] = []
    }

    private mutating func layGrid(seed: UInt64) -> Lattice {
        let bend = Bend(seed: seed)
        var grid = Lattice()
        for x in Grid.xs { grid.nodes.append(Grid.ys.map { network.addNode(bend(Point3(x, $0))) }) }
        for i in Grid.xs.indices {
            grid.vertical.append(
                Grid.ys.indices.dropLast().map {
                    network.addLine(grid.nodes[i][$0], grid.nodes[i][$0 + 1], Grid.classesX[i], isBuilt: false)
                })
        }
        for j in Grid.ys.indices {
            grid.horizontal.append(
                Grid.xs.indices.dropLast().map {
                    network.addLine(grid.nodes[$0][j], grid.nodes[$0 + 1][j], Grid.classesY[j], isBuilt: false)
                })
        }
        gridLines = grid.vertical + grid.horizontal
        gridCrossings = Array(grid.nodes.joined())
        let (m, n) = (Grid.xs.count - 1, Grid.ys.count - 1)
        let ring =
            (0..<m).map { grid.nodes[$0][0] } + (0..<n).map { grid.nodes[m][$0] }
            + (1...m).reversed().map { grid.nodes[$0][n] } + (1...n).reversed().map { grid.nodes[0][$0] }
        outline = ring.map { network.nodes[$0] }
        return grid
    }

    private mutating func chooseDistricts(_ grid: Lattice, seed: UInt64) {
        for i in 0..<(Grid.xs.count - 1) {
            for j in 0..<(Grid.ys.count - 1) {
                let parcel = Parcel(
                    corners: [grid.nodes[i][j], grid.nodes[i + 1][j], grid.nodes[i + 1][j + 1], grid.nodes[i][j + 1]],
                    sides: [
                        grid.horizontal[j][i], grid.vertical[i + 1][j], grid.horizontal[j + 1][i],
                        grid.vertical[i][j],
                    ])
                let quad = network.quad(parcel)
                let place = quad.at(0.5, 0.5) - Grid.urbanCentre
                var random = Random(seed: seed, stream: 500 + UInt64(i * 100 + j))
                // The city stretches along the old road, east by north to west by south.
                let along = place.x * 0.97 + place.y * 0.24
                let across = place.y * 0.97 - place.x * 0.24
                var remoteness = (along * along * 0.72 + across * across * 1.2).squareRoot()
                remoteness += random.uniform(0, 700)
                let isDemo = Grid.demoColumns.contains(i) && Grid.demoRows.contains(j)
                if isDemo { remoteness = abs(Double(i - 10)) + abs(Double(j - 9)) }
                superblocks.append(
                    Superblock(
                        i: i, j: j, district: .fields, remoteness: remoteness, parcel: parcel, area: quad.area))
            }
        }
        superblocks.sort { ($0.remoteness, $0.i, $0.j) < ($1.remoteness, $1.i, $1.j) }
        var expected = 0.0
        for s in superblocks.indices where expected < Plan.buildings * 1.03 {
            let block = superblocks[s]
            var random = Random(seed: seed, stream: 900 + UInt64(block.i * 100 + block.j))
            let isRim = expected > Plan.buildings * 0.93
            superblocks[s].district = Plan.district(block, isRim: isRim, &random)
            expected += superblocks[s].district.density * block.area / 10_000
        }
    }

    private static func district(_ block: Superblock, isRim: Bool, _ random: inout Random) -> District {
        switch (block.i - 10, block.j - 9) {
        case (0, 0): return .complex
        case (0, -1): return .mosqueSquare
        case (-1, -1): return .microDistrict
        case (-1, 0): return .civic
        case (-1...1, -1...1): return .mahalla
        default: break
        }
        if isRim { return .growing }
        if block.remoteness < 1700 {
            return random.pick((.mahalla, 0.68), (.microDistrict, 0.12), (.civic, 0.2))
        }
        if block.remoteness < 3200 {
            return random.pick((.mahalla, 0.22), (.regular, 0.62), (.microDistrict, 0.09), (.civic, 0.07))
        }
        return random.pick((.regular, 0.76), (.growing, 0.1), (.microDistrict, 0.03), (.industrial, 0.11))
    }

    // MARK: Main streets

    private mutating func buildMainStreets(_ grid: Lattice) {
        for block in superblocks where block.district != .fields {
            for side in block.parcel.sides { network.lines[side].isBuilt = true }
        }
        for chain in gridLines {
            for (a, b) in zip(chain, chain.dropFirst()) { network.join(a, b) }
        }
    }

    /// Roads out through the fields to the city's boundary, then farm roads, until the length of the general plan is
    /// reached.
    private mutating func reachOut() {
        var length = network.lines.indices.reduce(0.0) {
            $0 + (network.lines[$1].isBuilt && network.lines[$1].roadClass != .pedestrian ? network.length($1) : 0)
        }
        let trunks = [8, Grid.xs.count + 8, Grid.xs.count + 11, 16, 4].map { gridLines[$0] }
        var isReached = [Bool](repeating: false, count: network.nodes.count)
        for line in network.lines where line.isBuilt { (isReached[line.from], isReached[line.to]) = (true, true) }
        // A road is laid only from a node that is reached already, so that nothing lies apart.
        func lay(_ line: Int, _ roadClass: RoadClass?, upTo limit: Double) {
            let (from, to) = (network.lines[line].from, network.lines[line].to)
            guard !network.lines[line].isBuilt, isReached[from] || isReached[to] else { return }
            let extra = network.length(line)
            guard length + extra <= limit else { return }
            network.lines[line].isBuilt = true
            if let roadClass { network.lines[line].roadClass = roadClass }
            (isReached[from], isReached[to]) = (true, true)
            length += extra
        }
        for trunk in trunks {
            for line in trunk + trunk.reversed() { lay(line, nil, upTo: Plan.streetLength - 1500) }
        }
        // Superblocks come in order of remoteness, so farm roads close ring after ring around what is built.
        for block in superblocks where block.district == .fields {
            for side in block.parcel.sides { lay(side, .track, upTo: Plan.streetLength + 400) }
        }
    }
}
