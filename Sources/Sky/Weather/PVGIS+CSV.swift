extension PVGISFile {
    /// Reads the form with a header, column names, hours and legends of the columns.
    mutating func readCSV(_ text: WeatherText) throws {
        let (lineCount, names) = try readHeader(text)
        let wanted: [(column: Int, index: Int, name: String)] = PVGISColumn.allCases.enumerated().compactMap {
            k, name in
            names.firstIndex(of: name.rawValue).map { (k, $0, name.rawValue) }
        }
        for line in text.lines[lineCount...] {
            // A blank line or a letter ends the hours: legends of the columns follow.
            guard !line.range.isEmpty, (0x30...0x39).contains(text.bytes[line.range.lowerBound]) else { break }
            let fields = text.fields(line)
            guard fields.count == names.count else {
                throw WeatherError(
                    line: line.number, problem: "expected \(names.count) fields, found \(fields.count)")
            }
            let stamp = text.string(fields[0])
            guard let time = PVGISHour.time(stamp) else {
                throw WeatherError(
                    line: line.number, problem: "time: expected 20180131:2300 and an hour that exists, found '\(stamp)'"
                )
            }
            var hour = PVGISHour(time: time, line: line.number)
            for (column, index, name) in wanted {
                hour.values[column] = try text.value(fields, index, name, line.number)
            }
            hours.append(hour)
        }
    }

    /// The lines up to and with the column names: how many, and the names.
    private mutating func readHeader(_ text: WeatherText) throws -> (lines: Int, names: [String]) {
        var numbers: [String: Double] = [:]
        for (index, line) in text.lines.prefix(40).enumerated() {
            let content = text.string(line)
            if content.hasPrefix("time(UTC),") || content.hasPrefix("time,") {
                let names = text.fields(line).map { text.string($0) }
                columns = Set(names.compactMap { PVGISColumn(rawValue: $0) })
                columnsLine = line.number
                isSeries = content.hasPrefix("time,")
                irradianceOffset = numbers["IrradianceTimeOffset"]
                slope = numbers["Slope"]
                location = try Self.location(
                    latitude: numbers["Latitude"], longitude: numbers["Longitude"], elevation: numbers["Elevation"])
                return (index + 1, names)
            }
            guard let colon = content.firstIndex(of: ":") else { continue }
            let key = content[..<colon].prefix { $0 != "(" }.filter { $0 != " " }
            // "Slope: 0 deg. (optimum)": the number alone.
            let value =
                content[content.index(after: colon)...].split(whereSeparator: { " ,\t".contains($0) }).first ?? ""
            switch key {
            case "Latitude", "Longitude", "Elevation", "IrradianceTimeOffset":
                guard let number = Double(value), number.isFinite else {
                    throw WeatherError(line: line.number, problem: "\(key): expected a number, found '\(value)'")
                }
                numbers[key] = number
            case "Slope": numbers[key] = Double(value).flatMap { $0.isFinite ? $0 : nil }
            default: break
            }
        }
        throw WeatherError(
            problem: "expected a line of column names (time(UTC),... or time,...), found none in the first 40 lines")
    }
}
