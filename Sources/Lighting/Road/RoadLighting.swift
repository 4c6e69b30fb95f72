import Geometry

/// How well a field of a carriageway is lit: the quantities of EN 13201-2:2015, computed as EN 13201-3:2015 says.
public struct RoadLighting: Sendable, Hashable {
    /// Maintained average, least and greatest horizontal illuminance, lx (7.2, 8.2).
    public var averageIlluminance = 0.0
    public var minimumIlluminance = 0.0
    public var maximumIlluminance = 0.0
    /// What drivers see; nil on a bend.
    public var luminance: Luminance?
    /// Edge illuminance ratio R_EI, the worse side (8.6).
    public var edgeRatio = 0.0

    /// U_o of the illuminance: least over average (classes C).
    public var illuminanceUniformity: Double {
        averageIlluminance > 0 ? minimumIlluminance / averageIlluminance : 0
    }

    /// The luminance of the surface, the worst observer's.
    public struct Luminance: Sendable, Hashable {
        /// Maintained average luminance L_av, cd/m² (8.2): the least of all observers.
        public var average = 0.0
        /// Overall uniformity U_o, least over average (8.3).
        public var uniformity = 0.0
        /// Longitudinal uniformity U_l along the middle of a lane, seen from that lane (8.4).
        public var longitudinalUniformity = 0.0
        /// Threshold increment f_TI, % (8.5).
        public var thresholdIncrement = 0.0
        /// Overall uniformity U_ow of the wet surface; nil where no wet table was given.
        public var wetUniformity: Double?
    }

    public init() {}
}

/// What EN 13201-3:2015 fixes.
enum RoadConventions {
    /// An observer's eye above the road, m, and before the field, m (7.1.3).
    static let eyeHeight = 1.5
    static let observerDistance = 60.0
    /// Lamps that count for luminance, in mounting heights: towards the observer, beyond the point, to either side (7.1.4).
    static let before = 5.0
    static let beyond = 12.0
    static let beside = 5.0
    /// Lamps that count for illuminance, in mounting heights from the point (7.2.4).
    static let around = 5.0
    /// For veiling luminance (8.5): age, years; the farthest lamp, m; degrees θ from the line of sight, which points
    /// 1° down; the car's roof hides what is steeper than 20°.
    static let age = 23.0
    static let glareDistance = 500.0
    static let glareAngles = (above: 1.5, to: 60.0)
    static let sightDown = Angle.degrees(1)
    static let roof = Angle.degrees(20)
    /// Distance before the first lamp where the glare calculation begins, in heights above the eye (8.5, 1 / tan 20°
    /// as the standard rounds it).
    static let glareStart = 2.75
}

/// Threshold increment f_TI, % (EN 13201-3:2015, 8.5): from the equivalent veiling luminance and the average luminance
/// of the road, both of the new installation, cd/m². Zero for a road without any light.
public func thresholdIncrement(veilingLuminance veil: Double, averageLuminance average: Double) -> Double {
    guard average > 0 else { return 0 }
    return average <= 5 ? 65 * veil / pow(average, 0.8) : 95 * veil / pow(average, 1.05)
}
