import City
import Geometry

/// A handful of modules to reckon with when none is named, and the PVWatts and PVGIS ones.
///
/// Parameters are those of the named products in SAM's library of CEC modules of 2019-03-05 (list: California Energy
/// Commission; fit: NREL, SAM 2018.11.11; published with SAM and pvlib under the BSD 3-clause licence). Modules have
/// grown since: 410 W on 1.96 m2 (20.9 %) is what roofs get today; larger ones differ in size more than in behaviour.
public struct TypicalModule: Sendable, Hashable {
    /// What users type.
    public let name: String
    /// What it is, in a few words.
    public let summary: String
    /// The parameters; `module.name` is the product's name in the library.
    public let module: PVModule

    /// By what users type.
    /// - Throws: `InputError` naming the nearest.
    public static func named(_ name: String, path: String = "module") throws -> TypicalModule {
        if let found = all.first(where: { $0.name == name }) { return found }
        throw InputError(
            path: path, problem: "'\(name)' is no module known here",
            suggestion: nearest(to: name, among: all.map(\.name)).map { "did you mean '\($0)'?" }
                ?? "known are: " + all.map(\.name).joined(separator: ", "))
    }

    /// All of them.
    public static let all: [TypicalModule] = cec + sam + simple

    /// The products that SAM's PVWatts 8 reckons its three kinds of module by (SSC, `cmod_pvwattsv8.cpp`; BSD 3-clause).
    private static let sam = [
        product(
            "pvwatts8-standard", "SAM's PVWatts 8 standard", "Canadian Solar CS1H-320MS", 1.6864, 9.01, 35.8, 0.004755,
            1.65916, 9.51393, 4.37813e-11, 654.059, 0.269953, 5.79586, 3, bandGap: 1.12),
        product(
            "pvwatts8-premium", "SAM's PVWatts 8 premium", "SunPower SPR-E20-327", 1.6297, 5.98, 54.7, 0.0026, 2.45326,
            6.4704, 2.01784e-11, 261.723, 0.421231, 9.56482, 3, bandGap: 1.12),
        product(
            "pvwatts8-thin-film", "SAM's PVWatts 8 thin film", "First Solar FS-6435A", 2.4751, 2.37, 183.6, 0.00102,
            7.97293, 2.55475, 2.69243e-12, 2476.95, 4.60991, -2.49865, 1, bandGap: 1.12),
    ]

    /// Modules by PVWatts's and PVGIS's models: no product, a kind.
    private static let simple = [
        TypicalModule(
            name: "pvwatts-standard", summary: "PVWatts 8 standard: 19 %, -0.37 %/K",
            module: PVModule(name: "PVWatts standard", power: 300, area: 300 / 190.0, model: .pvwatts(.init()))),
        TypicalModule(
            name: "pvwatts-premium", summary: "PVWatts 8 premium: 21 %, -0.35 %/K",
            module: PVModule(
                name: "PVWatts premium", power: 300, area: 300 / 210.0, model: .pvwatts(.init(gamma: -0.0035)))),
        TypicalModule(
            name: "pvwatts-thin-film", summary: "PVWatts 8 thin film: 18 %, -0.32 %/K",
            module: PVModule(
                name: "PVWatts thin film", power: 300, area: 300 / 180.0, model: .pvwatts(.init(gamma: -0.0032)))),
        TypicalModule(
            name: "pvgis-crystsi", summary: "PVGIS crystalline silicon",
            module: PVModule(name: "PVGIS crystSi", power: 400, area: 2, model: .huld(.init(.crystSi)))),
        TypicalModule(
            name: "pvgis-cis", summary: "PVGIS copper indium selenide",
            module: PVModule(name: "PVGIS CIS", power: 170, area: 1.2, model: .huld(.init(.cis)))),
        TypicalModule(
            name: "pvgis-cdte", summary: "PVGIS cadmium telluride",
            module: PVModule(name: "PVGIS CdTe", power: 420, area: 2.48, model: .huld(.init(.cdTe)))),
    ]

    /// Products of the CEC's list: name, summary, product, A_c, I_mp_ref, V_mp_ref, alpha_sc, a_ref, I_L_ref, I_o_ref,
    /// R_sh_ref, R_s, Adjust, bypass diodes.
    private static let cec = [
        product(
            "mono-perc-410", "mono PERC, 144 half cells", "Jinko Solar Co._ Ltd JKM410M-72HL-V", 1.96, 9.69, 42.3,
            0.006784,
            2.058733, 10.843816, 2.344987e-10, 63.441051, 0.180446, 7.936498, 3),
        product(
            "mono-perc-325", "mono PERC, 120 half cells, the size for house roofs", "Hanwha Q CELLS Q.PEAK DUO-G5 325",
            1.63, 9.66, 33.65, 0.004056,
            1.584861, 10.690265, 8.528963e-11, 61.794628, 0.191478, 14.128444, 3),
        product(
            "mono-perc-370", "mono PERC, 72 whole cells", "LONGi Green Energy Technology Co._ Ltd. LR6-72PH-370M",
            1.938, 9.39, 39.4, 0.003739,
            1.832211, 9.945143, 3.506512e-11, 524.106995, 0.355582, 6.292237, 3),
        product(
            "multi-275", "multicrystalline, 60 cells", "Canadian Solar Inc. CS6K-275P", 1.58, 8.88, 31, 0.003383,
            1.498079, 9.459352, 8.983356e-11, 284.07959, 0.28114, 4.438461, 3),
        product(
            "back-contact-360", "mono, contacts on the back, 96 cells", "SunPower SPR-X22-360", 1.63, 5.94, 60.6,
            0.002255,
            2.682873, 6.481685, 3.455463e-11, 210.034622, 0.05461, 9.243495, 3),
        product(
            "cdte-420", "cadmium telluride thin film", "First Solar_ Inc. FS-6420A", 2.48, 2.33, 180.4, 0.001448,
            7.406579, 2.549741, 3.722686e-13, 1619.798096, 6.211905, -16.395773, 1),
        product(
            "cis-170", "copper indium selenide thin film", "Solar Frontier SF170-S", 1.047, 1.95, 87.5, 0.00022,
            4.171127, 2.223484, 4.424306e-12, 574.718689, 6.134704, -3.606416, 1),
    ]

    private static func product(
        _ name: String, _ summary: String, _ product: String, _ area: Double, _ current: Double, _ voltage: Double,
        _ alphaSC: Double, _ aRef: Double, _ photocurrent: Double, _ saturation: Double, _ shunt: Double,
        _ series: Double, _ adjust: Double, _ substrings: Int, bandGap: Double = 1.121
    ) -> TypicalModule {
        TypicalModule(
            name: name, summary: summary,
            module: PVModule(
                name: product, power: current * voltage, area: area, substrings: substrings,
                model: .cec(
                    SingleDiodeModule(
                        alphaSC: alphaSC, aRef: aRef, photocurrentRef: photocurrent, saturationCurrentRef: saturation,
                        shuntResistanceRef: shunt, seriesResistance: series, adjust: adjust, bandGap: bandGap))))
    }
}
