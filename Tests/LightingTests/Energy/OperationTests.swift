import Geometry
import Sky
import Testing

@testable import Lighting

@Suite struct OperationTests {
    /// Nights from 18:00 to 06:00 local time, every day of a year: hours that can be done in the head.
    static func evenNights(_ year: Int, offset: Double = 5) -> [TimeSpan] {
        let start = Instant(year: year, month: 1, day: 1, offsetHours: offset).unixSeconds
        let days = CivilDate.isLeap(year) ? 366 : 365
        let end = start + Double(days) * 86_400
        return (-1..<days).map {
            let dusk = start + Double($0) * 86_400 + 18 * 3600
            return TimeSpan(from: max(start, dusk), to: min(end, dusk + 12 * 3600))
        }
    }

    static let plain = Operation(
        offset: 5, isSummerTime: false, traffic: [], lowTraffic: 0.2, wetShare: 0, fixedShare: 0)

    private func year(_ text: String, _ operation: Operation = plain, lower: Double = 1, higher: Double = 1) throws
        -> LampYear
    {
        operation.year(
            try DimmingProfile(text, path: "dimming"), Self.evenNights(2025), of: 2025, lower: lower, higher: higher)
    }

    @Test func fullNight() throws {
        let full = try year("")
        #expect(abs(full.burningHours - 4380) < 1e-6 && abs(full.equivalentHours - 4380) < 1e-6)
        #expect(abs(full.burning[1] - 28 * 12) < 1e-6 && abs(full.darkHours - 4380) < 1e-6)
        let leap = Self.plain.year(.full, Self.evenNights(2024), of: 2024, lower: 1, higher: 1)
        #expect(abs(leap.burning[1] - 29 * 12) < 1e-6 && abs(leap.burningHours + leap.darkHours - 8784) < 1e-6)
    }

    /// 18–22 full, 22–5 at a half, 5–6 full: 5 + 7/2 hours.
    @Test func partNight() throws {
        let dimmed = try year("22:00 50%, 05:00 100%")
        #expect(abs(dimmed.equivalentHours - 365 * 8.5) < 1e-6 && abs(dimmed.burningHours - 4380) < 1e-6)
        let known = try year("22:00 50% power 60%, 05:00 1")
        #expect(abs(known.equivalentHours - 365 * (5 + 7 * 0.6)) < 1e-6)
        #expect(abs(known.lightHours - 365 * 8.5) < 1e-6)
        let off = try year("00:30 off, 05:00 100%")
        #expect(abs(off.burningHours - 365 * 7.5) < 1e-6 && abs(off.darkHours - (8760 - 365 * 7.5)) < 1e-6)
        // A fixed share: 0.1 + 0.9 · 0.5.
        var operation = Self.plain
        operation.fixedShare = 0.1
        #expect(try abs(year("22:00 50%, 05:00 100%", operation).equivalentHours - 365 * (5 + 7 * 0.55)) < 1e-6)
    }

    /// EN 13201-5's detector: p of the time at full light, the rest at the low level.
    @Test func detector() throws {
        let found = try year("22:00 20% detect 25%, 05:00 100%")
        #expect(abs(found.equivalentHours - 365 * (5 + 7 * (0.25 + 0.75 * 0.2))) < 1e-6)
        let dark = try year("22:00 off detect 25%, 05:00 100%")
        #expect(abs(dark.burningHours - 365 * (5 + 7 * 0.25)) < 1e-6)
    }

