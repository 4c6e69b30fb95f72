import Geometry

/// A name in the city's languages.
struct Name: Sendable, Hashable {
    var en: String
    var kk: String
    var ru: String
}

/// A building as it really is in the synthetic city; what of it the data say is decided by `known`.
struct Building: Sendable {
    /// What is known of its height, as patchy as in real data.
    enum Known: Sendable { case heightAndLevels, levels, height, nothing }

    /// Kebab-case; nil takes the next number.
    var id: String?
    /// Counter-clockwise.
    var footprint: [Point3]
    var use: String
    var levels: Int
    /// From the ground to the highest point, m.
    var height: Double
    var roofShape = "flat"
    /// The roof's share of the height, m.
    var roofHeight = 0.0
    var startDate = 2000
    var material = "brick"
    var population = 0
    var name: Name?
    var known: Known
    var solid: Solid?
    /// Where it is noted why a height rule does not apply or is broken.
    var note: String?
    var superblock = 0

    init(_ footprint: [Point3], use: String, levels: Int, height: Double, known: Known) {
        self.footprint = footprint
        self.use = use
        self.levels = levels
        self.height = height
        self.known = known
    }
}

/// A part of a building with a height of its own (OSM `building:part`).
struct BuildingPart: Sendable {
    var id: String
    var building: String
    var part: String
    var footprint: [Point3]
    var minHeight: Double
    var height: Double
}
