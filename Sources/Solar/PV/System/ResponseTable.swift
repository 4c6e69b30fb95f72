/// What a PV system makes of light, hour by hour, as tables to look up: for whole cities.
///
/// In one hour air temperature and wind are the same for every module of a kind, so that power is a function of the
/// light at the cells, plus a small share by the light that warms the module without reaching the cells. This holds,
/// for every hour, DC power at nodes of effective irradiance (uniform in its square root), its change with that
/// reflected light, and AC power before clipping. Lookups interpolate linearly: within 0.1 % of nameplate power of the
/// full chain, whatever the models (see the tests).
///
/// All powers are per watt of nameplate DC power. Fuentes's temperature is the steady one here.
public struct ResponseTable: Sendable {
    /// The system.
    public let system: PVSystem
    /// Hours the table covers.
    public let hours: Int
    /// Nodes of light in every hour.
    public let nodes: Int
    /// Irradiance of the last node, W/m2; beyond it the last piece is extended.
    public let maximumIrradiance: Double
    /// AC power at which the inverter clips; infinite without one.
    public let limit: Float
    /// AC power drawn in the dark, not negative.
    public let nightTare: Float

    /// Row of every hour, or -1 for hours without light.
    let rows: [Int32]
    /// Three numbers per node, row by row: DC power; its change per W/m2 of reflected light; AC power before clipping.
    let values: [Float]
    /// Square root of irradiance to node number.
    let scale: Float
    /// The numbers of ``PVSystem/partialShade``.
    let bypassLoss: Float
    let openCircuitGain: Float

    /// Computes the table.
    /// - Parameters:
    ///   - tempAir: of every hour, -90...90 degrees Celsius.
    ///   - windSpeed: of every hour, m/s at 10 m; negative counts as calm.
    ///   - isLit: hours with any light; others take no room, and light given to them later gives no power. nil: all.
    ///   - nodes: 8...1024; errors fall with its square.
    ///   - maximumIrradiance: W/m2 of the last node.
    /// - Throws: `InputError` for series of different lengths and values that are not numbers or out of range.
    public init(
        _ system: PVSystem, tempAir: [Double], windSpeed: [Double], isLit: [Bool]? = nil, nodes: Int = 97,
        maximumIrradiance: Double = 1_500
    ) throws {
        try expectSameCount(tempAir.count, windSpeed.count, "wind_speed", "wind beside air temperature")
        if let isLit { try expectSameCount(tempAir.count, isLit.count, "is_lit", "hours beside air temperature") }
        try expectAll(tempAir, in: -90...90, "temp_air", "air temperature, degrees")
        try expectAll(windSpeed, in: -150...150, "wind_speed", "wind speed, m/s")
        try expect(Double(nodes), in: 8...1_024, "nodes", "nodes of light")
        try expect(maximumIrradiance, in: 100...5_000, "maximum_irradiance", "irradiance of the last node, W/m2")
        self.system = system
        self.nodes = nodes
        self.maximumIrradiance = maximumIrradiance
        hours = tempAir.count
        limit = system.inverter.map { Float($0.limit / system.nameplate) } ?? .infinity
        nightTare = system.inverter.map { Float($0.nightTare / system.nameplate) } ?? 0
        bypassLoss = Float(system.partialShade.bypassLoss)
        openCircuitGain = Float(system.partialShade.openCircuitGain)
        scale = Float(Double(nodes - 1) / maximumIrradiance.squareRoot())

        let irradiance = (0..<nodes).map { node in
            let share = Double(node) / Double(nodes - 1)
            return maximumIrradiance * share * share
        }
        let response = ModuleResponse(system.module, irradiance: irradiance)
        let isSlow = system.temperature.kind == .fuentes
        var rows: [Int32] = []
        var values: [Float] = []
        let lit = isLit.map { $0.count { $0 } } ?? tempAir.count
        values.reserveCapacity(3 * lit * nodes)
        var row: Int32 = 0
        for hour in tempAir.indices {
            guard isLit?[hour] ?? true else {
                rows.append(-1)
                continue
            }
            rows.append(row)
            row += 1
            let air = tempAir[hour]
            let wind = max(0, windSpeed[hour])
            let slow = isSlow ? SlowTemperature(system, irradiance, air, wind) : nil
            for node in 0..<nodes {
                let entry = Self.entry(system, response, irradiance[node], node: node, air, wind, slow)
                values.append(entry.dc)
                values.append(entry.slope)
                values.append(entry.ac)
            }
        }
        self.rows = rows
        self.values = values
    }

    /// The three numbers of a node.
    @inline(__always)
    private static func entry(
        _ system: PVSystem, _ response: ModuleResponse, _ light: Double, node: Int, _ air: Double, _ wind: Double,
        _ slow: SlowTemperature?
    ) -> (dc: Float, slope: Float, ac: Float) {
        // Light lost by reflection and dirt is a few per cent: the change per W/m2 is taken there.
        let extra = 0.04 * light + 0.01
        func cell(_ global: Double) -> Double {
            slow?.temperature(global)
                ?? system.temperature.temperature(
                    poaGlobal: global, effectiveIrradiance: light, tempAir: air, windSpeed: wind)
        }
        let base = response.point(node: node, cellTemperature: cell(light))
        let warm = response.point(node: node, cellTemperature: cell(light + extra))
        let kept = 1 - system.losses.fraction
        let dc = base.power * kept
        let nameplate = system.nameplate
        let ac =
            system.inverter.map { inverter in
                inverter.unclipped(dc: dc * nameplate, voltage: base.voltage * Double(system.modulesPerString))
                    / nameplate
            } ?? dc
        return (Float(dc), Float((warm.power - base.power) * kept / extra), Float(ac))
    }
}

/// Cell temperature of a model that takes long to solve, at a twelfth of the nodes and in between.
private struct SlowTemperature {
    private let light: [Double]
    private let cell: [Double]

    init(_ system: PVSystem, _ irradiance: [Double], _ air: Double, _ wind: Double) {
        let step = max(1, irradiance.count / 16)
        var picked = stride(from: 0, to: irradiance.count, by: step).map { irradiance[$0] }
        if let last = irradiance.last { picked.append(last * 1.05 + 1) }
        light = picked
        cell = picked.map { g in
            system.temperature.temperature(poaGlobal: g, effectiveIrradiance: g, tempAir: air, windSpeed: wind)
        }
    }

    func temperature(_ global: Double) -> Double {
        var i = 0
        while i + 2 < light.count, light[i + 1] < global { i += 1 }
        return cell[i] + (global - light[i]) / (light[i + 1] - light[i]) * (cell[i + 1] - cell[i])
    }
}
