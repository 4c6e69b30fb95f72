/// What the topocentric step takes from the geocentric one; degrees, astronomical units and minutes.
struct SunFromEarth {
    var siderealTime: Double
    var rightAscension: Double
    var declination: Double
    var radiusVector: Double
    var equationOfTime: Double

    init(_ sun: GeocentricSun) {
        siderealTime = sun.apparentSiderealTime
        rightAscension = sun.rightAscension
        declination = sun.declination
        radiusVector = sun.radiusVector
        equationOfTime = sun.equationOfTime
    }

    init(
        siderealTime: Double, rightAscension: Double, declination: Double, radiusVector: Double, equationOfTime: Double
    ) {
        self.siderealTime = siderealTime
        self.rightAscension = rightAscension
        self.declination = declination
        self.radiusVector = radiusVector
        self.equationOfTime = equationOfTime
    }
}

/// Geocentric suns at midnights, and those between by Lagrange's polynomial through six of them.
///
/// The fastest term that matters has a period of 9 days (nutation by the moon), so that the sixth difference of a day's
/// spacing is below 1e-8 degrees.
struct DailySuns {
    private static let spacing = 86_400.0
    private let fixedDeltaT: Double?
    /// Day number of the first of the six nodes.
    private var first = 0
    private var nodes: [GeocentricSun] = []
    /// Right ascensions without the jump at 360 degrees.
    private var ascensions: [Double] = []
    /// Apparent minus mean sidereal time: what of it is not linear in time.
    private var equinoxes: [Double] = []

    init(fixedDeltaT: Double?) { self.fixedDeltaT = fixedDeltaT }

    mutating func sun(at instant: Instant) -> SunFromEarth {
        let position = instant.unixSeconds / Self.spacing
        let day = Int(position.rounded(.down))
        if nodes.isEmpty || day - 2 != first { fill(from: day - 2) }

        // Nodes at -2...3, t in 0 ..< 1.
        let t = position - Double(day)
        let (a, b, c, d, e, f) = (t + 2, t + 1, t, t - 1, t - 2, t - 3)
        let (ab, ef, cd) = (a * b, e * f, c * d)
        let weights = (
            -b * cd * ef / 120, a * cd * ef / 24, -ab * d * ef / 12, ab * c * ef / 12, -ab * cd * f / 24,
            ab * cd * e / 120
        )
        func blend(_ v: (Int) -> Double) -> Double {
            weights.0 * v(0) + weights.1 * v(1) + weights.2 * v(2) + weights.3 * v(3) + weights.4 * v(4)
                + weights.5 * v(5)
        }
        return SunFromEarth(
            siderealTime: GeocentricSun.meanSiderealTime(instant.julianDay) + blend { equinoxes[$0] },
            rightAscension: blend { ascensions[$0] }, declination: blend { nodes[$0].declination },
            radiusVector: blend { nodes[$0].radiusVector }, equationOfTime: blend { nodes[$0].equationOfTime })
    }

    private mutating func fill(from start: Int) {
        // A series that moves on by a day needs one new node.
        let moved = start - first
        let reused = nodes.isEmpty || moved < 0 || moved > 5 ? 0 : 6 - moved
        nodes = nodes.suffix(reused) + (reused..<6).map { node(start + $0) }
        first = start
        let origin = nodes[2].rightAscension
        ascensions = nodes.map {
            let difference = $0.rightAscension - origin
            return origin + difference - 360 * (difference / 360).rounded()
        }
        equinoxes = nodes.map { $0.nutationLongitude * cos($0.obliquity * radiansPerDegree) }
    }

    private func node(_ day: Int) -> GeocentricSun {
        let instant = Instant(unixSeconds: Double(day) * Self.spacing)
        return GeocentricSun(at: instant, deltaT: fixedDeltaT ?? SunPosition.deltaT(at: instant))
    }
}
