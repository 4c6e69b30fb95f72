// Questions about nodes; orientation signs are exact.
extension EarClipper {
    /// Positive for a left turn at b on the way from a to c.
    @inline(__always) func turn(_ a: Int, _ b: Int, _ c: Int) -> Double {
        orientation(nodes[a].x, nodes[a].y, nodes[b].x, nodes[b].y, nodes[c].x, nodes[c].y)
    }

    @inline(__always) func coincide(_ a: Int, _ b: Int) -> Bool {
        nodes[a].x == nodes[b].x && nodes[a].y == nodes[b].y
    }

    /// Whether the boundary goes back at p the way it came, or stands still there.
    @inline(__always) func isSpike(_ p: Int) -> Bool {
        let b = nodes[p]
        guard turn(b.previous, p, b.next) == 0 else { return false }
        let (a, c) = (nodes[b.previous], nodes[b.next])
        return (b.x - a.x) * (c.x - b.x) + (b.y - a.y) * (c.y - b.y) <= 0
    }

    /// Whether p lies in the counter-clockwise triangle a, b, c, edges included.
    @inline(__always) func isInTriangle(_ p: Node, _ a: Node, _ b: Node, _ c: Node) -> Bool {
        orientation(a.x, a.y, b.x, b.y, p.x, p.y) >= 0 && orientation(b.x, b.y, c.x, c.y, p.x, p.y) >= 0
            && orientation(c.x, c.y, a.x, a.y, p.x, p.y) >= 0
    }

    /// Whether the segments a–b and c–d share a point.
    func cross(_ a: Int, _ b: Int, _ c: Int, _ d: Int) -> Bool {
        let (abc, abd) = (turn(a, b, c), turn(a, b, d))
        let (cda, cdb) = (turn(c, d, a), turn(c, d, b))
        if (abc > 0) != (abd > 0) && (cda > 0) != (cdb > 0) && abc != 0 && abd != 0 && cda != 0 && cdb != 0 {
            return true
        }
        return abc == 0 && isWithinBox(c, a, b) || abd == 0 && isWithinBox(d, a, b)
            || cda == 0 && isWithinBox(a, c, d) || cdb == 0 && isWithinBox(b, c, d)
    }

    private func isWithinBox(_ p: Int, _ a: Int, _ b: Int) -> Bool {
        let (p, a, b) = (nodes[p], nodes[a], nodes[b])
        return p.x <= max(a.x, b.x) && p.x >= min(a.x, b.x) && p.y <= max(a.y, b.y) && p.y >= min(a.y, b.y)
    }

    /// Whether the way from a towards b starts inside the polygon.
    func isLocallyInside(_ a: Int, _ b: Int) -> Bool {
        let node = nodes[a]
        return turn(node.previous, a, node.next) > 0
            ? turn(a, b, node.next) <= 0 && turn(a, node.previous, b) <= 0
            : turn(a, b, node.previous) > 0 || turn(a, node.next, b) > 0
    }

    /// Whether the middle of a–b lies inside the loop, by the even–odd rule.
    func isMiddleInside(_ a: Int, _ b: Int) -> Bool {
        let x = nodes[a].x + (nodes[b].x - nodes[a].x) / 2
        let y = nodes[a].y + (nodes[b].y - nodes[a].y) / 2
        var inside = false
        var i = a
        repeat {
            let p = nodes[i]
            let q = nodes[p.next]
            if (p.y > y) != (q.y > y), x < (q.x - p.x) * (y - p.y) / (q.y - p.y) + p.x { inside.toggle() }
            i = p.next
        } while i != a
        return inside
    }

    func leftmost(_ start: Int) -> Int {
        var best = start
        var p = nodes[start].next
        while p != start {
            if (nodes[p].x, nodes[p].y) < (nodes[best].x, nodes[best].y) { best = p }
            p = nodes[p].next
        }
        return best
    }
}
