import Geodesy
import Geometry

/// The union of many convex polygons on the map: ten to twenty times faster than a general overlay.
///
/// The boundary of a union of convex polygons is what no other polygon covers of each polygon's edges. An edge meets a
/// convex polygon in one interval (Cyrus & Beck 1978), so each edge is left with the gaps between intervals; gaps are
/// joined end to end where two edges cross, by the edges' numbers and not by coordinates. Polygons that hang together
/// have one outer ring, and all other rings are holes.
///
/// Shared edges and corners, which every row of houses has, would leave to rounding which edge covers which. So each
/// polygon is first grown by 5 to 10 µm, each by another amount: what touched now overlaps, what coincided does not.
/// Ends that do not pair up all the same (three edges nearly through one point) are joined to the nearest; a group that
/// still does not close is left to GEOS.
struct ConvexUnion {
    /// The polygons as given, counter-clockwise.
    private var plain: [Point3] = []
    private var plainEnds: [Int] = []
    /// The grown polygons' corners and the edges that start there, relative to `origin`.
    private var edges: [DirectedEdge] = []
    private var edgeEnds: [Int] = []
    /// Extent along a turned frame in which the polygons are narrow along the first axis.
    private var boxes: [Box] = []
    let origin: Point3
    private let frame: Point3
    /// Groups left to GEOS.
    private(set) var leftToGEOS = 0

    private struct DirectedEdge {
        var x: Double
        var y: Double
        var dx = 0.0
        var dy = 0.0
        /// The polygon it belongs to, and the next edge round it.
        var polygon: Int32
        var next: Int32 = 0

        /// Positive left of the edge; the same bits for the same point, whoever asks.
        @inline(__always)
        func side(_ px: Double, _ py: Double) -> Double { dx * (py - y) - dy * (px - x) }
    }

    /// A stretch of an edge that another polygon covers; by which of that polygon's edges it begins and ends.
    private struct Cover {
        var edge: Int32
        var t0: Double
        var t1: Double
        /// −1: it began before the edge, or goes on beyond it.
        var by0: Int32
        var by1: Int32
    }

    /// A stretch of an edge that nothing covers.
    struct Stretch {
        var x: Double
        var y: Double
        var endX: Double
        var endY: Double
        var polygon: Int32
        /// The nodes it leads from and to.
        var from: UInt64
        var to: UInt64
        var next: Int32 = -1
        var isJoined = false
    }

    /// - Parameters:
    ///   - origin: near the polygons, for precision.
    ///   - along: unit vector along which the polygons are long; any for polygons that are not.
    init(near origin: Point3, along: Point3, capacity: Int) {
        self.origin = origin
        frame = along
        plain.reserveCapacity(6 * capacity)
        edges.reserveCapacity(6 * capacity)
        boxes.reserveCapacity(capacity)
    }

    var count: Int { plainEnds.count }

    private func plainRange(_ i: Int) -> Range<Int> { (i == 0 ? 0 : plainEnds[i - 1])..<plainEnds[i] }

    /// Adds a strictly convex, counter-clockwise polygon with area.
    mutating func add(_ hull: [Point3]) {
        let number = Int32(plainEnds.count)
        plain += hull
        plainEnds.append(plain.count)
        let growth = Self.growth(number)
        let start = edges.count
        var box = Box.empty
        guard let last = hull.last, let first = hull.first else { return }
        var a = last
        var incoming = Self.outward(a, first)
        // The edge into the first corner comes from the last; n is the normal of the edge that leaves a corner.
        for (i, corner) in hull.enumerated() {
            incoming = Self.outward(a, corner)
            let outgoing = Self.outward(corner, i + 1 < hull.count ? hull[i + 1] : first)
            let (x, y) = (corner.x - origin.x, corner.y - origin.y)
            func grow(_ sx: Double, _ sy: Double) {
                let (px, py) = (x + growth * sx, y + growth * sy)
                edges.append(DirectedEdge(x: px, y: py, polygon: number))
                box.extend(Point3(px * frame.y - py * frame.x, px * frame.x + py * frame.y))
            }
            let cosine = incoming.x * outgoing.x + incoming.y * outgoing.y
            if cosine < -0.5 {
                // A sharp corner is cut off, or it would grow far out.
                grow(incoming.x, incoming.y)
                grow(outgoing.x, outgoing.y)
            } else {
                grow((incoming.x + outgoing.x) / (1 + cosine), (incoming.y + outgoing.y) / (1 + cosine))
            }
            a = corner
        }
        for i in start..<edges.count {
            let next = i + 1 < edges.count ? i + 1 : start
            edges[i].next = Int32(next)
            edges[i].dx = edges[next].x - edges[i].x
            edges[i].dy = edges[next].y - edges[i].y
        }
        edgeEnds.append(edges.count)
        boxes.append(box)
    }

    /// The least growth, m.
    static let leastGrowth = 5e-6

