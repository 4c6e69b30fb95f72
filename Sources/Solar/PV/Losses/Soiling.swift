public import Geometry

/// Energy lost to dirt after Kimber: it grows by a daily rate until rain, or someone, washes it off.
///
/// A. Kimber et al., "The Effect of Soiling on Large Grid-Connected Photovoltaic Systems in California and the
/// Southwest Region of the United States", IEEE 4th World Conference on PV Energy Conversion (2006): pvlib's
/// `soiling.kimber`.
/// - Parameters:
///   - rainfall: mm in each step.
///   - hours: length of a step, 1...24.
///   - cleaningThreshold: rain within `accumulationHours` that washes clean, mm.
///   - lossRate: share of energy lost per day of dirt (0.0015; desert 0.003).
///   - graceDays: days after such rain during which the ground is too damp for dust.
///   - maximum: greatest share lost.
///   - washes: steps at which modules are washed by hand.
///   - initial: share lost at the first step.
/// - Returns: share of energy lost in each step.
/// - Throws: `InputError` for values that are not numbers or out of range.
public func soilingLossKimber(
    rainfall: [Double], hours: Double = 1, cleaningThreshold: Double = 6, lossRate: Double = 0.0015,
    graceDays: Double = 14, maximum: Double = 0.3, washes: [Int] = [], initial: Double = 0,
    accumulationHours: Double = 24
) throws -> [Double] {
    try expect(hours, in: 1.0 / 60...24, "soiling.hours", "length of a step, h")
    try expectAll(rainfall, in: 0...2_000, "soiling.rainfall", "rain, mm")
    try expect(cleaningThreshold, in: 0...1_000, "soiling.cleaning_threshold", "rain that cleans, mm")
    try expect(lossRate, in: 0...1, "soiling.soiling_loss_rate", "share of energy lost per day")
    try expect(graceDays, in: 0...365, "soiling.grace_period", "days without dust after rain")
    try expect(maximum, in: 0...1, "soiling.max_soiling", "greatest share lost")
    try expect(initial, in: 0...1, "soiling.initial_soiling", "share lost at first")
    try expect(accumulationHours, in: hours...8_784, "soiling.rain_accum_period", "hours of rain summed up")
    let window = max(1, Int((accumulationHours / hours).rounded()))
    let grace = max(1, Int((graceDays * 24 / hours).rounded()))
    let washed = Set(washes)
    let step = lossRate * hours / 24
    var lastRain: Int?
    // Dirt laid down since the first step, and as much of it as the last wash took away.
    var (laid, taken) = (initial, 0.0)
    return rainfall.indices.map { i in
        if i > 0 { laid += step }
        let rain = rainfall[max(0, i - window + 1)...i].reduce(0, +)
        if rain > cleaningThreshold { lastRain = i }
        if let lastRain, i - lastRain < grace { taken = laid }
        if washed.contains(i) { taken = laid }
        return min(laid - taken, maximum)
    }
}

/// Light that passes the dirt on modules, after the fixed-velocity model of Humboldt State University.
///
/// M. Coello and L. Boyle, "Simple Model for Predicting Time Series Soiling of Photovoltaic Panels", IEEE Journal of
/// Photovoltaics 9, 1382-1387 (2019): pvlib's `soiling.hsu`.
/// - Parameters:
///   - rainfall: mm in each step.
///   - pm2_5: particles below 2.5 micrometres, g/m3, in each step (or one value for all).
///   - pm10: particles below 10 micrometres, g/m3, likewise.
///   - surfaceTilt: of the modules; dust settles on their horizontal projection.
///   - hours: length of a step.
///   - cleaningThreshold: rain within `accumulationHours` that washes clean, mm.
///   - settlingVelocity: of fine and of coarse particles, m/s.
/// - Returns: share of light that passes in each step, 0.66...1.
/// - Throws: `InputError` for values that are not numbers or out of range.
public func soilingRatioHSU(
    rainfall: [Double], pm2_5: [Double], pm10: [Double], surfaceTilt: Angle, hours: Double = 1,
    cleaningThreshold: Double = 1, accumulationHours: Double = 1,
    settlingVelocity: (fine: Double, coarse: Double) = (0.0009, 0.004)
) throws -> [Double] {
    try expect(surfaceTilt.degrees, in: 0...180, "soiling.surface_tilt", "tilt in degrees")
    let dust = try settledDust(
        rainfall: rainfall, pm2_5: pm2_5, pm10: pm10, hours: hours, cleaningThreshold: cleaningThreshold,
        accumulationHours: accumulationHours, settlingVelocity: settlingVelocity)
    let projection = projectionHSU(cosTilt: cos(surfaceTilt.radians))
    return dust.map { 1 - 0.3437 * erf(0.17 * pow($0, 0.8473) * projection) }
}

/// What a tilt makes of the dust's effect: it settles on the horizontal projection, none where modules look down.
func projectionHSU(cosTilt: Double) -> Double { pow(max(0, cosTilt), 0.8473) }

/// Dust that lies on a level surface, g/m2, in each step since rain last washed it: the tilt's share in
/// ``soilingRatioHSU(rainfall:pm2_5:pm10:surfaceTilt:hours:cleaningThreshold:accumulationHours:settlingVelocity:)`` left
/// out, so that it is the same for every module of a city.
/// - Throws: `InputError` for values that are not numbers or out of range.
func settledDust(
    rainfall: [Double], pm2_5: [Double], pm10: [Double], hours: Double, cleaningThreshold: Double,
    accumulationHours: Double, settlingVelocity: (fine: Double, coarse: Double)
) throws -> [Double] {
    try expect(hours, in: 1.0 / 60...24, "soiling.hours", "length of a step, h")
    try expectAll(rainfall, in: 0...2_000, "soiling.rainfall", "rain, mm")
    for (name, values) in [("pm2_5", pm2_5), ("pm10", pm10)] {
        if values.count != 1 {
            try expectSameCount(rainfall.count, values.count, "soiling.\(name)", "particles beside the rain")
        }
        // A gram per cubic metre is a thousand times the worst dust storm's average day.
        try expectAll(values, in: 0...1, "soiling.\(name)", "particles, g/m3")
    }
    try expect(cleaningThreshold, in: 0...1_000, "soiling.cleaning_threshold", "rain that cleans, mm")
    try expect(accumulationHours, in: hours...8_784, "soiling.rain_accum_period", "hours of rain summed up")
    try expect(settlingVelocity.fine, in: 0...10, "soiling.depo_veloc.2_5", "settling velocity, m/s")
    try expect(settlingVelocity.coarse, in: 0...10, "soiling.depo_veloc.10", "settling velocity, m/s")
    let window = max(1, Int((accumulationHours / hours).rounded()))
    var (laid, taken) = (0.0, 0.0)
    return rainfall.indices.map { i in
        let fine = pm2_5[pm2_5.count == 1 ? 0 : i]
        let coarse = max(0, pm10[pm10.count == 1 ? 0 : i] - fine)
        laid += (fine * settlingVelocity.fine + coarse * settlingVelocity.coarse) * hours * 3_600
        // The first step has no past to be cleaned of, unless it rains.
        if rainfall[max(0, i - window + 1)...i].reduce(0, +) >= cleaningThreshold { taken = laid }
        return max(0, laid - taken)
    }
}
