import Foundation
import JSON
import Testing

private let demo = "GeoData/turkistan/turkistan.gpkg"

@Suite struct CommandTests {
    /// Would catch a command that is not in the help, or help that fails.
    @Test func helpNamesEveryCommand() throws {
        let help = try Program.run(["--help"])
        #expect(help.status == 0)
        for command in ["import", "info", "query", "list", "describe", "run", "compare", "batch", "export", "validate"]
        {
            #expect(help.out.contains("\n  \(command) "))
            #expect(try Program.run(["help", command]).status == 0)
        }
        #expect(try Program.run(["--version"]).out == "0.1.0\n")
        #expect(try Program.run(["--generate-completion-script", "bash"]).out.contains("qala"))
    }

    @Test func infoSaysWhatThereIs() throws {
        let info = try JSONValue(parsing: try Program.run(["info", demo, "--json"]).out)
        #expect(info["crs"] == "EPSG:32642")
        let layers = info["layers"]?.array ?? []
        for name in ["building", "road", "street_light", "intersection", "zone", "tree"] {
            #expect(layers.contains { $0["name"]?.string == name && ($0["count"]?.integer ?? 0) > 0 })
        }
        #expect(try Program.run(["info", demo]).out.contains("building"))
    }

    /// Would catch latitude and longitude swapped, distances wrong, limits that cut the count.
    @Test func queryFindsWhatIsNear() throws {
        let arguments = ["query", demo, "building", "--near", "43.29778,68.27083", "--within", "0.4km", "--limit", "5"]
        let table = try Program.run(arguments)
        #expect(table.status == 0 && table.out.split(separator: "\n").count == 6)
        #expect(table.error.contains("5 of "))
        let csv = try Program.run(arguments + ["--format", "csv"])
        let distances = csv.out.split(separator: "\n").dropFirst().map { Double($0.split(separator: ",")[1]) ?? .nan }
        #expect(distances == distances.sorted() && distances.allSatisfy { $0 <= 400 })
        let geojson = try JSONValue(parsing: try Program.run(arguments + ["--format", "geojson"]).out)
        #expect(geojson["features"]?.array?.count == 5)
        var place = geojson["features"]?.array?.first?["geometry"]?["coordinates"]
        while let inner = place?.array?.first { place = inner }
        #expect(abs((place?.double ?? 0) - 68.27) < 0.02)
    }

