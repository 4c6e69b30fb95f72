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
        /// A typical year of the European Commission's PVGIS.
        case pvgisTMY = "PVGIS TMY"
        /// A year of an hourly series of PVGIS.
        case pvgisHourly = "PVGIS hourly"
        /// A typical year of NREL's National Solar Radiation Data Base 1991-2005, or in its form.
        case tmy3 = "TMY3"
        /// A year of NREL's National Solar Radiation Database (PSM3, PSM4).
        case nsrdb = "NSRDB"
        /// A file of the System Advisor Model.
        case sam = "SAM CSV"
        /// Not measured: a year without a cloud.
        case clearSky = "clear sky"
        /// Not measured: a year made from monthly means.
        case climatology = "climatology"
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
    /// Dew point, degrees Celsius; nil when the file has none.
    public var tempDew: [Double]?
    /// Relative humidity, percent; nil when the file has none.
    public var relativeHumidity: [Double]?
    /// Water in the air above, cm; nil when the file has none.
    public var precipitableWater: [Double]?
    /// Depth of snow on the ground, cm; nil when the file has none.
    public var snowDepth: [Double]?
    /// Snow fallen in the hour, cm; nil when the file has none.
    public var snowfall: [Double]?
    /// Rain fallen in the hour, mm; nil when fewer than half of the hours of the file have it. Hours without count as dry.
    public var rainfall: [Double]?
    /// Hours (or steps) without a number of rain that count as dry.
    public var rainfallGaps = 0
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
        tempDew = mended.tempDew
        relativeHumidity = mended.relativeHumidity
        precipitableWater = mended.precipitableWater
        snowDepth = mended.snowDepth
        snowfall = mended.snowfall
        rainfall = mended.rainfall
        rainfallGaps = mended.rainfallGaps
        albedo = mended.albedo
        self.diagnostics = diagnostics + mended.diagnostics
        checkClosure()
    }
}
