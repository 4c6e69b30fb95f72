import Foundation
import Geometry
import Sky
import Testing

@Suite struct RealWeatherFiles {
    /// Sums and single hours as pvlib's readers give them, and the sun's times.
    @Test func pvgis() throws {
        let weather = try Weather(
            pvgisTMY: try fetched("pvlib/tests/data/tmy_45.000_8.000_2005_2023.csv"), name: "45 N 8 E")
        #expect(weather.count == 8_760 && weather.source == .pvgisTMY && weather.utcOffset == 0)
        #expect(weather.location.latitude.degrees == 45 && weather.location.elevation == 250)
        #expect(weather.ghi.reduce(0, +) == 1_435_861)
        #expect(weather.dhi.reduce(0, +) == 570_947)
        #expect(weather.tempAir[0] == 2.04 && weather.pressure[0] == 99_870 && weather.windSpeed[0] == 0.75)
        #expect(weather.albedo == nil)
        let first = Instant(year: 2018, month: 1, day: 1).adding(hours: 0.1761)
        #expect(abs(weather.times[0].unixSeconds - first.unixSeconds) < 1e-3)
        #expect(weather.times[8_759].date().year == 2016)
        #expect(weather.diagnostics.isEmpty, "\(weather.diagnostics)")
    }

    /// The same year as EPW: the same light under the same sun, though the hours are labelled otherwise.
    @Test func pvgisAsEPW() throws {
        let csv = try Weather(
            bytes: try fetched("pvlib/tests/data/tmy_45.000_8.000_2005_2023.csv"), name: "csv")
        let epw = try Weather(bytes: try fetched("pvlib/tests/data/tmy_45.000_8.000_2005_2023.epw"), name: "epw")
        #expect(epw.source == .epw && epw.utcOffset == 1)
        #expect(epw.ghi == csv.ghi && epw.dni == csv.dni && epw.dhi == csv.dhi)
        let apart = zip(epw.times, csv.times).map { abs($0.unixSeconds - $1.unixSeconds) }.max() ?? .nan
        #expect(apart < 1e-3)
        #expect(epw.albedo == nil, "999 in every row is no albedo")
        #expect(epw.diagnostics.isEmpty, "\(epw.diagnostics)")
    }

    @Test func amsterdam() throws {
        let weather = try Weather(epw: try fetched("pvlib/tests/data/NLD_Amsterdam062400_IWEC.epw"), name: "")
        #expect(weather.name == "AMSTERDAM" && weather.count == 8_760 && weather.utcOffset == 1)
        #expect(weather.location.latitude.degrees == 52.3 && weather.location.elevation == -2)
        #expect(weather.ghi.reduce(0, +) == 982_481)
        #expect(weather.dhi.reduce(0, +) == 590_603)
        // Row 12 of the first day: 11:00 to 12:00 local time, its middle 10:30 UTC.
        #expect(weather.ghi[11] == 82 && weather.dni[11] == 5 && weather.dhi[11] == 81)
        #expect(weather.times[11] == Instant(year: 1995, month: 1, day: 1, hour: 10, minute: 30))
        #expect(weather.tempAir[11] == 2.8 && weather.pressure[11] == 100_100 && weather.windSpeed[11] == 7.7)
        #expect(weather.albedo == nil, "0 in every row is no albedo")
        #expect(weather.diagnostics.isEmpty, "\(weather.diagnostics)")
    }

    /// pvlib's second PVGIS file has no header: the location must be given.
    @Test func withoutHeader() throws {
        let bytes = try fetched("pvlib/tests/data/pvgis_tmy_test.csv")
        #expect(throws: WeatherError.self) { try Weather(bytes: bytes, name: "no header") }
        let place = Location(latitude: .degrees(45), longitude: .degrees(8), elevation: 250)
        let weather = try Weather(pvgisTMY: bytes, name: "given", location: place)
        #expect(weather.count == 8_760 && weather.diagnostics.map(\.count) == [8_760])
    }
}

/// A year made by a formula, as the text of an EPW file that tests can break.
struct MadeYear {
    var lines: [String]
    /// A year that is as it should be.
    static let whole = MadeYear()

