import City
import Geometry
import JSON
import Testing

@testable import Solar

/// Inputs, bad and odd, and what comes out.
@Suite struct SolarShadowTests {
    private func square5() -> TestCity {
        var made = TestCity()
        made.addBox(0, 0, 10, 10, height: 12)
        made.add(layer: "square", [square(0, 12, 20, 20)])
        return made
    }

    /// Wrong inputs are told by name, with what would work.
    @Test(
        arguments: [
            (["date": "2025-02-30"], "inputs.date", "month 2 of 2025 has 28 days"),
            (["date": "2025-13-01"], "inputs.date", "months 1 to 12"),
            (["date": "22.03.2025"], "inputs.date", "2025-03-22"),
            (["date": "0999-01-01"], "inputs.date", "1900"),
            (["date": "2025-03-22", "to": "2025-03-01"], "inputs.to", "swap"),
            (["start": "18:00", "end": "06:00"], "inputs.end", "swap"),
            (["start": "25:00"], "inputs.start", "08:30"),
            (["end": "8"], "inputs.end", "08:30"),
            (["step": 0], "inputs.step", "1 … 720"),
            (["step": 1, "to": "2026-03-21"], "inputs.step", "larger"),
            (["layer": "squares"], "inputs.layer", "did you mean 'square'?"),
            (["where": "colour = 'red'"], "inputs.where", "colour"),
            (["casters": "hight > 3"], "inputs.casters", "height"),
            (["minimum_elevation": 0], "inputs.minimum_elevation", "0.5"),
            (["utc_offset": 30], "inputs.utc_offset", "14"),
            (["layer": "none", "area": "features"], "inputs.area", "city"),
            (["areas": "city"], "inputs.areas", "area"),
        ] as [(JSONObject, String, String)])
    func kindErrors(inputs: JSONObject, path: String, hint: String) throws {
        #expect {
            _ = try square5().city.shadows(inputs)
        } throws: { error in
            guard let error = error as? InputError else { return false }
            return error.path == path && error.description.contains(hint)
        }
    }

    @Test func nothingToLookAt() throws {
        var made = TestCity()
        made.addBox(0, 0, 10, 10, height: 12)
        #expect { _ = try made.city.shadows() } throws: {
            ($0 as? InputError)?.path == "inputs.layer" && "\($0)".contains("building, none")
        }
        #expect(try made.city.shadows(["layer": "none"]).layers.map(\.name) == ["shadow"])
        var placeless = square5()
        placeless.place = nil
        #expect { _ = try placeless.city.shadows() } throws: { ($0 as? InputError)?.path == "city" }
        // A condition that nothing meets, and a city without buildings, are answers.
        let none = try square5().city.shadows(["where": "id = 'x'"])
        #expect(none.has("no-feature-chosen") && none.layer("sun_hours")?.count == 0)
        #expect(none.indicator("solar.sun_hours") == nil)
        var empty = TestCity()
        empty.add(layer: "square", [square(0, 0, 10, 10)])
        let open = try empty.city.shadows()
        #expect(try open.number("sun_hours", "sun_hours") == open.number("sun_hours", "sun_hours_possible"))
        #expect(try open.number("shadow", "area") == 0)
    }

    /// Polar night, midnight sun, and a winter day whose sun stays low.
    @Test func farNorth() throws {
        var made = square5()
        made.place = City.Place(latitude: .degrees(69.65), longitude: .degrees(18.96), convergence: .degrees(0))
        let night = try made.city.shadows(["date": "2025-12-21"])
        #expect(night.has("sun-below-horizon") && night.layer("shadow")?.count == 0)
        #expect(try night.number("sun_hours", "sun_hours") == 0 && night.number("sun_hours", "minimum_share") == 0)
        #expect(night.layer("sun_hours")?.column("first_sun")?[0].isNull == true)
        #expect(night.indicators.allSatisfy { $0.value?.isFinite ?? false })
        let day = try made.city.shadows(["date": "2025-06-21", "casters": "id = 'x'"])
        #expect(abs(try day.number("sun_hours", "sun_hours") - 24) < 1e-9)
        let low = try made.city.shadows(["date": "2025-02-01", "minimum_elevation": 10])
        #expect(low.has("sun-always-low") && !low.has("sun-below-horizon"))
        #expect(try low.number("sun_hours", "sun_hours") == 0)
    }

    /// A tower a hundred times as high as the rest throws a shadow of kilometres: cut at the edge, and said.
    @Test func aTowerOfAKilometre() throws {
        var made = square5()
        made.addBox(100, 100, 20, 20, height: 1200)
        let outcome = try made.city.shadows(["area": "city", "margin": 500])
        #expect(outcome.has("shadow-cut"))
        let extent = try #require(outcome.layer("shadow")).geometries.extent
        #expect(Box(minX: -500, minY: -500, maxX: 620, maxY: 620).contains(extent))
        // Uncut, the longest is 1,200 m / tan 3° = 22.9 km at most.
        let whole = try made.city.shadows(["area": "city", "margin": 50_000])
        #expect(!whole.has("shadow-cut"))
        let shadow = try #require(whole.layer("shadow"))
        #expect(shadow.geometries.extent.width > 10_000)
    }

    /// Features without area, lines, points, crossed outlines; faces inside out and open.
    @Test func oddFeatures() throws {
        var made = TestCity()
        made.addBox(0, 0, 10, 10, height: 12)
        var draft = LayerDraft(name: "park")
        draft.geometries.append(
            .polygon, polygons: [Polygon(exterior: [Point3(0, 20), Point3(10, 20), Point3(20, 20)])], hasZ: false)
        draft.endFeature(id: "flat")
        draft.geometries.appendNone()
        draft.endFeature(id: "nothing")
        draft.geometries.append(line: [Point3(0, 20), Point3(0, 60)])
        draft.endFeature(id: "line")
        draft.geometries.append(point: Point3(5, 5))
        draft.endFeature(id: "covered")
        draft.geometries.append(
            .polygon, polygons: [Polygon(exterior: [Point3(20, 20), Point3(40, 40), Point3(40, 20), Point3(20, 40)])],
            hasZ: false)
        draft.endFeature(id: "bow")
        made.others.append(draft)
        for area in ["box", "features", "city"] {
            let outcome = try made.city.shadows(["area": .string(area)])
            let layer = try #require(outcome.layer("sun_hours"))
            #expect(layer.ids == ["flat", "nothing", "line", "covered", "bow"])
            #expect(outcome.diagnostics.all.filter { $0.code == "nothing-to-light" }.reduce(0) { $0 + $1.count } == 3)
            #expect(layer.column("sun_hours")?[0].isNull == true && layer.column("sun_hours")?[3].isNull == true)
            #expect(try outcome.number("sun_hours", "sensors", 2) == 20)
            #expect(try outcome.number("sun_hours", "extent", 2) == 40)
            #expect(try outcome.number("sun_hours", "sun_hours", 4) > 5)
            for layer in outcome.layers {
                #expect(layer.geometries.vertices.allSatisfy { $0.isFinite })
            }
        }
    }

    /// The same as one layer or as a layer a step.
    @Test func splitBySteps() throws {
        let city = square5().city
        let one = try city.shadows(["start": "12:00", "end": "13:00"])
        let split = try city.shadows(["start": "12:00", "end": "13:00", "split": true])
        #expect(
            split.layers.map(\.name) == [
                "sun_hours", "shadow_20250322_1200", "shadow_20250322_1215", "shadow_20250322_1230",
                "shadow_20250322_1245", "shadow_20250322_1300",
            ])
        for row in 0..<5 {
            let layer = split.layers[row + 1]
            #expect(layer.count == 1 && layer.ids[0] == one.layer("shadow")?.ids[row])
            #expect(try split.number(layer.name, "area") == one.number("shadow", "area", row))
        }
        #expect(one.layer("shadow")?.column("time")?[1].text == "2025-03-22T12:15:00+05:00")
        // 12:00, 12:15 … 13:00 is one hour, not five quarters.
        #expect(try one.number("sun_hours", "sun_hours_possible") == 1)
    }

    /// Same inputs, same numbers, whichever thread does what.
    @Test func deterministic() throws {
        var made = TestCity()
        var seeded = Seeded(3)
        for _ in 0..<300 {
            made.addBox(
                seeded.number(in: 0...400), seeded.number(in: 0...400), seeded.number(in: 5...30),
                seeded.number(in: 5...30), height: seeded.number(in: 3...30))
        }
        made.add(layer: "square", [square(100, 100, 150, 150)])
        let city = made.city
        let a = try city.shadows(["area": "city", "points": true])
        let b = try city.shadows(["area": "city", "points": true])
        #expect(a.indicators == b.indicators)
        for (x, y) in zip(a.layers, b.layers) {
            #expect(x.geometries.vertices == y.geometries.vertices && x.ids == y.ids)
            for (c, d) in zip(x.columns, y.columns) { #expect((0..<c.count).allSatisfy { c[$0] == d[$0] }) }
        }
    }

    /// Called off, it stops.
    @Test func cancelled() throws {
        let monitor = Monitor()
        monitor.cancel()
        #expect(throws: Monitor.Cancelled.self) {
            try Monitor.$current.withValue(monitor) { _ = try square5().city.shadows() }
        }
    }
}
