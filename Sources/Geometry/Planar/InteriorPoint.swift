extension Polygon {
    /// A point strictly inside the polygon in the plane: the middle of the widest chord at about half height.
    ///
    /// The height is the mean of the exterior's vertices. A polygon without area has no inside and gives nil.
    public var interiorPoint: Point3? {
        let box = box
        guard !box.isEmpty, box.height > 0, area > 0, let z = centroid?.z else { return nil }
        // Between two neighbouring vertex heights no chord ends at a vertex.
        let middle = (box.minY + box.maxY) / 2
        var below = box.minY
        var above = box.maxY
        for v in vertices {
            if v.y <= middle { below = Swift.max(below, v.y) } else { above = Swift.min(above, v.y) }
        }
        let y = (below + above) / 2
        var crossings: [Double] = []
        for i in 0..<ringCount {
            let ring = ring(i)
            guard var a = ring.last else { continue }
            for b in ring {
                if (a.y > y) != (b.y > y) { crossings.append(a.x + (y - a.y) / (b.y - a.y) * (b.x - a.x)) }
                a = b
            }
        }
        crossings.sort()
        var best: (width: Double, x: Double)?
        var i = 0
        while i + 1 < crossings.count {
            let width = crossings[i + 1] - crossings[i]
            if width > best?.width ?? 0 { best = (width, crossings[i] + width / 2) }
            i += 2
        }
        return best.map { Point3($0.x, y, z) }
    }
}
