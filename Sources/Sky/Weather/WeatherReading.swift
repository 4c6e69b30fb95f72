extension Weather {
    /// Reads a weather file of a known format, told by its content.
    ///
    /// EPW, PVGIS (typical year or hourly series, CSV or JSON), TMY3, SAM CSV with NSRDB's PSM3 and PSM4 among it.
    /// Steps shorter than an hour are averaged to hours.
    /// - Parameters:
    ///   - bytes: the whole file.
    ///   - name: for reports.
    ///   - decomposition: how global irradiance is split where a file gives it alone.
    ///   - year: which year to take from a file of several (a PVGIS hourly series); others hold one, and giving a year
    ///     for them is an error.
    /// - Throws: ``WeatherError`` with the line, what was expected and what was found.
    public init(bytes: [UInt8], name: String, decomposition: DecompositionModel = .erbs, year: Int? = nil) throws {
        let text = try WeatherText(bytes)
        let format = try WeatherFormat(text)
        if let year, format != .pvgis {
            throw WeatherError(
                problem: "year \(year): expected a file of several years (PVGIS hourly), found one that holds a year; "
                    + "leave the year out")
        }
        switch format {
        case .epw: try self.init(epw: text, name: name, decomposition: decomposition)
        case .pvgis:
            try self.init(
                PVGISFile(text), name: name, location: nil, decomposition: decomposition, year: year)
        case .tmy3: try self.init(tmy3: text, name: name, decomposition: decomposition)
        case .sam: try self.init(sam: text, name: name, decomposition: decomposition)
        }
    }
}

/// What a file is, by its first lines.
private enum WeatherFormat {
    case epw
    case pvgis
    case tmy3
    case sam

    init(_ text: WeatherText) throws {
        let start = text.lines.prefix(20).map { text.string($0) }
        let first = start.first ?? ""
        if first.hasPrefix("LOCATION,") {
            self = .epw
        } else if text.isJSON
            || start.contains(where: { line in
                line.hasPrefix("Latitude (decimal degrees)") || line.hasPrefix("time(UTC)") || line.hasPrefix("time,")
            })
        {
            self = .pvgis
        } else if start.count > 1, start[1].hasPrefix("Date (MM/DD/YYYY)") {
            self = .tmy3
        } else if SAMHeader.matches(text) {
            self = .sam
        } else {
            throw WeatherError(
                line: 1,
                problem: "expected EPW (LOCATION,...), PVGIS (CSV or JSON), TMY3, NSRDB or SAM CSV, "
                    + "found '\(first.prefix(40))'")
        }
    }
}
