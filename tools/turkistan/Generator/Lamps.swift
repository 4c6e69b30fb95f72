import Geometry

/// A street light.
struct Lamp: Sendable {
    var place: Point3
    /// Index into the roads.
    var road: Int
    /// Direction of the arm, from the pole to the carriageway, degrees from north.
    var azimuth: Double
    var isLED: Bool
    var status: String
    var circuit: String
}

/// Sets lamps along the lit streets, outside every carriageway and building.
///
/// - Parameter roads: indices of the roads to light; neighbours count as obstacles even where they are not lit.
func setLamps(
    along chosen: [Int], _ roads: Roads, beside buildings: [Building], seed: UInt64
) -> [Lamp] {
    let obstacles = Obstacles(roads: roads.roads, buildings: buildings)
    var random = Random(seed: seed, stream: 4)
    var lamps: [Lamp] = []
    for r in chosen where roads.roads[r].isLit {
        let road = roads.roads[r]
        let rule = road.roadClass.lighting
        let along = (road.to - road.from).normalised
        let side = left(along) * (road.roadClass.width / 2 + 1)
        let count = Int((road.length / rule.spacing).rounded())
        // One circuit a street in each square kilometre.
        let circuit = "c-\(road.street)-\(Int((road.from.x / 1000).rounded()))-\(Int((road.from.y / 1000).rounded()))"
        let isFlipped = road.street % 2 == 0
        for k in 0..<max(count, road.length > 18 ? 1 : 0) {
            let at = road.length * (Double(k) + 0.5) / Double(max(count, 1))
            let sides: [Double]
            switch rule.arrangement {
            case .single: sides = [isFlipped ? 1 : -1]
            case .staggered: sides = [k % 2 == 0 ? 1 : -1]
            case .opposite: sides = [1, -1]
            }
            let state = random.pick(("ok", 0.965), ("defectiveLamp", 0.025), ("columnIssue", 0.01))
            for sign in sides {
                // A pole that would stand in a side street moves a few steps along.
                for shift in [0.0, 4, -4, 8, -8] {
                    let p = rounded(road.from + along * (at + shift) + side * sign)
                    guard at + shift > 1, at + shift < road.length - 1, obstacles.isFree(p, margin: 0.5) else {
                        continue
                    }
                    lamps.append(
                        Lamp(
                            place: p, road: r, azimuth: (azimuth(side * -sign) * 10).rounded() / 10,
                            isLED: road.roadClass == .pedestrian || roads.streets[road.street].isLED, status: state,
                            circuit: circuit))
                    break
                }
            }
        }
    }
    return lamps
}

/// Carriageways and buildings, to keep poles and trees out of.
struct Obstacles: Sendable {
    private let roads: [Road]
    private let buildings: [Building]
    private var roadBuckets = Buckets(size: 80)
    private var buildingBuckets = Buckets(size: 40)

    init(roads: [Road], buildings: [Building]) {
        self.roads = roads
        self.buildings = buildings
        for (i, road) in roads.enumerated() {
            roadBuckets.add(i, box([road.from, road.to]).grown(by: road.roadClass.width / 2 + 3))
        }
        for (i, building) in buildings.enumerated() { buildingBuckets.add(i, box(building.footprint).grown(by: 4)) }
    }

    /// Whether a point keeps `margin` (up to 3 m) from every carriageway and building.
    func isFree(_ p: Point3, margin: Double) -> Bool {
        let spot = box([p])
        if roadBuckets.contains(
            near: spot,
            where: {
                distance(p, segment: roads[$0].from, roads[$0].to) < roads[$0].roadClass.width / 2 + margin
            })
        {
            return false
        }
        return !buildingBuckets.contains(
            near: spot, where: { distance(ring: buildings[$0].footprint, segment: p, p) < margin })
    }
}
