/// What `Polygon.cleaned` had to do.
public struct RingCleaning: Sendable, Hashable {
    /// Vertices with a NaN or infinite coordinate.
    public var nonFinite = 0
    /// Vertices equal to the one before.
    public var repeated = 0
    /// Last vertices that repeated the first.
    public var closing = 0
    /// Rings with fewer than three different vertices, by their number in the input.
    public var droppedRings: [Int] = []

    public init() {}

    /// Whether nothing was wrong: closing vertices are a convention of many formats, not a fault.
    public var isClean: Bool { nonFinite == 0 && repeated == 0 && droppedRings.isEmpty }

    /// What was done, for a diagnostic; empty if nothing was wrong.
    public var summary: String {
        var parts: [String] = []
        if nonFinite > 0 { parts.append("\(nonFinite) vertices without finite coordinates dropped") }
        if repeated > 0 { parts.append("\(repeated) repeated vertices dropped") }
        if !droppedRings.isEmpty {
            parts.append(
                "rings \(droppedRings.map(String.init).joined(separator: ", ")) dropped: fewer than 3 vertices")
        }
        return parts.joined(separator: "; ")
    }
}

extension Polygon {
    /// The polygon without repeated, closing and non-finite vertices and without rings that have no area left.
    ///
    /// Vertices count as equal only if all three coordinates are, or lie within `tolerance` metres of each other: a
    /// vertical face has different vertices above each other. Crossings are left alone: see `madeValid()` in `Geodesy`.
    /// - Returns: nil as polygon if the exterior has fewer than three different vertices.
    public func cleaned(tolerance: Double = 0) -> (polygon: Polygon?, cleaning: RingCleaning) {
        var cleaning = RingCleaning()
        var result = Polygon(vertices: [], ringEnds: [])
        result.vertices.reserveCapacity(vertices.count)
        for i in 0..<ringCount {
            let start = result.vertices.count
            for vertex in ring(i) {
                guard vertex.isFinite else {
                    cleaning.nonFinite += 1
                    continue
                }
                if result.vertices.count > start, let last = result.vertices.last, last.isEqual(vertex, tolerance) {
                    cleaning.repeated += 1
                } else {
                    result.vertices.append(vertex)
                }
            }
            while result.vertices.count > start + 1, let last = result.vertices.last,
                last.isEqual(result.vertices[start], tolerance)
            {
                result.vertices.removeLast()
                cleaning.closing += 1
            }
            if result.vertices.count - start < 3 || !Self.hasThreeDifferent(result.vertices[start...]) {
                result.vertices.removeSubrange(start...)
                cleaning.droppedRings.append(i)
                if i == 0 { return (nil, cleaning) }
            } else {
                result.ringEnds.append(result.vertices.count)
            }
        }
        return (result.ringEnds.isEmpty ? nil : result, cleaning)
    }

    /// Catches a ring that goes to and fro between two places.
    private static func hasThreeDifferent(_ ring: ArraySlice<Point3>) -> Bool {
        guard let a = ring.first, let b = ring.first(where: { $0 != a }) else { return false }
        return ring.contains { $0 != a && $0 != b }
    }
}

extension Point3 {
    fileprivate func isEqual(_ other: Point3, _ tolerance: Double) -> Bool {
        self == other || tolerance > 0 && (self - other).length <= tolerance
    }
}
