import City
import Foundation
import Geometry
import JSON
import Sky
import Testing

@testable import Solar

/// Dirt and snow of a whole year against pvlib (tools/truth/pv-weathering.py), from the inputs and the weather file on.
@Suite struct WeatheringAgainstPvlib {
    static let greensboro = "pvlib/pvlib/data/723170TYA.CSV"
    static let washed: JSONObject = [
        "soiling": "kimber", "cleaning_threshold": 3, "soiling_loss_rate": 0.01, "rain_accum_period": 6,
        "grace_period": 3, "manual_wash_dates": "04-15, 09-01",
    ]
    static let hsu: JSONObject = ["soiling": "hsu", "pm2_5": 25, "pm10": 80]

    private func weathering(_ given: JSONObject, _ weather: Weather, _ hours: [Int]) throws -> Weathering {
        var inputs = Inputs(given)
        let asked = try WeatheringInputs(&inputs)
        try inputs.finish()
        var diagnostics = Diagnostics()
        let weathering = try asked.weathering(weather, hours: hours, &diagnostics)
        #expect(diagnostics.isEmpty, "\(diagnostics.all)")
        return try #require(weathering)
    }

    /// What passes the dirt, every hour of the year.
    @Test func dirtHourByHour() throws {
        let weather = try Weather(bytes: try PVTable.fetched(Self.greensboro), name: "")
        let truth = try PVTable("weathering_dirt")
        let hours = Array(0..<weather.count)
        for (inputs, column) in [(["soiling": "kimber"], "kimber"), (Self.washed, "kimber_washed")] {
            let year = try #require(try weathering(inputs, weather, hours).soiling)
            let worst = zip(hours, truth[column]).map {
                abs(Double(year.passing($0, projection: .zero)[3]) - $1)
            }.max()
            #expect(try #require(worst) < 1e-7, "\(column)")
        }
        let year = try #require(try weathering(Self.hsu, weather, hours).soiling)
        let tilts = [10.0, 30, 45, 60]
        var projection = SIMD8<Float>.zero
        for (lane, tilt) in tilts.enumerated() {
            projection[lane] = Float(projectionHSU(cosTilt: Angle.degrees(tilt).cosine))
        }
        for (lane, tilt) in tilts.enumerated() {
            let worst = zip(hours, truth["hsu_\(Int(tilt))"]).map {
                abs(Double(year.passing($0, projection: projection)[lane]) - $1)
            }.max()
            // 0.3437 times the error function's 3·10⁻⁷ and the rounding of its sixteenth power in single precision.
            #expect(try #require(worst) < 8e-7, "hsu at \(tilt)°: \(worst ?? 0)")
        }
    }

    /// The share under snow in every hour with light, what happens at night told by the hours between.
    @Test func snowHourByHour() throws {
        let truth = try PVTable("weathering_snow")
        let weather = try Self.snowy()
        let hours = (0..<weather.count).filter { weather.dhi[$0] > 0 || weather.dni[$0] > 0 }
        #expect(hours.count > 4_000 && hours.count < 5_000)
        let year = try #require(try weathering(["snow": "marion"], weather, hours).snow)
        let tilts = [10.0, 30, 45, 60]
        let (light, covered) = (
            tilts.map { truth["poa_\(Int($0))"] }, tilts.map { truth["coverage_\(Int($0))"] }
        )
        var slide = SIMD8<Float>.zero
        for (lane, tilt) in tilts.enumerated() { slide[lane] = year.slide(tilt: .degrees(tilt)) }
        var coverage = year.start
        var worst = 0.0
        var under = 0
        for (number, hour) in hours.enumerated() {
            var here = SIMD8<Float>.zero
            for lane in tilts.indices { here[lane] = Float(light[lane][hour]) }
            year.advance(&coverage, number, light: here, slide: slide)
            for lane in tilts.indices {
                worst = max(worst, abs(Double(coverage[lane]) - covered[lane][hour]))
                if covered[lane][hour] > 0 { under += 1 }
            }
        }
        #expect(under > 500, "hours under snow")
        #expect(worst < 1e-5)
    }

