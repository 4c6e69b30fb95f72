import City
import Engine
import Foundation
import Geometry
import JSON
import Testing

@testable import Lighting

/// The simulation `lighting.road` on streets made for it.
@Suite struct LightingRoadTests {
    /// 600 m of straight street, lamps on the right every 30 m.
    static var straight: Street {
        var street = Street()
        street.road([Point3(0, 0), Point3(600, 0)])
        for k in 0..<20 { street.lamp(15 + 30 * Double(k), -3.5) }
        return street
    }

    /// A field in the middle of a long regular street is the standard's own: the same as the bare calculation of an
    /// installation that goes on for ever, whichever way the street runs.
    @Test(arguments: [0.0, 33, 90, 200])
    func regularStreetIsTheStandardsCase(turn: Double) throws {
        let outcome = try Self.straight.turned(turn, by: Point3(5000, -3000)).judged(["points": true])
        let lamps = (-40...60).map {
            RoadLamp(
                position: Point3(30 * Double($0), -3.5, 8), frame: LuminaireFrame(azimuth: .degrees(0)),
                scale: 8)
        }
        var calculation = RoadCalculation(
            photometries: [.generated(.roadNarrow, flux: 1000)], surface: try #require(.standard("R3")),
            maintenanceFactor: 0.8)
        let truth = calculation(RoadField(length: 30, width: 7, lanes: 2, oncoming: 1, height: 8), lamps)
        let seen = try #require(truth.luminance)
        // Stretch 0 is the end before the first lamp; the tenth field begins at 285 m.
        let row = 10
        #expect(try outcome.number("lighting_field", row, "from") == 285)
        for (column, value, step) in [
            ("E_av", truth.averageIlluminance, 0.01), ("E_min", truth.minimumIlluminance, 0.01),
            ("U_E", truth.illuminanceUniformity, 0.001), ("R_EI", truth.edgeRatio, 0.001),
            ("L_av", seen.average, 0.001), ("U_o", seen.uniformity, 0.001),
            ("U_l", seen.longitudinalUniformity, 0.001),
        ] {
            #expect(try abs(outcome.number("lighting_field", row, column) - value) <= 0.51 * step + 1e-9, "\(column)")
        }
        // 300 m of lamps ahead are not 500 m: the glare of the farthest is missing.
        #expect(try abs(outcome.number("lighting_field", row, "f_TI") / seen.thresholdIncrement - 1) < 0.05)
        #expect(outcome.value("road_lighting", 0, "arrangement").text == "single_sided_right")
        #expect(try outcome.number("road_lighting", 0, "spacing") == 30)
        #expect(outcome.kinds == ["end"] + [String](repeating: "field", count: 19) + ["end"])
        // A grid of N × 3 points a lane in every stretch.
        #expect(outcome.layer("lighting_point")?.count == 21 * 10 * 6)
        let length = try #require(outcome.indicator("lighting.road_length"))
        #expect(abs(length - 0.6) < 1e-9)
    }

    @Test func verdictSaysWhatFails() throws {
        let street = Self.straight
        let good = try street.judged(["lighting_class": "P4"])
        #expect(good.value("road_lighting", 0, "verdict").text == "meets")
        #expect(good.indicator("lighting.met_share") == 100 && good.indicator("lighting.failed_E_av") == 0)
        let bad = try street.judged(["lighting_class": "C1"])
        #expect(bad.value("road_lighting", 0, "verdict").text == "fails")
        #expect(bad.value("road_lighting", 0, "failing").text == "E_av")
        #expect(bad.value("road_lighting", 0, "reason").text?.hasPrefix("EN 13201-2:2015, table 2: E_av ") == true)
        #expect(bad.value("road_lighting", 0, "reason").text?.hasSuffix("< 30.0 lx") == true)
        let failed = try #require(bad.indicator("lighting.failed_E_av"))
        #expect(abs(failed - 0.6) < 1e-9)
        // By its type, with the speed and the traffic of the rules.
        let selected = try street.judged()
        #expect(selected.value("road_lighting", 0, "lighting_class").text == "M5")
        let busy = try street.judged(["traffic_volume": "high"])
        #expect(busy.value("road_lighting", 0, "lighting_class").text == "M3")
    }

