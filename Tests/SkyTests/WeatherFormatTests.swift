import Foundation
import Geometry
import Sky
import Testing

@Suite struct WeatherFormats {
    let made = MadeFile()
    let utc = MadeFile(longitude: 8, offset: 0)

    func read(_ text: String, _ decomposition: DecompositionModel = .erbs, year: Int? = nil) throws -> Weather {
        try Weather(bytes: Array(text.utf8), name: "", decomposition: decomposition, year: year)
    }

    func problem(_ text: String, year: Int? = nil) -> String {
        do {
            _ = try read(text, year: year)
            return "accepted"
        } catch {
            return "\(error)"
        }
    }

    @Test(arguments: [true, false]) func sam(minutes: Bool) throws {
        let weather = try read(made.sam(minutes: minutes))
        #expect(weather.source == .sam && weather.name == "Turkistan" && weather.utcOffset == 5)
        #expect(weather.diagnostics.isEmpty, "\(weather.diagnostics)")
        #expect(weather.times == made.weather.times)
        for k in 0..<8_760 { #expect(abs(weather.ghi[k] - made.weather.ghi[k]) < 1e-6) }
        #expect(weather.snowDepth?[6] == 6 && weather.tempDew?[0] == 1.5 && weather.pressure[0] == 99_000)
        #expect(weather.albedo?[0] == 0.2 && weather.relativeHumidity?[0] == 50 && weather.tempAir[29] == 29)
    }

    @Test func samVariants() throws {
        // Other names for the same, in another order, with a line of units.
        let text = made.sam(minutes: true, header: "source,id,CITY,lat,lon,tz,elev,units")
            .replacing(",218\n", with: ",218,yes\n", maxReplacements: 1)
            .replacing(
                "Year,Month,Day,Hour,Minute,GHI,DNI,DHI,Tdry",
                with: "YEAR,Mo,Day,Hr,Min,Global Horizontal,Beam,Diffuse Horizontal,Temperature", maxReplacements: 1
            ).replacing("Albedo\n", with: "Albedo\n,,,,,W/m2,W/m2,W/m2,C,C,%,mbar,m/s,cm,\n", maxReplacements: 1)
        let weather = try read(text)
        #expect(weather.diagnostics.isEmpty && weather.times == made.weather.times)
        #expect(agrees(weather.ghi.reduce(0, +), made.weather.ghi.reduce(0, +), relative: 1e-8))
    }

    /// A quarter of an hour, and the southern hemisphere: nothing depends on which half of the year is summer.
    @Test func quarterHours() throws {
        let south = MadeFile(latitude: -34.6, longitude: -58.4, offset: -3).weather
        var lines = [
            "Latitude,Longitude,Time Zone,Elevation", "-34.6,-58.4,-3,218", "Year,Month,Day,Hour,Minute,GHI,DNI,DHI",
        ]
        for hour in 0..<8_760 {
            let date = south.times[hour].date(offsetHours: -3)
            for minute in [7, 22, 37, 52] {
                lines.append(
                    "\(date.year),\(date.month),\(date.day),\(hour % 24),\(minute),"
                        + [south.ghi[hour], south.dni[hour], south.dhi[hour]].map { String(format: "%.6f", $0) }
                        .joined(separator: ","))
            }
        }
        let weather = try read(lines.joined(separator: "\n"))
        #expect(weather.count == 8_760)
        #expect(abs(weather.times[0].unixSeconds - (south.times[0].unixSeconds - 30)) < 1e-6)
        #expect(agrees(weather.ghi.reduce(0, +), south.ghi.reduce(0, +), relative: 1e-8))
        #expect(weather.ghi[..<744].reduce(0, +) > 2 * weather.ghi[(181 * 24)..<(212 * 24)].reduce(0, +))
        let sky = HourlySky(weather)
        func year(_ azimuth: Double) -> Double {
            sky.irradiance(
                of: PlaneOrientation(surfaceTilt: .degrees(30), surfaceAzimuth: .degrees(azimuth)), albedo: 0.2
            ).reduce(0) { $0 + $1.global }
        }
        #expect(year(0) > 1.2 * year(180))
        #expect(weather.diagnostics.allSatisfy { !$0.message.contains("time zone") }, "\(weather.diagnostics)")
        lines.remove(at: 50)
        #expect(
            problem(lines.joined(separator: "\n")).contains(
                "part 4 of 4, found month 1 day 1 hour 13 part 1 of 4"))
    }

    @Test func samBroken() {
        let text = made.sam(minutes: true)
        func with(_ old: String, _ new: String) -> String {
            problem(text.replacing(old, with: new, maxReplacements: 1))
        }
        #expect(with(",43.3,", ",143.3,").contains("line 2: latitude: expected -90.0...90.0, found '143.3'"))
        #expect(with(",5.0,218", ",,218").contains("line 2: time zone: expected -14.0...14.0, found ''"))
        #expect(with("GHI,DNI,DHI", "a,b,c").contains("line 3: expected columns Year, Month, Day, Hour and GHI"))
        #expect(with("2023,1,1,3,30", "2023,1,1,4,30").contains("line 7: expected month 1 day 1 hour 4 of the day"))
        #expect(with("2023,2,28,0,30", "2023,2,30,0,30").contains("expected a date that exists"))
        #expect(with("2023,1,1,1,30", "2023,1,1,1,x").contains("line 5: minute: expected 0...59, found 'x'"))
        #expect(with("2023,1,1,1,30", "2023,1,1,0,37").contains("line 5: expected a step of an hour or a whole part"))
        #expect(with(",12.", ",nan12.").contains("expected a number"))
        let half = text.split(separator: "\n").prefix(4_000).joined(separator: "\n")
        #expect(problem(half).contains("expected 8760 hours (8784 in a leap year), found 3997 at the file's end"))
        #expect(problem("Latitude,Longitude\n1,2\nYear").contains("found 3 lines"))
        #expect(problem(text, year: 2023).contains("leave the year out"))
    }

