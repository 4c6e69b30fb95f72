import City
import Geodesy
import Geometry
import Testing

@testable import Solar

@Suite struct ShadowCastTests {
    /// A pole of the mausoleum's height: h / tan(elevation), away from the sun. Would catch a wrong sign, unit or angle.
    @Test(arguments: [3.0, 10, 23.27, 45, 80])
    func poleOf39Metres(elevation: Double) throws {
        var made = TestCity()
        made.addBox(-0.05, -0.05, 0.1, 0.1, height: 39)
        for azimuth in [0.0, 75, 180, 301] {
            let light = sun(azimuth: azimuth, elevation: elevation)
            var cast = ShadowCast(try made.casters(), sun: light, box: everywhere)
            let shadow = try cast.union()
            let away = Point3(-light.x, -light.y).normalised
            let reach = shadow.flatMap(\.vertices).map { $0.dot(away) }.max() ?? 0
            let angle = Angle.degrees(elevation)
            let half = 0.05 * (abs(away.x) + abs(away.y))
            #expect(abs(reach - half - 39 * angle.cosine / angle.sine) < 1e-9)
        }
    }

    /// A box a × b of height h: its plan and a strip as wide as the box is across the light, h / tan(elevation) long.
    @Test func boxByFormula() throws {
        var seeded = Seeded(1)
        for _ in 0..<200 {
            let (a, b, h) = (seeded.number(in: 1...60), seeded.number(in: 1...60), seeded.number(in: 1...90))
            let (azimuth, elevation) = (seeded.number(in: 0...360), seeded.number(in: 3...85))
            var made = TestCity()
            made.addBox(seeded.number(in: -9e3...9e3), seeded.number(in: -9e3...9e3), a, b, height: h)
            var cast = ShadowCast(try made.casters(), sun: sun(azimuth: azimuth, elevation: elevation), box: everywhere)
            let area = try cast.union().reduce(0) { $0 + $1.area }
            let (t, e) = (Angle.degrees(azimuth), Angle.degrees(elevation))
            let across = a * abs(t.cosine) + b * abs(t.sine)
            #expect(abs(area / (a * b + across * h * e.cosine / e.sine) - 1) < 1e-9)
        }
    }

    /// A pole on a slope facing the light has a shorter shadow: h / (tan e + slope), by plane geometry.
    @Test func poleOnASlope() throws {
        for slope in [-0.08, 0.05, 0.3] {
            var made = TestCity()
            made.lay(Box(minX: -800, minY: -800, maxX: 800, maxY: 800), cell: 7) { _, y in slope * y }
            made.addBox(-0.05, -0.05, 0.1, 0.1, height: 20)
            // The sun in the south: the shadow climbs a slope that rises northward.
            var cast = ShadowCast(try made.casters(), sun: sun(azimuth: 180, elevation: 20), box: everywhere)
            let reach = try cast.union().flatMap(\.vertices).map(\.y).max() ?? 0
            let tangent = Angle.degrees(20).sine / Angle.degrees(20).cosine
            // The northern edge of the roof is 0.05 m north, where the ground is slope × 0.05 m higher.
            #expect(abs(reach - (0.05 + (20 - slope * 0.05) / (tangent + slope))) < 1e-4)
        }
    }

    /// The first hill in the way stops a shadow, though there is lower ground behind it.
    @Test func aRidgeStopsAShadow() throws {
        var made = TestCity()
        made.lay(Box(minX: -300, minY: -300, maxX: 300, maxY: 300), cell: 5) { _, y in max(0, 10 - abs(y - 50)) }
        made.addBox(-1, -1, 2, 2, height: 12)
        var cast = ShadowCast(try made.casters(), sun: sun(azimuth: 180, elevation: 10), box: everywhere)
        let reach = try cast.union().flatMap(\.vertices).map(\.y).max() ?? 0
        // From 12 m above y = 1, the ray has fallen to the slope that rises from y = 40: y − 40 = 12 − (y − 1) tan 10°.
        let tangent = Angle.degrees(10).sine / Angle.degrees(10).cosine
        #expect(abs(reach - (52 + tangent) / (1 + tangent)) < 1e-3)
    }

