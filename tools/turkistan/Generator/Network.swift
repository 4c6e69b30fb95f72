import Geometry

/// The street network while it is drawn: straight lines, and the nodes where they meet.
///
/// A street that ends at another shares the very node with it, so the finished network is connected by construction.
struct Network: Sendable {
    /// One straight street; other streets may end anywhere along it.
    struct Line: Sendable {
        var from: Int
        var to: Int
        var roadClass: RoadClass
        /// Nodes strictly between the ends, unordered.
        var inner: [Int] = []
        /// Drawn in the plan, but maybe not built (grid lines out in the fields).
        var isBuilt = true
    }

    /// A piece of a street between two neighbouring nodes.
    struct Edge: Sendable {
        var line: Int
        var from: Int
        var to: Int
    }

    private(set) var nodes: [Point3] = []
    var lines: [Line] = []
    /// Lines that end at a node.
    private(set) var endings: [[Int]] = []
    /// Union-find over lines: lines of one street point to one another.
    private var parents: [Int] = []

    mutating func addNode(_ p: Point3) -> Int {
        nodes.append(rounded(p))
        endings.append([])
        return nodes.count - 1
    }

    mutating func addLine(_ from: Int, _ to: Int, _ roadClass: RoadClass, isBuilt: Bool = true) -> Int {
        lines.append(Line(from: from, to: to, roadClass: roadClass, isBuilt: isBuilt))
        parents.append(lines.count - 1)
        endings[from].append(lines.count - 1)
        endings[to].append(lines.count - 1)
        return lines.count - 1
    }

    /// A node on a line at a fraction between two of its nodes; one already there within `snap` metres is taken, so
    /// that streets cross rather than miss each other by a few steps.
    mutating func node(on line: Int, from a: Int, to b: Int, at fraction: Double, snap: Double) -> Int {
        let p = mix(nodes[a], nodes[b], fraction)
        var best = -1
        var least = snap
        let span = nodes[b] - nodes[a]
        for candidate in lines[line].inner {
            let d = nodes[candidate].distance2D(to: p)
            let t = (nodes[candidate] - nodes[a]).dot(span)
            // Only between the two, and not so near a corner that a sliver would be cut off.
            guard d < least, t > 0, t < span.dot(span), nodes[candidate].distance2D(to: nodes[a]) > 16,
                nodes[candidate].distance2D(to: nodes[b]) > 16
            else { continue }
            (best, least) = (candidate, d)
        }
        if best >= 0 { return best }
        let fresh = addNode(p)
        lines[line].inner.append(fresh)
        return fresh
    }

    /// The street a line belongs to, as the number of one of its lines.
    func street(of line: Int) -> Int {
        var at = line
        while parents[at] != at { at = parents[at] }
        return at
    }

    mutating func join(_ a: Int, _ b: Int) {
        let (ra, rb) = (street(of: a), street(of: b))
        if ra != rb { parents[max(ra, rb)] = min(ra, rb) }
    }

    /// Joins a line to those that go straight on beyond its ends, as far as they are of its class.
    mutating func joinStraightOn(_ line: Int) {
        let (a, b) = (lines[line].from, lines[line].to)
        for (end, other) in [(a, b), (b, a)] {
            let v = (nodes[end] - nodes[other]).normalised
            for next in endings[end] where next != line && lines[next].roadClass == lines[line].roadClass {
                let far = lines[next].from == end ? lines[next].to : lines[next].from
                if v.dot((nodes[far] - nodes[end]).normalised) > 0.94 { join(line, next) }
            }
        }
    }

