import Geometry

/// A road's middle as fields are laid along it: straight on beyond its ends, round and round where it is closed.
struct RoadAxis {
    private let line: [Point3]
    /// Distance of each vertex from the beginning, m.
    private let along: [Double]
    let length: Double
    let isClosed: Bool

    /// A road that turns by no more than this within what a driver sees is straight: on a radius of 300 m and more the
    /// observer 60 m before the field looks along it as on a straight road.
    private static let straightTurn = Angle.degrees(15)
    /// The middle may leave the field's own middle by this much, m.
    private static let straightOffset = 1.5

    init(_ road: Roads.Road) {
        line = road.line
        isClosed = road.isClosed
        var sum = 0.0
        var along = [0.0]
        for (a, b) in zip(line, line.dropFirst()) {
            sum += a.distance2D(to: b)
            along.append(sum)
        }
        self.along = along
        length = sum
    }

    /// The middle at a distance from the beginning, and its direction there, length 1.
    func place(_ distance: Double) -> (point: Point3, direction: Point3) {
        var s = distance
        if isClosed { s -= length * (s / length).rounded(.down) }
        // The last vertex not beyond the place; a piece of no length is passed over.
        var (low, high) = (0, line.count - 2)
        while low < high {
            let middle = (low + high + 1) / 2
            if along[middle] <= s { low = middle } else { high = middle - 1 }
        }
        while low > 0, along[low + 1] - along[low] <= 0 { low -= 1 }
        while low < line.count - 2, along[low + 1] - along[low] <= 0 { low += 1 }
        let (a, b) = (line[low], line[low + 1])
        let piece = along[low + 1] - along[low]
        let direction = piece > 0 ? Point3(b.x - a.x, b.y - a.y) * (1 / piece) : Point3(1, 0)
        let t = s - along[low]
        return (Point3(a.x + direction.x * t, a.y + direction.y * t), direction)
    }

    /// The middle between two distances: its ends and every vertex between.
    func part(_ from: Double, _ to: Double) -> [Point3] {
        var points = [place(from).point]
        let turns = isClosed ? [-length, 0, length] : [0.0]
        for turn in turns {
            for (k, point) in line.enumerated() where along[k] + turn > from + 1e-6 && along[k] + turn < to - 1e-6 {
                if let last = points.last, last.distance2D(to: point) > 1e-6 { points.append(Point3(point.x, point.y)) }
            }
        }
        points.append(place(to).point)
        return points
    }

    /// Whether what drivers see of a field is straight: from the observer before it to its end, as far as the road goes.
    func isStraight(_ start: Double, _ end: Double) -> Bool {
        let (a, b) = (place(start).point, place(end).point)
        let low = isClosed ? start - RoadConventions.observerDistance : max(0, start - RoadConventions.observerDistance)
        let high = isClosed ? end : min(length, end)
        let ahead = place(start).direction
        for k in 0...8 {
            let s = low + (high - low) * Double(k) / 8
            let (point, direction) = place(s)
            if direction.dot(ahead) < Self.straightTurn.cosine { return false }
            if s > start, s < end, distance(from: point, to: a, b) > Self.straightOffset { return false }
        }
        return true
    }
}
