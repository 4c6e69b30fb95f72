public import City
import Geometry

/// What street lighting takes and costs in a year, and how well it uses it: EN 13201-5:2015.
///
/// The nights of the year at the city's place (``nights(of:at:offset:on:off:)``), parted by the lamps' profile of
/// operation (``DimmingProfile``), give each lamp its hours; with its power they are its energy. The power density
/// indicator D_P needs the illuminance of carriageways and sidewalks, computed as for `lighting.road`.
public struct LightingEnergy: Simulation {
    public static let name = "lighting.energy"
    public static let summary =
        "Energy of street lighting by EN 13201-5: kWh, tenge and CO₂ a year by lamp, road and circuit, D_P and D_E"

    let lamps: LampInputs
    let classes: ClassInputs
    let operation: OperationInputs
    let power: LampPowerInputs
    let controlPower: Double
    let price: EnergyPrice
    let sidewalkWidth: Double

    public init(_ inputs: inout Inputs) throws {
        lamps = try LampInputs(&inputs)
        classes = try ClassInputs(&inputs, which: "Roads whose lamps are counted")
        operation = try OperationInputs(&inputs)
        power = try LampPowerInputs(&inputs)
        controlPower = try inputs.number(
            "control_power", unit: "W", default: 0, in: 0...10_000,
            "What a circuit's control outside the luminaires takes all the year (EN 13201-5: P_ad)")
        price = try EnergyPrice(&inputs)
        sidewalkWidth = try inputs.number(
            "sidewalk_width", unit: "m", default: 2, in: 0...20,
            "Width of the sidewalks that roads have by their 'sidewalk' (both, left, right); 0: they do not count")
    }

    public func run(on city: City) throws -> Outcome {
        var diagnostics = Diagnostics()
        let layer = city.layer("road") ?? Layer(name: "road", ids: [], geometries: Geometries(), columns: [])
        if city.layer("road") == nil {
            diagnostics.caution("no-roads", "the city has no layer 'road': D_P and D_E cannot be computed")
        }
        let all = Roads(layer, rows: Array(0..<layer.count))
        let lamps = try self.lamps.lamps(of: city, along: all)
        diagnostics.merge(all.diagnostics)
        diagnostics.merge(lamps.diagnostics)
        var isWanted = [Bool](repeating: true, count: all.roads.count)
        if let filter = classes.filter {
            let test = try filter.bound(to: layer, path: "inputs.where")
            for i in isWanted.indices { isWanted[i] = test(all.roads[i].row) }
        }
        let (spans, operation) = try self.operation.nights(of: city, &diagnostics)
        var noticed = Diagnostics()
        let classes = all.roads.map { self.classes.lightingClass(of: $0, &noticed) }
        let lampLayer =
            city.layer("street_light") ?? Layer(name: "street_light", ids: [], geometries: Geometries(), columns: [])
        let burning = try LampOperation(
            lamps, lampLayer, self.operation, power, rules: self.classes.rules, classes: classes, spans: spans,
            operation: operation)
        let lit = try light(all, lamps, isWanted, layer)
        return try outcome(
            EnergyAnswer(
                roads: all, lamps: lamps, lampLayer: lampLayer, isWanted: isWanted, classes: classes, spans: spans,
                operation: burning, lit: lit), diagnostics)
    }

    /// The lit areas of the wanted roads, by road number; empty for the others.
    private func light(_ roads: Roads, _ lamps: Lamps, _ isWanted: [Bool], _ layer: Layer) throws -> [LitRoad] {
        var lit = [LitRoad](repeating: LitRoad(), count: roads.roads.count)
        // Only its horizontal illuminance is asked for: the surface does not matter.
        guard let surface = ReflectionTable.standard("R3") else { return lit }
        let column = layer.column("sidewalk")
        let sides = roads.roads.map { LitRoads.Sides(column?[$0.row].text) }
        let calculation = RoadCalculation(
            photometries: lamps.photometries, surface: surface, maintenanceFactor: self.lamps.maintenanceFactor)
        let wanted = isWanted.indices.filter { isWanted[$0] && !lamps.places(onRoad: $0).isEmpty }
        try lit.withUnsafeMutableBufferPointer { lit in
            nonisolated(unsafe) let lit = lit
            try forEachChunk(of: wanted.count, by: 64, "roads lit") { _, range in
                var roads = LitRoads(roads, lamps, calculation, sides: sides, sidewalkWidth: sidewalkWidth)
                for i in range { lit[wanted[i]] = roads(wanted[i]) }
            }
        }
        return lit
    }
}

/// What the energy of a city's lighting is put together from.
struct EnergyAnswer {
    var roads: Roads
    var lamps: Lamps
    var lampLayer: Layer
    var isWanted: [Bool]
    var classes: [LightingClass?]
    var spans: [TimeSpan]
    var operation: LampOperation
    var lit: [LitRoad]
}
