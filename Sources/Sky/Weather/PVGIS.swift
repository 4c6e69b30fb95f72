import Geometry

extension Weather {
    /// Reads weather of PVGIS (European Commission, Joint Research Centre): a typical meteorological year or an hourly
    /// series, as CSV or JSON.
    ///
    /// Times are UTC. Irradiance is a satellite's moment. In a typical year it lies "Irradiance Time Offset" hours after
    /// the time stamp (0.1761 h = 10 min 34 s for SARAH at 8 E; it differs from place to place); files of older versions
    /// lack the offset: the stamp itself is used and a diagnostic says so. In an hourly series the stamp is the moment,
    /// to the minute (its `H_sun` is the sun's height there). Columns are found by name.
    ///
    /// An hourly series must be of a horizontal plane (slope 0), since irradiance on a tilted one cannot be undone; with
    /// components its DNI is the beam over cos z, without them the global is split by `decomposition`. A series of
    /// several years needs `year`.
    /// - Parameters:
    ///   - bytes: the whole file.
    ///   - name: for reports.
    ///   - location: for files without one; nil takes the file's.
    ///   - decomposition: how global irradiance is split where it stands alone.
    ///   - year: of a series of several years.
    /// - Throws: ``WeatherError`` with the line, what was expected and what was found.
    public init(
        pvgis bytes: [UInt8], name: String, location: Location? = nil, decomposition: DecompositionModel = .erbs,
        year: Int? = nil
    ) throws {
        try self.init(
            PVGISFile(WeatherText(bytes)), name: name, location: location, decomposition: decomposition, year: year)
    }

    /// Reads a typical meteorological year of PVGIS; see ``init(pvgis:name:location:decomposition:year:)``.
    public init(pvgisTMY bytes: [UInt8], name: String, location: Location? = nil) throws {
        try self.init(pvgis: bytes, name: name, location: location)
    }

    init(
        _ file: PVGISFile, name: String, location: Location?, decomposition: DecompositionModel, year: Int?
    ) throws {
        guard let place = location ?? file.location else {
            throw WeatherError(
                line: 1,
                problem: "expected 'Latitude (decimal degrees): ...', 'Longitude ...' and 'Elevation ...' (CSV) or "
                    + "inputs.location (JSON), found none: download the file again, with its header")
        }
        let hours = try file.hours(of: year)
        var rows: [WeatherRow] = []
        rows.reserveCapacity(hours.count)
        var calendar = CalendarCheck()
        for hour in hours {
            let date = hour.time.date()
            try calendar.take(
                month: date.month, day: date.day, hour: Int(hour.time.hourOfDay().rounded(.down)), line: hour.line)
            rows.append(hour.row(offset: file.irradianceOffset ?? 0))
        }
        try calendar.finish(lastLine: hours.last?.line)
        var diagnostics = calendar.diagnostics
        if !file.isSeries, file.irradianceOffset == nil {
            diagnostics.append(
                WeatherDiagnostic(
                    message: "hours without an irradiance time offset in the header: sun taken at the time stamp",
                    count: rows.count))
        }
        try self.init(
            name: name, source: file.isSeries ? .pvgisHourly : .pvgisTMY, location: place, utcOffset: 0,
            rows: WeatherRows(rows: rows, decomposition: decomposition), diagnostics: diagnostics)
    }
}

/// PVGIS's columns that are wanted, by their names.
enum PVGISColumn: String, CaseIterable {
    case global = "G(h)"
    case direct = "Gb(n)"
    case diffuse = "Gd(h)"
    case globalInPlane = "G(i)"
    case beamInPlane = "Gb(i)"
    case diffuseInPlane = "Gd(i)"
    case tempAir = "T2m"
    case relativeHumidity = "RH"
    case windSpeed = "WS10m"
    case pressure = "SP"
}

/// An hour of a PVGIS file.
struct PVGISHour {
    /// The time stamp.
    var time: Instant
    /// Line of a CSV file.
    var line: Int?
    /// By ``PVGISColumn``'s order.
    var values = [Double?](repeating: nil, count: PVGISColumn.allCases.count)

    subscript(_ column: PVGISColumn) -> Double? {
        PVGISColumn.allCases.firstIndex(of: column).flatMap { values[$0] }
    }

