/// Ear clipping of a polygon with holes in the plane, after the ideas of mapbox/earcut: holes are joined to the exterior
/// by bridges, ears are cut while there are any, then small crossings are mended, then the rest is split along a
/// diagonal. Orientation tests are exact, so valid polygons never get stuck through rounding.
///
/// Unlike earcut it keeps vertices on straight edges, so that neighbouring faces with the same vertices stay closed.
/// Works on nodes in one array, linked by index. Time is O(n log n) in the usual case, O(n²) at worst.
struct EarClipper {
    struct Node {
        let x: Double
        let y: Double
        /// Index in the polygon's vertices; two nodes have the same one at the ends of a bridge.
        let vertex: UInt32
        var previous: Int
        var next: Int
        /// Position on the Z-order curve, and neighbours along it; -1 for none.
        var z: UInt32 = 0
        var previousZ = -1
        var nextZ = -1
    }

    /// What to try once no ear is left.
    enum Stage { case plain, straightened, mended }

    var nodes: [Node] = []
    var triangles: [UInt32] = []
    /// Steps left for searching diagonals of crossing polygons, which would take O(n³).
    private var patience = 0
    /// Origin and scale of the Z-order curve; scale 0 when the polygon is too small to need one.
    var curve = (x: 0.0, y: 0.0, scale: 0.0)
    /// Loops still to be cut. A stack of our own: garbage can split thousands of levels deep.
    private var work: [(start: Int, stage: Stage)] = []

    /// - Parameter point: the plane coordinates of a vertex; vertices with a non-finite one are left out.
    init(vertexCount: Int, ringEnds: [Int], point: (Int) -> (x: Double, y: Double)) {
        nodes.reserveCapacity(vertexCount + 2 * ringEnds.count)
        triangles.reserveCapacity(3 * (vertexCount + 2 * ringEnds.count))
        guard let end = ringEnds.first, let exterior = link(0..<end, counterClockwise: true, point) else { return }
        var holes: [Int] = []
        for (start, end) in zip(ringEnds, ringEnds.dropFirst()) where start < end {
            if let hole = link(start..<end, counterClockwise: false, point) { holes.append(leftmost(hole)) }
        }
        patience = 20_000_000
        if nodes.count > 60 { layCurve() }
        work.append((filter(joinHoles(holes, to: exterior), straight: false), .plain))
        while let (start, stage) = work.popLast() { cut(start, stage) }
    }

    // MARK: Links

    /// Makes a ring of nodes in the wanted direction; nil if fewer than three vertices are left.
    private mutating func link(
        _ range: Range<Int>, counterClockwise: Bool, _ point: (Int) -> (x: Double, y: Double)
    ) -> Int? {
        let first = nodes.count
        for i in range {
            let (x, y) = point(i)
            guard x.isFinite, y.isFinite else { continue }
            if nodes.count > first, nodes[nodes.count - 1].x == x, nodes[nodes.count - 1].y == y { continue }
            nodes.append(Node(x: x, y: y, vertex: UInt32(i), previous: 0, next: 0))
        }
        while nodes.count > first + 1, coincide(first, nodes.count - 1) { nodes.removeLast() }
        let last = nodes.count - 1
        guard last - first >= 2 else {
            nodes.removeSubrange(first...)
            return nil
        }
        var doubleArea = 0.0
        let origin = nodes[first]
        for i in first..<last {
            let (a, b) = (nodes[i], nodes[i + 1])
            doubleArea += (a.x - origin.x) * (b.y - origin.y) - (b.x - origin.x) * (a.y - origin.y)
        }
        let forward = (doubleArea > 0) == counterClockwise
        for i in first...last {
            let before = i == first ? last : i - 1
            let after = i == last ? first : i + 1
            nodes[i].previous = forward ? before : after
            nodes[i].next = forward ? after : before
        }
        return first
    }

