// Bridges from the holes to the exterior: D. Eberly, "Triangulation by Ear Clipping", 2002, §5.
extension EarClipper {
    /// Joins each hole, given by its leftmost node, to the exterior; returns a node of what has become one loop.
    ///
    /// From left to right, so that a bridge to the left can end only at the exterior or at a hole already joined.
    mutating func joinHoles(_ holes: [Int], to exterior: Int) -> Int {
        let ordered = holes.sorted { a, b in
            let (p, q) = (nodes[a], nodes[b])
            if p.x != q.x { return p.x < q.x }
            if p.y != q.y { return p.y < q.y }
            // Holes that touch in their leftmost vertex: the one whose lower edge falls more steeply comes first.
            let (pn, qn) = (nodes[p.next], nodes[q.next])
            return (pn.y - p.y) * (qn.x - q.x) < (qn.y - q.y) * (pn.x - p.x)
        }
        for hole in ordered {
            // A hole with nothing to its left lies outside and covers nothing.
            guard let end = bridgeEnd(for: hole, from: exterior) else { continue }
            _ = split(end, hole)
        }
        return exterior
    }

    /// The node of the exterior's loop that the hole's leftmost node can see.
    private func bridgeEnd(for hole: Int, from exterior: Int) -> Int? {
        let h = nodes[hole]
        var nearest = -Double.infinity
        var seen: Int?
        var touching: Int?
        var p = exterior
        repeat {
            let next = nodes[p].next
            let (a, b) = (nodes[p], nodes[next])
            // Interior lies to the left of a falling edge, so only those can be met on the way to the left.
            if a.x == h.x, a.y == h.y {
                // Bridges may have left several nodes here: the hole goes where its edges start inside.
                if isLocallyInside(p, h.next) && isLocallyInside(p, h.previous) { return p }
                touching = p
            } else if h.y <= a.y && h.y >= b.y && a.y != b.y, orientation(a.x, a.y, b.x, b.y, h.x, h.y) >= 0 {
                let x = min(h.x, a.x + (h.y - a.y) * (b.x - a.x) / (b.y - a.y))
                if x > nearest {
                    nearest = x
                    seen = a.x < b.x ? p : next
                }
            }
            p = next
        } while p != exterior
        if let touching { return touching }
        guard let seen else { return nil }
        return visibleEnd(seen, hole, nearest)
    }

    /// The met edge's end is seen unless vertices lie in the triangle between it, the hole and the place met; then the
    /// one of them with the flattest direction is.
    private func visibleEnd(_ met: Int, _ hole: Int, _ x: Double) -> Int {
        let h = nodes[hole]
        let m = nodes[met]
        var best = met
        var flattest = Double.infinity
        var p = met
        repeat {
            let n = nodes[p]
            if n.x <= h.x, n.x >= m.x, n.x != h.x,
                isInTriangle(n.x, n.y, h.y < m.y ? h.x : x, h.y, m.x, m.y, h.y < m.y ? x : h.x, h.y)
            {
                let slope = abs(h.y - n.y) / (h.x - n.x)
                if isLocallyInside(p, hole),
                    slope < flattest
                        || slope == flattest
                            && (n.x > nodes[best].x || n.x == nodes[best].x && sectorContains(best, p))
                {
                    best = p
                    flattest = slope
                }
            }
            p = n.next
        } while p != met
        return best
    }

    private func isInTriangle(
        _ px: Double, _ py: Double, _ ax: Double, _ ay: Double, _ bx: Double, _ by: Double, _ cx: Double, _ cy: Double
    ) -> Bool {
        orientation(ax, ay, bx, by, px, py) >= 0 && orientation(bx, by, cx, cy, px, py) >= 0
            && orientation(cx, cy, ax, ay, px, py) >= 0
    }

    /// Whether the sector at `outer` contains the one at `inner`, both being at the same place.
    private func sectorContains(_ outer: Int, _ inner: Int) -> Bool {
        turn(nodes[outer].previous, outer, nodes[inner].previous) > 0
            && turn(nodes[inner].next, outer, nodes[outer].next) > 0
    }
}
