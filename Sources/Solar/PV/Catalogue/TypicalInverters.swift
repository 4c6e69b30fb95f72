import City
import Geometry

/// A handful of inverters to reckon with, by Sandia's model.
///
/// Parameters are those of the named products in SAM's library of CEC inverters of 2019-03-05 (list: California Energy
/// Commission; fit: NREL; published with SAM and pvlib under the BSD 3-clause licence).
public struct TypicalInverter: Sendable, Hashable {
    /// What users type.
    public let name: String
    /// What it is, in a few words.
    public let summary: String
    /// The product's name in the library.
    public let product: String
    /// The parameters.
    public let inverter: SandiaInverter

    /// By what users type.
    /// - Throws: `InputError` naming the nearest.
    public static func named(_ name: String, path: String = "inverter") throws -> TypicalInverter {
        if let found = all.first(where: { $0.name == name }) { return found }
        throw InputError(
            path: path, problem: "'\(name)' is no inverter known here",
            suggestion: nearest(to: name, among: all.map(\.name)).map { "did you mean '\($0)'?" }
                ?? "known are: " + all.map(\.name).joined(separator: ", "))
    }

    /// All of them: Paco, Pdco, Vdco, Pso, C0, C1, C2, C3, Pnt.
    public static let all: [TypicalInverter] = [
        TypicalInverter(
            name: "micro-240", summary: "one module's own", product: "Enphase Energy Inc : IQ7-60-x-US [240V]",
            inverter: SandiaInverter(
                paco: 240, pdco: 246.615662, vdco: 32, pso: 1.581551, c0: -5.6e-05, c1: -0.000389,
                c2: 0.031523, c3: -0.048795, pnt: 0.072)),
        TypicalInverter(
            name: "string-5k", summary: "one phase, for a house", product: "SMA America: SB5.0-1SP-US-40 [240V]",
            inverter: SandiaInverter(
                paco: 5050, pdco: 5207.196777, vdco: 365, pso: 32.236385, c0: -3.274944e-06, c1: -3.6e-05,
                c2: 0.001756, c3: 0.000115, pnt: 1.515)),
        TypicalInverter(
            name: "string-10k", summary: "three phases",
            product: "Fronius International GmbH: Fronius Symo 10.0-3 480 [480V]",
            inverter: SandiaInverter(
                paco: 9995, pdco: 10259.992188, vdco: 670, pso: 64.07151, c0: -2.753997e-07, c1: -2.2e-05,
                c2: -0.000375, c3: 0.001689, pnt: 2.9985)),
        TypicalInverter(
            name: "string-24k", summary: "three phases", product: "SMA America: STP24000TL-US-10 [480V]",
            inverter: SandiaInverter(
                paco: 24060, pdco: 24584.007813, vdco: 712, pso: 46.893803, c0: -4.294234e-07, c1: -3.6e-05,
                c2: 0.000168, c3: -0.000871, pnt: 7.218)),
        TypicalInverter(
            name: "string-50k", summary: "three phases, for large roofs", product: "SMA America: STP 50-US-41 [480V]",
            inverter: SandiaInverter(
                paco: 50010, pdco: 51309.175781, vdco: 725, pso: 111.328354, c0: -2.432531e-07, c1: -3.7e-05,
                c2: -0.001836, c3: -0.002353, pnt: 15.003)),
        TypicalInverter(
            name: "string-100k", summary: "three phases, for fields",
            product: "Huawei Technologies Co - Ltd : SUN2000-100KTL-USH0 [800V]",
            inverter: SandiaInverter(
                paco: 100000, pdco: 101449.054688, vdco: 1120, pso: 181.580551, c0: -8.442827e-08, c1: -1.1e-05,
                c2: 3e-05, c3: 0.00163, pnt: 30)),
    ]
}
