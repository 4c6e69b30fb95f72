import Foundation
import Geometry
import Sky
import Testing

/// The worked example of NREL/TP-560-34302, appendix A.5: a wrong term in any table shows here.
@Suite struct ReportExample {
    let instant = Instant(year: 2003, month: 10, day: 17, hour: 12, minute: 30, second: 30, offsetHours: -7)
    let place = Location(latitude: .degrees(39.742476), longitude: .degrees(-105.1786), elevation: 1_830.14)

    @Test func geocentric() {
        let sun = GeocentricSun(at: instant, deltaT: 67)
        #expect(abs(instant.julianDay - 2_452_930.312847) < 5e-7)
        #expect(abs(sun.heliocentricLongitude - 24.0182616917) < 1e-9)
        #expect(abs(sun.heliocentricLatitude - -0.0001011219) < 1e-10)
        #expect(abs(sun.radiusVector - 0.9965422974) < 1e-10)
        #expect(abs(sun.nutationLongitude - -0.00399840) < 5e-9)
        #expect(abs(sun.nutationObliquity - 0.00166657) < 5e-9)
        #expect(abs(sun.obliquity - 23.440465) < 5e-7)
        #expect(abs(sun.apparentLongitude - 204.0085519281) < 1e-9)
        #expect(angularDistance(sun.apparentSiderealTime, 318.511910) < 1e-6)
        #expect(abs(sun.rightAscension - 202.227408) < 1e-6)
        #expect(abs(sun.declination - -9.31434) < 1e-5)
        #expect(abs(sun.equationOfTime - 14.641503) < 1e-5)
    }

    @Test func topocentric() {
        let sun = SunPosition(at: instant, location: place, pressure: 82_000, temperature: 11, deltaT: 67)
        #expect(abs(sun.apparentZenith.degrees - 50.11162) < 1e-5)
        #expect(abs(sun.azimuth.degrees - 194.34024) < 1e-5)
        #expect(abs(sun.elevation.degrees - 39.872046) < 1e-6)
        #expect(abs(sun.apparentElevation.degrees - 39.888378) < 1e-6)
    }

    /// 06:12:43 and 17:20:19 local time in the report.
    @Test func riseAndSet() throws {
        let times = SunTimes(on: CivilDate(year: 2003, month: 10, day: 17), location: place, deltaT: 67)
        let rise = Instant(year: 2003, month: 10, day: 17, hour: 6, minute: 12, second: 43, offsetHours: -7)
        let set = Instant(year: 2003, month: 10, day: 17, hour: 17, minute: 20, second: 19, offsetHours: -7)
        #expect(abs(try #require(times.sunrise).unixSeconds - rise.unixSeconds) < 1)
        #expect(abs(try #require(times.sunset).unixSeconds - set.unixSeconds) < 1)
    }
}

@Suite struct SunAgainstPvlib {
    @Test func positions() throws {
        let rows = try TruthTable("sun_position").rows
        #expect(rows.count >= 1_000)
        for row in rows {
            let sun = SunPosition(
                at: Instant(unixSeconds: row["unix_s"]),
                location: Location(
                    latitude: row.angle("latitude"), longitude: row.angle("longitude"), elevation: row["elevation_m"]),
                pressure: 100 * row["pressure_mbar"], temperature: row["temperature_c"], deltaT: row["delta_t_s"])
            let distances = [
                abs(sun.zenith.degrees - row["zenith"]), abs(sun.apparentZenith.degrees - row["apparent_zenith"]),
                // Azimuth means little near the zenith: measured along the sky.
                angularDistance(sun.azimuth.degrees, row["azimuth"]) * sin(sun.zenith.radians),
            ]
            #expect(distances.allSatisfy { $0 < 1e-7 }, "\(row.cells)")
            #expect(abs(sun.equationOfTime - row["equation_of_time_min"]) < 1e-6, "\(row.cells)")
        }
    }

