/// Monthly Linke turbidity of a place: how many clean, dry atmospheres would dim the sun as much as this one does
/// (2 very clear, 3 clear and warm, 5 hazy).
public struct LinkeTurbidity: Sendable, Hashable {
    /// Twelve values, January to December; each above 1 in any real atmosphere.
    public let monthly: [Double]

    /// Twelve values, January to December; nil unless there are twelve finite ones above zero.
    public init?(monthly: [Double]) {
        guard monthly.count == 12, monthly.allSatisfy({ $0.isFinite && $0 > 0 }) else { return nil }
        self.monthly = monthly
    }

    /// The same value all year; values that are not above zero become 1, the clean, dry atmosphere.
    public init(constant value: Double) {
        monthly = Array(repeating: value.isFinite && value > 0 ? value : 1, count: 12)
    }

    private init(known: [Double]) { monthly = known }

    /// Turkistan, Kazakhstan (43.30 N 68.27 E).
    ///
    /// SoDa climatology (J. Remund et al., "Worldwide Linke Turbidity Information", ISES Solar World Congress 2003) as
    /// shipped in pvlib's LinkeTurbidities.h5 (BSD-3-Clause), nearest cell of the 5' grid. Other towns of the country
    /// stand in GeoData/climate/linke_turbidity_kz.csv.
    public static let turkistan = LinkeTurbidity(
        known: [2.0, 2.05, 2.55, 3.65, 4.6, 4.65, 5.25, 4.75, 4.3, 3.25, 2.95, 2.05])

    /// The value of a day: linear between the middles of the months, as pvlib's `lookup_linke_turbidity`.
    ///
    /// The year is closed (December's middle precedes January's).
    public func value(on date: CivilDate) -> Double {
        interpolatedMonthly(monthly, dayOfYear: Double(date.dayOfYear), isLeapYear: date.isInLeapYear)
    }
}

/// The value of a day from twelve monthly ones: linear between the middles of the months, the year closed.
func interpolatedMonthly(_ monthly: [Double], dayOfYear: Double, isLeapYear: Bool) -> Double {
    var start = 0.0
    var previousMiddle = -15.5
    var previous = monthly[11]
    for month in 1...12 {
        let days = Double(CivilDate.daysInMonth(month, of: isLeapYear ? 2016 : 2015))
        let middle = start + days / 2
        if dayOfYear <= middle {
            return previous
                + (monthly[month - 1] - previous) * (dayOfYear - previousMiddle) / (middle - previousMiddle)
        }
        start += days
        previousMiddle = middle
        previous = monthly[month - 1]
    }
    return previous + (monthly[0] - previous) * (dayOfYear - previousMiddle) / (start + 15.5 - previousMiddle)
}
