/// How warm a cell gets in light, air and wind.
public enum TemperatureModel: Sendable, Hashable {
    /// The models by the names users type.
    public enum Kind: String, Sendable, Hashable, CaseIterable {
        /// ``moduleTemperatureFaiman(poaGlobal:tempAir:windSpeed:u0:u1:)``.
        case faiman
        /// ``cellTemperatureSAPM(poaGlobal:tempAir:windSpeed:a:b:deltaT:)``.
        case sapm
        /// ``cellTemperaturePVsyst(poaGlobal:tempAir:windSpeed:uc:uv:moduleEfficiency:absorption:)``.
        case pvsyst
        /// ``cellTemperatureNOCT(poaGlobal:effectiveIrradiance:tempAir:windSpeed:noct:moduleEfficiency:transmittanceAbsorptance:isHigherThanOneStorey:standoff:)``.
        case noctSAM = "noct_sam"
        /// ``FuentesModel``, PVWatts' own.
        case fuentes
    }

    /// Heat loss u0, W/(m2 K), and u1, W/(m2 K) per m/s.
    case faiman(u0: Double, u1: Double)
    /// Coefficients a, b, and deltaT in K.
    case sapm(a: Double, b: Double, deltaT: Double)
    /// Heat loss Uc, W/(m2 K), and Uv, W/(m2 K) per m/s; module efficiency and absorption, 0...1.
    case pvsyst(uc: Double, uv: Double, moduleEfficiency: Double, absorption: Double)
    /// NOCT in degrees Celsius, efficiency and transmittance-absorptance 0...1, standoff in inches.
    ///
    /// `isHeatedByEffective`: only light that reaches the cells warms them, as in SAM's code since 2020; pvlib follows
    /// the manual of 2018, where all light does.
    case noctSAM(
        noct: Double, moduleEfficiency: Double, transmittanceAbsorptance: Double = 0.9,
        isHigherThanOneStorey: Bool = false, standoff: Double = 4, isHeatedByEffective: Bool = false)
    /// Heat balance.
    case fuentes(FuentesModel)

    /// Mountings that Sandia measured (King et al. 2004, table 1), by pvlib's names.
    public enum SAPMMounting: String, Sendable, Hashable, CaseIterable {
        case openRackGlassGlass = "open_rack_glass_glass"
        case closeMountGlassGlass = "close_mount_glass_glass"
        case openRackGlassPolymer = "open_rack_glass_polymer"
        case insulatedBackGlassPolymer = "insulated_back_glass_polymer"
    }

    /// Mountings of PVsyst, by pvlib's names.
    public enum PVsystMounting: String, Sendable, Hashable, CaseIterable {
        case freestanding, insulated
        case semiIntegrated = "semi_integrated"
    }

    /// Sandia's model for a mounting.
    public static func sapm(_ mounting: SAPMMounting) -> TemperatureModel {
        switch mounting {
        case .openRackGlassGlass: .sapm(a: -3.47, b: -0.0594, deltaT: 3)
        case .closeMountGlassGlass: .sapm(a: -2.98, b: -0.0471, deltaT: 1)
        case .openRackGlassPolymer: .sapm(a: -3.56, b: -0.0750, deltaT: 3)
        case .insulatedBackGlassPolymer: .sapm(a: -2.81, b: -0.0455, deltaT: 0)
        }
    }

    /// PVsyst's model for a mounting.
    public static func pvsyst(_ mounting: PVsystMounting, moduleEfficiency: Double = 0.1) -> TemperatureModel {
        let uc: Double =
            switch mounting {
            case .freestanding: 29
            case .insulated: 15
            case .semiIntegrated: 20
            }
        return .pvsyst(uc: uc, uv: 0, moduleEfficiency: moduleEfficiency, absorption: 0.9)
    }

    /// A model with coefficients for modules on a roof with a gap behind them: Sandia's close mount, PVsyst's
    /// semi-integrated, NOCT 45 with a gap of 3 inches, Faiman's own (an open rack), an installed NOCT of 49.
    public init(_ kind: Kind) {
        switch kind {
        case .faiman: self = .faiman(u0: 25, u1: 6.84)
        case .sapm: self = .sapm(.closeMountGlassGlass)
        case .pvsyst: self = .pvsyst(.semiIntegrated)
        case .noctSAM:
            self = .noctSAM(noct: 45, moduleEfficiency: 0.2, standoff: 3)
        case .fuentes: self = .fuentes(FuentesModel(installedNOCT: 49))
        }
    }