    @Test func leapYears() throws {
        let leap = MadeFile(leap: true)
        let weather = try read(leap.sam(minutes: false))
        #expect(weather.count == 8_784 && weather.diagnostics.map(\.count) == [24])
    }

    @Test func pvgisHourly() throws {
        for text in [utc.pvgisHourly(years: [2023], components: true), utc.pvgisHourlyJSON(components: true)] {
            let weather = try read(text)
            #expect(weather.source == .pvgisHourly && weather.times == utc.weather.times)
            for k in 0..<8_760 {
                #expect(abs(weather.ghi[k] - utc.weather.ghi[k]) < 2e-6)
                #expect(abs(weather.dhi[k] - utc.weather.dhi[k]) < 2e-6)
            }
            // DNI from its horizontal part; none within 3 degrees of the horizon.
            let low = weather.sunPositions().map { $0.apparentZenith.degrees > 87 }
            for k in 0..<8_760 {
                let expected = low[k] ? 0 : utc.weather.dni[k]
                #expect(agrees(weather.dni[k], expected, relative: 1e-5, floor: 1))
            }
            #expect(weather.diagnostics.map(\.count) == [8_760, 8_760], "\(weather.diagnostics)")
            #expect(weather.windSpeed[0] == 2.5 && weather.tempAir[0] == 12.5)
        }
    }

    /// Global alone is split; of several years one is chosen.
    @Test func pvgisHourlyYears() throws {
        let several = utc.pvgisHourly(years: [2021, 2022, 2023], components: false)
        #expect(problem(several).contains("expected one year, found 2021...2023"))
        #expect(problem(several, year: 2019).contains("expected one of 2021...2023, found 2019"))
        let weather = try read(several, .dirint, year: 2022)
        #expect(weather.count == 8_760 && weather.times[0].date().year == 2022)
        #expect(agrees(weather.ghi.reduce(0, +), utc.weather.ghi.reduce(0, +), relative: 1e-6))
        #expect(weather.diagnostics.contains { $0.message.contains("DIRINT") })
        #expect(
            problem(utc.pvgisHourly(years: [2023], components: false, slope: "30 deg. ")).contains(
                "a slope of 30.0 degrees"))
    }

    /// The real hourly files of pvlib are of tilted and of turning planes: they cannot be used, and say why.
    @Test func pvgisHourlyTilted() throws {
        let folder = "pvlib/tests/data/pvgis_hourly_Timeseries_45.000_8.000_"
        for (file, words) in [
            ("SA_30deg_0deg_2016_2016.csv", "a slope of 30.0 degrees"),
            ("SA2_10kWp_CIS_5_2a_2013_2014.json", "no fixed slope"),
        ] {
            #expect(problem(String(decoding: try fetched(folder + file), as: UTF8.self)).contains(words))
        }
    }

    @Test func tmy3Broken() throws {
        let text = String(decoding: try fetched(RealFile.greensboro.rawValue), as: UTF8.self)
        func with(_ old: String, _ new: String) -> String {
            problem(text.replacing(old, with: new, maxReplacements: 1))
        }
        #expect(with("36.100", "136.1").contains("line 1: latitude: expected -90.0...90.0, found '136.1'"))
        #expect(with("01/01/1988,03:00", "01/01/1988,04:00").contains("line 5: expected month 1 day 1 hour 3"))
        #expect(with("01/01/1988,03:00", "1988-01-01,03:00").contains("line 5: expected 12/31/1988,24:00"))
        #expect(with("01/01/1988,03:00", "02/31/1988,03:00").contains("that exist"))
        #expect(with("01/01/1988,03:00", "99/99/1988,03:00").contains("that exist"))
        #expect(with("GHI (W/m^2)", "GXI (W/m^2)") == "accepted", "GHI follows from the others")
        let rows = text.split(separator: "\n").prefix(100).joined(separator: "\n")
        #expect(problem(rows).contains("found 98 at the file's end"))
    }

    @Test func jsonBroken() throws {
        let text = utc.pvgisHourlyJSON(components: true)
        func with(_ old: String, _ new: String) -> String {
            problem(text.replacing(old, with: new, maxReplacements: 1))
        }
        #expect(with("\"T2m\": 12.5", "\"T2m\": \"x\"").contains("outputs.hourly[0]: T2m: expected a number"))
        #expect(with("20230101:0330", "20230101:3330").contains("outputs.hourly[3]: time: expected 20180131:2300"))
        #expect(with("\"time\": \"20230101:0330\", ", "").contains("outputs.hourly[3]: expected an object with a time"))
        #expect(with("\"latitude\": 43.3", "\"latitude\": 143.3").contains("expected latitude -90...90"))
        #expect(with("\"location\"", "\"place\"").contains("download the file again"))
        #expect(problem(String(text.prefix(100_000))).contains("line 1: column"))
    }
}
