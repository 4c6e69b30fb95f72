import Geometry

/// Sunrise, solar noon and sunset of one UTC day at a place.
///
/// Appendix A.2 of Reda and Andreas, NREL/TP-560-34302 (2008), as pvlib's `spa.transit_sunrise_sunset`: the sun's
/// upper limb on the horizon with standard refraction (centre at -0.8333 degrees), one step of the report's
/// interpolation. Good to about a second at middle latitudes, less where the sun grazes the horizon.
public struct SunTimes: Sendable, Hashable {
    /// Sunrise; nil when the sun stays up or down. It may fall on the UTC day before.
    public var sunrise: Instant?
    /// The sun's passage through the meridian.
    public var transit: Instant
    /// Sunset; nil when the sun stays up or down. It may fall on the UTC day after.
    public var sunset: Instant?

    /// The sun's elevation at the horizon's crossing, degrees.
    private static let horizon = -0.8333

    /// The times of the UTC day `date`.
    /// - Parameter deltaT: Terrestrial minus Universal Time, seconds; ``defaultDeltaT(year:month:)`` when nil.
    public init(on date: CivilDate, location: Location, deltaT: Double? = nil) {
        let deltaT = deltaT ?? defaultDeltaT(year: date.year, month: date.month)
        let midnight = Instant(unixSeconds: Double(date.daysSince1970) * 86_400)
        let longitude = location.longitude.degrees
        let sinLatitude = sin(location.latitude.radians)
        let cosLatitude = cos(location.latitude.radians)
        let sidereal = GeocentricSun(at: midnight, deltaT: deltaT).apparentSiderealTime
        // The sun at 0 h Terrestrial Time of the day before, this day and the day after.
        let days = [-1.0, 0, 1].map {
            GeocentricSun(at: midnight.adding(seconds: $0 * 86_400 - deltaT), deltaT: deltaT)
        }

        let fraction = { (x: Double) in x - x.rounded(.down) }
        /// The report limits a difference of more than 2 degrees (a wrap of 360) to 0...1.
        func difference(_ a: Double, _ b: Double) -> Double { abs(a - b) > 2 ? fraction(a - b) : a - b }
        func interpolated(_ value: (GeocentricSun) -> Double, _ n: Double) -> Double {
            let a = difference(value(days[1]), value(days[0]))
            let b = difference(value(days[2]), value(days[1]))
            return value(days[1]) + n * (a + b + (b - a) * n) / 2
        }
        /// Declination in radians, hour angle in degrees -180 ..< 180 and elevation in degrees at a fraction of day.
        func sun(_ m: Double) -> (declination: Double, hourAngle: Double, elevation: Double) {
            let n = m + deltaT / 86_400
            let declination = interpolated(\.declination, n) * radiansPerDegree
            let hour = wrapDegrees(sidereal + 360.985647 * m + longitude - interpolated(\.rightAscension, n))
            let h = hour >= 180 ? hour - 360 : hour
            let sine =
                sinLatitude * sin(declination) + cosLatitude * cos(declination) * cos(h * radiansPerDegree)
            return (declination, h, asin(max(-1, min(1, sine))) / radiansPerDegree)
        }

        let noon = fraction((days[1].rightAscension - longitude - sidereal) / 360)
        transit = midnight.adding(seconds: 86_400 * (noon - sun(noon).hourAngle / 360))

        let declination = days[1].declination * radiansPerDegree
        let cosHour =
            (sin(Self.horizon * radiansPerDegree) - sinLatitude * sin(declination))
            / (cosLatitude * cos(declination))
        guard abs(cosHour) <= 1 else {
            sunrise = nil
            sunset = nil
            return
        }
        let half = acos(cosHour) / radiansPerDegree / 360
        /// The time of crossing near a fraction of day that may belong to a neighbouring day.
        func crossing(_ approximate: Double) -> Instant {
            let m = fraction(approximate)
            let at = sun(m)
            let slope = 360 * cos(at.declination) * cosLatitude * sin(at.hourAngle * radiansPerDegree)
            let step = (at.elevation - Self.horizon) / slope
            // Where the sun only touches the horizon the slope vanishes: keep the first approximation.
            let better = step.isFinite && abs(step) < 0.5 ? m + step : m
            return midnight.adding(seconds: 86_400 * (better + approximate.rounded(.down)))
        }
        sunrise = crossing(noon - half)
        sunset = crossing(noon + half)
    }
}
