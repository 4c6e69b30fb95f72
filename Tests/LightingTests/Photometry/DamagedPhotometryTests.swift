import Geometry
import Testing

@testable import Lighting

/// Broken files: a clear error or a diagnostic, never a trap, an endless loop or a number that is none.
@Suite struct DamagedPhotometryTests {
    private static let ies = """
        IESNA:LM-63-1995
        [TEST] 1
        [MANUFAC] maker
        [LUMINAIRE] lamp
        TILT=NONE
        1 2000 1 3 2 1 2 0.2 0.4 0
        1 1 10
        0 45 90
        0 90
        300 200 100
        300 250 50
        """
    private static let ldt = [
        "maker", "3", "4", "4", "90", "3", "45", "report", "lamp", "number", "file", "today", "200", "400", "100",
        "200",
        "400", "0", "0", "0", "0", "100", "80", "1", "0", "1", "1", "LED", "1000", "4000", "70", "10", "0", "0", "0",
        "0",
        "0", "0", "0", "0", "0", "0", "0", "90", "180", "270", "0", "45", "90", "300", "200", "100", "300", "250", "50",
    ]

    private func problem(_ text: String) -> String {
        do {
            _ = try PhotometryFiles.read(text: text)
            return "read"
        } catch let error as DataError {
            return error.description
        } catch {
            return "\(error)"
        }
    }

    @Test func wholeOnesAreRead() throws {
        _ = try PhotometryFiles.read(text: Self.ies)
        let lamp = try PhotometryFiles.read(text: Self.ldt.joined(separator: "\n"))
        #expect(lamp.lampFlux == 1_000 && lamp.power == 10 && lamp.colorTemperature == 4_000)
    }

    /// What is wrong, and words of the answer that must come.
    @Test(
        arguments: [
            ("1 2000 1", "1 0 1", "line 6: lumens per lamp"),
            ("300 200 100", "300 -200 100", "line 10: intensity at H 0.0°, V 45.0°"),
            ("300 200 100", "300 two 100", "expected a number, found 'two'"),
            ("300 200 100", "300 nan 100", "expected a number, found 'nan'"),
            ("300 200 100", "300 inf 100", "expected a number, found 'inf'"),
            ("300 200 100", "300 0x10 100", "expected a number, found '0x10'"),
            ("300 200 100", "300 1e400 100", "expected a number, found '1e400'"),
            ("300 200 100", "300 1e300 100", "expected intensities below"),
            ("0 45 90", "0 90 45", "line 8: vertical angle 3: expected more than the 90.0°"),
            ("0 45 90", "0 45 190", "vertical angle 3: expected 0.0...180.0°"),
            ("\n0 90\n", "\n0 70\n", "horizontal angles: expected"),
            ("\n0 90\n", "\n90 0\n", "horizontal angle 2: expected more than"),
            ("1 3 2 1 2", "1 3 3 1 2", "truncated"),
            ("1 3 2 1 2", "1 1000000000 2 1 2", "number of vertical angles"),
            ("1 3 2 1 2", "1 30 30 1 2", "too short"),
            ("1 3 2 1 2", "1 3.5 2 1 2", "number of vertical angles: expected a whole number"),
            ("1 3 2 1 2", "1 3 2 4 2", "photometric type"),
            ("1 3 2 1 2", "1 3 2 1 3", "units"),
            ("1 3 2 1 2", "0 3 2 1 2", "candela multiplier"),
            ("1 1 10", "0 1 10", "ballast factor"),
            ("1 1 10", "1 1 -5", "input watts"),
            ("TILT=NONE", "TILT=lamp.tlt", "put its lines below TILT=INCLUDE"),
            ("TILT=NONE", "", "expected a line TILT="),
            ("TILT=NONE", "TILT=INCLUDE\n9 2\n0 90\n1 1", "lamp to luminaire geometry"),
            ("TILT=NONE", "TILT=INCLUDE\n1 2\n90 0\n1 1", "ascending"),
            ("300 200 100\n300 250 50", "0 0 0\n0 0 0", "gives light"),
        ])
    func faultsOfIESAreNamed(old: String, new: String, says: String) {
        let text = Self.ies.replacing(old, with: new)
        #expect(text != Self.ies)
        #expect(problem(text).contains(says), "\(problem(text))")
    }

    /// The line (counted from 0), what stands there instead, and words of the answer.
    @Test(
        arguments: [
            (2, "5", "symmetry indicator: expected 0.0...4.0"), (3, "0", "number of C planes"),
            (3, "x", "line 4: number of C planes: expected a number"),
            (3, "4000000000", "number of C planes"), (5, "1", "number of intensities"),
            (3, "5", "expected"), (23, "x", "conversion factor: expected a number"), (25, "0", "number of lamp sets"),
            (25, "9999", "number of lamp sets"), (26, "0", "number of lamps of set 1"), (28, "0", "flux of lamp set 1"),
            (28, "-5", "flux of lamp set 1"), (42, "5", "one at 0° and number 2 at 90.0°"), (44, "80", "C angle 3"),
            (47, "0", "γ angle 2: expected more"), (50, "-1", "expected 0 cd/klm or more"), (50, "NaN", "found 'NaN'"),
        ])
    func faultsOfEULUMDATAreNamed(line: Int, content: String, says: String) {
        var lines = Self.ldt
        lines[line] = content
        let answer = problem(lines.joined(separator: "\n"))
        #expect(answer.contains(says), "\(answer)")
    }

