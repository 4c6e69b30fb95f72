import Geometry

/// The ground of a face on which modules may lie, as what bars the way: edges with their setbacks, and obstacles.
///
/// An inward offset as a polygon is never made. A row of modules needs only the stretches of its strip that no barrier
/// reaches into, and those are exact for any outline, holes, crossing rings and setbacks that differ from edge to edge:
/// a buffer library would round the corners to chords and cost a hundred times as much.
struct UsableGround {
    private var barriers: [Barrier] = []
    /// The face's outline in flat coordinates.
    private(set) var box = Box.empty
    /// Number of the last outline.
    private var outlines: Int32 = 0
    /// Obstacles without a place: coordinates that are no numbers or 1,000 km away, a negative radius.
    private(set) var ignoredObstacles = 0
    /// Room for a span of every barrier, kept between calls, so that a row costs no allocation.
    private var spans: [(from: Double, to: Double)] = []
    /// The free stretches of the last strip asked for, from left to right.
    private(set) var stretches: [(from: Double, to: Double)] = []

    init(face: Polygon, obstacles: [Obstacle], setbacks: Setbacks, in plane: PackingPlane) {
        barriers.reserveCapacity(face.vertices.count + 4 * obstacles.count)
        for i in 0..<face.ringCount {
            let ring = face.ring(i).map { plane.flatten($0) }
            let outward = doubleSignedArea(ring) > 0 ? 1.0 : -1.0
            for (a, b) in Edges(ring[...]) where a != b {
                let normal = Point3(b.y - a.y, a.x - b.x).normalised * outward
                let clearance = i > 0 ? max(setbacks.side, setbacks.obstacle) : setbacks.clearance(normal, plane)
                barriers.append(Barrier(a, b, clearance: clearance, outline: Int32(i)))
                if i == 0 { box.extend(a) }
            }
        }
        // Each hole is an outline of its own: one that overlaps another or the edge opens no ground outside.
        outlines = Int32(face.ringCount) - 1
        for obstacle in obstacles where !add(obstacle, setbacks.obstacle, plane) { ignoredObstacles += 1 }
        spans = Array(repeating: (0, 0), count: barriers.count)
    }

    /// - Returns: false for an obstacle that has no place.
    private mutating func add(_ obstacle: Obstacle, _ clearance: Double, _ plane: PackingPlane) -> Bool {
        switch obstacle {
        case .polygon(let polygon):
            let flat = polygon.vertices.map { plane.flattenUpright($0) }
            guard flat.allSatisfy({ abs($0.x) < 1e6 && abs($0.y) < 1e6 }) else { return false }
            outlines += 1
            for i in 0..<polygon.ringCount {
                for (a, b) in Edges(flat[polygon.range(ofRing: i)]) {
                    barriers.append(Barrier(a, b, clearance: clearance, outline: outlines))
                }
            }
        case .disc(let centre, let radius):
            let c = plane.flattenUpright(centre)
            guard abs(c.x) < 1e6, abs(c.y) < 1e6, radius >= 0, radius < 1e6 else { return false }
            // An upright cylinder meets the slope in an ellipse. The capsule of the same length and width holds it; on
            // a plane without an upward way the circle as wide as the ellipse is long.
            let half = plane.upSlope * (radius * (plane.stretch - 1))
            let reach = plane.upSlope == .zero ? radius * plane.stretch : radius
            barriers.append(Barrier(c - half, c + half, clearance: reach + clearance, outline: -1))
        }
        return true
    }

    /// Finds the free stretches, at least `length` long, of the strip between two heights; a line if they are equal.
    mutating func findStretches(bottom: Double, top: Double, length: Double) {
        // Modules may touch what bars them: a nanometre of overlap is rounding.
        let slack = top > bottom ? 1e-9 : 0
        let bottom = bottom + slack
        let top = top - slack
        if !stretches.isEmpty { stretches.removeAll(keepingCapacity: true) }
        let barriers = barriers
        let count = spans.withUnsafeMutableBufferPointer { spans in
            barriers.withUnsafeBufferPointer { collectSpans($0, bottom, top, into: spans) }
        }
        guard count > 1 else { return }
        let y = (bottom + top) / 2
        var reach = spans[0].to
        for i in 1..<count {
            let (from, to) = spans[i]
            if from - reach >= length - slack, from > reach, isInside(x: (reach + from) / 2, y: y) {
                stretches.append((reach, from))
            }
            if to > reach { reach = to }
        }
    }

