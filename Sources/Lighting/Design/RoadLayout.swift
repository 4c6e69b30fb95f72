import Geometry

/// A cross-section to be lit, the same all along.
struct RoadProfile: Sendable, Hashable {
    /// Width of a carriageway, m, and its lanes.
    var width: Double
    var lanes: Int
    /// How many of the lanes are driven the other way.
    var oncoming: Int
    /// Width of the median between two such carriageways, m; 0 for a road of one carriageway.
    var median = 0.0
    var drivesLeft = false
    var required: LightingClass

    /// The field of calculation between two lamps: for two carriageways the right one, the left one is its mirror image.
    func field(length: Double, height: Double) -> RoadField {
        var field = RoadField(
            length: length, width: width, lanes: lanes, oncoming: median > 0 ? 0 : oncoming, height: height)
        field.drivesLeft = drivesLeft
        return field
    }
}

/// Where the masts of a new installation stand.
enum DesignArrangement: String, Sendable, CaseIterable {
    case singleSided = "single_sided"
    case opposite
    case staggered
    case median

    /// Rows of masts: on which side (1 left, -1 right, 0 on the median) and how far along, in terms of the spacing.
    var rows: [(side: Double, phase: Double)] {
        switch self {
        case .singleSided: [(-1, 0)]
        case .opposite: [(-1, 0), (1, 0)]
        case .staggered: [(-1, 0), (1, 0.5)]
        case .median: [(0, 0)]
        }
    }

    /// Luminaires on a mast.
    var luminairesPerMast: Int { self == .median ? 2 : 1 }
}

/// One way of lighting a road.
struct RoadLayout: Sendable, Hashable {
    var arrangement: DesignArrangement
    /// Which of the candidate luminaires.
    var luminaire: Int
    /// Height of the light centre above the road, m.
    var height: Double
    var tilt: Angle
    /// How far the light centre hangs over the carriageway's edge, m; negative outside of it.
    var overhang: Double
    /// From mast to mast in a row, m.
    var spacing: Double
}

extension RoadLayout {
    /// The lamps that count for the field between two masts of a row, in the field's coordinates: an installation without
    /// beginning or end.
    /// - Parameters:
    ///   - reach: how far before and beyond the field lamps are laid, m.
    func lamps(
        _ profile: RoadProfile, _ luminaire: DesignLuminaire, photometry: Int, reach: Double,
        into found: inout [RoadLamp]
    ) {
        found.removeAll(keepingCapacity: true)
        let scale = luminaire.scale(tilt: tilt)
        let (left, right) = (
            luminaire.frame(azimuth: .degrees(180), tilt: tilt), luminaire.frame(azimuth: .degrees(0), tilt: tilt)
        )
        let half = profile.width / 2
        // Two carriageways: the field is the right one, the other lies beyond the median.
        let farEdge = profile.median > 0 ? half + profile.median + profile.width : half
        for row in arrangement.rows {
            let first = Int((-reach / spacing - row.phase).rounded(.up))
            let last = Int(((spacing + reach) / spacing - row.phase).rounded(.down))
            for k in stride(from: first, through: last, by: 1) {
                let x = (Double(k) + row.phase) * spacing
                func hang(_ y: Double, _ frame: LuminaireFrame) {
                    found.append(
                        RoadLamp(position: Point3(x, y, height), frame: frame, photometry: photometry, scale: scale))
                }
                switch row.side {
                case -1: hang(-half + overhang, right)
                case 1: hang(farEdge - overhang, left)
                default:
                    hang(half - overhang, left)
                    hang(half + profile.median + overhang, right)
                }
            }
        }
    }
}

extension RoadCalculation {
    /// The shortfalls of a layout, computing no more than its class asks for.
    mutating func shortfalls(
        _ profile: RoadProfile, _ layout: RoadLayout, _ luminaire: DesignLuminaire, _ lamps: inout [RoadLamp]
    ) -> [Shortfall] {
        let field = profile.field(length: layout.spacing, height: layout.height)
        let criteria = profile.required.requirements.map(\.criterion)
        let isSeen = criteria.contains { $0.needsLuminance }
        let reach = isSeen ? RoadConventions.glareDistance : RoadConventions.beyond * layout.height
        layout.lamps(profile, luminaire, photometry: layout.luminaire, reach: reach, into: &lamps)
        var lighting = RoadLighting()
        if isSeen { lighting.luminance = luminance(field, lamps) }
        if criteria.contains(.edgeRatio) { lighting.edgeRatio = edgeRatio(field, lamps) }
        if criteria.contains(where: { [.averageIlluminance, .minimumIlluminance, .illuminanceUniformity].contains($0) })
        {
            lay(field, from: -field.width / 2, width: field.width, across: RoadField.pointsAcross(field.width))
            let found = illuminance(.horizontal, lamps)
            lighting.averageIlluminance = found.average
            lighting.minimumIlluminance = found.minimum
        }
        var extra: [LightingCriterion: Double] = [:]
        for criterion in criteria where lighting.value(of: criterion) == nil {
            extra[criterion] = illuminance(criterion, field, lamps)
        }
        return profile.required.shortfalls { lighting.value(of: $0) ?? extra[$0] }
    }
}

extension LightingCriterion {
    /// Whether it is about what drivers see.
    var needsLuminance: Bool {
        switch self {
        case .averageLuminance, .uniformity, .longitudinalUniformity, .thresholdIncrement, .wetUniformity: true
        default: false
        }
    }

    /// Whether it falls in proportion to the distance between lamps.
    var isAverage: Bool {
        switch self {
        case .averageLuminance, .averageIlluminance, .averageHemispherical: true
        default: false
        }
    }
}
