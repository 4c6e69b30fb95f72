import City
import Foundation
import Geometry
import Sky
import Testing

@testable import Lighting

/// Rows of a file in Tests/Truth/lighting.
func truthRows(_ name: String) throws -> [[String]] {
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()
    let text = try String(
        contentsOf: root.appendingPathComponent("Truth/lighting/\(name).csv"), encoding: .utf8)
    return text.split(whereSeparator: \.isNewline).dropFirst().map {
        $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    }
}

@Suite struct NightTests {
    /// Civil dusk and dawn by astral, whose short formulas put the sun within 0.015° of SPA: a minute, and more only where
    /// the sun's path is so flat that this takes longer.
    @Test func duskAndDawnAreAstrals() throws {
        for row in try truthRows("nights") {
            let place = Location(
                latitude: .degrees(try #require(Double(row[1]))), longitude: .degrees(try #require(Double(row[2]))))
            let spans = nights(of: 2025, at: place, offset: 0, on: .degrees(-6), off: .degrees(-6))
            for (time, all) in [(row[3], spans.map(\.to)), (row[4], spans.map(\.from))] {
                let time = try #require(Double(time))
                let ours = try #require(all.min { abs($0 - time) < abs($1 - time) })
                func height(_ t: Double) -> Double {
                    SunPosition(at: Instant(unixSeconds: t), location: place).elevation.degrees
                }
                #expect(abs(height(ours) + 6) < 1e-5, "\(row)")
                let isFlat = abs(height(ours + 60) - height(ours - 60)) < 0.12
                #expect(abs(ours - time) <= (isFlat ? 400 : 60), "\(row): \(ours - time)")
                #expect(abs(height(time) + 6) < 0.015, "\(row): \(height(time))")
            }
        }
    }

    /// Hours below a height through whole years, by pvlib's SPA every minute and straight lines between.
    @Test func hoursAreThoseOfSPA() throws {
        for row in try truthRows("night_hours") {
            let numbers = row.dropFirst().compactMap(Double.init)
            let place = Location(latitude: .degrees(numbers[0]), longitude: .degrees(numbers[1]))
            let height = Angle.degrees(numbers[4])
            let spans = nights(of: Int(numbers[3]), at: place, offset: numbers[2], on: height, off: height)
            let hours = spans.reduce(0) { $0 + $1.hours }
            #expect(abs(hours - numbers[5]) < 0.01, "\(row): \(hours)")
            for (a, b) in zip(spans, spans.dropFirst()) { #expect(a.to < b.from) }
            #expect(spans.allSatisfy { $0.hours > 0 })
        }
    }

    /// At the equator the sun is below -0° for twelve hours, within minutes of refraction and the sun's own motion: a
    /// closed form of cos h = (sin a - sin φ sin δ) / (cos φ cos δ) at φ = 0, a = 0 is h = 90°.
    @Test func equatorHasTwelveHours() throws {
        let spans = nights(
            of: 2025, at: Location(latitude: .degrees(0), longitude: .degrees(0)), offset: 0, on: .degrees(0),
            off: .degrees(0))
        // The first and last nights are cut at midnight.
        for span in spans.dropFirst().dropLast() { #expect(abs(span.hours - 12) < 0.015, "\(span.hours)") }
        #expect(spans.count == 366)
        #expect(abs(spans.reduce(0) { $0 + $1.hours } - 4380) < 1.5)
    }

    /// Lamps burn through polar night, and not at all through polar day; the year has all its hours.
    @Test func polarNightAndDay() {
        let place = Location(latitude: .degrees(78.2), longitude: .degrees(15.6))
        let spans = nights(of: 2024, at: place, offset: 1, on: .degrees(-4), off: .degrees(-4))
        let longest = spans.map(\.hours).max() ?? 0
        #expect(longest > 24 * 30 && longest < 24 * 120)
        let midsummer = Instant(year: 2024, month: 6, day: 21).unixSeconds
        #expect(!spans.contains { $0.from <= midsummer && $0.to >= midsummer })
        // The pole itself: one night a year, in two parts.
        let pole = nights(
            of: 2025, at: Location(latitude: .degrees(90), longitude: .degrees(0)), offset: 0, on: .degrees(0),
            off: .degrees(0))
        #expect(pole.count == 2)
        let never = nights(
            of: 2025, at: Location(latitude: .degrees(0), longitude: .degrees(0)), offset: 0, on: .degrees(-18),
            off: .degrees(-90))
        #expect(never.isEmpty)
    }

    /// Lamps that go on early and off early burn from the one crossing to the other.
    @Test func hysteresis() {
        let place = Location(latitude: .degrees(43.3), longitude: .degrees(68.25))
        func sum(_ on: Double, _ off: Double) -> Double {
            nights(of: 2025, at: place, offset: 5, on: .degrees(on), off: .degrees(off)).reduce(0) { $0 + $1.hours }
        }
        #expect(abs(sum(-4, -6) - (sum(-4, -4) + sum(-6, -6)) / 2) < 0.5)
        #expect(abs(sum(-6, -4) - sum(-4, -6)) < 0.5)
    }

    /// The Observatory's table: 758 lx at sunset, 3.4 lx at the end of civil twilight, dark at -18°; growing throughout.
    @Test func twilight() {
        #expect(abs(clearSkyIlluminance(elevation: .degrees(0)) - 758.6) < 0.1)
        #expect(abs(clearSkyIlluminance(elevation: .degrees(-6)) - 3.41) < 0.05)
        #expect(clearSkyIlluminance(elevation: .degrees(-18)) < 0.001)
        #expect(clearSkyIlluminance(elevation: .degrees(-90)) < 0.001)
        var last = 0.0
        for tenth in -180...900 {
            let value = clearSkyIlluminance(elevation: .degrees(Double(tenth) / 10))
            // The pieces do not quite meet: 2 % at the joints.
            #expect(value > 0.97 * last, "\(tenth)")
            last = value
        }
        for wanted in [0.01, 1, 10, 20, 50, 400, 5000] {
            let height = sunElevation(forIlluminance: wanted)
            #expect(abs(clearSkyIlluminance(elevation: height) / wanted - 1) < 0.03)
        }
    }
}
