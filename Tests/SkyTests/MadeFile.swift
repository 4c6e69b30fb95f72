import Foundation
import Geometry
import Sky
import Testing

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
