import Foundation
import Geometry
import Sky
import Testing

/// The real files of every format, by the names in weather.csv.
enum RealFile: String, CaseIterable, CustomTestStringConvertible {
    case greensboro = "pvlib/pvlib/data/723170TYA.CSV"
    case sandPoint = "pvlib/pvlib/data/703165TY.csv"
    case solarAnywhere =
        "pvlib/tests/data/Burlington, United States SolarAnywhere Time Series 2021 Lat_44_465 Lon_-73_205 TMY3 format.csv"
    case amsterdam = "pvlib/tests/data/NLD_Amsterdam062400_IWEC.epw"
    case pvgisCSV = "pvlib/tests/data/tmy_45.000_8.000_2005_2023.csv"
    case pvgisJSON = "pvlib/tests/data/tmy_45.000_8.000_2005_2023.json"
    case halfHourly = "pvlib/tests/data/test_read_psm3.csv"
    case polar = "pvlib/tests/data/test_psm4_polar_tmy_2023.csv"

    var testDescription: String { truthName }

    var truthName: String {
        switch self {
        case .greensboro: "greensboro"
        case .sandPoint: "sand_point"
        case .solarAnywhere: "solaranywhere"
        case .amsterdam: "amsterdam"
        case .pvgisCSV: "pvgis_csv"
        case .pvgisJSON: "pvgis_json"
        case .halfHourly: "psm3_half_hourly"
        case .polar: "psm4_polar"
        }
    }

    var source: Weather.Source {
        switch self {
        case .greensboro, .sandPoint, .solarAnywhere: .tmy3
        case .amsterdam: .epw
        case .pvgisCSV, .pvgisJSON: .pvgisTMY
        case .halfHourly, .polar: .nsrdb
        }
    }

    func read(_ decomposition: DecompositionModel = .erbs) throws -> Weather {
        try Weather(bytes: try fetched(rawValue), name: truthName, decomposition: decomposition)
    }
}

@Suite struct WeatherFilesAgainstPvlib {
    /// Sums and single rows of every column, and the moments of the sun.
    @Test(arguments: RealFile.allCases) func columns(file: RealFile) throws {
        let weather = try file.read()
        #expect(weather.source == file.source && weather.count == 8_760)
        var seen = Set<String>()
        for row in try TruthTable("weather").rows where row.text("file") == file.truthName {
            let name = row.text("column")
            seen.insert(name)
            let column = try #require(values(of: name, in: weather), "\(name) is missing")
            #expect(column.count == weather.count)
            if let sum = row.optional("sum"), row["missing"] == 0 {
                #expect(agrees(column.reduce(0, +), sum, relative: 1e-9), "\(name) \(column.reduce(0, +))")
            }
            for k in [0, 1, 11, 12, 4_380, 8_758, 8_759] {
                guard let theirs = row.optional("row\(k)") else { continue }
                #expect(abs(column[k] - theirs) <= 1e-9 * max(1, abs(theirs)), "\(name) row \(k): \(column[k])")
            }
        }
        for name in ["temp_dew", "relative_humidity", "precipitable_water", "snow_depth", "albedo"] {
            #expect((values(of: name, in: weather) != nil) == seen.contains(name), "\(name)")
        }
    }

    private func values(of column: String, in weather: Weather) -> [Double]? {
        switch column {
        case "time": weather.times.map(\.unixSeconds)
        case "ghi": weather.ghi
        case "dni": weather.dni
        case "dhi": weather.dhi
        case "temp_air": weather.tempAir
        case "temp_dew": weather.tempDew
        case "relative_humidity": weather.relativeHumidity
        case "precipitable_water": weather.precipitableWater
        case "snow_depth": weather.snowDepth
        case "wind_speed": weather.windSpeed
        case "pressure": weather.pressure
        case "albedo": weather.albedo
        default: nil
        }
    }

    @Test func headers() throws {
        let greensboro = try RealFile.greensboro.read()
        #expect(greensboro.utcOffset == -5 && greensboro.location.elevation == 273)
        #expect(greensboro.location.latitude.degrees == 36.1 && greensboro.location.longitude.degrees == -79.95)
        let named = try Weather(tmy3: try fetched(RealFile.greensboro.rawValue), name: "")
        #expect(named.name == "GREENSBORO PIEDMONT TRIAD INT")
        let half = try RealFile.halfHourly.read()
        #expect(half.utcOffset == -7 && half.location.elevation == 2_168)
        let polar = try RealFile.polar.read()
        #expect(polar.utcOffset == 0, "the file is in UTC, whatever its local time zone")
    }

