import City
import Foundation
import Geometry
import Testing

@testable import Formats

@Suite struct MappedFileTests {
    /// Catches: padding that is missing when the size is a multiple of the page (a fault in the last byte's scanner).
    @Test(arguments: [1, 4031, 4032, 4033, 4095, 4096, 4097, 8192, 1 << 20])
    func paddingIsReadableAndZero(size: Int) throws {
        let scratch = try Scratch()
        let path = try scratch.file("x", (0..<size).map { UInt8(truncatingIfNeeded: $0 &* 7 | 1) })
        let file = try MappedFile(path)
        try withExtendedLifetime(file) {
            #expect(file.bytes.count == size)
            #expect(file.bytes[size - 1] == UInt8(truncatingIfNeeded: (size - 1) &* 7 | 1))
            let beyond = try #require(file.bytes.baseAddress) + size
            for i in 0..<MappedFile.padding { #expect(beyond.load(fromByteOffset: i, as: UInt8.self) == 0) }
        }
    }

    /// Catches: errors that do not say what is wrong with the path.
    @Test func saysWhatIsWrong() throws {
        let scratch = try Scratch()
        func problem(_ path: String) -> String {
            do {
                _ = try MappedFile(path)
                return ""
            } catch { return "\(error)" }
        }
        #expect(problem(scratch.path + "/none").contains("no such file"))
        #expect(problem(scratch.path).contains("directory"))
        #expect(problem("/dev/null").contains("regular file"))
        let empty = try scratch.file("empty", "")
        #expect(problem(empty).contains("empty"))
        #expect(try MappedFile(empty, allowingEmpty: true).bytes.isEmpty)
    }
}

@Suite struct CutShortTests {
    private let scratch: Scratch

    init() throws { scratch = try Scratch() }

    /// Catches: a signal that ends the program where another one cuts the file short, and bytes that are made up.
    @Test(arguments: [0, 1, 4096, 5000]) func readsAsZerosAndSaysSo(rest: Int) throws {
        let path = try scratch.file("x", [UInt8](repeating: 1, count: 1 << 20))
        let file = try MappedFile(path)
        #expect(try file.read { $0.reduce(0) { $0 + Int($1) } } == 1 << 20)
        #expect {
            _ = try file.read { bytes in
                try cut(path, to: rest)
                #expect(bytes.reduce(0) { $0 + Int($1) } == rest)
            }
        } throws: {
            ($0 as? DataError)?.file == path && "\($0)".contains("cut short")
        }
        // Another one is not touched by it.
        let other = try scratch.file("y", [1, 2, 3])
        #expect(try MappedFile(other).read { $0.count } == 3)
    }

