import City
import Engine
import Foundation
import Geometry
import JSON
import Testing

@testable import Lighting

/// A town of boxes, lamps and trees for `lighting.coverage`.
private struct Town {
    var boxes: [(x0: Double, y0: Double, x1: Double, y1: Double, height: Double)] = []
    var lamps: [(x: Double, y: Double, height: Double, azimuth: Double, tilt: Double)] = []
    var trees: [(x: Double, y: Double, height: Double, diameter: Double)] = []
    var spots: [Point3] = []
    var roads: [[Point3]] = []
    var squares: [[Point3]] = []

    /// I = 1000 cos γ, cd, in steps of 1°.
    static let lambertian: String = {
        let gamma = (0...90).map { "\($0)" }.joined(separator: " ")
        let candela: [String] = (0...90).map { (degree: Int) -> String in
            let value: Double = 1000 * Angle.degrees(Double(degree)).cosine
            return String(format: "%.4f", value)
        }
        return "IESNA:LM-63-2002\n[TEST] closed form\n[TESTLAB] none\n[ISSUEDATE] none\n[MANUFAC] none\nTILT=NONE\n"
            + "1 -1 1 91 1 1 2 0 0 0\n1 1 50\n\(gamma)\n0\n\(candela.joined(separator: " "))\n"
    }()

    var city: City {
        var noticed = Diagnostics()
        var layers: [Layer] = []
        func layer(_ name: String, _ fill: (inout LayerDraft) -> Void) {
            var draft = LayerDraft(name: name)
            fill(&draft)
            if draft.count > 0 { layers.append(draft.finish(&noticed)) }
        }
        layer("building") { draft in
            for b in boxes {
                let ring = [Point3(b.x0, b.y0), Point3(b.x1, b.y0), Point3(b.x1, b.y1), Point3(b.x0, b.y1)]
                draft.geometries.append(.polygon, polygons: [Polygon(exterior: ring)], hasZ: false)
                draft.set("height", .real(b.height))
                draft.endFeature(id: "b\(draft.count + 1)")
            }
        }
        layer("street_light") { draft in
            for lamp in lamps {
                draft.geometries.append(point: Point3(lamp.x, lamp.y))
                for (name, value) in [
                    ("height", lamp.height), ("azimuth_deg", lamp.azimuth), ("tilt_deg", lamp.tilt),
                    ("overhang_m", 0), ("power_w", 50),
                ] { draft.set(name, .real(value)) }
                draft.endFeature(id: "l\(draft.count + 1)")
            }
        }
        layer("tree") { draft in
            for tree in trees {
                draft.geometries.append(point: Point3(tree.x, tree.y))
                draft.set("height", .real(tree.height))
                draft.set("crown_diameter", .real(tree.diameter))
                draft.endFeature(id: "t\(draft.count + 1)")
            }
        }
        layer("spot") { draft in
            for p in spots {
                draft.geometries.append(point: p)
                draft.endFeature(id: "s\(draft.count + 1)")
            }
        }
        layer("road") { draft in
            for line in roads {
                draft.geometries.append(line: line)
                draft.set("width", .real(6))
                draft.set("highway", .text("residential"))
                draft.endFeature(id: "r\(draft.count + 1)")
            }
        }
        layer("square") { draft in
            for ring in squares {
                draft.geometries.append(.polygon, polygons: [Polygon(exterior: ring)], hasZ: false)
                draft.endFeature(id: "q\(draft.count + 1)")
            }
        }
        return City(name: "town", crs: Street.crs, origin: .zero, layers: layers)
    }

    func run(_ inputs: JSONObject, lamp: String = lambertian) throws -> Outcome { try Self.run(city, inputs, lamp) }

    static func run(_ city: City, _ inputs: JSONObject, _ lamp: String = lambertian) throws -> Outcome {
        var given = inputs
        if given["photometry"] == nil { given["photometry"] = .string("lamp.ies") }
        if given["maintenance_factor"] == nil { given["maintenance_factor"] = .number(1) }
        let made = try makeSimulation(LightingCoverage.self, given) { _ in Array(lamp.utf8) }
        return try made.simulation.run(on: city)
    }
}

private func points(_ outcome: Outcome, _ column: String = "e") throws -> [Double] {
    let values = try #require(outcome.layer("point")?.column(column))
    return (0..<values.count).map { values.number($0) }
}

private struct Night: Decodable {
    var boxes: [[Double]]
    var lamps: [[Double]]
    var points: [[Double]]
}

@Suite struct CoverageTests {
    private static let truth = URL(filePath: #filePath).deletingLastPathComponent().appending(
        path: "../../Truth/lighting")

