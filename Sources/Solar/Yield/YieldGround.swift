import City
import Geometry
import Sky

/// The inputs of a question about panels: scene, weather, layout, modules, money.
struct SolarYieldInputs: Sendable {
    let scene: SceneInputs
    let weather: WeatherInputs
    var layout: LayoutInputs
    let pv: PVInputs
    let money: MoneyInputs
    let minimumLight: Double

    init(_ inputs: inout Inputs) throws {
        scene = try SceneInputs(&inputs)
        weather = try WeatherInputs(&inputs)
        layout = try LayoutInputs(&inputs, planes: scene.planes)
        pv = try PVInputs(&inputs)
        money = try MoneyInputs(&inputs, degradation: pv.degradation)
        minimumLight = try inputs.number(
            "min_irradiation", unit: "kWh/m²a", default: 0, in: 0...3000,
            "Places on a plane that get less light in a year take no module")
    }
}

/// A city under a year's sky, ready for panels to be put on its planes this way and that.
struct YieldGround: Sendable {
    let inputs: SolarYieldInputs
    let place: City.Place
    let scene: SceneInputs.Scene
    let directions: LightDirections
    let sky: SkyYear
    let light: MonthlyLight
    private(set) var diagnostics = Diagnostics()
    let years: ArrayYears
    /// What the inverter draws in the dark in each month, kWh/kWp.
    let tare: [Double]
    /// Stands for weather, modules and what reflects: all that a year on given modules depends on but the city.
    let key: String

    init(_ inputs: SolarYieldInputs, _ city: City) throws {
        var diagnostics = Diagnostics()
        let weather = try inputs.weather.weather(for: city, &diagnostics)
        let place = inputs.weather.place(of: city, weather)
        inputs.layout.note(latitude: place.latitude, &diagnostics)
        let scene = try inputs.scene.scene(of: city)
        diagnostics.merge(scene.diagnostics)
        try self.init(inputs, weather, place, scene, diagnostics)
    }

    init(
        _ inputs: SolarYieldInputs, _ weather: Weather, _ place: City.Place, _ scene: SceneInputs.Scene,
        _ diagnostics: Diagnostics
    ) throws {
        self.inputs = inputs
        self.place = place
        self.scene = scene
        self.diagnostics = diagnostics
        let directions = LightDirections(place, inputs.scene.options)
        self.directions = directions
        var print = Fingerprint()
        print.add(weather)
        for number in [place.latitude.radians, place.longitude.radians, place.convergence.radians] { print.add(number) }
        let options = inputs.scene.options
        let found = Kept.value(
            for: "solar.sky \(print.text) \(options.patches.count) \(options.sunStep.degrees)",
            bytes: { $0.sky.radiance.count * 8 }
        ) {
            let sky = SkyYear(weather, patches: options.patches)
            return KeptSky(sky: sky, hourly: HourlyLight(sky, directions))
        }
        sky = found.sky
        light = MonthlyLight(sky, directions, albedo: inputs.scene.albedo)
        let air = sky.hours.map { weather.tempAir[$0] }
        let wind = sky.hours.map { weather.windSpeed[$0] }
        years = ArrayYears(
            found.hourly, albedo: light.albedo, buildingAlbedo: inputs.scene.buildingAlbedo,
            response: try ResponseLanes(
                flush: inputs.pv.flush, racked: inputs.pv.racked, hasModuleElectronics: inputs.pv.hasModuleElectronics,
                tempAir: air, windSpeed: wind),
            weathering: try inputs.pv.weathering.weathering(weather, hours: sky.hours, &self.diagnostics))
        tare = Self.tare(inputs.pv.flush, weather, sky)
        key = "\(print.text) \(inputs.pv) \(light.albedo) \(inputs.scene.buildingAlbedo) \(inputs.minimumLight)"
    }

    private struct KeptSky: Sendable {
        let sky: SkyYear
        let hourly: HourlyLight
    }

    private static func tare(_ system: PVSystem, _ weather: Weather, _ sky: SkyYear) -> [Double] {
        let perWatt = (system.inverter?.nightTare ?? 0) / system.nameplate
        var dark = [Double](repeating: 0, count: 12)
        guard perWatt > 0 else { return dark }
        for time in weather.times { dark[time.date(offsetHours: weather.utcOffset).month - 1] += perWatt }
        for month in sky.months { dark[month] -= perWatt }
        return dark
    }

    /// Goes through the city's planes tile by tile.
    func forEachTile(_ body: (YieldTile) throws -> Void) throws {
        var tiles = Tiles(
            scene.receivers, in: scene.massing, isTerrain: scene.isTerrain, place: place, options: inputs.scene.options)
        for range in tiles.ranges {
            let (exposure, key) = try tiles.exposure(of: range)
            try body(try YieldTile(self, range, exposure, key: key))
        }
    }

    /// Energy of the four darkest months, kWh.
    func winterEnergy(_ plant: Plant) -> Double {
        (place.latitude.degrees < 0 ? [4, 5, 6, 7] : [10, 11, 0, 1]).reduce(0) { $0 + plant.ac[$1] }
    }
}

extension Fingerprint {
    /// All that a year of weather can change.
    mutating func add(_ weather: Weather) {
        for time in weather.times { add(time.unixSeconds) }
        for values in [weather.ghi, weather.dni, weather.dhi, weather.tempAir, weather.windSpeed] {
            for value in values { add(value) }
        }
        for values in [weather.albedo, weather.snowDepth, weather.snowfall, weather.rainfall] {
            add(values?.count ?? -1)
            for value in values ?? [] { add(value) }
        }
        for number in [
            weather.utcOffset, weather.location.latitude.radians, weather.location.longitude.radians,
            weather.location.elevation,
        ] { add(number) }
    }
}
