import Geometry

extension PVSystem {
    /// The whole chain, hour after hour.
    ///
    /// As ``output(_:diffuse:factor:tempAir:windSpeed:)``, but for Fuentes's temperature, which here remembers the hour
    /// before.
    /// - Parameters:
    ///   - light: on the plane, one value an hour.
    ///   - diffuse: ``DiffuseIncidence/modifiers(_:surfaceTilt:)`` of the plane.
    ///   - factors: what dirt and spectrum leave of every hour's light; nil for all of it.
    ///   - tempAir: degrees Celsius.
    ///   - windSpeed: m/s at 10 m.
    ///   - hours: length of a step.
    /// - Throws: `InputError` for series of different lengths, or a value that is not a number or out of range.
    public func outputs(
        _ light: [Light], diffuse: DiffuseModifiers, factors: [Double]? = nil, tempAir: [Double], windSpeed: [Double],
        hours: Double = 1
    ) throws -> [Output] {
        try expectSameCount(light.count, tempAir.count, "temp_air", "air temperature beside the light")
        try expectSameCount(light.count, windSpeed.count, "wind_speed", "wind beside the light")
        if let factors { try expectSameCount(light.count, factors.count, "factors", "factors beside the light") }
        try expect(hours, in: 1.0 / 60...24, "hours", "length of a step, h")
        var state = FuentesModel.State()
        return try light.indices.map { hour in
            let steady = try output(
                light[hour], diffuse: diffuse, factor: factors?[hour] ?? 1, tempAir: tempAir[hour],
                windSpeed: windSpeed[hour])
            guard case .fuentes(let model) = temperature else { return steady }
            let global = max(0, light[hour].direct) + max(0, light[hour].skyDiffuse) + max(0, light[hour].groundDiffuse)
            guard global > 0 else {
                // At night the module takes the air's temperature, as in PVWatts.
                state = FuentesModel.State()
                state.temperature = tempAir[hour] + 273.15
                return steady
            }
            let cell = model.temperature(
                poaGlobal: global, tempAir: tempAir[hour], windSpeed: max(0, windSpeed[hour]), hours: hours,
                state: &state)
            return output(effectiveIrradiance: steady.effectiveIrradiance, cellTemperature: cell)
        }
    }
}
