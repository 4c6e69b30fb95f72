/// An array of modules on an inverter, and everything between light in the plane and AC at the meter.
///
/// The steps of an hour: direct and diffuse light dimmed by the cover and by dirt; cell temperature; DC power at the
/// maximum power point; losses; inverter. Each is a pure function of its own; this value says which and in what
/// order, as pvlib's ModelChain does.
public struct PVSystem: Sendable, Hashable {
    /// The module.
    public let module: PVModule
    /// Modules in series: the inverter sees that many times the module's voltage.
    public let modulesPerString: Int
    /// Strings in parallel.
    public let strings: Int
    /// Cover and direct light.
    public let incidence: IncidenceModel
    /// Cover and diffuse light.
    public let diffuseIncidence: DiffuseIncidence
    /// Cell temperature.
    public let temperature: TemperatureModel
    /// Losses before the inverter.
    public let losses: SystemLosses
    /// The inverter; nil gives DC power out (PVGIS, whose 14 % include it).
    public let inverter: InverterModel?
    /// What partial shade does to a string.
    public let partialShade: PartialShade

    /// A system from its parts.
    /// - Parameters:
    ///   - modulesPerString: 1 or more.
    ///   - strings: 1 or more.
    ///   - diffuseIncidence: as pvlib's ModelChain none by default.
    /// - Throws: `InputError` for parameters that no module, cover or inverter has.
    public init(
        module: PVModule, modulesPerString: Int = 1, strings: Int = 1, incidence: IncidenceModel = .init(.physical),
        diffuseIncidence: DiffuseIncidence = .none, temperature: TemperatureModel = .init(.sapm),
        losses: SystemLosses = .pvwatts, inverter: InverterModel?
    ) throws {
        try expect(Double(modulesPerString), in: 1...10_000, "system.modules_per_string", "modules in a string")
        try expect(Double(strings), in: 1...1_000_000, "system.strings", "strings")
        try module.check()
        try incidence.check()
        try temperature.check()
        try inverter?.check()
        self.module = module
        self.modulesPerString = modulesPerString
        self.strings = strings
        self.incidence = incidence
        self.diffuseIncidence = diffuseIncidence
        self.temperature = temperature
        self.losses = losses
        self.inverter = inverter
        partialShade = module.partialShade
    }

    /// Nameplate DC power of the array, W.
    public var nameplate: Double { module.power * Double(modulesPerString) * Double(strings) }

    /// Light on a module's plane in an hour, W/m2 before reflection.
    public struct Light: Sendable, Hashable {
        /// Directly from the sun (`poa_direct`).
        public var direct: Double
        /// From the sky (`poa_sky_diffuse`).
        public var skyDiffuse: Double
        /// From the ground and what stands on it (`poa_ground_diffuse`).
        public var groundDiffuse: Double
        /// Cosine of the angle between sun and normal.
        public var cosIncidence: Double

        /// From the parts.
        public init(direct: Double, skyDiffuse: Double, groundDiffuse: Double, cosIncidence: Double) {
            self.direct = direct
            self.skyDiffuse = skyDiffuse
            self.groundDiffuse = groundDiffuse
            self.cosIncidence = cosIncidence
        }

        /// All of it (`poa_global`).
        public var global: Double { direct + skyDiffuse + groundDiffuse }
    }

    /// What an array gives in an hour.
    public struct Output: Sendable, Hashable {
        /// Light that reaches the cells, W/m2.
        public var effectiveIrradiance: Double
        /// Degrees Celsius.
        public var cellTemperature: Double
        /// DC power after losses, W.
        public var dc: Double
        /// DC voltage, V.
        public var voltage: Double
        /// AC power, W; negative where the inverter draws its night tare.
        public var ac: Double
        /// AC power that the inverter could not pass on, W.
        public var clipped: Double
    }

