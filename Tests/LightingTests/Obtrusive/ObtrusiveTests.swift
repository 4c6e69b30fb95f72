import City
import Engine
import Geometry
import JSON
import Testing

@testable import Lighting

/// The simulation `lighting.obtrusive`, and what it is made of, against closed forms.
@Suite struct ObtrusiveTests {
    /// The same in all directions: 100 cd.
    private static let isotropic = """
        IESNA:LM-63-2002
        TILT=NONE
        1 -1 1 3 1 1 2 0 0 0
        1 1 10
        0 90 180
        0
        100 100 100
        """

    private struct Block {
        var x: ClosedRange<Double>
        var y: ClosedRange<Double>
        var height: Double
    }

    /// Blocks and lamps; the lamps hang over their masts.
    private func city(_ blocks: [Block], lamps: [Point3], zone: String? = nil) -> City {
        var noticed = Diagnostics()
        var building = LayerDraft(name: "building")
        for block in blocks {
            let (x, y) = (block.x, block.y)
            building.geometries.append(
                .polygon,
                polygons: [
                    Polygon(exterior: [
                        Point3(x.lowerBound, y.lowerBound), Point3(x.upperBound, y.lowerBound),
                        Point3(x.upperBound, y.upperBound), Point3(x.lowerBound, y.upperBound),
                    ])
                ], hasZ: false)
            building.set("height", .real(block.height))
            building.endFeature(id: "b-\(building.count + 1)")
        }
        var lamp = LayerDraft(name: "street_light")
        for p in lamps {
            lamp.geometries.append(point: Point3(p.x, p.y))
            for (name, value) in [
                "height": p.z, "power_w": 10, "overhang_m": 0, "tilt_deg": 0, "azimuth_deg": 0,
                "flux_lm": 400 * Double.pi,
            ] { lamp.set(name, .real(value)) }
            lamp.endFeature(id: "lamp-\(lamp.count + 1)")
        }
        var layers = [building.finish(&noticed), lamp.finish(&noticed)]
        if let zone {
            var zones = LayerDraft(name: "zone")
            zones.geometries.append(
                .polygon,
                polygons: [
                    Polygon(exterior: [Point3(-99, -99), Point3(99, -99), Point3(99, 99), Point3(-99, 99)])
                ], hasZ: false)
            zones.set("environmental_zone", .text(zone))
            zones.endFeature(id: "zone-1")
            layers.append(zones.finish(&noticed))
        }
        return City(name: "blocks", crs: Street.crs, origin: .zero, layers: layers)
    }

    private func judged(_ city: City, _ inputs: JSONObject = [:], _ text: String = isotropic) throws -> Outcome {
        var inputs = inputs
        inputs["photometry"] = "lamp.ies"
        return try makeSimulation(LightingObtrusive.self, inputs) { _ in Array(text.utf8) }.simulation.run(on: city)
    }

