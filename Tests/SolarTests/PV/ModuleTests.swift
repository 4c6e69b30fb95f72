import Foundation
import Geometry
import Solar
import Testing

@Suite struct DCAgainstPvlib {
    @Test func pvwattsAndHuld() throws {
        var (plain, low) = (Worst(), Worst())
        var huld: [String: Worst] = [:]
        let kinds: [(String, HuldModule.Technology)] = [("csi", .crystSi), ("cis", .cis), ("cdte", .cdTe)]
        let rows = try PVTable("dc").rows
        #expect(rows.count >= 1_000)
        for row in rows {
            let (light, cell) = (row["effective_irradiance"], row["temp_cell"])
            plain.take(
                PVWattsModule(gamma: row["gamma_pdc"]).power(effectiveIrradiance: light, cellTemperature: cell),
                row["pvwatts"])
            low.take(
                PVWattsModule(gamma: row["gamma_pdc"], lowLightLoss: row["k"])
                    .power(effectiveIrradiance: light, cellTemperature: cell), row["pvwatts_k"], "\(row.cells)")
            for version in HuldModule.Version.allCases {
                for (name, kind) in kinds {
                    let column = "huld_\(version.rawValue)_\(name)"
                    let ours = HuldModule(kind, version: version)
                        .power(effectiveIrradiance: light, moduleTemperature: cell)
                    // pvlib lets power turn negative in very low light; we stop at nothing.
                    huld[column, default: Worst()].take(ours, max(0, row[column]), "\(row.cells)")
                }
            }
        }
        #expect(huld.count == 6)
        for worst in [plain, low] + huld.values { #expect(worst.distance < 1e-8, "\(worst.place)") }
    }
}

@Suite struct SingleDiodeAgainstPvlib {
    private static func module(_ row: PVTable.Row, adjust: Bool = true) -> SingleDiodeModule {
        SingleDiodeModule(
            alphaSC: row["alpha_sc"], aRef: row["a_ref"], photocurrentRef: row["I_L_ref"],
            saturationCurrentRef: row["I_o_ref"], shuntResistanceRef: row["R_sh_ref"], seriesResistance: row["R_s"],
            adjust: adjust ? row["Adjust"] : 0)
    }

    /// Translation to light and temperature, for 1,000 real modules of all technologies.
    @Test func translation() throws {
        var worst: [String: Worst] = [:]
        let rows = try PVTable("single_diode").rows
        #expect(rows.count >= 1_000)
        for row in rows {
            let (light, cell) = (row["effective_irradiance"], row["temp_cell"])
            let curve = Self.module(row).curve(effectiveIrradiance: light, cellTemperature: cell)
            let desoto = Self.module(row, adjust: false).curve(effectiveIrradiance: light, cellTemperature: cell)
            let pairs = [
                ("I_L", curve.photocurrent), ("I_o", curve.saturationCurrent), ("R_sh", 1 / curve.shuntConductance),
                ("nNsVth", curve.nNsVth), ("I_L_desoto", desoto.photocurrent),
            ]
            for (name, ours) in pairs { worst[name, default: Worst()].take(ours, row[name], floor: 1e-30, name) }
        }
        for (name, worst) in worst { #expect(worst.distance < 1e-7, "\(name): \(worst.place)") }
    }

    /// The curve's points, from five given parameters.
    @Test func points() throws {
        var worst: [String: Worst] = [:]
        for row in try PVTable("single_diode").rows {
            let curve = SingleDiode(
                photocurrent: row["I_L"], saturationCurrent: row["I_o"], seriesResistance: row["R_s_out"],
                shuntConductance: 1 / row["R_sh"], nNsVth: row["nNsVth"])
            let peak = curve.maximumPowerPoint()
            func take(_ column: String, _ ours: Double, floor: Double = 1e-9) {
                worst[column, default: Worst()].take(ours, row[column], floor: floor, "\(row.cells)")
            }
            take("i_sc", curve.current(voltage: 0))
            take("v_oc", curve.voltage(current: 0))
            take("p_mp", peak.power)
            take("p_mp_lambertw", peak.power)
            take("v_mp", peak.voltage)
            take("i_mp", peak.current)
            // Near open circuit current is a difference: on the scale of the light current.
            take("i_at_v", curve.current(voltage: row["v"]), floor: row["I_L"])
            take("v_at_i", curve.voltage(current: row["i"]), floor: row["nNsVth"])
        }
        #expect(worst.count == 8)
        for (name, worst) in worst {
            // pvlib finds v_mp and i_mp to the root of what it finds p_mp to.
            let tolerance = ["v_mp", "i_mp"].contains(name) ? 1e-6 : 1e-7
            #expect(worst.distance < tolerance, "\(name): \(worst.distance) \(worst.place)")
        }
    }

    /// Reverse bias with Bishop's avalanche: the pair of current and voltage lies on our curve.
    @Test func breakdown() throws {
        var worst = Worst()
        for row in try PVTable("single_diode").rows {
            let curve = SingleDiode(
                photocurrent: row["I_L"], saturationCurrent: row["I_o"], seriesResistance: row["R_s_out"],
                shuntConductance: 1 / row["R_sh"], nNsVth: row["nNsVth"],
                breakdown: .init(factor: 2e-3, voltage: -5.5 * row["N_s"], exponent: 3.28))
            worst.take(curve.current(voltage: row["v_reverse"]), row["i_reverse"], "\(row.cells)")
            worst.take(curve.voltage(current: row["i_reverse"]), row["v_reverse"], "\(row.cells)")
        }
        #expect(worst.count >= 2_000)
        #expect(worst.distance < 1e-6, "\(worst.place)")
    }
}

@Suite struct SingleDiodeProperties {
    /// An ideal cell (no resistances) has closed forms for open circuit, short circuit and any point.
    @Test func idealCell() {
        let cell = SingleDiode(
            photocurrent: 8, saturationCurrent: 1e-9, seriesResistance: 0, shuntConductance: 0, nNsVth: 1.5)
        #expect(abs(cell.current(voltage: 0) - 8) < 1e-12)
        #expect(abs(cell.voltage(current: 0) - 1.5 * log1p(8 / 1e-9)) < 1e-10)
        // At the maximum exp(v) (1 + v) = 1 + IL / I0, with v in units of nNsVth.
        let v = cell.maximumPowerPoint().voltage / 1.5
        #expect(abs(v + log1p(v) - log1p(8 / 1e-9)) < 1e-9)
    }

