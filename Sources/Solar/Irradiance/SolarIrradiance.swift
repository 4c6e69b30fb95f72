public import City
import Geometry
import Sky

/// What the sun brings to every roof plane and façade, month by month, with everything around in the way.
///
/// A year's weather is gathered by direction (``MonthlyLight``: patches of a Perez 1993 sky, positions of the sun); every
/// sensor receives what its rays reach (``Visibility``), and what ground and buildings around reflect once (``Bounce``).
public struct SolarIrradiance: Simulation {
    public static let name = "solar.irradiance"
    public static let summary = "Sunlight on every roof and façade by month: sun, sky, reflections, sun hours, shade"

    let scene: SceneInputs
    let weather: WeatherInputs
    let isPoints: Bool
    let isMonthly: Bool

    public init(_ inputs: inout Inputs) throws {
        scene = try SceneInputs(&inputs, planes: .both)
        weather = try WeatherInputs(&inputs)
        isPoints = try inputs.flag("points", default: false, "Whether every sensor becomes a point of a layer 'point'")
        isMonthly = try inputs.flag(
            "point_months", default: false, "Whether these points have the months' light beside the year's")
        if !isPoints { inputs.noteUnused(["point_months"], with: "points", "there are no points") }
    }

    public func run(on city: City) throws -> Outcome {
        var diagnostics = Diagnostics()
        let year = try weather.weather(for: city, &diagnostics)
        let place = weather.place(of: city, year)
        let scene = try scene.scene(of: city)
        diagnostics.merge(scene.diagnostics)
        var tiles = Tiles(
            scene.receivers, in: scene.massing, isTerrain: scene.isTerrain, place: place, options: self.scene.options)
        let light = MonthlyLight(
            SkyYear(year, patches: self.scene.options.patches), tiles.directions, albedo: self.scene.albedo)
        var lit: [LitPlane] = []
        var points: [[SensorLight]] = []
        for range in tiles.ranges {
            let (exposure, _) = try tiles.exposure(of: range)
            lit += try exposure.light(light, buildingAlbedo: self.scene.buildingAlbedo)
            if isPoints {
                points += try exposure.points(
                    light, buildingAlbedo: self.scene.buildingAlbedo, periods: isMonthly ? 12 : 1)
            }
        }
        return outcome(scene, tiles.directions, lit, points, diagnostics)
    }
}

extension Exposure {
    /// Irradiation of all receivers, on all cores.
    func light(_ light: MonthlyLight, buildingAlbedo: Double) throws -> [LitPlane] {
        var results = [LitPlane](repeating: LitPlane(), count: receivers.count)
        try results.withUnsafeMutableBufferPointer { results in
            nonisolated(unsafe) let results = results
            try forEachChunk(of: receivers.count, by: 64, "planes lit") { _, range in
                for i in range {
                    let access = access(of: i)
                    results[i].sensors = access.sensors
                    results[i].isCoarser = sensors.isCoarser[i]
                    guard access.exposed > 0 else { continue }
                    results[i].exposed = access.exposed
                    results[i].area = receivers[i].area * Double(access.exposed) / Double(access.sensors)
                    results[i].light = light.light(on: receivers[i].normal, access, buildingAlbedo: buildingAlbedo)
                }
            }
        }
        return results
    }
}
