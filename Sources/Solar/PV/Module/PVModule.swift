/// A module: what it is called, how large and strong it is, and how it turns light into DC power.
public struct PVModule: Sendable, Hashable {
    /// How light becomes DC power.
    public enum Model: Sendable, Hashable {
        /// The models by the names users type.
        public enum Kind: String, Sendable, Hashable, CaseIterable {
            case pvwatts, huld, cec
        }

        case pvwatts(PVWattsModule)
        case huld(HuldModule)
        case cec(SingleDiodeModule)

        /// The model's name.
        public var kind: Kind {
            switch self {
            case .pvwatts: .pvwatts
            case .huld: .huld
            case .cec: .cec
            }
        }
    }

    /// For reports.
    public var name: String
    /// Nameplate power at 1000 W/m2 and 25 degrees, W.
    public var power: Double
    /// Of the module's face, m2.
    public var area: Double
    /// Bypass diodes: parts of the module that work or are bypassed as a whole. 3 in nearly all modules.
    public var substrings: Int
    /// How light becomes DC power.
    public var model: Model

    /// From its parts.
    public init(name: String, power: Double, area: Double, substrings: Int = 3, model: Model) {
        self.name = name
        self.power = power
        self.area = area
        self.substrings = substrings
        self.model = model
    }

    /// Nameplate power over the light that falls on the face, 0...1.
    public var efficiency: Double { power / (1_000 * area) }

    /// Where the module's power is greatest: volts and amperes.
    ///
    /// Models without a curve (PVWatts, Huld) have one voltage for all light and temperatures.
    /// - Parameters:
    ///   - effectiveIrradiance: W/m2 reaching the cells; negative counts as none.
    ///   - cellTemperature: degrees Celsius.
    public func maximumPowerPoint(effectiveIrradiance: Double, cellTemperature: Double) -> SingleDiode.Point {
        switch model {
        case .pvwatts(let module):
            let watts =
                power * module.power(effectiveIrradiance: effectiveIrradiance, cellTemperature: cellTemperature)
            return SingleDiode.Point(voltage: module.voltage, current: watts / module.voltage)
        case .huld(let module):
            let watts =
                power * module.power(effectiveIrradiance: effectiveIrradiance, moduleTemperature: cellTemperature)
            return SingleDiode.Point(voltage: module.voltage, current: watts / module.voltage)
        case .cec(let module):
            return module.curve(effectiveIrradiance: effectiveIrradiance, cellTemperature: cellTemperature)
                .maximumPowerPoint()
        }
    }

    /// What partial shade does to a string of these modules.
    public var partialShade: PartialShade {
        if case .cec(let module) = model {
            PartialShade(module: module, substrings: substrings)
        } else {
            PartialShade()
        }
    }

    /// - Throws: `InputError` for parameters no module has.
    func check() throws {
        try expect(power, in: 0.001...1e6, "module.power", "nameplate power, W")
        try expect(area, in: 1e-4...1e4, "module.area", "area, m2")
        try expect(Double(substrings), in: 1...1_000, "module.substrings", "bypass diodes")
        switch model {
        case .pvwatts(let module): try module.check()
        case .huld(let module): try module.check()
        case .cec(let module): try module.check()
        }
    }
}
