/// A moment of Universal Time, as seconds since 1970-01-01 00:00 (Unix time: every day has 86,400 seconds).
///
/// UTC stands for UT1 here (they differ by less than 0.9 s, or 0.004 degrees of hour angle). There is no time zone
/// database: local times come with their offset from UTC in hours. Exact to about 1 microsecond for years 1...3000.
public struct Instant: Sendable, Hashable, Comparable {
    /// Seconds since 1970-01-01 00:00 UTC; negative before.
    public var unixSeconds: Double

    /// From Unix time in seconds.
    public init(unixSeconds: Double) { self.unixSeconds = unixSeconds }

    /// From a civil date and time of the proleptic Gregorian calendar.
    ///
    /// Parts beyond their range carry over (hour 24 is the next day's midnight), so that file conventions can be
    /// written down as they are. `month` and `day` follow ``CivilDate/init(year:month:day:)``.
    /// - Parameter offsetHours: local time minus UTC, east positive (Kazakhstan 5, India 5.5).
    public init(
        year: Int, month: Int, day: Int, hour: Int = 0, minute: Int = 0, second: Double = 0, offsetHours: Double = 0
    ) {
        let days = CivilDate(year: year, month: month, day: day).daysSince1970
        unixSeconds =
            Double(days) * 86_400 + Double(hour) * 3_600 + Double(minute) * 60 + second - offsetHours * 3_600
    }

    /// The civil date at this moment, `offsetHours` east of UTC.
    public func date(offsetHours: Double = 0) -> CivilDate {
        CivilDate(daysSince1970: Int(((unixSeconds + offsetHours * 3_600) / 86_400).rounded(.down)))
    }

    /// Hours since local midnight, 0 ..< 24, `offsetHours` east of UTC.
    public func hourOfDay(offsetHours: Double = 0) -> Double {
        let seconds = unixSeconds + offsetHours * 3_600
        let rest = seconds - 86_400 * (seconds / 86_400).rounded(.down)
        return min(rest / 3_600, 24.0.nextDown)
    }

    /// This moment and some seconds more.
    public func adding(seconds: Double) -> Instant { Instant(unixSeconds: unixSeconds + seconds) }

    /// This moment and some hours more.
    public func adding(hours: Double) -> Instant { Instant(unixSeconds: unixSeconds + hours * 3_600) }

    /// Earlier before later.
    public static func < (a: Instant, b: Instant) -> Bool { a.unixSeconds < b.unixSeconds }

    /// Julian day (days since noon, 1 January 4713 BC): Reda & Andreas 2004, equation 4, from Unix time.
    public var julianDay: Double { unixSeconds / 86_400 + 2_440_587.5 }
}

/// A day of the proleptic Gregorian calendar.
public struct CivilDate: Sendable, Hashable {
    /// Astronomical year (0 is 1 BC).
    public let year: Int
    /// 1...12.
    public let month: Int
    /// 1...31.
    public let day: Int

    /// From year, month (1...12) and day; a month or a day out of range carries over (31 February is 3 March,
    /// or 2 March of a leap year).
    public init(year: Int, month: Int, day: Int) {
        let carried = year + (month - 1 >= 0 ? (month - 1) / 12 : (month - 12) / 12)
        let first = Self.days(year: carried, month: month - 12 * (carried - year), day: 1)
        self.init(daysSince1970: first + day - 1)
    }

    /// From the count of days since 1970-01-01.
    ///
    /// Counts in eras of 400 years that begin on 1 March, so that the leap day is the last of its year.
    public init(daysSince1970 days: Int) {
        let shifted = days + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfMarchYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let marchMonth = (5 * dayOfMarchYear + 2) / 153
        day = dayOfMarchYear - (153 * marchMonth + 2) / 5 + 1
        month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9
        year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    }

    /// Days since 1970-01-01; negative before.
    public var daysSince1970: Int { Self.days(year: year, month: month, day: day) }

    /// 1 on 1 January; 365 or 366 on 31 December.
    public var dayOfYear: Int { daysSince1970 - Self.days(year: year, month: 1, day: 1) + 1 }

    /// Whether the year has 366 days.
    public var isInLeapYear: Bool { Self.isLeap(year) }

    /// Whether a year of the Gregorian calendar has 366 days.
    public static func isLeap(_ year: Int) -> Bool {
        year.isMultiple(of: 4) && (!year.isMultiple(of: 100) || year.isMultiple(of: 400))
    }

    /// Number of days of a month (1...12; other months carry over).
    public static func daysInMonth(_ month: Int, of year: Int) -> Int {
        CivilDate(year: year, month: month + 1, day: 1).daysSince1970
            - CivilDate(year: year, month: month, day: 1).daysSince1970
    }

    private static func days(year: Int, month: Int, day: Int) -> Int {
        let marchYear = month <= 2 ? year - 1 : year
        let era = (marchYear >= 0 ? marchYear : marchYear - 399) / 400
        let yearOfEra = marchYear - era * 400
        let dayOfMarchYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfMarchYear
        return era * 146_097 + dayOfEra - 719_468
    }
}
