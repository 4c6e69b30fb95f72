import Geometry

/// A field of calculation on a real road, with the real lamps that light it.
struct PlacedField {
    var field: RoadField
    /// The beginning of its middle, city coordinates, and its direction, length 1.
    var origin: Point3
    var direction: Point3

    /// A lamp up to this far beside the carriageway belongs to the street a driver looks along, m.
    static let verge = 8.0

    /// Lays a field on a road.
    init(_ stretch: Stretch, _ road: Roads.Road, _ axis: RoadAxis, drivesLeft: Bool) {
        let (a, b) = (axis.place(stretch.start).point, axis.place(stretch.end).point)
        let chord = a.distance2D(to: b)
        let length = stretch.end - stretch.start
        let isStraight = axis.isStraight(stretch.start, stretch.end) && chord > 0
        direction =
            isStraight ? Point3(b.x - a.x, b.y - a.y) * (1 / chord) : axis.place(stretch.start).direction
        origin = a
        let oncoming = road.isOneway ? 0 : road.lanes / 2
        field = RoadField(
            length: isStraight ? chord : length, width: road.width, lanes: road.lanes, oncoming: oncoming,
            height: stretch.height)
        field.drivesLeft = drivesLeft
        if !isStraight { field.axis = axis.part(stretch.start, stretch.end).map { local($0) } }
    }

    /// A place in the field's coordinates.
    func local(_ p: Point3) -> Point3 {
        let (dx, dy) = (p.x - origin.x, p.y - origin.y)
        return Point3(dx * direction.x + dy * direction.y, dy * direction.x - dx * direction.y, 0)
    }

    /// A place of the field in the city's coordinates.
    func global(_ p: Point3) -> Point3 {
        Point3(
            origin.x + p.x * direction.x - p.y * direction.y, origin.y + p.x * direction.y + p.y * direction.x)
    }

    private func turned(_ v: Point3) -> Point3 {
        Point3(v.x * direction.x + v.y * direction.y, v.y * direction.x - v.x * direction.y, v.z)
    }

    /// Puts into `found` those of the lamps that count for the field.
    func gather(_ candidates: [Int32], of lamps: Lamps, into found: inout [RoadLamp]) {
        found.removeAll(keepingCapacity: true)
        gather(candidates, of: lamps) { _, lamp in found.append(lamp) }
    }

    /// Hands out those of the lamps that count for the field, with their numbers.
    @inline(__always)
    func gather(_ candidates: [Int32], of lamps: Lamps, _ take: (Int32, RoadLamp) -> Void) {
        let half = field.width / 2
        // On a bend distances are taken from the middle of it.
        let slack = field.axis.isEmpty ? 0 : field.length
        for candidate in candidates {
            let i = Int(candidate)
            guard lamps.isOn[i], lamps.scales[i] > 0 else { continue }
            let h = lamps.heights[i]
            var p = local(lamps.positions[i])
            let beyond = max(-p.x, p.x - field.length)
            let beside = abs(p.y)
            let isNear =
                beyond <= RoadConventions.beyond * h + slack
                && beside <= half + field.laneWidth + RoadConventions.beside * h + slack
            let isOfRoad =
                field.axis.isEmpty && beyond <= RoadConventions.glareDistance && beside <= half + Self.verge
            guard isNear || isOfRoad else { continue }
            p.z = h
            var frame = lamps.frames[i]
            frame.along = turned(frame.along)
            frame.across = turned(frame.across)
            frame.down = turned(frame.down)
            take(
                candidate,
                RoadLamp(
                    position: p, frame: frame, photometry: Int(lamps.photometry[i]), scale: lamps.scales[i],
                    isOfRoad: isOfRoad))
        }
    }

    /// How far from a road lamps are looked for, m: those that blind.
    static let farthest = RoadConventions.glareDistance
}
