/// What a face of a city object is, after the semantic surfaces of CityJSON 2.0 (CityGML 3.0 thematic surfaces).
public enum SurfaceType: UInt8, Sendable, Hashable, CaseIterable {
    /// No semantics known.
    case unknown
    case roof, wall, ground, closure
    /// Underside of an overhang or of a passage.
    case outerCeiling
    /// Walkable top of a balcony, loggia or terrace.
    case outerFloor
    case window, door
    case interiorWall, ceiling, floor
    case water, waterGround, waterClosure
    case trafficArea, auxiliaryTrafficArea, transportationMarking, transportationHole

    /// The CityJSON name; `unknown` has none and gives an empty text.
    public var name: String {
        switch self {
        case .unknown: ""
        case .roof: "RoofSurface"
        case .wall: "WallSurface"
        case .ground: "GroundSurface"
        case .closure: "ClosureSurface"
        case .outerCeiling: "OuterCeilingSurface"
        case .outerFloor: "OuterFloorSurface"
        case .window: "Window"
        case .door: "Door"
        case .interiorWall: "InteriorWallSurface"
        case .ceiling: "CeilingSurface"
        case .floor: "FloorSurface"
        case .water: "WaterSurface"
        case .waterGround: "WaterGroundSurface"
        case .waterClosure: "WaterClosureSurface"
        case .trafficArea: "TrafficArea"
        case .auxiliaryTrafficArea: "AuxiliaryTrafficArea"
        case .transportationMarking: "TransportationMarking"
        case .transportationHole: "TransportationHole"
        }
    }

    /// One letter per type, so that the types of a solid's faces fit in a compact text column: `RRWWWWG`.
    ///
    /// The letters are part of the stored format: never change one.
    public var letter: Character {
        switch self {
        case .unknown: "U"
        case .roof: "R"
        case .wall: "W"
        case .ground: "G"
        case .closure: "C"
        case .outerCeiling: "O"
        case .outerFloor: "F"
        case .window: "N"
        case .door: "D"
        case .interiorWall: "I"
        case .ceiling: "E"
        case .floor: "L"
        case .water: "A"
        case .waterGround: "B"
        case .waterClosure: "K"
        case .trafficArea: "T"
        case .auxiliaryTrafficArea: "X"
        case .transportationMarking: "M"
        case .transportationHole: "H"
        }
    }

    /// The type with that CityJSON name; nil for a name of an extension (`+Thermal…`) or a misspelt one.
    public init?(cityJSON name: String) {
        guard !name.isEmpty, let type = Self.byName[name] else { return nil }
        self = type
    }

    /// The type with that letter.
    public init?(letter: Character) {
        guard let type = Self.byLetter[letter] else { return nil }
        self = type
    }

    private static let byName = Dictionary(uniqueKeysWithValues: allCases.map { ($0.name, $0) })
    private static let byLetter = Dictionary(uniqueKeysWithValues: allCases.map { ($0.letter, $0) })
}
