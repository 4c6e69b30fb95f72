public import City
import Geometry

/// Whether each road of a city is lit as its class asks: EN 13201-3:2015 between every two lamps.
///
/// The lamps along a road are found by place (``Lamps``), their arrangement and spacing from how they stand
/// (``arrange``), the road is parted into fields of calculation (``Stretch``), and each is computed with all real lamps in
/// reach (``RoadCalculation``), without anything in the way, as the standard has it.
public struct LightingRoad: Simulation {
    public static let name = "lighting.road"
    public static let summary =
        "Road lighting by EN 13201 for every road: luminance, uniformity, glare, illuminance, the class and what it misses"

    let lamps: LampInputs
    let roads: RoadInputs
    let isFields: Bool
    let isPoints: Bool

    public init(_ inputs: inout Inputs) throws {
        lamps = try LampInputs(&inputs)
        roads = try RoadInputs(&inputs)
        isFields = try inputs.flag(
            "fields", default: true, "Whether each stretch between two lamps becomes a line of a layer 'lighting_field'"
        )
        isPoints = try inputs.flag(
            "points", default: false, "Whether each grid point becomes a point of a layer 'lighting_point'")
    }

    public func run(on city: City) throws -> Outcome {
        let layer = try city.requiredLayer("road")
        // Lamps belong to the nearest road, whether it is judged or not.
        let all = Roads(layer, rows: Array(0..<layer.count))
        let lamps = try self.lamps.lamps(of: city, along: all)
        var diagnostics = all.diagnostics
        diagnostics.merge(lamps.diagnostics)
        var wanted = Array(all.roads.indices)
        if let filter = roads.filter {
            let test = try filter.bound(to: layer, path: "inputs.where")
            wanted = wanted.filter { test(all.roads[$0].row) }
        }
        for i in wanted {
            guard let assumption = all.roads[i].assumption else { continue }
            diagnostics.repaired(assumption.code, assumption.rawValue, all.roads[i].id)
        }
        let classes = wanted.map { roads.lightingClass(of: all.roads[$0], &diagnostics) }
        let calculation = RoadCalculation(
            photometries: lamps.photometries, surface: roads.surface, wetSurface: roads.wetSurface,
            maintenanceFactor: self.lamps.maintenanceFactor)
        var judged = [JudgedRoad?](repeating: nil, count: wanted.count)
        try judged.withUnsafeMutableBufferPointer { judged in
            nonisolated(unsafe) let judged = judged
            try forEachChunk(of: wanted.count, by: 32, "roads judged") { _, range in
                var judge = RoadJudge(all, lamps, roads, calculation, isPoints: isPoints)
                for i in range { judged[i] = judge(wanted[i], required: classes[i]) }
            }
        }
        return try outcome(all, lamps, judged.compactMap { $0 }, diagnostics)
    }
}
