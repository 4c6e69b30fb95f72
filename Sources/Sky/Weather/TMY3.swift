import Geometry

extension Weather {
    /// Reads a TMY3 file (NREL's typical years 1991-2005, and SolarAnywhere's in the same form).
    ///
    /// S. Wilcox and W. Marion, "Users Manual for TMY3 Data Sets", NREL/TP-581-43156 (2008), tables 1-1 to 1-3: a line
    /// of place, a line of column names, then an hour a line in local standard time. Irradiance is the sum over the
    /// hour that *ends* at the label (01:00...24:00; SolarAnywhere writes midnight as 00:00 of the next day), so its sun
    /// is taken half an hour before. -9900 is missing. The months' years differ and are kept.
    /// - Parameters:
    ///   - bytes: the whole file.
    ///   - name: for reports; the header's station when empty.
    ///   - decomposition: how global irradiance is split where it stands alone.
    /// - Throws: ``WeatherError`` with the line, what was expected and what was found.
    public init(tmy3 bytes: [UInt8], name: String, decomposition: DecompositionModel = .erbs) throws {
        try self.init(tmy3: WeatherText(bytes), name: name, decomposition: decomposition)
    }

    init(tmy3 text: WeatherText, name: String, decomposition: DecompositionModel) throws {
        guard text.lines.count > 2 else {
            throw WeatherError(problem: "expected a line of place, one of column names and hours, found two lines")
        }
        let place = text.fields(text.lines[0])
        guard place.count >= 7 else {
            throw WeatherError(line: 1, problem: "expected 7 fields of place, found \(place.count)")
        }
        func header(_ index: Int, _ name: String, _ range: ClosedRange<Double>) throws -> Double {
            guard let value = text.number(place[index]), range.contains(value) else {
                throw WeatherError(
                    line: 1,
                    problem: "\(name): expected \(range.lowerBound)...\(range.upperBound), "
                        + "found '\(text.string(place[index]))'")
            }
            return value
        }
        let utcOffset = try header(3, "time zone", -14...14)
        let location = Location(
            latitude: .degrees(try header(4, "latitude", -90...90)),
            longitude: .degrees(try header(5, "longitude", -180...180)),
            elevation: try header(6, "elevation", -500...9_000))
        let columns = try TMY3Columns(text)
        var rows: [WeatherRow] = []
        var calendar = CalendarCheck()
        var lastLine = 2
        for line in text.lines[2...] where !line.range.isEmpty {
            let fields = text.fields(line)
            let label = try columns.label(fields, of: text, line: line.number)
            let begin = label.adding(hours: -1)
            let date = begin.date()
            try calendar.take(
                month: date.month, day: date.day, hour: Int(begin.hourOfDay().rounded(.down)), line: line.number)
            // The label was read as UTC.
            var row = WeatherRow(time: label.adding(hours: -0.5 - utcOffset), line: line.number)
            for (quantity, index, scale) in columns.quantities {
                row.set(quantity, try text.value(fields, index, quantity.name, line.number).map { $0 * scale })
            }
            rows.append(row)
            lastLine = line.number
        }
        try calendar.finish(lastLine: lastLine)
        try self.init(
            name: name.isEmpty ? text.string(place[1]) : name, source: .tmy3, location: location,
            utcOffset: utcOffset, rows: WeatherRows(rows: rows, decomposition: decomposition),
            diagnostics: calendar.diagnostics)
    }
}

/// Where a TMY3 file keeps what is wanted.
private struct TMY3Columns {
    /// Quantity, column, and factor to the row's unit.
    var quantities: [(WeatherQuantity, Int, Double)] = []
    private let needed: Int

    init(_ text: WeatherText) throws {
        // "GHI (W/m^2)" is the value, "GHI source" and "GHI uncert (%)" are about it.
        let names = text.fields(text.lines[1]).map { field in
            let name = text.string(field)
            return name.firstRange(of: " (").map { String(name[..<$0.lowerBound]) } ?? name
        }
        let wanted: [(WeatherQuantity, String, Double)] = [
            (.ghi, "GHI", 1), (.dni, "DNI", 1), (.dhi, "DHI", 1), (.tempAir, "Dry-bulb", 1), (.tempDew, "Dew-point", 1),
            (.relativeHumidity, "RHum", 1), (.precipitableWater, "Pwat", 1), (.windSpeed, "Wspd", 1),
            (.pressure, "Pressure", 100), (.albedo, "Alb", 1), (.rainfall, "Lprecip depth", 1),
        ]
        for (quantity, name, scale) in wanted {
            guard let index = names.firstIndex(of: name) else { continue }
            quantities.append((quantity, index, scale))
        }
        let irradiance = quantities.filter { [.ghi, .dni, .dhi].contains($0.0) }.map(\.1)
        guard names.starts(with: ["Date", "Time"]), let last = irradiance.max() else {
            throw WeatherError(
                line: 2,
                problem: "expected columns Date, Time, GHI, DNI, DHI, found \(names.prefix(8).joined(separator: ", "))")
        }
        needed = last + 1
    }

    /// The end of the hour, in local time read as UTC.
    func label(_ fields: [Range<Int>], of text: WeatherText, line: Int) throws -> Instant {
        guard fields.count >= needed else {
            throw WeatherError(line: line, problem: "expected at least \(needed) fields, found \(fields.count)")
        }
        let date = text.integers(fields[0], separator: 0x2F)
        let time = text.integers(fields[1], separator: 0x3A)
        guard date.count == 3, time.count == 2, (1...9_999).contains(date[2]) else {
            throw WeatherError(
                line: line,
                problem: "expected 12/31/1988,24:00, found '\(text.string(fields[0])),\(text.string(fields[1]))'")
        }
        let day = CivilDate(year: date[2], month: min(max(date[0], 0), 13), day: min(max(date[1], 0), 32))
        guard day.month == date[0], day.day == date[1], (0...24).contains(time[0]), time[1] == 0 else {
            throw WeatherError(
                line: line,
                problem: "expected a date and a full hour that exist, "
                    + "found '\(text.string(fields[0])),\(text.string(fields[1]))'")
        }
        return Instant(year: day.year, month: day.month, day: day.day, hour: time[0])
    }
}
