/// Follows the hours of a file through the calendar: one row an hour from 1 January to 31 December, with or without a
/// leap day, whatever the years.
struct CalendarCheck {
    private var count = 0
    private var leapRows = 0
    private(set) var diagnostics: [WeatherDiagnostic] = []
    private var expected = CivilDate(year: 2015, month: 1, day: 1)

    /// The next row.
    /// - Parameter hour: 0...23, the hour the row begins.
    /// - Throws: ``WeatherError`` when it is not the hour that follows.
    mutating func take(month: Int, day: Int, hour: Int, line: Int) throws {
        let isLeapDay = month == 2 && day == 29
        if isLeapDay { leapRows += 1 }
        let hourExpected = count % 24
        // After 28 February, hour 23, either the leap day or March follows.
        let fits =
            isLeapDay
            ? expected.month == 3 && expected.day == 1 && leapRows <= 24 && hour == (leapRows - 1) % 24
            : expected.month == month && expected.day == day
        guard fits, hour == hourExpected else {
            throw WeatherError(
                line: line,
                problem: "expected month \(expected.month) day \(expected.day) hour \(hourExpected + 1) of the day, "
                    + "found month \(month) day \(day) hour \(hour + 1)")
        }
        count += 1
        if hour == 23, !isLeapDay {
            let next = CivilDate(daysSince1970: expected.daysSince1970 + 1)
            expected = CivilDate(year: 2015, month: next.month, day: next.day)
        }
    }

    /// After the last row.
    /// - Throws: ``WeatherError`` unless there is a whole year.
    mutating func finish(lastLine: Int) throws {
        guard (count == 8_760 && leapRows == 0) || (count == 8_784 && leapRows == 24) else {
            throw WeatherError(
                line: lastLine,
                problem: "expected 8760 hours (8784 in a leap year), found \(count) at the file's end, "
                    + "\(leapRows) of them of 29 February")
        }
        if leapRows > 0 {
            diagnostics.append(
                WeatherDiagnostic(message: "hours of a leap day: the year has 366 days", count: leapRows))
        }
    }
}
