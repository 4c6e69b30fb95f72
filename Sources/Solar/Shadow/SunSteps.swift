import City
import Geometry
import Sky

/// The days and times of day a question is about, in local time.
struct TimeRange: Sendable {
    /// Days since 1970-01-01.
    let days: [Int]
    /// Minutes after local midnight.
    let start: Double
    let end: Double
    /// Minutes.
    let step: Double

    /// From what people write: `2025-03-22` and `08:30`.
    /// - Throws: `InputError` for a day that does not exist, a range that runs backwards, or too many steps.
    init(date: String, to: String?, every: Int, start: String, end: String, step: Double) throws {
        let first = try Self.day(date, "date")
        let last = try to.map { try Self.day($0, "to") } ?? first
        guard last >= first else {
            throw InputError(
                path: "inputs.to", problem: "\(to ?? "") is before \(date)", suggestion: "swap 'date' and 'to'")
        }
        days = Array(stride(from: first, through: last, by: every))
        self.start = try Self.minutes(start, "start")
        self.end = try Self.minutes(end, "end")
        self.step = step
        guard self.end >= self.start else {
            throw InputError(
                path: "inputs.end", problem: "\(end) is before \(start)",
                suggestion: "swap 'start' and 'end'; a range does not go past midnight")
        }
        let count = Double(days.count) * ((self.end - self.start) / step + 1)
        guard count <= Self.mostSteps else {
            throw InputError(
                path: "inputs.step",
                problem:
                    "\(days.count) days at \(step) min are \(Int(count)) steps, the most is \(Int(Self.mostSteps))",
                suggestion: "make 'step' or 'every' larger")
        }
    }

    /// A year of quarter hours, three times over.
    private static let mostSteps = 105_120.0

    /// Days since 1970 of `YYYY-MM-DD`.
    private static func day(_ text: String, _ name: String) throws -> Int {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        let lengths = parts.map(\.count)
        let numbers = parts.compactMap { $0.utf8.allSatisfy { 48...57 ~= $0 } ? Int($0) : nil }
        guard lengths == [4, 2, 2], numbers.count == 3 else {
            throw InputError(
                path: "inputs.\(name)", problem: "'\(text)' is no date", suggestion: "write it as 2025-03-22")
        }
        let (year, month, day) = (numbers[0], numbers[1], numbers[2])
        guard 1...12 ~= month, day >= 1, day <= CivilDate.daysInMonth(month, of: year) else {
            let why =
                1...12 ~= month
                ? "month \(month) of \(year) has \(CivilDate.daysInMonth(month, of: year)) days"
                : "a year has months 1 to 12"
            throw InputError(path: "inputs.\(name)", problem: "there is no day \(text)", suggestion: why)
        }
        guard 1900...2100 ~= year else {
            throw InputError(path: "inputs.\(name)", problem: "the year \(year) is not within 1900 … 2100")
        }
        return CivilDate(year: year, month: month, day: day).daysSince1970
    }

    /// Minutes after midnight of `HH:MM`; 24:00 is the day's end.
    private static func minutes(_ text: String, _ name: String) throws -> Double {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        let numbers = parts.compactMap { $0.count <= 2 && $0.utf8.allSatisfy { 48...57 ~= $0 } ? Int($0) : nil }
        guard parts.count == 2, numbers.count == 2, numbers[1] < 60, numbers[0] * 60 + numbers[1] <= 1440 else {
            throw InputError(
                path: "inputs.\(name)", problem: "'\(text)' is no time of day", suggestion: "write it as 08:30")
        }
        return Double(numbers[0] * 60 + numbers[1])
    }
}

/// One moment with the sun up.
struct SunStep: Sendable {
    /// Which of the days asked for.
    var day: Int
    /// The step's number on its day, the dark ones counted.
    var number: Int
    /// Minutes after local midnight.
    var minute: Double
    /// The time it stands for, hours: half a step before and after, within the range.
    var hours: Double
    /// Where the sun stands, clockwise from true north.
    var azimuth: Angle
    /// As refracted by the air.
    var elevation: Angle
    /// Unit vector towards the sun in the city's grid: the y axis is not true north.
    var direction: Point3
}