    /// Light that reaches the cells, W/m2: reflected and dirt-caught light taken off.
    /// - Parameters:
    ///   - light: negative parts count as none.
    ///   - diffuse: ``DiffuseIncidence/modifiers(_:surfaceTilt:)`` of the plane.
    ///   - factor: what is left by dirt and spectrum, 0 or more.
    public func effectiveIrradiance(_ light: Light, diffuse: DiffuseModifiers, factor: Double = 1) -> Double {
        let direct = max(0, light.direct) * incidence.modifier(cosIncidence: light.cosIncidence)
        return factor
            * (direct + max(0, light.skyDiffuse) * diffuse.sky + max(0, light.groundDiffuse) * diffuse.ground)
    }

    /// One hour of the whole chain.
    ///
    /// Negative light and wind count as none.
    /// - Parameters:
    ///   - light: on the plane.
    ///   - diffuse: ``DiffuseIncidence/modifiers(_:surfaceTilt:)`` of the plane, computed once.
    ///   - factor: what dirt and spectrum leave of the light, 0...2 (1: clean, reference spectrum).
    ///   - tempAir: -90...90 degrees Celsius.
    ///   - windSpeed: m/s at 10 m, up to 150.
    /// - Throws: `InputError` for a value that is not a number or beyond what the sky can do.
    public func output(
        _ light: Light, diffuse: DiffuseModifiers, factor: Double = 1, tempAir: Double, windSpeed: Double
    ) throws -> Output {
        try expect(light.direct, in: -2_000...5_000, "poa_direct", "direct irradiance, W/m2")
        try expect(light.skyDiffuse, in: -2_000...5_000, "poa_sky_diffuse", "diffuse irradiance, W/m2")
        try expect(light.groundDiffuse, in: -2_000...5_000, "poa_ground_diffuse", "reflected irradiance, W/m2")
        try expect(light.cosIncidence, in: -1.000001...1.000001, "cos_aoi", "cosine of incidence")
        try expect(diffuse.sky, in: 0...1.1, "diffuse.sky", "what the cover passes of the sky's light")
        try expect(diffuse.ground, in: 0...1.1, "diffuse.ground", "what the cover passes of the ground's light")
        try expect(factor, in: 0...2, "factor", "what dirt and spectrum leave")
        try expect(tempAir, in: -90...90, "temp_air", "air temperature, degrees")
        try expect(windSpeed, in: -150...150, "wind_speed", "wind speed, m/s")
        let global = max(0, light.direct) + max(0, light.skyDiffuse) + max(0, light.groundDiffuse)
        return steady(
            poaGlobal: global, effectiveIrradiance: effectiveIrradiance(light, diffuse: diffuse, factor: factor),
            tempAir: tempAir, windSpeed: max(0, windSpeed))
    }

    /// The chain from light at the cells on, for arguments already checked: finite, light and wind not negative.
    func steady(
        poaGlobal: Double, effectiveIrradiance: Double, tempAir: Double, windSpeed: Double
    ) -> Output {
        let cell = temperature.temperature(
            poaGlobal: poaGlobal, effectiveIrradiance: effectiveIrradiance, tempAir: tempAir, windSpeed: windSpeed)
        return output(effectiveIrradiance: effectiveIrradiance, cellTemperature: cell)
    }

    /// The chain from light and temperature of the cells on.
    func output(effectiveIrradiance: Double, cellTemperature cell: Double) -> Output {
        let point = module.maximumPowerPoint(effectiveIrradiance: effectiveIrradiance, cellTemperature: cell)
        let dc = point.power * Double(modulesPerString) * Double(strings) * (1 - losses.fraction)
        let voltage = point.voltage * Double(modulesPerString)
        let unclipped = inverter?.unclipped(dc: dc, voltage: voltage) ?? dc
        let ac = min(unclipped, inverter?.limit ?? .infinity)
        return Output(
            effectiveIrradiance: effectiveIrradiance, cellTemperature: cell, dc: dc, voltage: voltage, ac: ac,
            clipped: unclipped - ac)
    }
}
