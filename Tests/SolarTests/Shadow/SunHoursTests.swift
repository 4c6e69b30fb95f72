import City
import Geometry
import JSON
import Testing

@testable import Solar

@Suite struct SunHoursTests {
    /// Suns of the steps against pvlib's NREL SPA. Would catch a time zone, a date or a convergence gone wrong.
    @Test func sunsOfPvlib() throws {
        let days = Dictionary(grouping: try ShadowTruth("suns").rows) {
            "\($0["place"] ?? "") \(($0["time"] ?? "").prefix(10))"
        }
        #expect(days.count == 4)
        for (name, rows) in days {
            var made = TestCity()
            made.place = City.Place(
                latitude: .degrees(rows[0].number("latitude")), longitude: .degrees(rows[0].number("longitude")),
                convergence: .degrees(0))
            made.add(layer: "square", [square(0, 0, 10, 10)])
            let outcome = try made.city.shadows([
                "date": .string(String((rows[0]["time"] ?? "").prefix(10))), "step": 60,
                "utc_offset": .number(rows[0].number("utc_offset")), "area": "city",
            ])
            let layer = try #require(outcome.layer("shadow"))
            #expect(layer.count == rows.count, "\(name)")
            for (row, truth) in rows.enumerated() {
                #expect(layer.ids[row] == truth["time"])
                #expect(abs(try outcome.number("shadow", "sun_azimuth", row) - truth.number("azimuth")) < 1e-4)
                #expect(
                    abs(try outcome.number("shadow", "sun_elevation", row) - truth.number("apparent_elevation")) < 1e-4)
            }
        }
    }

    /// The mausoleum, 65.5 × 46.5 m and 39 m high, its portal to the south-east, at solar noon of the winter solstice in
    /// Turkistan: the sun stands at 90° − 43.298° − 23.437° = 23.27° (0.04° more by refraction), its shadow reaches
    /// 39 m / tan 23.3° ≈ 90.5 m north of its corner.
    @Test func theMausoleumAtWinterSolstice() throws {
        var made = TestCity()
        let (c, s) = (Angle.degrees(-45).cosine, Angle.degrees(-45).sine)
        let plan = square(-32.75, -23.25, 65.5, 46.5).map { Point3(c * $0.x - s * $0.y, s * $0.x + c * $0.y) }
        made.add([plan], height: 39)
        made.add(layer: "square", [square(-5, -80, 10, 10)])
        // Apparent noon: 12:00 − 4.5514 h of longitude + 5 h − 1.9 min equation of time = 12:25.
        let outcome = try made.city.shadows([
            "date": "2025-12-21", "utc_offset": 5, "start": "12:25", "end": "12:25", "area": "city", "margin": 300,
        ])
        #expect(outcome.layer("shadow")?.count == 1)
        let elevation = try outcome.number("shadow", "sun_elevation")
        #expect(abs(elevation - 23.305) < 0.02)
        #expect(abs(try outcome.number("shadow", "sun_azimuth") - 180) < 0.2)
        let shadow = try #require(outcome.layer("shadow")?.geometries)
        let corner = plan.map(\.y).max() ?? 0
        let tip = shadow.extent.maxY
        #expect(abs(tip - corner - 90.5) < 0.3)
        // A strip as wide as the plan, 90.5 m long, and the plan itself.
        let width = (65.5 + 46.5) * Angle.degrees(45).sine
        #expect(abs(try outcome.number("shadow", "area") - (65.5 * 46.5 + width * (tip - corner))) < 30)
    }

    /// Nothing in the way: all the sun there is, at every sensor.
    @Test func openGround() throws {
        var made = TestCity()
        made.addBox(0, 5000, 10, 10, height: 5)
        made.add(layer: "park", [square(0, 0, 30, 20)])
        let outcome = try made.city.shadows(["date": "2025-06-21"])
        let hours = try outcome.number("sun_hours", "sun_hours")
        let possible = try outcome.number("sun_hours", "sun_hours_possible")
        #expect(hours == possible && possible == outcome.indicator("solar.sun_hours_possible"))
        // SunTimes of the Sky target: 15.4 h from sunrise to sunset; 3° take 22 min at either end.
        #expect(abs(possible - 14.7) < 0.3)
        #expect(try outcome.number("sun_hours", "sun_continuous") == possible)
        #expect(try outcome.number("sun_hours", "minimum_share") == 100)
        #expect(try outcome.number("sun_hours", "sensors") == 150)
        #expect(try outcome.number("sun_hours", "extent") == 600)
        #expect(outcome.layer("sun_hours")?.column("name")?[0].text == "park 0")
    }

    /// South of a point a wall from the far east to the far west takes the hours in which the sun is lower than it.
    @Test func aWallTakesTheHoursOfFormula() throws {
        var made = TestCity()
        made.addBox(-3000, -10, 6000, 1, height: 18)
        var draft = LayerDraft(name: "square")
        draft.geometries.append(point: Point3(0, 0))
        draft.endFeature(id: "p")
        made.others.append(draft)
        let outcome = try made.city.shadows(["date": "2025-04-20", "step": 5, "area": "city"])
        // The northern edge lies 9 m off and 18 m up: blocked where tan(elevation) < 18 / 9 · cos(azimuth from south).
        let layer = try #require(outcome.layer("shadow"))
        var expected = 0.0
        for row in 0..<layer.count {
            let e = Angle.degrees(try outcome.number("shadow", "sun_elevation", row))
            let a = Angle.degrees(try outcome.number("shadow", "sun_azimuth", row) - 180)
            // The top southern edge, 1 m farther, never matters: the sight line rises towards it.
            if e.sine / e.cosine > 18.0 / 9 * a.cosine { expected += 5.0 / 60 }
        }
        #expect(expected > 1 && expected < 12)
        #expect(abs(try outcome.number("sun_hours", "sun_hours") - expected) < 1e-2)
    }

    /// Two breaks: the longest of three runs counts, not their sum, and the rule's share follows it.
    @Test func unbrokenSun() throws {
        var made = TestCity()
        // Two thin towers in the south-east and the south-west.
        made.addBox(20, -22, 4, 4, height: 60)
        made.addBox(-24, -22, 4, 4, height: 60)
        made.add(layer: "square", [square(-0.5, -0.5, 1, 1)])
        let outcome = try made.city.shadows(["spacing": 1, "step": 5, "minimum_sun": 6])
        let total = try outcome.number("sun_hours", "sun_hours")
        let unbroken = try outcome.number("sun_hours", "sun_continuous")
        let possible = try outcome.number("sun_hours", "sun_hours_possible")
        #expect(total < possible - 0.8 && total > possible - 2)
        #expect(unbroken < total - 3 && unbroken > total / 4)
        #expect(try outcome.number("sun_hours", "minimum_share") == 100)
        #expect(try outcome.number("sun_hours", "minimum_continuous_share") == (unbroken >= 6 ? 100 : 0))
        // Several days: means over days, and the worst day for the rule.
        let week = try made.city.shadows([
            "spacing": 1, "step": 5, "to": "2025-06-20", "every": 30, "minimum_sun": 6, "shadows": false,
        ])
        #expect(try week.number("sun_hours", "sun_hours") > total)
        #expect(try week.number("sun_hours", "sun_continuous") <= unbroken + 1e-9)
        #expect(week.layer("shadow") == nil)
    }

    /// Faces: a wall to the north has no sun in winter, one to the south all of it, a roof all of it.
    @Test func facesOfABuilding() throws {
        var made = TestCity()
        made.addBox(0, 0, 20, 20, height: 10)
        let outcome = try made.city.shadows(["layer": "building", "points": true, "date": "2025-12-21", "spacing": 5])
        let points = try #require(outcome.layer("sun_points"))
        // Four walls of 4 × 2 and a roof of 4 × 4.
        #expect(points.count == 48)
        #expect(try outcome.number("sun_hours", "extent") == 1200)
        let possible = try outcome.number("sun_hours", "sun_hours_possible")
        for row in 0..<points.count {
            let hours = points.columns[0].number(row)
            let p = points.geometries.vertices[row]
            if p.z > 9.9 || p.y < 0 {
                #expect(hours == possible)
            } else if p.y > 20 {
                #expect(hours == 0)
            } else {
                #expect(hours > 0 && hours < possible)
            }
        }
    }

    /// Sensors where a building stands are left out; under a bridge they are in the open, and dark.
    @Test func groundInTheOpen() throws {
        var made = TestCity()
        made.addBox(0, 0, 10, 20, height: 10)
        made.add(layer: "square", [square(0, 0, 20, 20)])
        var outcome = try made.city.shadows(["spacing": 1])
        #expect(try outcome.number("sun_hours", "sensors") == 200)
        #expect(try outcome.number("sun_hours", "sensors_covered") == 200)
        #expect(outcome.has("sensors-in-buildings"))
        // The same as a bridge, 2.5 m above the ground.
        made = TestCity()
        made.buildings.geometries.append(.polygon, polygons: [Polygon(exterior: square(0, 0, 10, 20))], hasZ: false)
        made.buildings.set("height", .real(10))
        made.buildings.set("min_height", .real(2.5))
        made.buildings.endFeature(id: "bridge")
        made.add(layer: "square", [square(0, 0, 20, 20)])
        outcome = try made.city.shadows(["spacing": 1])
        #expect(try outcome.number("sun_hours", "sensors") == 400)
        #expect(try outcome.number("sun_hours", "sun_hours_min") < 6)
    }

    /// Trees cast only where asked for; a filter takes casters away.
    @Test func treesAndFilters() throws {
        var made = TestCity()
        made.addBox(0, -30, 20, 10, height: 20)
        made.add(layer: "square", [square(0, 0, 20, 20)])
        var trees = LayerDraft(name: "tree")
        for x in [2.0, 8, 14] {
            trees.geometries.append(point: Point3(x, -5))
            trees.set("height", .real(12))
            trees.set("crown_diameter", .real(6))
            trees.endFeature(id: "t\(x)")
        }
        trees.geometries.append(point: Point3(0, 0))
        trees.endFeature(id: "unknown")
        made.others.append(trees)
        let city = made.city
        let without = try city.shadows()
        let with = try city.shadows(["trees": true])
        let alone = try city.shadows(["casters": "id = 'nobody'"])
        func hours(_ outcome: Outcome) throws -> Double { try outcome.number("sun_hours", "sun_hours") }
        #expect(try hours(with) < hours(without) - 0.3)
        #expect(try hours(alone) == alone.number("sun_hours", "sun_hours_possible"))
        #expect(with.has("tree-without-size") && !without.has("tree-without-size"))
        // A crown is an ellipsoid: with the light from above, its shadow is a circle of the crown's diameter.
        let casters = try ShadowCasters(city, filter: try Filter("id = 'nobody'"), trees: true)
        var cast = ShadowCast(casters, sun: Point3(0, 0, 1), box: everywhere)
        let area = try cast.union().reduce(0) { $0 + $1.area }
        // The two gaps of 6 m between the trees leave the crowns just touching.
        #expect(abs(area / (3 * Double.pi * 9) - 1) < 0.02)
    }

    /// Hills take hours where asked; the polygons are the buildings' alone.
    @Test func hills() throws {
        var made = TestCity()
        made.lay(Box(minX: -400, minY: -400, maxX: 400, maxY: 400), cell: 10) { _, y in y < -50 ? min(60, -50 - y) : 0 }
        made.addBox(0, 100, 10, 10, height: 5)
        made.add(layer: "park", [square(-20, -40, 40, 40)])
        let with = try made.city.shadows(["date": "2025-12-21"])
        let without = try made.city.shadows(["date": "2025-12-21", "terrain_shading": false])
        #expect(try with.number("sun_hours", "sun_hours") < without.number("sun_hours", "sun_hours") - 2)
        #expect(try without.number("sun_hours", "sun_hours") == without.number("sun_hours", "sun_hours_possible"))
        #expect(try with.number("shadow", "area") == without.number("shadow", "area"))
    }

    /// The y axis of the city is not north: turning it turns the shadow.
    @Test func convergence() throws {
        var made = TestCity()
        made.addBox(-0.5, -0.5, 1, 1, height: 30)
        made.place?.convergence = .degrees(20)
        // By the globe the sun is in the south; the y axis looks 20° east of north, so north is 20° to its left.
        let outcome = try made.city.shadows([
            "layer": "none", "start": "12:33", "end": "12:33", "utc_offset": 5, "margin": 500,
        ])
        let azimuth = try outcome.number("shadow", "sun_azimuth")
        let tip = try #require(outcome.layer("shadow")).geometries.vertices.max { $0.length < $1.length } ?? .zero
        #expect(abs(azimuth - 180) < 1)
        #expect(abs(Angle.degrees(-20 + azimuth - 180).sine - tip.x / tip.length) < 0.03)
    }
}