    /// Classes HS, SC and EV are judged by receivers of their own.
    @Test(arguments: ["HS2", "SC9", "EV6"])
    func otherReceiversAreJudged(name: String) throws {
        var street = Self.straight
        func verdict() throws -> String? {
            try street.judged(["lighting_class": .string(name)]).value("lighting_field", 10, "verdict").text
        }
        #expect(try verdict() == "meets")
        street.lamps = street.lamps.map { ($0.id, $0.at, $0.values.merging(["flux_lm": .real(80)]) { $1 }) }
        #expect(try verdict() == "fails")
    }

    // MARK: Edge cases

    @Test func roadWithoutLamps() throws {
        var street = Self.straight
        street.road([Point3(0, 400), Point3(200, 400)])
        let outcome = try street.judged()
        #expect(outcome.value("road_lighting", 1, "verdict").text == "unlit")
        #expect(outcome.value("road_lighting", 1, "arrangement").text == "none")
        #expect(outcome.value("road_lighting", 1, "L_av").isNull)
        #expect(try outcome.number("road_lighting", 1, "unlit") == 200)
        #expect(outcome.indicator("lighting.unlit") == 0.2)
        // P7 asks for nothing: the dark road meets it.
        let none = try street.judged(["lighting_class": "P7"])
        #expect(none.value("road_lighting", 1, "verdict").text == "meets")
    }

