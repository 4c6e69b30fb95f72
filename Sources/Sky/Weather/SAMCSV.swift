import Geometry

extension Weather {
    /// Reads a SAM CSV weather file, the form of NSRDB's PSM3 and PSM4 downloads as well.
    ///
    /// Format: System Advisor Model help, "SAM CSV Format for Solar" and "Time Convention and Sun Position". A line of
    /// header names, a line of their values, a line of column names (and one of units where the header says so), then
    /// the rows, in the header's time zone (0 where a download was asked for in UTC). With a Minute column the sun is
    /// taken at that minute; hourly files without one have it in the middle of the hour. Steps of 60/n minutes are
    /// averaged to hours (rain and snowfall summed). Pressure is in mbar, snow in cm, rain in mm; -999, -9999 and 9999 are
    /// missing.
    /// - Parameters:
    ///   - bytes: the whole file.
    ///   - name: for reports; the header's city or location when empty.
    ///   - decomposition: how global irradiance is split where it stands alone.
    /// - Throws: ``WeatherError`` with the line, what was expected and what was found.
    public init(sam bytes: [UInt8], name: String, decomposition: DecompositionModel = .erbs) throws {
        try self.init(sam: WeatherText(bytes), name: name, decomposition: decomposition)
    }

    init(sam text: WeatherText, name: String, decomposition: DecompositionModel) throws {
        let header = try SAMHeader(text)
        var rows: [WeatherRow] = []
        let lines = text.lines[header.lineCount...].filter { !$0.range.isEmpty }
        let steps = try header.stepsPerHour(lines, of: text)
        var calendar = CalendarCheck(stepsPerHour: steps)
        rows.reserveCapacity(lines.count)
        for line in lines {
            let fields = text.fields(line)
            let moment = try header.moment(fields, of: text, line: line.number)
            try calendar.take(
                month: moment.date.month, day: moment.date.day, hour: moment.hour, minute: moment.minute,
                line: line.number)
            let time = Instant(
                year: moment.date.year, month: moment.date.month, day: moment.date.day, hour: moment.hour,
                minute: header.hasMinutes ? moment.minute : 30, offsetHours: header.utcOffset)
            var row = WeatherRow(time: time, line: line.number)
            for (quantity, index) in header.quantities {
                let scale = quantity == .pressure ? 100.0 : 1
                row.set(quantity, try text.value(fields, index, quantity.name, line.number).map { $0 * scale })
            }
            rows.append(row)
        }
        try calendar.finish(lastLine: lines.last?.number)
        try self.init(
            name: name.isEmpty ? header.place : name, source: header.isNSRDB ? .nsrdb : .sam,
            location: header.location, utcOffset: header.utcOffset,
            rows: WeatherRows(rows: rows, stepsPerHour: steps, decomposition: decomposition),
            diagnostics: calendar.diagnostics)
    }
}

/// The lines before a SAM CSV file's rows.
struct SAMHeader {
    let location: Location
    let utcOffset: Double
    let place: String
    let isNSRDB: Bool
    /// Lines up to and with the column names.
    let lineCount: Int
    let hasMinutes: Bool
    let quantities: [(WeatherQuantity, Int)]
    /// Columns of year, month, day, hour and minute; nil where there is none.
    private let dateColumns: [Int?]
    private let headerYear: Int?
    private let needed: Int

    /// Names of the header's fields, SAM's and those of its users (as in SAM's own reader).
    private static let names: [String: [String]] = [
        "latitude": ["latitude", "lat"], "longitude": ["longitude", "lon", "long", "lng"],
        "elevation": ["elevation", "elev", "el", "site elevation", "altitude"],
        "zone": ["time zone", "timezone", "tz"], "local zone": ["local time zone"],
        "source": ["source", "src", "data source"],
        "city": ["city"], "place": ["location id", "location", "id", "station", "station id", "site"], "year": ["year"],
        "units": ["units", "hasunits"],
    ]

    /// Names of the columns (ibidem, and NSRDB's).
    private static let columns: [(WeatherQuantity, [String])] = [
        (.ghi, ["ghi", "gh", "global", "global horizontal", "global horizontal irradiance"]),
        (
            .dni,
            [
                "dni", "dn", "beam", "direct normal", "direct normal irradiance", "direct (beam) normal irradiance",
            ]
        ),
        (.dhi, ["dhi", "df", "diffuse", "diffuse horizontal", "diffuse horizontal irradiance"]),
        (
            .tempAir,
            [
                "tdry", "temperature", "dry bulb", "dry bulb temp", "dry bulb temperature", "ambient", "ambient temp",
                "tamb", "air temperature", "temp_air",
            ]
        ),
        (.tempDew, ["tdew", "dew point", "dew point temperature", "temp_dew"]),
        (.relativeHumidity, ["rh", "rhum", "relative humidity", "humidity", "relative_humidity"]),
        (.precipitableWater, ["precipitable water", "pwat"]),
        (.snowDepth, ["snow depth", "snow", "snow cover"]),
        (.snowfall, ["snowfall", "snow fall"]),
        (.rainfall, ["rain", "rainfall", "precipitation", "precip", "liquid precipitation depth", "lprecip depth"]),
        (.windSpeed, ["wspd", "wind speed", "windspeed", "ws", "windvel", "wind_speed"]),
        (.pressure, ["pres", "pressure", "air pressure"]),
        (.albedo, ["albedo", "alb", "surface albedo"]),
    ]

