import Geometry

/// How sunny the months of a place are, January to December.
public enum MonthlySunshine: Sendable, Hashable {
    /// Mean clearness index K_T: global over extraterrestrial horizontal irradiation; 0.02...0.8.
    case clearness([Double])
    /// Mean global horizontal irradiation of a day, kWh/m2, as climatologies and atlases print it.
    case dailyGHI([Double])
}

extension Weather {
    /// A year made from monthly means alone, for places without a weather file: an estimate, not a measurement.
    ///
    /// Every month's global irradiation is that of its mean exactly. Its days are spread around the mean as real ones
    /// are (``DailyClearness``), so that clear days and with them direct light are not lost in an average; they follow
    /// each other with the memory of V. A. Graham, K. G. T. Hollands and A. P. Brunger, "A time series model for Kt with
    /// application to global synthetic weather generation", Solar Energy 40, 83-92 (1988): a correlation of 0.29 from
    /// day to day. Hours are spread within the day by Aguiar and Collares-Pereira 1992, not clearer than a cloudless sky
    /// of the place's turbidity. Direct and diffuse follow from `decomposition`.
    ///
    /// Where monthly temperatures are known, hours follow the mean day of D. G. Erbs, S. A. Klein and W. A. Beckman,
    /// "Estimation of degree-days and ambient temperature bin data from monthly-average temperatures", ASHRAE Journal
    /// 25, 60-65 (1983), its range from the month's clearness; otherwise temperature is the standard atmosphere's. Wind
    /// is 1 m/s.
    ///
    /// Measured on five real years whose own monthly means were given (see the tests): a south roof of 30 degrees
    /// -0.5...+1.5 %, a south wall -1.9...+2.7 %, east and west walls -7...+4 %, direct normal light -13...+16 %. To that
    /// come the years' own differences from the mean, some 5 %, and the error of the means: the diagnostic that travels
    /// with it says ±10-15 %.
    /// - Parameters:
    ///   - year: the calendar to fill.
    ///   - utcOffset: local standard time minus UTC in hours.
    ///   - monthlySunshine: twelve values.
    ///   - monthlyTempAir: mean air temperatures of the months, degrees Celsius; nil when not known.
    ///   - linkeTurbidity: of cloudless skies, month by month.
    ///   - decomposition: how the global irradiance is split.
    ///   - seed: another seed, another year of the same climate.
    /// - Throws: ``WeatherError`` when there are not twelve values, or one that no month can have.
    public init(
        climatologyAt location: Location, year: Int, utcOffset: Double, monthlySunshine: MonthlySunshine,
        monthlyTempAir: [Double]? = nil, linkeTurbidity: LinkeTurbidity, decomposition: DecompositionModel = .erbs,
        seed: UInt64 = 1, name: String
    ) throws {
        self.init(
            clearSkyAt: location, year: year, utcOffset: utcOffset, linkeTurbidity: linkeTurbidity, name: name)
        source = .climatology
        if let monthlyTempAir {
            guard monthlyTempAir.count == 12, monthlyTempAir.allSatisfy({ (-70...50).contains($0) }) else {
                throw WeatherError(
                    problem: "monthly air temperatures: expected twelve of -70...50 degrees Celsius, "
                        + "found \(monthlyTempAir)")
            }
        }
        let clear = ghi
        ghi = Array(repeating: 0, count: count)
        let suns = sunPositions()
        let sines = suns.map { cos($0.zenith.radians) }
        let extra = zip(dniExtra(), sines).map { $0 * max(0, $1) }
        let months = times.map { $0.date(offsetHours: utcOffset).month }
        var clearness = Array(repeating: 0.0, count: 12)
        var noise = NormalDeviates(seed: seed)
        var memory = noise.next()
        for month in 1...12 {
            let hours = months.indices.filter { months[$0] == month }
            guard let first = hours.first else { continue }
            let days = (0..<hours.count / 24).map { first + 24 * $0..<first + 24 * ($0 + 1) }
            let outside = days.map { extra[$0].reduce(0, +) }
            let all = outside.reduce(0, +)
            // A month of polar night receives nothing, whatever its mean.
            let mean = try monthlySunshine.clearness(of: month, days: days.count, extra: all)
            clearness[month - 1] = mean
            guard all > 0, mean > 0 else { continue }
            // One day from each of as many equal parts of the distribution, in an order with a memory.
            let spread = DailyClearness(mean: mean)
            let ranks = days.map { _ in
                memory = 0.29 * memory + (1 - 0.29 * 0.29).squareRoot() * noise.next()
                return memory
            }
            var indices = Array(repeating: 0.0, count: days.count)
            for (rank, day) in days.indices.sorted(by: { ranks[$0] < ranks[$1] }).enumerated() {
                indices[day] = spread.quantile((Double(rank) + 0.5) / Double(days.count))
            }
            let rest = mean * all / zip(indices, outside).reduce(0) { $0 + $1.0 * $1.1 }
            for (day, hours) in days.enumerated() where outside[day] > 0 {
                let index = min(indices[day] * rest, 0.95)
                let light = HourlyClearness(day: index).irradiance(
                    sum: index * outside[day], extra: extra[hours], clear: clear[hours], sines: sines[hours], &noise)
                for (hour, value) in zip(hours, light) { ghi[hour] = value }
            }
        }
        let parts = decompose(
            decomposition, ghi: ghi, zenith: suns.map(\.zenith), dayOfYear: times.map { $0.date().dayOfYear },
            pressure: pressure)
        dni = parts.map { $0?.dni ?? 0 }
        dhi = parts.map { $0?.dhi ?? 0 }
        diagnostics = [
            WeatherDiagnostic(
                message: "hours of a climatology (monthly means spread over days and hours), not measured: "
                    + "yields are good to ±10-15 %", count: count)
        ]
        if let monthlyTempAir {
            tempAir = Self.temperatures(
                monthlyTempAir, clearness: clearness, at: times, location: location, utcOffset: utcOffset)
        } else {
            diagnostics.append(
                WeatherDiagnostic(
                    message: "hours without a known air temperature: the standard atmosphere's", count: count))
        }
    }