    mutating func remove(_ i: Int) {
        let node = nodes[i]
        nodes[node.previous].next = node.next
        nodes[node.next].previous = node.previous
        if node.previousZ >= 0 { nodes[node.previousZ].nextZ = node.nextZ }
        if node.nextZ >= 0 { nodes[node.nextZ].previousZ = node.previousZ }
    }

    /// Joins a and b by a diagonal. One loop falls into two, or two into one; returns the second end at `b`'s place.
    mutating func split(_ a: Int, _ b: Int) -> Int {
        let a2 = nodes.count
        let b2 = a2 + 1
        let (afterA, beforeB) = (nodes[a].next, nodes[b].previous)
        nodes.append(
            Node(x: nodes[a].x, y: nodes[a].y, vertex: nodes[a].vertex, previous: b2, next: afterA, z: nodes[a].z))
        nodes.append(
            Node(x: nodes[b].x, y: nodes[b].y, vertex: nodes[b].vertex, previous: beforeB, next: a2, z: nodes[b].z))
        nodes[a].next = b
        nodes[b].previous = a
        nodes[afterA].previous = a2
        nodes[beforeB].next = b2
        return b2
    }

    /// Takes out spikes, and all vertices on straight edges if asked; returns a node that is still there.
    mutating func filter(_ start: Int, straight: Bool) -> Int {
        var p = start
        var end = start
        while true {
            let (before, after) = (nodes[p].previous, nodes[p].next)
            if straight ? turn(before, p, after) == 0 : isSpike(p) {
                remove(p)
                p = before
                end = before
                if nodes[p].next == p { return p }
            } else {
                p = after
                if p == end { return p }
            }
        }
    }

    /// Takes out what has become a spike around a new edge that begins at `p`; returns where it begins now.
    ///
    /// Where both sides of an edge have been cut away, the boundary goes to and fro along it. Its ends would be
    /// mistaken for corners.
    private mutating func dissolveSpikes(at p: Int) -> Int {
        var p = p
        while nodes[p].previous != nodes[p].next {
            let after = nodes[p].next
            if isSpike(p) {
                let before = nodes[p].previous
                remove(p)
                p = before
            } else if isSpike(after) {
                remove(after)
            } else {
                break
            }
        }
        return p
    }

    // MARK: Cutting

    private mutating func cut(_ start: Int, _ stage: Stage) {
        if stage == .plain && curve.scale > 0 { sortAlongCurve(start) }
        var ear = start
        var stop = start
        while nodes[ear].previous != nodes[ear].next {
            let (before, after) = (nodes[ear].previous, nodes[ear].next)
            if turn(before, ear, after) > 0, curve.scale > 0 ? isEarByCurve(ear) : isEar(ear) {
                emit(before, ear, after)
                remove(ear)
                // Skipping a vertex makes fewer slivers.
                ear = nodes[nodes[dissolveSpikes(at: before)].next].next
                stop = ear
                continue
            }
            ear = after
            if ear == stop {
                switch stage {
                case .plain: work.append((filter(ear, straight: true), .straightened))
                case .straightened: work.append((mendCrossings(filter(ear, straight: true)), .mended))
                case .mended: splitAlongDiagonal(ear)
                }
                return
            }
        }
    }

    private mutating func emit(_ a: Int, _ b: Int, _ c: Int) {
        triangles.append(nodes[a].vertex)
        triangles.append(nodes[b].vertex)
        triangles.append(nodes[c].vertex)
    }

    /// Whether no other vertex lies in the triangle at a convex node.
    private func isEar(_ ear: Int) -> Bool {
        let (a, b, c) = (nodes[nodes[ear].previous], nodes[ear], nodes[nodes[ear].next])
        var p = c.next
        while p != b.previous {
            if blocks(p, a, b, c) { return false }
            p = nodes[p].next
        }
        return true
    }