    @Test func whatIsNoPhotometryIsNamed() {
        #expect(problem("").contains("empty"))
        #expect(problem(" \n \n").contains("empty"))
        #expect(problem("{\"a\": 1}").contains("expected IES LM-63"))
        #expect(problem("IESNA:LM-63-2002\nTILT=NONE").contains("truncated"))
        #expect(problem("a\u{0}b").contains("zero byte"))
    }

    /// Line ends, byte order marks, Latin-1 and decimal commas are no faults.
    @Test func otherHandwritingIsRead() throws {
        let plain = try PhotometryFiles.read(text: Self.ies)
        let windows = Self.ies.replacing("\n", with: "\r\n")
        #expect(try PhotometryFiles.read(text: windows).intensities == plain.intensities)
        #expect(try PhotometryFiles.read(text: "\u{FEFF}" + Self.ies).intensities == plain.intensities)
        let latin = Array(Self.ies.utf8).map { $0 == UInt8(ascii: "m") ? 0xFC : $0 }
        #expect(try Photometry(bytes: latin, file: "x").manufacturer == "üaker")
        #expect(try PhotometryFiles.read(text: Self.ies.replacing(" ", with: ", ")).flux == plain.flux)
        var comma = Self.ldt
        comma[23] = "1,5"
        let lamp = try PhotometryFiles.read(text: comma.joined(separator: "\n"))
        #expect(lamp.diagnostics.contains { $0.code == "decimal-comma" })
        #expect(abs(lamp.flux / (try PhotometryFiles.read(text: Self.ldt.joined(separator: "\n"))).flux - 1.5) < 1e-6)
    }

    /// Oddities that can be lived with are counted.
    @Test func odditiesAreDiagnosed() throws {
        func codes(_ text: String) throws -> [String] { try PhotometryFiles.read(text: text).diagnostics.map(\.code) }
        #expect(try codes(Self.ies) == [])
        #expect(try codes(Self.ies.replacing("1 2000 1", with: "1 100 1")) == ["flux-differs"])
        #expect(try codes(Self.ies.replacing("1 2000 1", with: "1 -2 1")) == ["negative-lumens"])
        #expect(try codes(Self.ies.replacing("1 1 10", with: "1 0.9 10")) == ["reserved-factor"])
        #expect(try codes(Self.ies + "\n7") == ["text-after-end"])
        #expect(try codes(Self.ies.replacing("300 250 50", with: "200 250 50")) == ["nadir-differs"])
        #expect(try codes(Self.ies.replacing("0 45 90", with: "0 45 80")) == ["angles-incomplete"])
        let of2019 = Self.ies.replacing("IESNA:LM-63-1995", with: "IES:LM-63-2019")
        #expect(try codes(of2019.replacing("1 1 10", with: "1 1.10000 10")) == [])
        #expect(try codes(of2019.replacing("1 1 10", with: "1 1.00001 10")) == [])
        #expect(try codes(of2019.replacing("1 1 10", with: "1 1.01001 10")) == ["file-generation"])
        var upward = Self.ldt
        upward[21] = "60"
        #expect(try codes(upward.joined(separator: "\n")).contains("downward-share-differs"))
        #expect(try codes(Self.ies.replacing("1995", with: "2031")) == ["unknown-version"])
    }

    /// Every sample cut off anywhere, and with bytes turned: it is read with finite numbers, or refused.
    @Test func damagedSamplesNeverTrap() throws {
        var random = Seeded(63)
        var refused = 0
        var read = 0
        func take(_ bytes: [UInt8]) {
            do {
                let lamp = try Photometry(bytes: bytes, file: "damaged")
                let sound = lamp.flux.isFinite && lamp.flux > 0 && lamp.upwardShare.isFinite
                #expect(sound && lamp.intensities.allSatisfy { $0.isFinite && $0 >= 0 })
                #expect(
                    lamp.c.first == 0 && lamp.c.last == 360 && zip(lamp.c, lamp.c.dropFirst()).allSatisfy { $0 < $1 })
                _ = CandelaTable(lamp)
                read += 1
            } catch is DataError { refused += 1 } catch { Issue.record("\(error)") }
        }
        for name in PhotometryFiles.names {
            let whole = try PhotometryFiles.bytes(name)
            for end in stride(from: 0, to: whole.count, by: 47) { take(Array(whole[..<end])) }
            for _ in 0..<60 {
                var bytes = whole
                for _ in 0...Int(random.next(3)) {
                    bytes[Int(random.next(Double(bytes.count)))] = UInt8(random.word() & 0x7F)
                }
                take(bytes)
            }
            // Digits for digits: files that look well and are not.
            for _ in 0..<60 {
                var bytes = whole
                for _ in 0..<4 {
                    let at = Int(random.next(Double(bytes.count)))
                    if (0x30...0x39).contains(bytes[at]) { bytes[at] = 0x30 + UInt8(random.word() % 10) }
                }
                take(bytes)
            }
        }
        #expect(refused > 1_000 && read > 1_000)
    }
}
