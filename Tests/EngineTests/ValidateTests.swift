import City
import Engine
import Foundation
import Geometry
import Testing

@Suite struct ValidateTests {
    private let scratch: Scratch

    init() throws { scratch = try Scratch() }

    private func point(_ id: String, _ properties: String) -> String {
        feature(id, #"{"type":"Point","coordinates":[68.27,43.29]}"#, properties)
    }

    /// Catches: heights and levels no building has, and ids that occur twice, that an import lives with in silence.
    @Test func looksAtAttributes() throws {
        let path = try scratch.write(
            "b.geojson",
            collection([
                point("a", #"{"height":-3,"levels":2}"#), point("b", #"{"height":0,"levels":-1}"#),
                point("c", #"{"height":1e6,"levels":3,"min_height":1}"#), point("d", #"{"height":12,"levels":4000}"#),
                point("e", #"{"height":828,"levels":163,"min_height":0}"#), point("e", #"{"height":null}"#),
                point("f", #"{"height":5,"min_height":7}"#), point("g", "{}"),
            ]))
        let found = try validate(path, options: ReadOptions(layer: "building"))
        func features(_ code: String) -> [String] {
            found.diagnostics.all.filter { $0.code == code }.flatMap(\.features)
        }
        #expect(features("absurd-height") == ["building a (-3)", "building b (0)", "building c (1000000)"])
        #expect(features("absurd-levels") == ["building b (-1)", "building d (4000)"])
        #expect(features("absurd-min-height") == ["building f"])
        #expect(features("duplicate-id") == ["e"])
        #expect(found.problems == 7)
        let texts = try scratch.write(
            "t.geojson",
            collection([
                point("a", #"{"height":"12 m"}"#), point("b", #"{"height":"12,5"}"#), point("c", #"{"height":"high"}"#),
            ]))
        #expect(try validate(texts).diagnostics.all.map(\.features) == [["t c (high)"]])
    }

    /// Catches: a system that nobody names or that cannot be right, taken for granted.
    @Test func looksAtTheSystem() throws {
        let guessed = try scratch.write("g.csv", "id,x,y\na,68.27,43.29\n")
        #expect(try validate(guessed).problems == 1)
        let unnamed = try scratch.write("u.csv", "id,x,y\na,440854,4794141\n")
        let found = try validate(unnamed)
        #expect(found.diagnostics.all.map(\.code) == ["no-crs"] && found.problems == 1)
        let city = try scratch.write(
            "c.city.json",
            #"{"type":"CityJSON","version":"2.0","CityObjects":{"a":{"type":"Building"}},"vertices":[],"#
                + #""transform":{"scale":[1,1,1],"translate":[0,0,0]}}"#)
        #expect(try validate(city).diagnostics.all.map(\.code) == ["no-crs"])
        let swapped = try scratch.write(
            "s.geojson",
            collection([feature("a", #"{"type":"Point","coordinates":[4794141,440854]}"#)], crs: "EPSG:32642"))
        #expect(try validate(swapped).diagnostics.all.contains { $0.message.contains("swapped") })
        let degrees = try scratch.write("d.csv", "id,lon,lat\na,68.27,43.29\n")
        #expect(try validate(degrees).problems == 0)
    }

    /// Catches: areas that are nothing, kept as buildings without a roof.
    @Test func areasOfNothingAreCounted() throws {
        func square(_ side: Double) -> String {
            let (x, y) = (68.27, 43.29)
            return #"{"type":"Polygon","coordinates":[[[\#(x),\#(y)],[\#(x + side),\#(y)],[\#(x + side),\#(y + side)],"#
                + #"[\#(x),\#(y + side)],[\#(x),\#(y)]]]}"#
        }
        let path = try scratch.write(
            "n.geojson",
            collection([feature("no", square(1e-9)), feature("tiny", square(1e-6)), feature("b", square(1e-4))]))
        let city = try openCity(path)
        #expect(city.layers.first?.ids == ["tiny", "b"])
        #expect(city.diagnostics.all.map(\.code) == ["no-area"] && city.diagnostics.all[0].features == ["n no"])
    }

    /// Catches: a slip in an attribute's name that loses all its values with a note that nobody reads.
    @Test(arguments: ["geojson", "city.json", "csv", "gpkg", "osm"]) func aSlipInMapIsAnError(ending: String) throws {
        let text =
            switch ending {
            case "geojson": collection([point("a", #"{"HAUTEUR":3}"#)])
            case "csv": "id,lon,lat,HAUTEUR\na,68.27,43.29,3\n"
            case "osm":
                #"<osm version="0.6"><node id="1" lat="43.29" lon="68.27"><tag k="natural" v="tree"/>"#
                    + #"<tag k="HAUTEUR" v="3"/></node></osm>"#
            default:
                #"{"type":"CityJSON","version":"2.0","CityObjects":{"a":{"type":"Building","attributes":{"HAUTEUR":3},"#
                    + #""geometry":[{"type":"MultiPoint","lod":"1","boundaries":[0]}]}},"vertices":[[440854,4794141,0]],"#
                    + #""transform":{"scale":[1,1,1],"translate":[0,0,0]},"metadata":{"referenceSystem":"EPSG:32642"}}"#
            }
        var path = scratch.path("a." + ending)
        if ending == "gpkg" {
            _ = try importFiles(
                [scratch.write("s.geojson", collection([point("a", #"{"HAUTEUR":3}"#)]))], into: path)
        } else {
            path = try scratch.write("a." + ending, text)
        }
        let store = scratch.path("city.gpkg")
        #expect {
            _ = try importFiles([path], into: store, options: ReadOptions(map: ["height": "HAUTEURS"]))
        } throws: {
            guard let error = $0 as? InputError else { return false }
            // OpenStreetMap's keys are free: those of a file are not known.
            return "\(error)".contains("HAUTEURS") && (ending == "osm" || "\(error)".contains("'HAUTEUR'"))
        }
        #expect(!FileManager.default.fileExists(atPath: store))
        _ = try importFiles([path], into: store, options: ReadOptions(map: ["size": "HAUTEUR"]))
        #expect(try openCity(store).layers.first?.column("size")?[0].plain == "3")
    }

    /// Catches: an attribute demanded of every file where one of them has it.
    @Test func oneOfSeveralFilesIsEnough() throws {
        let files = try [
            scratch.write("a.geojson", collection([point("a", #"{"HAUTEUR":3}"#)])),
            scratch.write("b.geojson", collection([point("b", #"{"height":4}"#)])),
        ]
        let options = ReadOptions(layer: "x", map: ["size": "HAUTEUR"])
        let report = try importFiles(files, into: scratch.path("c.gpkg"), options: options)
        #expect(report.layers.map(\.features) == [2])
    }
}

/// Files with bytes changed, through everything that a city goes through: an error that names the file, or an answer.
@Suite struct MutatedFileTests {
    private struct Random: RandomNumberGenerator {
        var state: UInt64
        mutating func next() -> UInt64 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return state ^ (state >> 29)
        }
    }

    @Test(arguments: ["a.geojson", "a.city.json", "a.csv", "a.gpkg"]) func answersOrNamesTheFile(name: String) throws {
        let scratch = try Scratch()
        let features = (0..<20).map { i -> String in
            let x = 68.27 + Double(i) * 1e-4
            return feature(
                "b\(i)",
                #"{"type":"Polygon","coordinates":[[[\#(x),43.29],[\#(x + 5e-5),43.29],[\#(x + 5e-5),43.2901],[\#(x),43.29]]]}"#,
                #"{"height":\#(i),"name":"n\#(i)"}"#)
        }
        let city = try openCity(
            scratch.write("s.geojson", collection(features)), options: ReadOptions(layer: "building"))
        let path = scratch.path(name)
        _ = try exportCity("city", layers: nil, to: path) { _ in city }
        let all = [UInt8](try Data(contentsOf: URL(filePath: path)))
        var random = Random(state: 42)
        let tokens = ["9", "e", "-", "1e308", "\"", "]", "{", ",", "0", "null", "EPSG", "\0"].map { Array($0.utf8) }
        for _ in 0..<400 {
            var bytes = all
            for _ in 0..<Int.random(in: 1...3, using: &random) {
                let at = Int.random(in: 0..<bytes.count, using: &random)
                switch Int.random(in: 0..<3, using: &random) {
                case 0: bytes[at] = UInt8.random(in: .min ... .max, using: &random)
                case 1: bytes.removeSubrange(at..<min(bytes.count, at + Int.random(in: 1...9, using: &random)))
                default: bytes.insert(contentsOf: tokens.randomElement(using: &random) ?? [], at: at)
                }
            }
            try Data(bytes).write(to: URL(filePath: path))
            do {
                let opened = try openCity(path)
                _ = try opened.info().text()
                if let layer = opened.layers.first {
                    let query = Query(layer: layer.name, near: .init(latitude: 43.29, longitude: 68.27), geometry: true)
                    _ = try query.run(on: opened, projections: Projections()).geoJSON(in: opened).text()
                }
                _ = try validate(path)
            } catch let error as DataError {
                #expect(error.file.hasPrefix(scratch.folder), "\(error)")
            } catch is InputError {
            } catch {
                Issue.record("\(error)")
            }
        }
    }
}
