public import Geometry

/// Share of a module row's slant height that snow covers in each hour, as it falls and slides off.
///
/// B. Marion et al., "Measured and modeled photovoltaic system energy losses from snow for Colorado and Wisconsin
/// locations", Solar Energy 97, 112-121 (2013), with the check of depth of D. Ryberg and J. Freeman, NREL/TP-6A20-68705
/// (2017): pvlib's `snow.coverage_nrel`.
/// - Parameters:
///   - snowfall: cm in each step.
///   - poaGlobal: irradiance in the plane, W/m2.
///   - tempAir: degrees Celsius.
///   - surfaceTilt: of the modules.
///   - snowDepth: on the ground at the beginning of each step, cm; nil where unknown.
///   - hours: length of a step.
///   - initialCoverage: 0...1.
///   - snowfallThreshold: cm/h above which the row is covered wholly.
///   - depthThreshold: cm on the ground below which no snow stays on modules.
///   - slideLimit: W/(m2 K): snow slides where air is warmer than irradiance over this (negative) number.
///   - slideRate: share of the height that slides off in an hour, times the sine of the tilt.
/// - Returns: share covered in each step, 0...1.
/// - Throws: `InputError` for series of different lengths and values that are not numbers or out of range.
public func snowCoverage(
    snowfall: [Double], poaGlobal: [Double], tempAir: [Double], surfaceTilt: Angle, snowDepth: [Double]? = nil,
    hours: Double = 1, initialCoverage: Double = 0, snowfallThreshold: Double = 1, depthThreshold: Double = 1,
    slideLimit: Double = -80, slideRate: Double = 0.197
) throws -> [Double] {
    try expect(hours, in: 1.0 / 60...24, "snow.hours", "length of a step, h")
    try expectSameCount(snowfall.count, poaGlobal.count, "snow.poa_irradiance", "irradiance beside the snowfall")
    try expectSameCount(snowfall.count, tempAir.count, "snow.temp_air", "air temperature beside the snowfall")
    try expectAll(snowfall, in: 0...500, "snow.snowfall", "snowfall, cm")
    try expectAll(poaGlobal, in: -100...3_000, "snow.poa_irradiance", "irradiance, W/m2")
    try expectAll(tempAir, in: -100...100, "snow.temp_air", "air temperature, degrees")
    try expect(surfaceTilt.degrees, in: 0...180, "snow.surface_tilt", "tilt in degrees")
    try expect(initialCoverage, in: 0...1, "snow.initial_coverage", "share covered at first")
    try expect(slideLimit, in: -1e6 ... -1e-6, "snow.can_slide_coefficient", "slide limit, W/(m2 K)")
    try expect(slideRate, in: 0...10, "snow.slide_amount_coefficient", "share sliding off in an hour")
    if let snowDepth {
        try expectSameCount(snowfall.count, snowDepth.count, "snow.snow_depth", "depth beside the snowfall")
        try expectAll(snowDepth, in: 0...5_000, "snow.snow_depth", "snow on the ground, cm")
    }
    let slide = slideRate * sin(surfaceTilt.radians) * hours
    var covered = initialCoverage
    var slid = 0.0
    return snowfall.indices.map { i in
        let isBare = snowDepth.map { $0[i] < depthThreshold } ?? false
        let isSnowing = snowfall[i] / hours > snowfallThreshold && !isBare
        if isSnowing {
            covered = 1
            slid = 0
        } else if isBare {
            slid += 1
        } else if i > 0, tempAir[i] > poaGlobal[i] / slideLimit {
            slid += slide
        }
        return max(0, covered - slid)
    }
}

/// Share of DC power lost under snow when strings run along the row: a string with one covered part gives nothing.
///
/// Marion et al. 2013: pvlib's `snow.dc_loss_nrel`.
/// - Parameters:
///   - coverage: 0...1 of the slant height.
///   - strings: parallel strings, one above the other, 1 or more.
public func snowLoss(coverage: Double, strings: Int) -> Double {
    let strings = Double(max(1, strings))
    return coverage > 0 ? (min(coverage, 1) * strings).rounded(.up) / strings : 0
}

