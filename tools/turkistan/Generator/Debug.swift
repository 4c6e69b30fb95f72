import Geometry
public func debugPlan() {
    let plan = Plan(seed: 1)
    let s = Settlement(
        plan, seed: 1, superblocks: plan.superblocks.filter { $0.district != .fields }.count, limit: 80000)
    var byUse: [String: Int] = [:]
    var byDistrict: [String: (Int, Double)] = [:]
    for b in s.buildings {
        byUse[b.use, default: 0] += 1; byDistrict["\(plan.superblocks[b.superblock].district)", default: (0, 0)].0 += 1
    }
    for b in plan.superblocks { byDistrict["\(b.district)", default: (0, 0)].1 += b.area / 10000 }
    print(s.buildings.count, byUse)
    print(byDistrict.map { "\($0.key) \($0.value.0) \(Int($0.value.1)) ha \(Double($0.value.0) / $0.value.1)" })
    print("demo", s.buildings.filter { $0.superblock < 9 }.count)
    print(
        "pop", s.buildings.reduce(0) { $0 + $1.population },
        s.buildings.filter { $0.use == "apartments" }.reduce(0) { $0 + $1.population })
    let edges = plan.network.edges()
    var byClass: [Double] = Array(repeating: 0, count: 9)
    for e in edges {
        byClass[plan.network.lines[e.line].roadClass.rawValue] += plan.network.nodes[e.from].distance2D(
            to: plan.network.nodes[e.to])
    }
    print(edges.count, byClass.reduce(0, +), byClass.map { Int($0 / 1000) })
    var svg =
        "<svg xmlns='http://www.w3.org/2000/svg' width='1800' height='1800' viewBox='-950 -950 1900 1900'><rect x='-9800' y='-8000' width='16500' height='16500' fill='white'/>"
    for e in edges {
        let (a, b) = (plan.network.nodes[e.from], plan.network.nodes[e.to])
        let c = plan.network.lines[e.line].roadClass
        svg +=
            "<path d='M\(a.x),\(-a.y)L\(b.x),\(-b.y)' stroke='\(c == .track ? "#999" : c.rawValue < 2 ? "#dba" : "#ccc")' stroke-width='\(c.width)'/>"
    }
    for b in s.buildings where b.superblock < 30 {
        svg +=
            "<path d='M" + b.footprint.map { "\($0.x),\(-$0.y)" }.joined(separator: "L")
            + "Z' fill='\(b.use == "house" ? "#c96" : b.use == "apartments" ? "#66c" : "#c44")'/>"
    }
    for z in Zones.all() {
        svg +=
            "<path d='M" + z.polygon.ring(0).map { "\($0.x),\(-$0.y)" }.joined(separator: "L")
            + "Z' fill='none' stroke='red' stroke-width='2'/>"
    }
    print(svg + "</svg>")
}
