import Foundation
import Geometry
import Solar
import Testing

@Suite struct LossesAgainstPvlib {
    @Test func itemByItem() throws {
        var worst = Worst()
        for row in try PVTable("losses").rows {
            let ours = try SystemLosses(
                soiling: row["soiling"], shading: row["shading"], snow: row["snow"], mismatch: row["mismatch"],
                wiring: row["wiring"], connections: row["connections"], lightInducedDegradation: row["lid"],
                nameplateRating: row["nameplate_rating"], age: row["age"], availability: row["availability"])
            worst.take(100 * ours.fraction, row["total"])
        }
        #expect(worst.count >= 1_000)
        #expect(worst.distance < 1e-11, "\(worst.place)")
        #expect(abs(SystemLosses.pvwatts.fraction - 0.140757) < 1e-6)
        #expect(abs(try SystemLosses().fraction - SystemLosses.pvwatts.fraction) < 1e-15)
        #expect(SystemLosses.pvgis.fraction == 0.14 && SystemLosses.none.fraction == 0)
    }

    @Test func soiling() throws {
        let table = try PVTable("soiling")
        let (rain, fine, coarse) = (table["rainfall"], table["pm2_5"], table["pm10"])
        let series: [(String, [Double])] = [
            ("kimber", try soilingLossKimber(rainfall: rain)),
            (
                "kimber_fast",
                try soilingLossKimber(
                    rainfall: rain, cleaningThreshold: 2, lossRate: 0.01, graceDays: 3, maximum: 0.2,
                    washes: [700, 1_900], initial: 0.05, accumulationHours: 12)
            ),
            ("hsu", try soilingRatioHSU(rainfall: rain, pm2_5: fine, pm10: coarse, surfaceTilt: .degrees(30))),
            (
                "hsu_slow",
                try soilingRatioHSU(
                    rainfall: rain, pm2_5: fine, pm10: coarse, surfaceTilt: .degrees(60), cleaningThreshold: 5,
                    accumulationHours: 6, settlingVelocity: (0.004, 0.0009))
            ),
        ]
        for (name, ours) in series {
            var worst = Worst()
            for (a, b) in zip(ours, table[name]) { worst.take(a, b, floor: 1e-6) }
            #expect(worst.count >= 1_000)
            #expect(worst.distance < 1e-8, "\(name): \(worst.place)")
        }
    }

    @Test func snow() throws {
        let table = try PVTable("snow")
        let cover = try snowCoverage(
            snowfall: table["snowfall"], poaGlobal: table["poa_irradiance"], tempAir: table["temp_air"],
            surfaceTilt: .degrees(35))
        let deep = try snowCoverage(
            snowfall: table["snowfall"], poaGlobal: table["poa_irradiance"], tempAir: table["temp_air"],
            surfaceTilt: .degrees(12), snowDepth: table["snow_depth"], initialCoverage: 0.4)
        for (ours, name) in [(cover, "coverage"), (deep, "coverage_depth")] {
            var worst = Worst()
            for (a, b) in zip(ours, table[name]) { worst.take(a, b, floor: 1e-3) }
            #expect(worst.count >= 1_000)
            #expect(worst.distance < 1e-9, "\(name): \(worst.place)")
        }
        for (covered, loss) in zip(table["coverage"], table["loss_8"]) {
            #expect(abs(snowLoss(coverage: covered, strings: 8) - loss) < 1e-12)
        }
        #expect(cover.contains(1) && cover.contains(0))
    }

    @Test func townsend() throws {
        let rows = try PVTable("snow_townsend").rows
        #expect(rows.count >= 1_000)
        var worst = Worst()
        for start in stride(from: 0, to: rows.count, by: 12) {
            let year = Array(rows[start..<start + 12])
            func column(_ name: String) -> [Double] { year.map { $0[name] } }
            let ours = try snowLossTownsend(
                snowTotal: column("snow_total"), snowEvents: column("snow_events"),
                surfaceTilt: year[0].angle("surface_tilt"), relativeHumidity: column("relative_humidity"),
                tempAir: column("temp_air"), poaGlobal: column("poa_global"), slantHeight: year[0]["slant_height"],
                lowerEdgeHeight: year[0]["lower_edge_height"], stringFactor: 0.75)
            for (a, row) in zip(ours, year) { worst.take(a, row["loss"], floor: 1e-6, "\(row.cells)") }
        }
        #expect(worst.distance < 1e-9, "\(worst.place)")
    }
}

@Suite struct LossesProperties {
    @Test func degradation() {
        #expect(Degradation.compound.factor(year: 0) == 1)
        #expect(abs(Degradation.compound.factor(year: 25) - pow(0.995, 25)) < 1e-12)
        #expect(abs(Degradation.linear.factor(year: 25) - 0.875) < 1e-12)
        for kind in Degradation.allCases {
            #expect(kind.factor(year: -3) == 1)
            #expect(kind.factor(year: 1_000, rate: 2) == 0)
            #expect(kind.factor(year: 500, rate: 0.01) >= 0)
        }
    }

    /// What is no number, or impossible, is an error that says where.
    @Test func refused() {
        #expect(throws: InputError.self) { try SystemLosses(soiling: .nan) }
        #expect(throws: InputError.self) { try SystemLosses(soiling: 101) }
        #expect(throws: InputError.self) { try SystemLosses(fraction: -0.1) }
        #expect(throws: InputError.self) { try soilingLossKimber(rainfall: [0, .nan]) }
        #expect(throws: InputError.self) { try soilingLossKimber(rainfall: [-1]) }
        #expect(throws: InputError.self) {
            try soilingRatioHSU(rainfall: [0, 0], pm2_5: [0, 0, 0], pm10: [0], surfaceTilt: .degrees(0))
        }
        #expect(throws: InputError.self) {
            try snowCoverage(snowfall: [0], poaGlobal: [0, 0], tempAir: [0], surfaceTilt: .degrees(0))
        }
        #expect(throws: InputError.self) {
            try snowCoverage(snowfall: [0], poaGlobal: [.nan], tempAir: [0], surfaceTilt: .degrees(0))
        }
        do {
            _ = try soilingLossKimber(rainfall: [0, 0, .infinity])
            Issue.record("accepted an infinite rain")
        } catch {
            #expect("\(error)".contains("soiling.rainfall[2]"))
        }
    }

    @Test func empty() throws {
        #expect(try soilingLossKimber(rainfall: []).isEmpty)
        #expect(try snowCoverage(snowfall: [], poaGlobal: [], tempAir: [], surfaceTilt: .degrees(0)).isEmpty)
        #expect(try soilingRatioHSU(rainfall: [], pm2_5: [], pm10: [], surfaceTilt: .degrees(0)).isEmpty)
    }
}
