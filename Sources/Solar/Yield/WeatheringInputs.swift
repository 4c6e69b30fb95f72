import City
import Geometry
import Sky

/// The inputs that say how dirt and snow on the modules are reckoned: by a fixed item of the losses, or by a model, hour
/// by hour. Names and defaults are those of pvlib 0.16.1.
struct WeatheringInputs: Sendable {
    enum SoilingModel: String, Sendable, CaseIterable { case none, kimber, hsu }
    enum SnowModel: String, Sendable, CaseIterable { case none, marion }

    let soiling: SoilingModel
    let snow: SnowModel
    private let cleaningThreshold: Double
    private let accumulationHours: Double
    private let lossRate: Double
    private let graceDays: Double
    private let maximum: Double
    private let initialSoiling: Double
    private let washDates: [WashDate]
    /// g/m³.
    private let particles: (fine: Double, coarse: Double)
    private let settlingVelocity: (fine: Double, coarse: Double)
    private let snowfallThreshold: Double
    private let depthThreshold: Double
    private let slideLimit: Double
    private let slideRate: Double
    private let initialCoverage: Double
    /// Strings one above the other; 0: as many as rows of modules up the slope.
    let snowStrings: Int

    init(_ inputs: inout Inputs) throws {
        soiling = try inputs.choice(
            "soiling", default: SoilingModel.none,
            "Dirt on the modules hour by hour from the weather file's rain: kimber (a daily loss until it rains), hsu "
                + "(dust settling out of the air), or none (the fixed loss_soiling)")
        let threshold = try inputs.number(
            "cleaning_threshold", unit: "mm", in: 0...1000,
            "Rain within rain_accum_period that washes modules clean; if absent 6 (kimber) or 1 (hsu)")
        let period = try inputs.number(
            "rain_accum_period", unit: "h", in: 1...8760,
            "Hours of rain summed up for that; if absent 24 (kimber) or 1 (hsu)")
        lossRate = try inputs.number(
            "soiling_loss_rate", default: 0.0015, in: 0...1,
            "Kimber: share of energy lost per day without rain (rural 0.0011, town 0.002, desert 0.003)")
        graceDays = try inputs.number(
            "grace_period", unit: "d", default: 14, in: 0...365,
            "Kimber: days after such rain in which the ground is too damp for dust")
        maximum = try inputs.number(
            "max_soiling", default: 0.3, in: 0...1, "Kimber: greatest share of energy lost")
        initialSoiling = try inputs.number(
            "initial_soiling", default: 0, in: 0...1, "Kimber: share lost in the first hour of the weather year")
        let dates = try inputs.text(
            "manual_wash_dates", "Kimber: days on which modules are washed by hand, such as 04-15, 09-01 (month-day)")
        let fine = try inputs.number(
            "pm2_5", unit: "µg/m³", in: 0...1e5, "HSU: particles below 2.5 µm in the air, mean of the year")
        let coarse = try inputs.number(
            "pm10", unit: "µg/m³", in: 0...1e5, "HSU: particles below 10 µm (those below 2.5 among them)")
        settlingVelocity = (
            try inputs.number(
                "depo_veloc_2_5", unit: "m/s", default: 0.0009, in: 0...10, "HSU: settling velocity of fine particles"),
            try inputs.number(
                "depo_veloc_10", unit: "m/s", default: 0.004, in: 0...10, "HSU: settling velocity of coarse particles")
        )
        snow = try inputs.choice(
            "snow", default: SnowModel.none,
            "Snow on the modules hour by hour from the weather file's snow: marion (it covers, then slides off), or none "
                + "(the fixed loss_snow)")
        snowfallThreshold = try inputs.number(
            "threshold_snowfall", unit: "cm/h", default: 1, in: 0...100, "Snowfall above which modules are covered")
        depthThreshold = try inputs.number(
            "threshold_depth", unit: "cm", default: 1, in: 0...100,
            "Snow on the ground below which none stays on modules")
        slideLimit = try inputs.number(
            "can_slide_coefficient", unit: "W/(m² K)", default: -80, in: -1e6 ... -1e-6,
            "Snow slides where air is warmer than the light on the modules over this")
        slideRate = try inputs.number(
            "slide_amount_coefficient", unit: "1/h", default: 0.197, in: 0...10,
            "Share of the slant height that slides off in an hour, times the sine of the tilt")
        initialCoverage = try inputs.number(
            "initial_coverage", default: 0, in: 0...1, "Share of the modules under snow in the first hour")
        snowStrings = Int(
            try inputs.integer(
                "num_strings", default: 0, in: 0...1000,
                "Parallel strings one above the other up the slope, each lost with its first covered cell; 0: as many as "
                    + "rows of modules"))

        cleaningThreshold = threshold ?? (soiling == .hsu ? 1 : 6)
        accumulationHours = period ?? (soiling == .hsu ? 1 : 24)
        washDates = try dates.map(WashDate.list) ?? []
        particles = ((fine ?? 0) * 1e-6, (coarse ?? 0) * 1e-6)
        try check(inputs, fine, coarse)
    }