    /// From the least growth to twice that, by a hash of the number: neighbours never grow alike.
    private static func growth(_ number: Int32) -> Double {
        var z = UInt64(UInt32(bitPattern: number)) &+ 0x9E37_79B9_7F4A_7C15
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        z ^= z >> 31
        return leastGrowth * (1 + Double(z >> 11) * 0x1p-53)
    }

    private static func outward(_ a: Point3, _ b: Point3) -> Point3 {
        let (dx, dy) = (b.x - a.x, b.y - a.y)
        let length = (dx * dx + dy * dy).squareRoot()
        return length > 0 ? Point3(dy / length, -dx / length) : .zero
    }

    // MARK: Union

    /// Polygons that do not overlap, counter-clockwise, holes clockwise; in the order of their first part.
    /// - Throws: `NativeError` from GEOS, for what was left to it.
    mutating func union() throws -> [Polygon] {
        var sets = DisjointSets(count: count)
        var isHidden = [Bool](repeating: false, count: count)
        var covers = findCovers(&sets, &isHidden)
        var members = [[Int32]](repeating: [], count: count)
        for i in 0..<count { members[sets.root(of: i)].append(Int32(i)) }
        let stretches = joined(stretches(&covers, isHidden) { members[sets.root(of: Int($0))].count > 1 })
        let rings = rings(stretches, &sets)
        var result: [Polygon] = []
        var place = 0
        for root in 0..<count where !members[root].isEmpty {
            if members[root].count == 1 {
                result.append(Polygon(exterior: Array(plain[plainRange(root)])))
                continue
            }
            while place < rings.count, rings[place].root < root { place += 1 }
            var outer: [[Point3]] = []
            var holes: [[Point3]] = []
            var isWhole = true
            while place < rings.count, rings[place].root == root {
                let ring = rings[place]
                place += 1
                if ring.points.isEmpty {
                    isWhole = isWhole && ring.isClosed
                } else if doubleSignedArea(ring.points) > 0 {
                    outer.append(ring.points)
                } else if doubleSignedArea(ring.points) < -2 * Self.leastHole {
                    holes.append(ring.points)
                }
            }
            if isWhole, outer.count == 1 {
                result.append(Polygon(exterior: outer[0], holes: holes))
            } else {
                leftToGEOS += 1
                result += try Self.unionByGEOS(members[root].map { Array(plain[plainRange(Int($0))]) })
            }
        }
        return result
    }

    /// The same by a general overlay, without the specks it leaves where edges nearly coincide.
    static func unionByGEOS(_ hulls: [[Point3]]) throws -> [Polygon] {
        try hulls.map { Polygon(exterior: $0) }.union().compactMap { polygon in
            let rings = (0..<polygon.ringCount).map { Array(polygon.ring($0)) }
            guard let outer = rings.first, doubleSignedArea(outer) > 2 * leastHole else { return nil }
            return Polygon(exterior: outer, holes: rings.dropFirst().filter { doubleSignedArea($0) < -2 * leastHole })
        }
    }

    /// Smaller holes are cracks between faces that should meet, m².
    private static let leastHole = 1e-4

    /// What covers what: a sweep over polygons whose boxes meet. Notes which hang together and which are covered whole.
    private func findCovers(_ sets: inout DisjointSets, _ isHidden: inout [Bool]) -> [Cover] {
        let order = boxes.indices.sorted { (boxes[$0].minX, $0) < (boxes[$1].minX, $1) }
        var covers: [Cover] = []
        covers.reserveCapacity(edges.count)
        let longest = zip(edgeEnds, [0] + edgeEnds).reduce(0) { max($0, $1.0 - $1.1) }
        edges.withUnsafeBufferPointer { edges in
            boxes.withUnsafeBufferPointer { boxes in
                withUnsafeTemporaryAllocation(of: Cover.self, capacity: longest) { open in
                    withUnsafeTemporaryAllocation(of: Double.self, capacity: longest + 1) { sides in
                        var waiting: [Int] = []
                        for i in order {
                            let box = boxes[i]
                            var kept = 0
                            for j in waiting where boxes[j].maxX >= box.minX {
                                waiting[kept] = j
                                kept += 1
                                guard boxes[j].minY <= box.maxY, box.minY <= boxes[j].maxY else { continue }
                                // What covers a covered polygon covers what that covers.
                                guard !isHidden[i], !isHidden[j] else { continue }
                                let a = cover(of: i, by: j, edges, open, sides, &covers)
                                if a == .apart { continue }
                                if a == .whole {
                                    isHidden[i] = true
                                    sets.join(i, j)
                                    continue
                                }
                                let b = cover(of: j, by: i, edges, open, sides, &covers)
                                if b == .whole { isHidden[j] = true }
                                if a == .partly || b == .partly || b == .whole { sets.join(i, j) }
                            }
                            waiting.removeLast(waiting.count - kept)
                            waiting.append(i)
                        }
                    }
                }
            }
        }
        return covers
    }

