import City
import Geometry

/// A stretch of a road with its lighting and what is missed.
struct JudgedStretch: Sendable {
    var stretch: Stretch
    /// All zero where unlit.
    var lighting: RoadLighting
    /// The class that was applied: on a bend that of illuminance in place of luminance; nil where there is none.
    var applied: LightingClass?
    var shortfalls: [Shortfall]
    /// The criteria there was a value for.
    var judged: [LightingCriterion]
    var isBend: Bool

    var length: Double { stretch.to - stretch.from }
    var isLit: Bool { stretch.kind != .unlit }

    /// `meets`, `fails`, `unlit`, or `no_class`.
    var verdict: Verdict {
        guard let applied else { return isLit ? .noClass : .unlit }
        // A class that asks for nothing is met in the dark.
        if applied.requirements.isEmpty { return .meets }
        return !isLit ? .unlit : shortfalls.isEmpty ? .meets : .fails
    }
}

enum Verdict: String, Sendable {
    case meets
    case fails
    case unlit
    case noClass = "no_class"
}

/// A road, stretch by stretch.
struct JudgedRoad: Sendable {
    var road: Int
    var required: LightingClass?
    var arrangement: Arrangement
    /// Median distance from lamp to lamp in the row, m; nil for fewer than two.
    var spacing: Double?
    /// Median mounting height, m; nil without lamps.
    var height: Double?
    var lamps: Int
    var stretches: [JudgedStretch]
    var points: [RoadPoint] = []
}

/// A grid point of a field.
struct RoadPoint: Sendable {
    var place: Point3
    var stretch: Int
    var illuminance: Double
    /// The lane's own driver's; nil on a bend.
    var luminance: Double?
}

extension RoadCalculation {
    /// The points of the luminance grid with what is there: illuminance, and luminance for the lane's own driver.
    mutating func points(
        _ field: RoadField, _ lamps: [RoadLamp]
    ) -> [(place: Point3, illuminance: Double, luminance: Double?)] {
        if field.axis.isEmpty { _ = luminance(field, lamps) }
        lay(field, from: -field.width / 2, width: field.width, across: 3 * field.lanes)
        illuminate(.horizontal, lamps)
        let aLane = count / field.lanes
        return (0..<count).map { p in
            (
                point(p), illuminance(at: p),
                field.axis.isEmpty ? luminance(at: p, seenFrom: p / aLane) : nil
            )
        }
    }
}
