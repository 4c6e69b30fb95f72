public import Geometry

/// Which way round a module lies.
public enum ModuleOrientation: Sendable, Hashable, CaseIterable {
    /// Its long side up the slope.
    case portrait
    /// Its long side along the row.
    case landscape
}

/// Why a roof carries no modules although it might have been expected to.
public enum LayoutProblem: Sendable, Hashable {
    /// The face has no area, or coordinates that are no numbers.
    case degenerate
    /// More rows or modules than any roof has (over 20 million): the units are wrong.
    case tooLarge
    /// Racks stand on roofs up to 60°.
    case tooSteepForRacks
    /// The roof falls away from the sun too steeply for the shade limit: no row pitch is enough.
    case noRowPitch

    /// For a diagnostic, without a full stop.
    public var message: String {
        switch self {
        case .degenerate: "the face has no area"
        case .tooLarge: "the face would hold more than 20 million modules"
        case .tooSteepForRacks: "the face is too steep for racks"
        case .noRowPitch: "the face falls away from the sun: rows shade each other at any distance"
        }
    }
}

/// The three directions of a module that looks one way; unit vectors at right angles.
public struct ModuleFace: Sendable, Hashable {
    /// Along the row.
    public let along: Point3
    /// Up the module's slope.
    public let up: Point3
    /// Where it looks.
    public let normal: Point3
}

/// Module rectangles on one face, in columns: module `i` is `centres[i]`, `rows[i]`, `faces[faceIndices[i]]`.
public struct ModuleLayout: Sendable, Hashable {
    /// Middle of each module's glass, metres in the coordinates of the roof; row by row from the eave (or the front).
    public internal(set) var centres: [Point3] = []
    /// The row each module stands in, from 0.
    public internal(set) var rows: [Int32] = []
    /// Which way each module looks; all 0 except for domes.
    public internal(set) var faceIndices: [UInt8] = []
    /// One, for domes two.
    public internal(set) var faces: [ModuleFace] = []
    public internal(set) var orientation = ModuleOrientation.portrait
    /// Extent of a module along the row, m.
    public internal(set) var width = 0.0
    /// Extent of a module up its slope, m.
    public internal(set) var height = 0.0
    /// Area of the face in space, m².
    public internal(set) var roofArea = 0.0
    /// What is left of it after setbacks and obstacles, m².
    public internal(set) var usableArea = 0.0
    /// Number of rows; pairs of rows for domes.
    public internal(set) var rowCount = 0
    /// Mean distance from row to row where there are several, m: horizontal for racks, along the face when flush.
    public internal(set) var rowPitch: Double?
    /// Ground coverage ratio: collector length (of domes both) over the mean row pitch; nil for a single row.
    public internal(set) var groundCoverage: Double?
    /// Share of the modules that have a row in front of them, so that ``RowShading`` concerns them; 0 when flush.
    public internal(set) var shadedShare = 0.0
    /// How the rows shade each other at their nearest, for each of `faces`; empty when flush.
    public internal(set) var rowShading: [RowShading] = []
    /// The roof's ring ran the wrong way round: it was taken to look up.
    public internal(set) var isInverted = false
    /// Obstacles without a place that were left out: coordinates that are no numbers or 1,000 km away, a negative radius.
    public internal(set) var ignoredObstacles = 0
    /// Why there are no modules, unless the face is simply too small.
    public internal(set) var problem: LayoutProblem?

    public var count: Int { centres.count }

    /// Area of all modules, m².
    public var moduleArea: Double { Double(count) * width * height }

    /// Module area over the area of the face.
    public var density: Double { roofArea > 0 ? moduleArea / roofArea : 0 }

    /// The corners of a module, counter-clockwise as seen from where it looks.
    public func polygon(of i: Int) -> Polygon {
        let face = faces[Int(faceIndices[i])]
        let u = face.along * (width / 2)
        let v = face.up * (height / 2)
        let c = centres[i]
        return Polygon(exterior: [c - u - v, c + u - v, c + u + v, c - u + v])
    }
}
