import City
import Geometry

/// A new mast.
struct PlacedLamp: Sendable {
    /// Number among the designs.
    var design: Int
    var mast: Point3
    /// Where its luminaire looks.
    var azimuth: Angle
    /// Along its piece of street, m, for its place in the list.
    var along: Double
}

/// Places the masts of designs along their streets: evenly, at most as far apart as designed, off crossing carriageways
/// and away from buildings.
struct LampPlacing {
    private let roads: Roads
    private let inputs: DesignInputs
    private let buildings: Layer?
    private let drivesLeft: Bool
    private let terrain: Terrain?

    /// A mast stands this far from the edge of any carriageway, m, at least.
    private static let clear = 0.3
    /// Beside a crossing street the first mast stands this far from its edge, m.
    private static let corner = 1.5

    init(_ city: City, _ roads: Roads, _ inputs: DesignInputs, drivesLeft: Bool) {
        self.roads = roads
        self.inputs = inputs
        self.drivesLeft = drivesLeft
        buildings = city.layer("building")
        terrain = city.terrain
    }

    func callAsFunction(_ designs: [StreetDesign], _ diagnostics: inout Diagnostics) -> [PlacedLamp] {
        var placed: [PlacedLamp] = []
        for street in StreetLine.join(designs, roads) {
            guard let first = street.pieces.first, let layout = designs[first.design].layout else { continue }
            var road = roads.roads[designs[first.design].road]
            road.line = street.line
            road.length = street.length
            let axis = RoadAxis(road)
            let own = Set(street.pieces.map { designs[$0.design].road })
            for (along, side, room) in stations(layout, axis, own) {
                guard let lamp = place(along, side, room, layout, axis, road.width, street) else {
                    diagnostics.note(
                        "no-place-for-mast",
                        "a mast has no place between carriageways and buildings: it is left out",
                        roads.roads[designs[street.design(at: along)].road].id)
                    continue
                }
                placed.append(lamp)
            }
        }
        return placed.sorted { ($0.design, $0.along) < ($1.design, $1.along) }
    }

    /// Where masts should stand along a street: the place, the side (1 left, -1 right), and how far they may be moved.
    private func stations(
        _ layout: RoadLayout, _ axis: RoadAxis, _ own: Set<Int>
    ) -> [(along: Double, side: Double, room: Double)] {
        let rows = layout.arrangement.rows
        // The side of the driver, where one row is enough.
        let turn = drivesLeft && rows.count == 1 ? -1.0 : 1.0
        if axis.isClosed {
            let count = max(1, Int((axis.length / layout.spacing - 1e-6).rounded(.up)))
            let step = axis.length / Double(count)
            return (0..<count).flatMap { k in
                rows.map { ((Double(k) + $0.phase) * step, turn * $0.side, step / 3) }
            }
        }
        let start = margin(axis, isEnd: false, layout, own)
        let end = margin(axis, isEnd: true, layout, own)
        let between = axis.length - start - end
        guard between > layout.spacing / 4 else {
            return rows.map { (axis.length / 2, turn * $0.side, axis.length / 3) }
        }
        let count = max(1, Int((between / layout.spacing - 1e-6).rounded(.up)))
        let step = between / Double(count)
        return (0...count).flatMap { k in
            rows.compactMap { row in
                let along = start + (Double(k) + row.phase) * step
                return along <= axis.length - end + 1e-6 ? (along, turn * row.side, step / 3) : nil
            }
        }
    }

    /// From an end of a street to its first mast: just behind a crossing carriageway, a quarter of the spacing at a dead
    /// end, where no lamp beyond helps.
    private func margin(_ axis: RoadAxis, isEnd: Bool, _ layout: RoadLayout, _ own: Set<Int>) -> Double {
        let (point, direction) = axis.place(isEnd ? axis.length : 0)
        let outward = isEnd ? direction : direction * -1
        var widest: Double?
        var goesOn = false
        for place in roads.places(near: point, reach: 1) where !own.contains(place.road) {
            let other = roads.roads[place.road]
            guard other.isCarriageway else { continue }
            let cosine = place.direction.dot(outward)
            if abs(cosine) > 0.9 { goesOn = true } else { widest = max(widest ?? 0, other.width / 2) }
        }
        if let widest { return min(widest + Self.corner, axis.length / 2) }
        return min(layout.spacing / (goesOn ? 2 : 4), axis.length / 2)
    }

    private func place(
        _ along: Double, _ side: Double, _ room: Double, _ layout: RoadLayout, _ axis: RoadAxis, _ width: Double,
        _ street: StreetLine
    ) -> PlacedLamp? {
        for step in 0...Int(max(0, min(room, 1000)).rounded(.down)) {
            for sign in step == 0 ? [1.0] : [1.0, -1] {
                let s = along + sign * Double(step)
                guard axis.isClosed || (s >= 0 && s <= axis.length) else { continue }
                let (middle, direction) = axis.place(s)
                let left = Point3(-direction.y, direction.x)
                var mast = middle + left * (side * (width / 2 + inputs.setback))
                guard isFree(mast) else { continue }
                mast.z = terrain?.height(at: mast) ?? 0
                let inward = left * -side
                let turned = axis.isClosed ? s - axis.length * (s / axis.length).rounded(.down) : s
                return PlacedLamp(
                    design: street.design(at: turned), mast: mast, azimuth: azimuth(x: inward.x, y: inward.y),
                    along: turned)
            }
        }
        return nil
    }

    /// Whether a mast can stand somewhere: on no carriageway and beside no wall.
    private func isFree(_ mast: Point3) -> Bool {
        // No more is asked than the setback leaves.
        let clear = min(Self.clear, inputs.setback - 0.01)
        let near = roads.places(near: mast, reach: Self.clear)
        if near.contains(where: { roads.roads[$0.road].isCarriageway && $0.fromEdge < clear }) { return false }
        guard let buildings else { return true }
        var isFree = true
        buildings.index.search(around: mast, radius: inputs.clearance) { row in
            guard isFree else { return }
            isFree = !buildings.geometries.polygons(of: Int(row)).contains {
                $0.distance(to: mast) < inputs.clearance || $0.locate(mast) != .outside
            }
        }
        return isFree
    }
}
