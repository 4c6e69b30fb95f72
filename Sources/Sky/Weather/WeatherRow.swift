/// What a file says of one time step; nil where it says "missing".
struct WeatherRow {
    /// The moment whose sun belongs to the values.
    var time: Instant
    /// Line in the file; nil where a file has none (JSON).
    var line: Int?
    /// W/m2.
    var ghi: Double?
    /// W/m2.
    var dni: Double?
    /// W/m2.
    var dhi: Double?
    /// Degrees Celsius.
    var tempAir: Double?
    /// Degrees Celsius.
    var tempDew: Double?
    /// Percent.
    var relativeHumidity: Double?
    /// cm.
    var precipitableWater: Double?
    /// cm.
    var snowDepth: Double?
    /// cm fallen in the step.
    var snowfall: Double?
    /// mm fallen in the step.
    var rainfall: Double?
    /// m/s.
    var windSpeed: Double?
    /// Pa.
    var pressure: Double?
    /// 0...1.
    var albedo: Double?

    init(time: Instant, line: Int? = nil) {
        self.time = time
        self.line = line
    }
}

/// The quantities of a row, with what each may be.
///
/// A value beyond its range is a missing code: EPW writes 9999 W/m2, 99.9 C, 999999 Pa and 999; TMY3 -9900; others
/// -999 or 9999.
enum WeatherQuantity: CaseIterable {
    case ghi, dni, dhi, tempAir, tempDew, relativeHumidity, precipitableWater, snowDepth, snowfall, rainfall, windSpeed
    case pressure, albedo

    /// Where in a row it stands.
    var path: WritableKeyPath<WeatherRow, Double?> {
        switch self {
        case .ghi: \.ghi
        case .dni: \.dni
        case .dhi: \.dhi
        case .tempAir: \.tempAir
        case .tempDew: \.tempDew
        case .relativeHumidity: \.relativeHumidity
        case .precipitableWater: \.precipitableWater
        case .snowDepth: \.snowDepth
        case .snowfall: \.snowfall
        case .rainfall: \.rainfall
        case .windSpeed: \.windSpeed
        case .pressure: \.pressure
        case .albedo: \.albedo
        }
    }

    /// Name in messages.
    var name: String {
        switch self {
        case .ghi: "global horizontal irradiance"
        case .dni: "direct normal irradiance"
        case .dhi: "diffuse horizontal irradiance"
        case .tempAir: "air temperature"
        case .tempDew: "dew point"
        case .relativeHumidity: "relative humidity"
        case .precipitableWater: "precipitable water"
        case .snowDepth: "snow depth"
        case .snowfall: "snowfall"
        case .rainfall: "rainfall"
        case .windSpeed: "wind speed"
        case .pressure: "air pressure"
        case .albedo: "albedo"
        }
    }

    /// Values in this range are taken, in the row's unit; others are missing codes.
    ///
    /// Irradiance down to -900 is an instrument's offset at night, mended and counted; what is too much of it is an
    /// error and no missing code.
    var range: Range<Double> {
        switch self {
        case .ghi, .dni, .dhi: -900..<9_998
        case .tempAir, .tempDew: -90..<80
        case .relativeHumidity: 0..<150
        case .precipitableWater: Double.leastNonzeroMagnitude..<20
        case .snowDepth: 0..<900
        case .snowfall: 0..<400
        // The wettest day ever measured brought 1,825 mm; EPW's missing code is 999.
        case .rainfall: 0..<900
        case .windSpeed: 0..<100
        case .pressure: 31_000..<120_001
        // Files that never measured it carry 0.
        case .albedo: Double.leastNonzeroMagnitude..<1.0.nextUp
        }
    }
}

extension WeatherRow {
    /// Sets a quantity from a file's number, in the row's unit; a missing code leaves nil.
    mutating func set(_ quantity: WeatherQuantity, _ value: Double?) {
        guard let value, quantity.range.contains(value) else { return }
        self[keyPath: quantity.path] = value
    }
}
