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
    public static let summary =
        "PV on every roof: modules laid out, energy hour by hour with true shading, money, ranking"

    let inputs: SolarYieldInputs
    let best: Int
    let isSupply: Bool
    let isModules: Bool
    let isHourly: Bool

    public init(_ inputs: inout Inputs) throws {
        self.inputs = try SolarYieldInputs(&inputs)
        best = Int(
            try inputs.integer("best", default: 100, in: 1...1_000_000, "How many of the best planes are summed up"))
        isSupply = try inputs.flag(
            "supply", default: false,
            "Whether the planes, the best first, become a layer 'supply' with what they bring together")
        isModules = try inputs.flag(
            "modules", default: false, "Whether every module becomes a feature of a layer 'module'")
        isHourly = try inputs.flag(
            "hourly", default: false, "Whether the power of all together becomes a layer 'hour', hour by hour")
    }

    public func run(on city: City) throws -> Outcome {
        let ground = try YieldGround(inputs, city)
        var power = [Double](repeating: 0, count: isHourly ? ground.sky.hours.count : 0)
        var lit: [LitPlane] = []
        var (fields, plants): ([ModuleField], [Plant]) = ([], [])
        try ground.forEachTile { tile in
            lit += tile.lit
            for (field, plant) in try tile.harvest(inputs.layout, power: &power) {
                fields.append(field)
                plants.append(plant)
            }
        }
        return try outcome(ground, lit, fields, plants, power)
    }
}

extension LayoutInputs {
    /// Says so where racks turn their back to the sun.
    func note(latitude: Angle, _ diagnostics: inout Diagnostics) {
        if flatMounting == .racks, groundCoverage == 0, automaticCoverage(latitude: latitude).isBounded {
            diagnostics.caution(
                "row-spacing-bounded",
                "racks stand at a ground coverage of \(automaticCoverage(latitude: latitude).coverage): the rule of a winter "
                    + "noon free of shade asks for what no roof has here (give gcr)")
        }
        let north = azimuth.cosine
        guard flatMounting == .racks, tilt.degrees > 5, abs(latitude.degrees) > 10,
            latitude.degrees > 0 ? north > 0.5 : north < -0.5
        else { return }
        diagnostics.caution(
            "racks-away-from-the-sun",
            "panels on flat roofs look to \(Int(azimuth.degrees))°, away from the midday sun of this hemisphere")
    }
}
