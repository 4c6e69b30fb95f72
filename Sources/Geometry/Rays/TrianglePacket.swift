/// Up to eight triangles side by side, in metres from an origin of their own.
///
/// Corners lie on a grid of 2⁻¹³ m (0.12 mm) and origins on whole metres. As no corner is further than 2048 m from its
/// origin, single precision holds it exactly. Seen from another whole-metre origin, a corner's coordinates are the sum
/// of two exact numbers, rounded once: the same in every packet that has that corner, so that triangles which share an
/// edge see the very same edge.
struct TrianglePacket {
    /// Corners as ax, ay, az, bx, by, bz, cx, cy, cz; NaN, which is never hit, where there is no triangle.
    var corners = InlineArray<9, Lanes>(repeating: Lanes(repeating: .nan))
    /// Whole metres from the scene's origin; the fourth is not used.
    var origin: SIMD4<Float> = .zero
    /// The mesh's triangle each lane is or is a piece of.
    var triangles = SIMD8<Int32>(repeating: -1)

    /// Edge of the grid on which corners lie, metres.
    static let grid = 0x1p-13
    /// Largest extent of a packet, metres: with it no corner is 1024 m or more from the packet's origin.
    static let maxExtent = 2046.0

    /// A position moved to the grid.
    static func snapped(_ p: Point3) -> Point3 {
        Point3((p.x / grid).rounded() * grid, (p.y / grid).rounded() * grid, (p.z / grid).rounded() * grid)
    }

    /// Puts a triangle with corners on the grid into a lane; `origin` is the packet's in city coordinates.
    mutating func set(_ lane: Int, _ triangle: Triangle, from origin: Point3) {
        for (i, corner) in [triangle.a, triangle.b, triangle.c].enumerated() {
            let local = corner - origin
            corners[3 * i][lane] = Float(local.x)
            corners[3 * i + 1][lane] = Float(local.y)
            corners[3 * i + 2][lane] = Float(local.z)
        }
        triangles[lane] = triangle.number
    }
}

/// A triangle of the mesh, or a piece of one, on the grid.
struct Triangle {
    var a: Point3
    var b: Point3
    var c: Point3
    /// Its number in the mesh.
    var number: Int32

    /// Whether it has no area.
    var isDegenerate: Bool {
        let normal = (b - a).cross(c - a)
        return normal.x == 0 && normal.y == 0 && normal.z == 0
    }

    /// Calls `body` with pieces that have no edge longer than 1024 m.
    ///
    /// An edge is halved because of its own length alone and at the same point from either side, so that neighbours
    /// keep sharing edges.
    func forEachPiece(_ body: (Triangle) -> Void) {
        let (ab, bc, ca) = ((b - a).length, (c - b).length, (a - c).length)
        let longest = max(ab, bc, ca)
        guard longest > 1024 else { return body(self) }
        // Turned so that the longest edge is a–b.
        let t =
            longest == ab
            ? self
            : longest == bc ? Triangle(a: b, b: c, c: a, number: number) : Triangle(a: c, b: a, c: b, number: number)
        let middle = TrianglePacket.snapped((t.a + t.b) * 0.5)
        Triangle(a: t.a, b: middle, c: t.c, number: number).forEachPiece(body)
        Triangle(a: middle, b: t.b, c: t.c, number: number).forEachPiece(body)
    }
}