    /// Solstices and equinoxes at poles, polar circles, tropics and on both sides of the date line, by the series that
    /// weather years use as well as one by one: 1e-4 degrees is the promise, 2e-6 is kept.
    @Test func turnsOfTheYear() throws {
        let rows = try TruthTable("sun_turns").rows
        #expect(rows.count >= 1_000)
        for row in rows {
            let place = Location(latitude: row.angle("latitude"), longitude: row.angle("longitude"), elevation: 100)
            let instant = Instant(unixSeconds: row["unix_s"])
            let alone = SunPosition(
                at: instant, location: place, pressure: 100_000, temperature: 10, deltaT: 69.2)
            let series = SunPosition.series(
                at: (0..<24).map { instant.adding(hours: Double($0 - 7)) }, location: place, pressure: 100_000,
                temperature: 10, deltaT: 69.2)
            for sun in [alone, series[7]] {
                #expect(abs(sun.zenith.degrees - row["zenith"]) < 2e-6, "\(row.cells) \(sun)")
                #expect(abs(sun.apparentZenith.degrees - row["apparent_zenith"]) < 2e-6, "\(row.cells) \(sun)")
                let sine = max(sin(row["zenith"] * .pi / 180), 1e-3)
                #expect(angularDistance(sun.azimuth.degrees, row["azimuth"]) < 2e-6 / sine, "\(row.cells) \(sun)")
                #expect(abs(sun.equationOfTime - row["equation_of_time_min"]) < 1e-5)
            }
        }
    }

    @Test func times() throws {
        for row in try TruthTable("sun_times").rows {
            let times = SunTimes(
                on: Instant(unixSeconds: row["unix_day_s"]).date(),
                location: Location(latitude: row.angle("latitude"), longitude: row.angle("longitude")),
                deltaT: row["delta_t_s"])
            var differences = [times.transit.unixSeconds - row["transit"]]
            for (ours, theirs) in [(times.sunrise, row.optional("sunrise")), (times.sunset, row.optional("sunset"))] {
                #expect((ours == nil) == (theirs == nil), "\(row.cells)")
                if let ours, let theirs { differences.append(ours.unixSeconds - theirs) }
            }
            #expect(differences.allSatisfy { abs($0) < 0.01 }, "\(row.cells) \(differences)")
        }
    }

    @Test func deltaT() throws {
        for row in try TruthTable("delta_t").rows {
            let ours = defaultDeltaT(year: Int(row["year"]), month: Int(row["month"]))
            #expect(agrees(ours, row["delta_t_s"], relative: 1e-9), "\(row.cells) \(ours)")
        }
    }
}

@Suite struct SunProperties {
    /// A year of hours goes through interpolation; it must not show.
    @Test(arguments: [67.0, nil]) func seriesIsThePosition(deltaT: Double?) {
        let place = Location(latitude: .degrees(43.3), longitude: .degrees(68.27), elevation: 218)
        let start = Instant(year: 2024, month: 1, day: 1, minute: 30, offsetHours: 5)
        let instants = (0..<8_784).map { start.adding(hours: Double($0)) }
        let series = SunPosition.series(at: instants, location: place, deltaT: deltaT)
        var worst = 0.0
        for k in stride(from: 0, to: instants.count, by: 7) {
            let single = SunPosition(at: instants[k], location: place, deltaT: deltaT)
            worst = max(
                worst, abs(single.apparentZenith.degrees - series[k].apparentZenith.degrees),
                angularDistance(single.azimuth.degrees, series[k].azimuth.degrees) * sin(single.zenith.radians))
            #expect(abs(single.equationOfTime - series[k].equationOfTime) < 1e-5)
        }
        #expect(worst < (deltaT == nil ? 1e-6 : 1e-7))
    }

    /// Months of different years, as in a typical year, and times in any order.
    @Test func seriesInAnyOrder() {
        let place = Location(latitude: .degrees(-33.9), longitude: .degrees(151.2))
        var random = SeededGenerator(state: 11)
        var instants: [Instant] = []
        for month in 1...12 {
            let year = Int.random(in: 1990...2030, using: &random)
            let start = Instant(year: year, month: month, day: 1)
            instants += (0..<72).map { start.adding(hours: Double($0)) }
        }
        for list in [instants, instants.reversed(), instants.shuffled(using: &random)] {
            let series = SunPosition.series(at: list, location: place)
            for (instant, sun) in zip(list, series) {
                let single = SunPosition(at: instant, location: place)
                #expect(abs(single.zenith.degrees - sun.zenith.degrees) < 1e-6)
            }
        }
    }

