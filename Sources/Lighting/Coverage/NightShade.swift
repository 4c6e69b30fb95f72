import City
import Geometry

/// What stands between lamps and the ground: buildings, which let nothing through, and crowns of trees, which let some.
struct NightShade: Sendable {
    /// A tree's crown: an ellipsoid of revolution.
    struct Crown: Sendable {
        var middle: Point3
        var radius: Double
        var halfHeight: Double
    }

    let rays: RayScene
    let crowns: [Crown]
    /// Share of light that passes a crown.
    let transmission: Double
    let diagnostics: Diagnostics
    private let buildings: SpatialIndex
    private let boxes: [Box]
    private let trees: SpatialIndex

    /// The last metre of a ray is the lamp's own: its bracket, the wall it hangs on.
    private static let own = 1.0
    /// Receivers stand this far off the ground, m: more than the rays' rounding.
    private static let lift = 0.05
    /// Share of a tree's height below its crown, where the data do not say.
    private static let trunk = 0.3

    /// - Parameters:
    ///   - transmission: of a crown; 1 leaves trees out.
    init(_ city: City, transmission: Double) { self.init(city, Massing(city), transmission: transmission) }

    /// The same with the city's masses at hand.
    init(_ city: City, _ massing: Massing, transmission: Double) {
        var diagnostics = massing.diagnostics
        rays = RayScene(massing.mesh)
        var boxes = [Box](repeating: .empty, count: massing.buildings.count)
        for (i, owner) in massing.mesh.owners.enumerated() where owner >= 0 {
            let (a, b, c) = massing.mesh.corners(of: i)
            for p in [a, b, c] { boxes[Int(owner)].extend(p) }
        }
        self.boxes = boxes
        buildings = SpatialIndex(boxes: boxes)
        self.transmission = transmission
        var crowns: [Crown] = []
        if transmission < 1, let layer = city.layer("tree") {
            let (heights, diameters) = (layer.column("height"), layer.column("crown_diameter"))
            for row in 0..<layer.count where layer.geometries.kinds[row].isPoint {
                let height = heights?.number(row) ?? .nan
                let diameter = diameters?.number(row) ?? .nan
                guard height > 0, height < 120, diameter > 0, diameter < 60 else {
                    diagnostics.note(
                        "tree-without-size", "a tree without usable height and crown_diameter hides no lamp",
                        layer.ids[row])
                    continue
                }
                for i in layer.geometries.vertexRange(of: row) {
                    var foot = layer.geometries.vertices[i]
                    foot.z = city.terrain?.height(at: foot) ?? (layer.geometries.hasZ[row] ? foot.z : 0)
                    let half = height * (1 - Self.trunk) / 2
                    crowns.append(
                        Crown(
                            middle: foot + Point3(0, 0, height - half), radius: diameter / 2, halfHeight: half))
                }
            }
        }
        self.crowns = crowns
        trees = SpatialIndex(boxes: crowns.map { Box(around: $0.middle, radius: $0.radius) })
        self.diagnostics = diagnostics
    }

    /// What could stand between a lamp and a block of points.
    struct Between {
        var hasBuilding = false
        /// Numbers of crowns.
        var crowns: [Int32] = []

        var isEmpty: Bool { !hasBuilding && crowns.isEmpty }
    }

    /// Finds what could stand between a lamp and points in a box on the ground.
    func find(between lamp: Point3, and box: Box, into found: inout Between) {
        found.hasBuilding = false
        found.crowns.removeAll(keepingCapacity: true)
        var window = box
        window.extend(lamp)
        let shaft = Shaft(from: lamp, to: box)
        buildings.search(window: window) { i in
            if !found.hasBuilding, shaft.meets(boxes[Int(i)]) { found.hasBuilding = true }
        }
        guard !crowns.isEmpty else { return }
        trees.search(window: window) { i in
            let crown = crowns[Int(i)]
            // Crowns around a lamp are kept clear of it.
            let off = crown.middle - lamp
            let (r, h) = (crown.radius, crown.halfHeight)
            guard (off.x * off.x + off.y * off.y) / (r * r) + off.z * off.z / (h * h) > 1 else { return }
            if shaft.meets(Box(around: crown.middle, radius: r)) { found.crowns.append(i) }
        }
        found.crowns.sort()
    }

    /// Share of a lamp's light that reaches a point, 0…1.
    func share(from lamp: Point3, to point: Point3, past between: Between) -> Float {
        let from = Point3(point.x, point.y, point.z + Self.lift)
        let way = lamp - from
        if between.hasBuilding {
            let distance = way.length - Self.own
            if distance > 0, rays.occluded(origin: from, direction: way, maxDistance: distance) { return 0 }
        }
        var share = 1.0
        for i in between.crowns where crowns[Int(i)].hides(from, way) { share *= transmission }
        return Float(share)
    }

    /// Whether a place lies under a roof.
    func isCovered(_ p: Point3) -> Bool {
        rays.occluded(origin: Point3(p.x, p.y, p.z + Self.lift), direction: Point3(0, 0, 1))
    }
}

extension NightShade.Crown {
    /// Whether the way from a point meets it.
    func hides(_ from: Point3, _ way: Point3) -> Bool {
        let o = from - middle
        let (ox, oy, oz) = (o.x / radius, o.y / radius, o.z / halfHeight)
        let (dx, dy, dz) = (way.x / radius, way.y / radius, way.z / halfHeight)
        let a = dx * dx + dy * dy + dz * dz
        let b = ox * dx + oy * dy + oz * dz
        let c = ox * ox + oy * oy + oz * oz - 1
        // The nearest point of the way to the middle, in the crown's own measure.
        guard a > 0 else { return c < 0 }
        let t = min(1, max(0, -b / a))
        return c + t * (2 * b + t * a) < 0
    }
}

/// The part of the plane that rays from a lamp to a box cross: their hull, seen from above.
private struct Shaft {
    private let lamp: Point3
    private let box: Box
    /// Normals, pointing outwards, of the two tangents from the lamp to the box; nil with the lamp over the box.
    private let sides: (left: Point3, right: Point3)?

    init(from lamp: Point3, to box: Box) {
        self.lamp = lamp
        self.box = box
        guard lamp.x < box.minX || lamp.x > box.maxX || lamp.y < box.minY || lamp.y > box.maxY else {
            sides = nil
            return
        }
        let corners = Self.corners(box).map { Point3($0.x - lamp.x, $0.y - lamp.y) }
        var (left, right) = (corners[0], corners[0])
        for c in corners {
            if left.x * c.y - left.y * c.x > 0 { left = c }
            if right.x * c.y - right.y * c.x < 0 { right = c }
        }
        sides = (Point3(-left.y, left.x), Point3(right.y, -right.x))
    }

    private static func corners(_ box: Box) -> [Point3] {
        [
            Point3(box.minX, box.minY), Point3(box.maxX, box.minY), Point3(box.maxX, box.maxY),
            Point3(box.minX, box.maxY),
        ]
    }

    /// Whether a box that meets the hull's own box meets the hull.
    func meets(_ other: Box) -> Bool {
        guard let sides else { return true }
        for side in [sides.left, sides.right] {
            // The other's corner that reaches furthest inwards.
            let x = (side.x > 0 ? other.minX : other.maxX) - lamp.x
            let y = (side.y > 0 ? other.minY : other.maxY) - lamp.y
            if side.x * x + side.y * y > 0 { return false }
        }
        return true
    }
}
