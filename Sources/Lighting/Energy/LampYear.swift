import Sky

/// What one lamp does in a year, in hours by month; multiplied by its power it is its energy.
struct LampYear: Sendable, Hashable {
    /// In which it burns.
    var burning = [Double](repeating: 0, count: 12)
    /// At full power that take the same energy as the year's real ones.
    var equivalent = [Double](repeating: 0, count: 12)
    /// At full light that give the same light.
    var light = [Double](repeating: 0, count: 12)
    /// In which it is dark.
    var dark = [Double](repeating: 0, count: 12)

    var burningHours: Double { burning.reduce(0, +) }
    var equivalentHours: Double { equivalent.reduce(0, +) }
    var lightHours: Double { light.reduce(0, +) }
    var darkHours: Double { dark.reduce(0, +) }
}

/// Everything that says how bright lamps are by the hour, besides their own profile.
struct Operation: Sendable {
    /// Local standard time less UTC, h, and whether clocks are put forward in summer.
    var offset: Double
    var isSummerTime: Bool
    /// Traffic of the 24 hours of the day, share of the busiest; empty where it does not count.
    var traffic: [Double]
    /// In hours with less than this share of the busiest a lower class will do.
    var lowTraffic: Double
    /// Share of burning hours in which the road is wet, and lamps are one class brighter than the profile says.
    var wetShare: Double
    /// Share of its full power a lamp takes beyond what goes with its light: p = f + (1 - f) level.
    var fixedShare: Double

    /// Share of the full power at a level; nothing when off.
    func power(_ level: Double) -> Double { level > 0 ? fixedShare + (1 - fixedShare) * level : 0 }

    /// A year of a lamp.
    /// - Parameters:
    ///   - spans: when lamps burn.
    ///   - year: whose months count.
    ///   - lower: light of the class below the road's own, in terms of the own; 1 where there is none.
    ///   - higher: light of the class above.
    func year(
        _ profile: DimmingProfile, _ spans: [TimeSpan], of year: Int, lower: Double, higher: Double
    ) -> LampYear {
        var result = LampYear()
        for month in 0..<12 { result.dark[month] = 24 * Double(CivilDate.daysInMonth(month + 1, of: year)) }
        let cuts = Set(profile.steps.map(\.minute) + (0..<24).map { 60 * $0 }).sorted()
        for span in spans {
            var time = span.from
            while time < span.to {
                let local = Instant(unixSeconds: time)
                let date = local.date(offsetHours: offset)
                let clock = self.clock(time)
                // The next cut of the clock; a summer's first and last hours have the same cuts.
                let next = cuts.first { Double($0) > clock + 1e-6 } ?? 1440
                let end = min(span.to, time + 60 * (Double(next) - clock))
                let minute = Int(clock + 1e-6)
                add(
                    (end - time) / 3600, profile.step(at: minute), full: profile.full, minute / 60, lower, higher,
                    to: &result, date.month - 1)
                time = end
            }
        }
        return result
    }

    private func add(
        _ hours: Double, _ step: DimmingProfile.Step, full: Double, _ hour: Int, _ lower: Double, _ higher: Double,
        to result: inout LampYear, _ month: Int
    ) {
        var level = step.level
        if !traffic.isEmpty, traffic[hour % 24] < lowTraffic { level = min(level, lower * full) }
        let isGiven = level == step.level
        let dry = (power: isGiven ? step.power ?? power(level) : power(level), light: level)
        var wet = dry
        if wetShare > 0, level > 0, level < full {
            wet.light = min(full, level * higher)
            wet.power = max(dry.power, power(wet.light))
        }
        let base = (
            power: (1 - wetShare) * dry.power + wetShare * wet.power,
            light: (1 - wetShare) * dry.light + wetShare * wet.light
        )
        let d = step.detection
        result.equivalent[month] += hours * ((1 - d) * base.power + d * power(full))
        result.light[month] += hours * ((1 - d) * base.light + d * full)
        let share = level > 0 ? 1 : d
        result.burning[month] += hours * share
        result.dark[month] -= hours * share
    }

    /// Minutes since local midnight.
    private func clock(_ time: Double) -> Double {
        let summer = isSummerTime && Self.isEuropeanSummer(time) ? 1.0 : 0
        return 60 * Instant(unixSeconds: time).hourOfDay(offsetHours: offset + summer)
    }

    /// Summer time of the European Union: from the last Sunday of March to that of October, 01:00 UTC (Directive
    /// 2000/84/EC).
    static func isEuropeanSummer(_ time: Double) -> Bool {
        let year = Instant(unixSeconds: time).date().year
        func change(_ month: Int) -> Double {
            let last = CivilDate(year: year, month: month, day: 31).daysSince1970
            // Day 0 was a Thursday; Sunday is 3 days later.
            let sinceSunday = ((last - 3) % 7 + 7) % 7
            return Double(last - sinceSunday) * 86_400 + 3600
        }
        return time >= change(3) && time < change(10)
    }
}
