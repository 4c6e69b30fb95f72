import City
import Geometry
import Testing

@testable import Formats

/// A seeded generator (SplitMix64): the same broken files in every run.
struct SeededGenerator: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}

/// Files cut short and files with bytes changed: never a trap, and never an error without a file's name.
@Suite struct BrokenInputTests {
    static let geoJSON = Array(
        (collection(
            feature(#"{"type":"Point","coordinates":[1,2]}"#, #"{"a":"text","b":[1,2],"c":null}"#),
            feature(
                #"{"type":"Polygon","coordinates":[[[0,0],[1,0],[1,1],[0,0]],[[0,0],[0.5,0.5],[1,1],[0,0]]]}"#, id: "2"),
            feature(#"{"type":"MultiLineString","coordinates":[[[0,0,1],[1,0,2]],[[1,1,3],[0,0,4]]]}"#, id: #""x""#),
            feature(
                #"{"type":"GeometryCollection","geometries":[{"type":"MultiPoint","coordinates":[[1,1],[2,2]]}]}"#,
                id: "4"),
            before: #""crs":{"type":"name","properties":{"name":"EPSG:32642"}},"name":"x","#)).utf8)

    /// Reads and says whether it complained; anything but a complaint of the two kinds is recorded.
    private func complains(_ bytes: [UInt8], _ read: ([UInt8]) throws -> ReadText) -> Bool {
        do {
            return !(try read(bytes).diagnostics.isEmpty)
        } catch is DataError {
            return true
        } catch is InputError {
            return true
        } catch {
            Issue.record("an error of another kind: \(error)")
            return true
        }
    }

    private func geoJSON(_ bytes: [UInt8]) throws -> ReadText {
        var reader = GeoJSONReader()
        reader.threads = 1
        return try ReadText.geoJSON(bytes, options: ReadOptions(), reader: reader)
    }

    private func cityJSON(_ bytes: [UInt8]) throws -> ReadText {
        var reader = CityJSONReader()
        reader.threads = 1
        return try ReadText.cityJSON(bytes, reader: reader)
    }

    @Test func geoJSONCutShort() {
        for n in 0..<Self.geoJSON.count {
            #expect(complains(Array(Self.geoJSON[..<n]), geoJSON), "the first \(n) bytes were read without complaint")
        }
        #expect(!complains(Self.geoJSON, geoJSON))
    }

    @Test func cityJSONCutShort() {
        let whole = Array(CityJSONSamples.everything.utf8)
        for n in 0..<whole.count {
            #expect(complains(Array(whole[..<n]), cityJSON), "the first \(n) bytes were read without complaint")
        }
        let sequence = Array(CityJSONSamples.sequence.utf8)
        for n in stride(from: 0, to: sequence.count, by: 3) { _ = complains(Array(sequence[..<n]), cityJSON) }
    }

    @Test(arguments: [1, 2, 3, 4] as [UInt64]) func changedBytes(seed: UInt64) {
        var generator = SeededGenerator(state: seed)
        let samples: [([UInt8], ([UInt8]) throws -> ReadText)] = [
            (Self.geoJSON, geoJSON), (Array(CityJSONSamples.everything.utf8), cityJSON),
            (Array(CityJSONSamples.sequence.utf8), cityJSON),
        ]
        let tokens = [
            "{", "}", "[", "]", ",", ":", "\"", "-1", "99999999999999999999", "1e999", "null", "\\", "\u{1E}", "\n",
        ]
        for round in 0..<500 {
            var (bytes, read) = samples[round % samples.count]
            for _ in 0..<Int.random(in: 1...4, using: &generator) {
                let at = Int.random(in: 0..<bytes.count, using: &generator)
                switch Int.random(in: 0..<4, using: &generator) {
                case 0: bytes[at] = UInt8.random(in: .min ... .max, using: &generator)
                case 1: bytes.remove(at: at)
                case 2: bytes.removeSubrange(at..<min(bytes.count, at + Int.random(in: 1...40, using: &generator)))
                default:
                    bytes.insert(contentsOf: (tokens.randomElement(using: &generator) ?? "").utf8, at: at)
                }
                if bytes.isEmpty { bytes = [0x20] }
            }
            _ = complains(bytes, read)
        }
    }
}