    /// 800 points among 16 boxes and 10 lamps by Radiance, 669 of them in some shade.
    ///
    /// What is left apart are points on a shadow's very edge: rays here start 5 cm above the ground.
    @Test func againstRadiance() throws {
        let night = try JSONDecoder().decode(
            Night.self, from: Data(contentsOf: Self.truth.appending(path: "night.json")))
        let lamp = try String(contentsOf: Self.truth.appending(path: "night-lamp.ies"), encoding: .utf8)
        var town = Town()
        town.boxes = night.boxes.map { ($0[0], $0[1], $0[2], $0[3], $0[4]) }
        town.lamps = night.lamps.map { ($0[0], $0[1], $0[2], $0[3], $0[4]) }
        town.spots = night.points.map { Point3($0[0], $0[1]) }
        let outcome = try town.run(["layer": "spot", "points": true], lamp: lamp)
        let (lit, open) = (try points(outcome), try points(outcome, "e_open"))
        #expect(lit.count == 800)
        var (apart, edges) = ([Double](), 0)
        for (i, truth) in night.points.enumerated() {
            // Millilux are written; what lamps out of reach give is below a hundredth of a lux.
            #expect(abs(open[i] - truth[3]) < 0.005 * truth[3] + 0.004, "\(i): \(open[i]) \(truth[3])")
            let difference = abs(lit[i] - truth[2])
            if difference > 0.02 * truth[2] + 0.004 { edges += 1 }
            if truth[2] > 0.1 { apart.append(difference / truth[2]) }
        }
        apart.sort()
        print(
            "coverage against Radiance: \(apart.count) points over 0.1 lx, median \(apart[apart.count / 2]), "
                + "99 % \(apart[apart.count * 99 / 100]), worst \(apart[apart.count - 1]); \(edges) on edges")
        #expect(apart.count > 500)
        #expect(edges <= 8, "1 %")
        #expect(apart[apart.count * 98 / 100] < 0.02)
    }

    /// E = I cos³ε / h² and the other receivers' formulas for I = 1000 cos γ, written out.
    @Test(arguments: ["horizontal", "hemispherical", "vertical", "semicylindrical"])
    func closedForms(kind: String) throws {
        var town = Town()
        town.lamps = [(0, 0, 8, 0, 0)]
        town.spots = [Point3(0, 0), Point3(5, 0), Point3(0, 9), Point3(-12, 4), Point3(20, -15)]
        let found = try points(
            try town.run(["layer": "spot", "points": true, "illuminance": .string(kind), "height": 0]))
        for (p, value) in zip(town.spots, found) {
            let planar = (p.x * p.x + p.y * p.y).squareRoot()
            let d = (planar * planar + 64).squareRoot()
            let intensity = 1000 * 8 / d
            let expected: Double =
                switch kind {
                case "horizontal": intensity * 8 / (d * d * d)
                case "hemispherical": intensity * (1 + 8 / d) / (4 * d * d)
                // The least of four directions: one that looks away sees nothing of it.
                case "vertical": 0
                default: intensity * (planar - max(abs(p.x), abs(p.y))) / (d * .pi * d * d)
                }
            #expect(abs(value - expected) < 0.001 * expected + 0.0006, "\(kind) \(p)")
        }
    }

    /// A standing receiver on a road looks both ways along it; beside a lamp one way sees half of what comes.
    @Test func standingOnARoad() throws {
        var town = Town()
        town.lamps = [(-10, 0, 8, 0, 0), (40, 0, 8, 0, 0)]
        town.roads = [[Point3(0, 0), Point3(30, 0)]]
        let outcome = try town.run(["illuminance": "vertical", "points": true, "spacing": 10, "height": 1.5])
        let values = try points(outcome)
        #expect(values.count == 3)
        func vertical(_ distance: Double) -> Double {
            let d = (distance * distance + 6.5 * 6.5).squareRoot()
            return 1000 * 6.5 / d * distance / (d * d * d)
        }
        // At x = 5, 15, 25: the least of the lamp behind and the one ahead.
        for (x, value) in zip([5.0, 15, 25], values) {
            #expect(abs(value - min(vertical(x + 10), vertical(40 - x))) < 0.002)
        }
    }

    /// A box between lamp and ground takes all of it, a crown most; a crown around the lamp is kept clear.
    @Test func shade() throws {
        var town = Town()
        town.lamps = [(0, 0, 6, 0, 0)]
        town.spots = [Point3(20, 0), Point3(-20, 0), Point3(0, 20)]
        town.boxes = [(8, -5, 12, 5, 10)]
        town.trees = [(-10, 0, 8, 6), (0, 0.5, 8, 5)]
        let outcome = try town.run(["layer": "spot", "points": true, "tree_transmission": 0.25])
        let (lit, open) = (try points(outcome), try points(outcome, "e_open"))
        #expect(open.allSatisfy { abs($0 - open[0]) < 1e-3 } && open[0] > 0.1)
        #expect(lit[0] == 0)
        #expect(abs(lit[1] - 0.25 * open[1]) < 1e-3)
        #expect(lit[2] == open[2])
        let without = try town.run(["layer": "spot", "points": true, "occlusion": false])
        #expect(try points(without) == open)
    }