/// Share of a month's energy lost to snow, month by month.
///
/// T. Townsend and L. Powers, "Photovoltaics and snow: an update from two winters of measurements in the Sierra", 37th
/// IEEE PVSC (2011), with the string factor of Townsend and Previtali (2023): pvlib's `snow.loss_townsend`. The month
/// before the first is the last.
/// - Parameters:
///   - snowTotal: snow of each month, cm.
///   - snowEvents: days of each month with more than 2.5 cm.
///   - relativeHumidity: monthly means, per cent.
///   - tempAir: monthly means, degrees Celsius.
///   - poaGlobal: monthly sums in the plane, Wh/m2, above 0 where there is snow.
///   - slantHeight: length of the modules' row along the slope, m.
///   - lowerEdgeHeight: of the modules over the ground (or roof), m.
///   - stringFactor: 1 with one string over the slope, else 0.75.
///   - angleOfRepose: of piled snow.
/// - Throws: `InputError` for series of different lengths and values that are not numbers or out of range.
public func snowLossTownsend(
    snowTotal: [Double], snowEvents: [Double], surfaceTilt: Angle, relativeHumidity: [Double], tempAir: [Double],
    poaGlobal: [Double], slantHeight: Double, lowerEdgeHeight: Double, stringFactor: Double = 1,
    angleOfRepose: Angle = .degrees(40)
) throws -> [Double] {
    let months = snowTotal.count
    let series = [
        ("snow_events", snowEvents, 0.0...31), ("relative_humidity", relativeHumidity, 0...100),
        ("temp_air", tempAir, -100...100), ("poa_global", poaGlobal, 0...1e6), ("snow_total", snowTotal, 0...5_000),
    ]
    for (name, values, range) in series {
        try expectSameCount(months, values.count, "snow.\(name)", "monthly values")
        try expectAll(values, in: range, "snow.\(name)", "a month's value")
    }
    try expect(surfaceTilt.degrees, in: 0...90, "snow.surface_tilt", "tilt in degrees")
    try expect(slantHeight, in: 0.1...1_000, "snow.slant_height", "length along the slope, m")
    try expect(lowerEdgeHeight, in: 0...1_000, "snow.lower_edge_height", "height of the lower edge, m")
    try expect(stringFactor, in: 0...1, "snow.string_factor", "string factor")
    try expect(angleOfRepose.degrees, in: 0...89, "snow.angle_of_repose", "angle of repose")
    let (slope, inch) = (cos(surfaceTilt.radians), 39.37)
    func effective(_ month: Int) -> Double {
        guard snowEvents[month] > 0 else { return 0 }
        return 0.5 * snowTotal[month] / 2.54 * (1 + 1 / max(snowEvents[month], 1))
    }
    return (0..<months).map { month in
        let snow = effective((month + months - 1) % months) / 3 + 2 * effective(month) / 3
        guard snow > 0 else { return 0 }
        // No light, no energy to lose; the formula has a pole there.
        guard poaGlobal[month] > 0 else { return 1 }
        let edge = lowerEdgeHeight * inch
        let distance = max(edge * edge - snow * snow, 0.1)
        let gamma = slantHeight * inch * snow * slope / distance * 2 * angleOfRepose.sine / angleOfRepose.cosine
        let ground = 1 - 0.51 * exp(-gamma)
        let kelvin = tempAir[month] + 273.15
        let loss =
            5.7e4 * snow * slope * slope * ground * relativeHumidity[month] / 100 / (kelvin * kelvin)
            / pow(poaGlobal[month] / 1_000, 0.67) * stringFactor
        return min(max(loss, 0), 1)
    }
}
