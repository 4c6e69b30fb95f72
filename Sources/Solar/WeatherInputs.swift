import City
import Geometry
import Sky

/// The inputs that say which weather: a file, or the clear sky of a place.
struct WeatherInputs: Sendable {
    private let weather: Weather?
    private let year: Int
    private let turbidity: LinkeTurbidity?
    private let elevation: Double

    /// - Throws: `InputError`; `DataError` for a file that is no weather.
    init(_ inputs: inout Inputs) throws {
        let file = try inputs.file("weather", "Weather year, for example EPW or PVGIS TMY; a clear-sky year if absent")
        year = Int(try inputs.integer("year", default: 2025, in: 1900...2100, "Year of the clear-sky weather"))
        let constant = try inputs.number(
            "linke_turbidity", default: 0, in: 0...20, "Linke turbidity of the clear sky; 0 takes Turkistan's by month")
        turbidity = constant > 0 ? LinkeTurbidity(constant: constant) : nil
        elevation = try inputs.number(
            "elevation", unit: "m", default: 200, in: -430...6000, "Height above the sea, for the clear sky")
        do {
            weather = try file.map { try Weather(bytes: $0.bytes, name: $0.path) }
        } catch let error as WeatherError {
            throw DataError(
                file: file?.path ?? "", place: error.line.map { "line \($0)" } ?? "", problem: error.problem)
        }
    }

    /// The weather over a city; says so where it may not fit.
    /// - Throws: `InputError` if there is neither a file nor a place.
    func weather(for city: City, _ diagnostics: inout Diagnostics) throws -> Weather {
        if let weather {
            for d in weather.diagnostics { diagnostics.note("weather", d.message, weather.name, count: d.count) }
            if let place = city.place {
                let km = distance(weather.location, place)
                if km > 100 {
                    diagnostics.caution(
                        "weather-far-away", "the weather is from a place \(Int(km)) km away from the city", weather.name
                    )
                }
            }
            return weather
        }
        guard let place = city.place else {
            throw InputError(
                path: "inputs.weather", problem: "the city's place on Earth is unknown, so there is no clear sky",
                suggestion: "give a weather file")
        }
        diagnostics.caution("clear-sky", "no weather was given: a year without a cloud, an upper bound")
        if turbidity == nil {
            let km = distance(Location(latitude: .degrees(43.3), longitude: .degrees(68.27)), place)
            if km > 300 {
                diagnostics.caution(
                    "turbidity-of-turkistan", "the clear sky is as hazy as Turkistan's, \(Int(km)) km away", city.name)
            }
        }
        return Weather(
            clearSkyAt: Location(latitude: place.latitude, longitude: place.longitude, elevation: elevation),
            year: year, utcOffset: (place.longitude.degrees / 15).rounded(),
            linkeTurbidity: turbidity ?? .turkistan, name: "clear sky \(year)")
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
