import City
import Engine
import Geometry
import JSON
import Testing

@testable import Lighting

/// The simulation `lighting.design` on streets made for it.
@Suite struct LightingDesignTests {
    private func designed(_ street: Street, _ inputs: JSONObject, files: [String: String] = [:]) throws -> Outcome {
        let made = try makeSimulation(LightingDesign.self, inputs) { path in
            guard let text = files[path] else { throw InputError(path: path, problem: "no such file") }
            return Array(text.utf8)
        }
        return try made.simulation.run(on: street.city)
    }

    /// A long straight street of a class: the layout's figures are those that `lighting.road` finds in the middle of it
    /// once the lamps are there, and the street meets the class.
    @Test(arguments: ["M4", "C4", "P3"])
    func verdictIsThatOfTheRoad(name: String) throws {
        var street = Street()
        street.road([Point3(0, 0), Point3(1500, 0)])
        let outcome = try designed(street, ["lighting_class": .string(name), "max_height": 9])
        #expect(outcome.value("street_design", 0, "verdict_before").text == "unlit")
        let spacing = try outcome.number("street_design", 0, "spacing")
        let lamps = try #require(outcome.layer("street_light"))
        #expect(lamps.count > 1500 / 60)
        let city = try street.city.applying([.add(lamps)]).city
        let judged = try makeSimulation(LightingRoad.self, ["lighting_class": .string(name)]) { _ in [] }.simulation
            .run(on: city)
        #expect(
            judged.value("road_lighting", 0, "verdict").text == outcome.value("street_design", 0, "verdict_after").text)
        let met = try #require(judged.indicator("lighting.met"))
        #expect(outcome.indicator("lighting.met_after") == met)
        #expect(met > 1.35)
        let real = try judged.number("road_lighting", 0, "spacing")
        #expect(real <= spacing + 0.1 && real > spacing - 3)
        // The profile's own figures for the same spacing.
        let fixed = try designed(
            street,
            [
                "width": 7, "lanes": 2, "lighting_class": .string(name), "max_height": 9, "min_spacing": .number(real),
                "max_spacing": .number(real),
            ])
        let row = try #require(
            (0..<(fixed.layer("layout")?.count ?? 0)).first {
                fixed.value("layout", $0, "arrangement").text == outcome.value("street_design", 0, "arrangement").text
            })
        guard fixed.value("layout", row, "luminaire") == outcome.value("street_design", 0, "luminaire"),
            try fixed.number("layout", row, "mounting_height") == outcome.number("street_design", 0, "mounting_height"),
            try fixed.number("layout", row, "overhang") == outcome.number("street_design", 0, "overhang"),
            try fixed.number("layout", row, "tilt_deg") == outcome.number("street_design", 0, "tilt_deg")
        else { return }
        let fields = try #require(judged.layer("lighting_field"))
        let middle = try #require((0..<fields.count).first { fields.column("from")?.number($0) ?? 0 > 700 })
        for (column, share) in [("E_av", 0.005), ("U_E", 0.01), ("L_av", 0.005), ("U_o", 0.01)] {
            let (a, b) = (try fixed.number("layout", row, column), try judged.number("lighting_field", middle, column))
            #expect(abs(a / b - 1) < share, "\(column): \(a), \(b)")
        }
    }

    /// Masts stand off the crossing carriageway and out of the house, and a piece after a crossing goes on.
    @Test func mastsKeepClear() throws {
        var street = Street()
        street.road([Point3(0, 0), Point3(200, 0)])
        street.road([Point3(200, 0), Point3(400, 0)])
        street.road([Point3(200, -150), Point3(200, 0)])
        street.road([Point3(200, 0), Point3(200, 150)])
        street.buildings.append([Point3(90, -12), Point3(120, -12), Point3(120, -3.6), Point3(90, -3.6)])
        let outcome = try designed(street, ["lighting_class": "P3", "arrangement": "single_sided"])
        let layer = try #require(outcome.layer("street_light"))
        let roads = Roads(try street.city.requiredLayer("road"))
        for row in 0..<layer.count {
            let p = layer.geometries.vertices[row]
            #expect(roads.places(near: p, reach: 30).allSatisfy { $0.fromEdge >= 0.29 })
            #expect(!(p.x > 89.5 && p.x < 120.5 && p.y > -12.5 && p.y < -3.1), "\(p)")
        }
        #expect(Set((0..<4).map { outcome.value("street_design", $0, "lighting_class").text }) == ["P3"])
        let lit = (0..<4).compactMap { try? outcome.number("street_design", $0, "lamps") }
        #expect(lit.allSatisfy { $0 >= 2 } && Int(lit.reduce(0, +)) == layer.count)
        #expect(outcome.indicator("lighting.new_masts") == Double(layer.count))
    }

    /// Old lamps of a street that gets new ones go; those of a street that meets its class stay.
    @Test func oldLampsAreTakenAway() throws {
        var street = Street()
        street.road([Point3(0, 0), Point3(600, 0)])
        street.road([Point3(0, 300), Point3(600, 300)])
        for k in 0..<6 { street.lamp(50 + 100 * Double(k), -3.5, ["flux_lm": .real(1000)]) }
        for k in 0..<25 { street.lamp(12 + 24 * Double(k), 296.5, ["flux_lm": .real(12000)]) }
        let unlit = try designed(street, ["lighting_class": "P3"])
        #expect(unlit.layer("street_light")?.count == 0 && unlit.count(of: "no-street-to-light") == 1)
        let outcome = try designed(street, ["lighting_class": "P3", "streets": "failing"])
        #expect(outcome.layer("street_light_removed")?.ids == (1...6).map { "lamp-\($0)" })
        #expect(outcome.layer("street_design")?.ids == ["road-1"])
    }

    @Test func candidatesAreThoseOfTheList() throws {
        let list = """
            [{"name": "A", "photometry": "generated-road-wide", "flux_lm": 8000, "power_w": 60, "price": 40000},
             {"name": "B", "photometry": "generated-road-wide", "flux_lm": 8000, "power_w": 60, "price": 90000}]
            """
        var street = Street()
        street.road([Point3(0, 0), Point3(500, 0)])
        let inputs: JSONObject = ["lighting_class": "M5", "luminaires": "list.json"]
        let outcome = try designed(street, inputs, files: ["list.json": list])
        #expect(outcome.value("street_design", 0, "luminaire").text == "A")
        // The same as a table, with what putting it up costs: B is the cheaper now.
        let table =
            "name;photometry;flux_lm;power_w;price;install_cost\nA;road-wide;8000;60;40000;60000\n"
            + "B;generated-road-wide;8000;60;90000;0"
        let other = try designed(street, inputs, files: ["list.json": table])
        #expect(other.value("street_design", 0, "luminaire").text == "B")
        #expect(other.layer("street_light")?.geometries.vertices == outcome.layer("street_light")?.geometries.vertices)
        #expect(outcome.value("street_light", 0, "lamp_type").text == "generated-road-wide")
        for (text, problem) in [
            ("[]", "no rows"), ("{", " "), (#"[{"name": "A"}]"#, "no photometry 'A'"),
            ("name,photometry,flux_lm,power_w,price\nA,flood,-5,1,1", "flux_lm"),
            ("name,photometry,flux_lm,price\nA,flood,5000,1", "power_w"),
            ("name,photometry,flux_lm,power_w\nA,flood,5000,3", "price"),
            ("name,photometry,power_w,price\nA,flood,5000,3", "flux_lm"), ("photometry\nflood", "name"),
        ] {
            let error = #expect(throws: DataError.self) { try designed(street, inputs, files: ["list.json": text]) }
            #expect(error?.problem.contains(problem) == true, "\(text)")
        }
    }

    /// 2 · 22,000 lm · 0.8 on 7 m · 120 m are 42 lx at the most, if all of it falls on the road; C0 asks for 50 lx.
    @Test func impossibleClassIsSaid() throws {
        var street = Street()
        street.road([Point3(0, 0), Point3(500, 0)])
        let bounds: JSONObject = ["lighting_class": "C0", "min_spacing": 120, "max_spacing": 120]
        let outcome = try designed(street, bounds)
        #expect(outcome.count(of: "no-layout-meets-class") == 1)
        #expect(
            outcome.diagnostics.all.contains { $0.message.contains("misses E_av") || $0.message.contains("misses U_E") }
        )
        #expect(outcome.layer("street_light")?.count == 0)
        #expect(outcome.indicator("lighting.undesigned_length") == 0.5)
        var profile = bounds
        profile["width"] = 7
        let alone = try designed(street, profile)
        #expect(alone.indicator("lighting.life_cycle_cost_km") == nil)
        #expect(alone.value("layout", 0, "verdict").text == "fails")
        #expect(alone.value("layout", 0, "reason").text?.contains("<") == true)
    }

    @Test(
        arguments: [
            ["width": 7], ["lanes": 3], ["width": 7, "lighting_class": "M4", "where": "id = 'x'"],
            ["min_height": 9, "max_height": 8], ["arrangement": "zigzag"], ["lighting_class": "M9"],
            ["spacing_step": 0], ["width": 7, "lighting_class": "M4", "arrangement": "median"],
        ] as [JSONObject])
    func wrongInputsAreRefused(inputs: JSONObject) throws {
        var street = Street()
        street.road([Point3(0, 0), Point3(500, 0)])
        #expect(throws: InputError.self) { try designed(street, inputs) }
    }
}
