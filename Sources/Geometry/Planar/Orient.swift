extension Polygon {
    /// Whether ring `i` runs counter-clockwise in the plane; false for a ring without area.
    public func isCounterClockwise(ring i: Int) -> Bool { signedArea(ofRing: i) > 0 }

    /// The same polygon with the exterior counter-clockwise and the holes clockwise as seen from above.
    ///
    /// That is the order of OGC Simple Features and RFC 7946. Only for polygons on the map: a face in space carries its
    /// outside in its orientation.
    public func normalised() -> Polygon {
        var result = self
        for i in 0..<ringCount where (signedArea(ofRing: i) > 0) != (i == 0) {
            result.vertices[range(ofRing: i)].reverse()
        }
        return result
    }

    /// The same rings running the other way: the face seen from its back.
    public func reversed() -> Polygon {
        var result = self
        for i in 0..<ringCount { result.vertices[range(ofRing: i)].reverse() }
        return result
    }
}
