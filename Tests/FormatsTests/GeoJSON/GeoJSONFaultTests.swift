import City
import Geometry
import JSON
import Testing

@testable import Formats

/// Files that are no GeoJSON: what the message says and where.
@Suite struct GeoJSONFaultTests {
    private static let point = feature(#"{"type":"Point","coordinates":[1,2]}"#)

    /// (text, part of the problem, place)
    static let cases: [(text: String, problem: String, place: String)] = [
        ("", "found", ""),
        ("   ", "the text ends", "line 1, column 4, byte 3"),
        ("[1]", "expected a GeoJSON object, found '['", "byte 0"),
        (#"{"features":[}"#, "expected a value, found '}'", "column 14"),
        (#"{"type":"FeatureCollection"}"#, "without a list of \"features\"", "byte 0"),
        (#"{"type":"FeatureCollection","features":{}}"#, "without a list of \"features\"", "byte 0"),
        (#"{"type":"Topology","objects":{}}"#, "found \"type\": \"Topology\"", "byte 0"),
        (#"{"a":1}"#, "without \"type\"", "byte 0"),
        (#"{"type":"FeatureCollection","features":[],"features":[]}"#, "occurs twice", "column 43"),
        (collection(point, "{\"a\":NaN}"), "expected a value, found 'N'", ""),
        (collection(point) + "]", "expected a GeoJSON object, found ']'", ""),
        (collection(point, ""), "expected a value, found ']'", ""),
        (collection(point + "\n{}"), "expected ',' or ']', found '{'", "line 2, column 1"),
        (collection(point, #"{"a":[1,]}"#), "expected a value, found ']'", ""),
        (collection(point, #"{"a":"x}"#), "the text ends inside a quoted text", ""),
        (collection(point, #"{"a":1,,}"#), "expected a name in quotes, found ','", ""),
        (collection(point, #"{"a":01}"#), "may not begin with 0", ""),
        (collection(point, #"{"a":"\#u{1}"}"#), "control character", ""),
        (collection(point).replacingLast("}", ""), "the text ends", ""),
        ("\(point)\n{\"type\":\"Feature\"", "expected ',' or '}', the text ends", "line 2, column 18"),
        ("\(point)\nfeature", "expected a GeoJSON object, found 'f'", "line 2, column 1"),
        ("\(point)\(point)", "expected a line break between two texts", ""),
    ]

    /// Catches: messages without a place, or that blame the wrong one.
    @Test(arguments: cases.indices) func saysWhatAndWhere(number: Int) throws {
        let (text, problem, place) = GeoJSONFaultTests.cases[number]
        do {
            _ = try ReadText.geoJSON(text)
            Issue.record("read without complaint: \(text)")
        } catch let error as DataError {
            #expect(error.problem.contains(problem) || text.isEmpty, "\(error)")
            #expect(place.isEmpty || error.place.contains(place), "\(error)")
        }
    }

    /// Catches: a place counted from the start of a piece instead of the file.
    @Test func theCommaTooManyIsFoundInALongFile() throws {
        var lines = (1...3000).map { feature(#"{"type":"Point","coordinates":[1,2]}"#, id: "\($0)") + "," }
        lines[2000] = lines[2000].replacingOccurrence(of: "[1,2]", with: "[1,2,]")
        lines[2999].removeLast()
        let text = "{\"type\":\"FeatureCollection\",\"features\":[\n" + lines.joined(separator: "\n") + "\n]}"
        do {
            _ = try ReadText.geoJSON(text)
            Issue.record("read without complaint")
        } catch let error as DataError {
            #expect(error.place.hasPrefix("line 2002, column "), "\(error)")
        }
    }

    @Test func wrongEncodings() throws {
        let text = collection(Self.point)
        let utf16 = Array(text.utf16).flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }
        for bytes in [utf16, [0xFF, 0xFE] + utf16] {
            do {
                _ = try ReadText.geoJSON(bytes)
                Issue.record("UTF-16 was read")
            } catch let error as DataError { #expect(error.problem.contains("UTF-16")) }
        }
        let latin = Array(collection(feature(#"{"type":"Point","coordinates":[1,2]}"#, #"{"a":"?"}"#)).utf8)
            .map { $0 == UInt8(ascii: "?") ? 0xE9 : $0 }
        do {
            _ = try ReadText.geoJSON(latin)
            Issue.record("Latin-1 was read")
        } catch let error as DataError {
            #expect(error.problem.contains("not UTF-8"))
            #expect(error.place.hasSuffix("byte \(latin.firstIndex(of: 0xE9) ?? -1)"), "\(error)")
        }
    }

    @Test func badCRS() throws {
        let point = Self.point
        func problem(_ crs: String) -> String {
            do {
                _ = try ReadText.geoJSON(collection(point, before: #""crs":\#(crs),"#))
                return ""
            } catch { return "\(error)" }
        }
        #expect(problem(#"{"type":"link","properties":{"href":"http://x"}}"#).contains("link"))
        #expect(problem(#"{"type":"name","properties":{"name":"EPSG:999999"}}"#).contains("--crs"))
        #expect(problem("7").contains("expected {"))
        #expect(problem("null").isEmpty)
        #expect(problem(#"{"type":"EPSG","properties":{"code":4326}}"#).isEmpty)
    }

    @Test func missingFiles() throws {
        #expect(throws: DataError.self) {
            try GeoJSONReader().read("/no/such.geojson", options: ReadOptions()) { _ in }
        }
    }
}

extension String {
    fileprivate func replacingLast(_ a: Character, _ b: String) -> String {
        guard let i = lastIndex(of: a) else { return self }
        return String(self[..<i]) + b + String(self[index(after: i)...])
    }

    func replacingOccurrence(of a: String, with b: String) -> String {
        guard let range = firstRange(of: a) else { return self }
        return replacingCharacters(range, b)
    }

    private func replacingCharacters(_ range: Range<String.Index>, _ b: String) -> String {
        String(self[..<range.lowerBound]) + b + String(self[range.upperBound...])
    }

    /// Catches: ids and properties of the wrong kind that vanish without a word.
    @Test func oddIdsAndPropertiesAreCounted() throws {
        let point = #"{"type":"Point","coordinates":[1,2]}"#
        let found = try ReadText.geoJSON(
            collection(
                feature(point, id: #"{"a":1}"#), feature(point, id: "[1]"), feature(point, id: "null"),
                feature(point, "[1,2]", id: "7"), feature(point, "null", id: "8"), feature(point, #""text""#, id: "9")))
        #expect(found.layers.first?.ids == ["1", "2", "3", "7", "8", "9"])
        #expect(found.count("bad-id") == 2 && found.count("bad-properties") == 2)
        let named = found.diagnostics.all.map(\.features)
        #expect(named == [["1", "2"], ["7", "9"]])
    }
}
