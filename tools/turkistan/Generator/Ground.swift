import City
import Geometry

/// Heights of the synthetic ground: a plain that falls gently to the south-west, low waves, and two mounds.
///
/// The mausoleum stands 219 m above the sea (azretsultan museum's own figure); slope and waves are assumed.
enum Ground {
    static func height(_ p: Point3) -> Double {
        var z = 216.2 + 0.00085 * p.x + 0.00105 * p.y
        z += 0.7 * sine(p.x / 830 + 0.4) * cosine(p.y / 1060) + 0.35 * sine(p.x / 310 - p.y / 270)
        // The citadel's mound under the mausoleum, and the tell of Kultobe to its south-east.
        z += mound(p, Point3(0, 0), height: 2.8, radius: 120) + mound(p, Kultobe.centre, height: 4.5, radius: 50)
        return z
    }

    private static func mound(_ p: Point3, _ centre: Point3, height: Double, radius: Double) -> Double {
        let r = p.distance2D(to: centre) / radius
        // A bell without an exponential: flat on top, gone at three radii.
        let bell = 1 / (1 + r * r * r * r)
        return height * bell
    }

    static func terrain(_ area: Box, cell: Double) -> Terrain {
        let columns = Int((area.width / cell).rounded(.up)) + 1
        let rows = Int((area.height / cell).rounded(.up)) + 1
        var heights: [Float] = []
        heights.reserveCapacity(columns * rows)
        for row in 0..<rows {
            for column in 0..<columns {
                let p = Point3(area.minX + Double(column) * cell, area.minY + Double(row) * cell)
                heights.append(Float((height(p) * 100).rounded() / 100))
            }
        }
        return Terrain(
            origin: Point3(area.minX, area.minY), cellX: cell, cellY: cell, columns: columns, rows: rows,
            heights: heights)
    }
}

/// The mound of the oldest town, an archaeological park east of the mausoleum; its place is approximate.
enum Kultobe {
    static let centre = Point3(215, -65)
    static let radius = 60.0
}
