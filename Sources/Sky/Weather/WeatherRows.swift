import Geometry

/// Hourly values as a file gives them, nil where it says "missing", and the rules that make them whole.
struct WeatherRows {
    var times: [Instant] = []
    /// Line in the file, for messages.
    var lines: [Int] = []
    var ghi: [Double?] = []
    var dni: [Double?] = []
    var dhi: [Double?] = []
    var tempAir: [Double?] = []
    var windSpeed: [Double?] = []
    var pressure: [Double?] = []
    var albedo: [Double?] = []

    /// Every hour complete; what was done to them, counted.
    struct Mended {
        var times: [Instant]
        var ghi: [Double] = []
        var dni: [Double] = []
        var dhi: [Double] = []
        var tempAir: [Double] = []
        var windSpeed: [Double] = []
        var pressure: [Double] = []
        var albedo: [Double]?
        var diagnostics: [WeatherDiagnostic] = []

        mutating func note(_ count: Int, _ message: String) {
            if count > 0 { diagnostics.append(WeatherDiagnostic(message: message, count: count)) }
        }
    }

    /// Fills the gaps.
    ///
    /// Irradiance: negative values become 0; one missing part of three follows from the other two (GHI = DHI + DNI
    /// cos z); global alone is split by Erbs 1982; an hour with less than that takes the same hour of the nearest day
    /// that has it, up to 15 days away. Temperature, pressure and wind are interpolated in time, and fall back to the
    /// standard atmosphere and 1 m/s where a file has none at all.
    /// - Throws: ``WeatherError`` when irradiance is beyond any sun or cannot be filled.
    func mended(location: Location) throws -> Mended {
        var result = Mended(times: times)
        try fillIrradiance(&result, location: location)
        let elevation = location.elevation
        result.tempAir = Self.interpolated(
            tempAir, fallback: standardTemperature(elevation: elevation), "air temperature", &result)
        result.pressure = Self.interpolated(
            pressure, fallback: standardPressure(elevation: elevation), "air pressure", &result)
        result.windSpeed = Self.interpolated(windSpeed, fallback: 1, "wind speed", &result)

        // Files that never measured albedo carry 0 or a missing code in every row.
        let known = albedo.compactMap { $0 }
        if 2 * known.count >= times.count, !known.isEmpty {
            let mean = known.reduce(0, +) / Double(known.count)
            result.note(times.count - known.count, "albedo missing: set to the mean of the others")
            result.albedo = albedo.map { $0 ?? mean }
        }
        return result
    }

    private func fillIrradiance(_ result: inout Mended, location: Location) throws {
        var negative = 0
        func clamp(_ values: [Double?], _ name: String) throws -> [Double?] {
            try zip(values, lines).map { value, line in
                guard let value else { return nil }
                // 1,500 W/m2 is above the sun outside the atmosphere; cloud edges add to it on the ground.
                if value > 2_000 {
                    throw WeatherError(line: line, problem: "\(name): expected at most 2000 W/m2, found \(value)")
                }
                if value < 0 { negative += 1 }
                return max(0, value) + 0  // PVGIS writes -0.0
            }
        }
        let global = try clamp(ghi, "global horizontal irradiance")
        let direct = try clamp(dni, "direct normal irradiance")
        let diffuse = try clamp(dhi, "diffuse horizontal irradiance")
        result.note(negative, "negative irradiance: set to 0")

        let suns = SunPosition.series(at: times, location: location)
        var hours: [Irradiance?] = []
        var closed = 0
        var split = 0
        for hour in times.indices {
            let sun = suns[hour]
            let cosZenith = max(0, cos(sun.apparentZenith.radians))
            switch (global[hour], direct[hour], diffuse[hour]) {
            case (let ghi?, let dni?, let dhi?): hours.append(Irradiance(ghi: ghi, dni: dni, dhi: dhi))
            case (nil, let dni?, let dhi?):
                hours.append(Irradiance(ghi: dhi + dni * cosZenith, dni: dni, dhi: dhi))
                closed += 1
            case (let ghi?, let dni?, nil):
                hours.append(Irradiance(ghi: ghi, dni: dni, dhi: max(0, ghi - dni * cosZenith)))
                closed += 1
            case (let ghi?, nil, let dhi?):
                // Near the horizon the quotient explodes: no direct light there (pvlib's limit, 87 degrees).
                let dni = sun.apparentZenith.degrees > 87 ? 0 : max(0, ghi - dhi) / cosZenith
                hours.append(Irradiance(ghi: ghi, dni: min(dni, 1_366), dhi: dhi))
                closed += 1
            case (let ghi?, nil, nil):
                let day = times[hour].date().dayOfYear
                hours.append(
                    decomposeErbs(
                        ghi: ghi, zenith: sun.zenith, dniExtra: extraterrestrialRadiation(dayOfYear: day)))
                split += 1
            default: hours.append(nil)
            }
        }
        result.note(closed, "one of three irradiances missing: computed from the other two")
        result.note(split, "direct and diffuse irradiance missing: global split by Erbs 1982")
        try copyDays(&hours, &result)
    }

    /// Hours without irradiance take the same hour of the nearest day that has it.
    private func copyDays(_ hours: inout [Irradiance?], _ result: inout Mended) throws {
        let given = hours
        let offsets = (1...15).flatMap { [-24 * $0, 24 * $0] }
        var copied = 0
        for hour in given.indices where given[hour] == nil {
            let source = offsets.lazy.map { hour + $0 }.first { given.indices.contains($0) && given[$0] != nil }
            guard let source else {
                throw WeatherError(
                    line: lines[hour],
                    problem: "irradiance missing here and at this hour of all days within 15: too little to fill")
            }
            hours[hour] = given[source]
            copied += 1
        }
        result.note(copied, "hours without irradiance: taken from the nearest day's same hour")
        for light in hours {
            result.ghi.append(light?.ghi ?? 0)
            result.dni.append(light?.dni ?? 0)
            result.dhi.append(light?.dhi ?? 0)
        }
    }

    /// Missing values on the straight line between their neighbours; at the ends, the nearest value.
    private static func interpolated(
        _ values: [Double?], fallback: Double, _ name: String, _ result: inout Mended
    ) -> [Double] {
        let missing = values.count { $0 == nil }
        guard missing < values.count else {
            result.note(missing, "\(name) missing throughout: set to \((10 * fallback).rounded() / 10)")
            return Array(repeating: fallback, count: values.count)
        }
        result.note(missing, "\(name) missing: interpolated in time")
        var filled: [Double] = []
        filled.reserveCapacity(values.count)
        var next = 0
        var last: (index: Int, value: Double)?
        for (index, value) in values.enumerated() {
            if let value {
                filled.append(value)
                last = (index, value)
                continue
            }
            next = max(next, index + 1)
            while next < values.count, values[next] == nil { next += 1 }
            let following = next < values.count ? values[next] : nil
            switch (last, following) {
            case (let last?, let following?):
                let share = Double(index - last.index) / Double(next - last.index)
                filled.append(last.value + share * (following - last.value))
            case (let last?, nil): filled.append(last.value)
            case (nil, let following?): filled.append(following)
            case (nil, nil): filled.append(fallback)
            }
        }
        return filled
    }
}