    /// Shadows of shapely's: union of all projected faces, over scenes with courtyards, rows, gables, faces inside out,
    /// missing floors and slopes.
    @Test func agreesWithShapely() throws {
        let scenes = Dictionary(grouping: try ShadowTruth("scenes").rows) { $0["scene"] ?? "" }
        let expected = try ShadowTruth("shadows").rows
        #expect(expected.count == 60)
        for row in expected {
            let scene = try #require(scenes[row["scene"] ?? ""])
            var cast = ShadowCast(
                try city(scene).casters(),
                sun: sun(azimuth: row.number("sun_azimuth"), elevation: row.number("sun_elevation")), box: everywhere)
            let shadow = try cast.union().filter { $0.area > 1e-3 }
            let area = shadow.reduce(0) { $0 + $1.area }
            let truth = row.number("area")
            #expect(abs(area - truth) < 2e-5 * row.number("length") + 1e-6 * truth + 1e-6, "\(row) \(area)")
            #expect(Double(shadow.count) == row.number("parts"), "\(row)")
            let holes = shadow.flatMap { p in (1..<p.ringCount).filter { abs(p.signedArea(ofRing: $0)) > 1e-3 } }
            #expect(Double(holes.count) == row.number("holes"), "\(row)")
            let centre = shadow.reduce(Point3.zero) { $0 + ($1.centroid ?? .zero) * ($1.area / area) }
            #expect(centre.distance2D(to: Point3(row.number("x"), row.number("y"))) < 1e-3, "\(row)")
            for polygon in shadow { #expect(try polygon.validity() == .valid, "\(row)") }
        }
    }

    private func city(_ scene: [[String: String]]) -> TestCity {
        var made = TestCity()
        let (sx, sy) = (scene[0].number("slope_x"), scene[0].number("slope_y"))
        made.lay(Box(minX: -3000, minY: -3000, maxX: 3000, maxY: 3000), cell: 50) { sx * $0 + sy * $1 }
        let features = Dictionary(grouping: scene) { Int($0.number("feature")) }
        for (_, rows) in features.sorted(by: { $0.key < $1.key }) {
            let rings = Dictionary(grouping: rows) { Int($0.number("face")) }.sorted { $0.key < $1.key }.map {
                $0.value.map { Point3($0.number("x"), $0.number("y"), $0.number("z")) }
            }
            if rows[0]["kind"] == "footprint" {
                made.add(rings, height: rows[0].number("height"))
            } else {
                made.add(faces: rings.map { Polygon(exterior: $0) })
            }
        }
        return made
    }

    /// A district by pybdshadow: code of its own, in degrees. Its sun is suncalc's and stands beside the area.
    @Test func agreesWithPybdshadow() throws {
        var made = TestCity()
        let corner = Point3(440_854, 4_794_141)
        let plans = Dictionary(grouping: try ShadowTruth("district").rows) { Int($0.number("feature")) }
        for (_, rows) in plans.sorted(by: { $0.key < $1.key }) {
            made.add([rows.map { Point3($0.number("x"), $0.number("y")) - corner }], height: rows[0].number("height"))
        }
        let casters = try made.casters()
        for row in try ShadowTruth("district_shadows").rows {
            // Azimuths are from true north; the grid of zone 42 is turned by (68.271° − 69°) sin 43.298° = −0.5° there.
            let light = sun(azimuth: row.number("sun_azimuth") + 0.4999, elevation: row.number("sun_elevation"))
            var cast = ShadowCast(casters, sun: light, box: everywhere)
            let area = try cast.union().reduce(0) { $0 + $1.area }
            // The grid's scale of 0.99964 makes plans, but not heights, 4e-4 shorter.
            #expect(abs(area / row.number("area") - 1) < 3e-4, "\(row): \(area)")
        }
    }
}
