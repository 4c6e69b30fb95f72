import Geometry

/// A year of weather at a place, hour by hour: what solar and daylight simulations take as given.
///
/// Columns are parallel; every hour of irradiance is complete, finite and not negative. What a file lacked and how it
/// was filled stands in ``diagnostics``.
public struct Weather: Sendable {
    /// Where the numbers come from.
    public enum Source: String, Sendable, Hashable, CaseIterable {
        /// An EnergyPlus weather file.
        case epw = "EPW"
        /// A typical year of the European Commission's PVGIS, as CSV.
        case pvgisTMY = "PVGIS TMY"
        /// Not measured: a year without a cloud.
        case clearSky = "clear sky"
    }

    /// Name for reports: the file's, or the place's.
    public var name: String
    /// Where the numbers come from.
    public var source: Source
    /// Where the weather is.
    public var location: Location
    /// Local standard time minus UTC in hours, as the file says (PVGIS CSV is in UTC: 0).
    public var utcOffset: Double
    /// For each hour, the moment whose sun belongs to it: the middle of the interval, or the satellite's time.
    ///
    /// The years of a typical year's months differ, and are kept.
    public var times: [Instant]
    /// Global horizontal irradiance, W/m2 (mean of the hour, so also Wh/m2).
    public var ghi: [Double]
    /// Direct normal irradiance, W/m2.
    public var dni: [Double]
    /// Diffuse horizontal irradiance, W/m2.
    public var dhi: [Double]
    /// Air temperature, degrees Celsius.
    public var tempAir: [Double]
    /// Wind speed at 10 m, m/s.
    public var windSpeed: [Double]
    /// Air pressure, Pa.
    public var pressure: [Double]
    /// Share of light the ground reflects, 0...1; nil when the file has no usable values.
    public var albedo: [Double]?
    /// What was mended, and what looks wrong.
    public var diagnostics: [WeatherDiagnostic]

    /// Number of hours: 8,760, or 8,784 in a leap year.
    public var count: Int { times.count }

    /// Irradiance of an hour.
    public func irradiance(_ hour: Int) -> Irradiance { Irradiance(ghi: ghi[hour], dni: dni[hour], dhi: dhi[hour]) }

    /// The sun of every hour, with the standard atmosphere's refraction.
    public func sunPositions() -> [SunPosition] { SunPosition.series(at: times, location: location) }

    /// Extraterrestrial normal irradiance of every hour, W/m2, by the day of the year in UTC.
    public func dniExtra() -> [Double] { times.map { extraterrestrialRadiation(dayOfYear: $0.date().dayOfYear) } }

    /// A year without a cloud: Ineichen and Perez 2002 with monthly Linke turbidity, at the middle of every hour of
    /// local standard time, 1 January to 31 December.
    ///
    /// An upper reference, not a forecast: real years bring less. Pressure and temperature are the standard
    /// atmosphere's, wind is 1 m/s; `source` says what it is.
    /// - Parameter utcOffset: local standard time minus UTC in hours.
    public init(
        clearSkyAt location: Location, year: Int, utcOffset: Double, linkeTurbidity: LinkeTurbidity, name: String
    ) {
        let hours = 24 * (CivilDate.isLeap(year) ? 366 : 365)
        let start = Instant(year: year, month: 1, day: 1, minute: 30, offsetHours: utcOffset)
        let pressure = standardPressure(elevation: location.elevation)
        self.name = name
        source = .clearSky
        self.location = location
        self.utcOffset = utcOffset
        times = (0..<hours).map { start.adding(hours: Double($0)) }
        tempAir = Array(repeating: standardTemperature(elevation: location.elevation), count: hours)
        windSpeed = Array(repeating: 1, count: hours)
        self.pressure = Array(repeating: pressure, count: hours)
        albedo = nil
        diagnostics = [WeatherDiagnostic(message: "hours modelled under a cloudless sky, not measured", count: hours)]
        ghi = []
        dni = []
        dhi = []
        for (sun, time) in zip(SunPosition.series(at: times, location: location), times) {
            let date = time.date()
            let airMass = relativeAirMass(apparentZenith: sun.apparentZenith)
            let light = clearSkyIneichen(
                apparentZenith: sun.apparentZenith,
                airMassAbsolute: airMass.map { absoluteAirMass(relative: $0, pressure: pressure) },
                linkeTurbidity: linkeTurbidity.value(on: date), elevation: location.elevation,
                dniExtra: extraterrestrialRadiation(dayOfYear: date.dayOfYear))
            ghi.append(light.ghi)
            dni.append(light.dni)
            dhi.append(light.dhi)
        }
    }

