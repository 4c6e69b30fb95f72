import Foundation
import Geometry
import Solar
import Testing

@Suite struct SubstringsAgainstPvlib {
    struct Case {
        let module: SingleDiodeModule
        let light: [Double]
        let cell: Double
        let power: Double
        let each: Double
    }

    static func cases() throws -> [Case] {
        try PVTable("substrings").rows.map { row in
            Case(
                module: SingleDiodeModule(
                    alphaSC: row["alpha_sc"], aRef: row["a_ref"], photocurrentRef: row["I_L_ref"],
                    saturationCurrentRef: row["I_o_ref"], shuntResistanceRef: row["R_sh_ref"],
                    seriesResistance: row["R_s"], adjust: row["Adjust"]),
                light: row.text("effective_irradiance").split(separator: " ").compactMap { Double($0) },
                cell: row["temp_cell"], power: row["p_mp"], each: row["p_each"])
        }
    }

    /// Against pvlib's curves added up at 40,001 currents: the best power of all maxima, and what each part could do.
    @Test func bestPower() throws {
        let cases = try Self.cases()
        #expect(cases.count >= 1_000)
        var (best, each) = (Worst(), Worst())
        for c in cases {
            let string = SeriesString(module: c.module, irradiance: c.light, cellTemperature: [c.cell])
            best.take(string.maximumPowerPoint().power, c.power, floor: 0.1, "\(c.light)")
            each.take(string.unmismatchedPower, c.each, floor: 0.1, "\(c.light)")
            #expect((0...1).contains(string.mismatchLoss))
        }
        // The reference's grid of currents is finite: 1 in 40,000 in current, up to 1e-4 in power near the knee.
        #expect(best.distance < 2e-4, "\(best.place)")
        #expect(each.distance < 1e-6, "\(each.place)")
    }
}

@Suite struct SubstringProperties {
    private let module = SingleDiodeModule(
        alphaSC: 0.006784, aRef: 2.058733, photocurrentRef: 10.843816, saturationCurrentRef: 2.344987e-10,
        shuntResistanceRef: 63.441051, seriesResistance: 0.180446, adjust: 7.936498)

    /// In uniform light the parts are the whole, and nothing is lost.
    @Test func uniform() {
        for parts in [1, 3, 60] {
            let string = SeriesString(
                module: module, irradiance: Array(repeating: 640, count: parts), cellTemperature: [41])
            let whole = module.curve(effectiveIrradiance: 640, cellTemperature: 41).maximumPowerPoint()
            #expect(PVTable.distance(string.maximumPowerPoint().power, whole.power, floor: 1) < 1e-9)
            #expect(string.mismatchLoss < 1e-9)
        }
    }

    /// A dark third of a module is bypassed: two thirds of the voltage less a diode's remain.
    @Test func oneDarkThird() {
        let lit = module.curve(effectiveIrradiance: 1_000, cellTemperature: 25).maximumPowerPoint()
        let string = SeriesString(module: module, irradiance: [1_000, 1_000, 0], cellTemperature: [25])
        let simple = lit.power * 2 / 3 - 0.5 * lit.current
        let power = string.maximumPowerPoint().power
        // Re-optimised, it cannot be less.
        #expect(power >= simple - 1e-9 && power < simple * 1.002)
    }

