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