    /// Catches: a result made of two states of a file.
    @Test func aFileThatIsRewrittenIsRefused() throws {
        let path = try scratch.file("x", [UInt8](repeating: 1, count: 10_000))
        // A clock's tick later: file times are no finer.
        Thread.sleep(forTimeInterval: 0.03)
        #expect {
            try MappedFile(path).read { _ in
                try Data(repeating: 2, count: 10_000).write(to: URL(fileURLWithPath: path))
            }
        } throws: {
            "\($0)".contains("changed")
        }
    }

    /// Catches: any reader that ends the program, or delivers zeros as data without an error.
    @Test(arguments: ["geojson", "geojsonl", "city.jsonl", "csv"]) func everyReader(ending: String) throws {
        let count = ending == "csv" ? 200_000 : 60_000
        var lines = (0..<count).map { i -> String in
            let coordinates = "[\(68.0 + Double(i) * 1e-6),43.29]"
            if ending == "csv" { return "\(i),\(68.0 + Double(i) * 1e-6),43.29,text number \(i)" }
            if ending == "city.jsonl" {
                return #"{"type":"CityJSONFeature","id":"\#(i)","vertices":[[\#(i),0,0]],"CityObjects":{"\#(i)":"#
                    + #"{"type":"SolitaryVegetationObject","geometry":[{"type":"MultiPoint","lod":"1","boundaries":[0]}]}}}"#
            }
            return feature(#"{"type":"Point","coordinates":\#(coordinates)}"#, #"{"name":"number \#(i)"}"#, id: "\(i)")
        }
        switch ending {
        case "csv": lines.insert("id,lon,lat,name", at: 0)
        case "city.jsonl":
            lines.insert(
                #"{"type":"CityJSON","version":"2.0","CityObjects":{},"vertices":[],"transform":{"scale":[1,1,1],"#
                    + #""translate":[0,0,0]},"metadata":{"referenceSystem":"https://www.opengis.net/def/crs/EPSG/0/32642"}}"#,
                at: 0)
        default: break
        }
        var text = lines.joined(separator: ending == "geojson" ? ",\n" : "\n")
        if ending == "geojson" { text = #"{"type":"FeatureCollection","features":["# + text + "]}" }
        let path = try scratch.file("x." + ending, text)
        let reader: any Reader =
            switch ending {
            case "csv": CSVReader()
            case "city.jsonl": CityJSONReader()
            default: GeoJSONReader()
            }
        var batches = 0
        let whole = try reader.read(path, options: ReadOptions()) { _ in batches += 1 }
        #expect(whole.isEmpty && batches > 1)
        for rest in [0, text.utf8.count / 2, text.utf8.count - 1] {
            try Data(text.utf8).write(to: URL(fileURLWithPath: path))
            #expect {
                _ = try reader.read(path, options: ReadOptions()) { _ in try cut(path, to: rest) }
            } throws: {
                ($0 as? DataError)?.file == path && "\($0)".contains("cut short")
            }
        }
    }

    private func cut(_ path: String, to size: Int) throws {
        let file = try FileHandle(forWritingTo: URL(fileURLWithPath: path))
        try file.truncate(atOffset: UInt64(size))
        try file.close()
    }
}

@Suite struct AtomicFileTests {
    /// Catches: lost bytes at buffer borders, leftovers beside the file, an old file that is not replaced.
    @Test(arguments: [true, false]) func replacesWhole(unnamed: Bool) throws {
        let scratch = try Scratch()
        let path = try scratch.file("out.txt", "old")
        let block = String(repeating: "0123456789", count: 10_000)
        try writeAtomically(to: path, unnamed: unnamed) { sink in
            for _ in 0..<7 { try sink.write(block) }
            try sink.write(UInt8(ascii: "!"))
            try sink.write([1, 2, 3] as [UInt8])
            #expect(sink.count == 700_004)
        }
        #expect(try scratch.text("out.txt") == String(repeating: block, count: 7) + "!\u{1}\u{2}\u{3}")
        #expect(try scratch.names() == ["out.txt"])
    }

    /// Catches: half a file left behind when the writer gives up.
    @Test(arguments: [true, false]) func anErrorLeavesTheOldFile(unnamed: Bool) throws {
        struct Stop: Error {}
        let scratch = try Scratch()
        let path = try scratch.file("out.txt", "old")
        #expect(throws: Stop.self) {
            try writeAtomically(to: path, unnamed: unnamed) { sink in
                try sink.write(String(repeating: "x", count: 1 << 20))
                throw Stop()
            }
        }
        #expect(try scratch.text("out.txt") == "old")
        #expect(try scratch.names() == ["out.txt"])
    }

    /// Catches: a symbolic link replaced by a file.
    @Test func followsLinks() throws {
        let scratch = try Scratch()
        _ = try scratch.file("real.txt", "old")
        try FileManager.default.createSymbolicLink(atPath: scratch.path + "/link", withDestinationPath: "real.txt")
        try writeAtomically(to: scratch.path + "/link") { try $0.write("new") }
        #expect(try scratch.text("real.txt") == "new")
        #expect(try scratch.names() == ["link", "real.txt"])
    }

    @Test func saysWhatIsWrong() throws {
        let scratch = try Scratch()
        func problem(_ path: String) -> String {
            do {
                try writeAtomically(to: path) { try $0.write("x") }
                return ""
            } catch { return "\(error)" }
        }
        #expect(problem(scratch.path).contains("directory"))
        #expect(problem(scratch.path + "/no/such/out.txt").contains("no such folder"))
        #expect(problem("/dev/full").contains("disk is full"))
        #expect(problem("/dev/null").isEmpty)
    }
}
