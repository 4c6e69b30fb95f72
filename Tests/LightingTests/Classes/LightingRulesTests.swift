import Geometry
import Testing

@testable import Lighting

@Suite struct LightingRulesTests {
    let rules = LightingRules.en13201

    @Test func standardIsReadWhole() throws {
        #expect(rules.name == "EN 13201-2:2015" && rules.classes.count == 6 + 6 + 7 + 4 + 9 + 6)
        let m3 = try #require(rules.lightingClass("M3"))
        #expect(m3.limit(of: .averageLuminance) == 1 && m3.limit(of: .thresholdIncrement) == 15)
        #expect(m3.limit(of: .edgeRatio) == 0.3 && m3.clause == "EN 13201-2:2015, table 1")
        #expect(rules.lightingClass("C5")?.limit(of: .averageIlluminance) == 7.5)
        #expect(rules.lightingClass("P7")?.requirements.isEmpty == true)
        // Every class is stricter than the next.
        for family in ["M", "C", "P", "HS", "SC", "EV"] {
            let all = rules.classes.filter {
                $0.name.dropFirst(family.count).allSatisfy(\.isNumber) && $0.name.hasPrefix(family)
            }
            for (a, b) in zip(all, all.dropFirst()) {
                let first = try #require(a.requirements.first)
                #expect(b.limit(of: first.criterion) ?? 0 < first.limit, "\(a.name) \(b.name)")
            }
        }
    }

    /// The report's own example A.2: 6 - 2 = P4, at night 6 - 0 = P6; and one sum for M by hand.
    @Test func selectionAddsWeightsUp() {
        let example = [
            "travel_speed": "low", "use_intensity": "normal", "traffic_composition": "pedestrians_cyclists",
            "parked_vehicles": "not_present", "ambient_luminosity": "moderate",
        ]
        #expect(rules.lightingClass(highway: "cycleway", speed: nil, given: example)?.name == "P4")
        var night = example
        night["use_intensity"] = "quiet"
        night["ambient_luminosity"] = "low"
        #expect(rules.lightingClass(highway: "cycleway", speed: nil, given: night)?.name == "P6")
        // Primary at 60 km/h: -1 + 1 + 1 + 1 + 1 + 0 + 0 + 0 = 3; at 110 km/h three more.
        #expect(rules.lightingClass(highway: "primary", speed: 60)?.name == "M3")
        #expect(rules.lightingClass(highway: "primary", speed: 70)?.name == "M3")
        #expect(rules.lightingClass(highway: "primary", speed: 70.5)?.name == "M1")
        #expect(rules.lightingClass(highway: "primary", speed: 110)?.name == "M1")
        #expect(rules.lightingClass(highway: "primary", speed: 60, given: ["traffic_volume": "low"])?.name == "M5")
        // A residential street that is driven fast is a road for cars.
        #expect(rules.lightingClass(highway: "residential", speed: 40)?.name == "P4")
        #expect(rules.lightingClass(highway: "residential", speed: 50)?.name == "M6")
        #expect(rules.lightingClass(highway: "construction", speed: 50) == nil)
    }

    @Test func comparableClasses() throws {
        let m3 = try #require(rules.lightingClass("M3"))
        #expect(rules.illuminanceClass(for: m3, q0: 0.04)?.name == "C2")
        #expect(rules.illuminanceClass(for: m3, q0: 0.07)?.name == "C3")
        #expect(rules.illuminanceClass(for: m3, q0: 0.1)?.name == "C4")
        let p2 = try #require(rules.lightingClass("P2"))
        #expect(rules.illuminanceClass(for: p2, q0: 0.07) == p2)
    }