    init(leap: Bool = false, timeZone: Double = 5) {
        let weather = Weather(
            clearSkyAt: Location(latitude: .degrees(43.3), longitude: .degrees(68.27), elevation: 218),
            year: leap ? 2024 : 2023, utcOffset: 5, linkeTurbidity: .turkistan, name: "made")
        lines = [
            "LOCATION,Turkistan,-,KAZ,made,0,43.30,68.27,\(timeZone),218", "DESIGN CONDITIONS,0",
            "TYPICAL/EXTREME PERIODS,0", "GROUND TEMPERATURES,0", "HOLIDAYS/DAYLIGHT SAVINGS,No,0,0,0",
            "COMMENTS 1,made", "COMMENTS 2,", "DATA PERIODS,1,1,Data,Sunday, 1/ 1,12/31",
        ]
        for (hour, time) in weather.times.enumerated() {
            let date = time.date(offsetHours: 5)
            let light = [weather.ghi[hour], weather.dni[hour], weather.dhi[hour]]
                .map { String(format: "%.2f", $0) }.joined(separator: ",")
            lines.append(
                "\(date.year),\(date.month),\(date.day),\(hour % 24 + 1),60,?,\(hour % 30).5,1,50,99000,0,0,300,"
                    + "\(light),0,0,0,0,180,3.5,0,0,20,77777,9,999999999,0,0.1,0,88,0.2,0,0")
        }
    }

    mutating func set(hour: Int, field: Int, to value: String) {
        var fields = lines[8 + hour].split(separator: ",", omittingEmptySubsequences: false).map(String.init)
        fields[field] = value
        lines[8 + hour] = fields.joined(separator: ",")
    }

    func bytes(end: String = "\n") -> [UInt8] { Array(lines.joined(separator: end).utf8) }
    func read() throws -> Weather { try Weather(bytes: bytes(), name: "made") }
}

@Suite struct WeatherRules {
    let whole = MadeYear.whole

    @Test func asMade() throws {
        let weather = try whole.read()
        #expect(weather.diagnostics.isEmpty, "\(weather.diagnostics)")
        #expect(weather.albedo == Array(repeating: 0.2, count: 8_760))
        #expect(weather.times[0] == Instant(year: 2022, month: 12, day: 31, hour: 19, minute: 30))
    }

    @Test func lineEndsAndMarks() throws {
        let expected = try whole.read()
        for bytes in [whole.bytes(end: "\r\n"), whole.bytes(end: "\r"), [0xEF, 0xBB, 0xBF] + whole.bytes()] {
            let weather = try Weather(bytes: bytes, name: "made")
            #expect(weather.ghi == expected.ghi && weather.times == expected.times)
        }
    }

    @Test func latin1Names() throws {
        let bytes = whole.bytes()
        let city = Array("Turkistan".utf8)
        let at = try #require(bytes.firstRange(of: city))
        var broken = bytes
        broken.replaceSubrange(at, with: [0x4D, 0xFC, 0x6E])
        #expect(try Weather(epw: broken, name: "").name == "Mün")
    }

    @Test func leapYear() throws {
        let weather = try MadeYear(leap: true).read()
        #expect(weather.count == 8_784)
        #expect(weather.diagnostics.map(\.count) == [24])
    }

    @Test func missingCodes() throws {
        var year = whole
        let noon = 24 * 180 + 11
        year.set(hour: noon, field: 13, to: "9999")  // global from diffuse and direct
        year.set(hour: noon + 1, field: 14, to: "9999")  // direct from global and diffuse
        year.set(hour: noon + 2, field: 15, to: "9999")  // diffuse from global and direct
        for field in 13...15 { year.set(hour: noon + 3, field: field, to: "9999") }  // the day before
        year.set(hour: 5, field: 6, to: "99.9")
        year.set(hour: 6, field: 6, to: "99.9")
        year.set(hour: 7, field: 9, to: "999999")
        year.set(hour: 8, field: 21, to: "999")
        year.set(hour: 9, field: 32, to: "999")
        let weather = try year.read()
        let expected = try whole.read()
        #expect(abs(weather.ghi[noon] - expected.ghi[noon]) < 0.1)
        #expect(abs(weather.dni[noon + 1] - expected.dni[noon + 1]) < 0.1)
        #expect(abs(weather.dhi[noon + 2] - expected.dhi[noon + 2]) < 0.1)
        #expect(weather.ghi[noon + 3] == expected.ghi[noon + 3 - 24])
        #expect(abs(weather.tempAir[5] - 5.5) < 1e-9 && abs(weather.tempAir[6] - 6.5) < 1e-9)
        #expect(weather.pressure[7] == 99_000 && weather.windSpeed[8] == 3.5)
        #expect(abs((weather.albedo?[9] ?? 0) - 0.2) < 1e-12)
        #expect(weather.diagnostics.map(\.count) == [2, 1, 1, 1, 3, 1], "\(weather.diagnostics)")
    }