    /// Seeded modules, some absurd: every answer is finite, on the curve, and no neighbour has more power.
    @Test func seeded() {
        var random = PVRandom(state: 88)
        for _ in 0..<3_000 {
            func exponent(_ range: ClosedRange<Double>) -> Double { pow(10, .random(in: range, using: &random)) }
            let curve = SingleDiode(
                photocurrent: exponent(-6...2), saturationCurrent: exponent(-16 ... -7),
                seriesResistance: Bool.random(using: &random) ? 0 : exponent(-4...1),
                shuntConductance: Bool.random(using: &random) ? 0 : exponent(-6...0),
                nNsVth: exponent(-2...1.5))
            let peak = curve.maximumPowerPoint()
            let open = curve.voltage(current: 0)
            #expect(peak.power.isFinite && peak.power >= 0 && peak.voltage <= open * (1 + 1e-9))
            for shift in [0.999, 1.001] {
                let v = peak.voltage * shift
                #expect(curve.current(voltage: v) * v <= peak.power * (1 + 1e-9))
            }
            for share in [-0.5, 0.1, 0.5, 0.9, 1.02] {
                let i = curve.current(voltage: share * open)
                #expect(i.isFinite)
                // Back to the voltage, where the curve is not flat.
                if curve.seriesResistance > 0 || share > 0.8, i < curve.photocurrent * 0.99 {
                    #expect(
                        PVTable.distance(curve.voltage(current: i), share * open, floor: open) < 1e-6,
                        "\(curve) share \(share) open \(open) i \(i) v \(curve.voltage(current: i))")
                }
            }
        }
    }

    /// Darkness, cold and heat give no power or a finite one, never NaN.
    @Test func edges() {
        let module = SingleDiodeModule(
            alphaSC: 0.0067, aRef: 2.0587, photocurrentRef: 10.84, saturationCurrentRef: 2.34e-10,
            shuntResistanceRef: 63.4, seriesResistance: 0.18, adjust: 7.9)
        for light in [-50.0, 0, 1e-9, 1, 1_500, 1e5] {
            for cell in [-273.0, -60, 25, 90, 400] {
                let point = module.curve(effectiveIrradiance: light, cellTemperature: cell).maximumPowerPoint()
                #expect(point.power.isFinite && point.power >= 0)
                if light <= 0 { #expect(point.power == 0) }
            }
        }
        // A temperature coefficient so wrong that the light current would turn negative.
        var absurd = module
        absurd.alphaSC = -1
        #expect(absurd.curve(effectiveIrradiance: 1_000, cellTemperature: 90).maximumPowerPoint().power == 0)
    }
}
