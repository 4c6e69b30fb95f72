import City
import Geometry
import Testing

@testable import Solar

/// Two computations that share neither code nor idea: polygons by projecting corners, rays from points to the sun.
@Suite struct RaysAndPolygonsTests {
    /// Boxes, courtyards, L-shapes, bridges, and gabled houses as faces, thrown together.
    private func town(_ seeded: inout Seeded, terrain: ((Double, Double) -> Double)? = nil) -> TestCity {
        var made = TestCity()
        if let terrain { made.lay(Box(minX: -1500, minY: -1500, maxX: 1700, maxY: 1700), cell: 10, terrain) }
        for _ in 0..<40 {
            let (x, y) = (seeded.number(in: 0...200), seeded.number(in: 0...200))
            let (w, d, h) = (seeded.number(in: 4...30), seeded.number(in: 4...30), seeded.number(in: 2...35))
            switch Int.random(in: 0..<4, using: &seeded) {
            case 0: made.addBox(x, y, w, d, height: h)
            case 1:
                made.add(
                    [square(x, y, w, d), square(x + w * 0.3, y + d * 0.3, w * 0.4, d * 0.4).reversed()], height: h)
            case 2:
                made.add(
                    [
                        [
                            Point3(x, y), Point3(x + w, y), Point3(x + w, y + d / 3), Point3(x + w / 3, y + d / 2),
                            Point3(x + w / 3, y + d), Point3(x, y + d),
                        ]
                    ], height: h)
            default:
                let foot = terrain.map { $0(x, y) } ?? 0
                made.add(faces: house(x, y, w, d, foot, foot + h, foot + h + 3))
            }
        }
        return made
    }

    private func house(
        _ x: Double, _ y: Double, _ w: Double, _ d: Double, _ foot: Double, _ h: Double, _ top: Double
    ) -> [Polygon] {
        let low = square(x, y, w, d).map { Point3($0.x, $0.y, foot) }
        let high = low.map { Point3($0.x, $0.y, h) }
        let (p, q) = (Point3(x + w / 2, y, top), Point3(x + w / 2, y + d, top))
        return [
            low.reversed(), [low[0], low[1], high[1], p, high[0]], [low[1], low[2], high[2], high[1]],
            [low[2], low[3], high[3], q, high[2]], [low[3], low[0], high[0], high[3]], [high[0], p, q, high[3]],
            [high[1], high[2], q, p],
        ].map { Polygon(exterior: $0) }
    }

    private func distance(_ point: Point3, to shadow: [Polygon]) -> Double {
        var least = Double.infinity
        for polygon in shadow {
            for r in 0..<polygon.ringCount {
                guard var a = polygon.ring(r).last else { continue }
                for b in polygon.ring(r) {
                    least = min(least, Geometry.distance(from: point, to: a, b))
                    a = b
                }
            }
        }
        return least
    }

