import City
import Geometry
import Sky

/// The inputs of a question about panels: scene, weather, layout, modules, money.
struct SolarYieldInputs: Sendable {
    let scene: SceneInputs
    let weather: WeatherInputs
    let layout: LayoutInputs
    let pv: PVInputs
    let money: MoneyInputs
    let minimumLight: Double

    init(_ inputs: inout Inputs) throws {
        scene = try SceneInputs(&inputs)
        weather = try WeatherInputs(&inputs)
        layout = try LayoutInputs(&inputs)
        pv = try PVInputs(&inputs)
        money = try MoneyInputs(&inputs, degradation: pv.degradation)
        minimumLight = try inputs.number(
            "min_irradiation", unit: "kWh/m²a", default: 0, in: 0...3000,
            "Places on a plane that get less light in a year take no module")
    }
}

/// A city's planes in a year's light, ready for panels to be put on them this way and that.
struct YieldGround: Sendable {
    let inputs: SolarYieldInputs
    let place: City.Place
    let scene: SceneInputs.Scene
    let exposure: Exposure
    let sky: SkyYear
    let light: MonthlyLight
    /// Light on every receiver, and how many of its sensors are exposed.
    let lit: [(light: PlaneLight, access: Int)]
    private(set) var diagnostics = Diagnostics()
    private let years: ArrayYears
    /// What the inverter draws in the dark in each month, kWh/kWp.
    private let tare: [Double]

    init(_ inputs: SolarYieldInputs, _ city: City) throws {
        var diagnostics = Diagnostics()
        let weather = try inputs.weather.weather(for: city, &diagnostics)
        let place = inputs.weather.place(of: city, weather)
        inputs.layout.note(latitude: place.latitude, &diagnostics)
        let scene = try inputs.scene.scene(of: city)
        diagnostics.merge(scene.diagnostics)
        let exposure = try Exposure.of(
            scene.receivers, in: scene.massing, isTerrain: scene.isTerrain, place: place, options: inputs.scene.options)
        try self.init(inputs, weather, place, scene, exposure, diagnostics)
    }

    init(
        _ inputs: SolarYieldInputs, _ weather: Weather, _ place: City.Place, _ scene: SceneInputs.Scene,
        _ exposure: Exposure, _ diagnostics: Diagnostics
    ) throws {
        self.inputs = inputs
        self.place = place
        self.scene = scene
        self.exposure = exposure
        self.diagnostics = diagnostics
        sky = SkyYear(weather, patches: inputs.scene.options.patches)
        light = MonthlyLight(sky, exposure.directions, albedo: inputs.scene.albedo)
        lit = try exposure.light(light, buildingAlbedo: inputs.scene.buildingAlbedo)
        let air = sky.hours.map { weather.tempAir[$0] }
        let wind = sky.hours.map { weather.windSpeed[$0] }
        years = ArrayYears(
            HourlyLight(sky, exposure.directions), albedo: light.albedo, buildingAlbedo: inputs.scene.buildingAlbedo,
            response: try ResponseLanes(
                flush: inputs.pv.flush, racked: inputs.pv.racked, hasModuleElectronics: inputs.pv.hasModuleElectronics,
                tempAir: air, windSpeed: wind))
        tare = Self.tare(inputs.pv.flush, weather, sky)
    }

    private static func tare(_ system: PVSystem, _ weather: Weather, _ sky: SkyYear) -> [Double] {
        let perWatt = (system.inverter?.nightTare ?? 0) / system.nameplate
        var dark = [Double](repeating: 0, count: 12)
        guard perWatt > 0 else { return dark }
        for time in weather.times { dark[time.date(offsetHours: weather.utcOffset).month - 1] += perWatt }
        for month in sky.months { dark[month] -= perWatt }
        return dark
    }

    /// Modules on every receiver.
    func fields(_ layout: LayoutInputs) throws -> [ModuleField] {
        try fields(exposure.receivers.indices.map { ($0, layout) })
    }

    /// Modules on some receivers, each in its own way, on all cores; none where no light falls.
    func fields(_ wanted: [(receiver: Int, layout: LayoutInputs)]) throws -> [ModuleField] {
        let module = ModuleSize(area: inputs.pv.module.area)
        let power = inputs.pv.module.power
        var racks: [LayoutInputs.Racks: Mounting] = [:]
        for entry in wanted where racks[entry.layout.racks] == nil {
            racks[entry.layout.racks] = entry.layout.mounting(
                latitude: place.latitude, convergence: place.convergence)
        }
        let mountings = racks
        var fields = [ModuleField](repeating: ModuleField(), count: wanted.count)
        try fields.withUnsafeMutableBufferPointer { fields in
            nonisolated(unsafe) let fields = fields
            try forEachChunk(of: wanted.count, by: 64, "planes laid out") { _, range in
                for k in range {
                    let (i, layout) = wanted[k]
                    guard lit[i].access > 0 else { continue }
                    let points =
                        inputs.minimumLight > 0
                        ? exposure.pointLight(of: i, light, buildingAlbedo: inputs.scene.buildingAlbedo) : []
                    let first = exposure.sensors.points(of: i).lowerBound
                    let options = try layout.options(
                        for: exposure.receivers[i], module: module, racks: mountings[layout.racks] ?? .flush)
                    fields[k] = exposure.field(on: i, options, modulePower: power) {
                        points.isEmpty || points[$0 - first] ?? 0 >= inputs.minimumLight
                    }
                }
            }
        }
        return fields
    }

    /// The plants that fields make.
    /// - Parameters:
    ///   - receivers: of the fields; nil if there is one field for every receiver.
    ///   - power: receives the AC power of all together in every lit hour, kW, if it has room for them.
    func plants(_ fields: [ModuleField], on receivers: [Int]? = nil, power: inout [Double]) throws -> [Plant] {
        let arrays = fields.flatMap(\.arrays)
        let years =
            power.isEmpty
            ? try self.years.run(arrays)
            : try power.withUnsafeMutableBufferPointer { try self.years.run(arrays, power: $0) }
        var plants: [Plant] = []
        plants.reserveCapacity(fields.count)
        var next = 0
        for (k, field) in fields.enumerated() {
            let range = next..<next + field.arrays.count
            next = range.upperBound
            plants.append(
                try Plant(
                    receivers?[k] ?? k, field, zip(field.arrays, years[range]), inputs.money, exposure.directions, tare)
            )
        }
        return plants
    }

    func plants(_ fields: [ModuleField], on receivers: [Int]? = nil) throws -> [Plant] {
        var none: [Double] = []
        return try plants(fields, on: receivers, power: &none)
    }

    /// Energy of the four darkest months, kWh.
    func winterEnergy(_ plant: Plant) -> Double {
        (place.latitude.degrees < 0 ? [4, 5, 6, 7] : [10, 11, 0, 1]).reduce(0) { $0 + plant.ac[$1] }
    }

    /// Area of a receiver that is open to the air, m².
    func exposedArea(_ receiver: Int) -> Double {
        let sensors = exposure.sensors.points(of: receiver).count
        return sensors > 0
            ? exposure.receivers[receiver].area * Double(lit[receiver].access) / Double(sensors) : 0
    }
}
