import City
import Dispatch
import Engine
import Foundation
import Geometry
import JSON
import TurkistanCity

/// `solar.yield` on the synthetic city of Turkistan and on its 1,000, 10,000 and 20,000 innermost buildings.
///
/// The first run traces; the second, with another tilt and tariff, and the third, with other weather, take what was kept
/// (``Kept``). `QALA_BENCH_BUILDINGS=1000,20000` asks for other numbers of buildings.
func benchSolar() throws {
    let whole = solarCity()
    let wanted = ProcessInfo.processInfo.environment["QALA_BENCH_BUILDINGS"]?.split(separator: ",").compactMap {
        Int($0)
    }
    let counts = wanted ?? [1_000, 10_000, 20_000, 50_000]
    print("sensors: those in the open; CPU of all threads; two runs may differ by what else the machine does (load)")
    print(
        "buildings planes     planes   sensors |  cold: wall      CPU  sensors/CPU s  peak GB, of all | tilt, tariff: wall  CPU"
            + " | weather: wall  CPU | load")
    var rates: [String: [Double]] = [:]
    for planes in ["roofs", "both"] {
        for count in counts {
            // No city or result of the row before stays in memory.
            do {
                let row = try SolarRow(innermost(count, of: whole), planes: planes)
                rates[planes, default: []].append(row.cold.allThreads / Double(row.sensors) * 1e6)
                row.print(buildings: count)
            }
        }
    }
    for (planes, rate) in rates.sorted(by: { $0.key > $1.key }) {
        let text = rate.map { String(format: "%.2f", $0) }.joined(separator: ", ")
        print("\(planes): cold CPU seconds per million sensors, from the smallest city to the largest: \(text)")
    }
}

/// One line of the table.
private struct SolarRow {
    let planes: String
    let planeCount: Int
    let sensors: Int
    let cold: Cost
    let otherPanels: Cost
    let otherWeather: Cost
    /// The most memory held in the first run, and in any of the three.
    let coldPeakBytes: Int
    let peakBytes: Int

    init(_ city: City, planes: String) throws {
        self.planes = planes
        let kept = Kept()
        resetPeakMemory()
        /// The outcome is counted and let go: it would weigh on the next run's memory.
        func run(_ changed: JSONObject) throws -> (cost: Cost, planes: Int, sensors: Int) {
            var result: Result<Outcome, any Error> = .success(Outcome(layers: [], indicators: []))
            let cost = time(runs: 1) {
                result = Result { try Kept.$current.withValue(kept) { try solarYield(of: city, planes, changed) } }
                return 0
            }.cost
            let layers = try result.get().layers.filter { $0.column("sensors") != nil }
            let sensors = layers.compactMap { $0.column("sensors") }.reduce(0) { sum, column in
                (0..<column.count).reduce(sum) { $0 + Int(column[$1].double ?? 0) }
            }
            return (cost, layers.reduce(0) { $0 + $1.count }, sensors)
        }
        let first = try run([:])
        cold = first.cost
        (planeCount, sensors) = (first.planes, first.sensors)
        coldPeakBytes = peakMemory()
        otherPanels = try run(["tilt": 45, "azimuth": 200, "tariff": 30]).cost
        otherWeather = try run(["weather_seed": 2]).cost
        peakBytes = peakMemory()
    }

    func print(buildings: Int) {
        var load = [0.0]
        getloadavg(&load, 1)
        Swift.print(
            String(
                format: "%9d %@ %9d %9d | %10.2f %8.2f %14.0f %8.2f %7.2f | %18.2f %4.1f | %13.2f %4.1f | %4.1f",
                buildings,
                planes.padding(toLength: 6, withPad: " ", startingAt: 0), planeCount, sensors, cold.wall,
                cold.allThreads, Double(sensors) / cold.allThreads, Double(coldPeakBytes) / 1e9,
                Double(peakBytes) / 1e9, otherPanels.wall,
                otherPanels.allThreads, otherWeather.wall, otherWeather.allThreads, load[0]))
        // The next row may take minutes.
        fflush(nil)
    }
}

/// What is asked of the city: everything as a planner finds it, in a climatology of Turkistan's.
///
/// The months' clearness and temperatures are typical of the place, not measured there.
let solarClearness = [0.50, 0.53, 0.54, 0.57, 0.61, 0.65, 0.66, 0.66, 0.64, 0.58, 0.50, 0.46]
let solarTemperatures = [-3.0, -0.5, 6.5, 14.5, 20.5, 26.0, 28.0, 26.0, 19.5, 11.5, 4.0, -1.5]

func solarYield(of city: City, _ planes: String, _ changed: JSONObject) throws -> Outcome {
    try solar("solar.yield", city, ["planes": .string(planes)], changed)
}

/// Runs a simulation of the engine's on a city, in the benchmark's weather.
func solar(_ name: String, _ city: City, _ inputs: JSONObject...) throws -> Outcome {
    var given: JSONObject = [
        "monthly_clearness": .array(solarClearness.map { .number($0) }),
        "monthly_temp_air": .array(solarTemperatures.map { .number($0) }),
    ]
    for more in inputs { for member in more.members { given[member.key] = member.value } }
    let made = try makeSimulation(simulation(named: name), given) { _ in [] }
    return try made.simulation.run(on: city)
}

/// The synthetic city with its place on Earth: 43.29778° N, 68.27083° E.
func solarCity() -> City {
    var city = Turkistan(size: .city).city()
    city = city.with(layers: city.layers.filter { $0.name.hasPrefix("building") })
    let latitude = Angle.degrees(43.29778)
    // A transverse Mercator grid turns by the longitude from its central meridian (69°) times the latitude's sine.
    city.place = City.Place(
        latitude: latitude, longitude: .degrees(68.27083), convergence: .degrees((68.27083 - 69) * latitude.sine))
    return city
}

/// The `count` buildings nearest to the city's zero, the Yasawi mausoleum, with their parts and the terrain.
func innermost(_ count: Int, of city: City) -> City {
    guard let buildings = city.layer("building"), count < buildings.count else { return city }
    let distances = (0..<buildings.count).map { buildings.geometries.box(of: $0).centre.length }
    let rows = (0..<buildings.count).sorted { (distances[$0], $0) < (distances[$1], $1) }.prefix(count).sorted()
    let ids = Set(rows.map { buildings.ids[$0] })
    return city.with(
        layers: city.layers.map { layer in
            guard layer.name != "building" else { return layer.selecting(rows) }
            let parent = layer.column("parent")
            return layer.selecting((0..<layer.count).filter { ids.contains(parent?[$0].text ?? "") })
        })
}

/// Lets the kernel count the peak of memory anew (Linux: proc(5), clear_refs).
private func resetPeakMemory() {
    guard let file = fopen("/proc/self/clear_refs", "w") else { return }
    fputs("5", file)
    fclose(file)
}

/// The most memory held since then, bytes.
private func peakMemory() -> Int {
    guard let status = try? String(contentsOfFile: "/proc/self/status", encoding: .utf8) else { return 0 }
    let line = status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") }
    return (line?.split(separator: " ").compactMap { Int($0) }.first ?? 0) * 1024
}