    /// A file with global irradiance alone is split by Erbs and still closes.
    @Test func globalOnly() throws {
        var year = whole
        for hour in 0..<8_760 {
            year.set(hour: hour, field: 14, to: "9999")
            year.set(hour: hour, field: 15, to: "")
        }
        let weather = try year.read()
        #expect(weather.diagnostics.first?.count == 8_760)
        #expect(weather.ghi == (try whole.read()).ghi)
        let suns = weather.sunPositions()
        for hour in 0..<8_760 {
            #expect(abs(closureResidual(weather.irradiance(hour), zenith: suns[hour].zenith)) < 1e-6)
        }
    }

    @Test func negativeIrradiance() throws {
        var year = whole
        for hour in 0..<3 { year.set(hour: hour, field: 13, to: "-2") }
        let weather = try year.read()
        #expect(weather.ghi[0] == 0 && weather.diagnostics.map(\.count) == [3])
    }

    /// A time zone that is three hours off shows in the closure of the irradiances.
    @Test func wrongTimeZone() throws {
        let weather = try MadeYear(timeZone: 8).read()
        #expect(weather.diagnostics.contains { $0.message.contains("sun 3 h later") }, "\(weather.diagnostics)")
    }
}

@Suite struct BrokenWeather {
    let whole = MadeYear.whole

    func problem(_ bytes: [UInt8]) -> WeatherError? {
        do {
            _ = try Weather(bytes: bytes, name: "broken")
            return nil
        } catch let error as WeatherError {
            return error
        } catch {
            return nil
        }
    }

    func expect(_ bytes: [UInt8], line: Int?, _ words: String, _ where: SourceLocation = #_sourceLocation) {
        let error = problem(bytes)
        #expect(error != nil, "accepted", sourceLocation: `where`)
        #expect(error?.line == line, "\(error?.description ?? "")", sourceLocation: `where`)
        #expect(error?.problem.contains(words) == true, "\(error?.description ?? "")", sourceLocation: `where`)
    }

    @Test func notWeather() {
        expect([], line: nil, "empty")
        expect(Array("\n\n\r\n".utf8), line: nil, "empty")
        expect([0xFF, 0xFE, 0x4C, 0x00], line: 1, "UTF-16")
        expect([0x50, 0x4B, 0x03, 0x04, 0x00], line: nil, "zip")
        expect(Array("{\"inputs\": 1}".utf8), line: nil, "expected outputs.tmy_hourly or outputs.hourly")
        expect(Array("{\"inputs\": ".utf8), line: 1, "column")
        expect(Array("id,height\n1,2\n".utf8), line: 1, "found 'id,height'")
        expect(Array("LOCATION,a\n\u{0}".utf8), line: 2, "zero byte")
    }

    @Test func brokenHeader() {
        var year = whole
        year.lines[0] = "LOCATION,Turkistan,-,KAZ"
        expect(year.bytes(), line: 1, "expected 10 fields, found 4")
        year.lines[0] = "LOCATION,Turkistan,-,KAZ,made,0,143.30,68.27,5,218"
        expect(year.bytes(), line: 1, "latitude: expected -90.0...90.0, found '143.30'")
        year = whole
        year.lines[7] = "DATA PERIODS,1,4,Data,Sunday, 1/ 1,12/31"
        expect(year.bytes(), line: 8, "one record an hour, found 4")
        year.lines.remove(at: 7)
        expect(year.bytes(), line: nil, "DATA PERIODS")
    }

    @Test func brokenRows() {
        var year = whole
        year.set(hour: 10, field: 13, to: "12O")
        expect(year.bytes(), line: 19, "global horizontal irradiance: expected a number, found '12O'")
        year = whole
        year.set(hour: 10, field: 13, to: "nan")
        expect(year.bytes(), line: 19, "found 'nan'")
        year = whole
        year.set(hour: 10, field: 14, to: "5000")
        expect(year.bytes(), line: 19, "at most 2000 W/m2, found 5000")
        year = whole
        year.set(hour: 10, field: 1, to: "13")
        expect(year.bytes(), line: 19, "month: expected 1...12, found '13'")
        year = whole
        year.lines.remove(at: 8 + 100)
        expect(year.bytes(), line: 109, "expected month 1 day 5 hour 5 of the day, found month 1 day 5 hour 6")
        year = whole
        year.lines[50] = "1,2,3"
        expect(year.bytes(), line: 51, "found 3")
    }

