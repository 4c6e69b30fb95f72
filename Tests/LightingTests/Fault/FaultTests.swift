import City
import Geometry
import JSON
import Testing

@testable import Lighting

@Suite struct FaultTests {
    /// Streets that cross and bend, with lamps of different light on both sides, some of them missing.
    private func town(_ seed: UInt64) -> Street {
        var random = Seeded(seed)
        var street = Street()
        let types = ["residential", "tertiary", "secondary"]
        for k in 0..<3 {
            let y = Double(k) * 60
            street.road(
                [Point3(-200, y), Point3(0, y + Double.random(in: -4...4, using: &random)), Point3(200, y)],
                ["highway": .text(types[k]), "width": .real([6, 7, 14][k]), "lanes": .integer([2, 2, 4][k])])
        }
        street.road([Point3(30, -60), Point3(30, 200)])
        for k in 0..<3 {
            for x in stride(from: -190.0, to: 190, by: 28) where Double.random(in: 0...1, using: &random) < 0.85 {
                let side = Double.random(in: 0...1, using: &random) < 0.8 ? -1.0 : 1.0
                let edge = [3.5, 4, 8][k]
                street.lamp(
                    x + Double.random(in: -3...3, using: &random), Double(k) * 60 + side * edge,
                    azimuth: side < 0 ? 0 : 180,
                    ["flux_lm": .real(Double.random(in: 3000...14_000, using: &random))])
            }
        }
        return street
    }

