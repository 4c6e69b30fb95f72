import Geometry

/// A year of rows as a file gives them, and the rules that make them whole.
struct WeatherRows {
    var rows: [WeatherRow]
    /// Rows an hour.
    var stepsPerHour = 1
    /// How global irradiance is split where it stands alone.
    var decomposition = DecompositionModel.erbs

    /// Every hour complete; what was done to them, counted.
    struct Mended {
        var times: [Instant]
        var ghi: [Double] = []
        var dni: [Double] = []
        var dhi: [Double] = []
        var tempAir: [Double] = []
        var windSpeed: [Double] = []
        var pressure: [Double] = []
        var tempDew: [Double]?
        var relativeHumidity: [Double]?
        var precipitableWater: [Double]?
        var snowDepth: [Double]?
        var snowfall: [Double]?
        var rainfall: [Double]?
        var rainfallGaps = 0
        var albedo: [Double]?
        var diagnostics: [WeatherDiagnostic] = []

        mutating func note(_ count: Int, _ message: String) {
            if count > 0 { diagnostics.append(WeatherDiagnostic(message: message, count: count)) }
        }
    }

    /// Fills the gaps, then averages to hours.
    ///
    /// Irradiance: negative values become 0; one missing part of three follows from the other two (GHI = DHI + DNI
    /// cos z); global alone is split by `decomposition`; a step with less than that takes the same time of the nearest
    /// day that has it, up to 15 days away. Temperature, pressure and wind are interpolated in time, and fall back to
    /// the standard atmosphere and 1 m/s where a file has none at all. Dew point, humidity, precipitable water, snow
    /// depth and albedo are kept where at least half the rows have them: gaps are interpolated, albedo's take the mean, and
    /// a depth of snow stands until the next reading (interpolated, a night's snow would fall all week). Rain and snowfall
    /// likewise; their gaps count as dry.
    /// - Throws: ``WeatherError`` when irradiance is beyond any sun or cannot be filled.
    func mended(location: Location) throws -> Mended {
        var result = Mended(times: rows.map(\.time))
        let elevation = location.elevation
        result.tempAir = filled(.tempAir, fallback: standardTemperature(elevation: elevation), &result)
        result.pressure = filled(.pressure, fallback: standardPressure(elevation: elevation), &result)
        result.windSpeed = filled(.windSpeed, fallback: 1, &result)
        result.tempDew = kept(.tempDew, &result)
        result.relativeHumidity = kept(.relativeHumidity, &result)
        result.precipitableWater = kept(.precipitableWater, &result)
        result.snowDepth = kept(.snowDepth, &result)
        result.albedo = kept(.albedo, &result)
        (result.snowfall, _) = fallen(.snowfall)
        (result.rainfall, result.rainfallGaps) = fallen(.rainfall)
        try fillIrradiance(&result, location: location)
        return stepsPerHour == 1 ? result : result.averaged(over: stepsPerHour)
    }

