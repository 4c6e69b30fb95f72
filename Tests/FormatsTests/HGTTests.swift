import City
import Foundation
import Geometry
import Testing

@testable import Formats

@Suite struct HGTTests {
    /// A hill, a plane below sea level and a void: no row or column like another.
    static func height(_ row: Int, _ column: Int) -> Int16 {
        if row == 700, column == 300 { return .min }
        return Int16(truncatingIfNeeded: (row &* 31 &+ column &* 7) % 4000 - 400)
    }

    /// A tile's bytes; row 0 is the northern one.
    static func tile(_ side: Int) -> [UInt8] {
        [UInt8](unsafeUninitializedCapacity: side * side * 2) { buffer, count in
            for row in 0..<side {
                for column in 0..<side {
                    let h = UInt16(bitPattern: height(row, column))
                    buffer[count] = UInt8(h >> 8)
                    buffer[count + 1] = UInt8(h & 255)
                    count += 2
                }
            }
        }
    }

    private static func read(_ path: String, _ options: ReadOptions = ReadOptions()) throws -> (Terrain?, Diagnostics) {
        var terrain: Terrain?
        let diagnostics = try HGTReader().read(path, options: options) { terrain = $0.terrain }
        return (terrain, diagnostics)
    }

    private static func run(_ program: String, _ arguments: [String], input: String = "") throws -> String {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = [program] + arguments
        let (from, to) = (Pipe(), Pipe())
        process.standardInput = to
        process.standardOutput = from
        try process.run()
        to.fileHandleForWriting.write(Data(input.utf8))
        try to.fileHandleForWriting.close()
        let answer = from.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        try #require(process.terminationStatus == 0, "\(program) is needed: install gdal-bin")
        return String(decoding: answer, as: UTF8.self)
    }

    /// Catches: swapped bytes, rows upside down, a corner half a cell off. GDAL reads the same file.
    @Test(arguments: [("N43E068", 1201), ("S08W079", 3601)]) func agreesWithGDAL(name: String, side: Int) throws {
        let scratch = try Scratch()
        let path = try scratch.file(name + ".hgt", Self.tile(side))
        let (found, diagnostics) = try Self.read(path)
        let terrain = try #require(found)
        #expect(terrain.columns == side && terrain.rows == side)
        #expect(diagnostics.all.map(\.count) == [1])
        var random = SplitMix(state: 5)
        var places: [Point3] = []
        for _ in 0..<200 {
            let i = Int.random(in: 0..<side, using: &random)
            let j = Int.random(in: 0..<side, using: &random)
            places.append(
                Point3(terrain.origin.x + Double(i) * terrain.cellX, terrain.origin.y + Double(j) * terrain.cellY))
        }
        let input = places.map { "\($0.x) \($0.y)\n" }.joined()
        let values = try Self.run("gdallocationinfo", ["-valonly", "-geoloc", path], input: input)
            .split(separator: "\n").compactMap { Double($0) }
        try #require(values.count == places.count)
        for (place, value) in zip(places, values) where value != -32768 {
            #expect(try abs(#require(terrain.height(at: place)) - value) < 1e-6)
        }
    }

    @Test func zipped() throws {
        let scratch = try Scratch()
        let tile = Self.tile(1201)
        _ = try scratch.file("N43E068.hgt", tile)
        let zip = scratch.path + "/N43E068.hgt.zip"
        _ = try Self.run(
            "python3",
            [
                "-c", "import sys,zipfile; zipfile.ZipFile(sys.argv[1],'w',8).write(sys.argv[2],'N43E068.hgt')", zip,
                scratch.path + "/N43E068.hgt",
            ])
        let plain = try #require(try Self.read(scratch.path + "/N43E068.hgt").0)
        let packed = try #require(try Self.read(zip).0)
        #expect(plain.origin == packed.origin && plain.heights.map(\.bitPattern) == packed.heights.map(\.bitPattern))

        // Damage anywhere is noticed: the check sum guards what inflate does not.
        let bytes = try [UInt8](Data(contentsOf: URL(fileURLWithPath: zip)))
        for length in stride(from: 0, to: bytes.count, by: max(1, bytes.count / 30)) {
            let cut = try scratch.file("cut.hgt.zip", bytes.prefix(length))
            #expect(throws: DataError.self) { try Self.read(cut) }
        }
        var random = SplitMix(state: 9)
        for _ in 0..<60 {
            var damaged = bytes
            // The file's data, its size in the directory, the end record.
            damaged[Int.random(in: 60..<bytes.count, using: &random)] ^= 1 << UInt8.random(in: 0...7, using: &random)
            let path = try scratch.file("d.hgt.zip", damaged)
            do { _ = try Self.read(path) } catch { #expect(error is DataError) }
        }
    }

    /// Catches: a zip that unpacks to more than any tile holds, whether it says so or lies.
    @Test(arguments: ["honest", "lying"]) func zipBomb(kind: String) throws {
        let scratch = try Scratch()
        let zip = scratch.path + "/N43E068.hgt.zip"
        _ = try Self.run(
            "python3",
            [
                "-c",
                """
                import sys,zipfile,struct
                with zipfile.ZipFile(sys.argv[1],'w',8) as z: z.writestr('N43E068.hgt', bytes(60_000_000))
                if sys.argv[2]=='lying':
                    b=bytearray(open(sys.argv[1],'rb').read()); i=b.rindex(b'PK\\x01\\x02'); b[i+24:i+28]=struct.pack('<I',1201*1201*2)
                    open(sys.argv[1],'wb').write(b)
                """, zip, kind,
            ])
        #expect {
            try Self.read(zip)
        } throws: { error in
            "\(error)".contains(kind == "honest" ? "claims 60000000 bytes" : "cannot be unpacked")
        }
    }

    @Test func wrongFiles() throws {
        let scratch = try Scratch()
        func problem(_ path: String) -> String {
            do {
                _ = try Self.read(path)
                return ""
            } catch { return "\(type(of: error)) \(error)" }
        }
        #expect(try problem(scratch.file("N43E068.hgt", "")).contains("empty"))
        #expect(try problem(scratch.file("N43E068.hgt", [1, 2, 3])).contains("found 3"))
        #expect(try problem(scratch.file("hill.hgt", Self.tile(1201))).contains("south-western corner"))
        #expect(try problem(scratch.file("N43E999.hgt", Self.tile(1201))).contains("south-western corner"))
        #expect(try problem(scratch.file("N43E068.hgt.zip", "PK\u{3}\u{4}")).contains("zip archive"))
    }

    @Test func boxCutsTheTile() throws {
        let scratch = try Scratch()
        let path = try scratch.file("N43E068.hgt", Self.tile(1201))
        let whole = try #require(try Self.read(path).0)
        let box = Box(minX: 68.25, minY: 43.5, maxX: 68.3, maxY: 43.6)
        let part = try #require(try Self.read(path, ReadOptions(box: box)).0)
        #expect(part.columns == 63 && (123...124).contains(part.rows))
        #expect(part.box.contains(box))
        let p = Point3(68.2777, 43.5432)
        #expect(try abs(#require(part.height(at: p)) - #require(whole.height(at: p))) < 1e-6)
        let outside = try Self.read(path, ReadOptions(box: Box(minX: 0, minY: 0, maxX: 1, maxY: 1)))
        #expect(outside.0 == nil && outside.1.all.map(\.code) == ["outside"])
    }
}
