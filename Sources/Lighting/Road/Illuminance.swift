import CSIMD
import Geometry

/// What of a lamp's light falls on a small receiver (EN 13201-3:2015, 7.2.3 and 7.3 to 7.5).
enum Illuminance: Sendable, Hashable {
    /// On the ground: I cos ε / d².
    case horizontal
    /// On a half-sphere lying on the ground: I (1 + cos ε) / (4 d²).
    case hemispherical
    /// On a standing half-cylinder that looks in a direction of length 1: I (1 + cos α) sin ε / (π d²).
    case semicylindrical(x: Double, y: Double)
    /// On a standing plane that looks in a direction of length 1: I sin ε cos α / d², nothing from behind.
    case vertical(x: Double, y: Double)

    /// Where the receiver is above the ground, m: faces are at 1.5 m.
    var height: Double {
        switch self {
        case .horizontal, .hemispherical: 0
        case .semicylindrical, .vertical: 1.5
        }
    }

    /// The illuminance, lx, that an intensity of 1 cd gives.
    /// - Parameters:
    ///   - x: of the ray from the lamp to the receiver, m; y and z as well.
    ///   - distance: the ray's length, m.
    @inline(always)
    func perCandela(_ x: Lanes, _ y: Lanes, _ z: Lanes, _ distance: Lanes) -> Lanes {
        let squared = distance * distance
        switch self {
        case .horizontal: return -z / (squared * distance)
        case .hemispherical: return (distance - z) / (4 * squared * distance)
        // ε is taken from the vertical, α between the planes of incidence and of the receiver's normal: products with
        // sin ε are plain scalar products.
        case .semicylindrical(let lookX, let lookY):
            let planar = csimd_sqrt8(x * x + y * y)
            return (planar - (x * Float(lookX) + y * Float(lookY))) / (Float.pi * squared * distance)
        case .vertical(let lookX, let lookY):
            let towards = -(x * Float(lookX) + y * Float(lookY))
            return towards.replacing(with: 0, where: towards .< 0) / (squared * distance)
        }
    }
}

extension RoadCalculation {
    /// Average and least maintained illuminance of a kind on a field's grid.
    mutating func illuminance(
        _ kind: Illuminance, _ field: RoadField, _ lamps: [RoadLamp]
    ) -> (average: Double, minimum: Double) {
        lay(
            field, from: -field.width / 2, width: field.width, across: RoadField.pointsAcross(field.width),
            height: kind.height)
        return illuminance(kind, lamps)
    }

    /// What a class asks for beyond ``RoadLighting``: illuminance of other receivers (classes HS, SC, EV). Standing ones
    /// look along the road either way; the worse counts.
    mutating func illuminance(_ criterion: LightingCriterion, _ field: RoadField, _ lamps: [RoadLamp]) -> Double? {
        switch criterion {
        case .averageHemispherical: return illuminance(.hemispherical, field, lamps).average
        case .hemisphericalUniformity:
            let found = illuminance(.hemispherical, field, lamps)
            return found.average > 0 ? found.minimum / found.average : 0
        case .minimumSemicylindrical:
            return min(
                illuminance(.semicylindrical(x: 1, y: 0), field, lamps).minimum,
                illuminance(.semicylindrical(x: -1, y: 0), field, lamps).minimum)
        case .minimumVertical:
            return min(
                illuminance(.vertical(x: 1, y: 0), field, lamps).minimum,
                illuminance(.vertical(x: -1, y: 0), field, lamps).minimum)
        default: return nil
        }
    }
}

extension RoadLighting {
    /// The value of a criterion; nil for one that was not computed.
    public func value(of criterion: LightingCriterion) -> Double? {
        switch criterion {
        case .averageLuminance: luminance?.average
        case .uniformity: luminance?.uniformity
        case .longitudinalUniformity: luminance?.longitudinalUniformity
        case .thresholdIncrement: luminance?.thresholdIncrement
        case .edgeRatio: edgeRatio
        case .wetUniformity: luminance?.wetUniformity
        case .averageIlluminance: averageIlluminance
        case .minimumIlluminance: minimumIlluminance
        case .illuminanceUniformity: illuminanceUniformity
        case .averageHemispherical, .hemisphericalUniformity, .minimumSemicylindrical, .minimumVertical: nil
        }
    }
}
