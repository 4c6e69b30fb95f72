import Geometry

/// The faces of closed shells in city coordinates, outward oriented, each with what it is.
struct Solid: Sendable {
    private(set) var faces: [Polygon] = []
    private(set) var types: [SurfaceType] = []

    mutating func add(_ ring: [Point3], holes: [[Point3]] = [], _ type: SurfaceType) {
        faces.append(Polygon(exterior: ring.map(rounded), holes: holes.map { $0.map(rounded) }))
        types.append(type)
    }

    mutating func append(_ other: Solid) {
        faces += other.faces
        types += other.types
    }

    var top: Double { faces.reduce(-Double.infinity) { max($0, $1.vertices.reduce(-.infinity) { max($0, $1.z) }) } }

    /// Upright walls under a counter-clockwise ring, from `z0` to `z1`.
    mutating func addWalls(_ ring: [Point3], _ z0: Double, _ z1: Double) {
        for k in ring.indices {
            let (a, b) = (ring[k], ring[(k + 1) % ring.count])
            add([raised(a, z0), raised(b, z0), raised(b, z1), raised(a, z1)], .wall)
        }
    }

    /// A block with a flat roof over a counter-clockwise ring.
    static func prism(_ ring: [Point3], _ z0: Double, _ z1: Double) -> Solid {
        var solid = Solid()
        solid.add(ring.reversed().map { raised($0, z0) }, .ground)
        solid.addWalls(ring, z0, z1)
        solid.add(ring.map { raised($0, z1) }, .roof)
        return solid
    }

    /// A rectangle under two slopes; the ridge runs along side 0.
    static func gable(_ r: [Point3], _ z0: Double, eave: Double, ridge: Double) -> Solid {
        let (m0, m1) = (raised(mix(r[3], r[0], 0.5), ridge), raised(mix(r[1], r[2], 0.5), ridge))
        let (g, e) = (r.map { raised($0, z0) }, r.map { raised($0, eave) })
        var solid = Solid()
        solid.add(g.reversed(), .ground)
        solid.add([g[0], g[1], e[1], e[0]], .wall)
        solid.add([g[1], g[2], e[2], m1, e[1]], .wall)
        solid.add([g[2], g[3], e[3], e[2]], .wall)
        solid.add([g[3], g[0], e[0], m0, e[3]], .wall)
        solid.add([e[0], e[1], m1, m0], .roof)
        solid.add([e[2], e[3], m0, m1], .roof)
        return solid
    }

    /// A rectangle under four slopes of equal pitch; side 0 is the longer one.
    static func hip(_ r: [Point3], _ z0: Double, eave: Double, ridge: Double) -> Solid {
        let inset = (r[1] - r[0]).normalised * (r[1].distance2D(to: r[2]) / 2)
        let m0 = raised(mix(r[3], r[0], 0.5) + inset, ridge)
        let m1 = raised(mix(r[1], r[2], 0.5) - inset, ridge)
        let e = r.map { raised($0, eave) }
        var solid = Solid()
        solid.add(r.reversed().map { raised($0, z0) }, .ground)
        solid.addWalls(r, z0, eave)
        solid.add([e[0], e[1], m1, m0], .roof)
        solid.add([e[1], e[2], m1], .roof)
        solid.add([e[2], e[3], m0, m1], .roof)
        solid.add([e[3], e[0], m0], .roof)
        return solid
    }

    /// Two wings of one width at a right angle, both gabled, meeting in a hip and a valley.
    ///
    /// - Parameter r: outer corner, end of the first wing (two corners), inner corner, end of the second wing (two).
    static func ell(_ r: [Point3], _ z0: Double, eave: Double, ridge: Double) -> Solid {
        let isCounterClockwise = signedArea(r) > 0
        let (g, e) = (r.map { raised($0, z0) }, r.map { raised($0, eave) })
        let first = raised(mix(r[1], r[2], 0.5), ridge)
        let bend = raised(mix(r[0], r[3], 0.5), ridge)
        let second = raised(mix(r[4], r[5], 0.5), ridge)
        let rings: [([Point3], SurfaceType)] = [
            (g.reversed(), .ground),
            ([g[0], g[1], e[1], e[0]], .wall),
            ([g[1], g[2], e[2], first, e[1]], .wall),
            ([g[2], g[3], e[3], e[2]], .wall),
            ([g[3], g[4], e[4], e[3]], .wall),
            ([g[4], g[5], e[5], second, e[4]], .wall),
            ([g[5], g[0], e[0], e[5]], .wall),
            ([e[0], e[1], first, bend], .roof),
            ([e[2], e[3], bend, first], .roof),
            ([e[3], e[4], second, bend], .roof),
            ([e[5], e[0], bend, second], .roof),
        ]
        var solid = Solid()
        // A wing to the other side mirrors the plan, and with it the sense of every face.
        for (ring, type) in rings { solid.add(isCounterClockwise ? ring : ring.reversed(), type) }
        return solid
    }
}

func raised(_ p: Point3, _ z: Double) -> Point3 { Point3(p.x, p.y, z) }
