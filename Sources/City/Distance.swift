public import Geometry

extension Geometries {
    /// Horizontal distance from a point to a feature, m: 0 inside an area, infinity without geometry.
    ///
    /// Works on the columns themselves, so that a query over many features allocates nothing. A face in space counts
    /// by its shadow on the map.
    public func distance(from p: Point3, to feature: Int) -> Double {
        let kind = kinds[feature]
        guard kind != .none else { return .infinity }
        var best = Double.infinity
        for part in parts(of: feature) {
            var inside = false
            for ring in rings(ofPart: part) {
                let range = vertices(ofRing: ring)
                if kind.isPoint || range.count == 1 {
                    for i in range { best = min(best, squared(p, vertices[i], vertices[i])) }
                    continue
                }
                // Lines are open; the rings of areas close back to their first vertex.
                var previous = kind.isLine ? vertices[range.lowerBound] : vertices[range.upperBound - 1]
                for i in range {
                    let v = vertices[i]
                    best = min(best, squared(p, previous, v))
                    if (v.y > p.y) != (previous.y > p.y),
                        p.x < (previous.x - v.x) * (p.y - v.y) / (previous.y - v.y) + v.x
                    {
                        inside.toggle()
                    }
                    previous = v
                }
            }
            if inside, !kind.isLine, !kind.isPoint { return 0 }
        }
        return best.squareRoot()
    }

    /// Whether a feature and a box share a point, edges included.
    public func meets(_ box: Box, feature: Int) -> Bool {
        let kind = kinds[feature]
        let own = self.box(of: feature)
        guard kind != .none, own.intersects(box) else { return false }
        if box.contains(own) { return true }
        for part in parts(of: feature) {
            for ring in rings(ofPart: part) {
                let range = vertices(ofRing: ring)
                var previous = kind.isLine ? vertices[range.lowerBound] : vertices[range.upperBound - 1]
                for i in range {
                    if kind.isPoint ? box.contains(vertices[i]) : clips(box, previous, vertices[i]) { return true }
                    previous = vertices[i]
                }
            }
        }
        // No edge meets the box: it lies inside an area, in a hole of it, or outside.
        return !kind.isLine && !kind.isPoint && distance(from: box.centre, to: feature) == 0
    }

    /// Squared distance from a point to a segment in the plane.
    private func squared(_ p: Point3, _ a: Point3, _ b: Point3) -> Double {
        let (dx, dy) = (b.x - a.x, b.y - a.y)
        let length = dx * dx + dy * dy
        let t = length > 0 ? max(0, min(1, ((p.x - a.x) * dx + (p.y - a.y) * dy) / length)) : 0
        let (ex, ey) = (p.x - a.x - t * dx, p.y - a.y - t * dy)
        return ex * ex + ey * ey
    }

    /// Whether a segment meets a box (Liang & Barsky 1984).
    private func clips(_ box: Box, _ a: Point3, _ b: Point3) -> Bool {
        var low = 0.0
        var high = 1.0
        func clip(_ start: Double, _ delta: Double, _ lower: Double, _ upper: Double) -> Bool {
            guard delta != 0 else { return start >= lower && start <= upper }
            let t0 = (lower - start) / delta
            let t1 = (upper - start) / delta
            low = max(low, min(t0, t1))
            high = min(high, max(t0, t1))
            return low <= high
        }
        return clip(a.x, b.x - a.x, box.minX, box.maxX) && clip(a.y, b.y - a.y, box.minY, box.maxY)
    }
}