    /// Whether node p keeps a, b, c from being cut off: the boundary enters the triangle there.
    ///
    /// The boundary may touch itself, at bridges and where holes meet. At a or c it cannot get from there into the
    /// triangle without a vertex inside. At b it may cross the triangle and leave through the cut; elsewhere a vertex
    /// in the triangle is in the way, unless it is convex: then others are.
    @inline(__always) func blocks(_ i: Int, _ a: Node, _ b: Node, _ c: Node) -> Bool {
        let p = nodes[i]
        guard p.x >= min(a.x, b.x, c.x), p.x <= max(a.x, b.x, c.x), p.y >= min(a.y, b.y, c.y),
            p.y <= max(a.y, b.y, c.y)
        else { return false }
        if p.x == a.x && p.y == a.y || p.x == c.x && p.y == c.y { return false }
        if p.x == b.x && p.y == b.y {
            return isInWedge(nodes[p.previous], a, b, c) && isInWedge(nodes[p.next], a, b, c)
        }
        return isInTriangle(p, a, b, c) && turn(p.previous, i, p.next) <= 0
    }

    /// Whether p lies in the corner at b, or on its sides: there the boundary runs to and fro along the same edges.
    private func isInWedge(_ p: Node, _ a: Node, _ b: Node, _ c: Node) -> Bool {
        orientation(a.x, a.y, b.x, b.y, p.x, p.y) >= 0 && orientation(b.x, b.y, c.x, c.y, p.x, p.y) >= 0
    }

    /// Cuts off the knots of two crossing edges with one edge between them.
    private mutating func mendCrossings(_ start: Int) -> Int {
        var start = start
        var p = start
        repeat {
            let (a, q) = (nodes[p].previous, nodes[p].next)
            let b = nodes[q].next
            if a != b, !coincide(a, b), cross(a, p, q, b), isLocallyInside(a, b), isLocallyInside(b, a) {
                emit(a, p, b)
                remove(p)
                remove(q)
                start = b
                p = b
                if nodes[p].previous == nodes[p].next { return p }
            }
            p = nodes[p].next
        } while p != start
        return filter(p, straight: true)
    }

    /// Splits a loop in which there is no ear into two along the first diagonal that works, or gives it up.
    private mutating func splitAlongDiagonal(_ start: Int) {
        var a = start
        repeat {
            var b = nodes[nodes[a].next].next
            while b != nodes[a].previous {
                patience -= 1
                guard patience > 0 else { return }
                if nodes[a].vertex != nodes[b].vertex, isDiagonal(a, b) {
                    let c = split(a, b)
                    work.append((filter(a, straight: false), .plain))
                    work.append((filter(c, straight: false), .plain))
                    return
                }
                b = nodes[b].next
            }
            a = nodes[a].next
        } while a != start
    }

    private mutating func isDiagonal(_ a: Int, _ b: Int) -> Bool {
        let (na, nb) = (nodes[a], nodes[b])
        guard nodes[na.next].vertex != nb.vertex, nodes[na.previous].vertex != nb.vertex else { return false }
        if coincide(a, b) {
            return turn(na.previous, a, na.next) < 0 && turn(nb.previous, b, nb.next) < 0 && !crossesBoundary(a, b)
        }
        return isLocallyInside(a, b) && isLocallyInside(b, a) && !crossesBoundary(a, b) && isMiddleInside(a, b)
            && (turn(na.previous, a, nb.previous) != 0 || turn(a, nb.previous, b) != 0)
    }

    private mutating func crossesBoundary(_ a: Int, _ b: Int) -> Bool {
        let ends = (nodes[a].vertex, nodes[b].vertex)
        var p = a
        repeat {
            let q = nodes[p].next
            let (u, v) = (nodes[p].vertex, nodes[q].vertex)
            if u != ends.0, u != ends.1, v != ends.0, v != ends.1, cross(p, q, a, b) { return true }
            patience -= 1
            p = q
        } while p != a
        return false
    }
}
