/// Where the sun stands as seen from the Earth's centre: everything of the solar position that depends on time alone.
///
/// Steps 3.1 to 3.8 of I. Reda and A. Andreas, "Solar Position Algorithm for Solar Radiation Applications",
/// NREL/TP-560-34302, revised 2008 (Solar Energy 76, 577-589, 2004; corrigendum 81, 838, 2007). Stated uncertainty of
/// the algorithm: 0.0003 degrees for years -2000...6000. Angles are degrees, as in the report.
public struct GeocentricSun: Sendable {
    /// Earth heliocentric longitude L, 0 ..< 360 (equations 9-12).
    public var heliocentricLongitude: Double
    /// Earth heliocentric latitude B (section 3.2, table A4.2).
    public var heliocentricLatitude: Double
    /// Earth-sun distance R in astronomical units (section 3.2, table A4.2).
    public var radiusVector: Double
    /// Nutation in longitude (equation 22).
    public var nutationLongitude: Double
    /// Nutation in obliquity (equation 23).
    public var nutationObliquity: Double
    /// True obliquity of the ecliptic (equation 25).
    public var obliquity: Double
    /// Apparent sun longitude (equation 27).
    public var apparentLongitude: Double
    /// Apparent sidereal time at Greenwich (equation 29), not wrapped.
    public var apparentSiderealTime: Double
    /// Geocentric right ascension, 0 ..< 360 (equation 30).
    public var rightAscension: Double
    /// Geocentric declination (equation 31).
    public var declination: Double
    /// Equation of time in minutes, apparent minus mean solar time, -20...20 (appendix A.1).
    public var equationOfTime: Double

    /// The geocentric sun at a moment.
    /// - Parameter deltaT: Terrestrial minus Universal Time, seconds; see ``defaultDeltaT(year:month:)``.
    public init(at instant: Instant, deltaT: Double) {
        let julianDay = instant.julianDay
        let century = (julianDay + deltaT / 86_400 - 2_451_545) / 36_525
        let millennium = century / 10

        let l = Self.polynomial(millennium, Self.longitudeSeries) / 1e8 / radiansPerDegree
        heliocentricLongitude = wrapDegrees(l)
        heliocentricLatitude = Self.polynomial(millennium, Self.latitudeSeries) / 1e8 / radiansPerDegree
        radiusVector = Self.polynomial(millennium, Self.radiusSeries) / 1e8

        (nutationLongitude, nutationObliquity) = Self.nutation(century)
        obliquity = Self.meanObliquity(millennium) / 3_600 + nutationObliquity
        let aberration = -20.4898 / (3_600 * radiusVector)
        apparentLongitude = wrapDegrees(heliocentricLongitude + 180) + nutationLongitude + aberration

        let epsilon = obliquity * radiansPerDegree
        let lambda = apparentLongitude * radiansPerDegree
        let beta = -heliocentricLatitude * radiansPerDegree
        apparentSiderealTime = Self.meanSiderealTime(julianDay) + nutationLongitude * cos(epsilon)
        rightAscension = wrapDegrees(
            atan2(sin(lambda) * cos(epsilon) - tan(beta) * sin(epsilon), cos(lambda)) / radiansPerDegree)
        declination =
            asin(sin(beta) * cos(epsilon) + cos(beta) * sin(epsilon) * sin(lambda)) / radiansPerDegree
        equationOfTime = Self.equationOfTime(
            millennium: millennium, rightAscension: rightAscension, equinoxes: nutationLongitude * cos(epsilon))
    }

    private static let longitudeSeries = [
        SolarPositionTerms.l0, SolarPositionTerms.l1, SolarPositionTerms.l2, SolarPositionTerms.l3,
        SolarPositionTerms.l4, SolarPositionTerms.l5,
    ]
    private static let latitudeSeries = [SolarPositionTerms.b0, SolarPositionTerms.b1]
    private static let radiusSeries = [
        SolarPositionTerms.r0, SolarPositionTerms.r1, SolarPositionTerms.r2, SolarPositionTerms.r3,
        SolarPositionTerms.r4,
    ]

    /// Sum over i of x^i * (sum of A cos(B + C x)): equations 9 to 11.
    private static func polynomial(_ x: Double, _ series: [[Double]]) -> Double {
        var sum = 0.0
        for terms in series.reversed() {
            var inner = 0.0
            for k in stride(from: 0, to: terms.count, by: 3) {
                inner += terms[k] * cos(terms[k + 1] + terms[k + 2] * x)
            }
            sum = sum * x + inner
        }
        return sum
    }

    /// Nutation in longitude and in obliquity, degrees: equations 15 to 23, table A4.3.
    private static func nutation(_ t: Double) -> (Double, Double) {
        let x0 = 297.85036 + t * (445_267.111480 + t * (-0.0019142 + t / 189_474))
        let x1 = 357.52772 + t * (35_999.050340 + t * (-0.0001603 - t / 300_000))
        let x2 = 134.96298 + t * (477_198.867398 + t * (0.0086972 + t / 56_250))
        let x3 = 93.27191 + t * (483_202.017538 + t * (-0.0036825 + t / 327_270))
        let x4 = 125.04452 + t * (-1_934.136261 + t * (0.0020708 + t / 450_000))
        let terms = SolarPositionTerms.nutation
        var longitude = 0.0
        var obliquity = 0.0
        for k in stride(from: 0, to: terms.count, by: 9) {
            let degrees =
                terms[k] * x0 + terms[k + 1] * x1 + terms[k + 2] * x2 + terms[k + 3] * x3 + terms[k + 4] * x4
            let argument = degrees * radiansPerDegree
            longitude += (terms[k + 5] + terms[k + 6] * t) * sin(argument)
            obliquity += (terms[k + 7] + terms[k + 8] * t) * cos(argument)
        }
        return (longitude / 36_000_000, obliquity / 36_000_000)
    }

    /// Mean obliquity of the ecliptic in arc seconds: equation 24, U in units of 10,000 Julian years.
    private static func meanObliquity(_ millennium: Double) -> Double {
        let u = millennium / 10
        let coefficients = [
            84_381.448, -4_680.93, -1.55, 1_999.25, -51.38, -249.67, -39.05, 7.12, 27.87, 5.79, 2.45,
        ]
        return coefficients.reversed().reduce(0) { $0 * u + $1 }
    }

    /// Mean sidereal time at Greenwich, 0 ..< 360 degrees: equation 28.
    static func meanSiderealTime(_ julianDay: Double) -> Double {
        let days = julianDay - 2_451_545
        let t = days / 36_525
        return wrapDegrees(280.46061837 + 360.98564736629 * days + t * t * (0.000387933 - t / 38_710_000))
    }

    /// Equation of time in minutes: appendix A.1, with the sun's mean longitude of equation A2.
    private static func equationOfTime(millennium x: Double, rightAscension: Double, equinoxes: Double) -> Double {
        let mean =
            280.4664567 + x
            * (360_007.6982779 + x * (0.03032028 + x * (1 / 49_931.0 + x * (-1 / 15_300.0 - x / 2_000_000))))
        let minutes = 4 * wrapDegrees(mean - 0.0057183 - rightAscension + equinoxes)
        return minutes > 20 ? minutes - 1_440 : minutes
    }
}
