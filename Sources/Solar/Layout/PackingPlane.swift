public import Geometry

/// The plane in which modules are packed: flat coordinates x (along the rows) and y (across them), metres.
///
/// For modules flush with a roof or wall it is the face itself; for racks it is the map, and the roof's heights come
/// back with `raise`.
struct PackingPlane {
    let origin: Point3
    /// Along the rows; `across` is to its left as seen from outside.
    let along: Point3
    let across: Point3
    /// Outward normal of the face.
    let normal: Point3
    /// Area on the face for an area in the plane.
    let areaFactor: Double
    /// Whether the face's own normal looked down although it is a roof.
    let isInverted: Bool
    /// The way up the slope in the plane, length 1; zero for planes flatter than 5°.
    let upSlope: Point3
    /// How much longer than wide the upright projection of a circle is.
    let stretch: Double
    private let isMap: Bool
    /// Height of the face over the plane per metre along and across: zero unless the plane is the map.
    private let rise: Point3

    /// The face's own plane, rows along its longest level edge; nil for a face without area.
    ///
    /// Eaves and ridges of surveyed roofs are level only nearly: rows run along the longest edge that is level within
    /// 15°, on planes flatter than 10° along the longest edge of all, otherwise level.
    init?(flushWith face: Polygon) {
        guard let base = Base(face) else { return nil }
        let n = base.normal
        let level = Point3(-n.y, n.x, 0)
        let steep = level.length > PackingPlane.sine10
        let horizontal = level.length > 1e-12 ? level.normalised : Point3(1, 0, 0)
        var along = horizontal
        var longest = 0.0
        for (a, b) in Edges(face.ring(0)) {
            let edge = (b - a) - n * (b - a).dot(n)
            let length = edge.length
            guard length > longest * (1 + 1e-9), length > 0 else { continue }
            if steep, abs(edge.dot(horizontal)) < PackingPlane.cosine15 * length { continue }
            longest = length
            along = edge * (1 / length)
        }
        // Of the two ways along an edge the one that keeps `across` looking up the slope, or east on level planes.
        let forward = along.dot(steep ? horizontal : Point3(1, 1e-6, 0))
        if forward < 0 { along = along * -1 }
        self.init(base, along: along, across: n.cross(along).normalised, isMap: false)
    }

    /// The map, rows running at a right angle to an azimuth and `across` pointing away from it; nil for a face without
    /// area or upright.
    init?(onMapOf face: Polygon, facing azimuth: Angle) {
        guard let base = Base(face), base.normal.z > 1e-3 else { return nil }
        let across = Point3(-azimuth.sine, -azimuth.cosine, 0)
        self.init(base, along: Point3(across.y, -across.x, 0), across: across, isMap: true)
    }

    private init(_ base: Base, along: Point3, across: Point3, isMap: Bool) {
        let n = base.normal
        origin = base.origin
        self.along = along
        self.across = across
        normal = n
        isInverted = base.isInverted
        self.isMap = isMap
        areaFactor = isMap ? 1 / n.z : 1
        rise = isMap ? Point3(-n.x / n.z, -n.y / n.z, 0) : .zero
        let up = isMap ? Point3(-n.x, -n.y, 0) : Point3(0, 0, 1) - n * n.z
        let sine = (n.x * n.x + n.y * n.y).squareRoot()
        upSlope = sine > PackingPlane.sine5 ? Point3(up.dot(along), up.dot(across)).normalised : .zero
        stretch = isMap || n.z < PackingPlane.wall ? 1 : 1 / n.z
    }

    /// A point of the face.
    func flatten(_ p: Point3) -> Point3 { Point3((p - origin).dot(along), (p - origin).dot(across)) }

    /// A point that stands on the face or hangs over it: straight down onto a roof, along the normal onto a wall.
    func flattenUpright(_ p: Point3) -> Point3 {
        guard !isMap, normal.z >= PackingPlane.wall else { return flatten(p) }
        let height = -((p.x - origin.x) * normal.x + (p.y - origin.y) * normal.y) / normal.z
        return flatten(Point3(p.x, p.y, origin.z + height))
    }

    /// The point of the face at flat coordinates.
    func raise(_ x: Double, _ y: Double) -> Point3 {
        var p = origin + along * x + across * y
        p.z += (p.x - origin.x) * rise.x + (p.y - origin.y) * rise.y
        return p
    }

    /// Tangent of the face's rise from front to back, in the direction of `across`.
    var tangentAcross: Double { rise.x * across.x + rise.y * across.y }

    /// sin 15°: what stands steeper than 75° is a wall, as in `roofPlanes(of:)`.
    private static let wall = 0.25881904510252074
    private static let cosine15 = 0.9659258262890683
    private static let sine10 = 0.17364817766693036
    private static let sine5 = 0.08715574274765818

    /// Normal and origin of a face, turned to look outward.
    private struct Base {
        let normal: Point3
        let origin: Point3
        let isInverted: Bool

        init?(_ face: Polygon) {
            guard face.ringCount > 0, face.vertices.allSatisfy(\.isFinite), let plane = Plane(of: face),
                let first = face.ring(0).first, face.area3D > 1e-6
            else { return nil }
            // A roof is lit from above, whatever its ring says; a wall's own side is all there is to know.
            isInverted = plane.normal.z < -PackingPlane.wall
            normal = isInverted ? plane.normal * -1 : plane.normal
            origin = plane.project(first)
        }
    }
}

/// The edges of a ring, each from its start to its end.
struct Edges: Sequence, IteratorProtocol {
    private let ring: ArraySlice<Point3>
    private var start: Int

    init(_ ring: ArraySlice<Point3>) {
        self.ring = ring
        start = ring.startIndex
    }

    mutating func next() -> (Point3, Point3)? {
        guard start < ring.endIndex else { return nil }
        defer { start += 1 }
        return (ring[start], ring[start + 1 < ring.endIndex ? start + 1 : ring.startIndex])
    }
}

/// The direction of a building edge that lies nearest to a wanted azimuth: that of the longest edge on the map or one
/// at a right angle to it. Racks on flat roofs mostly follow the building instead of looking due south.
///
/// - Returns: 0 ≤ azimuth < 360°; the wanted one for a roof without an edge on the map.
public func edgeAzimuth(of roof: Polygon, nearest wanted: Angle) -> Angle {
    guard roof.ringCount > 0 else { return wanted }
    var longest = Point3.zero
    for (a, b) in Edges(roof.ring(0)) {
        let edge = Point3(b.x - a.x, b.y - a.y)
        if edge.isFinite, edge.length > longest.length * (1 + 1e-9) { longest = edge }
    }
    guard longest.length > 0 else { return wanted }
    let target = Point3(wanted.sine, wanted.cosine)
    let turns = [
        longest, Point3(-longest.y, longest.x), longest * -1, Point3(longest.y, -longest.x),
    ]
    let best = turns.max { $0.dot(target) < $1.dot(target) } ?? longest
    return azimuth(x: best.x, y: best.y)
}