    /// Values are compared as EN 13201-3 presents them.
    @Test func valuesAreRoundedAsPresented() throws {
        let m4 = try #require(rules.lightingClass("M4"))
        func missed(_ values: [LightingCriterion: Double]) -> [LightingCriterion] {
            m4.shortfalls { values[$0] }.map(\.criterion)
        }
        var good: [LightingCriterion: Double] = [
            .averageLuminance: 0.745, .uniformity: 0.395, .longitudinalUniformity: 0.6, .thresholdIncrement: 15.49,
            .edgeRatio: 0.2951,
        ]
        #expect(missed(good) == [])
        good[.averageLuminance] = 0.7449
        good[.thresholdIncrement] = 18
        #expect(missed(good) == [.thresholdIncrement, .averageLuminance])
        let worst = try #require(m4.shortfalls { good[$0] }.first)
        #expect(abs(worst.share - 0.2) < 1e-12 && worst.required == 15)
        // What was not computed is not missed.
        #expect(missed([:]) == [])
        let c2 = try #require(rules.lightingClass("C2"))
        #expect(c2.shortfalls { [.averageIlluminance: 19.95, .illuminanceUniformity: 0.4][$0] }.isEmpty)
        #expect(!c2.shortfalls { [.averageIlluminance: 19.94, .illuminanceUniformity: 0.4][$0] }.isEmpty)
    }

    /// Table 3, footnote: beyond 1.5 times the average, the least illuminance must grow with it.
    @Test func overlitFootpathMustBeEven() throws {
        let p4 = try #require(rules.lightingClass("P4"))
        func missed(_ average: Double, _ minimum: Double) -> Shortfall? {
            p4.shortfalls { [.averageIlluminance: average, .minimumIlluminance: minimum][$0] }.first
        }
        #expect(missed(7.5, 1) == nil)
        #expect(missed(15, 2) == nil)
        let found = try #require(missed(15, 1.5))
        #expect(found.criterion == .minimumIlluminance && abs(found.required - 2) < 1e-12)
    }

    @Test(arguments: [
        ("{", "line 1"), ("{}", "name"), (#"{"name": "x"}"#, "classes"),
        (#"{"name": "x", "classes": {"A1": {"L": 1}}}"#, "classes.A1.L"),
        (#"{"name": "x", "classes": {"A1": {"L_av": -1}}}"#, "classes.A1.L_av"),
        (#"{"name": "x", "classes": {"A1": {"L_av": "1"}}}"#, "expected a number"),
        (
            #"{"name": "x", "classes": {"A1": {"L_av": 1}}, "selection": {"A": {"base": 6, "first": 1, "last": 2, "parameters": {"p": {"weights": {"a": 1}}}}}}"#,
            "class A2 is missing"
        ),
        (
            #"{"name": "x", "classes": {"A1": {"L_av": 1}}, "selection": {"A": {"base": 6, "first": 2, "last": 1, "parameters": {"p": {"weights": {"a": 1}}}}}}"#,
            "behind"
        ),
        (#"{"name": "x", "classes": {"A1": {"L_av": 1}}, "roads": {"primary": {"family": "B"}}}"#, "no selection 'B'"),
        (
            #"{"name": "x", "classes": {"A1": {"L_av": 1}}, "comparable": [{"up_to_q0": 1, "classes": {"A1": "C1"}}]}"#,
            "C1"
        ),
    ])
    func brokenRulesAreRefused(text: String, hint: String) {
        let error = #expect(throws: DataError.self) { try LightingRules(bytes: Array(text.utf8), file: "r.json") }
        #expect(error?.description.contains(hint) == true, "\(error?.description ?? "")")
    }

    /// A national code by file: its own names, its own numbers.
    @Test func otherRulesByFile() throws {
        let text = #"""
            {"name": "code", "classes": {"A": {"clause": "5.1", "L_av": 1.6}, "B1": {"L_av": 0.8}, "B2": {"L_av": 0.6}},
             "selection": {"B": {"base": 2, "first": 1, "last": 2, "parameters": {
               "traffic": {"weights": {"much": 1, "little": 0}}}}},
             "roads": {"primary": {"family": "B", "traffic": "much"}, "tertiary": {"family": "B", "traffic": "little"}}}
            """#
        let code = try LightingRules(bytes: Array(text.utf8), file: "code.json")
        #expect(code.lightingClass("A")?.clause == "code, 5.1")
        #expect(code.lightingClass(highway: "primary", speed: nil)?.name == "B1")
        #expect(code.lightingClass(highway: "tertiary", speed: 90)?.name == "B2")
    }
}
