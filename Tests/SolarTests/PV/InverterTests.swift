import Solar
import Testing

@Suite struct InverterAgainstPvlib {
    @Test func pvwatts() throws {
        var worst = Worst()
        for row in try PVTable("inverter_pvwatts").rows {
            let inverter = InverterModel.pvwatts(
                PVWattsInverter(
                    pdc0: row["pdc0"], nominalEfficiency: row["eta_inv_nom"], referenceEfficiency: row["eta_inv_ref"]))
            worst.take(inverter.ac(dc: row["p_dc"], voltage: 0), row["p_ac"], floor: 1e-3, "\(row.cells)")
        }
        #expect(worst.count >= 1_000)
        #expect(worst.distance < 1e-9, "\(worst.place)")
    }

    @Test func sandia() throws {
        var worst = Worst()
        for row in try PVTable("inverter_sandia").rows {
            let inverter = InverterModel.sandia(
                SandiaInverter(
                    paco: row["Paco"], pdco: row["Pdco"], vdco: row["Vdco"], pso: row["Pso"], c0: row["C0"],
                    c1: row["C1"], c2: row["C2"], c3: row["C3"], pnt: row["Pnt"]))
            worst.take(inverter.ac(dc: row["p_dc"], voltage: row["v_dc"]), row["p_ac"], floor: 1e-3, "\(row.cells)")
        }
        #expect(worst.count >= 1_000)
        #expect(worst.distance < 1e-9, "\(worst.place)")
    }

    @Test func adr() throws {
        var worst = Worst()
        var off = 0
        for row in try PVTable("inverter_adr").rows {
            let inverter = InverterModel.adr(
                ADRInverter(
                    pnom: row["Pnom"], vnom: row["Vnom"], pacmax: row["Pacmax"], pnt: row["Pnt"], vmin: row["Vmin"],
                    vmax: row["Vmax"], mpptLow: row.optional("MPPTLow"), mpptHigh: row.optional("MPPTHi"),
                    vdcmax: row.optional("Vdcmax"), coefficients: (0..<9).map { row["b\($0)"] }))
            let ours = inverter.ac(dc: row["p_dc"], voltage: row["v_dc"])
            if let theirs = row.optional("p_ac") {
                worst.take(ours, theirs, floor: 1e-3, "\(row.cells)")
            } else {
                // pvlib's NaN, outside the voltage window: off.
                #expect(ours == -abs(row["Pnt"]))
                off += 1
            }
        }
        #expect(worst.count >= 700 && off > 50, "\(worst.count) compared, \(off) off")
        #expect(worst.distance < 1e-9, "\(worst.place)")
    }
}

@Suite struct InverterProperties {
    /// Whatever comes in, what goes out is a number, not above the limit, not below the night tare.
    @Test func bounded() {
        let sandia = SandiaInverter(
            paco: 5_000, pdco: 5_160, vdco: 400, pso: 25, c0: -2e-6, c1: -1e-5, c2: 5e-4, c3: -2e-3, pnt: 0.2)
        let adr = ADRInverter(
            pnom: 5_200, vnom: 400, pacmax: 5_000, pnt: 0.3, vmin: 200, vmax: 480,
            coefficients: [0.007, 0.015, 0.017, 0.001, -0.014, -0.014, 0, 0, 0])
        for model in [
            InverterModel.sandia(sandia), .adr(adr), .pvwatts(PVWattsInverter(nameplate: 6_000, dcACRatio: 1.2)),
        ] {
            for dc in [-100.0, 0, 1e-9, 24.999, 25, 3_000, 5_200, 9_000, 1e7] {
                for voltage in [-10.0, 0, 1, 200, 400, 1_000, 1e6, 1e9] {
                    let ac = model.ac(dc: dc, voltage: voltage)
                    #expect(
                        ac.isFinite && ac <= model.limit && ac <= max(dc, 0) * 1.01 + 1e-9,
                        "\(model.kind) \(dc) \(voltage) \(ac)")
                    if dc <= 0 { #expect(ac == -model.nightTare) }
                }
            }
        }
    }

    /// At its rating Sandia's model gives its rating; PVWatts's its nominal efficiency.
    @Test func rating() {
        let sandia = SandiaInverter(
            paco: 5_000, pdco: 5_160, vdco: 400, pso: 25, c0: -2e-6, c1: -1e-5, c2: 5e-4, c3: -2e-3, pnt: 0.2)
        #expect(abs(InverterModel.sandia(sandia).ac(dc: 5_160, voltage: 400) - 5_000) < 1e-9)
        let pvwatts = PVWattsInverter(nameplate: 1_150, dcACRatio: 1.15)
        #expect(abs(pvwatts.limit - 1_000) < 1e-9)
        #expect(abs(pvwatts.unclipped(dc: pvwatts.pdc0) / pvwatts.pdc0 - 0.96) < 1e-4)
    }
}
