/// Classes of streets with the measures that go with them; widths after the usual Kazakh cross-sections (SP RK
/// 3.01-101: lanes of 3–3.75 m), corridor widths chosen so that verges, aryks and footways find room.
enum RoadClass: Int, Sendable, CaseIterable {
    case primary, secondary, tertiary, unclassified, residential, lane, service, track, pedestrian

    /// OSM `highway` value.
    var highway: String {
        switch self {
        case .primary: "primary"
        case .secondary: "secondary"
        case .tertiary: "tertiary"
        case .unclassified: "unclassified"
        case .residential: "residential"
        case .lane: "living_street"
        case .service: "service"
        case .track: "track"
        case .pedestrian: "pedestrian"
        }
    }

    /// Width of the carriageway, m.
    var width: Double { [16, 12, 8, 7, 6, 4.5, 5, 4, 4][rawValue] }

    /// Width between the plots on both sides, m.
    var corridor: Double { [44, 32, 22, 18, 13, 8, 9, 10, 8][rawValue] }

    var lanes: Int { [4, 4, 2, 2, 2, 1, 1, 1, 1][rawValue] }

    /// km/h.
    var maxspeed: Int { [60, 60, 60, 60, 40, 20, 20, 40, 5][rawValue] }

    var surface: String {
        self == .track ? "gravel" : self == .pedestrian ? "paving_stones" : "asphalt"
    }

    /// OSM `sidewalk` value.
    var sidewalk: String {
        switch self {
        case .primary, .secondary, .tertiary: "both"
        case .residential: "right"
        default: "no"
        }
    }

    /// How its lamps stand: arrangement (EN 13201-2 terms), distance along the street, pole and luminaire.
    var lighting: Lighting {
        switch self {
        case .primary: Lighting(.opposite, spacing: 37, height: 10, overhang: 1.5, ledPower: 120, hpsPower: 250)
        case .secondary: Lighting(.staggered, spacing: 32, height: 9, overhang: 1.5, ledPower: 90, hpsPower: 150)
        case .tertiary, .unclassified:
            Lighting(.single, spacing: 35, height: 8.5, overhang: 1.2, ledPower: 70, hpsPower: 100)
        case .residential, .service, .track:
            Lighting(.single, spacing: 39, height: 7.5, overhang: 1, ledPower: 45, hpsPower: 70)
        case .lane: Lighting(.single, spacing: 36, height: 6, overhang: 0.8, ledPower: 30, hpsPower: 70)
        case .pedestrian: Lighting(.single, spacing: 24, height: 4.5, overhang: 0, ledPower: 25, hpsPower: 70)
        }
    }

    struct Lighting: Sendable {
        enum Arrangement: String, Sendable {
            case single = "single_sided"
            case staggered
            case opposite
        }
        var arrangement: Arrangement
        /// Distance along the street from one lamp (or pair) to the next, m.
        var spacing: Double
        var height: Double
        var overhang: Double
        /// Watts.
        var ledPower: Double
        var hpsPower: Double

        init(
            _ arrangement: Arrangement, spacing: Double, height: Double, overhang: Double, ledPower: Double,
            hpsPower: Double
        ) {
            self.arrangement = arrangement
            self.spacing = spacing
            self.height = height
            self.overhang = overhang
            self.ledPower = ledPower
            self.hpsPower = hpsPower
        }
    }
}