    private func fillIrradiance(_ result: inout Mended, location: Location) throws {
        var negative = 0
        func clamp(_ quantity: WeatherQuantity) throws -> [Double?] {
            try rows.map { row in
                guard let value = row[keyPath: quantity.path] else { return nil }
                // 1,500 W/m2 is above the sun outside the atmosphere; cloud edges add to it on the ground.
                if value > 2_000 {
                    throw WeatherError(
                        line: row.line, problem: "\(quantity.name): expected at most 2000 W/m2, found \(value)")
                }
                if value < 0 { negative += 1 }
                return max(0, value) + 0  // PVGIS writes -0.0
            }
        }
        let global = try clamp(.ghi)
        let direct = try clamp(.dni)
        let diffuse = try clamp(.dhi)
        result.note(negative, "negative irradiance: set to 0")

        let suns = SunPosition.series(at: result.times, location: location)
        let alone = rows.indices.count { global[$0] != nil && direct[$0] == nil && diffuse[$0] == nil }
        let split =
            alone == 0
            ? []
            : decompose(
                decomposition, ghi: global, zenith: suns.map(\.zenith),
                dayOfYear: result.times.map { $0.date().dayOfYear }, pressure: result.pressure,
                tempDew: result.dewPoint)
        var hours: [Irradiance?] = []
        hours.reserveCapacity(rows.count)
        var closed = 0
        for hour in rows.indices {
            let zenith = suns[hour].apparentZenith
            let cosZenith = max(0, cos(zenith.radians))
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
                let dni = zenith.degrees > 87 ? 0 : max(0, ghi - dhi) / cosZenith
                hours.append(Irradiance(ghi: ghi, dni: min(dni, 1_366), dhi: dhi))
                closed += 1
            case (_?, nil, nil): hours.append(split[hour])
            default: hours.append(nil)
            }
        }
        result.note(closed, "one of three irradiances missing: computed from the other two")
        result.note(alone, "direct and diffuse irradiance missing: global split by \(decomposition.citation)")
        try copyDays(&hours, &result)
    }

    /// Steps without irradiance take the same time of the nearest day that has it.
    private func copyDays(_ hours: inout [Irradiance?], _ result: inout Mended) throws {
        let given = hours
        let day = 24 * stepsPerHour
        let offsets = (1...15).flatMap { [-day * $0, day * $0] }
        var copied = 0
        for hour in given.indices where given[hour] == nil {
            let source = offsets.lazy.map { hour + $0 }.first { given.indices.contains($0) && given[$0] != nil }
            guard let source else {
                throw WeatherError(
                    line: rows[hour].line,
                    problem: "irradiance missing \(rows[hour].line == nil ? "in row \(hour + 1)" : "here") and at this "
                        + "hour of all days within 15: too little to fill")
            }
            hours[hour] = given[source]
            copied += 1
        }
        result.note(copied, "hours without irradiance: taken from the nearest day's same hour")
        result.ghi = hours.map { $0?.ghi ?? 0 }
        result.dni = hours.map { $0?.dni ?? 0 }
        result.dhi = hours.map { $0?.dhi ?? 0 }
    }

    /// A column that must be there.
    private func filled(_ quantity: WeatherQuantity, fallback: Double, _ result: inout Mended) -> [Double] {
        let values = rows.map { $0[keyPath: quantity.path] }
        let missing = values.count { $0 == nil }
        if missing == values.count {
            result.note(missing, "\(quantity.name) missing throughout: set to \((10 * fallback).rounded() / 10)")
        } else {
            result.note(missing, "\(quantity.name) missing: interpolated in time")
        }
        return interpolated(values, fallback: fallback)
    }

    /// A column that may be left out: nil where fewer than half the rows have it.
    private func kept(_ quantity: WeatherQuantity, _ result: inout Mended) -> [Double]? {
        let values = rows.map { $0[keyPath: quantity.path] }
        let known = values.compactMap { $0 }
        guard 2 * known.count >= values.count, !known.isEmpty else {
            result.note(known.count, "\(quantity.name) known in fewer than half of the hours: left out")
            return nil
        }
        let missing = values.count - known.count
        if quantity == .albedo {
            let mean = known.reduce(0, +) / Double(known.count)
            result.note(missing, "\(quantity.name) missing: set to the mean of the others")
            return values.map { $0 ?? mean }
        }
        if quantity == .snowDepth {
            result.note(missing, "\(quantity.name) missing: the reading before stands")
            var last = known[0]
            return values.map { value in
                last = value ?? last
                return last
            }
        }
        result.note(missing, "\(quantity.name) missing: interpolated in time")
        return interpolated(values, fallback: 0)
    }

    /// What fell in each step, and how many steps do not say; nil where fewer than half do. Few questions ask for it, so
    /// that those which do say what is missing.
    private func fallen(_ quantity: WeatherQuantity) -> (values: [Double]?, gaps: Int) {
        let values = rows.map { $0[keyPath: quantity.path] }
        let missing = values.count { $0 == nil }
        guard 2 * missing <= values.count, !values.isEmpty else { return (nil, 0) }
        return (values.map { $0 ?? 0 }, missing)
    }
}

/// Missing values on the straight line between their neighbours; at the ends, the nearest value.
private func interpolated(_ values: [Double?], fallback: Double) -> [Double] {
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

extension WeatherRows.Mended {
    /// The dew point as given, or from relative humidity.
    var dewPoint: [Double]? {
        tempDew
            ?? relativeHumidity.map { humidity in
                zip(tempAir, humidity).map { Sky.dewPoint(tempAir: $0, relativeHumidity: $1) }
            }
    }

    /// The mean of every `steps` rows: energy stays, and the sun is taken at the mean of their moments.
    func averaged(over steps: Int) -> Self {
        func mean(_ values: [Double]) -> [Double] {
            stride(from: 0, to: values.count, by: steps).map { start in
                values[start..<min(start + steps, values.count)].reduce(0, +) / Double(steps)
            }
        }
        var result = self
        // From the first moment on, so that the sum of seconds stays exact.
        let origin = times.first?.unixSeconds ?? 0
        result.times = mean(times.map { $0.unixSeconds - origin }).map { Instant(unixSeconds: origin + $0) }
        result.ghi = mean(ghi)
        result.dni = mean(dni)
        result.dhi = mean(dhi)
        result.tempAir = mean(tempAir)
        result.windSpeed = mean(windSpeed)
        result.pressure = mean(pressure)
        result.tempDew = tempDew.map(mean)
        result.relativeHumidity = relativeHumidity.map(mean)
        result.precipitableWater = precipitableWater.map(mean)
        result.snowDepth = snowDepth.map(mean)
        result.snowfall = snowfall.map(mean).map { $0.map { $0 * Double(steps) } }
        result.rainfall = rainfall.map(mean).map { $0.map { $0 * Double(steps) } }
        result.albedo = albedo.map(mean)
        result.note(
            result.times.count,
            "hours averaged from values every \(60 / steps) minutes, the sun taken in the middle of each")
        return result
    }
}