    @Test func wrongLength() {
        var year = whole
        year.lines.removeLast(24)
        expect(year.bytes(), line: 8_744, "expected 8760 hours (8784 in a leap year), found 8736")
        year.lines = whole.lines + whole.lines[8..<32]
        expect(year.bytes(), line: 8_792, "found 8784 at the file's end, 0 of them of 29 February")
    }

    /// A month without irradiance cannot be filled.
    @Test func tooMuchMissing() {
        var year = whole
        for hour in 0..<(24 * 40) {
            for field in 13...15 { year.set(hour: hour, field: field, to: "9999") }
        }
        expect(year.bytes(), line: 9, "too little to fill")
    }

    @Test func brokenPVGIS() throws {
        let text = String(
            decoding: try fetched("pvlib/tests/data/tmy_45.000_8.000_2005_2023.csv"), as: UTF8.self)
        func broken(_ old: String, _ new: String) -> [UInt8] {
            Array(text.replacing(old, with: new, maxReplacements: 1).utf8)
        }
        expect(broken("Gb(n)", "Gx"), line: 18, "expected a column Gb(n)")
        expect(broken("Latitude (decimal degrees): 45.000", "Latitude (decimal degrees): x"), line: 1, "found 'x'")
        expect(broken("20180101:0500", "20180101:0600"), line: 24, "hour 6 of the day, found month 1 day 1 hour 7")
        expect(broken("20180101:0500", "2018-01-01"), line: 24, "expected 20180131:2300")
        expect(broken("20180101:0500", "20180231:0500"), line: 24, "that exist")
        expect(broken("20180101:0300,1.85,", "20180101:0300,"), line: 22, "expected 10 fields, found 9")
        #expect(problem(Array(text.utf8.prefix(300_000))) != nil)
    }

    /// Any prefix and any flipped byte of a file is read or refused, never a crash.
    @Test func seededDamage() throws {
        let bytes = whole.bytes()
        var random = SeededGenerator(state: 77)
        for _ in 0..<12 {
            #expect(problem(Array(bytes.prefix(.random(in: 0..<bytes.count - 3_000, using: &random)))) != nil)
            var damaged = bytes
            for _ in 0..<5 {
                damaged[.random(in: 0..<bytes.count, using: &random)] = .random(in: 0...255, using: &random)
            }
            if let weather = try? Weather(bytes: damaged, name: "damaged") {
                #expect(weather.ghi.allSatisfy { $0.isFinite && $0 >= 0 })
            }
        }
    }
}

@Suite struct ClearSkyYear {
    @Test func againstPvlib() throws {
        let weather = Weather(
            clearSkyAt: Location(latitude: .degrees(43.3), longitude: .degrees(68.27), elevation: 218), year: 2023,
            utcOffset: 5, linkeTurbidity: .turkistan, name: "Turkistan")
        #expect(weather.source == .clearSky && weather.count == 8_760)
        for row in try TruthTable("clear_sky_turkistan").rows {
            let hour = Int(row["hour"])
            let ours =
                hour >= 0
                ? weather.irradiance(hour)
                : Irradiance(
                    ghi: weather.ghi.reduce(0, +), dni: weather.dni.reduce(0, +), dhi: weather.dhi.reduce(0, +))
            #expect(agrees(ours.ghi, row["ghi"], relative: 1e-5, floor: 1), "\(row.cells) \(ours)")
            #expect(agrees(ours.dni, row["dni"], relative: 1e-5, floor: 1), "\(row.cells) \(ours)")
            #expect(agrees(ours.dhi, row["dhi"], relative: 1e-5, floor: 1), "\(row.cells) \(ours)")
        }
    }

    @Test func leapYearAndPoles() {
        let pole = Weather(
            clearSkyAt: Location(latitude: .degrees(90), longitude: .degrees(0)), year: 2024, utcOffset: 0,
            linkeTurbidity: LinkeTurbidity(constant: 2), name: "pole")
        #expect(pole.count == 8_784)
        #expect(pole.ghi.allSatisfy { $0.isFinite && $0 >= 0 } && pole.dhi.allSatisfy { $0 >= 0 })
    }
}
