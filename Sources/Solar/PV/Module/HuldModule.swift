import Geometry

/// A module as PVGIS sees it: efficiency a polynomial in the logarithm of light and in temperature.
///
/// T. Huld et al., "A power-rating model for crystalline silicon PV modules", Solar Energy Materials & Solar Cells 95,
/// 3359-3369 (2011), equation 1: pvlib's `pvarray.huld`. Per watt of nameplate power (PVGIS's form, with the nameplate
/// factored out).
public struct HuldModule: Sendable, Hashable {
    /// Kinds of cell that PVGIS has coefficients for, by PVGIS's names.
    public enum Technology: String, Sendable, Hashable, CaseIterable {
        /// Crystalline silicon.
        case crystSi
        /// Copper indium selenide.
        case cis = "CIS"
        /// Cadmium telluride.
        case cdTe = "CdTe"
    }

    /// Sets of coefficients, by pvlib's names.
    public enum Version: String, Sendable, Hashable, CaseIterable {
        /// "PVGIS data sources & calculation methods", section 5.2.3: what PVGIS 5 computes with.
        case pvgis5
        /// A. Chatzipanagi et al., "An Updated Simplified Energy Yield Model for Recent Photovoltaic Module
        /// Technologies", Progress in Photovoltaics 33, 905-917 (2025).
        case pvgis6
    }

    /// k1...k6: ln G', ln2 G', T', T' ln G', T' ln2 G', T'2, with G' in 1000 W/m2 and T' from 25 degrees.
    public var k: [Double]
    /// Voltage at maximum power at 25 degrees and 1000 W/m2, of one module, V; only inverters that ask for voltage
    /// need it.
    public var voltage: Double

    /// From six coefficients.
    public init(k: [Double], voltage: Double = 40) {
        self.k = k
        self.voltage = voltage
    }

    /// PVGIS's coefficients for a kind of cell.
    public init(_ technology: Technology = .crystSi, version: Version = .pvgis5, voltage: Double = 40) {
        self.voltage = voltage
        k =
            switch (version, technology) {
            case (.pvgis5, .crystSi): [-0.017237, -0.040465, -0.004702, 0.000149, 0.000170, 0.000005]
            case (.pvgis5, .cis): [-0.005554, -0.038724, -0.003723, -0.000905, -0.001256, 0.000001]
            case (.pvgis5, .cdTe): [-0.046689, -0.072844, -0.002262, 0.000276, 0.000159, -0.000006]
            case (.pvgis6, .crystSi): [-0.0067560, -0.016444, -0.003015, -0.000045, -0.000043, 0]
            case (.pvgis6, .cis): [-0.011001, -0.029734, -0.002887, 0.000217, -0.000163, 0]
            case (.pvgis6, .cdTe): [-0.020644, -0.035136, -0.003406, 0.000073, -0.000141, 0.000002]
            }
    }

    /// DC power per watt of nameplate power; where the polynomial turns negative (below some 20 W/m2), 0.
    /// - Parameters:
    ///   - effectiveIrradiance: W/m2 reaching the cells; negative is taken as 0.
    ///   - moduleTemperature: degrees Celsius.
    public func power(effectiveIrradiance: Double, moduleTemperature: Double) -> Double {
        guard effectiveIrradiance > 0, k.count == 6 else { return 0 }
        let g = effectiveIrradiance / 1_000
        let t = moduleTemperature - 25
        let l = log(g)
        return max(0, g * (1 + l * (k[0] + l * k[1]) + t * (k[2] + l * (k[3] + l * k[4]) + t * k[5])))
    }

    func check() throws {
        guard k.count == 6 else {
            throw InputError(path: "module.k", problem: "Huld's model: expected 6 coefficients, found \(k.count)")
        }
        try expectAll(k, in: -0.5...0.5, "module.k", "a coefficient of Huld's model")
        try expect(voltage, in: 0.1...1_500, "module.v_mp", "voltage at maximum power, V")
    }
}