    /// `nothing`: no edge lies in the other, which may be near, or inside.
    private enum Covering { case apart, nothing, partly, whole }

    private func edgeRange(_ i: Int) -> Range<Int> { (i == 0 ? 0 : edgeEnds[i - 1])..<edgeEnds[i] }

    /// Which parts of polygon `i`'s edges lie in polygon `j`.
    private func cover(
        of i: Int, by j: Int, _ edges: UnsafeBufferPointer<DirectedEdge>, _ open: UnsafeMutableBufferPointer<Cover>,
        _ sides: UnsafeMutableBufferPointer<Double>, _ covers: inout [Cover]
    ) -> Covering {
        let mine = edgeRange(i)
        let n = mine.count
        for k in 0..<n { open[k] = Cover(edge: Int32(mine.lowerBound + k), t0: 0, t1: 1, by0: -1, by1: -1) }
        for f in edgeRange(j) {
            let edge = edges[f]
            var isApart = true
            for k in 0..<n {
                let side = edge.side(edges[mine.lowerBound + k].x, edges[mine.lowerBound + k].y)
                sides[k] = side
                if side > 0 { isApart = false }
            }
            // A separating edge.
            if isApart { return .apart }
            sides[n] = sides[0]
            for k in 0..<n {
                let (a, b) = (sides[k], sides[k + 1])
                if a > 0 {
                    if b > 0 { continue }
                    let t = a / (a - b)
                    if t < open[k].t1 {
                        open[k].t1 = t
                        open[k].by1 = Int32(f)
                    }
                } else if b > 0 {
                    let t = a / (a - b)
                    if t > open[k].t0 {
                        open[k].t0 = t
                        open[k].by0 = Int32(f)
                    }
                } else {
                    open[k].t1 = -1
                }
            }
        }
        var found = 0
        var isWhole = true
        for k in 0..<n {
            guard open[k].t0 < open[k].t1 else {
                isWhole = false
                continue
            }
            covers.append(open[k])
            found += 1
            if open[k].by0 >= 0 || open[k].by1 >= 0 { isWhole = false }
        }
        return isWhole ? .whole : found > 0 ? .partly : .nothing
    }

    /// The stretches that nothing covers, of polygons that share a group with others.
    private func stretches(
        _ covers: inout [Cover], _ isHidden: [Bool], _ isGrouped: (Int32) -> Bool
    ) -> [Stretch] {
        sort(&covers)
        var result: [Stretch] = []
        result.reserveCapacity(edges.count)
        var c = 0
        for (e, edge) in edges.enumerated() {
            let first = c
            while c < covers.count, Int(covers[c].edge) == e { c += 1 }
            guard !isHidden[Int(edge.polygon)], isGrouped(edge.polygon) else { continue }
            var t = 0.0
            var from = UInt64(e)
            func add(to node: UInt64, at end: Double) {
                result.append(
                    Stretch(
                        x: edge.x + t * edge.dx, y: edge.y + t * edge.dy, endX: edge.x + end * edge.dx,
                        endY: edge.y + end * edge.dy, polygon: edge.polygon, from: from, to: node))
            }
            for cover in covers[first..<c] {
                if cover.by0 >= 0, cover.t0 > t { add(to: Self.crossing(e, cover.by0), at: cover.t0) }
                if cover.by1 < 0 {
                    t = 2
                } else if cover.t1 > t {
                    (t, from) = (cover.t1, Self.crossing(e, cover.by1))
                }
            }
            if t <= 1 { add(to: UInt64(edge.next), at: 1) }
        }
        return result
    }

    /// Edge by edge, each from its start: a count for the edges, insertion for the few covers of one edge.
    private func sort(_ covers: inout [Cover]) {
        var ends = [Int](repeating: 0, count: edges.count + 1)
        for cover in covers { ends[Int(cover.edge) + 1] += 1 }
        for e in edges.indices { ends[e + 1] += ends[e] }
        var starts = ends
        covers = [Cover](unsafeUninitializedCapacity: covers.count) { sorted, count in
            count = covers.count
            guard let sorted = sorted.baseAddress else { return }
            for cover in covers {
                let e = Int(cover.edge)
                var place = starts[e]
                starts[e] += 1
                while place > ends[e], (cover.t0, cover.t1) < (sorted[place - 1].t0, sorted[place - 1].t1) {
                    (sorted + place).initialize(to: sorted[place - 1])
                    place -= 1
                }
                (sorted + place).initialize(to: cover)
            }
        }
    }

    /// The node where two edges cross; corners are nodes by the number of the edge they start.
    private static func crossing(_ e: Int, _ f: Int32) -> UInt64 {
        let (low, high) = (min(Int32(e), f), max(Int32(e), f))
        return 1 << 63 | UInt64(low) << 31 | UInt64(high)
    }
}
