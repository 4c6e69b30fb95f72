import Dispatch
import Foundation
import Geometry

/// Shadow queries of a solar study: many points, 445 directions over the sky, a city of 20,000 box buildings.
func benchRays() {
    let town = BoxTown(buildings: 20_000, seed: 7)
    let build = time(runs: 3) { RayScene(town.mesh, parallel: false).triangleCount }.cost
    let parallelBuild = time(runs: 3) { RayScene(town.mesh).triangleCount }.cost
    let scene = RayScene(town.mesh)
    report("qala: build", seconds: build.cpu, operations: scene.triangleCount, unit: "triangle")
    report(
        "qala: build, all cores, wall", seconds: parallelBuild.wall, operations: scene.triangleCount, unit: "triangle",
        remark: "\(scene.byteCount / scene.triangleCount) bytes each, " + parallelBuild.coresRemark)
    let directions = skyDirections()
    benchGroups("patches of 8 x 8 m, roofs and ground", scene, town.patches(4_000), directions)
    benchGroups("roofs, 1 M points, grouped by roof", scene, town.roofPoints(1_000_000), directions)
    benchGroups("facades, 2 m apart, grouped by facade", scene, town.facadePoints(200_000), directions)

    let hills = hillyTerrain(side: 512)
    let terrain = RayScene(hills.mesh)
    print("-- terrain of \(terrain.triangleCount) triangles")
    benchGroups("terrain, points 10 m apart", terrain, hills.points, directions)
}

private func benchGroups(_ name: String, _ scene: RayScene, _ sensors: Sensors, _ directions: [Point3]) {
    let (points, owners) = (sensors.points, sensors.owners)
    let set = DirectionSet(directions)
    let ordering = time(runs: 1) { PointOrder(points, owners: owners, parallel: false).groupCount }.cost
    let order = PointOrder(points, owners: owners)
    report("qala: order points", seconds: ordering.cpu, operations: points.count, unit: "point")

    /// Blocked queries of every `stride`-th group.
    @Sendable func blocked(_ first: Int, _ stride: Int) -> Int {
        var sum = 0
        for g in Swift.stride(from: first, to: order.groupCount, by: stride) {
            let group = PointGroup(order[g].lazy.map { points[Int($0)] })
            scene.occlusion(of: group, directions: set) { sum += $1.nonzeroBitCount }
        }
        return sum
    }
    // A sixteenth of the groups in short: enough to be steady, spread over the city.
    let sample = 16
    let sampled = stride(from: 3, to: order.groupCount, by: sample).reduce(0) { $0 + order[$1].count }
    let grouped = time(runs: 5) { blocked(3, sample) }
    report(
        "qala: \(name)", seconds: grouped.cost.cpu, operations: sampled * directions.count, unit: "ray",
        remark: "\(order.groupCount) groups of \(points.count / order.groupCount), "
            + "\(grouped.checksum * 1000 / (sampled * directions.count)) per mille blocked")
    let cores = ProcessInfo.processInfo.activeProcessorCount
    let shares = cores * 8
    let parallel = time(runs: 5) {
        DispatchQueue.concurrentPerform(iterations: shares) { _ = blocked(3 + sample * $0, sample * shares) }
        return 0
    }.cost
    report(
        "qala:   all \(cores) cores, wall", seconds: parallel.wall, operations: sampled * directions.count, unit: "ray",
        remark: parallel.coresRemark)

    let single = time(runs: 2) {
        var sum = 0
        for g in stride(from: 3, to: order.groupCount, by: sample * 16) {
            for i in order[g] {
                for d in directions where scene.occluded(origin: points[Int(i)], direction: d) { sum += 1 }
            }
        }
        return sum
    }.cost
    let singles = stride(from: 3, to: order.groupCount, by: sample * 16).reduce(0) { $0 + order[$1].count }
    let ratio = (single.cpu / Double(singles)) / (grouped.cost.cpu / Double(sampled))
    report(
        "qala:   ray by ray", seconds: single.cpu, operations: singles * directions.count, unit: "ray",
        remark: String(format: "%.1f x slower", ratio))
}

/// Writes scenes, points and directions for other programs to answer: `patches.bin`, `roofs.bin`, `facades.bin`.
///
/// Each holds three lists of floats, each with its count before it: nine per triangle, three per point, three per
/// direction. Points are those the benchmark asks about, group after group.
func exportRays(to folder: String) throws {
    let town = BoxTown(buildings: 20_000, seed: 7)
    let directions = skyDirections().map(\.normalised)
    let corners = town.mesh.indices.map { town.mesh.vertices[Int($0)] }
    for (name, sensors) in [
        ("patches", town.patches(4_000)), ("roofs", town.roofPoints(1_000_000)),
        ("facades", town.facadePoints(200_000)),
    ] {
        let order = PointOrder(sensors.points, owners: sensors.owners)
        let sampled = stride(from: 3, to: order.groupCount, by: 16).flatMap { order[$0] }
        var data = Data()
        for list in [corners, sampled.map { sensors.points[Int($0)] }, directions] {
            let values = list.flatMap { [Float($0.x), Float($0.y), Float($0.z)] }
            withUnsafeBytes(of: UInt32(values.count)) { data.append(contentsOf: $0) }
            values.withUnsafeBytes { data.append(contentsOf: $0) }
        }
        try data.write(to: URL(fileURLWithPath: folder).appendingPathComponent("\(name).bin"))
    }
}
