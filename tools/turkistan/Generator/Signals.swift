import Geometry

/// A signalised junction with its approaches and its programme.
struct Junction: Sendable {
    struct Approach: Sendable {
        /// Index into the roads.
        var road: Int
        /// From the stop line backwards is `tail`; the line is told in driving direction.
        var tail: Point3
        var stopLine: Point3
        /// Direction of travel, degrees.
        var azimuth: Double
        /// Lanes for left, through, right movements; a lane of the kerb serves both through and right.
        var lanes: (left: Int, through: Int, right: Int)
        /// Vehicles an hour in the morning peak.
        var volume: (left: Int, through: Int, right: Int)
        var phase: Int
        var leftPhase: Int
    }

    struct Phase: Sendable {
        var order: Int
        var movements: String
        /// Approach numbers that have green.
        var approaches: [Int]
        var green: Int
        var amber = 3
        var allRed: Int
    }

    var node: Int
    var place: Point3
    var name: Name
    var approaches: [Approach]
    var phases: [Phase]
    var isDemo: Bool

    /// Seconds; the sum of the phases.
    var cycle: Int { phases.reduce(0) { $0 + $1.green + $1.amber + $1.allRed } }
}

/// Saturation flow of one lane, vehicles an hour of green: 1,900 ideal (HCM) less local width and turning factors.
let saturationFlow = (left: 1700.0, through: 1800.0)

/// Puts signals where main streets cross, from the old centre outwards, none closer than 700 m to another.
func signals(_ plan: Plan, _ roads: Roads, count: Int, seed: UInt64) -> [Junction] {
    var incident: [Int: [Int]] = [:]
    for (r, road) in roads.roads.enumerated() where road.roadClass.rawValue <= 2 {
        incident[road.fromNode, default: []].append(r)
        incident[road.toNode, default: []].append(r)
    }
    let candidates = plan.gridCrossings.filter { (incident[$0] ?? []).count == 4 }
        .sorted { weight($0, plan) < weight($1, plan) }
    var chosen: [Int] = []
    for node in candidates where chosen.count < count {
        let p = plan.network.nodes[node]
        if chosen.allSatisfy({ plan.network.nodes[$0].distance2D(to: p) > 700 }) { chosen.append(node) }
    }
    return chosen.enumerated().map { k, node in
        var random = Random(seed: seed, stream: 40_000 + UInt64(node))
        return junction(node, incident[node] ?? [], plan, roads, &random)
    }

    func weight(_ node: Int, _ plan: Plan) -> (Double, Int) {
        let main = (incident[node] ?? []).reduce(0) { $0 + roads.roads[$1].roadClass.rawValue }
        // A crossing of lesser streets has to be nearer to the centre to be worth its signals.
        return (plan.network.nodes[node].distance2D(to: Grid.urbanCentre) + Double(main) * 260, node)
    }
}

private func junction(
    _ node: Int, _ incident: [Int], _ plan: Plan, _ roads: Roads, _ random: inout Random
) -> Junction {
    let p = plan.network.nodes[node]
    let busy = max(0.35, 1.15 - p.distance2D(to: Grid.urbanCentre) / 9000)
    var approaches: [Junction.Approach] = []
    for r in incident {
        let road = roads.roads[r]
        let far = road.fromNode == node ? road.to : road.from
        let out = (far - p).normalised
        let right = left(out)  // Traffic drives on the right: towards the junction that is left of the outward ray.
        let lateral = right * (road.roadClass.width / 4)
        let reach = min(60, road.length * 0.8)
        let lanes = road.roadClass.lanes / 2
        let through = Double(lanes) * 430 * busy * random.uniform(0.6, 1.05)
        approaches.append(
            Junction.Approach(
                road: r, tail: rounded(p + out * reach + lateral), stopLine: rounded(p + out * 14 + lateral),
                azimuth: (azimuth(out * -1) * 10).rounded() / 10, lanes: (1, max(lanes, 1), lanes > 1 ? 1 : 0),
                volume: (
                    Int(through * random.uniform(0.12, 0.22)), Int(through), Int(through * random.uniform(0.1, 0.2))
                ), phase: 0, leftPhase: 0))
    }
    approaches.sort { $0.azimuth < $1.azimuth }
    let streets = [approaches[0], approaches[min(1, approaches.count - 1)]].map {
        roads.streets[roads.roads[$0.road].street].name
    }
    let name = Name(
        en: streets.map { $0?.en ?? "unnamed street" }.joined(separator: " / "),
        kk: streets.map { $0?.kk ?? "атаусыз көше" }.joined(separator: " / "),
        ru: streets.map { $0?.ru ?? "улица без названия" }.joined(separator: " / "))
    let isLarge = approaches.allSatisfy { roads.roads[$0.road].roadClass.rawValue <= 1 }
    let phases = programme(&approaches, protectedLefts: isLarge)
    return Junction(
        node: node, place: p, name: name, approaches: approaches, phases: phases,
        isDemo: incident.allSatisfy { roads.roads[$0].isDemo })
}

/// Phases by opposite approaches and their greens by Webster's rule.
///
/// Cycle = (1.5 L + 5) / (1 − Y), L the lost time and Y the sum of the critical flow ratios (Webster, Road Research
/// Technical Paper 39, 1958), kept within 60–120 s; the effective green is shared in proportion to the ratios.
private func programme(_ approaches: inout [Junction.Approach], protectedLefts: Bool) -> [Junction.Phase] {
    var phases: [Junction.Phase] = []
    var ratios: [Double] = []
    for axis in 0..<2 {
        let members = approaches.indices.filter { $0 % 2 == axis }
        func ratio(_ flow: (Junction.Approach) -> Double) -> Double {
            max(0.05, members.reduce(0) { max($0, flow(approaches[$1])) })
        }
        if protectedLefts {
            ratios.append(ratio { Double($0.volume.left) / (saturationFlow.left * Double($0.lanes.left)) })
            phases.append(
                Junction.Phase(order: phases.count + 1, movements: "left", approaches: members, green: 0, allRed: 1))
        }
        ratios.append(
            ratio { Double($0.volume.through + $0.volume.right) / (saturationFlow.through * Double($0.lanes.through)) })
        phases.append(
            Junction.Phase(
                order: phases.count + 1, movements: protectedLefts ? "through+right" : "left+through+right",
                approaches: members, green: 0, allRed: 2))
        for m in members {
            approaches[m].phase = phases.count
            approaches[m].leftPhase = protectedLefts ? phases.count - 1 : phases.count
        }
    }
    let pauses = phases.reduce(0) { $0 + $1.amber + $1.allRed }
    let sum = min(0.9, ratios.reduce(0, +))
    let cycle = Int(min(120, max(60, (1.5 * Double(pauses) + 5) / (1 - sum))).rounded())
    let least = protectedLefts ? 8 : 12
    let spare = max(0, cycle - pauses - least * phases.count)
    let whole = ratios.reduce(0, +)
    for k in phases.indices { phases[k].green = least + Int(Double(spare) * ratios[k] / whole) }
    // Rounding leaves a second or two; the busiest phase takes them.
    if let busiest = ratios.indices.max(by: { ratios[$0] < ratios[$1] }) {
        let given = phases.reduce(0) { $0 + $1.green + $1.amber + $1.allRed }
        phases[busiest].green += max(0, cycle - given)
    }
    return phases
}