    /// The model's name.
    public var kind: Kind {
        switch self {
        case .faiman: .faiman
        case .sapm: .sapm
        case .pvsyst: .pvsyst
        case .noctSAM: .noctSAM
        case .fuentes: .fuentes
        }
    }

    /// Cell temperature in steady light, degrees Celsius.
    /// - Parameters:
    ///   - poaGlobal: irradiance in the plane before reflection, W/m2, not negative.
    ///   - effectiveIrradiance: irradiance that reaches the cells, W/m2; only NOCT-SAM asks for it.
    ///   - tempAir: degrees Celsius.
    ///   - windSpeed: m/s at 10 m, not negative (Faiman and PVsyst take it as it is, like pvlib and PVGIS).
    public func temperature(
        poaGlobal: Double, effectiveIrradiance: Double, tempAir: Double, windSpeed: Double
    ) -> Double {
        switch self {
        case .faiman(let u0, let u1):
            moduleTemperatureFaiman(poaGlobal: poaGlobal, tempAir: tempAir, windSpeed: windSpeed, u0: u0, u1: u1)
        case .sapm(let a, let b, let deltaT):
            cellTemperatureSAPM(
                poaGlobal: poaGlobal, tempAir: tempAir, windSpeed: windSpeed, a: a, b: b, deltaT: deltaT)
        case .pvsyst(let uc, let uv, let efficiency, let absorption):
            cellTemperaturePVsyst(
                poaGlobal: poaGlobal, tempAir: tempAir, windSpeed: windSpeed, uc: uc, uv: uv,
                moduleEfficiency: efficiency, absorption: absorption)
        case .noctSAM(let noct, let efficiency, let transmittance, let isHigh, let standoff, let isByEffective):
            cellTemperatureNOCT(
                poaGlobal: isByEffective ? effectiveIrradiance : poaGlobal,
                effectiveIrradiance: effectiveIrradiance, tempAir: tempAir,
                windSpeed: windSpeed, noct: noct, moduleEfficiency: efficiency,
                transmittanceAbsorptance: transmittance, isHigherThanOneStorey: isHigh, standoff: standoff)
        case .fuentes(let model):
            model.steady(poaGlobal: poaGlobal, tempAir: tempAir, windSpeed: windSpeed)
        }
    }

    /// - Throws: `InputError` for coefficients that no module has.
    func check() throws {
        switch self {
        case .faiman(let u0, let u1):
            try expect(u0, in: 1...500, "temperature.u0", "heat loss to still air, W/(m2 K)")
            try expect(u1, in: 0...100, "temperature.u1", "heat loss by wind, W/(m2 K) per m/s")
        case .sapm(let a, let b, let deltaT):
            try expect(a, in: -10 ... -1, "temperature.a", "Sandia's coefficient a")
            try expect(b, in: -1...0, "temperature.b", "Sandia's coefficient b")
            try expect(deltaT, in: 0...30, "temperature.deltaT", "cell over module temperature, K")
        case .pvsyst(let uc, let uv, let efficiency, let absorption):
            try expect(uc, in: 1...500, "temperature.u_c", "heat loss to still air, W/(m2 K)")
            try expect(uv, in: 0...100, "temperature.u_v", "heat loss by wind, W/(m2 K) per m/s")
            try expect(efficiency, in: 0...0.6, "temperature.module_efficiency", "the module's efficiency")
            try expect(absorption, in: 0...1, "temperature.alpha_absorption", "share of light absorbed")
        case .noctSAM(let noct, let efficiency, let transmittance, _, let standoff, _):
            try expect(noct, in: 25...100, "temperature.noct", "the nominal operating cell temperature")
            try expect(efficiency, in: 0...0.6, "temperature.module_efficiency", "the module's efficiency")
            try expect(
                transmittance, in: 0.61...1, "temperature.transmittance_absorptance", "transmittance-absorptance")
            try expect(standoff, in: 0...1_000, "temperature.mount_standoff", "the gap behind the modules, inches")
        case .fuentes(let model):
            try expect(model.installedNOCT, in: 30...100, "temperature.noct_installed", "the installed NOCT")
        }
    }
}
