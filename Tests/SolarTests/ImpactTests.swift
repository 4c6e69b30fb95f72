import City
import Geometry
import JSON
import Sky
import Testing

@testable import Solar

private let place = City.Place(latitude: .degrees(43.3), longitude: .degrees(68.27), convergence: .degrees(0))

/// A street of boxes, seeded, some of them left out or raised.
private func street(without gone: Set<Int> = [], tower: Double? = nil) -> City {
    var draft = LayerDraft(name: "building")
    var state: UInt64 = 7
    func random() -> Double {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return Double(state >> 40) / Double(1 << 24)
    }
    func add(_ id: String, _ x: Double, _ y: Double, _ w: Double, _ d: Double, _ height: Double) {
        draft.geometries.append(
            .polygon,
            polygons: [
                Polygon(exterior: [Point3(x, y), Point3(x + w, y), Point3(x + w, y + d), Point3(x, y + d)])
            ], hasZ: false)
        draft.set("height", .real(height), unit: "m")
        draft.endFeature(id: id)
    }
    for i in 0..<80 {
        let (w, d, h) = (8 + 8 * random(), 8 + 8 * random(), 3 + 12 * random())
        let (x, y) = (Double(i % 10) * 24 + 4 * random(), Double(i / 10) * 24 + 4 * random())
        if !gone.contains(i) { add("b\(i)", x, y, w, d, h) }
    }
    if let tower { add("tower", 115, 92, 3.5, 3.5, tower) }
    var diagnostics = Diagnostics()
    let plane = CRS(
        identifier: "EPSG:32642", name: "UTM 42N", epsg: 32642, isGeographic: false, metresPerUnit: 1, wkt: "")
    var city = City(name: "street", crs: plane, origin: .zero, layers: [draft.finish(&diagnostics)])
    city.place = place
    return city
}

private func inputs(_ given: [String: JSONValue]) -> Inputs {
    Inputs(.init(given.sorted { $0.key < $1.key }.map { .init(key: $0.key, value: $0.value) }))
}

@Suite struct ImpactTests {
    /// Copying what a change does not touch gives, bit for bit, what tracing everything again gives.
    @Test(arguments: [(Set<Int>(), 60.0), ([33, 34], nil), ([12], 25)] as [(Set<Int>, Double?)])
    func incrementalIsAFullRun(gone: Set<Int>, tower: Double?) throws {
        var given = inputs(["planes": "both"])
        let scene = try SceneInputs(&given)
        var before = try scene.scene(of: street())
        var after = try scene.scene(of: street(without: gone, tower: tower))
        let change = ChangedShape(before.massing, after.massing)
        #expect(change.removed == gone.count && change.added == (tower == nil ? 0 : 1))
        SceneInputs.Scene.keepCommonPlanes(&before, &after)
        #expect(before.receivers.count == after.receivers.count && before.receivers.count > 300)
        let base = try Exposure(
            before.receivers, in: before.massing, isTerrain: false, place: place, options: scene.options)
        let touched = try change.touches(base)
        let copied = try Exposure(
            after.receivers, in: after.massing, isTerrain: false, copying: base, where: touched)
        let full = try Exposure(
            after.receivers, in: after.massing, isTerrain: false, place: place, options: scene.options)
        #expect(copied.visibility.masks == full.visibility.masks)
        #expect(copied.visibility.exposed == full.visibility.exposed)
        for i in full.receivers.indices {
            #expect(copied.access(of: i).ground == full.access(of: i).ground)
            #expect(copied.access(of: i).built == full.access(of: i).built)
        }
        let count = touched.count { $0 }
        #expect(count > 0 && count < touched.count, "\(count) of \(touched.count)")
    }

    /// A tower takes light, and its report is the difference of two runs of solar.irradiance.
    @Test func reportIsADifference() throws {
        var given = inputs(["threshold": 0.0])
        let impact = try SolarImpact(&given)
        try given.finish()
        let outcome = try impact.run(from: street(), to: street(tower: 60))
        var plain = inputs(["planes": "roofs"])
        let irradiance = try SolarIrradiance(&plain)
        let (a, b) = (try irradiance.run(on: street()), try irradiance.run(on: street(tower: 60)))
        let (roofs, others) = (try #require(a.layer("roof")), try #require(b.layer("roof")))
        let layer = try #require(outcome.layer("roof"))
        #expect(layer.count > 10)
        for row in 0..<layer.count {
            let old = try #require(roofs.ids.firstIndex(of: layer.ids[row]))
            let new = try #require(others.ids.firstIndex(of: layer.ids[row]))
            let before = try #require(layer.column("irradiation_before")?.number(row))
            let after = try #require(layer.column("irradiation_after")?.number(row))
            #expect(abs(before - (roofs.column("irradiation")?.number(old) ?? 0)) < 0.011)
            #expect(abs(after - (others.column("irradiation")?.number(new) ?? 0)) < 0.011)
        }
        #expect(outcome.indicator("solar.losing_planes") ?? 0 > 5)
        #expect(outcome.indicator("solar.irradiation_change") ?? 0 < 0)
        #expect(outcome.indicator("solar.energy_change") ?? 0 < 0)
    }

    /// Nothing changed, nothing to report, and it says so.
    @Test func noChange() throws {
        var given = inputs([:])
        let outcome = try SolarImpact(&given).run(on: street())
        #expect(outcome.layer("roof")?.count == 0)
        #expect(outcome.indicator("solar.sensors_traced_again") == 0)
        #expect(outcome.diagnostics.all.contains { $0.code == "nothing-changed" })
    }
}

@Suite struct OptimiseTests {
    /// The best stand is at least as good as the usual one, by each objective, and sensible: steeper for winter.
    @Test func betterThanUsual() throws {
        var tilts: [String: Double] = [:]
        for objective in ["energy", "money", "winter"] {
            var given = inputs(["objective": .string(objective), "where": "id = 'b0' OR id = 'b45'"])
            let simulation = try SolarOptimise(&given)
            try given.finish()
            let outcome = try simulation.run(on: street())
            let layer = try #require(outcome.layer("roof"))
            #expect(layer.count == 2)
            for row in 0..<layer.count {
                #expect(layer.column("gain")?.number(row) ?? -1 >= 0)
                #expect(layer.column("stand")?[row].text == "optimised")
            }
            tilts[objective] = outcome.indicator("solar.mean_tilt")
            let pair = [
                "energy": ("best_stand_energy", "usual_energy"), "money": ("best_stand_npv", "usual_npv"),
                "winter": ("best_stand_winter", "usual_winter"),
            ][objective]
            let (best, usual) = try #require(pair)
            #expect(outcome.indicator("solar.\(best)") ?? 0 >= outcome.indicator("solar.\(usual)") ?? 1)
        }
        #expect(tilts["winter"] ?? 0 > tilts["energy"] ?? 90)
    }
}
