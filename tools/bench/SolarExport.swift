import City
import Engine
import Foundation
import Geometry
import JSON
import Sky

/// Writes a city as the pipeline of `peers/pvlib-embree` takes it, and what qala says of the same planes.
///
/// Binary files are plain little-endian numbers: `triangles` (nine floats each, terrain included), `sensors` (three
/// floats each, 2 cm off their plane), `directions` (three floats each: the patches of the sky, then the sun's nodes, in
/// the city's grid) and `solid_angles` (doubles). `planes.csv` says which sensors are whose, `weather.csv` gives
/// every hour with the nodes around its sun, `place.csv` the place. `qala.csv` holds qala's planes, `qala-cost.csv` what
/// they took.
func exportSolar(to path: String, buildings: Int) throws {
    let folder = URL(fileURLWithPath: path)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let city = innermost(buildings, of: solarCity())
    guard let place = city.place else { return }
    func write<T>(_ name: String, _ values: [T]) throws {
        try values.withUnsafeBytes { try Data($0).write(to: folder.appendingPathComponent(name)) }
    }
    func write(_ name: String, lines: [String]) throws {
        try Data((lines.joined(separator: "\n") + "\n").utf8).write(to: folder.appendingPathComponent(name))
    }
    func floats(_ points: some Sequence<Point3>) -> [Float] {
        points.flatMap { [Float($0.x), Float($0.y), Float($0.z)] }
    }

    var massing = Massing(city)
    if let terrain = city.terrain { massing.addTerrain(terrain) }
    try write("triangles.f32", floats(massing.mesh.indices.lazy.map { massing.mesh.vertices[Int($0)] }))
    var sensors: [Float] = []
    var planes = ["plane,x,y,z,area,first,count"]
    for building in massing.buildings {
        for roof in building.roofs where massing.roofs[roof].plane.area >= 4 {
            let (face, plane) = (massing.roofs[roof].face, massing.roofs[roof].plane)
            let first = sensors.count / 3
            let points = face.sampled(spacing: 1).map { $0.point + plane.normal * 0.02 }
            sensors += floats(points)
            let n = plane.normal
            planes.append(
                "\(building.id)/\(roof - building.roofs.lowerBound + 1),\(n.x),\(n.y),\(n.z),\(plane.area),\(first),"
                    + "\(points.count)")
        }
    }
    try write("sensors.f32", sensors)
    try write("planes.csv", lines: planes)

    let suns = SunGrid(latitude: place.latitude)
    let patches = SkyPatches.tregenza
    // The grid's y axis is turned clockwise from true north by the convergence: an azimuth becomes less by it.
    let (c, s) = (place.convergence.cosine, place.convergence.sine)
    try write(
        "directions.f32",
        floats((patches.directions + suns.directions).map { Point3($0.x * c - $0.y * s, $0.x * s + $0.y * c, $0.z) }))
    try write("solid_angles.f64", patches.solidAngles)
    try write("weather.csv", lines: try weatherLines(place, suns))
    try write(
        "place.csv",
        lines: [
            "latitude,longitude,convergence,elevation",
            "\(place.latitude.degrees),\(place.longitude.degrees),\(place.convergence.degrees),\(solarElevation)",
        ])
    try writeAnswers(city, write)
}

/// Height above the sea of a place without a weather file, m: the default of `solar.yield`.
private let solarElevation = 200.0

/// The benchmark's year, hour by hour.
private func weatherLines(_ place: City.Place, _ suns: SunGrid) throws -> [String] {
    let weather = try Weather(
        climatologyAt: Location(latitude: place.latitude, longitude: place.longitude, elevation: solarElevation),
        year: 2025, utcOffset: (place.longitude.degrees / 15).rounded(), monthlySunshine: .clearness(solarClearness),
        monthlyTempAir: solarTemperatures, linkeTurbidity: .turkistan, name: "climatology 2025")
    var lines = ["time_utc,ghi,dni,dhi,temp_air,wind_speed,node0,node1,node2,node3,share0,share1,share2,share3"]
    for (hour, sun) in weather.sunPositions().enumerated() {
        // Local standard time is a whole number of hours ahead of UTC, and the first of them is half an hour after midnight.
        let minutes = hour * 60 + 30 - Int(weather.utcOffset) * 60
        let found = suns.weights(of: sun.direction)
        var columns: [String] = ["\(minutes)"]
        for value in [
            weather.ghi[hour], weather.dni[hour], weather.dhi[hour], weather.tempAir[hour], weather.windSpeed[hour],
        ] { columns.append("\(value)") }
        for k in 0..<4 { columns.append("\(found?.nodes[k] ?? 0)") }
        for k in 0..<4 { columns.append("\(found?.shares[k] ?? 0)") }
        lines.append(columns.joined(separator: ","))
    }
    return lines
}

/// Runs qala twice: in the same terms as the pipeline (level ground, flush modules over the whole plane, PVWatts), and
/// as it comes (reflections traced, racks on flat roofs, single-diode modules).
private func writeAnswers(_ city: City, _ write: (String, [String]) throws -> Void) throws {
    let pvwatts: JSONObject = [
        "module": "pvwatts-standard", "losses": "pvwatts", "inverter": "pvwatts", "iam": "physical",
        "temperature_model": "sapm", "electronics": "module", "flat_mounting": "flush", "setback": 0,
        "usable_share": 1,
    ]
    var costs = ["run,wall_s,cpu_s"]
    func timed(_ name: String, _ work: () throws -> Outcome) throws -> Outcome {
        var result: Result<Outcome, any Error> = .success(Outcome(layers: [], indicators: []))
        let cost = time(runs: 1) {
            result = Result { try work() }
            return 0
        }.cost
        costs.append("\(name),\(cost.wall),\(cost.allThreads)")
        return try result.get()
    }
    let same = try timed("same") { try solar("solar.yield", city, ["bounce_rays": 0], pvwatts) }
    let reflected = try timed("reflected") { try solar("solar.yield", city, [:], pvwatts) }
    _ = try timed("default") { try solar("solar.yield", city, [:]) }
    var lines = ["plane,irradiation,irradiation_traced,sensors,poa_modules,capacity,energy"]
    guard let layer = same.layers.first(where: { $0.name == "roof" }) else { return }
    let traced = reflected.layers.first { $0.name == "roof" }
    func value(_ name: String, _ layer: Layer?, _ row: Int?) -> String {
        guard let row else { return "" }
        return layer?.column(name)?[row].double.map { "\($0)" } ?? ""
    }
    for row in 0..<layer.count {
        let id = layer.ids[row]
        lines.append(
            [
                id, value("irradiation", layer, row), value("irradiation", traced, traced?.row(id: id)),
                value("sensors", layer, row), value("poa_global", layer, row), value("capacity", layer, row),
                value("energy", layer, row),
            ].joined(separator: ","))
    }
    try write("qala.csv", lines)
    try write("qala-cost.csv", costs)
}