    /// Reads a weather file of a known format, told by its first bytes: EPW or PVGIS TMY as CSV.
    /// - Parameters:
    ///   - bytes: the whole file.
    ///   - name: for reports.
    /// - Throws: ``WeatherError`` with the line, what was expected and what was found.
    public init(bytes: [UInt8], name: String) throws {
        let text = try WeatherText(bytes)
        let start = text.lines.prefix(20)
        if start.first.map({ text.string($0).hasPrefix("LOCATION,") }) == true {
            try self.init(epw: text, name: name)
        } else if start.contains(where: { line in
            let line = text.string(line)
            return line.hasPrefix("Latitude (decimal degrees)") || line.hasPrefix("time(UTC)")
        }) {
            try self.init(pvgisTMY: text, name: name, location: nil)
        } else {
            let first = start.first.map { String(text.string($0).prefix(40)) } ?? ""
            let hint = first.hasPrefix("{") ? "; PVGIS JSON is not read, download CSV or EPW" : ""
            throw WeatherError(
                line: 1,
                problem: "expected an EPW file (LOCATION,...) or a PVGIS TMY as CSV, found '\(first)'\(hint)")
        }
    }

    init(
        name: String, source: Source, location: Location, utcOffset: Double, rows: WeatherRows,
        diagnostics: [WeatherDiagnostic]
    ) throws {
        self.name = name
        self.source = source
        self.location = location
        self.utcOffset = utcOffset
        let mended = try rows.mended(location: location)
        times = mended.times
        ghi = mended.ghi
        dni = mended.dni
        dhi = mended.dhi
        tempAir = mended.tempAir
        windSpeed = mended.windSpeed
        pressure = mended.pressure
        albedo = mended.albedo
        self.diagnostics = diagnostics + mended.diagnostics
        checkClosure()
    }

    /// Says so when the file's irradiance fits a sun some whole hours away: the sign of a wrong time zone.
    ///
    /// In consistent data GHI = DHI + DNI cos z; the shift that closes best must be 0.
    private mutating func checkClosure() {
        let cosZenith = sunPositions().map { max(0, cos($0.apparentZenith.radians)) }
        func squares(shift: Int) -> Double {
            var sum = 0.0
            for hour in 0..<count where dni[hour] > 50 {
                let sun = cosZenith[(hour + shift + count) % count]
                let rest = ghi[hour] - dhi[hour] - dni[hour] * sun
                sum += rest * rest
            }
            return sum
        }
        let bright = dni.count { $0 > 50 }
        guard bright > 100 else { return }
        let best = (-12...12).map { (shift: $0, squares: squares(shift: $0)) }.min { $0.squares < $1.squares }
        let here = squares(shift: 0)
        if let best, best.shift != 0, best.squares < 0.25 * here {
            diagnostics.append(
                WeatherDiagnostic(
                    message: "hours of direct light fit a sun \(best.shift) h later better than the file's times: "
                        + "check the time zone", count: bright))
        } else if (here / Double(bright)).squareRoot() > 50 {
            diagnostics.append(
                WeatherDiagnostic(
                    message: "hours of direct light where global differs from diffuse plus direct by "
                        + "\(Int((here / Double(bright)).squareRoot())) W/m2 (root mean square)", count: bright))
        }
    }
}