    func row(offset: Double) -> WeatherRow {
        var row = WeatherRow(time: time.adding(hours: offset), line: line)
        // On the horizontal, the plane's irradiance is the ground's.
        if let beam = self[.beamInPlane], let diffuse = self[.diffuseInPlane] {
            row.set(.ghi, beam + diffuse)
            row.set(.dhi, diffuse)
        } else {
            row.set(.ghi, self[.global] ?? self[.globalInPlane])
            row.set(.dni, self[.direct])
            row.set(.dhi, self[.diffuse])
        }
        row.set(.tempAir, self[.tempAir])
        row.set(.relativeHumidity, self[.relativeHumidity])
        row.set(.windSpeed, self[.windSpeed])
        row.set(.pressure, self[.pressure])
        return row
    }

    /// "20180131:2300", UTC; nil when it is none.
    static func time(_ text: String) -> Instant? {
        let bytes = Array(text.utf8)
        guard bytes.count == 13, bytes[8] == 0x3A else { return nil }
        let digits = bytes.compactMap { (0x30...0x39).contains($0) ? Int($0 - 0x30) : nil }
        guard digits.count == 12 else { return nil }
        func number(_ range: Range<Int>) -> Int { digits[range].reduce(0) { 10 * $0 + $1 } }
        let date = CivilDate(year: number(0..<4), month: number(4..<6), day: number(6..<8))
        guard date.month == number(4..<6), date.day == number(6..<8), number(8..<10) < 24, number(10..<12) < 60 else {
            return nil
        }
        return Instant(
            year: date.year, month: date.month, day: date.day, hour: number(8..<10), minute: number(10..<12))
    }
}

/// What a PVGIS file says, whatever its form.
struct PVGISFile {
    /// Where it is; nil when the file does not say.
    var location: Location?
    /// Hours from a typical year's stamp to the satellite's moment.
    var irradianceOffset: Double?
    /// Whether it is an hourly series (of some plane) and no typical year.
    var isSeries = false
    /// Slope of the series' fixed plane in degrees; nil when it has none.
    var slope: Double?
    /// The columns there are.
    var columns: Set<PVGISColumn> = []
    var hours: [PVGISHour] = []

    init(_ text: WeatherText) throws {
        if text.isJSON { try readJSON(text) } else { try readCSV(text) }
        if let offset = irradianceOffset, !(abs(offset) <= 24) {
            throw WeatherError(problem: "irradiance time offset: expected -24...24 hours, found \(offset)")
        }
        if isSeries {
            guard slope == 0 else {
                throw WeatherError(
                    problem: "expected irradiance on a horizontal plane, found "
                        + (slope.map { "a slope of \($0) degrees" } ?? "no fixed slope")
                        + ": download the hourly series with slope 0 and radiation components, or a typical year")
            }
            try need([[.globalInPlane], [.beamInPlane, .diffuseInPlane]])
        } else {
            try need([[.global, .direct, .diffuse]])
        }
    }

    /// One of the sets must be there whole.
    private func need(_ sets: [[PVGISColumn]]) throws {
        guard !sets.contains(where: { columns.isSuperset(of: $0) }) else { return }
        let missing = (sets.first ?? []).filter { !columns.contains($0) }.map(\.rawValue).joined(separator: ", ")
        throw WeatherError(
            line: columnsLine,
            problem: "expected a column \(missing), found \(columns.map(\.rawValue).sorted().joined(separator: ", "))")
    }

    /// Line of a CSV file's column names.
    var columnsLine: Int?

    /// The hours of the file's one year, or of the year asked for.
    func hours(of year: Int?) throws -> [PVGISHour] {
        guard isSeries else {
            if let year {
                throw WeatherError(
                    problem:
                        "year \(year): expected a series of several years, found a typical year; leave the year out")
            }
            return hours
        }
        let years = Set(hours.map { $0.time.date().year }).sorted()
        let found = years.count > 1 ? "\(years[0])...\(years[years.count - 1])" : years.map(String.init).joined()
        if let year {
            let chosen = hours.filter { $0.time.date().year == year }
            if chosen.isEmpty { throw WeatherError(problem: "year: expected one of \(found), found \(year)") }
            return chosen
        }
        guard years.count <= 1 else {
            throw WeatherError(problem: "expected one year, found \(found): choose a year, or download a typical year")
        }
        return hours
    }

    static func location(latitude: Double?, longitude: Double?, elevation: Double?) throws -> Location? {
        guard let latitude, let longitude else { return nil }
        guard abs(latitude) <= 90, abs(longitude) <= 180, (-500...9_000).contains(elevation ?? 0) else {
            throw WeatherError(
                line: 1,
                problem: "expected latitude -90...90, longitude -180...180 and elevation -500...9000, "
                    + "found \(latitude), \(longitude), \(elevation ?? 0)")
        }
        return Location(latitude: .degrees(latitude), longitude: .degrees(longitude), elevation: elevation ?? 0)
    }
}
