import Geometry

extension Weather {
    /// A year without a cloud, at the middle of every hour of local standard time, 1 January to 31 December.
    ///
    /// An upper reference, not a forecast: real years bring less. Pressure and temperature are the standard
    /// atmosphere's, wind is 1 m/s; `source` says what it is.
    /// - Parameters:
    ///   - utcOffset: local standard time minus UTC in hours.
    ///   - linkeTurbidity: month by month, for Ineichen's model.
    ///   - model: how the sky is modelled: Ineichen and Perez 2002 unless asked otherwise.
    ///   - atmosphere: what the other models need, the same all year; its own Linke turbidity is not used.
    public init(
        clearSkyAt location: Location, year: Int, utcOffset: Double, linkeTurbidity: LinkeTurbidity, name: String,
        model: ClearSkyModel = .ineichen, atmosphere: ClearSkyAtmosphere = ClearSkyAtmosphere()
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
        diagnostics = [WeatherDiagnostic(message: "hours modelled under a cloudless sky, not measured", count: hours)]
        ghi = []
        dni = []
        dhi = []
        var atmosphere = atmosphere
        for (sun, time) in zip(SunPosition.series(at: times, location: location), times) {
            let date = time.date()
            atmosphere.linkeTurbidity = linkeTurbidity.value(on: date)
            let light = clearSky(
                model, sun: sun, atmosphere: atmosphere, elevation: location.elevation, pressure: pressure,
                dniExtra: extraterrestrialRadiation(dayOfYear: date.dayOfYear))
            ghi.append(light.ghi)
            dni.append(light.dni)
            dhi.append(light.dhi)
        }
    }
}