    /// Would catch errors with the wrong exit code, and errors that do not help.
    @Test(arguments: [
        (["query", demo, "bulding"], 64, "did you mean 'building'"),
        (["query", demo, "building", "--where", "hight > 3"], 64, "did you mean 'height'"),
        (["query", demo, "building", "--near", "43.3"], 64, "latitude,longitude"),
        (["query", demo, "building", "--near", "43,68", "--within", "far"], 64, "300m"),
        (["info", "nowhere.gpkg"], 65, "nowhere.gpkg: there is no such file"), (["info", "."], 65, "folder"),
        (["describe", "solar.yeild"], 64, "did you mean 'solar.yield'"), (["run", "Package.swift"], 65, "line 1"),
        (["export", demo, "--to", "/tmp/x.docx"], 64, ".geojson"),
        (["run", "Scenarios/solar/turkistan.json", "--set", "titl=3"], 64, "did you mean 'tilt'"),
        (["run", "Scenarios/solar/turkistan.json", "--set", "tilt=95"], 64, "0 … 90"),
        (["import", demo, "--city", "/nowhere/x.gpkg"], 65, "/nowhere"), (["frobnicate"], 64, "frobnicate"),
        (["validate", "README.md"], 65, "format"),
        (["query", demo, "building", "--limit", "-1"], 64, "0 … 1000000000"),
        (["query", demo, "building", "--near", "43,68", "--within", "-5m"], 64, "0 or more"),
        (["query", demo, "building", "--near", "43,68", "--nearest", "1000001"], 64, "1 … 1000000"),
        (["query", demo, "building", "--near", "--within", "5m"], 64, "Missing value for '--near"),
        (["query", demo, "building", "--bbox", "68,43,69,44,x"], 64, "four numbers"),
        (["query", demo, "building", "--bbox", "68,43,69,"], 64, "four numbers"),
        (["import", demo, "--city", "/tmp/x.gpkg", "--bbox", "1,2,3,4,x"], 64, "four numbers"),
        (["run", demo], 64, "is a city (geopackage), not a scenario"),
        (["run", demo, "--out", "x.gpkg"], 64, #"{"city": "turkistan.gpkg""#),
        (["compare", "a.json", "b.json", "--threshold", "-1%"], 64, "1% or 0.01"),
        (["compare", "a.json", "b.json", "--limit", "-1"], 64, "0 or more"),
        (["batch", "--jobs", "-1"], 64, "1 … 256"),
        (["export", demo, "--to", demo], 64, "destroy"),
    ])
    func errorsAreKind(arguments: [String], status: Int, words: String) throws {
        let result = try Program.run(arguments)
        #expect(Int(result.status) == status && result.error.contains(words), "\(arguments): \(result.error)")
        #expect(result.out.isEmpty)
    }

    /// Would catch negative numbers taken for options, and a space that makes a place no place.
    @Test func placesMayBeSouthAndWest() throws {
        let scratch = try Scratch()
        let file = try scratch.write(
            "trees.geojson",
            #"{"type":"FeatureCollection","features":[{"type":"Feature","id":"a","properties":{},"geometry":{"type":"Point","coordinates":[-70.6,-33.4]}},{"type":"Feature","id":"b","properties":{},"geometry":{"type":"Point","coordinates":[-70.7,-33.4]}}]}"#
        )
        for place in [["--near", "-33.4,-70.6"], ["--near=-33.4,-70.6"], ["--near", " -33.4 , -70.6 "]] {
            let found = try Program.run(["query", file, "trees", "--nearest", "1"] + place)
            #expect(found.status == 0 && found.out.split(separator: "\n").last?.hasPrefix("a ") ?? false, "\(found)")
        }
        let box = try Program.run(["query", file, "trees", "--bbox", "-180,-90,-70.65,0", "--limit", "0"])
        #expect(box.out == "1\n", "\(box)")
        // The whole Earth is a box, too; it does not fit on the city's map.
        #expect(try Program.run(["query", file, "trees", "--bbox", "-180,-90,180,90", "--limit", "0"]).out == "2\n")
        let far = try Program.run(["query", file, "trees", "--bbox", "100,10,120,20"])
        #expect(far.status == 0 && far.error.contains("outside the city"), "\(far)")
        let store = scratch.path("city.gpkg")
        let imported = try Program.run(["import", file, "--city", store, "--bbox", "-70.65,-90,0,0"])
        #expect(imported.status == 0 && imported.out.hasSuffix("1\n"), "\(imported)")
    }

    /// Would catch a closed stream whose number another file gets, so that results end up in a city.
    @Test func closedStreamsAreNoFiles() throws {
        func run(_ command: String) throws -> Int32 {
            let shell = Process()
            shell.executableURL = URL(filePath: "/bin/bash")
            shell.arguments = ["-c", "'\(Program.path)' " + command]
            shell.currentDirectoryURL = URL(filePath: Program.root)
            shell.standardError = FileHandle.nullDevice
            try shell.run()
            shell.waitUntilExit()
            return shell.terminationStatus
        }
        #expect(try run("batch <&-") == 0)
        #expect(try run("info \(demo) >&-") == 65)
        #expect(try run("list >/dev/full") == 65)
        #expect(try run("info \(demo) --verbose >/dev/null 2>&-") == 0)
    }

    /// Would catch infinities in a table: SQLite reads 9e999 as one.
    @Test func infinityIsNoNumber() throws {
        let scratch = try Scratch()
        let store = scratch.path("city.gpkg")
        #expect(try Program.run(["export", demo, "--layer", "tree", "--to", store]).status == 0)
        let editor = try Companion.python(
            """
            import sqlite3
            db = sqlite3.connect("\(store)")
            db.create_function("ST_IsEmpty", 1, lambda g: 0)
            for name in ("ST_MinX", "ST_MaxX", "ST_MinY", "ST_MaxY"): db.create_function(name, 1, lambda g: 0.0)
            db.execute("UPDATE tree SET height = 9e999 WHERE fid = 1")
            db.execute("UPDATE tree SET height = -9e999 WHERE fid = 2")
            db.commit()
            print("done")
            """)
        #expect(editor.hear() == "done")
        for format in ["table", "csv", "json", "geojson"] {
            let found = try Program.run(["query", store, "tree", "--format", format])
            #expect(found.status == 0 && !found.out.contains("inf"), "\(found.out.prefix(500))")
        }
        let said = try Program.run(["info", store, "--verbose"]).error
        #expect(said.contains("2 × a number is infinite; it counts as missing: tree.height"), "\(said)")
    }

    /// Would catch an overview of attributes that hides how many features have one.
    @Test func infoListsAttributes() throws {
        let text = try Program.run(["info", demo, "--attributes"]).out
        let lines = text.split(separator: "\n").map { $0.split(separator: " ").map(String.init) }
        let header = ["attribute", "type", "unit", "filled", "%", "what", "it", "is"]
        #expect(lines.filter { $0 == header }.count >= 6)
        #expect(
            lines.contains {
                $0.starts(with: ["height", "real", "m"]) && $0.dropFirst(3).first.flatMap { Int($0) } ?? 0 > 0
            })
        let json = try JSONValue(parsing: try Program.run(["info", demo, "--json"]).out)
        let columns = json["layers"]?.array?.first { $0["name"] == "building" }?["columns"]?.array ?? []
        let height = try #require(columns.first { $0["name"] == "height" })
        #expect(height["type"] == "real" && height["unit"] == "m" && height["filled"]?.integer ?? 0 > 0)
    }