    /// Whether the first lines are those of such a file.
    static func matches(_ text: WeatherText) -> Bool {
        guard text.lines.count > 2 else { return false }
        let names = text.fields(text.lines[0]).map { text.string($0).lowercased() }
        return ["latitude", "longitude"].allSatisfy { key in Self.names[key]?.contains { names.contains($0) } == true }
    }

    init(_ text: WeatherText) throws {
        guard text.lines.count > 3 else {
            throw WeatherError(
                problem: "expected header names, header values, column names and rows, found \(text.lines.count) lines")
        }
        let labels = text.fields(text.lines[0]).map { text.string($0).lowercased() }
        let values = text.fields(text.lines[1])
        func field(_ key: String) -> Range<Int>? {
            // A field that is there but empty gives way to the next of its names.
            (Self.names[key] ?? []).lazy.compactMap { labels.firstIndex(of: $0) }
                .first { $0 < values.count && !values[$0].isEmpty }.map { values[$0] }
        }
        func number(_ key: String, _ range: ClosedRange<Double>) throws -> Double {
            guard let field = field(key), let value = text.number(field), range.contains(value) else {
                throw WeatherError(
                    line: 2,
                    problem:
                        "\(key.hasSuffix("zone") ? "time zone" : key): expected \(range.lowerBound)...\(range.upperBound), "
                        + "found '\(field(key).map { text.string($0) } ?? "")'")
            }
            return value
        }
        location = Location(
            latitude: .degrees(try number("latitude", -90...90)),
            longitude: .degrees(try number("longitude", -180...180)),
            elevation: field("elevation") == nil ? 0 : try number("elevation", -500...9_000))
        utcOffset = try number(field("zone") == nil ? "local zone" : "zone", -14...14)
        place = (field("city") ?? field("place")).map { text.string($0) } ?? ""
        isNSRDB = field("source").map { text.string($0).uppercased().contains("NSRDB") } ?? false
        headerYear = field("year").flatMap { text.integer($0) }.flatMap { (1...9_999).contains($0) ? $0 : nil }
        let units = field("units").map { text.string($0).lowercased() } ?? ""
        lineCount = 3 + (["yes", "1", "true"].contains(units) ? 1 : 0)

        let columns = text.fields(text.lines[2]).map { text.string($0).lowercased() }
        func column(_ names: [String]) -> Int? { names.lazy.compactMap { columns.firstIndex(of: $0) }.first }
        quantities = Self.columns.compactMap { quantity, names in column(names).map { (quantity, $0) } }
        dateColumns = [["year", "yr"], ["month", "mo"], ["day"], ["hour", "hr"], ["minute", "min"]].map(column)
        hasMinutes = dateColumns[4] != nil
        guard dateColumns[1...3].allSatisfy({ $0 != nil }), dateColumns[0] != nil || headerYear != nil,
            quantities.contains(where: { [.ghi, .dni, .dhi].contains($0.0) })
        else {
            throw WeatherError(
                line: 3,
                problem: "expected columns Year, Month, Day, Hour and GHI, DNI or DHI, "
                    + "found \(columns.prefix(12).joined(separator: ", "))")
        }
        let irradiance = quantities.filter { [.ghi, .dni, .dhi].contains($0.0) }.map(\.1)
        needed = (dateColumns.compactMap { $0 } + irradiance).reduce(0) { max($0, $1 + 1) }
    }

    /// When a row begins, in the file's time zone.
    struct Moment {
        var date: CivilDate
        var hour: Int
        var minute: Int
    }

    func moment(_ fields: [Range<Int>], of text: WeatherText, line: Int) throws -> Moment {
        guard fields.count >= needed else {
            throw WeatherError(line: line, problem: "expected at least \(needed) fields, found \(fields.count)")
        }
        func whole(_ part: Int, _ name: String, _ range: ClosedRange<Int>) throws -> Int? {
            guard let index = dateColumns[part] else { return nil }
            // Some programs write 1.0 for 1.
            guard let value = text.integer(fields[index]), range.contains(value) else {
                throw WeatherError(
                    line: line,
                    problem: "\(name): expected \(range.lowerBound)...\(range.upperBound), "
                        + "found '\(text.string(fields[index]))'")
            }
            return value
        }
        let year = try whole(0, "year", 1...9_999) ?? headerYear ?? 2_015
        let month = try whole(1, "month", 1...12) ?? 1
        let day = try whole(2, "day", 1...31) ?? 1
        let hour = try whole(3, "hour", 0...23) ?? 0
        let minute = try whole(4, "minute", 0...59) ?? 0
        let date = CivilDate(year: year, month: month, day: day)
        guard date.month == month else {
            throw WeatherError(line: line, problem: "expected a date that exists, found \(year)-\(month)-\(day)")
        }
        return Moment(date: date, hour: hour, minute: minute)
    }

    /// Rows an hour, by the first two.
    func stepsPerHour(_ lines: [WeatherText.Line], of text: WeatherText) throws -> Int {
        guard lines.count > 1 else { throw WeatherError(problem: "expected a year of rows, found \(lines.count)") }
        let first = try moment(text.fields(lines[0]), of: text, line: lines[0].number)
        let second = try moment(text.fields(lines[1]), of: text, line: lines[1].number)
        let minutes =
            (second.hour - first.hour) * 60 + second.minute - first.minute
            + (second.date.day == first.date.day ? 0 : 1_440)
        guard (1...60).contains(minutes), 60 % minutes == 0 else {
            throw WeatherError(
                line: lines[1].number,
                problem: "expected a step of an hour or a whole part of it, found \(minutes) minutes"
                    + (minutes == 0 && !hasMinutes ? " (there is no Minute column)" : ""))
        }
        return 60 / minutes
    }
}