    /// Finite everywhere on Earth at any time of four centuries, and the direction is a unit vector at that height.
    @Test func finiteEverywhere() {
        var random = SeededGenerator(state: 2)
        for _ in 0..<3_000 {
            let place = Location(
                latitude: .degrees(min(90, max(-90, .random(in: -120...120, using: &random)))),
                longitude: .degrees(.random(in: -180...180, using: &random)),
                elevation: .random(in: -500...9_000, using: &random))
            let instant = Instant(unixSeconds: .random(in: -6e9...6e9, using: &random))
            let sun = SunPosition(at: instant, location: place, temperature: .random(in: -90...60, using: &random))
            #expect((0...180).contains(sun.zenith.degrees) && (0..<360).contains(sun.azimuth.degrees))
            #expect(sun.apparentZenith.degrees <= sun.zenith.degrees + 1e-12)
            #expect(abs(sun.equationOfTime) < 20)
            #expect(abs(sun.direction.length - 1) < 1e-12)
            let times = SunTimes(on: instant.date(), location: place)
            #expect(times.transit.unixSeconds.isFinite)
            if let rise = times.sunrise, let set = times.sunset {
                #expect(rise < set && rise.unixSeconds.isFinite && set.unixSeconds.isFinite)
            }
        }
    }

    /// At noon of an equinox on the equator the sun stands overhead; at midnight underfoot.
    @Test func equinox() {
        let place = Location(latitude: .degrees(0), longitude: .degrees(0))
        let noon = Instant(year: 2024, month: 3, day: 20, hour: 12, minute: 7, second: 25)
        #expect(SunPosition(at: noon, location: place).zenith.degrees < 0.3)
        #expect(SunPosition(at: noon.adding(hours: 12), location: place).zenith.degrees > 179.5)
    }
}

@Suite struct Calendar {
    @Test func days() {
        #expect(CivilDate(year: 1970, month: 1, day: 1).daysSince1970 == 0)
        #expect(CivilDate(year: 2000, month: 3, day: 1).daysSince1970 == 11_017)
        #expect(CivilDate(year: 2024, month: 2, day: 29).dayOfYear == 60)
        #expect(CivilDate(year: 2024, month: 12, day: 31).dayOfYear == 366)
        #expect(CivilDate(year: 2023, month: 2, day: 29) == CivilDate(year: 2023, month: 3, day: 1))
        #expect(CivilDate(year: 2023, month: 14, day: 1) == CivilDate(year: 2024, month: 2, day: 1))
        #expect(CivilDate(year: 2023, month: 0, day: 1) == CivilDate(year: 2022, month: 12, day: 1))
        #expect(CivilDate.daysInMonth(2, of: 1900) == 28 && CivilDate.daysInMonth(2, of: 2000) == 29)
        #expect(CivilDate.daysInMonth(12, of: 2023) == 31)
    }

    /// Every day of three thousand years comes back, one after another.
    @Test func roundTrip() {
        var previous = CivilDate(daysSince1970: -1_100_000)
        for day in stride(from: -1_099_999, to: 400_000, by: 1) {
            let date = CivilDate(daysSince1970: day)
            guard date.daysSince1970 == day,
                date.day == previous.day + 1 || (date.day == 1 && date.month == previous.month % 12 + 1)
            else {
                Issue.record("\(day) \(date)")
                return
            }
            previous = date
        }
    }

    @Test func hours() {
        let instant = Instant(year: 2024, month: 1, day: 1, hour: 2, offsetHours: 5)
        #expect(instant.date() == CivilDate(year: 2023, month: 12, day: 31))
        #expect(instant.date(offsetHours: 5) == CivilDate(year: 2024, month: 1, day: 1))
        #expect(instant.hourOfDay() == 21 && instant.hourOfDay(offsetHours: 5) == 2)
        #expect(Instant(year: 2023, month: 12, day: 31, hour: 24) == Instant(year: 2024, month: 1, day: 1))
    }
}
