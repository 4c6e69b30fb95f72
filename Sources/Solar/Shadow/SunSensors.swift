import City
import Geodesy
import Geometry

/// Points that stand for features: of an area a grid, of a line places along it, of a point itself, of a body its faces.
struct SunSensors: Sendable {
    /// One feature's share of `points`.
    struct Feature: Sendable {
        /// Row in its layer.
        var row: Int
        var sensors: Range<Int>
        /// What they stand for: m² of an area or of faces, m of a line, 1 of a point.
        var extent: Double
        /// Points left out because a building stands there.
        var covered = 0
    }

    private(set) var points: [Point3] = []
    /// Per point the number of its face in `normals`, −1 for points on the ground; empty without faces.
    private(set) var faces: [Int32] = []
    private(set) var normals: [Point3] = []
    private(set) var features: [Feature] = []
    private(set) var diagnostics = Diagnostics()

    /// How far sensors are lifted off what they stand on: more than the rays' rounding, less than anything that matters.
    private static let lift = 0.02
    /// A quarter of a million points a feature: beyond that the mean is known.
    private static let mostPoints = 250_000.0

    /// - Parameters:
    ///   - spacing: distance between points, m.
    ///   - height: of points above the ground, m.
    ///   - bodies: the faces of features that are buildings, by row.
    init(
        _ layer: Layer, rows: [Int], spacing: Double, height: Double, ground: ShadowGround, scene: RayScene,
        casters: ShadowCasters, bodies: [Int: [Surface]]
    ) throws {
        let g = layer.geometries
        for row in rows {
            let first = points.count
            var extent = 0.0
            var covered = 0
            var body = bodies[row] ?? []
            if body.isEmpty, g.kinds[row] == .surface {
                body = zip(g.polygons(of: row), g.surfaceTypes(of: row)).map { Surface($0, $1) }
            }
            if !body.isEmpty {
                extent = add(faces: body, spacing, layer.ids[row])
            } else {
                var places: [Point3] = []
                extent = try self.places(g, row, spacing, layer.ids[row], &places)
                for p in places {
                    let floor = ground.height(x: p.x, y: p.y)
                    // A z below the ground, such as the 0 of files that only know plans, is none.
                    let z = (g.hasZ[row] ? max(p.z, floor) : floor) + height + Self.lift
                    let point = Point3(p.x, p.y, z)
                    if scene.isInside(point, casters) { covered += 1 } else { points.append(point) }
                }
            }
            if covered > 0 {
                diagnostics.note(
                    "sensors-in-buildings", "sensors stand where a building is; they were left out",
                    layer.ids[row], count: covered)
            }
            if points.count == first {
                diagnostics.skipped(
                    "nothing-to-light",
                    covered > 0
                        ? "buildings stand all over the feature: it has no place in the open"
                        : "the feature has no area, line or point to put a sensor on", layer.ids[row])
            }
            features.append(
                Feature(row: row, sensors: first..<points.count, extent: extent, covered: covered))
            if !normals.isEmpty, faces.count < points.count {
                faces += [Int32](repeating: -1, count: points.count - faces.count)
            }
        }
    }

    /// Places on an area, line or point, and its size.
    private mutating func places(
        _ g: Geometries, _ row: Int, _ spacing: Double, _ id: String, _ places: inout [Point3]
    ) throws -> Double {
        let kind = g.kinds[row]
        if kind.isArea {
            let polygons = try valid(g.polygons(of: row), hasZ: g.hasZ[row], id)
            let area = polygons.reduce(0) { $0 + $1.area3D }
            let step = coarser(spacing, squares: area, id)
            for polygon in polygons { places += polygon.sampled(spacing: step).map(\.point) }
            return area
        }
        if kind.isLine {
            let lines = g.lines(of: row)
            let length = lines.reduce(0) { $0 + $1.polylineLength }
            let step = max(spacing, length / Self.mostPoints)
            for line in lines {
                let length = line.polylineLength
                let count = max(1, Int((length / step).rounded()))
                guard length > 0 else { continue }
                for i in 0..<count {
                    if let place = line.place(along: length * (Double(i) + 0.5) / Double(count)) {
                        places.append(place.point)
                    }
                }
            }
            return length
        }
        let vertices = g.vertexRange(of: row).map { g.vertices[$0] }
        places += vertices
        return Double(vertices.count)
    }

    /// Plans that cross themselves cover what they enclose; faces in space are taken as they are.
    private mutating func valid(_ polygons: [Polygon], hasZ: Bool, _ id: String) throws -> [Polygon] {
        if hasZ { return polygons }
        return try polygons.flatMap { polygon in
            let plan = polygon.raised(to: 0)
            if try plan.validity() == .valid { return [plan] }
            let repaired = try plan.madeValid()
            if !repaired.isEmpty {
                diagnostics.repaired("invalid-outline", "an outline crosses itself; what it encloses counts", id)
            }
            return repaired
        }
    }

    /// Points on the faces of a body that see the sky: walls and roofs, not what it stands on.
    private mutating func add(faces bodyFaces: [Surface], _ spacing: Double, _ id: String) -> Double {
        let outside = bodyFaces.filter { face in
            let n = face.polygon.newellNormal
            switch face.type {
            case .ground: return false
            case .unknown: return abs(n.z) > 1e-3 ? n.z > 0 : true
            default: return true
            }
        }
        let area = outside.reduce(0) { $0 + $1.polygon.area3D }
        let step = coarser(spacing, squares: area, id)
        for face in outside {
            let normal = face.polygon.newellNormal
            let samples = face.polygon.sampled(spacing: step)
            guard !samples.isEmpty, normal != .zero else { continue }
            if normals.isEmpty { faces = [Int32](repeating: -1, count: points.count) }
            points += samples.map { $0.point + normal * Self.lift }
            faces += [Int32](repeating: Int32(normals.count), count: samples.count)
            normals.append(normal)
        }
        return area
    }

    private mutating func coarser(_ spacing: Double, squares area: Double, _ id: String) -> Double {
        let least = (area / Self.mostPoints).squareRoot()
        if least > spacing {
            diagnostics.note(
                "sensors-coarser", "a feature is so large that its sensors stand farther apart than asked for", id)
        }
        return max(spacing, least)
    }
}

extension RayScene {
    /// Whether a point lies in a building: an odd number of faces above it, or a floor right over it.
    ///
    /// Counted whichever way the faces run. What has a gap of 2 m below it (an arcade, a bridge) is no floor; trees do
    /// not count.
    fileprivate func isInside(_ point: Point3, _ casters: ShadowCasters) -> Bool {
        let up = Point3(0, 0, 1)
        guard occluded(origin: point, direction: up) else { return false }
        var origin = point
        var crossings = 0
        var headroom: Double?
        // No building has more floors above each other than this.
        for _ in 0..<1000 {
            guard let hit = firstHit(origin: origin, direction: up) else { break }
            // A hair beyond the face.
            origin.z += hit.distance + 1e-3
            guard hit.owner >= 0, Int(hit.owner) < casters.buildingCount else { continue }
            crossings += 1
            if headroom == nil { headroom = origin.z - point.z }
        }
        return !crossings.isMultiple(of: 2) || (headroom.map { $0 < 2 } ?? false)
    }
}
