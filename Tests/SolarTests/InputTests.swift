import City
import Geometry
import JSON
import Sky
import Testing

@testable import Solar

private func city(
    _ heights: [Double?], latitude: Double = 43, distance: Double = 40, side: Double = 14, gap: Double = 0
) -> City {
    var draft = LayerDraft(name: "building")
    for (i, height) in heights.enumerated() {
        let x = Double(i) * distance
        let ring = [Point3(x, 0), Point3(x + side, 0), Point3(x + side, side), Point3(x, side)]
        draft.geometries.append(.polygon, polygons: [Polygon(exterior: ring)], hasZ: false)
        if let height { draft.set("height", .real(height), unit: "m") }
        draft.endFeature(id: "b\(i)")
    }
    var diagnostics = Diagnostics()
    let plane = CRS(
        identifier: "EPSG:32642", name: "UTM 42N", epsg: 32642, isGeographic: false, metresPerUnit: 1, wkt: "")
    var city = City(name: "test", crs: plane, origin: .zero, layers: [draft.finish(&diagnostics)])
    city.place = City.Place(latitude: .degrees(latitude), longitude: .degrees(68), convergence: .degrees(0))
    return city
}

private func run(_ type: any Simulation.Type, _ given: JSONObject, _ city: City = city([6])) throws -> Outcome {
    var inputs = Inputs(given) { try PVTable.fetched($0) }
    let simulation = try type.init(&inputs)
    try inputs.finish()
    var outcome = try simulation.run(on: city)
    outcome.diagnostics.merge(inputs.diagnostics)
    return outcome
}

/// Inputs that another leaves without effect, and defaults that do not fit, are told in words that name both.
@Suite struct InputTests {
    static let weather = "pvlib/pvlib/data/723170TYA.CSV"