    /// The ranking is what is left when each lamp is taken out by itself and everything is computed anew.
    @Test(arguments: [11 as UInt64, 12, 13]) func leaveOneOutIsFullRecomputation(seed: UInt64) throws {
        let street = town(seed)
        for inputs in [[:], ["lighting_class": "P4"], ["lighting_class": "HS3"]] as [JSONObject] {
            var ranked = inputs
            ranked["rank"] = 1000
            let outcome = try street.answer(LightingFault.self, ranked)
            let layer = try #require(outcome.layer("lamp_importance"))
            var found: [String: Double] = [:]
            for row in 0..<layer.count { found[layer.ids[row]] = layer.column("lost_m")?[row].double }
            var checked = 0
            for lamp in street.lamps {
                var alone = inputs
                alone["rank"] = 0
                alone["out"] = .string("id = '\(lamp.id)'")
                let out = try street.answer(LightingFault.self, alone)
                let before = try #require(out.indicator("lighting.met"))
                let after = try #require(out.indicator("lighting.met_with_faults"))
                let lost = 1000 * (before - after)
                if lost > 0.05 { checked += 1 }
                #expect(abs((found[lamp.id] ?? 0) - max(0, lost)) < 0.051, "\(lamp.id): \(found[lamp.id] ?? 0) \(lost)")
                #expect(out.indicator("lighting.lamps_out") == 1)
            }
            if inputs.isEmpty || seed == 11 { #expect(checked == found.count) }
        }
    }

    /// Light left without a lamp is the others', to the last bit.
    @Test func partsAddUpToTheLastBit() throws {
        var random = Seeded(5)
        let surface = try #require(ReflectionTable.standard("R3"))
        var calculation = RoadCalculation(
            photometries: [.generated(.roadNarrow, flux: 1000), .generated(.roadWide, flux: 1000)], surface: surface,
            wetSurface: surface, maintenanceFactor: 0.8)
        var one = LeaveOneOut()
        for _ in 0..<20 {
            let field = RoadField(
                length: Double.random(in: 15...50, using: &random), width: 7, lanes: 2, oncoming: 1, height: 8)
            let lamps = (0..<12).map { _ in
                RoadLamp(
                    position: Point3(Double.random(in: -150...400, using: &random), -4, 8),
                    frame: LuminaireFrame(azimuth: .degrees(Double.random(in: 0...20, using: &random))),
                    photometry: Int.random(in: 0...1, using: &random), scale: Double.random(in: 1...9, using: &random))
            }
            one.take(field, lamps, &calculation)
            let parts = (-1..<12).map { one.lighting(without: $0, field, &calculation) }
            #expect(parts[0] == calculation(field, lamps))
            for i in lamps.indices {
                var others = lamps
                others.remove(at: i)
                #expect(parts[i + 1] == calculation(field, others))
            }
        }
    }

    @Test func statusAndConditionAreOut() throws {
        var street = Street.oneSided(road: ["lighting_class": .text("P4")])
        street.lamps[5].values["status"] = .text("defectiveLamp")
        street.lamps[6].values["status"] = .text("ok")
        let outcome = try street.answer(LightingFault.self, ["out": "id = 'lamp-12'"])
        #expect(outcome.indicator("lighting.lamps_out") == 2)
        let crew = try #require(outcome.layer("crew_list"))
        #expect(Set(crew.ids) == ["lamp-6", "lamp-12"])
        let fell = try #require(outcome.indicator("lighting.fell"))
        #expect(fell > 0.05)
        // What fell are stretches beside the two.
        let fallen = try #require(outcome.layer("lighting_fallen"))
        for row in 0..<fallen.count {
            let middle = fallen.geometries.box(of: row).centre.x
            #expect([165.0, 345].contains { abs($0 - middle) < 70 }, "\(middle)")
        }
        let none = try street.answer(LightingFault.self, ["outages": false])
        #expect(none.indicator("lighting.lamps_out") == 0 && none.indicator("lighting.fell") == 0)
        #expect(try street.answer(LightingFault.self, ["out": "id = 'x'"]).count(of: "no-lamp-out") == 1)
    }

    /// Calls: beside a lamp, between two, far off, by number, by street, without anything; two for one lamp.
    @Test func callsAreJoined() throws {
        var street = Street.oneSided(
            ["road_id": .text("road-1")], road: ["lighting_class": .text("P4"), "name": .text("Abai Street")])
        street.lamps[0].values["road_id"] = .text("road-1")
        let calls = """
            id;x;y;lamp;address;time;description
            a;16;-5;;;2025-11-02;"dark; quite dark"
            b;14;-3;;;2025-11-01;again
            c;60.5;-3.5;;;;
            d;5000;5000;;;;
            e;;;lamp-9;;;
            f;;;;12 ABAI street;;
            g;;;;;;help
            """
        let outcome = try street.answer(LightingFault.self, ["reports": "calls.csv"], files: ["calls.csv": calls])
        let layer = try #require(outcome.layer("fault_report"))
        func status(_ id: String) -> String? { layer.row(id: id).flatMap { layer.column("status")?[$0].text } }
        func lamp(_ id: String) -> String? { layer.row(id: id).flatMap { layer.column("lamp")?[$0].text } }
        #expect(status("a") == "joined" && lamp("a") == "lamp-1" && lamp("b") == "lamp-1")
        // 14.5 m from one, 15.5 m from the other.
        #expect(status("c") == "ambiguous" && lamp("c") == "lamp-3")
        #expect(status("d") == "unjoined" && lamp("d") == nil)
        #expect(status("e") == "joined" && lamp("e") == "lamp-9")
        #expect(status("f") == "ambiguous" && lamp("f") == nil)
        #expect(status("g") == "no_place")
        #expect(outcome.indicator("lighting.lamps_reported") == 3 && outcome.indicator("lighting.lamps_out") == 3)
        let crew = try #require(outcome.layer("crew_list"))
        let row = try #require(crew.row(id: "lamp-1"))
        #expect(crew.column("reports")?[row].double == 2 && crew.column("first_report")?[row].text == "2025-11-01")
        #expect(crew.column("descriptions")?[row].text == "dark; quite dark; again")
        let doubtful = try #require(crew.row(id: "lamp-3"))
        #expect(crew.column("in_doubt")?[doubtful].double == 1 && crew.column("or_lamp")?[doubtful].text == "lamp-2")
        #expect(outcome.count(of: "report-unjoined") == 1 && outcome.count(of: "report-without-place") == 1)
    }

    @Test(arguments: [
        ("a,b\n1,2", "found a, b"), ("lat,lon\n95,3", "line 2"), ("lat,lon\n43,", "one coordinate"),
        ("lat,lon\nx,3", "must be a number"), ("", "empty"), ("lat,lon\n1,2,3", "3 cells"),
    ]) func brokenCallsAreRefused(text: String, says: String) throws {
        do {
            _ = try Street.oneSided().answer(LightingFault.self, ["reports": "x", "rank": 0], files: ["x": text])
            Issue.record("accepted \(text)")
        } catch let error as DataError {
            #expect(error.description.contains(says), "\(error.description)")
        }
    }

    @Test func callsAsGeoJSON() throws {
        let records = try Records(
            bytes: Array(
                """
                {"type": "FeatureCollection", "features": [{"type": "Feature", "properties": {"id": 7, "note": null},
                "geometry": {"type": "Point", "coordinates": [68.25, 43.3]}}]}
                """.utf8), file: "x")
        #expect(records.rows.first?.values == ["id": "7", "lon": "68.25", "lat": "43.3"])
    }
}
