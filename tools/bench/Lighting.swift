import City
import Engine
import Foundation
import Geometry
import JSON
import TurkistanCity

/// Street lighting of the synthetic Turkistan: all of it, its inner part, and a what-if of 100 lamps.
///
/// `cold` builds everything; `what-if` changes the flux of 100 lamps and computes what they reach (``Kept``).
func benchLighting() throws {
    let whole = Turkistan(size: .city).city()
    Swift.print("CPU of all threads; load says what else the machine does")
    Swift.print("roads km |  coverage: points   cold wall   CPU   what-if wall   CPU | road: wall   CPU | load")
    for radius in [1_500.0, 3_000, .infinity] {
        let city = lightingCity(whole, radius: radius)
        let roads = city.layer("road")
        let length = (0..<(roads?.count ?? 0)).reduce(0.0) { sum, row in
            sum + (roads?.geometries.lines(of: row).reduce(0) { $0 + $1.polylineLength } ?? 0)
        }
        let ids = city.layer("street_light")?.ids ?? []
        let some = ids.dropFirst(ids.count / 3).prefix(100).map { "'\($0)'" }.joined(separator: ", ")
        let changed = try city.applying([
            .set(layer: "street_light", where: try Filter("id in (\(some))"), values: [("flux_lm", .real(2000))])
        ]).city
        let kept = Kept()
        func run(_ name: String, _ city: City) throws -> (cost: Cost, outcome: Outcome) {
            var result: Result<Outcome, any Error> = .success(Outcome(layers: [], indicators: []))
            let cost = time(runs: 1) {
                result = Result {
                    let made = try makeSimulation(simulation(named: name), [:]) { _ in [] }
                    return try Kept.$current.withValue(kept) { try made.simulation.run(on: city) }
                }
                return 0
            }.cost
            return (cost, try result.get())
        }
        let cold = try run("lighting.coverage", city)
        let other = try run("lighting.coverage", changed)
        let road = try run("lighting.road", city)
        var load = [0.0]
        getloadavg(&load, 1)
        Swift.print(
            String(
                format: "%8.0f | %17.0f %11.2f %5.2f %14.2f %5.2f | %10.2f %5.2f | %4.1f", length / 1000,
                cold.outcome.indicator("lighting.points") ?? 0, cold.cost.wall, cold.cost.allThreads, other.cost.wall,
                other.cost.allThreads, road.cost.wall, road.cost.allThreads, load[0]))
        fflush(nil)
    }
}

/// The features of a city whose middle lies within a distance of its zero.
func lightingCity(_ city: City, radius: Double) -> City {
    guard radius.isFinite else { return city }
    return city.with(
        layers: city.layers.map { layer in
            layer.selecting(
                (0..<layer.count).filter {
                    let box = layer.geometries.box(of: $0)
                    return !box.isEmpty && box.centre.length < radius
                })
        })
}

/// Writes the inner part of the city as `peers/night` takes it, and what qala says there.
///
/// `scene.rad`: the buildings for Radiance. `lamps.csv`: x, y, z, azimuth, tilt, scale of the file `lamp.ies`.
/// `points.csv`: x, y, z, illuminance, illuminance with nothing in the way. `cost.csv`: points and qala's CPU seconds with
/// and without what is in the way.
func exportLighting(to path: String, lamp: String) throws {
    let folder = URL(fileURLWithPath: path)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    func write(_ name: String, _ lines: [String]) throws {
        try Data((lines.joined(separator: "\n") + "\n").utf8).write(to: folder.appendingPathComponent(name))
    }
    let ies = try Data(contentsOf: URL(fileURLWithPath: lamp))
    var city = lightingCity(Turkistan(size: .city).city(), radius: 1200)
    city = city.with(layers: city.layers.filter { $0.name != "tree" })
    let mesh = Massing(city).mesh
    try write(
        "scene.rad",
        ["void plastic black\n0\n0\n5 0 0 0 0 0"]
            + (0..<mesh.triangleCount).map { t in
                let (a, b, c) = mesh.corners(of: t)
                return "black polygon t\(t)\n0\n0\n9 "
                    + [a, b, c].map { "\($0.x) \($0.y) \($0.z)" }.joined(separator: " ")
            })
    guard let lights = city.layer("street_light") else { return }
    func number(_ name: String, _ row: Int) -> Double { lights.column(name)?.number(row) ?? 0 }
    try write(
        "lamps.csv",
        ["x,y,z,azimuth,tilt,flux"]
            + (0..<lights.count).compactMap { row in
                guard lights.column("status")?[row].text != "defectiveLamp",
                    let i = lights.geometries.vertexRange(of: row).first
                else { return nil }
                let p = lights.geometries.vertices[i]
                let azimuth = Angle.degrees(number("azimuth_deg", row))
                let arm = number("overhang_m", row)
                let ground = city.terrain?.height(at: p) ?? 0
                return [
                    p.x + arm * azimuth.sine, p.y + arm * azimuth.cosine, ground + number("height", row),
                    azimuth.degrees, number("tilt_deg", row), number("flux_lm", row),
                ].map { "\($0)" }.joined(separator: ",")
            })
    func run(_ more: JSONObject) throws -> (Cost, Outcome) {
        var given: JSONObject = ["photometry": "lamp.ies", "maintenance_factor": 1, "where": "width > 0"]
        for member in more.members { given[member.key] = member.value }
        var result: Result<Outcome, any Error> = .success(Outcome(layers: [], indicators: []))
        let cost = time(runs: 1) {
            result = Result {
                let made = try makeSimulation(simulation(named: "lighting.coverage"), given) { _ in [UInt8](ies) }
                return try made.simulation.run(on: city)
            }
            return 0
        }.cost
        return (cost, try result.get())
    }
    let (shaded, _) = try run([:])
    let (open, _) = try run(["occlusion": false])
    let (_, outcome) = try run(["points": true])
    guard let points = outcome.layer("point"), let e = points.column("e"), let o = points.column("e_open") else {
        return
    }
    try write("cost.csv", ["points,shaded,open", "\(points.count),\(shaded.allThreads),\(open.allThreads)"])
    try write(
        "points.csv",
        ["x,y,z,e,e_open"]
            + (0..<points.count).map { i in
                let p = points.geometries.vertices[i]
                return "\(p.x),\(p.y),\(p.z),\(e.number(i)),\(o.number(i))"
            })
}
