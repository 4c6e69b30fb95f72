import Foundation
import JSON
import Testing

@Suite struct ScenarioTests {
    static let files: [String] = {
        let folder = Program.root + "/Scenarios"
        let found = FileManager.default.enumerator(atPath: folder)?.compactMap { $0 as? String } ?? []
        return found.filter { $0.hasSuffix(".json") }.sorted().map { "Scenarios/" + $0 }
    }()

    /// Every scenario that ships runs through the real binary, and its outcome opens in GDAL.
    @Test(arguments: files)
    func runs(file: String) throws {
        let scratch = try Scratch()
        let out = scratch.path("out.gpkg")
        let coarse = file.hasPrefix("Scenarios/solar/") ? ["--set", "spacing=4"] : []
        let result = try Program.run(["run", file, "--out", out, "--json"] + coarse)
        #expect(result.status == 0, "\(result.error)")
        let answer = try JSONValue(parsing: result.out)
        for indicator in answer["indicators"]?.array ?? [] {
            #expect(indicator["value"]?.double != nil, "\(indicator)")
        }
        #expect(answer["layers"]?.array?.first?["count"]?.integer ?? 0 > 0)
        let ogr = Process()
        ogr.executableURL = URL(filePath: "/usr/bin/env")
        ogr.arguments = ["ogrinfo", "-ro", "-so", "-al", out]
        let pipe = Pipe()
        ogr.standardOutput = pipe
        try ogr.run()
        let text = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        ogr.waitUntilExit()
        #expect(ogr.terminationStatus == 0)
        let expected =
            switch try simulation(of: file) {
            case "solar.shadow":
                [
                    "Layer name: sun_hours", "sun_continuous: Real", "Layer name: shadow", "time: String",
                    "Multi Polygon",
                ]
            case "solar.impact": ["Layer name: roof", "irradiation_before: Real", "sun_hours_after: Real"]
            case "solar.optimise": ["Layer name: roof", "panel_tilt: Real", "usual_energy: Real"]
            case "solar.irradiance": ["Layer name: roof", "Layer name: facade", "irradiation_12: Real"]
            case "lighting.road":
                [
                    "Layer name: road_lighting", "Layer name: lighting_field", "verdict: String", "L_av: Real",
                    "f_TI: Real",
                ]
            case "lighting.coverage":
                ["_light", "Layer name: dark_spot", "light: String", "lit_share: Real", "occlusion_loss: Real"]
            case "lighting.energy":
                ["Layer name: lamp_energy", "Layer name: road_energy", "D_P: Real", "D_E: Real", "energy_kwh: Real"]
            case "lighting.fault":
                ["Layer name: road_fault", "Layer name: lamp_importance", "Layer name: crew_list", "lost_m: Real"]
            case "lighting.retrofit":
                [
                    "Layer name: road_retrofit", "Layer name: street_light", "Layer name: energy_service",
                    "candidate: String",
                ]
            case "lighting.design":
                file.contains("profile")
                    ? ["Layer name: layout", "spacing: Real", "L_av: Real"]
                    : ["Layer name: street_light", "Layer name: street_design", "verdict_after: String"]
            case "lighting.obtrusive":
                ["Layer name: facade", "Layer name: lamp_obtrusion", "Layer name: environmental_zone", "e_max: Real"]
            default: ["Layer name: roof", "irradiation: Real", "payback_band: String"]
            }
        for line in expected { #expect(text.contains(line), "\(file): \(line)") }
    }

    private func simulation(of file: String) throws -> String? {
        let json = try JSONValue(parsing: [UInt8](Data(contentsOf: URL(filePath: Program.root + "/" + file))))
        return json["simulation"]?.string
    }

    /// One day of shadows and its GeoJSON: a moment a feature, ready for a time slider.
    @Test func shadowsByTimeInGeoJSON() throws {
        let scratch = try Scratch()
        let out = scratch.path("shadow.geojson")
        let result = try Program.run([
            "run", "Scenarios/solar/shadow-turkistan.json", "--out", out, "--set", "layer=none", "--set", "trees=false",
            "--set", "start=10:00", "--set", "end=12:00", "--set", "area=city", "--set", "margin=0",
        ])
        #expect(result.status == 0, "\(result.error)")
        let json = try JSONValue(parsing: [UInt8](Data(contentsOf: URL(filePath: out))))
        let times = (json["features"]?.array ?? []).compactMap { $0["properties"]?["time"]?.string }
        #expect(
            times == ["10:00", "10:30", "11:00", "11:30", "12:00"].map { "2025-12-21T\($0):00+05:00" })
        #expect(json["features"]?.array?.allSatisfy { $0["geometry"]?["type"] == "MultiPolygon" } == true)
    }