    @Test func describeGivesHelpAndSchema() throws {
        let text = try Program.run(["describe", "solar.yield"]).out
        #expect(text.contains("tilt") && text.contains("0 … 90") && text.contains("Panel tilt"))
        let schema = try JSONValue(parsing: try Program.run(["describe", "solar.yield", "--json"]).out)
        #expect(schema["properties"]?["tilt"]?["maximum"]?.double == 90)
        #expect(try JSONValue(parsing: try Program.run(["describe", "--schema"]).out)["$defs"]?["scenario"] != nil)
    }

    /// Would catch an import that doubles features when repeated, or drops the other layers of a store.
    @Test func importReplacesAppendsAndKeeps() throws {
        let scratch = try Scratch()
        let features = (0..<3).map {
            #"{"type":"Feature","id":"\#($0)","properties":{"HAUTEUR":\#($0 + 4)},"geometry":{"type":"Polygon","coordinates":[[[68.27\#($0),43.29],[68.2701\#($0),43.29],[68.2701\#($0),43.2901],[68.27\#($0),43.29]]]}}"#
        }
        let file = try scratch.write(
            "houses.geojson", "{\"type\":\"FeatureCollection\",\"features\":[\(features.joined(separator: ","))]}")
        let store = scratch.path("city.gpkg")
        func importing(_ more: [String]) throws -> Program.Result {
            try Program.run(["import", file, "--city", store, "--map", "height=HAUTEUR"] + more)
        }
        #expect(try importing(["--layer", "building"]).status == 0)
        #expect(try importing(["--layer", "shed"]).status == 0)
        #expect(try importing(["--layer", "building"]).status == 0)
        func count(_ layer: String) throws -> Int {
            try Program.run(["query", store, layer, "--format", "csv", "--limit", "100"]).out.split(separator: "\n")
                .count - 1
        }
        #expect(try count("building") == 3)
        #expect(try count("shed") == 3)
        #expect(try importing(["--layer", "building", "--append"]).status == 0)
        #expect(try count("building") == 6)
        #expect(try Program.run(["query", store, "building", "--where", "height = 6"]).out.contains("\n2"))
        let info = try JSONValue(parsing: try Program.run(["info", store, "--json"]).out)
        #expect(info["crs"] == "EPSG:32642")
        #expect(try importing(["--layer", "building", "--city-crs", "EPSG:32635"]).status == 64)
    }