    /// Refuses what the models chosen do not ask for, and asks for what they need.
    private func check(_ inputs: Inputs, _ fine: Double?, _ coarse: Double?) throws {
        let kimber = ["soiling_loss_rate", "grace_period", "max_soiling", "initial_soiling", "manual_wash_dates"]
        let hsu = ["pm2_5", "pm10", "depo_veloc_2_5", "depo_veloc_10"]
        if soiling != .kimber { try inputs.refuse(kimber, with: "soiling", "it belongs to soiling kimber") }
        if soiling != .hsu { try inputs.refuse(hsu, with: "soiling", "it belongs to soiling hsu") }
        if soiling == .none {
            try inputs.refuse(
                ["cleaning_threshold", "rain_accum_period"], with: "soiling", "no model of soiling is chosen")
        }
        if snow == .none {
            let names = [
                "threshold_snowfall", "threshold_depth", "can_slide_coefficient", "slide_amount_coefficient",
                "initial_coverage", "num_strings",
            ]
            try inputs.refuse(names, with: "snow", "no model of snow is chosen")
        }
        guard soiling == .hsu else { return }
        guard let fine, let coarse else {
            throw InputError(
                path: fine == nil ? "inputs.pm2_5" : "inputs.pm10",
                problem: "soiling hsu settles dust out of the air and must know how much there is",
                suggestion: "give pm2_5 and pm10 in µg/m³ (yearly means of the nearest station)")
        }
        if fine > coarse {
            throw InputError(
                path: "inputs.pm2_5", problem: "pm2_5 \(fine) is more than pm10 \(coarse), which includes it")
        }
    }

    /// What a year's weather does to modules in its lit hours; nil where neither model is chosen.
    /// - Parameter hours: the weather's hours that have light, in order.
    /// - Throws: `InputError` for weather without rain or snow.
    func weathering(_ weather: Weather, hours: [Int], _ diagnostics: inout Diagnostics) throws -> Weathering? {
        let soiling = try soiling(weather, hours, &diagnostics)
        let snow = try snow(weather, hours, &diagnostics)
        return soiling == nil && snow == nil ? nil : Weathering(soiling: soiling, snow: snow)
    }

