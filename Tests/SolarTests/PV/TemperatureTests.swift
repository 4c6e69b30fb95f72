import Geometry
import Solar
import Testing

@Suite struct TemperatureAgainstPvlib {
    @Test func steadyModels() throws {
        var worst: [String: Worst] = [:]
        let rows = try PVTable("temperature").rows
        #expect(rows.count >= 1_000)
        for row in rows {
            let (poa, air, wind) = (row["poa_global"], row["temp_air"], row["wind_speed"])
            func take(_ column: String, _ ours: Double) {
                worst[column, default: Worst()].take(ours, row[column], floor: 1, "\(column)")
            }
            func cell(_ model: TemperatureModel) -> Double {
                model.temperature(
                    poaGlobal: poa, effectiveIrradiance: row["effective_irradiance"], tempAir: air, windSpeed: wind)
            }
            take("faiman", cell(.faiman(u0: row["u0"], u1: row["u1"])))
            for mounting in TemperatureModel.SAPMMounting.allCases {
                take("sapm_cell_\(mounting.rawValue)", cell(.sapm(mounting)))
                if case .sapm(let a, let b, _) = TemperatureModel.sapm(mounting) {
                    take(
                        "sapm_module_\(mounting.rawValue)",
                        moduleTemperatureSAPM(poaGlobal: poa, tempAir: air, windSpeed: wind, a: a, b: b))
                }
            }
            for mounting in TemperatureModel.PVsystMounting.allCases {
                guard case .pvsyst(let uc, _, _, let absorption) = TemperatureModel.pvsyst(mounting) else { continue }
                take(
                    "pvsyst_\(mounting.rawValue)",
                    cell(
                        .pvsyst(
                            uc: uc, uv: row["u_v"], moduleEfficiency: row["module_efficiency"], absorption: absorption))
                )
            }
            take(
                "noct_sam",
                cell(
                    .noctSAM(
                        noct: row["noct"], moduleEfficiency: row["module_efficiency"],
                        transmittanceAbsorptance: row["transmittance_absorptance"],
                        isHigherThanOneStorey: row["array_height"] == 2, standoff: row["mount_standoff"])))
            take(
                "windspeed_powerlaw",
                windSpeedPowerLaw(
                    wind, reference: row["height_reference"], height: row["height_desired"], exponent: row["exponent"]))
        }
        #expect(worst.count == 14)
        for (name, worst) in worst { #expect(worst.distance < 1e-9, "\(name): \(worst.place)") }
    }

    /// The model that remembers, hour after hour.
    @Test func fuentes() throws {
        let rows = try PVTable("fuentes").rows
        #expect(rows.count >= 1_000)
        for noct in [45, 49, 55] {
            let model = FuentesModel(installedNOCT: Double(noct))
            var state = FuentesModel.State()
            var worst = Worst()
            for row in rows {
                let ours = model.temperature(
                    poaGlobal: row["poa_global"], tempAir: row["temp_air"], windSpeed: row["wind_speed"], state: &state)
                worst.take(ours, row["noct_\(noct)"], floor: 1)
            }
            // pvlib's module measures 0.31579 m x 1.2 m: a hydraulic diameter of 0.500001 m.
            #expect(worst.distance < 2e-5, "\(worst.place)")
        }
    }
}

@Suite struct TemperatureProperties {
    /// Fuentes's steady balance is what the full model comes to in steady light, and NOCT is what defines it.
    @Test func fuentesSettles() {
        for (light, air, wind) in [(1_000.0, 20.0, 1.0), (200, -30, 8), (600, 35, 0), (0, 10, 3)] {
            let model = FuentesModel(installedNOCT: 47)
            var state = FuentesModel.State()
            var last = 0.0
            for _ in 0..<50 {
                last = model.temperature(poaGlobal: light, tempAir: air, windSpeed: wind, state: &state)
            }
            #expect(abs(last - model.steady(poaGlobal: light, tempAir: air, windSpeed: wind)) < 0.05)
        }
        // 800 W/m2, 20 degrees, 1 m/s at the module.
        let model = FuentesModel(installedNOCT: 47, moduleHeight: 9.144)
        #expect(abs(model.steady(poaGlobal: 800, tempAir: 20, windSpeed: 1) - 47) < 0.6)
    }

    /// NOCT-SAM gives the NOCT under its own conditions for a module that yields nothing.
    @Test func noctHolds() {
        let cell = cellTemperatureNOCT(
            poaGlobal: 800, tempAir: 20, windSpeed: 1 / 0.51, noct: 45, moduleEfficiency: 0)
        #expect(abs(cell - 45) < 1e-9)
    }

    /// Without light every model gives the air's temperature (Fuentes: nearly, the sky being colder), from -60 to 90.
    @Test func darkness() {
        for kind in TemperatureModel.Kind.allCases {
            for air in [-60.0, 0, 90] {
                for wind in [0.0, 3, 40] {
                    let cell = TemperatureModel(kind).temperature(
                        poaGlobal: 0, effectiveIrradiance: 0, tempAir: air, windSpeed: wind)
                    #expect(kind == .fuentes ? abs(cell - air) < 25 : abs(cell - air) < 1e-12)
                }
            }
        }
    }
}