    /// Would catch a format that loses features on the way out and in.
    @Test(arguments: ["a.geojson", "a.city.json", "a.gpkg"])
    func exportsComeBack(name: String) throws {
        let scratch = try Scratch()
        let file = scratch.path(name)
        let result = try Program.run(["export", demo, "--layer", "building", "--to", file])
        #expect(result.status == 0, "\(result.error)")
        let before = try Program.run(["query", demo, "building", "--limit", "1"]).error
        let after = try Program.run(["query", file, "building", "--limit", "1"])
        #expect(after.error.split(separator: ";").first == before.split(separator: ";").first, "\(after.error)")
        let again = scratch.path("b" + name.dropFirst())
        #expect(try Program.run(["export", demo, "--layer", "building", "--to", again]).status == 0)
        #expect(
            try Data(contentsOf: URL(filePath: file)) == Data(contentsOf: URL(filePath: again)), "not the same bytes")
    }

    /// A CSV's system stands beside it: exporting and importing gives the same features.
    @Test func csvComesBackWithItsSystem() throws {
        let scratch = try Scratch()
        let file = scratch.path("tree.csv")
        #expect(try Program.run(["export", demo, "--layer", "tree", "--to", file]).status == 0)
        let store = scratch.path("city.gpkg")
        let result = try Program.run(["import", file, "--city", store])
        #expect(result.status == 0, "\(result.error)")
        let count = try JSONValue(parsing: try Program.run(["info", store, "--json"]).out)["layers"]?.array?.first?[
            "count"]
        let own = try JSONValue(parsing: try Program.run(["info", demo, "--json"]).out)["layers"]?.array?
            .first { $0["name"] == "tree" }?["count"]
        #expect(count == own && count != nil)
    }

    /// What reading a city mends is told by the run, not by validate alone.
    @Test func runTellsWhatWasMended() throws {
        let scratch = try Scratch()
        let ring = "[[68.27,43.3],[68.2702,43.3],[68.2702,43.3002],[68.27,43.3002]]"
        let building =
            #"{"type":"Feature","properties":{"height":6},"geometry":{"type":"Polygon","coordinates":[\#(ring)]}}"#
        let city = scratch.path("building.geojson")
        try Data(#"{"type":"FeatureCollection","features":[\#(building)]}"#.utf8).write(to: URL(filePath: city))
        let scenario = scratch.path("scenario.json")
        try Data(#"{"city": "building.geojson", "simulation": "solar.irradiance"}"#.utf8).write(
            to: URL(filePath: scenario))
        let result = try Program.run(["run", scenario, "--json"])
        #expect(result.status == 0, "\(result.error)")
        let told = try JSONValue(parsing: result.out)["diagnostics"]?.array ?? []
        #expect(told.contains { $0["code"] == "unclosed-ring" && $0["count"] == 1 }, "\(told)")
        // The same from a store that the city was imported into.
        let store = scratch.path("city.gpkg")
        #expect(try Program.run(["import", city, "--city", store, "--layer", "building"]).status == 0)
        try Data(#"{"city": "city.gpkg", "simulation": "solar.irradiance"}"#.utf8).write(to: URL(filePath: scenario))
        let stored =
            try JSONValue(parsing: try Program.run(["run", scenario, "--json"]).out)["diagnostics"]?.array ?? []
        #expect(stored.contains { $0["code"] == "unclosed-ring" && $0["count"] == 1 }, "\(stored)")
    }

    /// The light of a city's sensors as a grid that GDAL opens.
    @Test func gridOfLight() throws {
        let scratch = try Scratch()
        let path = scratch.path("light.tif")
        let result = try Program.run([
            "run", "Scenarios/solar/irradiance-turkistan.json", "--set", "spacing=2", "--set", "planes=roofs", "--set",
            "points=true", "--set", "point_months=true", "--out", path, "--json",
        ])
        #expect(result.status == 0, "\(result.error)")
        let answer = try JSONValue(parsing: result.out)
        let mean = answer["indicators"]?.array?.first { $0["code"] == "solar.mean_irradiation" }?["value"]?.double
        let gdal = Process()
        gdal.executableURL = URL(filePath: "/usr/bin/env")
        gdal.arguments = ["gdalinfo", "-json", "-stats", path]
        let pipe = Pipe()
        gdal.standardOutput = pipe
        try gdal.run()
        let info = try JSONValue(parsing: [UInt8](pipe.fileHandleForReading.readDataToEndOfFile()))
        gdal.waitUntilExit()
        #expect(gdal.terminationStatus == 0)
        let bands = info["bands"]?.array ?? []
        #expect(bands.count == 13 && bands.last?["description"] == "irradiation_12")
        let means = bands.compactMap { $0["mean"]?.double }
        #expect(means.count == 13)
        // A cell counts once, a sensor of a steep roof for more than its cell.
        #expect(abs((means.first ?? 0) / (mean ?? 1) - 1) < 0.03, "\(means) \(mean ?? 0)")
        #expect(abs(means.dropFirst().reduce(0, +) / (means.first ?? 1) - 1) < 1e-3)
    }

    @Test func pictureIsDrawn() throws {
        let scratch = try Scratch()
        let result = try Program.run(["export", demo, "--to", scratch.path("city.png")])
        #expect(result.status == 0, "\(result.error)")
        let bytes = [UInt8](try Data(contentsOf: URL(filePath: scratch.path("city.png"))))
        #expect(bytes.starts(with: [0x89, 0x50, 0x4E, 0x47]) && bytes.count > 100_000)
    }

    /// Would catch validate calling broken data good, or good data broken.
    @Test func validateExitsOneOnProblems() throws {
        let scratch = try Scratch()
        let bowtie = try scratch.write(
            "bow.geojson",
            #"{"type":"Polygon","coordinates":[[[68.27,43.29],[68.28,43.30],[68.28,43.29],[68.27,43.30],[68.27,43.29]]]}"#
        )
        let broken = try Program.run(["validate", bowtie])
        #expect(broken.status == 1 && broken.out.contains("made valid"), "\(broken.out)")
        #expect(broken.out.contains("\n1 problem in "), "\(broken.out)")
        #expect(try Program.run(["validate", demo]).status == 0)
        let json = try JSONValue(parsing: try Program.run(["validate", bowtie, "--json"]).out)
        #expect(json["problems"]?.integer == 1)
    }
}