    private func facade(_ outcome: Outcome, of building: String, brightest: Bool = true) throws -> Int {
        let layer = try #require(outcome.layer("facade"))
        return try #require(
            (0..<layer.count).filter { layer.column("building")?[$0].text == building }.max {
                (layer.column("e_max")?.number($0) ?? 0) < (layer.column("e_max")?.number($1) ?? 0)
            })
    }

    /// The inverse-square law: a lamp 10 m before the middle of a wall 12 m by 6 m, cells of 2 m.
    @Test func wallBeforeOneLamp() throws {
        let outcome = try judged(
            city([Block(x: 0...12, y: 0...8, height: 6)], lamps: [Point3(6, -10, 3)]), ["zone": "E4"])
        let row = try facade(outcome, of: "b-1")
        var (most, sum) = (0.0, 0.0)
        for x in stride(from: 1.0, to: 12, by: 2) {
            for z in [1.0, 3, 5] {
                // Points stand 5 cm before the wall.
                let (dx, dy, dz) = (x - 6, 9.95, z - 3)
                let squared = dx * dx + dy * dy + dz * dz
                let e = 100 * dy / (squared * squared.squareRoot())
                most = max(most, e)
                sum += e
            }
        }
        #expect(try abs(outcome.number("facade", row, "e_max") / most - 1) < 1e-3)
        #expect(try abs(outcome.number("facade", row, "e_avg") / (sum / 18) - 1) < 1e-3)
        #expect(outcome.value("facade", row, "verdict").text == "meets")
        // The three other walls look away.
        #expect(outcome.layer("facade")?.count == 1 && outcome.indicator("lighting.facades") == 4)
        #expect(outcome.indicator("lighting.flux").map { abs($0 - 0.4 * Double.pi) < 1e-3 } == true)
        #expect(outcome.indicator("lighting.upward_light_ratio").map { abs($0 - 50) < 1e-3 } == true)
        #expect(outcome.indicator("lighting.zones_upward_over") == 1)
        // Half goes up, 15 % of the other half comes back.
        #expect(outcome.indicator("lighting.sky_flux").map { abs($0 - 0.4 * Double.pi * 0.575) < 1e-3 } == true)
    }

    @Test func houseBetweenKeepsTheLightOff() throws {
        let blocks = [Block(x: 0...12, y: 0...8, height: 6), Block(x: -20...32, y: -8 ... -4, height: 12)]
        let lamps = [Point3(6, -14, 6)]
        let behind = try judged(city(blocks, lamps: lamps), ["least": 0])
        let lit = try #require(behind.layer("facade"))
        #expect((0..<lit.count).allSatisfy { lit.column("building")?[$0].text == "b-2" })
        let open = try judged(city(blocks, lamps: lamps), ["least": 0, "occlusion": false])
        #expect(try open.number("facade", facade(open, of: "b-1"), "e_max") > 0.3)
    }

    /// About 1 lx: too much after curfew in E1, and in E2 only where half of it is not taken away.
    @Test(arguments: [
        ("E1", 100, "fails_after"), ("E2", 100, "fails_after"), ("E2", 50, "meets"), ("E3", 100, "meets"),
        ("E0", 100, "fails"),
    ])
    func limitsAreThoseOfTheZone(zone: String, share: Int, verdict: String) throws {
        let made = city([Block(x: 0...12, y: 0...8, height: 6)], lamps: [Point3(6, -8.5, 3)], zone: zone.lowercased())
        let outcome = try judged(made, ["zone": "E4", "after_curfew": .integer(Int64(share)), "road_lighting": false])
        let row = try facade(outcome, of: "b-1")
        #expect(outcome.value("facade", row, "zone").text == zone)
        #expect(try abs(outcome.number("facade", row, "e_max") - 1.33) < 0.05)
        #expect(outcome.value("facade", row, "verdict").text == verdict)
    }

    /// 100 cd seen from 10 m: k · d by the size of the luminaire.
    @Test func luminairesAreJudgedByAreaAndDistance() throws {
        let made = city([Block(x: 5.99...6.01, y: 0...8, height: 6)], lamps: [Point3(6, -10, 3)])
        let outcome = try judged(made, ["zone": "E2", "luminous_area": 0.09])
        // Level with the window: a tenth of the area, 0.009 m²: k = 1.3 before and 0.63 after curfew.
        #expect(try abs(outcome.number("lamp_obtrusion", 0, "intensity") - 100) < 0.5)
        let distance = try outcome.number("lamp_obtrusion", 0, "distance")
        #expect(distance > 9.9 && distance < 10.3)
        #expect(try abs(outcome.number("lamp_obtrusion", 0, "of_limit") - 100 / (1.3 * 9.95)) < 0.3)
        #expect(try abs(outcome.number("lamp_obtrusion", 0, "of_limit_after") - 100 / (0.63 * 9.95)) < 0.6)
        #expect(outcome.value("lamp_obtrusion", 0, "verdict").text == "fails")
        let fixed = try judged(made, ["zone": "E2", "intensity_limits": "cie150_2003"])
        #expect(fixed.value("lamp_obtrusion", 0, "verdict").text == "meets")
        #expect(try abs(fixed.number("lamp_obtrusion", 0, "of_limit_after") - 0.2) < 0.002)
    }

    @Test func limitsGrowFromZoneToZone() {
        let zones = EnvironmentalZone.allCases
        for (a, b) in zip(zones, zones.dropFirst()) {
            for curfew in Curfew.allCases {
                #expect(
                    a.windowIlluminance(curfew, isRoadLighting: false)
                        <= b.windowIlluminance(curfew, isRoadLighting: false))
                for area in [0.001, 0.005, 0.02, 0.1, 0.3, 1] {
                    #expect(
                        a.intensity(curfew, area: area, distance: 20) <= b.intensity(curfew, area: area, distance: 20))
                }
            }
            #expect(a.upwardLightRatio <= b.upwardLightRatio && a.facadeLuminance <= b.facadeLuminance)
        }
        for zone in zones {
            #expect(
                zone.windowIlluminance(.after, isRoadLighting: false)
                    <= zone.windowIlluminance(.before, isRoadLighting: false))
            #expect(zone.fixedIntensity(.after) <= zone.fixedIntensity(.before))
        }
    }

    // MARK: Upward light

    /// Isotropic: half, however it hangs. A downward Lambertian tilted by δ: (1 - cos δ) / 2.
    @Test(arguments: [0.0, 5, 30, 90, 150, 180])
    func upwardShareOfTiltedSources(tilt: Double) {
        let gamma = stride(from: 0.0, through: 180, by: 2.5).map { $0 }
        let lambert = Photometry(
            name: "", c: [0, 360], gamma: gamma,
            intensities: (gamma + gamma).map { Float(max(0, Angle.degrees($0).cosine)) })
        let isotropic = Photometry(
            name: "", c: [0, 360], gamma: [0, 90, 180], intensities: [Float](repeating: 1, count: 6))
        for azimuth in [0.0, 33, 270] {
            let frame = LuminaireFrame(azimuth: .degrees(azimuth), tilt: .degrees(tilt))
            #expect(abs(isotropic.upwardShare(frame) - 0.5) < 5e-4)
            #expect(abs(lambert.upwardShare(frame) - (1 - Angle.degrees(tilt).cosine) / 2) < 1e-3)
        }
        #expect(Photometry.generated(.roadNarrow, flux: 1000).upwardShare(LuminaireFrame(azimuth: .degrees(0))) == 0)
    }

    // MARK: Floodlighting

    private static func box(_ half: Double, owner: Int32, into mesh: inout Mesh) {
        let p = (0..<8).map {
            Point3($0 & 1 == 0 ? -half : half, $0 & 2 == 0 ? -half : half, $0 & 4 == 0 ? -half : half)
        }
        for face in [[0, 1, 3, 2], [4, 5, 7, 6], [0, 1, 5, 4], [2, 3, 7, 6], [0, 2, 6, 4], [1, 3, 7, 5]] {
            mesh.append(Polygon(exterior: face.map { p[$0] }), owner: owner)
        }
    }

    /// A target all around takes all of it.
    @Test func targetAllAroundTakesTheWholeFlux() {
        var mesh = Mesh()
        Self.box(5, owner: 3, into: &mesh)
        let follow = Floodlighting(RayScene(mesh), target: [3])
        let found = follow.spread(
            .generated(.flood, flux: 1000), LuminaireFrame(azimuth: .degrees(20), tilt: .degrees(50)),
            position: Point3(1, 2, 0), ground: -100, flux: 15_600)
        #expect(abs(found.target - 15_600) < 1e-6 && found.ground == 0 && found.sky == 0 && found.buildings == 0)
    }

    /// An isotropic source before a square: its solid angle over 4 π, Ω = 4 asin(a² / (a² + d²)), a half the side.
    @Test(arguments: [2.0, 5, 15])
    func squareTakesItsSolidAngle(distance: Double) {
        let a = 4.0
        var mesh = Mesh()
        mesh.append(
            Polygon(exterior: [
                Point3(-a, distance, -a), Point3(a, distance, -a), Point3(a, distance, a), Point3(-a, distance, a),
            ]), owner: 0)
        let follow = Floodlighting(RayScene(mesh), target: [0])
        let isotropic = Photometry(
            name: "", c: [0, 360], gamma: [0, 90, 180], intensities: [Float](repeating: 1, count: 6))
        let found = follow.spread(
            isotropic, LuminaireFrame(azimuth: .degrees(0)), position: Point3(0, 0, 0), ground: -50, flux: 1)
        let share = asin(a * a / (a * a + distance * distance)) / Double.pi
        #expect(abs(found.target - share) < 1e-3)
        #expect(abs(found.target + found.ground + found.sky - 1) < 1e-9)
        // What goes past is the rest, half of the sphere each.
        #expect(abs(found.sky - (0.5 - share / 2)) < 1e-3)
    }

    @Test func targetIsJudgedByLuminance() throws {
        let made = city([Block(x: 0...12, y: 0...8, height: 6)], lamps: [Point3(6, -10, 3)])
        let outcome = try judged(made, ["target": "id = 'b-1'", "reflectance": 0.5, "zone": "E2"])
        let row = try facade(outcome, of: "b-1")
        let mean = try outcome.number("facade", row, "e_avg")
        #expect(try abs(outcome.number("facade", row, "luminance") - 0.5 * mean / Double.pi) < 1e-3)
        let luminance = try #require(outcome.indicator("lighting.target_luminance"))
        #expect(abs(luminance - 0.5 * mean / Double.pi) < 0.01)
        #expect(outcome.indicator("lighting.target_luminance_limit") == 5)
        let (on, spill) = (
            try #require(outcome.indicator("lighting.target_flux_share")),
            try #require(outcome.indicator("lighting.spill_share"))
        )
        #expect(abs(on + spill - 100) < 1e-9 && on > 3 && on < 15)
        #expect(outcome.indicator("lighting.facades") == 0)
    }

    // MARK: Bad input

    @Test func badInputIsSaid() throws {
        let made = city([Block(x: 0...12, y: 0...8, height: 6)], lamps: [Point3(6, -10, 3)], zone: "E7")
        let error = #expect(throws: InputError.self) { try judged(made, ["target": "id = 'nowhere'"]) }
        #expect(error?.path == "inputs.target" && error?.problem.contains("nowhere") == true)
        #expect(throws: InputError.self) { try judged(made, ["target": "colour = 'red'"]) }
        #expect(throws: InputError.self) { try judged(made, ["reflectance": 0.5]) }
        #expect(throws: InputError.self) { try judged(made, ["zone": "E9"]) }
        #expect(try judged(made).count(of: "environmental-zone-unknown") == 1)
        let none = try judged(made, ["target": "id = 'b-1'", "floodlights": "id = 'nobody'"])
        #expect(none.count(of: "no-floodlight") == 1 && none.indicator("lighting.target_flux_share") == nil)
        let dark = try judged(city([Block(x: 0...12, y: 0...8, height: 6)], lamps: []))
        #expect(dark.indicator("lighting.upward_light_ratio") == nil && dark.indicator("lighting.facades_over") == 0)
    }
}