    private func soiling(_ weather: Weather, _ hours: [Int], _ diagnostics: inout Diagnostics) throws -> SoilingYear? {
        guard soiling != .none else { return nil }
        guard let rain = weather.rainfall else {
            throw InputError(
                path: "inputs.soiling",
                problem:
                    "soiling \(soiling.rawValue) needs rain, and the weather '\(weather.name)' has none for at least "
                    + "half of its hours",
                suggestion:
                    "take a file with rain (EPW or TMY3 with liquid precipitation, SAM CSV with a column rain in "
                    + "mm), or soiling none with loss_soiling")
        }
        if weather.rainfallGaps > 0 {
            diagnostics.caution(
                "rain-missing", "hours without a number of rain count as dry", weather.name, count: weather.rainfallGaps
            )
        }
        if rain.allSatisfy({ $0 == 0 }) {
            diagnostics.caution(
                "no-rain",
                "the weather file has not a drop of rain in the year, so that nothing washes modules but hands: "
                    + "perhaps it was not measured", weather.name)
        }
        if soiling == .kimber {
            let lost = try soilingLossKimber(
                rainfall: rain, cleaningThreshold: cleaningThreshold, lossRate: lossRate, graceDays: graceDays,
                maximum: maximum, washes: try washDates.map { try $0.hour(of: weather) }, initial: initialSoiling,
                accumulationHours: accumulationHours)
            return .everywhere(passing: hours.map { Float(1 - lost[$0]) })
        }
        let dust = try settledDust(
            rainfall: rain, pm2_5: [particles.fine], pm10: [particles.coarse], hours: 1,
            cleaningThreshold: cleaningThreshold, accumulationHours: accumulationHours,
            settlingVelocity: settlingVelocity)
        return .byTilt(dust: hours.map { Float(0.17 * pow(dust[$0], 0.8473)) })
    }

    private func snow(_ weather: Weather, _ hours: [Int], _ diagnostics: inout Diagnostics) throws -> SnowYear? {
        guard snow != .none else { return nil }
        guard let snowfall = weather.snowfall ?? weather.snowDepth.map(Self.snowfall) else {
            throw InputError(
                path: "inputs.snow",
                problem: "snow marion needs the snow that falls or lies, and the weather '\(weather.name)' has neither",
                suggestion:
                    "take a file with snow (EPW's snow depth, SAM CSV with snow depth or snowfall in cm), or snow "
                    + "none with loss_snow")
        }
        if snowfall.allSatisfy({ $0 <= snowfallThreshold }) {
            diagnostics.caution(
                "no-snow", "snow never falls fast enough in the weather file to cover modules", weather.name)
        }
        return SnowYear(
            snowfall: snowfall, snowDepth: weather.snowDepth, tempAir: weather.tempAir, hours: hours,
            initialCoverage: initialCoverage, snowfallThreshold: snowfallThreshold, depthThreshold: depthThreshold,
            slideLimit: slideLimit, slideRate: slideRate)
    }

    /// Snow that falls, by how much the depth on the ground grows from hour to hour, cm: SAM's rule (Ryberg and Freeman,
    /// NREL/TP-6A20-68705).
    static func snowfall(depth: [Double]) -> [Double] {
        depth.indices.map { $0 > 0 ? max(0, depth[$0] - depth[$0 - 1]) : 0 }
    }
}

/// A day of any year on which modules are washed.
private struct WashDate: Sendable {
    let month: Int
    let day: Int

    /// "04-15, 09-01".
    /// - Throws: `InputError` for what is no day.
    static func list(_ text: String) throws -> [WashDate] {
        try text.split { ", ;".contains($0) }.map { word in
            let parts = word.split(separator: "-", omittingEmptySubsequences: false).map { Int($0) }
            // 2016 has a 29 February.
            guard parts.count == 2, let month = parts[0], let day = parts[1], (1...12).contains(month),
                (1...CivilDate.daysInMonth(month, of: 2016)).contains(day)
            else {
                throw InputError(
                    path: "inputs.manual_wash_dates", problem: "'\(word)' is no day of a year",
                    suggestion: "write month-day: 04-15, 09-01")
            }
            return WashDate(month: month, day: day)
        }
    }

    /// The first hour of the day in a weather year.
    /// - Throws: `InputError` if the year has no such day.
    func hour(of weather: Weather) throws -> Int {
        let found = weather.times.firstIndex {
            let date = $0.date(offsetHours: weather.utcOffset)
            return date.month == month && date.day == day
        }
        guard let found else {
            throw InputError(
                path: "inputs.manual_wash_dates", problem: "the weather year has no day \(month)-\(day)")
        }
        return found
    }
}