    /// Thousands of points on level ground: in a shadow polygon exactly when the ray to the sun is blocked, but for a
    /// centimetre at the edges.
    @Test(arguments: [(151.0, 6.0), (200, 21), (265, 38), (90, 12)])
    func onLevelGround(azimuth: Double, elevation: Double) throws {
        var seeded = Seeded(UInt64(azimuth))
        let casters = try town(&seeded).casters()
        let light = sun(azimuth: azimuth, elevation: elevation)
        var cast = ShadowCast(casters, sun: light, box: everywhere)
        let shadow = try cast.union()
        let scene = RayScene(casters.mesh)
        var (dark, near) = (0, 0)
        for _ in 0..<4000 {
            let point = Point3(seeded.number(in: -120...320), seeded.number(in: -120...320), 0)
            let isIn = shadow.contains { $0.contains(point) }
            // Lifted by what rays cannot see; the shadow moves by that over the tangent.
            let isBlocked = scene.occluded(origin: point + Point3(0, 0, 1e-3), direction: light)
            if isIn { dark += 1 }
            if isIn != isBlocked {
                near += 1
                #expect(
                    distance(point, to: shadow) < 0.01 + 2e-3 * 1 / Angle.degrees(elevation).sine, "\(point) \(isIn)")
            }
        }
        #expect(dark > 400 && dark < 3600 && near < 20)
    }

    /// On waves of ground: off by what the ground bends within an edge, over the tangent of the sun's elevation.
    @Test(arguments: [(165.0, 12.0), (230, 25)])
    func onWaves(azimuth: Double, elevation: Double) throws {
        var seeded = Seeded(77)
        // Steepest slope 4 %, on triangles of 10 m.
        let ground = { (x: Double, y: Double) -> Double in
            let across = Angle.radians(x / 150).sine
            let along = Angle.radians(y / 150 + 1).sine
            return 3 * across + 3 * along
        }
        let made = town(&seeded, terrain: ground)
        let casters = try made.casters()
        let light = sun(azimuth: azimuth, elevation: elevation)
        var cast = ShadowCast(casters, sun: light, box: everywhere)
        let shadow = try cast.union()
        let terrain = try #require(made.terrain)
        var hills = Massing(City(name: "", crs: TestCity.crs, origin: .zero, layers: []))
        hills.addTerrain(terrain)
        var mesh = casters.mesh
        mesh.append(hills.mesh)
        let scene = RayScene(mesh)
        // Waves of 3 m and a length of 2π · 150 m bend by 3 / 150² per metre²; over an edge's 40 m that is, at the
        // middle, 40² / 8 of it: 0.027 m, and as much again for the other direction.
        let curvature: Double = 3.0 / (150 * 150)
        let bend: Double = 2 * curvature * 200
        let tolerance = 0.02 + bend / (Angle.degrees(elevation).sine / Angle.degrees(elevation).cosine)
        var (dark, wrong) = (0, 0)
        for _ in 0..<4000 {
            let (x, y) = (seeded.number(in: -60...260), seeded.number(in: -60...260))
            let point = Point3(x, y, casters.ground.height(x: x, y: y))
            let isIn = shadow.contains { $0.contains(point) }
            let isBlocked = scene.occluded(origin: point + Point3(0, 0, 2e-3), direction: light)
            if isIn { dark += 1 }
            // Houses given as faces stand level on waves: their foot is in the ground on one side, above it on the other.
            if isIn != isBlocked, distance(point, to: shadow) > tolerance, !isBelowAHouse(point, made) { wrong += 1 }
        }
        #expect(dark > 400 && dark < 3600)
        #expect(wrong == 0)
    }

    private func isBelowAHouse(_ point: Point3, _ made: TestCity) -> Bool {
        let g = made.buildings.geometries
        return (0..<g.count).contains { g.kinds[$0] == .surface && g.box(of: $0).grown(by: 4).contains(point) }
    }

    /// The share of a square in the shadow by polygons, and the share of its sensors that rays find in the dark, at every
    /// quarter hour of a day.
    @Test func sharesAgree() throws {
        var made = TestCity()
        made.addBox(-20, -25, 30, 15, height: 14)
        made.add(
            [[Point3(50, -10), Point3(80, -10), Point3(80, 50), Point3(70, 50), Point3(70, 0), Point3(50, 0)]],
            height: 22)
        made.addBox(10, 60, 20, 10, height: 9)
        made.add(layer: "square", [square(0, 0, 40, 50)])
        let outcome = try made.city.shadows(["date": "2025-10-05", "area": "features", "spacing": 0.25])
        let layer = try #require(outcome.layer("shadow"))
        #expect(layer.count > 40)
        var shades = 0.0
        for row in 0..<layer.count {
            let inShade = try outcome.number("shadow", "area", row) / 2000
            let lit = try outcome.number("shadow", "sunlit_share", row) / 100
            // Sensors every 0.25 m along at most some 250 m of edges.
            #expect(abs(1 - inShade - lit) < 0.003, "row \(row): \(inShade) \(1 - lit)")
            shades += inShade
        }
        #expect(shades > 5)
        // Hours are the sum of the lit quarter hours.
        let hours = (0..<layer.count).reduce(0.0) { $0 + layer.columns[4].number($1) / 100 * 0.25 }
        #expect(abs(try outcome.number("sun_hours", "sun_hours") - hours) < 1e-3)
    }
}