    @Test func cityWithoutStreetLights() throws {
        var street = Self.straight
        street.lamps = []
        let outcome = try street.judged()
        #expect(outcome.count(of: "no-street-lights") == 1)
        #expect(outcome.value("road_lighting", 0, "verdict").text == "unlit")
        #expect(throws: InputError.self) {
            try makeSimulation(LightingRoad.self, [:]) { _ in [] }.simulation.run(
                on: City(name: "none", crs: street.city.crs, origin: .zero, layers: []))
        }
    }

    @Test func singleLamp() throws {
        var street = Street()
        street.road([Point3(0, 0), Point3(300, 0)])
        street.lamp(150, -3.5)
        let outcome = try street.judged()
        #expect(outcome.kinds == ["unlit", "end", "end", "unlit"])
        #expect(outcome.value("road_lighting", 0, "arrangement").text == "single")
        #expect(try outcome.number("road_lighting", 0, "unlit") == 220)
        #expect(outcome.value("road_lighting", 0, "verdict").text == "fails")
    }

    @Test func deadEnd() throws {
        var street = Street()
        street.road([Point3(0, 0), Point3(100, 0)])
        for x in [15.0, 45, 75] { street.lamp(x, -3.5) }
        let outcome = try street.judged()
        #expect(outcome.kinds == ["end", "field", "field", "end"])
        #expect(try outcome.number("lighting_field", 3, "field_length") == 25)
        #expect(outcome.indicator("lighting.unlit") == 0)
    }

    @Test func gapOfHalfAKilometre() throws {
        var street = Street()
        street.road([Point3(0, 0), Point3(600, 0)])
        for x in [10.0, 40, 540, 570] { street.lamp(x, -3.5) }
        let outcome = try street.judged()
        #expect(outcome.kinds == ["end", "field", "end", "unlit", "end", "field", "end"])
        let unlit = try #require(outcome.indicator("lighting.unlit"))
        #expect(abs(unlit - 0.42) < 1e-9)
    }

    /// A street in pieces is lit as in one: fields cross from piece to piece.
    @Test func piecesOfAStreetBelongTogether() throws {
        var pieces = Self.straight
        pieces.roads = []
        for x in stride(from: 0.0, to: 600, by: 120) { pieces.road([Point3(x, 0), Point3(x + 120, 0)]) }
        let (whole, parts) = (try Self.straight.judged(), try pieces.judged())
        #expect(parts.kinds.count { $0 == "end" } == 2)
        for indicator in ["lighting.met", "lighting.failed", "lighting.unlit", "lighting.mean_luminance"] {
            let (a, b) = (try #require(whole.indicator(indicator)), try #require(parts.indicator(indicator)))
            #expect(abs(a - b) < 1e-6, "\(indicator)")
        }
    }

    /// Pieces with one or two lamps each of a staggered street: together they show it, and fields lie along one side.
    @Test func piecesOfAStaggeredStreet() throws {
        var street = Street()
        for k in 0..<16 { street.lamp(15 + 30 * Double(k), k % 2 == 0 ? -3.5 : 3.5, azimuth: k % 2 == 0 ? 0 : 180) }
        for x in stride(from: 0.0, to: 480, by: 60) { street.road([Point3(x, 0), Point3(x + 60, 0)]) }
        let outcome = try street.judged()
        for row in 1..<7 {
            #expect(outcome.value("road_lighting", row, "arrangement").text == "staggered")
            #expect(try outcome.number("road_lighting", row, "spacing") == 60)
        }
        #expect(outcome.indicator("lighting.unlit") == 0)
    }

    /// A bend is judged by illuminance; straight parts of the same road by luminance.
    @Test func curve() throws {
        var street = Street()
        let arc = (0...18).map { k -> Point3 in
            let angle = Angle.degrees(5 * Double(k))
            return Point3(200 + 60 * angle.sine, 60 - 60 * angle.cosine)
        }
        street.road([Point3(0, 0)] + arc + [Point3(260, 260)])
        for x in stride(from: 15.0, through: 195, by: 30) { street.lamp(x, -3.5) }
        for k in [2, 8, 14] {
            let angle = Angle.degrees(5 * Double(k))
            street.lamp(200 + 64 * angle.sine, 60 - 64 * angle.cosine, azimuth: -5 * Double(k))
        }
        for y in stride(from: 75.0, through: 255, by: 30) { street.lamp(263.5, y, azimuth: 270) }
        let outcome = try street.judged(["lighting_class": "M4"])
        let layer = try #require(outcome.layer("lighting_field"))
        let applied = (0..<layer.count).compactMap { outcome.value("lighting_field", $0, "applied_class").text }
        #expect(Set(applied) == ["M4", "C4"] && outcome.count(of: "bend") == applied.count { $0 == "C4" })
        for row in 0..<layer.count {
            let isBend = outcome.value("lighting_field", row, "applied_class").text == "C4"
            #expect(outcome.value("lighting_field", row, "L_av").isNull == isBend)
            #expect(try outcome.number("lighting_field", row, "E_av") > 3)
        }
        // The first fields, far from the bend, are those of a straight street.
        #expect(outcome.value("lighting_field", 1, "applied_class").text == "M4")
        #expect(outcome.indicator("lighting.unlit") == 0)
    }

    @Test func roundabout() throws {
        var street = Street()
        let ring = (0...36).map { k in
            Point3(20 * Angle.degrees(10 * Double(k)).cosine, 20 * Angle.degrees(10 * Double(k)).sine)
        }
        street.road(
            Array(ring.dropLast()) + [ring[0]],
            ["highway": .text("tertiary"), "width": .real(7), "lanes": .integer(1), "oneway": .bool(true)])
        for k in 0..<4 {
            let angle = Angle.degrees(45 + 90 * Double(k))
            street.lamp(24.5 * angle.cosine, 24.5 * angle.sine, azimuth: 270 - angle.degrees)
        }
        let outcome = try street.judged(["lighting_class": "M4"])
        // Four fields between four lamps, the one over the beginning in two parts.
        #expect(outcome.kinds == [String](repeating: "field", count: 5))
        #expect(outcome.value("road_lighting", 0, "applied_class").text == "C4")
        let all = (0..<5).compactMap { outcome.value("lighting_field", $0, "E_av").double }
        #expect(all.count == 5 && (all.max() ?? 0) - (all.min() ?? 0) < 0.1, "\(all)")
        #expect(outcome.indicator("lighting.unlit") == 0)
    }

    /// Lamps of a crossing street light the junction, but are no lamps of this street.
    @Test func crossing() throws {
        var street = Self.straight
        let alone = try street.judged()
        street.road([Point3(300, -300), Point3(300, 300)])
        for y in [-75.0, -45, -15, 15, 45, 75] { street.lamp(303.5, y, azimuth: 270) }
        let both = try street.judged()
        #expect(both.value("road_lighting", 0, "arrangement").text == "single_sided_right")
        #expect(try both.number("road_lighting", 0, "lamps") == 20)
        #expect(try both.number("lighting_field", 10, "E_av") > alone.number("lighting_field", 10, "E_av") + 1)
        #expect(try both.number("lighting_field", 3, "E_av") == alone.number("lighting_field", 3, "E_av"))
    }

    @Test func oppositeAndStaggeredAreRecognised() throws {
        var (opposite, staggered) = (Street(), Street())
        for k in 0..<10 {
            let x = 15 + 30 * Double(k)
            opposite.lamp(x, -3.5)
            opposite.lamp(x, 3.5, azimuth: 180)
            staggered.lamp(x, k % 2 == 0 ? -3.5 : 3.5, azimuth: k % 2 == 0 ? 0 : 180)
        }
        opposite.road([Point3(0, 0), Point3(300, 0)])
        staggered.road([Point3(0, 0), Point3(300, 0)])
        let (a, b) = (try opposite.judged(), try staggered.judged())
        #expect(a.value("road_lighting", 0, "arrangement").text == "opposite")
        #expect(b.value("road_lighting", 0, "arrangement").text == "staggered")
        #expect(try b.number("road_lighting", 0, "spacing") == 60)
        let (twice, once) = (try a.number("road_lighting", 0, "E_av"), try b.number("road_lighting", 0, "E_av"))
        #expect(abs(twice / once - 2) < 0.1)
    }

    /// Lamps on the median between two carriageways stand along both.
    @Test func median() throws {
        var street = Street()
        let values: [String: Value] = [
            "highway": .text("primary"), "width": .real(7), "lanes": .integer(2), "oneway": .bool(true),
        ]
        street.road([Point3(0, -5), Point3(300, -5)], values)
        street.road([Point3(300, 5), Point3(0, 5)], values)
        for k in 0..<10 { street.lamp(15 + 30 * Double(k), 0, ["light_count": .integer(2), "overhang_m": .real(1)]) }
        let outcome = try street.judged()
        #expect(outcome.indicator("lighting.lamps") == 20)
        for row in 0..<2 {
            #expect(outcome.value("road_lighting", row, "arrangement").text == "single_sided_left")
            #expect(try outcome.number("road_lighting", row, "unlit") == 0)
        }
        let (a, b) = (try outcome.number("road_lighting", 0, "L_av"), try outcome.number("road_lighting", 1, "L_av"))
        #expect(abs(a - b) < 0.002 * a)
    }

    // MARK: Odd data

    @Test func oddLampsAreCounted() throws {
        var street = Self.straight
        street.buildings = [[Point3(40, -10), Point3(50, -10), Point3(50, -2), Point3(40, -2)]]
        street.lamp(100, 0.1)
        street.lamp(130, -3.5, ["status": .text("defectiveLamp")])
        street.lamp(160, -3.5, ["status": .text("dreaming")])
        street.lamp(190, -3.5, ["flux_lm": .real(0)])
        street.lamp(220, -3.5, ["height": .real(-3), "power_w": .null, "flux_lm": .null, "azimuth_deg": .null])
        street.lamp(5000, 5000)
        let outcome = try street.judged()
        for code in [
            "lamp-in-building", "mast-in-carriageway", "lamp-out-of-order", "lamp-status-unknown", "lamp-without-light",
            "lamp-height-odd", "lamp-power-assumed", "lamp-flux-assumed", "lamp-azimuth-assumed", "lamp-far-from-roads",
        ] {
            #expect(outcome.count(of: code) == 1, "\(code)")
        }
        #expect(outcome.indicator("lighting.lamps_dark") == 1)
        #expect(try street.judged(["outages": false]).indicator("lighting.lamps_dark") == 0)
        for layer in outcome.layers {
            for column in layer.columns {
                if case .real(let values) = column.values { #expect(values.allSatisfy { !$0.isInfinite }) }
            }
        }
    }

    /// A lamp out of order leaves the fields as they are and darkens them.
    @Test func outageDarkensItsNeighbours() throws {
        var street = Self.straight
        let whole = try street.judged()
        street.lamps[10].values["status"] = .text("defectiveLamp")
        let broken = try street.judged()
        #expect(broken.kinds == whole.kinds)
        #expect(try broken.number("lighting_field", 10, "E_av") < 0.7 * whole.number("lighting_field", 10, "E_av"))
        #expect(try broken.number("lighting_field", 2, "E_av") == whole.number("lighting_field", 2, "E_av"))
    }

    @Test func unknownRoadsAreComputedButNotJudged() throws {
        var street = Self.straight
        street.roads[0].values["highway"] = .text("construction")
        let outcome = try street.judged()
        #expect(outcome.value("road_lighting", 0, "verdict").text == "no_class")
        #expect(outcome.count(of: "no-lighting-class") == 1)
        #expect(try outcome.number("road_lighting", 0, "L_av") > 0)
        street.roads[0].values["lighting_class"] = .text("M5")
        #expect(try street.judged().value("road_lighting", 0, "applied_class").text == "M5")
        street.roads[0].values["lighting_class"] = .text("M9")
        #expect(try street.judged().count(of: "lighting-class-unknown") == 1)
    }

    @Test func roadsWithoutWidthGetTheUsualOne() throws {
        var street = Self.straight
        street.roads[0].values = ["highway": .text("residential")]
        let outcome = try street.judged()
        #expect(outcome.count(of: "road-lanes-and-width-assumed") == 1)
        #expect(try outcome.number("road_lighting", 0, "width") == 6)
        street.roads[0].values = ["highway": .text("residential"), "width": .real(-4), "lanes": .integer(3)]
        #expect(try street.judged().number("road_lighting", 0, "width") == 9)
        street.roads[0].values = ["highway": .text("primary"), "width": .real(14)]
        #expect(try street.judged().number("road_lighting", 0, "lanes") == 4)
    }

    @Test func wrongInputsAreRefused() {
        for (inputs, hint) in [
            (["lighting_class": "M9"], "no class 'M9'"), (["surface": "R9"], "not one of"),
            (["where": "colour = 'red'"], "no attribute"), (["maintenance_factor": 2], "0.1 … 1"),
            (["photometry": 7], "must be a file path"), (["photometry": ["LED": 3]], "must name a file"),
            (["photometry": "none.ies"], "no such file"), (["surface_table": "none.csv"], "no such file"),
        ] as [(JSONObject, String)] {
            let error = #expect(throws: InputError.self) { try Self.straight.judged(inputs) }
            #expect(error?.description.contains(hint) == true, "\(error?.description ?? "")")
        }
        #expect(throws: DataError.self) { try Self.straight.judged(["rules": "r"], files: ["r": "{"]) }
        #expect(throws: DataError.self) { try Self.straight.judged(["wet_table": "w"], files: ["w": "x"]) }
        #expect(throws: DataError.self) { try Self.straight.judged(["photometry": "p"], files: ["p": "x"]) }
    }

    /// A wet table is judged by U_ow; a lighter surface scales the luminance.
    @Test func surfaces() throws {
        let table = "# Q0=0.15\nt,0,90,180\n0,1000,1000,1000\n12,900,1,1\n"
        let wet = try Self.straight.judged(["wet_table": "w"], files: ["w": table])
        #expect(try wet.number("road_lighting", 0, "U_ow") > 0)
        #expect(try Self.straight.judged().value("road_lighting", 0, "U_ow").isNull)
        let (dark, light) = (try Self.straight.judged(), try Self.straight.judged(["q0": 0.14]))
        let (a, b) = (try dark.number("road_lighting", 0, "L_av"), try light.number("road_lighting", 0, "L_av"))
        #expect(abs(b / a - 2) < 0.01)
    }

    /// Files by the lamps' attribute, as one file for all, and what the rest gets.
    @Test func photometryByAttribute() throws {
        let path = RoadTruthTests.root.appending(
            path: "Tests/LightingTests/Data/photometric-viewer/ldt_symmetry_about_vertical_axis.ldt")
        let text = try String(contentsOf: path, encoding: .isoLatin1)
        var street = Self.straight
        for i in street.lamps.indices { street.lamps[i].values["lamp_type"] = .text(i % 2 == 0 ? "LED" : "HPS") }
        let generated = try street.judged()
        #expect(generated.count(of: "photometry-generated") == 20)
        let all = try street.judged(["photometry": "a.ldt"], files: ["a.ldt": text])
        #expect(all.count(of: "photometry-generated") == 0)
        #expect(try all.number("road_lighting", 0, "L_av") != generated.number("road_lighting", 0, "L_av"))
        let some = try street.judged(["photometry": ["LED": "a.ldt"]], files: ["a.ldt": text])
        #expect(some.count(of: "lamp-photometry-assumed") == 10)
    }

    /// The answer is the same whatever the order in which roads and lamps are given, and every time.
    @Test func answerDoesNotDependOnOrder() throws {
        let street = Self.straight
        var other = street
        other.lamps.reverse()
        let (a, b) = (try street.judged(), try other.judged())
        let layer = try #require(a.layer("lighting_field"))
        for row in 0..<layer.count {
            for column in layer.columns where column.type == "real" {
                let (x, y) = (column.number(row), b.layer("lighting_field")?.column(column.name)?.number(row) ?? .nan)
                #expect(x == y || x.isNaN && y.isNaN, "\(column.name)")
            }
        }
    }
}

/// Against DIALux evo: four streets lit by a measured luminaire whose file may not be passed on.
///
/// Runs where QALA_MAGNOLIA names the file; it is a variant of the one DIALux was given (its peak is 6 % lower, its least
/// illuminance at the far kerb 10 % higher), which leaves the averages within 5 % and the uniformity within 12 %.
@Suite struct DIALuxTests {
    @Test(.enabled(if: ProcessInfo.processInfo.environment["QALA_MAGNOLIA"] != nil))
    func fourStreets() throws {
        let path = try #require(ProcessInfo.processInfo.environment["QALA_MAGNOLIA"])
        let photometry = try Photometry(
            bytes: [UInt8](Data(contentsOf: URL(filePath: path))), file: path)
        for (spacing, width, average, uniformity, glare, illuminance) in [
            (36.0, 6.0, 0.93, 0.49, 12.0, 15.0), (35, 7, 0.92, 0.52, 11, 15.4), (33, 6, 1.01, 0.56, 11, 16.4),
            (38, 5, 0.93, 0.49, 11, 14.1),
        ] {
            var calculation = RoadCalculation(
                photometries: [photometry], surface: try #require(.standard("R3")), maintenanceFactor: 0.8)
            let found = calculation(
                RoadField(length: spacing, width: width, lanes: 2, height: 7.5),
                RoadTruthTests.installation(
                    "single_sided", spacing: spacing, width: width, height: 7.5, overhang: 1, tilt: 15,
                    scale: 9762 / photometry.flux))
            let seen = try #require(found.luminance)
            print(
                "S \(spacing) W \(width): L_av \(seen.average) / \(average), U_o \(seen.uniformity) / \(uniformity), TI "
                    + "\(seen.thresholdIncrement) / \(glare), E_av \(found.averageIlluminance) / \(illuminance), E_min "
                    + "\(found.minimumIlluminance), E_max \(found.maximumIlluminance)")
            #expect(abs(seen.average / average - 1) < 0.07)
            #expect(abs(seen.uniformity / uniformity - 1) < 0.12)
            #expect(abs(seen.thresholdIncrement - glare) < 1.5)
            #expect(abs(found.averageIlluminance / illuminance - 1) < 0.05)
        }
    }
}
