import Foundation
import Geometry

/// Shadow rays over a city of 20,000 box buildings, 240,000 triangles: 49 points a roof against 445 directions.
func benchRays() {
    let city = BoxCity(buildings: 20_000, seed: 7)
    let build = time(runs: 3) { RayScene(city.mesh).triangleCount }
    report("build, all cores, wall", seconds: build.cost.wall, operations: city.mesh.triangleCount, unit: "triangle")
    let scene = RayScene(city.mesh)
    let directions = skyDirections(445)
    // Every tenth roof: enough, and the groups are as in the whole.
    let points = stride(from: 0, to: city.roofs.count, by: 10).flatMap { city.roofs[$0] }
    let groups = scene.groups(points).map(\.group)
    let queries = points.count * directions.count

    let grouped = time(runs: 3) {
        var shaded = 0
        for group in groups {
            var hint = OccluderHint()
            for direction in directions {
                shaded += scene.occlusion(group, direction: direction, hint: &hint).nonzeroBitCount
            }
        }
        return shaded
    }
    report(
        "groups of 64 along one direction", seconds: grouped.cost.cpu, operations: queries, unit: "ray",
        remark: String(
            format: "%.1f %% shaded, %d points a group", 100 * Double(grouped.checksum) / Double(queries),
            points.count / groups.count))

    let few = Array(points.prefix(4000))
    let single = time(runs: 2) {
        var shaded = 0
        for point in few {
            for direction in directions where scene.occluded(origin: point, direction: direction) { shaded += 1 }
        }
        return shaded
    }
    report(
        "ray by ray", seconds: single.cost.cpu, operations: few.count * directions.count, unit: "ray",
        remark: ratio(single.cost.cpu / Double(few.count), grouped.cost.cpu / Double(points.count)))

    let first = time(runs: 2) {
        var sum = 0
        for point in few {
            for direction in directions {
                sum +=
                    Int(scene.firstHit(origin: point, direction: direction * -1 + Point3(0, 0, 2e-9))?.triangle ?? 0)
                    & 1
            }
        }
        return sum
    }
    report(
        "first hit, ray by ray, downwards", seconds: first.cost.cpu, operations: few.count * directions.count,
        unit: "ray")

    let brute = time(runs: 1) {
        var shaded = 0
        for point in few.prefix(2) {
            for direction in directions.prefix(40) where city.mesh.isMet(from: point, direction) { shaded += 1 }
        }
        return shaded
    }
    report(
        "every triangle, double precision", seconds: brute.cost.cpu, operations: 80, unit: "ray",
        remark: ratio(brute.cost.cpu / 80, grouped.cost.cpu / Double(queries)))
}

/// Box buildings on a jittered grid, and 7 × 7 points on each roof.
struct BoxCity {
    var mesh = Mesh()
    var roofs: [[Point3]] = []

    init(buildings: Int, seed: UInt64) {
        var random = Seeded(seed)
        let side = Int(Double(buildings).squareRoot().rounded(.up))
        for i in 0..<buildings {
            let x = Double(i % side) * 30 + random.unit() * 6
            let y = Double(i / side) * 30 + random.unit() * 6
            let (w, d) = (12 + random.unit() * 8, 12 + random.unit() * 8)
            let height = 5 + 25 * random.unit() * random.unit()
            let plan = Polygon(exterior: [Point3(x, y), Point3(x + w, y), Point3(x + w, y + d), Point3(x, y + d)])
            mesh.appendExtrusion(of: plan, from: 0, to: height, owner: Int32(i))
            roofs.append(
                (0..<49).map { k in
                    Point3(
                        x + w * (Double(k % 7) + 0.5) / 7, y + d * (Double(k / 7) + 0.5) / 7, height + RayScene.lift)
                })
        }
    }
}

/// Directions spread evenly over the upper hemisphere (golden spiral).
func skyDirections(_ count: Int) -> [Point3] {
    (0..<count).map { i in
        let z = (Double(i) + 0.5) / Double(count)
        let a = Double(i) * 2.399963229728653
        let r = (1 - z * z).squareRoot()
        return Point3(r * cos(a), r * sin(a), z)
    }
}

extension Mesh {
    /// Whether any triangle is met: Möller & Trumbore 1997 in double precision, one by one.
    func isMet(from o: Point3, _ d: Point3) -> Bool {
        (0..<triangleCount).contains { t in
            let a = vertices[Int(indices[3 * t])]
            let (u, v) = (vertices[Int(indices[3 * t + 1])] - a, vertices[Int(indices[3 * t + 2])] - a)
            let p = d.cross(v)
            let det = u.dot(p)
            guard abs(det) > 1e-12 else { return false }
            let s = o - a
            let x = s.dot(p) / det
            let q = s.cross(u)
            let y = d.dot(q) / det
            return x >= 0 && y >= 0 && x + y <= 1 && v.dot(q) / det > 0
        }
    }
}