    /// Air temperature of every hour: the months' means, linear between their middles, and the mean day around them.
    private static func temperatures(
        _ monthly: [Double], clearness: [Double], at times: [Instant], location: Location, utcOffset: Double
    ) -> [Double] {
        times.map { time in
            let date = time.date(offsetHours: utcOffset)
            let mean = interpolatedMonthly(
                monthly, dayOfYear: Double(date.dayOfYear), isLeapYear: date.isInLeapYear)
            let range = max(0, 25.8 * clearness[date.month - 1] - 5.21)
            // Hours of mean solar time, 1 at one in the morning.
            let t = 2 * .pi * (time.hourOfDay(offsetHours: location.longitude.degrees / 15) - 1) / 24
            let course =
                0.4632 * cos(t - 3.805) + 0.0984 * cos(2 * t - 0.360) + 0.0168 * cos(3 * t - 0.822)
                + 0.0138 * cos(4 * t - 3.513)
            return mean + range * course
        }
    }
}

extension MonthlySunshine {
    /// A month's mean clearness index.
    /// - Parameter extra: what the month receives outside the atmosphere on the horizontal, Wh/m2.
    fileprivate func clearness(of month: Int, days: Int, extra: Double) throws -> Double {
        func value(_ values: [Double], _ what: String) throws -> Double {
            guard values.count == 12 else {
                throw WeatherError(problem: "\(what): expected twelve values, found \(values.count)")
            }
            return values[month - 1]
        }
        let (index, what): (Double, String)
        switch self {
        case .clearness(let values): (index, what) = (try value(values, "monthly clearness"), "clearness")
        case .dailyGHI(let values):
            let daily = try value(values, "monthly irradiation")
            (index, what) = (
                daily * 1_000 * Double(days) / max(extra, 1e-9), "irradiation of \(daily) kWh/m2 a day, clearness"
            )
            // With the sun hardly over the horizon, an atlas's rounding is more than there is.
            if extra < 1_000 * Double(days), daily >= 0, daily < 0.5 { return min(max(index, 0.02), 0.8) }
        }
        if extra <= 0 { return 0 }
        guard (0.02...0.8).contains(index) else {
            throw WeatherError(
                problem: "month \(month): expected a mean clearness index of 0.02...0.8, found \(what) \(index)")
        }
        return index
    }
}
