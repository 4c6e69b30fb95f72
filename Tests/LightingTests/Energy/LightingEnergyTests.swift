import City
import Geometry
import JSON
import Testing

@testable import Lighting

@Suite struct LightingEnergyTests {
    private func energy(_ outcome: Outcome) throws -> Double { try #require(outcome.indicator("lighting.energy")) }

    /// 20 lamps of 70 W through the year's nights: hours times power; D_P and D_E from the road's own figures.
    @Test func wholeCity() throws {
        let street = Street.oneSided(["circuit": .text("c-1")])
        let outcome = try street.answer(LightingEnergy.self, ["utc_offset": 5])
        let hours = try #require(outcome.indicator("lighting.night_hours"))
        #expect(hours > 3900 && hours < 4200)
        #expect(try abs(energy(outcome) - 20 * 0.07 * hours / 1000) < 1e-9)
        #expect(try abs(#require(outcome.indicator("lighting.energy_cost")) - energy(outcome) * 75420) < 1e-3)
        #expect(try abs(#require(outcome.indicator("lighting.co2")) - energy(outcome) * 0.698) < 1e-9)
        let months = (1...12).compactMap { outcome.indicator("lighting.energy_month_\($0 < 10 ? "0" : "")\($0)") }
        #expect(try abs(months.reduce(0, +) - energy(outcome)) < 1e-9 && months[11] > 1.5 * months[5])
        // All 600 m are lit: 5 mounting heights beyond the last lamps.
        let light = try outcome.number("road_energy", 0, "E_av")
        #expect(try abs(outcome.number("road_energy", 0, "lit_area") - 4200) < 0.01)
        #expect(try abs(outcome.number("road_energy", 0, "D_P") - 1000 * 1400 / (light * 4200)) < 0.02)
        #expect(try abs(outcome.number("road_energy", 0, "D_E") - 1e6 * energy(outcome) / 4200) < 0.01)
        #expect(try abs(outcome.number("lighting_circuit", 0, "energy_kwh") - 1000 * energy(outcome)) < 0.001)
        #expect(outcome.layer("lamp_energy")?.count == 20)
        // The average is the judged road's, whose fields have the same grids.
        let judged = try street.judged()
        #expect(try abs(judged.number("road_lighting", 0, "E_av") - light) < 0.01)
    }

    /// A sidewalk is lit too: more area, more light on it, a lower D_P and D_E.
    @Test func sidewalksCount() throws {
        let bare = try Street.oneSided().answer(LightingEnergy.self)
        let both = try Street.oneSided(road: ["sidewalk": .text("both")]).answer(LightingEnergy.self)
        let right = try Street.oneSided(road: ["sidewalk": .text("right")]).answer(LightingEnergy.self)
        #expect(try abs(both.number("road_energy", 0, "lit_area") - 600 * 11) < 0.01)
        #expect(try abs(right.number("road_energy", 0, "lit_area") - 600 * 9) < 0.01)
        #expect(try both.number("road_energy", 0, "D_P") < bare.number("road_energy", 0, "D_P"))
        #expect(try both.number("road_energy", 0, "E_av") == bare.number("road_energy", 0, "E_av"))
        let none = try Street.oneSided(road: ["sidewalk": .text("both")]).answer(
            LightingEnergy.self, ["sidewalk_width": 0])
        #expect(try none.number("road_energy", 0, "D_P") == bare.number("road_energy", 0, "D_P"))
    }

    /// What dims, holds constant, fails and stands by.
    @Test func everyInputCounts() throws {
        let street = Street.oneSided(["lamp_type": .text("LED"), "circuit": .text("c-1")])
        let base = try energy(street.answer(LightingEnergy.self, ["utc_offset": 5]))
        func share(_ inputs: JSONObject) throws -> Double {
            var all: JSONObject = ["utc_offset": 5]
            for member in inputs.members { all[member.key] = member.value }
            return try energy(street.answer(LightingEnergy.self, all)) / base
        }
        #expect(try abs(share(["dimming": "00:00 50%", "fixed_power": 0]) - 0.5) < 1e-9)
        #expect(try abs(share(["dimming": "00:00 50%", "fixed_power": 10]) - 0.55) < 1e-9)
        #expect(try share(["dimming": "00:00 50%", "dimmable": "lamp_type = 'HPS'"]) == 1)
        #expect(try abs(share(["constant_light": "lamp_type = 'LED'", "lumen_maintenance": 0.8]) - 0.9) < 1e-9)
        #expect(try abs(share(["outage_share": 10]) - 0.9) < 1e-9)
        let hours = 1e6 * base / 1400
        #expect(try abs(share(["standby_power": 1]) - 1 - (8760 - hours) / (70 * hours)) < 1e-9)
        #expect(try abs(share(["control_power": 100]) - 1 - 100 * 8760 / (1400 * hours)) < 1e-9)
        let byLamp = """
            {"by": "lamp_type", "profiles": {"LED": "00:00 50%", "*": ""}}
            """
        let outcome = try street.answer(
            LightingEnergy.self, ["utc_offset": 5, "profiles": "p.json", "fixed_power": 0], files: ["p.json": byLamp])
        #expect(try abs(energy(outcome) / base - 0.5) < 1e-9)
        #expect(outcome.value("lamp_energy", 0, "profile").text == "LED")
        // Adaptive classes: traffic below a fifth of the busiest hour all the time but one hour of the day.
        let traffic = JSONValue.array((0..<24).map { .number($0 == 12 ? 1 : 0.1) })
        let m5 = try share(["traffic": traffic, "fixed_power": 0, "lighting_class": "M5"])
        #expect(abs(m5 - 0.6) < 1e-9)
        let wet = try share(["traffic": traffic, "fixed_power": 0, "lighting_class": "M5", "wet_share": 20])
        #expect(abs(wet - (0.8 * 0.6 + 0.2 * 0.9)) < 1e-9)
    }

    /// Lamps out of order take nothing.
    @Test func darkLampsTakeNothing() throws {
        var street = Street.oneSided()
        street.lamps[3].values["status"] = .text("defectiveLamp")
        let outcome = try street.answer(LightingEnergy.self, ["standby_power": 1])
        #expect(try outcome.number("lamp_energy", 3, "energy_kwh") == 0)
        #expect(outcome.indicator("lighting.lamps_dark") == 1)
        let all = try street.answer(LightingEnergy.self, ["standby_power": 1, "outages": false])
        #expect(try all.number("lamp_energy", 3, "energy_kwh") > 0)
    }

    @Test func errorsSayWhatToDo() throws {
        func problem(_ inputs: JSONObject, files: [String: String] = [:]) throws -> String {
            do {
                _ = try Street.oneSided().answer(LightingEnergy.self, inputs, files: files)
                return "accepted"
            } catch let error as InputError { return error.description } catch let error as DataError {
                return error.description
            }
        }
        #expect(try problem(["dimming": "late 50%"]).contains("no time of the day"))
        #expect(try problem(["traffic": [1, 2]]).contains("24"))
        #expect(try problem(["traffic": .array((0..<24).map { _ in 0 })]).contains("0 in every hour"))
        #expect(try problem(["year": 1200]).contains("1900"))
        #expect(try problem(["profiles": "p"], files: ["p": "{"]).contains("line 1"))
        #expect(try problem(["profiles": "p"], files: ["p": "{\"by\": \"x\"}"]).contains("profiles"))
        #expect(
            try problem(["profiles": "p"], files: ["p": "{\"by\": \"x\", \"profiles\": {\"a\": \"9 x\"}}"])
                .contains("profiles.a"))
        #expect(throws: InputError.self) {
            let made = try LightingEnergy.init(of: [:])
            _ = try made.run(on: Street.oneSided().city)
        }
    }

    /// A city without roads still has its lamps' energy.
    @Test func lampsWithoutRoads() throws {
        var street = Street()
        street.lamp(0, 0)
        let outcome = try street.answer(LightingEnergy.self)
        #expect(try energy(outcome) > 0)
        #expect(outcome.indicator("lighting.power_density") == nil)
    }
}

extension LightingEnergy {
    fileprivate init(of given: JSONObject) throws {
        var inputs = Inputs(given)
        try self.init(&inputs)
    }
}