    /// Within the exterior and outside every hole and obstacle, by the even–odd rule for each outline.
    private func isInside(x: Double, y: Double) -> Bool {
        var outline: Int32 = 0
        var odd = false
        for barrier in barriers where barrier.outline >= 0 {
            if barrier.outline != outline {
                if odd != (outline == 0) { return false }
                outline = barrier.outline
                odd = false
            }
            guard (barrier.ay > y) != (barrier.by > y) else { continue }
            if barrier.x(at: y) < x { odd.toggle() }
        }
        return odd == (outline == 0)
    }

    /// Where a row would lie flush on top of an edge that runs along the rows, within 3°.
    ///
    /// The edges of most length come first; more than twelve are not worth trying.
    func flushPositions() -> [Double] {
        let level = barriers.filter { abs($0.by - $0.ay) < 0.0524 * abs($0.bx - $0.ax) }
        return level.sorted { abs($0.bx - $0.ax) > abs($1.bx - $1.ax) }.prefix(12).map(\.high)
    }

    /// Usable area in the plane, m²: the free length of level lines, integrated by Simpson's rule.
    ///
    /// Between the heights where barriers begin, end or turn, the free length is straight or a little curved but for the
    /// kinks where borders meet: a strip is halved, once at least (two kinks may balance), until its middle fits its ends
    /// within 1 cm² of area.
    mutating func area() -> Double {
        guard !box.isEmpty, box.height > 0 else { return 0 }
        var heights = [box.minY, box.maxY]
        for b in barriers { heights += [b.low, b.high, b.ay, b.by] }
        heights.sort()
        var area = 0.0
        for (bottom, top) in zip(heights, heights.dropFirst()) where bottom >= box.minY && top <= box.maxY {
            // Level edges make jumps: just inside of them is what counts.
            let from = bottom + 1e-9
            let to = top - 1e-9
            guard to > from else { continue }
            area += integral(from, to, freeLength(at: from), freeLength(at: to), depth: 0)
        }
        return area
    }

    private mutating func integral(_ from: Double, _ to: Double, _ first: Double, _ last: Double, depth: Int) -> Double
    {
        let middle = (from + to) / 2
        let length = freeLength(at: middle)
        let bend = (length - (first + last) / 2) * (to - from) * 2 / 3
        if abs(bend) < 1e-4 && depth > 0 || depth == 30 { return (first + last) / 2 * (to - from) + bend }
        return integral(from, middle, first, length, depth: depth + 1)
            + integral(middle, to, length, last, depth: depth + 1)
    }

    private mutating func freeLength(at y: Double) -> Double {
        findStretches(bottom: y, top: y, length: 0)
        return stretches.reduce(0) { $0 + ($1.to - $1.from) }
    }
}

/// Writes the spans of the barriers that reach into a strip, ordered by where they begin; returns their number.
private func collectSpans(
    _ barriers: UnsafeBufferPointer<Barrier>, _ bottom: Double, _ top: Double,
    into spans: UnsafeMutableBufferPointer<(from: Double, to: Double)>
) -> Int {
    var count = 0
    for i in barriers.indices where barriers[i].low < top && barriers[i].high > bottom {
        spans[count] = barriers[i].span(bottom: bottom, top: top)
        count += 1
    }
    if count > 24 {
        var part = UnsafeMutableBufferPointer(rebasing: spans[..<count])
        part.sort { $0.from < $1.from }
        return count
    }
    // By insertion: a house roof has four of them.
    for i in 1..<max(1, count) {
        let span = spans[i]
        var j = i
        while j > 0, spans[j - 1].from > span.from {
            spans[j] = spans[j - 1]
            j -= 1
        }
        spans[j] = span
    }
    return count
}

extension Setbacks {
    /// The setback of an edge of the face from its outward normal in the plane.
    fileprivate func clearance(_ outward: Point3, _ plane: PackingPlane) -> Double {
        let up = outward.dot(plane.upSlope)
        // cos 45°, the corner itself included
        if up > 0.7071067 { return ridge }
        return up < -0.7071067 ? eave : side
    }
}