    /// What each file had mended, and nothing else. Irradiance of all of them closes under the sun we take it at.
    @Test func diagnostics() throws {
        func notes(_ file: RealFile) throws -> [String] { try file.read().diagnostics.map(\.description) }
        #expect(try notes(.greensboro) == [])
        #expect(try notes(.sandPoint) == [])
        #expect(try notes(.amsterdam) == [])
        #expect(try notes(.pvgisCSV) == [])
        #expect(try notes(.pvgisJSON) == [])
        #expect(try notes(.solarAnywhere) == ["8760 × air pressure missing throughout: set to 100833.4"])
        #expect(
            try notes(.halfHourly)
                == ["8760 × hours averaged from values every 30 minutes, the sun taken in the middle of each"])
        #expect(
            try notes(.polar) == [
                "8760 × air temperature missing throughout: set to 14.1",
                "8760 × air pressure missing throughout: set to 99749.3",
                "8760 × wind speed missing throughout: set to 1.0",
                "8760 × direct and diffuse irradiance missing: global split by Erbs 1982",
            ])
    }

    /// A file with global alone is split by whichever model is asked for; every split closes.
    @Test(arguments: DecompositionModel.allCases) func polarNight(model: DecompositionModel) throws {
        let weather = try RealFile.polar.read(model)
        let suns = weather.sunPositions()
        #expect(weather.diagnostics.contains { $0.message.hasSuffix("split by \(model.citation)") })
        for hour in 0..<weather.count {
            let light = weather.irradiance(hour)
            #expect(light.dni >= 0 && light.dhi >= 0 && light.dni < 1_414)
            #expect(abs(closureResidual(light, zenith: suns[hour].zenith)) < 1e-6)
        }
        // Fairbanks: a tenth to a half of the light is direct.
        let direct = weather.dni.reduce(0, +)
        #expect((500_000...1_400_000).contains(direct), "\(direct)")
    }

    /// JSON and CSV of PVGIS hold the same year.
    @Test func sameYear() throws {
        let csv = try RealFile.pvgisCSV.read()
        let json = try RealFile.pvgisJSON.read()
        #expect(csv.ghi == json.ghi && csv.dni == json.dni && csv.dhi == json.dhi && csv.times == json.times)
        #expect(csv.tempAir == json.tempAir && csv.pressure == json.pressure && csv.location == json.location)
        #expect(csv.relativeHumidity == json.relativeHumidity)
    }

    /// Averaging by pairs keeps the energy, and the irradiance still closes: 3.9 W/m2 root mean square over hours with
    /// direct light, against 0.45 in the half-hourly file.
    @Test func halfHours() throws {
        let weather = try RealFile.halfHourly.read()
        let suns = weather.sunPositions()
        let bright = (0..<weather.count).filter { weather.dni[$0] > 50 }
        let squares = bright.map { pow(closureResidual(weather.irradiance($0), zenith: suns[$0].zenith), 2) }
        let rms = (squares.reduce(0, +) / Double(bright.count)).squareRoot()
        #expect(rms < 4.5, "\(rms)")
    }
}

/// The same made year in every format that has no whole real file, or none without its faults.
struct MadeFile {
    let weather: Weather

    init(leap: Bool = false, latitude: Double = 43.3, longitude: Double = 68.27, offset: Double = 5) {
        weather = Weather(
            clearSkyAt: Location(latitude: .degrees(latitude), longitude: .degrees(longitude), elevation: 218),
            year: leap ? 2024 : 2023, utcOffset: offset, linkeTurbidity: .turkistan, name: "made")
    }

    func number(_ value: Double) -> String { String(format: "%.6f", value) }

    /// SAM CSV with or without minutes, with quoted names and blanks.
    func sam(minutes: Bool, header: String = "Source,Location ID,City,Latitude,Longitude,Time Zone,Elevation") -> String
    {
        var text = header + "\n\"made, by hand\",1,Turkistan,\(weather.location.latitude.degrees),"
        text += "\(weather.location.longitude.degrees),\(weather.utcOffset),218\n"
        text += "Year,Month,Day,Hour,\(minutes ? "Minute," : "")GHI,DNI,DHI,Tdry,Tdew,RH,Pres,Wspd,Snow Depth,Albedo\n"
        for (k, time) in weather.times.enumerated() {
            let date = time.date(offsetHours: weather.utcOffset)
            text += "\(date.year),\(date.month),\(date.day),\(k % 24)\(minutes ? ",30" : ""),"
            text += [weather.ghi[k], weather.dni[k], weather.dhi[k]].map(number).joined(separator: ",")
            text += ",\(k % 30),1.5,50,990,2.5,\(k % 7),0.2\n"
        }
        return text
    }

    /// A PVGIS hourly series of the horizontal plane, of one or more copies of the year.
    func pvgisHourly(years: [Int], components: Bool, slope: String = "0 deg. (optimum)") -> String {
        var text = "Latitude (decimal degrees):\t\(weather.location.latitude.degrees)\n"
        text += "Longitude (decimal degrees):\t\(weather.location.longitude.degrees)\nElevation (m):\t218\n"
        text += "Radiation database:\tPVGIS-SARAH3\n\n\nSlope: \(slope)\nAzimuth: 0 deg. \n"
        text += components ? "time,Gb(i),Gd(i),Gr(i),H_sun,T2m,WS10m,Int\n" : "time,G(i),H_sun,T2m,WS10m,Int\n"
        for year in years {
            for (k, time) in weather.times.enumerated() {
                let date = time.date()
                text += String(format: "%04d%02d%02d:%02d30,", year, date.month, date.day, k % 24)
                text +=
                    components
                    ? number(weather.ghi[k] - weather.dhi[k]) + "," + number(weather.dhi[k]) + ",0.0"
                    : number(weather.ghi[k])
                text += ",0.0,12.5,2.5,0.0\n"
            }
        }
        return text + "\nGb(i): Beam (direct) irradiance on the inclined plane\n"
    }

