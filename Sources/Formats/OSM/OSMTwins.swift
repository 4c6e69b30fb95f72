internal import City
internal import Geometry

/// Finds buildings that are mapped twice: as a relation, and once more as the way that is the relation's outer ring.
///
/// Both are kept, since nothing says which of them carries the better tags; but who sums over buildings should know.
enum OSMTwins {
    static func note(_ buildings: Layer, _ diagnostics: inout Diagnostics) {
        let geometries = buildings.geometries
        func exteriors(_ row: Int) -> [Ring] { geometries.polygons(of: row).map { Ring($0) } }
        let relations = (0..<buildings.count).filter { buildings.ids[$0].hasPrefix("r") }
        let rings = Set(relations.flatMap(exteriors))
        if rings.isEmpty { return }
        for row in 0..<buildings.count where buildings.ids[row].hasPrefix("w") {
            if exteriors(row).contains(where: rings.contains) {
                diagnostics.note(
                    "building-twice", "a building is also the outer ring of a building relation: it counts twice",
                    buildings.ids[row])
            }
        }
    }

    /// An outline whatever corner it begins at.
    private struct Ring: Hashable {
        private let corners: [Point3]

        init(_ polygon: Polygon) {
            let ring = Array(polygon.ring(0))
            let first = ring.indices.min { (ring[$0].x, ring[$0].y) < (ring[$1].x, ring[$1].y) } ?? 0
            corners = Array(ring[first...] + ring[..<first])
        }
    }
}