    @Test(
        arguments: [
            (["monthly_temp_air": [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]], "monthly_temp_air", "monthly_ghi"),
            (["weather_seed": 2], "weather_seed", "monthly_ghi"),
            (["weather_year": 2013], "weather_year", "weather"),
            (["decomposition": "disc"], "decomposition", "weather"),
            (["clear_sky": "bird", "linke_turbidity": 3], "linke_turbidity", "clear_sky"),
            (["weather": .string(weather), "elevation": 100], "elevation", "weather"),
            (["weather": .string(weather), "linke_turbidity": 3], "linke_turbidity", "weather"),
            (["weather": .string(weather), "year": 2020], "year", "weather"),
            (["losses": "pvgis", "loss_wiring": 3], "loss_wiring", "losses"),
            (["losses": "pvwatts", "loss_snow": 3], "loss_snow", "losses"),
            (["losses": "pvgis", "inverter": "sandia"], "inverter", "losses"),
            (["losses": "pvgis", "dc_ac_ratio": 1.1], "dc_ac_ratio", "losses"),
            (["inverter": "none", "dc_ac_ratio": 1.1], "dc_ac_ratio", "inverter"),
            (["inverter_name": "string-5k"], "inverter_name", "inverter"),
        ] as [(JSONObject, String, String)])
    func refused(given: JSONObject, name: String, other: String) throws {
        #expect {
            try run(SolarYield.self, given)
        } throws: { error in
            guard let error = error as? InputError else { return false }
            return error.path == "inputs.\(name)" && error.problem.contains("'\(name)'")
                && error.problem.contains("'\(other)'") && error.suggestion?.contains(other) == true
        }
    }

    /// Noted where it is a matter of a value that a study may vary; defaults, and what does have an effect, are let pass.
    @Test func noted() throws {
        func unused(_ given: JSONObject) throws -> [String] {
            try run(SolarYield.self, given).diagnostics.all.filter { $0.code == "input-without-effect" }
                .flatMap(\.features)
        }
        #expect(try unused(["loan_interest": 20]) == ["loan_interest"])
        #expect(try unused(["loan_interest": 20, "loan_share": 0.5]) == [])
        #expect(try unused(["gcr": 0.5, "free_hours": 3]) == ["free_hours"])
        #expect(try unused(["flat_mounting": "flush", "tilt": 20]) == ["tilt"])
        #expect(try unused(["facade_spacing": 4, "facade_share": 0.1]).sorted() == ["facade_share", "facade_spacing"])
        #expect(try unused(["self_consumption": 1, "feed_in": 3]) == ["feed_in"])
        #expect(try unused(["bounce_rays": 0, "bounce_cell": 4]) == ["bounce_cell"])
        let defaults: JSONObject = ["year": 2025, "elevation": 200.0, "loss_soiling": 2, "inverter_name": "string-10k"]
        #expect(try unused(defaults) == [])
        // What an outcome says of its inputs may be asked again.
        var inputs = Inputs(["losses": "pvgis"])
        _ = try SolarYield(&inputs)
        var again = Inputs(inputs.resolved)
        #expect(throws: Never.self) { try SolarYield(&again) }
    }

    /// A library without the default names says what names it has, near the default in size.
    @Test func libraries() throws {
        func suggestion(_ given: JSONObject) -> (path: String, text: String) {
            do {
                _ = try run(SolarYield.self, given)
                return ("", "")
            } catch {
                let error = error as? InputError
                return (error?.path ?? "", "\(error?.problem ?? "") \(error?.suggestion ?? "")")
            }
        }
        let modules = suggestion(["module_file": "pvlib/pvlib/data/sam-library-cec-modules-2019-03-05.csv"])
        #expect(modules.path == "inputs.module" && modules.text.contains("mono-perc-410"))
        #expect(modules.text.contains("such as '") && modules.text.contains("410"), "\(modules.text)")
        let adr: JSONObject = [
            "inverter": "adr", "inverter_file": "pvlib/pvlib/data/adr-library-cec-inverters-2019-03-05.csv",
        ]
        let inverters = suggestion(adr)
        #expect(inverters.path == "inputs.inverter_name" && inverters.text.contains("such as '"))
        #expect(suggestion(adr.merging("inverter_name", "no such thing")).text.contains("no such thing"))
    }

    /// With a condition, assumed heights are counted of the buildings asked about; the others are a note.
    @Test func countsWhatIsAsked() throws {
        func counts(_ given: JSONObject) throws -> [String: Int] {
            let all = try run(SolarYield.self, given, city([nil, nil, nil, 9])).diagnostics.all
            return Dictionary(
                uniqueKeysWithValues: all.filter { $0.code.hasPrefix("height-assumed") }.map {
                    ($0.code, $0.count)
                })
        }
        #expect(try counts([:]) == ["height-assumed": 3])
        #expect(try counts(["where": "id = 'b1'"]) == ["height-assumed": 1, "height-assumed-around": 2])
        #expect(try counts(["where": "id = 'b3'"]) == ["height-assumed-around": 3])
    }

    /// What comes from hopeless planes is told, until it is left out.
    @Test func hopelessPlanes() throws {
        let walls: JSONObject = ["planes": "facades"]
        let told = try run(SolarYield.self, walls).diagnostics.all.first { $0.code == "weak-planes" }
        #expect(told?.severity == .caution && told?.count == 1, "the north wall")
        let without = try run(SolarYield.self, walls.merging("min_irradiation", 800))
        #expect(!without.diagnostics.all.contains { $0.code == "weak-planes" })
        #expect(try run(SolarYield.self, [:]).diagnostics.all.allSatisfy { $0.code != "weak-planes" })
    }

    /// Rows leave room to walk, and a bound that decided is told.
    @Test func optimumOnABound() throws {
        for gap in [0.5, 1.2] {
            let outcome = try run(
                SolarOptimise.self, ["objective": "energy", "min_row_gap": .number(gap), "max_tilt": 12],
                city([6], side: 30))
            let layer = try #require(outcome.layer("roof"))
            let found = try #require(layer.column("row_gap")).number(0)
            #expect(found >= gap - 1e-3 && found < gap + 0.4, "\(found)")
            #expect(outcome.diagnostics.all.contains { $0.code == "rows-on-bound" && $0.count == 1 })
        }
        // One row alone: nothing speaks against a steep one.
        let winter = try run(
            SolarOptimise.self, ["objective": "winter", "max_tilt": 20, "usable_share": 1], city([6], side: 3))
        #expect(winter.diagnostics.all.contains { $0.code == "tilt-on-bound" && $0.severity == .caution })
        #expect(winter.layer("roof")?.column("panel_tilt")?.number(0) == 20)
    }

    /// One moment that stands for twelve hours is told.
    @Test func coarseSteps() throws {
        var codes: [Int: Bool] = [:]
        for step in [15, 30, 60, 720] {
            let given: JSONObject = ["layer": "building", "step": .integer(Int64(step)), "shadows": false]
            codes[step] = try run(SolarShadow.self, given).diagnostics.all.contains {
                $0.code == "coarse-step" && $0.severity == .caution
            }
        }
        #expect(codes == [15: false, 30: false, 60: true, 720: true])
    }
}

extension JSONObject {
    fileprivate func merging(_ key: String, _ value: JSONValue) -> JSONObject {
        var object = self
        object[key] = value
        return object
    }
}
