extension [Polygon] {
    /// How many pairs of edges, of one ring or of two, share a point on the map that is no corner of both.
    ///
    /// What an overlay of the polygons will cost: its nodes are the corners and these. Edges are swept along the axis on
    /// which they are shorter.
    /// - Parameters:
    ///   - limit: no more are counted.
    ///   - effort: no more pairs are compared; then there are too many to tell, and the answer is the limit.
    public func crossings(upTo limit: Int, effort: Int = 200_000_000) -> Int {
        var edges: [SweptEdge] = []
        edges.reserveCapacity(reduce(0) { $0 + $1.vertices.count })
        for polygon in self {
            for r in 0..<polygon.ringCount {
                let vertices = polygon.ring(r)
                guard vertices.count > 1, var previous = vertices.last else { continue }
                for vertex in vertices {
                    edges.append(SweptEdge(previous, vertex))
                    previous = vertex
                }
            }
        }
        let box = reduce(into: Box.empty) { $0.extend($1.box) }
        let alongX = edges.reduce(0) { $0 + $1.box.width } * box.height
        let alongY = edges.reduce(0) { $0 + $1.box.height } * box.width
        if alongX > alongY { for i in edges.indices { edges[i].turn() } }
        edges.sort { $0.box.minX < $1.box.minX }
        return edges.withUnsafeBufferPointer { edges in
            var (found, compared) = (0, 0)
            for i in edges.indices {
                let edge = edges[i]
                var j = i + 1
                while j < edges.count, edges[j].box.minX <= edge.box.maxX {
                    if edge.meets(edges[j]) {
                        found += 1
                        if found >= limit { return limit }
                    }
                    j += 1
                }
                compared += j - i
                if compared > effort { return limit }
            }
            return found
        }
    }
}

/// An edge of a ring on the map.
private struct SweptEdge {
    private(set) var box: Box
    private var a: Point3
    private var b: Point3

    init(_ a: Point3, _ b: Point3) {
        box = .empty
        box.extend(a)
        box.extend(b)
        (self.a, self.b) = (a, b)
    }

    /// Exchanges the axes.
    mutating func turn() {
        a = Point3(a.y, a.x)
        b = Point3(b.y, b.x)
        box = Box(minX: box.minY, minY: box.minX, maxX: box.maxY, maxY: box.maxX)
    }

    func meets(_ other: SweptEdge) -> Bool {
        guard box.minY <= other.box.maxY, other.box.minY <= box.maxY else { return false }
        let (c, d) = (other.a, other.b)
        func same(_ p: Point3, _ q: Point3) -> Bool { p.x == q.x && p.y == q.y }
        if same(a, c) || same(a, d) || same(b, c) || same(b, d) { return false }
        return orientation(a, b, c) * orientation(a, b, d) <= 0 && orientation(c, d, a) * orientation(c, d, b) <= 0
    }
}