    /// The yield of racks on an open flat roof: what dirt and snow take of the year agrees with pvlib's chain within what
    /// gathered light differs from hourly light.
    @Test(arguments: [(10, 180), (30, 180), (45, 135), (60, 180)])
    func yields(tilt: Int, azimuth: Int) throws {
        let rows = try PVTable("weathering").rows.filter {
            $0["surface_tilt"] == Double(tilt) && $0["surface_azimuth"] == Double(azimuth)
        }
        #expect(rows.count == 5)
        for row in rows {
            let model = row.text("model")
            var given: JSONObject =
                switch model {
                case "kimber": ["soiling": "kimber"]
                case "kimber_washed": Self.washed
                case "hsu": Self.hsu
                case "marion_1": ["snow": "marion", "num_strings": 1]
                default: ["snow": "marion", "num_strings": 8]
                }
            let isDirt = given["soiling"] != nil
            let outcome = try Self.yield(&given, tilt, azimuth, isDirt ? Self.greensboro : nil)
            let name = isDirt ? "soiling_loss" : "snow_loss"
            let lost = try #require(outcome.indicator("solar.\(name)_pct"))
            let energy = try #require(outcome.indicator("solar.specific_yield"))
            let kilowattHours = try #require(outcome.indicator("solar.\(name)_kwh"))
            let whole = try #require(outcome.indicator("solar.energy")) * 1e6 + kilowattHours
            #expect(abs(100 * kilowattHours / whole - lost) < 1e-9)
            let theirs = 100 * (1 - row["weathered"] / row["clean"])
            #expect(abs(energy / row["weathered"] - 1) < 0.02, "\(model): \(energy)")
            if isDirt {
                #expect(abs(lost / theirs - 1) < 0.01, "\(model): \(lost) % instead of \(theirs) %")
            } else {
                // Whether snow slides in an hour hangs on that hour's light, so that a per cent of light moves whole
                // slides: compared in points of the year's yield. The slides themselves are held above, to pvlib's light.
                #expect(abs(lost - theirs) < 0.15, "\(model): \(lost) % instead of \(theirs) %")
            }
            let plane = try #require(outcome.layer("roof"))
            #expect(abs((plane.column("\(name)_pct")?.number(0) ?? 0) - lost) < 0.006)
        }
    }

    /// Nothing is lost twice, and nothing is asked for in vain.
    @Test func refusals() throws {
        func problem(_ given: JSONObject, _ file: String? = Self.greensboro) -> String {
            var given = given
            do {
                _ = try Self.yield(&given, 30, 180, file)
                return ""
            } catch { return (error as? InputError)?.path ?? "\(error)" }
        }
        #expect(problem(["soiling": "kimber", "loss_soiling": 3]) == "inputs.loss_soiling")
        #expect(problem(["snow": "marion", "loss_snow": 3], nil) == "inputs.loss_snow")
        #expect(problem(["soiling": "hsu"]) == "inputs.pm2_5")
        #expect(problem(["soiling": "hsu", "pm2_5": 10]) == "inputs.pm10")
        #expect(problem(["soiling": "hsu", "pm2_5": 30, "pm10": 20]) == "inputs.pm2_5")
        #expect(problem(["soiling": "kimber", "pm10": 20]) == "inputs.pm10")
        #expect(problem(["grace_period": 3]) == "inputs.grace_period")
        #expect(problem(["num_strings": 3]) == "inputs.num_strings")
        #expect(problem(["soiling": "kimber", "losses": "pvgis"]) == "inputs.soiling")
        #expect(problem(["snow": "marion", "losses": "pvgis"], nil) == "inputs.snow")
        #expect(problem(["soiling": "kimber", "manual_wash_dates": "31-12"]) == "inputs.manual_wash_dates")
        #expect(problem(["soiling": "kimber", "manual_wash_dates": "02-29"]) == "inputs.manual_wash_dates")
        // A file without rain, and one without snow.
        #expect(problem(["soiling": "kimber"], "pvlib/tests/data/tmy_45.000_8.000_2005_2023.csv") == "inputs.soiling")
        #expect(problem(["soiling": "kimber"], "pvlib/pvlib/data/703165TY.csv") == "inputs.soiling")
        #expect(problem(["snow": "marion"]) == "inputs.snow")
        // What is given as it is by default says nothing new.
        #expect(problem(["soiling": "none", "grace_period": 14, "pm10": .null, "loss_soiling": 2]) == "")
    }