/// The moments of a question at which the sun stands high enough.
struct SunSteps: Sendable {
    let steps: [SunStep]
    let days: [CivilDate]
    /// Local time minus UTC, hours.
    let utcOffset: Double
    /// Which of `steps` belong to each day.
    let ranges: [Range<Int>]
    /// Days whose sun never crosses the horizon, and days when it does, but stays below the least height.
    private(set) var darkDays = 0
    private(set) var lowDays = 0
    /// Moments left out because the sun is up, but lower than asked for.
    private(set) var lowSteps = 0

    /// - Parameters:
    ///   - elevation: metres above the sea, for refraction.
    ///   - lowest: suns below it are left out.
    init(_ range: TimeRange, at place: City.Place, elevation: Double, utcOffset: Double, lowest: Angle) {
        self.utcOffset = utcOffset
        days = range.days.map { CivilDate(daysSince1970: $0) }
        let location = Location(latitude: place.latitude, longitude: place.longitude, elevation: elevation)
        let count = Int((range.end - range.start) / range.step + 1e-9) + 1
        let minutes = (0..<count).map { range.start + Double($0) * range.step }
        let instants = range.days.flatMap { day in
            minutes.map { Instant(unixSeconds: Double(day) * 86_400 + $0 * 60 - utcOffset * 3600) }
        }
        let suns = SunPosition.series(at: instants, location: location)
        let (c, s) = (place.convergence.cosine, place.convergence.sine)
        var steps: [SunStep] = []
        var ranges: [Range<Int>] = []
        for day in days.indices {
            let first = steps.count
            var isDark = true
            for (number, minute) in minutes.enumerated() {
                let sun = suns[day * count + number]
                // The upper limb on the horizon, as for sunrise.
                if sun.elevation.degrees > -0.8333 { isDark = false }
                guard sun.apparentElevation >= lowest else {
                    if sun.elevation.degrees > -0.8333 { lowSteps += 1 }
                    continue
                }
                let from = max(minute - range.step / 2, range.start)
                let to = min(minute + range.step / 2, range.end)
                let d = sun.direction
                steps.append(
                    SunStep(
                        day: day, number: number, minute: minute,
                        // A range of one moment stands for a whole step.
                        hours: (to > from ? to - from : range.step) / 60, azimuth: sun.azimuth,
                        elevation: sun.apparentElevation,
                        // The y axis looks `convergence` clockwise of north: an azimuth is less by that much.
                        direction: Point3(d.x * c - d.y * s, d.x * s + d.y * c, d.z)))
            }
            ranges.append(first..<steps.count)
            if steps.count == first {
                if isDark { darkDays += 1 } else { lowDays += 1 }
            }
        }
        self.steps = steps
        self.ranges = ranges
    }

    /// Hours a day, on average, that the sun is high enough: what an open place gets.
    var possible: Double { days.isEmpty ? 0 : steps.reduce(0) { $0 + $1.hours } / Double(days.count) }

    /// Local time with its offset, ISO 8601: `2025-03-22T08:30:00+05:00`.
    func text(_ step: SunStep) -> String {
        let date = days[step.day]
        let seconds = Int((step.minute * 60).rounded())
        // The day's end is the next day's beginning.
        let shown = seconds < 86_400 ? date : CivilDate(daysSince1970: date.daysSince1970 + 1)
        let rest = seconds % 86_400
        let offset = Int((abs(utcOffset) * 60).rounded())
        return "\(padded(shown.year, 4))-\(padded(shown.month))-\(padded(shown.day))"
            + "T\(padded(rest / 3600)):\(padded(rest / 60 % 60)):\(padded(rest % 60))"
            + "\(utcOffset < 0 ? "-" : "+")\(padded(offset / 60)):\(padded(offset % 60))"
    }
}

/// `08:30` of minutes after midnight.
func clock(_ minutes: Double) -> String {
    let whole = Int(minutes.rounded())
    return "\(padded(whole / 60)):\(padded(whole % 60))"
}

private func padded(_ n: Int, _ width: Int = 2) -> String {
    let digits = String(n)
    return String(repeating: "0", count: max(0, width - digits.count)) + digits
}