    /// A road lit at one end: what is dark is one stretch, and its area is what is missing.
    @Test func darkStretch() throws {
        var town = Town()
        town.lamps = [(10, 0, 8, 0, 0)]
        town.roads = [[Point3(0, 0), Point3(120, 0), Point3(120, 90)], [Point3(500, 0), Point3(560, 0)]]
        let outcome = try town.run([:])
        let dark = try #require(outcome.layer("dark_spot"))
        #expect(dark.count == 2)
        let areas = dark.geometries.polygons(of: 0).reduce(0) { $0 + $1.area }
        let said = try outcome.number("dark_spot", 0, "area")
        // The bend is cut across in the outline.
        #expect(abs(areas - said) < 40, "\(areas) \(said)")
        #expect(outcome.value("road_light", 0, "light") == .text("partly"))
        #expect(outcome.value("road_light", 1, "light") == .text("unlit"))
        #expect(abs(try outcome.number("dark_spot", 1, "area") - 360) < 0.1)
        #expect(abs(dark.geometries.polygons(of: 1).reduce(0) { $0 + $1.area } - 360) < 0.5)
        #expect(abs((outcome.indicator("lighting.unlit_length") ?? 0) - 0.06) < 1e-6)
        #expect(abs((outcome.indicator("lighting.partly_lit_length") ?? 0) - 0.21) < 1e-6)
    }

    /// Ground under a roof is no part of a square; its dark corner is.
    @Test func square() throws {
        var town = Town()
        town.lamps = [(5, 5, 6, 0, 0)]
        town.squares = [[Point3(0, 0), Point3(60, 0), Point3(60, 30), Point3(0, 30)]]
        town.boxes = [(30, 10, 40, 20, 5)]
        let outcome = try town.run(["layer": "square", "spacing": 1])
        #expect(try outcome.number("square_light", 0, "points") == 1700)
        #expect(outcome.count(of: "under-roof") == 1)
        let dark = try outcome.number("square_light", 0, "dark_area")
        let drawn = (0..<(outcome.layer("dark_spot")?.count ?? 0)).reduce(0.0) {
            $0 + (outcome.layer("dark_spot")?.geometries.polygons(of: $1).reduce(0) { $0 + $1.area } ?? 0)
        }
        #expect(dark > 500 && abs(drawn - dark) < 26, "\(drawn) \(dark)")
    }

    /// A question that changes a few lamps computes what they reach, and says what a fresh one says.
    @Test func onlyWhatLampsReach() throws {
        var town = Town()
        for i in 0..<60 { town.lamps.append((Double(i) * 25 + 0.3, 4, 7 + Double(i % 3), 180, 5)) }
        town.roads = [[Point3(0, 0.2), Point3(1500, 0.7)], [Point3(100, -40.3), Point3(103, 300)]]
        town.boxes = [(210.3, 6, 222, 18, 9), (640, -15, 655, -4.2, 6)]
        let base = town.city
        let changes: [Change] = [
            .set(layer: "street_light", where: try Filter("id = 'l7' or id = 'l8'"), values: [("height", .real(10))]),
            .remove(layer: "street_light", where: try Filter("id = 'l30'")),
        ]
        let other = try base.applying(changes).city
        let inputs: JSONObject = ["points": true]
        let fresh = try Town.run(other, inputs)
        let kept = try Kept.$current.withValue(Kept()) {
            _ = try Town.run(base, inputs)
            let night = KeptNight.current(base)
            let outcome = try Town.run(other, inputs)
            #expect(night.lastComputed > 0 && night.lastComputed < night.blockCount / 3)
            #expect(try points(try Town.run(base, inputs)) == points(try Town.run(base, inputs)))
            return outcome
        }
        #expect(try points(kept) == points(fresh))
        #expect(kept.indicators.map(\.value) == fresh.indicators.map(\.value))
        #expect(try points(fresh) != points(try Town.run(base, inputs)))
    }

    @Test func cautions() throws {
        var town = Town()
        town.roads = [[Point3(0, 0), Point3(50, 0)]]
        let dark = try town.run([:])
        #expect(dark.count(of: "no-lamp") == 1)
        #expect(dark.value("road_light", 0, "light") == .text("unlit"))
        #expect(throws: InputError.self) { try town.run(["layer": "rode"]) }
        let none = try town.run(["where": "highway = 'motorway'"])
        #expect(none.count(of: "no-feature-chosen") == 1)
        #expect(none.indicators.allSatisfy { $0.value?.isFinite ?? true })
    }
}
