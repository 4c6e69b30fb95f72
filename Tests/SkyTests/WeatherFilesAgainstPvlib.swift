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