    /// Turns a share of the lanes that no other street leads off into dead ends, as old quarters have them.
    mutating func closeLanes(share: Double, _ random: inout Random) {
        for line in lines.indices where lines[line].roadClass == .lane && lines[line].inner.isEmpty {
            guard length(line) > 60, random.chance(share) else { continue }
            let reach = random.uniform(0.55, 0.75)
            let isFromStart = random.chance(0.5)
            let (a, b) = (nodes[lines[line].from], nodes[lines[line].to])
            let end = addNode(isFromStart ? mix(a, b, reach) : mix(b, a, reach))
            // The parcels keep their corners: plots beyond the end are reached by the other street.
            if isFromStart { lines[line].to = end } else { lines[line].from = end }
        }
    }

    func length(_ line: Int) -> Double { nodes[lines[line].from].distance2D(to: nodes[lines[line].to]) }

    /// Pieces of all built lines, line by line, in order along each.
    func edges() -> [Edge] {
        var edges: [Edge] = []
        for (i, line) in lines.enumerated() where line.isBuilt {
            let start = nodes[line.from]
            let along = line.inner.sorted { nodes[$0].distance2D(to: start) < nodes[$1].distance2D(to: start) }
            var at = line.from
            for node in along + [line.to] {
                edges.append(Edge(line: i, from: at, to: node))
                at = node
            }
        }
        return edges
    }
}

/// A piece of ground between streets: four corners counter-clockwise and the lines along its sides.
struct Parcel: Sendable {
    /// Nodes.
    var corners: [Int]
    /// Lines; side k runs from corner k to k + 1.
    var sides: [Int]

    func turned() -> Parcel {
        Parcel(
            corners: [corners[1], corners[2], corners[3], corners[0]], sides: [sides[1], sides[2], sides[3], sides[0]])
    }
}

extension Network {
    func quad(_ p: Parcel) -> Quad {
        Quad(nodes[p.corners[0]], nodes[p.corners[1]], nodes[p.corners[2]], nodes[p.corners[3]])
    }

    /// The ground left between the corridors of the streets around a parcel.
    func ground(of p: Parcel) -> Quad? {
        quad(p).inset(p.sides.map { (lines[$0].isBuilt ? lines[$0].roadClass.corridor : 10) / 2 })
    }

    /// Lays a street from side 0 (at fraction `f` from corner 0) to side 2 (at fraction `g` from corner 3).
    ///
    /// - Returns: the parcels before and behind it, told from the same corner; nil if one would be too thin.
    mutating func cut(
        _ p: Parcel, at f: Double, _ g: Double, _ roadClass: RoadClass, snap: Double
    ) -> (Parcel, Parcel)? {
        let q = quad(p)
        guard f * q.length(0) > 18, (1 - f) * q.length(0) > 18, g * q.length(2) > 18, (1 - g) * q.length(2) > 18
        else { return nil }
        let a = node(on: p.sides[0], from: p.corners[0], to: p.corners[1], at: f, snap: snap)
        let b = node(on: p.sides[2], from: p.corners[3], to: p.corners[2], at: g, snap: snap)
        let line = addLine(a, b, roadClass)
        joinStraightOn(line)
        return (
            Parcel(corners: [p.corners[0], a, b, p.corners[3]], sides: [p.sides[0], line, p.sides[2], p.sides[3]]),
            Parcel(corners: [a, p.corners[1], p.corners[2], b], sides: [p.sides[0], p.sides[1], p.sides[2], line])
        )
    }

    /// Cuts a parcel into `count` columns across sides 0 and 2.
    mutating func columns(
        _ parcel: Parcel, _ count: Int, _ roadClass: (Int) -> RoadClass, snap: Double, jitter: Double,
        _ random: inout Random
    ) -> [Parcel] {
        var rest = parcel
        var pieces: [Parcel] = []
        for k in 1..<max(count, 1) {
            let share = 1 / Double(count - k + 1)
            let f = share * (1 + random.uniform(-jitter, jitter))
            let g = share * (1 + random.uniform(-jitter, jitter))
            guard let (first, second) = cut(rest, at: f, g, roadClass(k), snap: snap) else { continue }
            pieces.append(first)
            rest = second
        }
        return pieces + [rest]
    }
}
