public import City
import Geometry
import Sky

/// What panels on every roof and façade would yield, and whether they pay.
///
/// Module rectangles are laid out on each plane (``layOutModules(on:obstacles:options:)``); each takes the light of the
/// sensor beneath it (``Exposure``); hour by hour light becomes DC and AC power by the named models (``PVSystem``,
/// ``ArrayYears``), with the partial shade of strings; energy becomes money (``Investment``).
public struct SolarYield: Simulation {
    public static let name = "solar.yield"
    public static let summary = "PV on every roof: modules laid out, energy hour by hour with true shading, money, ranking"

    let scene: SceneInputs
    let weather: WeatherInputs
    let layout: LayoutInputs
    let pv: PVInputs
    let money: MoneyInputs
    let minimumLight: Double
    let best: Int
    let isModules: Bool
    let isHourly: Bool

    public init(_ inputs: inout Inputs) throws {
        scene = try SceneInputs(&inputs)
        weather = try WeatherInputs(&inputs)
        layout = try LayoutInputs(&inputs)
        pv = try PVInputs(&inputs)
        money = try MoneyInputs(&inputs, degradation: pv.degradation)
        minimumLight = try inputs.number(
            "min_irradiation", unit: "kWh/m²a", default: 0, in: 0...3000,
            "Places on a plane that get less light in a year take no module")
        best = Int(try inputs.integer("best", default: 100, in: 1...1_000_000, "How many of the best planes are summed up"))
        isModules = try inputs.flag("modules", default: false, "Whether every module becomes a feature of a layer 'module'")
        isHourly = try inputs.flag(
            "hourly", default: false, "Whether the power of all together becomes a layer 'hour', hour by hour")
    }

    public func run(on city: City) throws -> Outcome {
        var diagnostics = Diagnostics()
        let year = try weather.weather(for: city, &diagnostics)
        let place = weather.place(of: city, year)
        layout.note(latitude: place.latitude, &diagnostics)
        let scene = try scene.scene(of: city)
        diagnostics.merge(scene.diagnostics)
        let exposure = try Exposure.of(
            scene.receivers, in: scene.massing, isTerrain: scene.isTerrain, place: place, options: self.scene.options)
        let sky = SkyYear(year, patches: self.scene.options.patches)
        let light = MonthlyLight(sky, exposure.directions, albedo: self.scene.albedo)
        let lit = try exposure.light(light, buildingAlbedo: self.scene.buildingAlbedo)

        let fields = try fields(exposure, light, lit, place)
        let arrays = fields.flatMap(\.arrays)
        var power = [Double](repeating: 0, count: isHourly ? sky.hours.count : 0)
        let years = try self.years(of: arrays, sky, light, &power)

        var plants: [Plant] = []
        var next = 0
        for (i, field) in fields.enumerated() {
            let range = next..<next + field.arrays.count
            next = range.upperBound
            plants.append(
                try Plant(i, field, zip(field.arrays, years[range]), money, exposure.directions, tare(year, sky)))
        }
        return try outcome(scene, exposure, lit, fields, plants, sky, power, diagnostics)
    }

    /// The years of arrays; `power` receives the hours of all together if it has room for them.
    func years(of arrays: [PVArray], _ sky: SkyYear, _ light: MonthlyLight, _ power: inout [Double]) throws
        -> [ArrayYear]
    {
        let air = sky.hours.map { sky.weather.tempAir[$0] }
        let wind = sky.hours.map { sky.weather.windSpeed[$0] }
        let tables = (
            flush: try ResponseTable(pv.flush, tempAir: air, windSpeed: wind),
            racked: try ResponseTable(pv.racked, tempAir: air, windSpeed: wind)
        )
        let engine = ArrayYears(
            HourlyLight(sky, light.directions), albedo: light.albedo, buildingAlbedo: scene.buildingAlbedo,
            tables: tables, hasModuleElectronics: pv.hasModuleElectronics)
        guard !power.isEmpty else { return try engine.run(arrays) }
        return try power.withUnsafeMutableBufferPointer { try engine.run(arrays, power: $0) }
    }

    /// What the inverter draws in the dark in each month, kWh/kWp.
    private func tare(_ year: Weather, _ sky: SkyYear) -> [Double] {
        let perWatt = (pv.flush.inverter?.nightTare ?? 0) / pv.flush.nameplate
        var dark = [Double](repeating: 0, count: 12)
        guard perWatt > 0 else { return dark }
        for time in year.times { dark[time.date(offsetHours: year.utcOffset).month - 1] += perWatt }
        for month in sky.months { dark[month] -= perWatt }
        return dark
    }

    /// The modules on one receiver.
    struct Field: Sendable {
        var layout = ModuleLayout()
        var arrays: [PVArray] = []
        /// The array of each module of the layout; nil for modules left out.
        var array: [Int?] = []
    }

    /// Lays out modules on all receivers, on all cores.
    func fields(
        _ exposure: Exposure, _ light: MonthlyLight, _ lit: [(light: PlaneLight, access: Int)], _ place: City.Place
    ) throws -> [Field] {
        let racks = try layout.racks(latitude: place.latitude, convergence: place.convergence)
        let module = ModuleSize(area: pv.module.area)
        var fields = [Field](repeating: Field(), count: exposure.receivers.count)
        try fields.withUnsafeMutableBufferPointer { fields in
            nonisolated(unsafe) let fields = fields
            try Solar.forEachChunk(of: exposure.receivers.count, by: 64, "planes laid out") { _, range in
                for i in range where lit[i].access > 0 {
                    let receiver = exposure.receivers[i]
                    let modules = layOutModules(
                        on: receiver.face, options: try layout.options(for: receiver, module: module, racks: racks))
                    let points =
                        minimumLight > 0 && modules.count > 0
                        ? exposure.pointLight(of: i, light, buildingAlbedo: scene.buildingAlbedo) : []
                    let first = exposure.sensors.points(of: i).lowerBound
                    let found = exposure.arrays(of: modules, on: i, modulePower: pv.module.power) {
                        points.isEmpty || points[$0 - first] ?? 0 >= minimumLight
                    }
                    fields[i] = Field(layout: modules, arrays: found.arrays, array: found.array)
                }
            }
        }
        return fields
    }
}

extension LayoutInputs {
    /// Says so where racks turn their back to the sun.
    func note(latitude: Angle, _ diagnostics: inout Diagnostics) {
        let north = azimuth.cosine
        guard flatMounting == .racks, tilt.degrees > 5, abs(latitude.degrees) > 10,
            latitude.degrees > 0 ? north > 0.5 : north < -0.5
        else { return }
        diagnostics.caution(
            "racks-away-from-the-sun",
            "panels on flat roofs look to \(Int(azimuth.degrees))°, away from the midday sun of this hemisphere")
    }
}
