public import Geometry

/// Where the sun stands in the sky of a place: NREL's solar position algorithm.
///
/// Steps 3.9 to 3.15 of Reda and Andreas, NREL/TP-560-34302 (2008). Names follow pvlib.
public struct SunPosition: Sendable, Hashable {
    /// True (geometric, topocentric) angle from the zenith, 0...180 degrees.
    public var zenith: Angle
    /// Angle from the zenith as refracted by the atmosphere. Equal to ``zenith`` when the sun's upper limb is below
    /// the horizon.
    public var apparentZenith: Angle
    /// Clockwise from north, 0 ..< 360 degrees. At a pole: from the direction of the longitude given.
    public var azimuth: Angle
    /// Apparent minus mean solar time, minutes.
    public var equationOfTime: Double

    /// True height above the horizon, -90...90 degrees.
    public var elevation: Angle { .radians(.pi / 2 - zenith.radians) }
    /// Height above the horizon as refracted by the atmosphere.
    public var apparentElevation: Angle { .radians(.pi / 2 - apparentZenith.radians) }

    /// Unit vector towards the refracted sun: x east, y north, z up.
    public var direction: Point3 {
        let s = sin(apparentZenith.radians)
        return Point3(s * sin(azimuth.radians), s * cos(azimuth.radians), cos(apparentZenith.radians))
    }

    /// A position from its angles.
    public init(zenith: Angle, apparentZenith: Angle, azimuth: Angle, equationOfTime: Double = 0) {
        self.zenith = zenith
        self.apparentZenith = apparentZenith
        self.azimuth = azimuth
        self.equationOfTime = equationOfTime
    }

    /// The sun over a place at a moment.
    /// - Parameters:
    ///   - pressure: annual mean air pressure in Pa, for refraction; the standard atmosphere's when nil.
    ///   - temperature: annual mean air temperature in degrees Celsius, for refraction; -90...60.
    ///   - deltaT: Terrestrial minus Universal Time in seconds; ``defaultDeltaT(year:month:)`` when nil.
    ///   - refractionAtHorizon: atmospheric refraction at sunrise and sunset; it only decides below which height
    ///     refraction is left out.
    public init(
        at instant: Instant, location: Location, pressure: Double? = nil, temperature: Double = 12,
        deltaT: Double? = nil, refractionAtHorizon: Angle = .degrees(0.5667)
    ) {
        let observer = Observer(location, pressure: pressure, temperature: temperature, refractionAtHorizon)
        let sun = GeocentricSun(at: instant, deltaT: deltaT ?? Self.deltaT(at: instant))
        self.init(SunFromEarth(sun), observer)
    }

    /// The sun at many moments.
    ///
    /// Where most moments follow each other closely (a year of hours), the geocentric part is computed once a day and
    /// interpolated between: within 1e-6 degrees of computing each moment by itself (1e-7 at a given `deltaT`) and
    /// some ten times faster. Moments may come in any order. Parameters as in the initialiser.
    public static func series(
        at instants: [Instant], location: Location, pressure: Double? = nil, temperature: Double = 12,
        deltaT: Double? = nil
    ) -> [SunPosition] {
        let observer = Observer(location, pressure: pressure, temperature: temperature, .degrees(0.5667))
        let close = zip(instants, instants.dropFirst()).count { 0...4 * 3_600 ~= $1.unixSeconds - $0.unixSeconds }
        guard instants.count > 8, Double(close) > 0.9 * Double(instants.count - 1) else {
            return instants.map {
                SunPosition(SunFromEarth(GeocentricSun(at: $0, deltaT: deltaT ?? Self.deltaT(at: $0))), observer)
            }
        }
        var nodes = DailySuns(fixedDeltaT: deltaT)
        return instants.map { SunPosition(nodes.sun(at: $0), observer) }
    }

    static func deltaT(at instant: Instant) -> Double {
        let date = instant.date()
        return defaultDeltaT(year: date.year, month: date.month)
    }

    init(_ sun: SunFromEarth, _ observer: Observer) {
        let declination = sun.declination * radiansPerDegree
        let parallax = 8.794 / (3_600 * sun.radiusVector) * radiansPerDegree
        let hourAngle =
            wrapDegrees(sun.siderealTime + observer.longitude - sun.rightAscension) * radiansPerDegree

        // Parallax: equations 37, 39 and 40.
        let sinParallax = sin(parallax)
        let denominator = cos(declination) - observer.x * sinParallax * cos(hourAngle)
        let shift = atan2(-observer.x * sinParallax * sin(hourAngle), denominator)
        let declinationHere = atan2((sin(declination) - observer.y * sinParallax) * cos(shift), denominator)
        let hourAngleHere = hourAngle - shift

        // Elevation: equations 41 to 44.
        let sine =
            observer.sinLatitude * sin(declinationHere) + observer.cosLatitude * cos(declinationHere)
            * cos(hourAngleHere)
        let e0 = asin(max(-1, min(1, sine))) / radiansPerDegree
        let e = e0 + observer.refraction(e0)

        // Azimuth: equations 45 and 46, from south turning west, brought to north turning east.
        let fromSouth = atan2(
            sin(hourAngleHere),
            cos(hourAngleHere) * observer.sinLatitude - tan(declinationHere) * observer.cosLatitude)

        zenith = .degrees(90 - e0)
        apparentZenith = .degrees(90 - e)
        azimuth = .degrees(wrapDegrees(fromSouth / radiansPerDegree + 180))
        equationOfTime = sun.equationOfTime
    }
}

/// What the topocentric step needs of a place, computed once.
struct Observer {
    let longitude: Double
    let sinLatitude: Double
    let cosLatitude: Double
    /// Distances from the Earth's axis and equator in Earth radii (equations 34 to 36).
    let x: Double
    let y: Double
    /// Refraction at unit cotangent, degrees (equation 42).
    private let refractionScale: Double
    private let lowest: Double

    init(_ location: Location, pressure: Double?, temperature: Double, _ refractionAtHorizon: Angle) {
        let latitude = location.latitude.radians
        longitude = location.longitude.degrees
        sinLatitude = sin(latitude)
        cosLatitude = cos(latitude)
        let u = atan(0.99664719 * tan(latitude))
        x = cos(u) + location.elevation / 6_378_140 * cosLatitude
        y = 0.99664719 * sin(u) + location.elevation / 6_378_140 * sinLatitude
        let millibar = (pressure ?? standardPressure(elevation: location.elevation)) / 100
        refractionScale = millibar / 1_010 * (283 / (273 + temperature)) * 1.02 / 60
        lowest = -(0.26667 + refractionAtHorizon.degrees)
    }

    /// Refraction in degrees at a true elevation in degrees; nothing below the horizon, where the formula (which has
    /// a pole at -5.11 degrees) does not hold.
    func refraction(_ e0: Double) -> Double {
        guard e0 >= lowest else { return 0 }
        return refractionScale / tan((e0 + 10.3 / (e0 + 5.11)) * radiansPerDegree)
    }
}