    /// Voltage and current invert each other; power grows with every part's light.
    @Test func curve() {
        let string = SeriesString(module: module, irradiance: [900, 300, 100], cellTemperature: [50, 40, 35])
        for current in stride(from: 0.0, to: 9.5, by: 0.25) {
            let voltage = string.voltage(current: current)
            if voltage > 0 { #expect(abs(string.current(voltage: voltage) - current) < 1e-6) }
        }
        let less = SeriesString(module: module, irradiance: [800, 300, 100], cellTemperature: [50, 40, 35])
        #expect(less.maximumPowerPoint().power < string.maximumPowerPoint().power)
        #expect(SeriesString(module: module, irradiance: [], cellTemperature: [25]).maximumPowerPoint().power == 0)
        #expect(SeriesString(module: module, irradiance: [0, 0], cellTemperature: [25]).maximumPowerPoint().power == 0)
    }

    /// The two-level rule against the full computation: strings of 60 substrings, of four kinds of module.
    @Test func twoLevelRule() {
        let modules = TypicalModule.all.compactMap { entry -> (SingleDiodeModule, Double)? in
            if case .cec(let module) = entry.module.model { (module, entry.module.power) } else { nil }
        }
        #expect(modules.count >= 4)
        var random = PVRandom(state: 4)
        var (sum, worst, count) = (0.0, 0.0, 0)
        for (module, nameplate) in modules {
            let rule = PartialShade(module: module, substrings: 3)
            for _ in 0..<300 {
                let diffuse = Double.random(in: 20...400, using: &random)
                let beam = Double.random(in: 20...900, using: &random)
                let air = Double.random(in: -15...35, using: &random)
                let lit = Int.random(in: 0...60, using: &random)
                let (hot, cool) = (air + 0.03 * (beam + diffuse), air + 0.03 * diffuse)
                let full = module.curve(effectiveIrradiance: beam + diffuse, cellTemperature: hot)
                let dim = module.curve(effectiveIrradiance: diffuse, cellTemperature: cool)
                // Twenty modules, three substrings each.
                let string = SeriesString([
                    .init(curve: full.third, count: lit), .init(curve: dim.third, count: 60 - lit),
                ])
                let exact = string.maximumPowerPoint().power / 20
                let ours = rule.stringPower(
                    lit: full.maximumPowerPoint().power, shaded: dim.maximumPowerPoint().power,
                    litShare: Double(lit) / 60)
                let error = abs(ours - exact) / nameplate
                sum += error
                worst = max(worst, error)
                count += 1
            }
        }
        print("two-level shade: mean \(100 * sum / Double(count)) %, worst \(100 * worst) % of nameplate")
        #expect(sum / Double(count) < 0.003)
        #expect(worst < 0.025)
    }

    /// Numbers that are no cell's or no share's give no power, never NaN.
    @Test func nonsense() {
        for bad in [Double.nan, .infinity, -1, 0] {
            for path in [\SingleDiode.photocurrent, \.saturationCurrent, \.nNsVth, \.seriesResistance] {
                var cell = module.curve(effectiveIrradiance: 700, cellTemperature: 30)
                cell[keyPath: path] = bad
                #expect(cell.maximumPowerPoint().power.isFinite)
                #expect(SeriesString([.init(curve: cell, count: 2)]).maximumPowerPoint().power.isFinite)
            }
        }
        for bad in [Double.nan, -1, 0] {
            for rule in [PartialShade().stringPower, PartialShade.electronicsPower] {
                for power in [rule(1, 0.3, bad), rule(1, bad, 0.5), rule(bad, 0.3, 0.5)] {
                    #expect(power >= 0 && power.isFinite)
                }
            }
        }
    }

    /// The rule's ends: all lit, none lit; it never beats electronics at every module and never falls below nothing.
    @Test func ruleBounds() {
        var random = PVRandom(state: 5)
        let rule = PartialShade()
        for _ in 0..<2_000 {
            let lit = Double.random(in: 0...1, using: &random)
            let shaded = lit * Double.random(in: 0...1, using: &random)
            let f = Double.random(in: -0.2...1.2, using: &random)
            let power = rule.stringPower(lit: lit, shaded: shaded, litShare: f)
            #expect(power >= 0 && power <= PartialShade.electronicsPower(lit: lit, shaded: shaded, litShare: f) + 1e-12)
            #expect(abs(rule.stringPower(lit: lit, shaded: shaded, litShare: 1) - lit) < 1e-12)
            #expect(abs(rule.stringPower(lit: lit, shaded: shaded, litShare: 0) - shaded) < 1e-12)
        }
    }
}

extension SingleDiode {
    /// One of three equal parts of a module in series.
    fileprivate var third: SingleDiode {
        SingleDiode(
            photocurrent: photocurrent, saturationCurrent: saturationCurrent, seriesResistance: seriesResistance / 3,
            shuntConductance: shuntConductance * 3, nNsVth: nNsVth / 3)
    }
}