    @Test func thereAreAtLeastFour() { #expect(Self.files.count >= 4) }

    /// Would catch outcomes that depend on the number of threads or on the run.
    @Test func sameInputsSameBytes() throws {
        let scratch = try Scratch()
        var files: [Data] = []
        for name in ["a.gpkg", "b.gpkg"] {
            let arguments = [
                "run", "Scenarios/solar/turkistan.json", "--set", "spacing=5", "--out", scratch.path(name),
            ]
            #expect(try Program.run(arguments).status == 0)
            files.append(try Data(contentsOf: URL(filePath: scratch.path(name))))
        }
        #expect(files[0] == files[1])
    }

    /// Would catch a comparison that does not see the shade of a new block, or sees it where there is none.
    @Test func aNewBlockShadesItsNeighboursOnly() throws {
        let result = try Program.run([
            "compare", "Scenarios/solar/turkistan.json", "Scenarios/solar/turkistan-new-block.json", "--json", "--set",
            "spacing=4", "--set", "building_albedo=0",
        ])
        #expect(result.status == 0, "\(result.error)")
        let layer = try JSONValue(parsing: result.out)["layers"]?.array?.first
        #expect(layer?["added"]?.integer == 1)
        #expect(layer?["removed"]?.integer == 0)
        let changed = layer?["changed"]?.integer ?? 0
        #expect(changed > 0 && changed < 400)
        for feature in layer?["features"]?.array ?? [] where feature["change"] == "changed" {
            // Walls give nothing back here; the ground may look a little brighter where it was looked at elsewhere.
            #expect(feature["irradiation_delta"]?.double ?? 1 <= 0.05)
        }
    }

    /// Would catch features of a file that are looked for in the wrong folder, brought to the wrong place, or not counted.
    @Test func addsTheFeaturesOfAFile() throws {
        let scratch = try Scratch()
        let demo = Program.root + "/GeoData/turkistan/turkistan.gpkg"
        func lamp(_ id: String, _ x: Double) -> String {
            #"{"type":"Feature","id":"\#(id)","properties":{"power_w":40},"geometry":{"type":"Point","coordinates":[\#(x),43.2975]}}"#
        }
        try FileManager.default.createDirectory(atPath: scratch.path("data"), withIntermediateDirectories: true)
        try scratch.write(
            "data/new lamps.geojson",
            #"{"type":"FeatureCollection","features":[\#(lamp("new-1", 68.2701)),\#(lamp("new-2", 68.2702))]}"#)
        #expect(
            try Program.run([
                "export", demo, "--layer", "tree", "--layer", "street_light", "--to", scratch.path("data/two.gpkg"),
            ]).status == 0)
        func scenario(_ name: String, _ change: String) throws -> Program.Result {
            let file = try scratch.write(
                name, #"{"city":"\#(demo)","changes":[\#(change)],"outputs":["out.gpkg"]}"#)
            return try Program.run(["run", file, "--verbose"])
        }
        func total(_ file: String, _ condition: String) throws -> String {
            try Program.run(["query", file, "street_light", "--where", condition, "--limit", "0"]).out
        }
        let added = try scenario("a.json", #"{"add":"street_light","features":"data/new lamps.geojson"}"#)
        #expect(added.status == 0, "\(added.error)")
        let out = scratch.path("out.gpkg")
        let before = try #require(Int(try total(demo, "id IS NOT NULL").dropLast()))
        #expect(try total(out, "id IS NOT NULL") == "\(before + 2)\n")
        let near = ["--near", "43.2975,68.2701", "--within", "1m", "--limit", "0"]
        #expect(try Program.run(["query", out, "street_light", "--where", "id = 'new-1'"] + near).out == "1\n")
        #expect(try Program.run(["info", out]).out.contains("source: new lamps.geojson"))
        // Of a file with several layers the one of that name is taken; its ids are taken already.
        let twice = try scenario("b.json", #"{"add":"street_light","features":"data/two.gpkg"}"#)
        #expect(twice.status == 0 && twice.error.contains("\(before) × "), "\(twice.error)")
        #expect(try total(out, "id IS NOT NULL") == "\(2 * before)\n")
        let none = try scenario("c.json", #"{"add":"building","features":"data/two.gpkg"}"#)
        #expect(none.status == 64 && none.error.contains("it has: "), "\(none.error)")
        #expect(try scenario("d.json", #"{"add":"building","features":"nowhere.geojson"}"#).status == 65)
        #expect(try scenario("e.json", #"{"add":"building","features":5}"#).status == 64)
    }

    /// The lamps one scenario designs are those another adds, from either format: the same verdict on every street.
    @Test(arguments: ["gpkg", "geojson"])
    func designedLampsAreAddedByAnotherScenario(ending: String) throws {
        let scratch = try Scratch()
        let demo = Program.root + "/GeoData/turkistan/turkistan.gpkg"
        let which = "highway = 'living_street' OR highway = 'residential' AND width < 6.5"
        let design = try scratch.write(
            "design.json",
            #"{"city":"\#(demo)","simulation":"lighting.design","inputs":{"where":"\#(which)"},"outputs":["new.\#(ending)","new.gpkg"]}"#
        )
        let designed = try Program.run(["run", design])
        #expect(designed.status == 0, "\(designed.error)")
        let judge = try scratch.write(
            "judge.json",
            #"{"city":"\#(demo)","changes":[{"add":"street_light","features":"new.\#(ending)"}],"simulation":"lighting.road","inputs":{"where":"\#(which)"},"outputs":["judged.gpkg"]}"#
        )
        let judged = try Program.run(["run", judge])
        #expect(judged.status == 0, "\(judged.error)")
        func verdicts(_ file: String, _ layer: String, _ column: String) throws -> [String: String] {
            let out = try Program.run(["query", scratch.path(file), layer, "--format", "geojson", "--limit", "100000"])
                .out
            var found: [String: String] = [:]
            for feature in try JSONValue(parsing: out)["features"]?.array ?? [] {
                if let id = feature["id"]?.string { found[id] = feature["properties"]?[column]?.string }
            }
            return found
        }
        let expected = try verdicts("new.gpkg", "street_design", "verdict_after")
        let found = try verdicts("judged.gpkg", "road_lighting", "verdict")
        #expect(expected.count > 50 && expected.values.contains("meets"))
        // GeoJSON keeps places to a centimetre: a street on the edge of its class may fall to the other side.
        let other = expected.filter { found[$0.key] != $0.value }
        #expect(other.count <= (ending == "gpkg" ? 0 : expected.count / 50), "\(other)")
    }

    /// Would catch a threshold that is not applied, per cents of per cents, and differences without a sign.
    @Test func comparesWithAThreshold() throws {
        let scratch = try Scratch()
        let demo = Program.root + "/GeoData/turkistan/turkistan.gpkg"
        let base = try scratch.write("base.json", #"{"city":"\#(demo)"}"#)
        let variant = try scratch.write(
            "variant.json",
            #"{"city":"\#(demo)","changes":[{"set":"street_light","where":"power_w > 0","values":{"power_w":1000}}]}"#)
        func counts(_ more: [String]) throws -> JSONValue? {
            let result = try Program.run(["compare", base, variant, "--json"] + more)
            #expect(result.status == 0, "\(result.error)")
            return try JSONValue(parsing: result.out)["layers"]?.array?.first { $0["name"] == "street_light" }
        }
        let all = try #require(try counts([])?["changed"]?.integer)
        #expect(all > 0)
        #expect(try counts(["--threshold", "1%"])?["changed"]?.integer == all)
        #expect(try counts(["--threshold", "100%"])?["changed"]?.integer == 0)
        let text = try Program.run(["compare", base, variant, "--limit", "1"]).out
        #expect(text.contains("power_w base [W]") && text.contains("  +"), "\(text)")
    }
}
