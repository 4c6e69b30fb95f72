import Geometry

extension Weather {
    /// Reads an EnergyPlus weather file.
    ///
    /// Format: EnergyPlus "Auxiliary Programs", chapter EPW CSV Format. Eight header lines, then one row an hour in
    /// local standard time; irradiance of row "hour h" is the sum over the hour that ends at h o'clock, so its sun is
    /// taken at h - 0:30. Files made by PVGIS carry a comment "Irradiance Time Offset" and hold satellite moments:
    /// their sun is taken at the hour label plus that offset in UTC (checked against GHI = DHI + DNI cos z).
    ///
    /// Missing codes (9999 irradiance, 99.9 temperature, 999999 pressure, 999 wind, albedo and rain) are filled and counted.
    /// - Parameters:
    ///   - bytes: the whole file.
    ///   - name: for reports; the header's city when empty.
    ///   - decomposition: how global irradiance is split where it stands alone.
    /// - Throws: ``WeatherError`` with the line, what was expected and what was found.
    public init(epw bytes: [UInt8], name: String, decomposition: DecompositionModel = .erbs) throws {
        try self.init(epw: WeatherText(bytes), name: name, decomposition: decomposition)
    }

    init(epw text: WeatherText, name: String, decomposition: DecompositionModel) throws {
        let header = try EPWHeader(text)
        var rows: [WeatherRow] = []
        var calendar = CalendarCheck()
        for line in text.lines[header.lineCount...] where !line.range.isEmpty {
            rows.append(try Self.row(line, of: text, header: header, &calendar))
        }
        try calendar.finish(lastLine: text.lines.last?.number ?? 0)
        try self.init(
            name: name.isEmpty ? header.city : name, source: .epw, location: header.location,
            utcOffset: header.utcOffset, rows: WeatherRows(rows: rows, decomposition: decomposition),
            diagnostics: calendar.diagnostics)
    }

    private static func row(
        _ line: WeatherText.Line, of text: WeatherText, header: EPWHeader, _ calendar: inout CalendarCheck
    ) throws -> WeatherRow {
        let fields = text.fields(line)
        guard fields.count >= 22 else {
            throw WeatherError(
                line: line.number, problem: "expected an hour of 35 fields (22 at least), found \(fields.count)")
        }
        func whole(_ index: Int, _ name: String, _ range: ClosedRange<Int>) throws -> Int {
            guard let value = text.integer(fields[index]), range.contains(value) else {
                throw WeatherError(
                    line: line.number,
                    problem: "\(name): expected \(range.lowerBound)...\(range.upperBound), "
                        + "found '\(text.string(fields[index]))'")
            }
            return value
        }
        let year = try whole(0, "year", 1...9_999)
        let month = try whole(1, "month", 1...12)
        let day = try whole(2, "day", 1...31)
        let hour = try whole(3, "hour", 1...24)
        try calendar.take(month: month, day: day, hour: hour - 1, line: line.number)

        let label = Instant(year: year, month: month, day: day, hour: hour)
        var row = WeatherRow(time: label.adding(hours: header.sunOffset), line: line.number)
        for (quantity, index, scale) in columns {
            row.set(quantity, try text.value(fields, index, quantity.name, line.number).map { $0 * scale })
        }
        return row
    }

    /// Quantity, field counted from 0, and factor to the row's unit (precipitable water is in mm).
    private static let columns: [(WeatherQuantity, Int, Double)] = [
        (.tempAir, 6, 1), (.tempDew, 7, 1), (.relativeHumidity, 8, 1), (.pressure, 9, 1), (.ghi, 13, 1), (.dni, 14, 1),
        (.dhi, 15, 1), (.windSpeed, 21, 1), (.precipitableWater, 28, 0.1), (.snowDepth, 30, 1), (.albedo, 32, 1),
        (.rainfall, 33, 1),
    ]
}

/// The eight lines before an EPW file's hours.
private struct EPWHeader {
    let city: String
    let location: Location
    let utcOffset: Double
    /// Hours from the label (hour h of the day, read as UTC) to the moment of the sun in UTC.
    let sunOffset: Double
    let lineCount: Int

    init(_ text: WeatherText) throws {
        guard let first = text.lines.first, text.string(first).hasPrefix("LOCATION,") else {
            let found = text.lines.first.map { String(text.string($0).prefix(40)) } ?? ""
            throw WeatherError(line: 1, problem: "expected LOCATION,..., found '\(found)'")
        }
        let fields = text.fields(first)
        guard fields.count >= 10 else {
            throw WeatherError(line: 1, problem: "LOCATION: expected 10 fields, found \(fields.count)")
        }
        func value(_ index: Int, _ name: String, _ range: ClosedRange<Double>) throws -> Double {
            guard let value = text.number(fields[index]), range.contains(value) else {
                throw WeatherError(
                    line: 1,
                    problem: "\(name): expected \(range.lowerBound)...\(range.upperBound), "
                        + "found '\(text.string(fields[index]))'")
            }
            return value
        }
        city = text.string(fields[1])
        location = Location(
            latitude: .degrees(try value(6, "latitude", -90...90)),
            longitude: .degrees(try value(7, "longitude", -180...180)),
            elevation: try value(9, "elevation", -500...9_000))
        utcOffset = try value(8, "time zone", -14...14)

        guard let periods = text.lines.prefix(40).firstIndex(where: { text.string($0).hasPrefix("DATA PERIODS") })
        else {
            throw WeatherError(
                problem: "expected a DATA PERIODS line before the hours, found none in the first 40 lines")
        }
        lineCount = periods + 1
        let counts = text.fields(text.lines[periods])
        if counts.count > 2, let perHour = text.integer(counts[2]), perHour != 1 {
            throw WeatherError(
                line: text.lines[periods].number,
                problem: "expected one record an hour, found \(perHour); only hourly files are read")
        }
        var fromPVGIS: Double?
        for line in text.lines[..<periods] {
            let content = text.string(line)
            guard content.contains("Irradiance Time Offset"), let colon = content.lastIndex(of: ":") else { continue }
            fromPVGIS = Double(content[content.index(after: colon)...].filter { !" ,\"".contains($0) })
            guard let offset = fromPVGIS, abs(offset) <= 24 else {
                throw WeatherError(
                    line: line.number,
                    problem: "Irradiance Time Offset: expected -24...24 hours, found '\(content[colon...].dropFirst())'"
                )
            }
        }
        sunOffset = fromPVGIS ?? (-0.5 - utcOffset)
    }
}
