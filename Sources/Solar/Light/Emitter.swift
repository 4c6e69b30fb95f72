import City
import Geometry

/// A small piece of the city's surface that gives light back: part of a triangle of a building, or a cell of the ground.
///
/// The cutting depends on the city alone, not on who looks, so that a result does not depend on which receivers are
/// computed together.
enum Emitter: Hashable, Comparable, Sendable {
    /// Part `place` of a building's triangle cut into `cuts`² equal ones; the side that is lit.
    case building(triangle: Int32, place: Int32, isFlipped: Bool, isFront: Bool)
    /// Cell of the ground, counted from the city's origin.
    case ground(x: Int32, y: Int32)
    /// Level ground beyond everything that is known: it sees the whole sky.
    case openGround

    /// Ground farther away than this is open, m.
    static let reach = 2000.0
    /// A triangle's edges are cut into at most so many pieces.
    private static let mostCuts = 64.0

    /// The ground cell that holds a place.
    /// - Parameter size: of cells of the ground, and of the longest edge of a part of a triangle, m.
    static func ground(at p: Point3, size: Double) -> Emitter {
        .ground(x: Int32((p.x / size).rounded(.down)), y: Int32((p.y / size).rounded(.down)))
    }

    /// The part of a building's triangle that a ray along `direction` met at `p`.
    static func building(
        _ triangle: Int32, of mesh: Mesh, at p: Point3, along direction: Point3, size: Double
    ) -> Emitter {
        let (a, b, c) = mesh.corners(of: Int(triangle))
        let (e, f, g) = (b - a, c - a, p - a)
        let cuts = Self.cuts(e, f, size)
        // Barycentric coordinates of p along e and f.
        let (ee, ef, ff, ge, gf) = (e.dot(e), e.dot(f), f.dot(f), g.dot(e), g.dot(f))
        let determinant = ee * ff - ef * ef
        let u = determinant > 0 ? min(max((ff * ge - ef * gf) / determinant, 0), 1) : 0
        let v = determinant > 0 ? min(max((ee * gf - ef * ge) / determinant, 0), 1 - u) : 0
        let i = min(u * cuts, cuts - 1).rounded(.down)
        let j = min(v * cuts, cuts - 1 - i).rounded(.down)
        let isFlipped = u * cuts - i + v * cuts - j > 1 && i + j < cuts - 1
        return .building(
            triangle: triangle, place: Int32(i * mostCuts + j), isFlipped: isFlipped,
            isFront: e.cross(f).dot(direction) < 0)
    }

    private static func cuts(_ e: Point3, _ f: Point3, _ size: Double) -> Double {
        let longest = max(e.length, f.length, (f - e).length)
        return min(max((longest / size).rounded(.up), 1), mostCuts)
    }

    /// The point that stands for it, off the surface on the lit side, and the normal there; nil where it cannot be lit.
    func place(
        in mesh: Mesh, _ scene: RayScene, _ ground: Ground, size: Double
    ) -> (point: Point3, normal: Point3)? {
        switch self {
        case .building(let triangle, let place, let isFlipped, let isFront):
            let (a, b, c) = mesh.corners(of: Int(triangle))
            let (e, f) = (b - a, c - a)
            let cuts = Self.cuts(e, f, size)
            let third = isFlipped ? 2.0 / 3 : 1.0 / 3
            let (i, j) = (Double(place / Int32(Self.mostCuts)), Double(place % Int32(Self.mostCuts)))
            let normal = e.cross(f).normalised * (isFront ? 1 : -1)
            guard normal.isFinite else { return nil }
            return (a + e * ((i + third) / cuts) + f * ((j + third) / cuts) + normal * Visibility.lift, normal)
        case .ground(let x, let y):
            let up = Point3(0, 0, 1)
            // The middle of the cell, unless a building stands on it; then a place beside.
            for (u, v) in [(0.5, 0.5), (0.2, 0.2), (0.8, 0.8), (0.8, 0.2), (0.2, 0.8)] {
                let p = Point3((Double(x) + u) * size, (Double(y) + v) * size)
                if let z = ground.openHeight(at: p, scene) { return (Point3(p.x, p.y, z + Visibility.lift), up) }
            }
            return nil
        case .openGround: return nil
        }
    }

    static func < (a: Emitter, b: Emitter) -> Bool { a.key < b.key }

    private var key: (Int32, Int32, Int32) {
        switch self {
        case .ground(let x, let y): (-1, x, y)
        case .openGround: (-2, 0, 0)
        case .building(let triangle, let place, let isFlipped, let isFront):
            (triangle, place, (isFlipped ? 2 : 0) + (isFront ? 1 : 0))
        }
    }
}
