import Geometry

extension Weather {
    /// Reads a typical meteorological year of PVGIS (European Commission, Joint Research Centre) as CSV.
    ///
    /// Times are UTC. Irradiance is a satellite's moment, "Irradiance Time Offset" hours after the time stamp (0.1761 h
    /// = 10 min 34 s for SARAH at 8 E; it differs from place to place), and its sun is taken there. Files of older
    /// versions lack the offset: the stamp itself is used and a diagnostic says so. Columns are found by name; the
    /// text after the hours is left alone.
    /// - Parameters:
    ///   - bytes: the whole file.
    ///   - name: for reports.
    ///   - location: for files without a header; nil takes the header's.
    /// - Throws: ``WeatherError`` with the line, what was expected and what was found.
    public init(pvgisTMY bytes: [UInt8], name: String, location: Location? = nil) throws {
        try self.init(pvgisTMY: WeatherText(bytes), name: name, location: location)
    }

    init(pvgisTMY text: WeatherText, name: String, location: Location?) throws {
        let header = try PVGISHeader(text)
        guard let place = location ?? header.location else {
            throw WeatherError(
                line: 1,
                problem: "expected 'Latitude (decimal degrees): ...', 'Longitude ...' and 'Elevation ...' before "
                    + "the hours, found none; give the location")
        }
        var rows = WeatherRows()
        var calendar = CalendarCheck()
        var lastLine = 0
        for line in text.lines[header.lineCount...] {
            // A blank line or a letter ends the hours: legends of the columns follow.
            guard !line.range.isEmpty, (0x30...0x39).contains(text.bytes[line.range.lowerBound]) else { break }
            try header.readRow(line, of: text, into: &rows, &calendar)
            lastLine = line.number
        }
        try calendar.finish(lastLine: lastLine)
        var diagnostics = calendar.diagnostics
        if header.irradianceOffset == nil {
            diagnostics.append(
                WeatherDiagnostic(
                    message: "hours without an irradiance time offset in the header: sun taken at the time stamp",
                    count: rows.times.count))
        }
        try self.init(
            name: name, source: .pvgisTMY, location: place, utcOffset: 0, rows: rows, diagnostics: diagnostics)
    }
}

/// The lines before a PVGIS file's hours.
private struct PVGISHeader {
    var location: Location?
    var irradianceOffset: Double?
    /// Lines up to and with the column names.
    var lineCount = 0
    private var columns: [String: Int] = [:]
    private var columnCount = 0

    init(_ text: WeatherText) throws {
        var numbers: [String: Double] = [:]
        for (index, line) in text.lines.prefix(40).enumerated() {
            let content = text.string(line)
            if content.hasPrefix("time(UTC)") {
                let names = text.fields(line).map { text.string($0) }
                columns = Dictionary(zip(names, names.indices)) { first, _ in first }
                columnCount = names.count
                lineCount = index + 1
                break
            }
            guard let colon = content.firstIndex(of: ":") else { continue }
            let key = content[..<colon].prefix { $0 != "(" }.filter { $0 != " " }
            let text = content[content.index(after: colon)...].filter { $0 != " " && $0 != "," }
            guard ["Latitude", "Longitude", "Elevation", "IrradianceTimeOffset"].contains(key) else { continue }
            guard let value = Double(text), value.isFinite else {
                throw WeatherError(line: line.number, problem: "\(key): expected a number, found '\(text)'")
            }
            numbers[key] = value
        }
        guard lineCount > 0 else {
            throw WeatherError(
                problem: "expected a line of column names (time(UTC),...), found none in the first 40 lines")
        }
        for name in ["G(h)", "Gb(n)", "Gd(h)"] where columns[name] == nil {
            throw WeatherError(
                line: text.lines[lineCount - 1].number,
                problem: "expected a column \(name), found \(columns.keys.sorted().joined(separator: ", "))")
        }
        irradianceOffset = numbers["IrradianceTimeOffset"]
        if let latitude = numbers["Latitude"], let longitude = numbers["Longitude"] {
            guard abs(latitude) <= 90, abs(longitude) <= 180 else {
                throw WeatherError(
                    line: 1,
                    problem: "expected latitude -90...90 and longitude -180...180, found \(latitude), \(longitude)")
            }
            location = Location(
                latitude: .degrees(latitude), longitude: .degrees(longitude), elevation: numbers["Elevation"] ?? 0)
        }
    }

    func readRow(
        _ line: WeatherText.Line, of text: WeatherText, into rows: inout WeatherRows,
        _ calendar: inout CalendarCheck
    ) throws {
        let fields = text.fields(line)
        guard fields.count == columnCount else {
            throw WeatherError(
                line: line.number, problem: "expected \(columnCount) fields, found \(fields.count)")
        }
        func value(_ name: String, _ range: ClosedRange<Double>) throws -> Double? {
            guard let index = columns[name], !fields[index].isEmpty else { return nil }
            guard let value = text.number(fields[index]) else {
                throw WeatherError(
                    line: line.number, problem: "\(name): expected a number, found '\(text.string(fields[index]))'")
            }
            return range.contains(value) ? value : nil
        }
        let time = try Self.time(text.string(fields[0]), line: line.number)
        let date = time.date()
        try calendar.take(
            month: date.month, day: date.day, hour: Int(time.hourOfDay().rounded(.down)), line: line.number)
        rows.times.append(time.adding(hours: irradianceOffset ?? 0))
        rows.lines.append(line.number)
        rows.ghi.append(try value("G(h)", -10_000...9_998))
        rows.dni.append(try value("Gb(n)", -10_000...9_998))
        rows.dhi.append(try value("Gd(h)", -10_000...9_998))
        rows.tempAir.append(try value("T2m", -90...80))
        rows.windSpeed.append(try value("WS10m", 0...100))
        rows.pressure.append(try value("SP", 31_000...120_000))
        rows.albedo.append(nil)
    }

    /// "20180131:2300", UTC.
    private static func time(_ text: String, line: Int) throws -> Instant {
        let digits = text.utf8.compactMap { (0x30...0x39).contains($0) ? Int($0 - 0x30) : nil }
        let colon = text.utf8.dropFirst(8).first
        guard text.utf8.count == 13, digits.count == 12, colon == 0x3A else {
            throw WeatherError(line: line, problem: "time: expected 20180131:2300, found '\(text)'")
        }
        func number(_ range: Range<Int>) -> Int { digits[range].reduce(0) { 10 * $0 + $1 } }
        let date = CivilDate(year: number(0..<4), month: number(4..<6), day: number(6..<8))
        guard date.month == number(4..<6), date.day == number(6..<8), number(8..<10) < 24, number(10..<12) < 60 else {
            throw WeatherError(line: line, problem: "time: expected a date and hour that exist, found '\(text)'")
        }
        return Instant(
            year: date.year, month: date.month, day: date.day, hour: number(8..<10), minute: number(10..<12))
    }
}
