import Geometry

/// A counter-clockwise ring of points on a circle; every second radius scaled by `rib`.
func circle(_ centre: Point3, _ radius: Double, _ sides: Int, rib: Double = 1) -> [Point3] {
    (0..<sides).map { k in
        let angle = 2 * Double.pi * (Double(k) + 0.5) / Double(sides)
        let r = k % 2 == 0 ? radius : radius * rib
        return rounded(Point3(centre.x + cosine(angle) * r, centre.y + sine(angle) * r))
    }
}

/// A faceted dome on an upright drum. It is an open shell: whatever carries it leaves a hole in the shape of `foot`.
struct Dome: Sendable {
    var foot: [Point3]
    var shell = Solid()

    /// Share of the radius over share of the height, from the springing to below the tip.
    static let pointed: [(r: Double, h: Double)] = [
        (0.985, 0.16), (0.93, 0.33), (0.83, 0.5), (0.68, 0.66), (0.49, 0.8), (0.26, 0.92),
    ]
    static let bulbous: [(r: Double, h: Double)] = [
        (1.06, 0.12), (1.05, 0.28), (0.95, 0.46), (0.78, 0.63), (0.55, 0.79), (0.27, 0.92),
    ]
    static let cone: [(r: Double, h: Double)] = []

    /// - Parameters:
    ///   - base: where the drum stands; `spring`: where the dome begins; `top`: its tip. Heights in metres.
    ///   - rib: radius of every second corner, as a share; 1 is smooth, less gives ribs.
    init(
        centre: Point3, radius: Double, sides: Int, base: Double, spring: Double, top: Double,
        profile: [(r: Double, h: Double)], rib: Double = 1
    ) {
        foot = circle(centre, radius, sides, rib: rib)
        var low = foot.map { raised($0, base) }
        let rings =
            (spring > base ? [(1.0, spring, SurfaceType.wall)] : [])
            + profile.map { ($0.r, spring + (top - spring) * $0.h, SurfaceType.roof) }
        for (share, z, type) in rings {
            let high = circle(centre, radius * share, sides, rib: rib).map { raised($0, z) }
            for k in 0..<sides {
                let n = (k + 1) % sides
                shell.add([low[k], low[n], high[n], high[k]], type)
            }
            low = high
        }
        for k in 0..<sides { shell.add([low[k], low[(k + 1) % sides], raised(centre, top)], .roof) }
    }

    /// A closed tower: a ground face and the dome's shell.
    var tower: Solid {
        var solid = Solid()
        let base = shell.faces.first?.vertices.first?.z ?? 0
        solid.add(foot.reversed().map { raised($0, base) }, .ground)
        solid.append(shell)
        return solid
    }
}