    /// With a model of soiling its fixed item is gone, in PVWatts's sum too; dirtless dirt then gives that much more.
    @Test func replacesTheItem() throws {
        func energy(_ given: JSONObject) throws -> Double {
            var given = given
            return try #require(try Self.yield(&given, 30, 180, Self.greensboro).indicator("solar.energy"))
        }
        let none: JSONObject = ["soiling": "kimber", "soiling_loss_rate": 0]
        let clean = try energy(none)
        let fixed = try energy(["loss_soiling": 0])
        #expect(abs(clean / fixed - 1) < 1e-9)
        #expect(try energy([:]) < 0.985 * clean)
        var rule = none
        rule["losses"] = "pvwatts"
        let (pvwatts, modelled) = (try energy(["losses": "pvwatts"]), try energy(rule))
        #expect(modelled > 1.01 * pvwatts)
    }

    /// Rain that is nowhere and rain that is missing here and there are said.
    @Test func oddRain() throws {
        var weather = try Weather(bytes: try PVTable.fetched(Self.greensboro), name: "")
        var inputs = Inputs(["soiling": "kimber", "snow": "marion"])
        let asked = try WeatheringInputs(&inputs)
        weather.rainfall = [Double](repeating: 0, count: weather.count)
        weather.snowDepth = weather.rainfall
        weather.rainfallGaps = 7
        var diagnostics = Diagnostics()
        _ = try asked.weathering(weather, hours: [12], &diagnostics)
        #expect(diagnostics.all.map(\.code) == ["rain-missing", "no-rain", "no-snow"])
        #expect(diagnostics.all.first?.count == 7)
    }

    // MARK: - The years

    /// Sand Point's weather with the snow of the truth file.
    private static func snowy() throws -> Weather { try Weather(bytes: Array(try snowyFile().utf8), name: "snowy") }

    private static func snowyFile() throws -> String {
        let weather = try Weather(bytes: try PVTable.fetched("pvlib/pvlib/data/703165TY.csv"), name: "")
        let depth = try PVTable("weathering_snow")["snow_depth"]
        let place = weather.location
        var text = "Latitude,Longitude,Time Zone,Elevation\n"
        text += "\(place.latitude.degrees),\(place.longitude.degrees),\(weather.utcOffset),\(place.elevation)\n"
        text += "Year,Month,Day,Hour,Minute,GHI,DNI,DHI,Tdry,Wspd,Pres,Snow Depth\n"
        for hour in 0..<weather.count {
            let date = weather.times[hour].date(offsetHours: weather.utcOffset)
            text += "1990,\(date.month),\(date.day),\(hour % 24),30,"
            text += "\(weather.ghi[hour]),\(weather.dni[hour]),\(weather.dhi[hour]),\(weather.tempAir[hour]),"
            text += "\(weather.windSpeed[hour]),\(weather.pressure[hour] / 100),\(depth[hour])\n"
        }
        return text
    }

    /// One row of racks on an open flat roof, under a weather file or (nil) the snowy year.
    private static func yield(_ given: inout JSONObject, _ tilt: Int, _ azimuth: Int, _ file: String?) throws -> Outcome
    {
        let bytes = try file.map { try PVTable.fetched($0) } ?? Array(try snowyFile().utf8)
        let weather = try Weather(bytes: bytes, name: "")
        given["weather"] = "weather"
        given["module"] = "pvwatts-standard"
        given["tilt"] = .integer(Int64(tilt))
        given["azimuth"] = .integer(Int64(azimuth))
        given["building_albedo"] = 0.2
        if given["gcr"] == nil { given["gcr"] = 0.05 }
        var inputs = Inputs(given) { _ in bytes }
        let simulation = try SolarYield(&inputs)
        try inputs.finish()
        var draft = LayerDraft(name: "building")
        let ring = [Point3(0, 0), Point3(20, 0), Point3(20, 20), Point3(0, 20)]
        draft.geometries.append(.polygon, polygons: [Polygon(exterior: ring)], hasZ: false)
        draft.set("height", .real(6), unit: "m")
        draft.endFeature(id: "b")
        var diagnostics = Diagnostics()
        let crs = CRS(
            identifier: "EPSG:32642", name: "UTM 42N", epsg: 32642, isGeographic: false, metresPerUnit: 1, wkt: "")
        var city = City(name: "test", crs: crs, origin: .zero, layers: [draft.finish(&diagnostics)])
        city.place = City.Place(
            latitude: weather.location.latitude, longitude: weather.location.longitude, convergence: .degrees(0))
        return try simulation.run(on: city)
    }
}
