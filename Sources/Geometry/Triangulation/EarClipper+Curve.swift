// The Z-order curve: near nodes are mostly near along it, so that an ear test need not look at all of them.
extension EarClipper {
    /// `isEar` that looks only at nodes near the triangle on the Z-order curve, in both directions at once.
    func isEarByCurve(_ ear: Int) -> Bool {
        let (ia, ic) = (nodes[ear].previous, nodes[ear].next)
        let (a, b, c) = (nodes[ia], nodes[ear], nodes[ic])
        let low = place(min(a.x, b.x, c.x), min(a.y, b.y, c.y))
        let high = place(max(a.x, b.x, c.x), max(a.y, b.y, c.y))
        var p = b.previousZ
        var n = b.nextZ
        while p >= 0 && nodes[p].z >= low || n >= 0 && nodes[n].z <= high {
            if p >= 0 && nodes[p].z >= low {
                if p != ia && p != ic && blocks(p, a, b, c) { return false }
                p = nodes[p].previousZ
            }
            if n >= 0 && nodes[n].z <= high {
                if n != ia && n != ic && blocks(n, a, b, c) { return false }
                n = nodes[n].nextZ
            }
        }
        return true
    }

    mutating func layCurve() {
        var (minX, minY, maxX, maxY) = (Double.infinity, Double.infinity, -Double.infinity, -Double.infinity)
        for node in nodes {
            minX = min(minX, node.x)
            minY = min(minY, node.y)
            maxX = max(maxX, node.x)
            maxY = max(maxY, node.y)
        }
        let size = max(maxX - minX, maxY - minY)
        // 15 bits a coordinate.
        curve = (minX, minY, size > 0 && size.isFinite ? 32767 / size : 0)
        guard curve.scale > 0, curve.scale.isFinite else {
            curve.scale = 0
            return
        }
        for i in nodes.indices { nodes[i].z = place(nodes[i].x, nodes[i].y) }
    }

    @inline(__always) private func place(_ x: Double, _ y: Double) -> UInt32 {
        spread(UInt32((x - curve.x) * curve.scale)) | spread(UInt32((y - curve.y) * curve.scale)) << 1
    }

    mutating func sortAlongCurve(_ start: Int) {
        var order: [UInt64] = []
        var p = start
        repeat {
            order.append(UInt64(nodes[p].z) << 32 | UInt64(p))
            p = nodes[p].next
        } while p != start
        order.sort()
        var before = -1
        for key in order {
            let i = Int(key & 0xFFFF_FFFF)
            nodes[i].previousZ = before
            nodes[i].nextZ = -1
            if before >= 0 { nodes[before].nextZ = i }
            before = i
        }
    }
}

/// Puts a zero bit between the 16 lowest bits.
@inline(__always) private func spread(_ value: UInt32) -> UInt32 {
    var v = value
    v = (v | v << 8) & 0x00FF_00FF
    v = (v | v << 4) & 0x0F0F_0F0F
    v = (v | v << 2) & 0x3333_3333
    v = (v | v << 1) & 0x5555_5555
    return v
}
