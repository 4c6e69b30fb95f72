import Geometry

extension Weather {
    /// Reads an EnergyPlus weather file.
    ///
    /// Format: EnergyPlus "Auxiliary Programs", chapter EPW CSV Format. Eight header lines, then one row an hour in
    /// local standard time; irradiance of row "hour h" is the sum over the hour that ends at h o'clock, so its sun is
    /// taken at h - 0:30. Files made by PVGIS carry a comment "Irradiance Time Offset" and hold satellite moments:
    /// their sun is taken at the hour label plus that offset in UTC (checked against GHI = DHI + DNI cos z).
    ///
    /// Missing codes (9999 irradiance, 99.9 temperature, 999999 pressure, 999 wind and albedo) are filled and counted.
    /// - Parameters:
    ///   - bytes: the whole file.
    ///   - name: for reports; the header's city when empty.
    /// - Throws: ``WeatherError`` with the line, what was expected and what was found.
    public init(epw bytes: [UInt8], name: String) throws {
        try self.init(epw: WeatherText(bytes), name: name)
    }

    init(epw text: WeatherText, name: String) throws {
        let header = try EPWHeader(text)
        var rows = WeatherRows()
        var calendar = CalendarCheck()
        for line in text.lines[header.lineCount...] where !line.range.isEmpty {
            try Self.readRow(line, of: text, header: header, into: &rows, &calendar)
        }
        try calendar.finish(lastLine: text.lines.last?.number ?? 0)
        try self.init(
            name: name.isEmpty ? header.city : name, source: .epw, location: header.location,
            utcOffset: header.utcOffset, rows: rows, diagnostics: calendar.diagnostics)
    }

    private static func readRow(
        _ line: WeatherText.Line, of text: WeatherText, header: EPWHeader, into rows: inout WeatherRows,
        _ calendar: inout CalendarCheck
    ) throws {
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
        /// nil where the field is empty or out of the range of possible values, as all missing codes are.
        func value(_ index: Int, _ name: String, _ range: Range<Double>) throws -> Double? {
            guard index < fields.count, !fields[index].isEmpty else { return nil }
            guard let value = text.number(fields[index]) else {
                throw WeatherError(
                    line: line.number,
                    problem: "\(name): expected a number, found '\(text.string(fields[index]))'")
            }
            return range.contains(value) ? value : nil
        }
        let year = try whole(0, "year", 1...9_999)
        let month = try whole(1, "month", 1...12)
        let day = try whole(2, "day", 1...31)
        let hour = try whole(3, "hour", 1...24)
        try calendar.take(month: month, day: day, hour: hour - 1, line: line.number)

        let label = Instant(year: year, month: month, day: day, hour: hour)
        rows.times.append(label.adding(hours: header.sunOffset))
        rows.lines.append(line.number)
        rows.tempAir.append(try value(6, "dry bulb temperature", -90..<80))
        rows.pressure.append(try value(9, "atmospheric pressure", 31_000..<120_001))
        rows.ghi.append(try value(13, "global horizontal radiation", -10_000..<9_999))
        rows.dni.append(try value(14, "direct normal radiation", -10_000..<9_999))
        rows.dhi.append(try value(15, "diffuse horizontal radiation", -10_000..<9_999))
        rows.windSpeed.append(try value(21, "wind speed", 0..<100))
        rows.albedo.append(try value(32, "albedo", Double.leastNonzeroMagnitude..<1.0.nextUp))
    }
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
        }
        sunOffset = fromPVGIS ?? (-0.5 - utcOffset)
    }
}