    /// M3 to M4 asks for 0.75 of the luminance; four hours with little traffic. Wet: M2 over M3 is 1.5.
    @Test func trafficAndWeather() throws {
        var operation = Self.plain
        operation.traffic = (0..<24).map { (1..<5).contains($0) ? 0.1 : 1 }
        let (lower, higher) = LightingRules.en13201.neighbours(
            of: try #require(LightingRules.en13201.lightingClass("M3")))
        #expect(abs(lower - 0.75) < 1e-12 && abs(higher - 1.5) < 1e-12)
        #expect(try abs(year("", operation, lower: lower).equivalentHours - 365 * (8 + 4 * 0.75)) < 1e-6)
        operation.wetShare = 0.1
        let wet = try year("", operation, lower: lower, higher: 1.2)
        #expect(abs(wet.equivalentHours - 365 * (8 + 4 * (0.9 * 0.75 + 0.1 * 0.9))) < 1e-6)
        #expect(
            LightingRules.en13201.neighbours(of: try #require(LightingRules.en13201.lightingClass("M6"))).lower == 1)
        #expect(
            LightingRules.en13201.neighbours(of: try #require(LightingRules.en13201.lightingClass("M1"))).higher == 1)
    }

    /// In Europe's summer the clock is an hour ahead: the same profile begins an hour earlier by the sun.
    @Test func summerTime() throws {
        #expect(!Operation.isEuropeanSummer(Instant(year: 2025, month: 3, day: 30, hour: 0, minute: 59).unixSeconds))
        #expect(Operation.isEuropeanSummer(Instant(year: 2025, month: 3, day: 30, hour: 1).unixSeconds))
        #expect(Operation.isEuropeanSummer(Instant(year: 2025, month: 10, day: 26, hour: 0, minute: 59).unixSeconds))
        #expect(!Operation.isEuropeanSummer(Instant(year: 2025, month: 10, day: 26, hour: 1).unixSeconds))
        var operation = Self.plain
        operation.isSummerTime = true
        // Off from 20:00 to 24:00: in summer 19:00 to 23:00 by the sun's clock, four hours either way.
        #expect(try abs(year("20:00 off, 00:00 100%", operation).burningHours - 365 * 8) < 0.01)
        // Off from 18:00 to 19:00: in summer 17:00 to 18:00, when it is day. 30 March to 25 October are 210 evenings.
        #expect(try abs(year("18:00 off, 19:00 100%", operation).burningHours - (365 * 12 - (365 - 210))) < 1.01)
    }

    @Test(arguments: [
        ("22 50%, 5:00 1", 3), ("22:00 70%,, 23:00 0.5", 2), ("", 1),
    ]) func profilesRead(text: String, steps: Int) throws {
        #expect(try DimmingProfile(text, path: "x").steps.count <= steps)
    }

    @Test(arguments: [
        "22:60 50%", "25:00 1", "noon 1", "22:00", "22:00 150%", "22:00 -1", "22:00 50% power", "22:00 50% dim 3",
        "22:00 nan", "22:00 1, 22:00 0.5",
    ]) func brokenProfilesAreRefused(text: String) {
        #expect(throws: InputError.self) { try DimmingProfile(text, path: "inputs.dimming") }
    }

    /// Indicators by hand: 10 lamps of 50 W over 300 m of a 7 m carriageway at 12 lx and a 2 m sidewalk at 5 lx, 2500 h
    /// fully and 1500 h at a half, 0.5 W each for the rest of the year.
    @Test func indicators() throws {
        let areas = [LitArea(illuminance: 12, area: 2100), LitArea(illuminance: 5, area: 600)]
        let density = try #require(powerDensityIndicator(power: 500, areas: areas))
        #expect(abs(density - 500 / 28_200) < 1e-12)
        let consumption = try #require(
            annualEnergyConsumptionIndicator(
                periods: [
                    .init(power: 500, hours: 2500), .init(power: 250, hours: 1500), .init(power: 5, hours: 4760),
                ],
                area: 2700))
        #expect(abs(consumption - (1_250_000 + 375_000 + 23_800) / 2700) < 1e-9)
        #expect(powerDensityIndicator(power: 500, areas: []) == nil)
        #expect(annualEnergyConsumptionIndicator(periods: [], area: 0) == nil)
        #expect(abs(constantLightOutputPower(lumenMaintenance: 0.8) - 0.9) < 1e-12)
    }
}