    /// The same series as JSON.
    func pvgisHourlyJSON(components: Bool) -> String {
        var hours: [String] = []
        for (k, time) in weather.times.enumerated() {
            let date = time.date()
            let stamp = String(format: "%04d%02d%02d:%02d30", date.year, date.month, date.day, k % 24)
            let light =
                components
                ? "\"Gb(i)\": \(number(weather.ghi[k] - weather.dhi[k])), \"Gd(i)\": \(number(weather.dhi[k])), \"Gr(i)\": 0.0"
                : "\"G(i)\": \(number(weather.ghi[k]))"
            hours.append(
                "{\"time\": \"\(stamp)\", \(light), \"H_sun\": 0.0, \"T2m\": 12.5, \"WS10m\": 2.5, \"Int\": 0.0}")
        }
        return """
            {"inputs": {"location": {"latitude": \(weather.location.latitude.degrees), \
            "longitude": \(weather.location.longitude.degrees), "elevation": 218.0}, \
            "mounting_system": {"fixed": {"slope": {"value": 0, "optimal": false}}}}, \
            "outputs": {"hourly": [\(hours.joined(separator: ", "))]}, "meta": {}}
            """
    }
}

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
        let sky = AnnualSky(weather)
        let north = sky.irradiation(
            of: PlaneOrientation(surfaceTilt: .degrees(30), surfaceAzimuth: .degrees(0)), albedo: 0.2)
        let towardsPole = sky.irradiation(
            of: PlaneOrientation(surfaceTilt: .degrees(30), surfaceAzimuth: .degrees(180)), albedo: 0.2)
        #expect(north.global > 1.2 * towardsPole.global)
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
        #expect(with("\"location\"", "\"place\"").contains("give the location"))
        #expect(problem(String(text.prefix(100_000))).contains("line 1: column"))
    }
}

@Suite struct DamagedWeather {
    /// Any prefix and any changed, doubled or dropped bytes of any format are read or refused; what is read is whole.
    @Test(arguments: RealFile.allCases) func seeded(file: RealFile) throws {
        #expect(damage(try fetched(file.rawValue), seed: 7, times: 40) > 0)
    }

    @Test func madeFormats() {
        let made = MadeFile(longitude: 8, offset: 0)
        var read = 0
        for (seed, text) in [
            made.sam(minutes: true), made.pvgisHourly(years: [2023], components: true),
            made.pvgisHourlyJSON(components: false),
        ].enumerated() {
            read += damage(Array(text.utf8), seed: UInt64(seed), times: 40)
        }
        #expect(read > 0, "some damage can be lived with")
    }

    /// - Returns: how often the damage could be lived with.
    private func damage(_ bytes: [UInt8], seed: UInt64, times: Int) -> Int {
        var random = SeededGenerator(state: seed)
        let words = [
            "nan", "inf", "-", "1e308", "-1e308", "99999999999999999999", "\"", ",", ",,,,", "\n", "{", "}", "0x1p3",
            "\u{0}",
        ]
        .map { Array($0.utf8) }
        var read = 0
        for round in 0..<times {
            var damaged = bytes
            // Half of the damage in the header, where the structure is.
            func place() -> Int {
                let reach = Bool.random(using: &random) ? min(2_500, damaged.count) : damaged.count
                return .random(in: 0..<max(1, reach), using: &random)
            }
            switch round % 4 {
            case 0: damaged = Array(bytes.prefix(.random(in: 0..<bytes.count, using: &random)))
            case 1: for _ in 0..<4 { damaged[place()] = .random(in: 0...255, using: &random) }
            case 2:
                for _ in 0..<3 {
                    let word = words[.random(in: 0..<words.count, using: &random)]
                    let at = place()
                    damaged.replaceSubrange(
                        at..<min(damaged.count, at + .random(in: 0...6, using: &random)), with: word)
                }
            default: for _ in 0..<3 { damaged[place()] = UInt8.random(in: 0x2C...0x39, using: &random) }
            }
            for model in [DecompositionModel.erbs, .dirint] {
                guard let weather = try? Weather(bytes: damaged, name: "damaged", decomposition: model) else {
                    continue
                }
                read += 1
                for column in [weather.ghi, weather.dni, weather.dhi] {
                    #expect(column.count == weather.count && column.allSatisfy { $0.isFinite && $0 >= 0 })
                }
                for column in [weather.tempAir, weather.windSpeed, weather.pressure] {
                    #expect(column.count == weather.count && column.allSatisfy(\.isFinite))
                }
                #expect(weather.times.allSatisfy { $0.unixSeconds.isFinite })
            }
        }
        return read
    }
}
