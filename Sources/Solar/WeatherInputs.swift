import City
import Geometry
import Sky

/// The inputs that say which weather: a file, monthly means, or the clear sky of a place.
struct WeatherInputs: Sendable {
    private let weather: Weather?
    private let sunshine: MonthlySunshine?
    private let monthlyTempAir: [Double]?
    private let decomposition: DecompositionModel
    private let clearSky: ClearSkyModel
    private let year: Int
    private let turbidity: LinkeTurbidity?
    private let elevation: Double
    private let seed: UInt64

    /// - Throws: `InputError`; `DataError` for a file that is no weather.
    init(_ inputs: inout Inputs) throws {
        let file = try inputs.file(
            "weather",
            "Weather year: EPW, TMY3, PVGIS (typical year or hourly, CSV or JSON), NSRDB or SAM CSV; if absent a year "
                + "is made of monthly_ghi or monthly_clearness, or is without a cloud")
        let weatherYear = try inputs.number("weather_year", in: 1900...2100, "Which year of a file of several")
        let irradiation = try inputs.numbers(
            "monthly_ghi", count: 12, unit: "kWh/m²d", in: 0...15,
            "Mean daily global irradiation of the months, for a climatology (±10–15 %) without a weather file")
        let clearness = try inputs.numbers(
            "monthly_clearness", count: 12, in: 0.02...0.8, "The same by the months' mean clearness index")
        monthlyTempAir = try inputs.numbers(
            "monthly_temp_air", count: 12, unit: "°C", in: -70...50, "Mean air temperature of the months, with either")
        if irradiation != nil, clearness != nil {
            throw InputError(
                path: "inputs.monthly_clearness", problem: "monthly_ghi and monthly_clearness say the same twice",
                suggestion: "give one of them")
        }
        sunshine = irradiation.map { .dailyGHI($0) } ?? clearness.map { .clearness($0) }
        if file != nil, sunshine != nil || monthlyTempAir != nil {
            throw InputError(
                path: "inputs.weather", problem: "a weather file and monthly means are both given",
                suggestion: "give one of them")
        }
        seed = UInt64(
            try inputs.integer(
                "weather_seed", default: 1, in: 0...1_000_000, "Another seed, another year of the same monthly means"))
        decomposition = try inputs.choice(
            "decomposition", default: DecompositionModel.erbs,
            "How global light is split where the weather has it alone")
        clearSky = try inputs.choice("clear_sky", default: ClearSkyModel.ineichen, "Model of the cloudless sky")
        year = Int(
            try inputs.integer("year", default: 2025, in: 1900...2100, "Calendar of a year without a weather file"))
        let constant = try inputs.number(
            "linke_turbidity", default: 0, in: 0...20, "Linke turbidity of the clear sky; 0 takes Turkistan's by month")
        turbidity = constant > 0 ? LinkeTurbidity(constant: constant) : nil
        elevation = try inputs.number(
            "elevation", unit: "m", default: 200, in: -430...6000, "Height above the sea, without a weather file")
        try Self.check(&inputs, file: file != nil, sunshine: sunshine != nil, clearSky: clearSky)
        let decomposition = decomposition
        do {
            weather = try file.map {
                try Weather(
                    bytes: $0.bytes, name: $0.path, decomposition: decomposition, year: weatherYear.map { Int($0) })
            }
        } catch let error as WeatherError {
            throw DataError(
                file: file?.path ?? "", place: error.line.map { "line \($0)" } ?? "", problem: error.problem)
        }
    }

    /// Refuses what the other inputs leave without effect.
    private static func check(_ inputs: inout Inputs, file: Bool, sunshine: Bool, clearSky: ClearSkyModel) throws {
        if file {
            try inputs.refuse(
                ["year", "elevation", "linke_turbidity", "clear_sky", "weather_seed"], with: "weather",
                "the file says what the weather is, where and when")
            return
        }
        try inputs.refuse(["weather_year"], with: "weather", "there is no file to take the year from")
        if sunshine {
            try inputs.refuse(["clear_sky"], with: "monthly_ghi", "a climatology has its own sky (Ineichen)")
            return
        }
        try inputs.refuse(
            ["monthly_temp_air", "weather_seed"], with: "monthly_ghi", "only a climatology of monthly means takes it")
        try inputs.refuse(["decomposition"], with: "weather", "a clear sky is not split, it is made of its parts")
        if clearSky != .ineichen {
            try inputs.refuse(["linke_turbidity"], with: "clear_sky", "only ineichen's sky goes by turbidity")
        }
    }

