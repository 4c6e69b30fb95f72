import Geometry

// How each kind of district is cut into blocks by its own streets.
extension Plan {
    mutating func subdivide(_ s: Int, _ random: inout Random) {
        let parcel = superblocks[s].parcel
        let leaves: [Parcel]
        switch superblocks[s].district {
        case .complex:
            Complex.layPaths(&network, in: parcel)
            leaves = [parcel]
        case .mosqueSquare: leaves = mosqueSquare(parcel, &random)
        case .mahalla: leaves = organic(parcel, level: 0, &random)
        case .regular: leaves = regular(parcel, depth: 78, length: 270, &random)
        case .growing: leaves = regular(parcel, depth: 92, length: 330, &random)
        case .microDistrict: leaves = cells(parcel, size: 200, inner: .service, &random)
        case .civic: leaves = cells(parcel, size: 250, inner: .tertiary, &random)
        case .industrial: leaves = cells(parcel, size: 330, inner: .unclassified, &random)
        case .fields: leaves = []
        }
        for leaf in leaves { blocks.append(Block(parcel: leaf, superblock: s)) }
    }

    /// Old quarters: cut again and again across the longer side, never quite at right angles.
    private mutating func organic(_ parcel: Parcel, level: Int, _ random: inout Random) -> [Parcel] {
        let q = network.quad(parcel)
        let wide = (q.length(0) + q.length(2)) / 2
        let deep = (q.length(1) + q.length(3)) / 2
        let (long, short) = (max(wide, deep), min(wide, deep))
        let cutLong = long > 165 || long > 2.4 * short && long > 110
        guard cutLong || short > 84 else { return [parcel] }
        let across = cutLong ? wide >= deep : wide < deep
        let f = random.uniform(0.4, 0.6)
        let g = min(max(f + random.uniform(-0.09, 0.09), 0.36), 0.64)
        let roadClass: RoadClass = level < 3 ? .residential : .lane
        guard
            let (a, b) = network.cut(
                across ? parcel : parcel.turned(), at: f, g, roadClass, snap: level < 3 ? 22 : 9)
        else { return [parcel] }
        return organic(a, level: level + 1, &random) + organic(b, level: level + 1, &random)
    }

    /// Planned quarters: cross streets, and between them parallel streets with two rows of plots each.
    private mutating func regular(
        _ parcel: Parcel, depth: Double, length: Double, _ random: inout Random
    ) -> [Parcel] {
        let turned = random.chance(0.5) ? parcel.turned() : parcel
        let q = network.quad(turned)
        let count = max(1, Int(((q.length(0) + q.length(2)) / 2 / length).rounded()))
        let main = random.index(count) + 1
        let columns = network.columns(
            turned, count, { $0 == main ? .tertiary : .residential }, snap: 40, jitter: 0.06, &random)
        return columns.flatMap { column in
            let side = column.turned()
            let q = network.quad(side)
            let rows = max(1, Int(((q.length(0) + q.length(2)) / 2 / depth).rounded()))
            return network.columns(side, rows, { _ in .residential }, snap: 0.42 * depth, jitter: 0.02, &random)
        }
    }

    /// Large cells for blocks of flats, public buildings and works.
    private mutating func cells(
        _ parcel: Parcel, size: Double, inner: RoadClass, _ random: inout Random
    ) -> [Parcel] {
        let q = network.quad(parcel)
        let across = max(1, Int(((q.length(0) + q.length(2)) / 2 / size).rounded()))
        let main = (across + 1) / 2
        let columns = network.columns(
            parcel, across, { $0 == main ? .tertiary : inner }, snap: 45, jitter: 0.08, &random)
        return columns.flatMap { column in
            let side = column.turned()
            let q = network.quad(side)
            let rows = max(1, Int(((q.length(0) + q.length(2)) / 2 / size).rounded()))
            return network.columns(side, rows, { _ in inner }, snap: 45, jitter: 0.08, &random)
        }
    }

    /// The square of the new mosque south of the complex, old houses to its east, west and south.
    private mutating func mosqueSquare(_ parcel: Parcel, _ random: inout Random) -> [Parcel] {
        guard let (west, rest) = network.cut(parcel, at: 0.4, 0.4, .residential, snap: 0),
            let (centre, east) = network.cut(rest, at: 0.72, 0.72, .residential, snap: 0),
            let (south, square) = turnedCut(centre, at: 0.46, .residential)
        else { return [parcel] }
        return [square] + organic(west, level: 2, &random) + organic(east, level: 2, &random)
            + organic(south, level: 2, &random)
    }

    /// Cuts from the south side (before) to the north side (behind).
    private mutating func turnedCut(_ parcel: Parcel, at f: Double, _ roadClass: RoadClass) -> (Parcel, Parcel)? {
        network.cut(parcel.turned(), at: f, f, roadClass, snap: 0)
    }
}
