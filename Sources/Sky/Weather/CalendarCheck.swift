/// Follows the rows of a file through the calendar: one after the other from 1 January to 31 December, with or without
/// a leap day, whatever the years.
struct CalendarCheck {
    /// Rows an hour.
    let stepsPerHour: Int
    private var count = 0
    private var leapRows = 0
    private(set) var diagnostics: [WeatherDiagnostic] = []
    private var expected = CivilDate(year: 2015, month: 1, day: 1)

    /// - Parameter stepsPerHour: rows an hour, 1...60.
    init(stepsPerHour: Int = 1) { self.stepsPerHour = stepsPerHour }

    /// The next row.
    /// - Parameters:
    ///   - hour: 0...23, the hour the row begins in.
    ///   - minute: 0...59; only the part of the hour it falls in counts.
    ///   - line: for messages.
    /// - Throws: ``WeatherError`` when it is not the step that follows.
    mutating func take(month: Int, day: Int, hour: Int, minute: Int = 0, line: Int?) throws {
        let perDay = 24 * stepsPerHour
        let isLeapDay = month == 2 && day == 29
        if isLeapDay { leapRows += 1 }
        let step = hour * stepsPerHour + minute * stepsPerHour / 60
        let stepExpected = count % perDay
        // After the last step of 28 February, either the leap day or March follows.
        let fits =
            isLeapDay
            ? expected.month == 3 && expected.day == 1 && leapRows <= perDay && step == (leapRows - 1) % perDay
            : expected.month == month && expected.day == day
        guard fits, step == stepExpected else {
            func place(_ month: Int, _ day: Int, _ step: Int) -> String {
                "month \(month) day \(day) hour \(step / stepsPerHour + 1)"
            }
            func part(_ step: Int) -> String {
                stepsPerHour == 1 ? "" : " part \(step % stepsPerHour + 1) of \(stepsPerHour)"
            }
            throw WeatherError(
                line: line,
                problem:
                    "expected \(place(expected.month, expected.day, stepExpected)) of the day\(part(stepExpected)), "
                    + "found \(place(month, day, step))\(part(step))")
        }
        count += 1
        if step == perDay - 1, !isLeapDay {
            let next = CivilDate(daysSince1970: expected.daysSince1970 + 1)
            expected = CivilDate(year: 2015, month: next.month, day: next.day)
        }
    }

    /// After the last row.
    /// - Throws: ``WeatherError`` unless there is a whole year.
    mutating func finish(lastLine: Int?) throws {
        let whole = 8_760 * stepsPerHour
        let leap = 24 * stepsPerHour
        guard (count == whole && leapRows == 0) || (count == whole + leap && leapRows == leap) else {
            let unit = stepsPerHour == 1 ? "hours" : "steps of \(60 / stepsPerHour) minutes"
            throw WeatherError(
                line: lastLine,
                problem:
                    "expected \(whole) \(unit) (\(whole + leap) in a leap year), found \(count) at the file's end, "
                    + "\(leapRows) of them of 29 February")
        }
        if leapRows > 0 {
            diagnostics.append(
                WeatherDiagnostic(
                    message: "hours of a leap day: the year has 366 days", count: leapRows / stepsPerHour))
        }
    }
}
