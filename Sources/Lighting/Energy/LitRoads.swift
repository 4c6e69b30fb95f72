import City
import Geometry

/// What of a road is lit, and how brightly: its carriageway and sidewalks, stretch by stretch.
struct LitRoad: Sendable {
    /// Of the lit stretches; sidewalks behind carriageways.
    var areas: [LitArea] = []
    /// Carriageways alone: area and illuminance times area.
    var carriageway = 0.0
    var light = 0.0
    /// Length that is lit, m.
    var length = 0.0

    var area: Double { areas.reduce(0) { $0 + $1.area } }
    /// Average illuminance of the carriageway, lx; nil where nothing is lit.
    var illuminance: Double? { carriageway > 0 ? light / carriageway : nil }
}

/// Computes the illuminance of roads one after another; one worker's arrays.
struct LitRoads {
    private var division: RoadDivision
    private var calculation: RoadCalculation
    private var lit: [RoadLamp] = []
    /// Which sides have a sidewalk, by road.
    private let sides: [Sides]
    private let sidewalkWidth: Double

    struct Sides: OptionSet {
        let rawValue: Int
        static let left = Sides(rawValue: 1)
        static let right = Sides(rawValue: 2)

        /// By OSM `sidewalk`; those drawn as ways of their own (`separate`) are roads of their own.
        init(_ tag: String?) {
            switch tag {
            case "both", "yes": self = [.left, .right]
            case "left": self = .left
            case "right": self = .right
            default: self = []
            }
        }

        init(rawValue: Int) { self.rawValue = rawValue }
    }

    init(_ roads: Roads, _ lamps: Lamps, _ calculation: RoadCalculation, sides: [Sides], sidewalkWidth: Double) {
        division = RoadDivision(roads, lamps)
        self.calculation = calculation
        self.sides = sides
        self.sidewalkWidth = sidewalkWidth
    }

    mutating func callAsFunction(_ number: Int) -> LitRoad {
        var result = LitRoad()
        let road = division.roads.roads[number]
        let divided = division(number)
        for stretch in divided.stretches where stretch.kind != .unlit {
            let placed = PlacedField(stretch, road, divided.axis, drivesLeft: false)
            placed.gather(division.near, of: division.lamps, into: &lit)
            let length = stretch.to - stretch.from
            let half = road.width / 2
            add(-half, road.width, placed.field, length, to: &result)
            guard let carriageway = result.areas.last else { continue }
            result.length += length
            result.carriageway += carriageway.area
            result.light += carriageway.illuminance * carriageway.area
            if sidewalkWidth > 0 {
                if sides[number].contains(.right) {
                    add(-half - sidewalkWidth, sidewalkWidth, placed.field, length, to: &result)
                }
                if sides[number].contains(.left) { add(half, sidewalkWidth, placed.field, length, to: &result) }
            }
        }
        return result
    }

    private mutating func add(
        _ from: Double, _ width: Double, _ field: RoadField, _ length: Double, to result: inout LitRoad
    ) {
        calculation.lay(field, from: from, width: width, across: RoadField.pointsAcross(width))
        let found = calculation.illuminance(.horizontal, lit)
        result.areas.append(LitArea(illuminance: found.average, area: length * width))
    }
}