    /// The weather over a city; says so where it may not fit.
    /// - Throws: `InputError` if there is neither a file nor a place.
    func weather(for city: City, _ diagnostics: inout Diagnostics) throws -> Weather {
        let weather = try weather ?? made(for: city, &diagnostics)
        for d in weather.diagnostics {
            // What is no measurement is said wherever the result goes.
            switch weather.source {
            case .climatology: diagnostics.caution("climatology", d.message, weather.name, count: d.count)
            case .clearSky: break
            case _ where 20 * d.count > weather.count:
                // More than one hour in twenty was mended, or the file as a whole is odd: that changes the answer.
                diagnostics.caution("weather", d.message, weather.name, count: d.count)
            default: diagnostics.note("weather", d.message, weather.name, count: d.count)
            }
        }
        try checkNights(weather, &diagnostics)
        if let place = city.place {
            let km = distance(weather.location, place)
            if km > 100 {
                diagnostics.caution(
                    "weather-far-away", "the weather is from a place \(Int(km)) km away from the city", weather.name)
            }
            let (here, there) = (place.latitude.degrees, weather.location.latitude.degrees)
            if here * there < 0, min(abs(here), abs(there)) > 5 {
                diagnostics.caution(
                    "other-hemisphere", "the weather is from the other hemisphere: its winter is the city's summer",
                    weather.name)
            }
        }
        return weather
    }

    /// Light at night (the sun 3° below the horizon or deeper, past what hourly means can blur) is a mistake of the file.
    private func checkNights(_ weather: Weather, _ diagnostics: inout Diagnostics) throws {
        let (night, all) = zip(weather.sunPositions(), weather.ghi).reduce((0.0, 0.0)) { sums, hour in
            (sums.0 + (hour.0.elevation.degrees < -3 ? hour.1 : 0), sums.1 + hour.1)
        }
        guard night > 0.01 * all else { return }
        let share = "\(Int((100 * night / all).rounded())) %"
        guard night <= 0.05 * all else {
            throw DataError(
                file: weather.name,
                problem:
                    "\(share) of the light comes while the sun is down: the time zone or the place in the file is wrong"
            )
        }
        diagnostics.caution("light-at-night", "\(share) of the light comes while the sun is down", weather.name)
    }

    private func made(for city: City, _ diagnostics: inout Diagnostics) throws -> Weather {
        guard let place = city.place else {
            throw InputError(
                path: "inputs.weather", problem: "the city's place on Earth is unknown, so there is no clear sky",
                suggestion: "give a weather file")
        }
        let location = Location(latitude: place.latitude, longitude: place.longitude, elevation: elevation)
        let utcOffset = (place.longitude.degrees / 15).rounded()
        if turbidity == nil {
            let km = distance(Location(latitude: .degrees(43.3), longitude: .degrees(68.27)), place)
            if km > 300 {
                diagnostics.caution(
                    "turbidity-of-turkistan", "the clear sky is as hazy as Turkistan's, \(Int(km)) km away", city.name)
            }
        }
        if let sunshine {
            do {
                return try Weather(
                    climatologyAt: location, year: year, utcOffset: utcOffset, monthlySunshine: sunshine,
                    monthlyTempAir: monthlyTempAir, linkeTurbidity: turbidity ?? .turkistan,
                    decomposition: decomposition, seed: seed, name: "climatology \(year)")
            } catch let error as WeatherError {
                throw InputError(path: "inputs.monthly_ghi", problem: error.problem)
            }
        }
        diagnostics.caution("clear-sky", "no weather was given: a year without a cloud, an upper bound")
        return Weather(
            clearSkyAt: location, year: year, utcOffset: utcOffset, linkeTurbidity: turbidity ?? .turkistan,
            name: "clear sky \(year)", model: clearSky)
    }

    /// Where the sun is computed for: the city, or the weather where the city's place is unknown.
    func place(of city: City, _ weather: Weather) -> City.Place {
        city.place
            ?? City.Place(
                latitude: weather.location.latitude, longitude: weather.location.longitude, convergence: .degrees(0))
    }

    /// Great-circle distance, km.
    private func distance(_ a: Location, _ b: City.Place) -> Double {
        haversine(a.latitude, a.longitude, b.latitude, b.longitude)
    }
}
