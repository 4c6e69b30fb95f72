internal import JSON

extension PVGISFile {
    /// Reads the form of PVGIS's web service with `outputformat=json`.
    mutating func readJSON(_ text: WeatherText) throws {
        do {
            try text.bytes.withUnsafeBufferPointer { bytes in
                try JSONParser().parse(bytes) { try read($0) }
            }
        } catch let fault as JSONFault {
            throw WeatherError(line: fault.line, problem: "column \(fault.column): \(fault.problem)")
        }
    }

    private mutating func read(_ root: JSONCursor) throws {
        let place = root["inputs"]?["location"]
        location = try Self.location(
            latitude: place?["latitude"]?.double, longitude: place?["longitude"]?.double,
            elevation: place?["elevation"]?.double)
        irradianceOffset = place?["irradiance_time_offset"]?.double
        slope = root["inputs"]?["mounting_system"]?["fixed"]?["slope"]?["value"]?.double
        let list: JSONCursor
        let path: String
        if let typical = root["outputs"]?["tmy_hourly"], typical.isArray {
            (list, path) = (typical, "outputs.tmy_hourly")
        } else if let series = root["outputs"]?["hourly"], series.isArray {
            (list, path) = (series, "outputs.hourly")
            isSeries = true
        } else {
            throw WeatherError(
                problem: "expected outputs.tmy_hourly or outputs.hourly of PVGIS, found neither in the JSON")
        }
        for (index, element) in list.elements.enumerated() {
            hours.append(try hour(element, at: "\(path)[\(index)]"))
        }
    }

    private mutating func hour(_ object: JSONCursor, at path: String) throws -> PVGISHour {
        var hour: PVGISHour?
        var values = [Double?](repeating: nil, count: PVGISColumn.allCases.count)
        for (name, value) in object.members {
            if name.equals("time(UTC)") || name.equals("time") {
                let stamp = value.string ?? ""
                guard let time = PVGISHour.time(stamp) else {
                    throw WeatherError(
                        problem: "\(path): time: expected 20180131:2300 and an hour that exists, found '\(stamp)'")
                }
                hour = PVGISHour(time: time)
            } else if let column = name.string.flatMap({ PVGISColumn(rawValue: $0) }),
                let k = PVGISColumn.allCases.firstIndex(of: column)
            {
                columns.insert(column)
                if value.isNull { continue }
                guard let number = value.double, number.isFinite else {
                    throw WeatherError(problem: "\(path): \(column.rawValue): expected a number, found something else")
                }
                values[k] = number
            }
        }
        guard var hour else { throw WeatherError(problem: "\(path): expected an object with a time, found none") }
        hour.values = values
        return hour
    }
}
