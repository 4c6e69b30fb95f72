import City
import Foundation
import Geometry
import Testing

@testable import Formats

/// Broken files give a clear error, or what can be read of them: never a trap, a hang or half a layer without a word.
@Suite struct OSMBadInputTests {
    /// The error's text; "" if the file was read.
    private func problem(_ path: String) -> String {
        do {
            _ = try OSMReader().read(path, options: ReadOptions()) { _ in }
            return ""
        } catch { return "\(type(of: error)) \(error)" }
    }

    private static let small = root + "/Tests/FormatsTests/Data/osm/"

    @Test func noFile() throws {
        let scratch = try Scratch()
        #expect(problem(scratch.path + "/none.osm").contains("no such file"))
        #expect(problem(scratch.path).contains("directory"))
        #expect(try problem(scratch.file("empty.osm.pbf", "")).contains("empty"))
        #expect(problem("http://localhost/x.osm").contains("no such file"))
    }

    @Test(arguments: [
        "hello", "\u{FEFF}", "<?xml version=\"1.0\"?><gpx/>", "{\"type\":\"FeatureCollection\"}", "\0\0\0\0\0\0\0\0",
    ]) func noExtract(text: String) throws {
        let scratch = try Scratch()
        #expect(try problem(scratch.file("x.osm", text)).hasPrefix("DataError"))
    }

    @Test(arguments: [
        "<osm>", "<osm version=\"0.6\"><node id=\"1\" lat=\"1\"",
        "<osm version=\"0.6\"><node id=\"x\" lat=\"1\" lon=\"1\"/></osm>",
        "<osm version=\"0.5\"/>", "<osm version=\"0.6\"><node id=\"1\" lat=\"abc\" lon=\"1\"/></osm>",
        "<!DOCTYPE osm [<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;\">]><osm version=\"0.6\"><node id=\"1\" user=\"&b;\"/></osm>",
        "<osmChange version=\"0.6\"><modify/></osmChange>", "<osm version=\"0.6\"></osm><osm/>",
    ]) func brokenXML(text: String) throws {
        let scratch = try Scratch()
        #expect(try problem(scratch.file("x.osm", text)).hasPrefix("DataError"))
    }

    /// Catches: a byte order mark taken for junk; places off the globe taken for places.
    @Test func oddButReadable() throws {
        let scratch = try Scratch()
        let text =
            "\u{FEFF}<osm version=\"0.6\"><node id=\"-5\" lat=\"95\" lon=\"10\"><tag k=\"natural\" v=\"tree\"/></node>"
            + "<node id=\"-6\" lat=\"45\" lon=\"10\"><tag k=\"natural\" v=\"tree\"/></node></osm>"
        let reading = try Reading(OSMReader(), scratch.file("x.osm", text))
        #expect(reading.layers["tree"]?.ids == ["n-6"])
        #expect(reading.features("no-place") == ["n-5"])
        let empty = try Reading(OSMReader(), scratch.file("y.osm", "<osm version=\"0.6\"/>"))
        #expect(empty.batches.isEmpty && empty.diagnostics.isEmpty)
    }

    /// Catches: a cut file read as a whole one.
    @Test(arguments: ["small.osm", "small.osm.pbf", "small.osm.gz", "small.osm.bz2"]) func truncated(name: String)
        throws
    {
        let whole = try Data(contentsOf: URL(fileURLWithPath: Self.small + name))
        let scratch = try Scratch()
        for length in stride(from: 1, to: whole.count - 2, by: max(1, whole.count / 60)) {
            let found = try problem(scratch.file("x." + name, whole.prefix(length)))
            // A PBF cut right behind its header block is a whole, empty PBF: nothing in the format says otherwise.
            #expect(!found.isEmpty || name.hasSuffix("pbf"), "\(length)")
        }
    }

    /// Catches: traps behind damaged bytes. Seeded, so that a failure can be repeated.
    @Test(arguments: ["small.osm", "small.osm.pbf", "small-raw.osm.pbf", "small.osm.gz"]) func damaged(name: String)
        throws
    {
        let whole = try [UInt8](Data(contentsOf: URL(fileURLWithPath: Self.small + name)))
        let scratch = try Scratch()
        var random = SplitMix(state: 7)
        for _ in 0..<150 {
            var bytes = whole
            for _ in 0..<Int.random(in: 1...6, using: &random) {
                bytes[Int.random(in: 0..<bytes.count, using: &random)] = UInt8.random(in: 0...255, using: &random)
            }
            let found = try problem(scratch.file("x." + name, bytes))
            #expect(found.isEmpty || found.hasPrefix("DataError"), "\(found)")
        }
        for size in [1, 5, 100, 5000] {
            let noise = (0..<size).map { _ in UInt8.random(in: 0...255, using: &random) }
            #expect(try problem(scratch.file("x." + name, noise)).hasPrefix("DataError"))
        }
    }

    /// Catches: zero bytes inside tags of a PBF, which lead libosmium out of its memory when it walks the tags.
    @Test func zeroBytesInTags() throws {
        let whole = try [UInt8](Data(contentsOf: URL(fileURLWithPath: Self.small + "small-raw.osm.pbf")))
        let scratch = try Scratch()
        for word in ["building", "school", "highway", "name", "lit", "multipolygon", "type"] {
            let start = try #require(
                whole.indices.first {
                    whole[$0...].starts(with: Array(word.utf8)) && whole[$0 - 1] == UInt8(word.utf8.count)
                })
            for i in 0..<word.utf8.count {
                var bytes = whole
                bytes[start + i] = 0
                let found = try problem(scratch.file("x.osm.pbf", bytes))
                #expect(found.contains("zero byte"), "\(word) \(i)")
            }
        }
    }

    @Test func recognises() throws {
        for name in ["small.osm", "small.osm.pbf", "small.osm.gz", "small.osm.bz2"] {
            let head = try [UInt8](Data(contentsOf: URL(fileURLWithPath: Self.small + name)).prefix(4096))
            #expect(OSMReader.recognises(path: name, head: head))
            // What is packed shows only in the name.
            #expect(
                OSMReader.recognises(path: "data", head: head) == !(name.hasSuffix(".gz") || name.hasSuffix(".bz2")))
        }
        #expect(!OSMReader.recognises(path: "x.osm", head: Array("lon,lat\n".utf8)))
    }
}

/// SplitMix64 (Steele, Lea and Flood 2014): a small generator with a seed.
struct SplitMix: RandomNumberGenerator {
    var state: UInt64
    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}
