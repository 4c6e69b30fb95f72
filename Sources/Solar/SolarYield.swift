public import City
import Geometry
import Sky

/// What the sun brings to every roof in a year, with everything around in the way, and what panels would make of it.
///
/// Light: a year's weather gathered by direction (``AnnualSky``: 145 sky patches after Perez 1993, some hundred sun
/// positions); every sensor on a roof receives what its rays reach. The ground reflects under open sky, dimmed by the
/// share of sky that is hidden; walls and roofs give nothing back, so deep courtyards come out a little too dark.
/// Panels: flush on pitched roofs, racked at `tilt` and `azimuth` on flat ones, a constant performance ratio.
public struct SolarYield: Simulation {
    public static let name = "solar.yield"
    public static let summary = "Sun on every roof in a year with true shading, and the yield of panels there"

    let filter: Filter?
    let panel: PlaneOrientation
    let flatBelow: Angle
    let spacing: Double
    let albedo: Double
    let performanceRatio: Double
    let efficiency: Double
    let usableShare: Double
    let minimumArea: Double
    let isTerrainShading: Bool
    let weather: Weather?
    let year: Int
    let turbidity: LinkeTurbidity?
    let elevation: Double

    public init(_ inputs: inout Inputs) throws {
        filter = try inputs.filter("where", "Which buildings; all of them if absent")
        let tilt = try inputs.angle("tilt", default: 30, in: 0...90, "Panel tilt from horizontal on flat roofs")
        let azimuth = try inputs.angle(
            "azimuth", default: 180, in: 0...360, "Where panels on flat roofs look, clockwise from true north")
        panel = PlaneOrientation(surfaceTilt: tilt, surfaceAzimuth: azimuth)
        flatBelow = try inputs.angle(
            "flat_below", default: 10, in: 0...45, "Roofs less steep than this are flat: panels are racked on them")
        spacing = try inputs.number(
            "spacing", unit: "m", default: 2, in: 0.25...20, "Distance between sensors on a roof")
        albedo = try inputs.number("albedo", default: 0.2, in: 0...1, "Share of light the ground reflects")
        performanceRatio = try inputs.number(
            "performance_ratio", default: 0.8, in: 0.1...1, "AC energy over what the panels' nameplate would give")
        efficiency = try inputs.number(
            "module_efficiency", default: 0.2, in: 0.01...0.5, "Nameplate power over light, at 1000 W/m²")
        usableShare = try inputs.number(
            "usable_share", default: 0.5, in: 0...1, "Share of a roof that modules cover, after edges and obstacles")
        minimumArea = try inputs.number(
            "min_area", unit: "m²", default: 0, in: 0...1e6, "Smaller roof planes are left out")
        isTerrainShading = try inputs.flag(
            "terrain_shading", default: true, "Whether hills shade, where there is terrain")
        let file = try inputs.file("weather", "Weather year: EPW or PVGIS TMY (CSV); a clear-sky year if absent")
        year = Int(try inputs.integer("year", default: 2025, in: 1900...2100, "Year of the clear-sky weather"))
        let constant = try inputs.number(
            "linke_turbidity", default: 0, in: 0...20, "Linke turbidity of the clear sky; 0 takes Turkistan's by month")
        turbidity = constant > 0 ? LinkeTurbidity(constant: constant) : nil
        elevation = try inputs.number(
            "elevation", unit: "m", default: 200, in: -430...6000, "Height above the sea, for the clear sky")
        do {
            weather = try file.map { try Weather(bytes: $0.bytes, name: $0.path) }
        } catch let error as WeatherError {
            throw DataError(
                file: file?.path ?? "", place: error.line.map { "line \($0)" } ?? "", problem: error.problem)
        }
    }

    public func run(on city: City) throws -> Outcome {
        var diagnostics = Diagnostics()
        let weather = try weather(for: city, &diagnostics)
        var massing = Massing(city)
        let chosen = try choose(massing, city)
        if isTerrainShading, let terrain = city.terrain { massing.addTerrain(terrain) }
        diagnostics.merge(massing.diagnostics)
        let sky = TurnedSky(AnnualSky(weather), convergence: city.place?.convergence ?? .degrees(0), albedo: albedo)
        let scene = RayScene(massing.mesh)
        let light = try RoofLight.trace(
            massing, roofs: chosen, scene: scene, sky: sky, panel: panel, flatBelow: flatBelow, spacing: spacing)
        return outcome(massing, chosen, light, city, diagnostics)
    }

    /// The roofs to compute: of buildings that meet the condition, large enough.
    private func choose(_ massing: Massing, _ city: City) throws -> [Int] {
        var wanted: [String: (Int) -> Bool] = [:]
        var firstProblem: InputError?
        for name in Massing.layers {
            guard let layer = city.layer(name) else { continue }
            do {
                wanted[name] = try filter?.bound(to: layer, path: "inputs.where") ?? { _ in true }
            } catch let error as InputError {
                // A layer of parts need not have the attributes of buildings; the buildings must.
                firstProblem = firstProblem ?? error
            }
        }
        if wanted.isEmpty {
            if let firstProblem { throw firstProblem }
            throw InputError(
                path: "city", problem: "the city '\(city.name)' has no buildings",
                suggestion: "it has: " + city.layers.map(\.name).joined(separator: ", "))
        }
        return massing.roofs.indices.filter { i in
            let building = massing.buildings[massing.roofs[i].building]
            return massing.roofs[i].plane.area >= minimumArea && wanted[building.layer]?(building.row) ?? false
        }
    }

    /// The given weather, or a clear-sky year; says so where it may not fit the place.
    private func weather(for city: City, _ diagnostics: inout Diagnostics) throws -> Weather {
        if let weather {
            for d in weather.diagnostics { diagnostics.note("weather", d.message, weather.name, count: d.count) }
            if let place = city.place {
                let km = distance(weather.location, place)
                if km > 100 {
                    diagnostics.caution(
                        "weather-far-away", "the weather is from a place \(Int(km)) km away from the city", weather.name
                    )
                }
            }
            return weather
        }
        guard let place = city.place else {
            throw InputError(
                path: "inputs.weather", problem: "the city's place on Earth is unknown, so there is no clear sky",
                suggestion: "give a weather file")
        }
        let location = Location(latitude: place.latitude, longitude: place.longitude, elevation: elevation)
        diagnostics.caution(
            "clear-sky",
            "no weather was given: a year without a cloud, an upper bound"
        )
        if turbidity == nil {
            let km = distance(Location(latitude: .degrees(43.3), longitude: .degrees(68.27)), place)
            if km > 300 {
                diagnostics.caution(
                    "turbidity-of-turkistan", "the clear sky is as hazy as Turkistan's, \(Int(km)) km away", city.name)
            }
        }
        return Weather(
            clearSkyAt: location, year: year, utcOffset: (place.longitude.degrees / 15).rounded(),
            linkeTurbidity: turbidity ?? .turkistan, name: "clear sky \(year)")
    }

    /// Great-circle distance on a sphere of 6,371 km, km (haversine).
    private func distance(_ a: Location, _ b: City.Place) -> Double {
        Geometry.haversine(a.latitude, a.longitude, b.latitude, b.longitude)
    }
}
