public import City
import Geometry

/// Which streets lose their class while lamps are out, which lamps matter most, and where the crew goes first.
///
/// Lamps out are those of a condition, those whose status says so, and those citizens call about (joined to the nearest
/// lamp). A field of calculation is computed with all lamps and without those; for the ranking, without each of its lamps
/// in turn (``LeaveOneOut``): only the fields a lamp reaches are looked at.
public struct LightingFault: Simulation {
    public static let name = "lighting.fault"
    public static let summary =
        "Lamps out of order: stretches that fall below their class, the lamps that matter most, citizens' calls, the crew's list"

    let lamps: LampInputs
    let roads: RoadInputs
    let out: Filter?
    let reports: Records?
    let reach: Double
    let ambiguity: Double
    let rank: Int

    public init(_ inputs: inout Inputs) throws {
        lamps = try LampInputs(&inputs)
        roads = try RoadInputs(&inputs)
        out = try inputs.filter("out", "Which lamps are out, besides those whose status says so; none if not given")
        reports = try inputs.file(
            "reports",
            "Citizens' calls (CSV, JSON or GeoJSON) with lat and lon, or x and y in the city's system, or lamp, or address; id, "
                + "time, description"
        ).map { try Records(bytes: $0.bytes, file: $0.path) }
        reach = try inputs.number(
            "report_distance", unit: "m", default: 30, in: 0.1...1000, "How far from a call its lamp may stand")
        ambiguity = try inputs.number(
            "report_ambiguity", unit: "m", default: 5, in: 0...1000,
            "A call is ambiguous where another lamp is farther by less than this")
        rank = Int(
            try inputs.integer(
                "rank", default: 100, in: 0...1_000_000,
                "How many of the lamps that matter most are listed; 0: none are left out in turn"))
    }

    public func run(on city: City) throws -> Outcome {
        let layer = try city.requiredLayer("road")
        let all = Roads(layer, rows: Array(0..<layer.count))
        var lamps = try self.lamps.lamps(of: city, along: all)
        var diagnostics = all.diagnostics
        diagnostics.merge(lamps.diagnostics)
        // Which are out, by luminaire.
        var isOut = lamps.isOn.map { !$0 }
        lamps.switchAllOn()
        var calls: [FaultReport] = []
        if let lampLayer = city.layer("street_light") {
            if let test = try out?.bound(to: lampLayer, path: "inputs.out") {
                let chosen = isOut.indices.filter { test(Int(lamps.rows[$0])) }
                for i in chosen { isOut[i] = true }
                if chosen.isEmpty {
                    diagnostics.caution("no-lamp-out", "no lamp meets the condition of 'out'", out?.text)
                }
            }
            if let reports {
                let joining = try FaultJoining(
                    lampLayer, rows: Array(Set(lamps.rows.map { Int($0) })).sorted(), city: city, reach: reach,
                    ambiguity: ambiguity)
                calls = try joining.reports(reports)
                let called = Set(calls.compactMap(\.lamp))
                for i in isOut.indices where called.contains(Int(lamps.rows[i])) { isOut[i] = true }
            }
        }
        var wanted = Array(all.roads.indices)
        if let filter = roads.filter {
            let test = try filter.bound(to: layer, path: "inputs.where")
            wanted = wanted.filter { test(all.roads[$0].row) }
        }
        let classes = wanted.map { roads.lightingClass(of: all.roads[$0], &diagnostics) }
        let calculation = RoadCalculation(
            photometries: lamps.photometries, surface: roads.surface, wetSurface: roads.wetSurface,
            maintenanceFactor: self.lamps.maintenanceFactor)
        var studied = [FaultRoad?](repeating: nil, count: wanted.count)
        try studied.withUnsafeMutableBufferPointer { studied in
            nonisolated(unsafe) let studied = studied
            try forEachChunk(of: wanted.count, by: 32, "roads studied") { _, range in
                var study = FaultStudy(
                    RoadJudge(all, lamps, roads, calculation, isPoints: false), isOut: isOut, isRanked: rank > 0)
                for i in range { studied[i] = study(wanted[i], required: classes[i]) }
            }
        }
        return outcome(
            FaultAnswer(
                roads: all, lamps: lamps, lampLayer: city.layer("street_light"), isOut: isOut,
                calls: calls, studied: studied.compactMap { $0 }), diagnostics)
    }
}

/// What the outcome is put together from.
struct FaultAnswer {
    var roads: Roads
    /// All on.
    var lamps: Lamps
    var lampLayer: Layer?
    var isOut: [Bool]
    var calls: [FaultReport]
    var studied: [FaultRoad]
}
