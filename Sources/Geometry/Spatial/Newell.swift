extension Polygon {
    /// Area vector of ring `i`: its direction is the ring's normal (right-hand rule), its length the ring's area, m².
    ///
    /// Newell's method (Sutherland, Sproull and Schumacker 1974): good for any number of vertices, also when they lie
    /// only nearly in a plane.
    public func areaVector(ofRing i: Int) -> Point3 {
        let ring = ring(i)
        guard let first = ring.first else { return .zero }
        var sum = Point3.zero
        var p = Point3.zero
        for vertex in ring.dropFirst() {
            let q = vertex - first
            sum = sum + p.cross(q)
            p = q
        }
        return sum * 0.5
    }

    /// Normal of the exterior ring by the right-hand rule, length 1; zero for a face without area.
    public var newellNormal: Point3 { ringCount > 0 ? areaVector(ofRing: 0).normalised : .zero }

    /// Area in space, m²: the exterior less the holes, whichever way they run.
    public var area3D: Double {
        guard ringCount > 0 else { return 0 }
        var area = areaVector(ofRing: 0).length
        for i in 1..<Swift.max(1, ringCount) { area -= areaVector(ofRing: i).length }
        return Swift.max(0, area)
    }
}
