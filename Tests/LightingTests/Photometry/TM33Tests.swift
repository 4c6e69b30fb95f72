import Geometry
import Testing

@testable import Lighting

@Suite struct TM33Tests {
    /// An asymmetric sample written as TM-33.
    private func document(type: String?, compact: Bool) throws -> String {
        let lamp = try PhotometryFiles.read("ldt_no_symmetry.ldt")
        var text = "<?xml version=\"1.0\"?>\n"
        text +=
            compact
            ? "<IESTM33-22><Version>1.1</Version>" : "<t:LuminaireOpticalData xmlns:t=\"http://www.ies.org/tm-33\">"
        text += "<Header><Manufacturer>Müller &amp; Co</Manufacturer><Description>lamp</Description></Header>\n"
        if let type { text += "<Equipment><Gonioradiometer><Type>\(type)</Type></Gonioradiometer></Equipment>" }
        text += "<Emitter><Quantity>1</Quantity><RatedLumens>3722</RatedLumens><InputWattage>38</InputWattage>"
        text += "<ColorTemperature><FixedCCT>3000</FixedCCT></ColorTemperature>"
        text += compact ? "<LuminousData><LuminousIntensity><Multiplier>2</Multiplier>" : "<IntensityDistribution>"
        for (i, c) in lamp.c.enumerated() {
            for (j, gamma) in lamp.gamma.enumerated() {
                let value = lamp.intensities[i * lamp.gamma.count + j]
                text +=
                    compact
                    ? "<IntData h=\"\(c)\" v=\"\(gamma)\">\(value / 2)</IntData>\n"
                    : "<IntensityData horz=\"\(c)\" vert=\"\(gamma)\">\(value)</IntensityData>\n"
            }
        }
        text += compact ? "</LuminousIntensity></LuminousData>" : "</IntensityDistribution>"
        return text + "</Emitter>" + (compact ? "</IESTM33-22>" : "</t:LuminaireOpticalData>")
    }

    @Test func readsBothSchemas() throws {
        let lamp = try PhotometryFiles.read("ldt_no_symmetry.ldt")
        for (type, turn) in [("CIE_C", 0.0), ("IES_C", 90), (nil, 90)] {
            for compact in [true, false] {
                let read = try PhotometryFiles.read(text: document(type: type, compact: compact))
                #expect(abs(read.flux / lamp.flux - 1) < 1e-7)
                #expect(read.name == "lamp" && read.manufacturer == "Müller & Co" && read.power == 38)
                #expect(read.colorTemperature == 3_000 && read.isAbsolute && read.declaredFlux == 3_722)
                for c in stride(from: 1.0, to: 360, by: 11) {
                    let given = lamp.intensity(c: .degrees(c), gamma: .degrees(50))
                    let value = read.intensity(c: .degrees(c + turn), gamma: .degrees(50))
                    #expect(abs(value - given) < 1e-3)
                }
            }
        }
    }

    @Test func faultsAreNamed() throws {
        let whole = try document(type: nil, compact: true)
        func problem(_ text: String) -> String {
            do {
                _ = try PhotometryFiles.read(text: text)
                return "read"
            } catch { return "\(error)" }
        }
        #expect(problem("<html></html>").contains("expected TM-33"))
        #expect(problem("<IESTM33-22></IESTM33-22>").contains("found none"))
        #expect(problem(String(whole.dropLast(9))).contains("well-formed"))
        #expect(problem(whole.replacing("h=\"15.0\" v=\"2.5\"", with: "h=\"15.0\" v=\"2.4\"")).contains("no such grid"))
        #expect(problem(whole.replacing("h=\"15.0\" v=\"2.5\"", with: "h=\"15.0\" v=\"5.0\"")).contains("a second"))
        #expect(problem(whole.replacing("h=\"15.0\"", with: "h=\"x\"")).contains("expected degrees"))
        #expect(problem(whole.replacing("<Multiplier>2<", with: "<Multiplier>-2<")).contains("Multiplier"))
        #expect(
            problem(whole.replacing("<Quantity>1</Quantity>", with: "<BallastFactor>x</BallastFactor>")).contains(
                "Ballast"))
        #expect(problem(try document(type: "CUSTOM", compact: true)).contains("goniometer type"))
        #expect(problem(String(repeating: "<a>", count: 100_000)).contains("nested"))
        #expect(
            problem("<!DOCTYPE a [<!ENTITY b \"\(String(repeating: "x", count: 100))\">]><IESTM33-22>&b;</IESTM33-22>")
                .contains("found none"))
        var random = Seeded(33)
        let bytes = Array(whole.utf8)
        for end in stride(from: 0, to: bytes.count, by: 997) {
            #expect(throws: DataError.self) { try Photometry(bytes: Array(bytes[..<end]), file: "cut") }
        }
        for _ in 0..<200 {
            var damaged = bytes
            damaged[Int(random.next(Double(bytes.count)))] = UInt8(random.word() & 0x7F)
            do {
                #expect(try Photometry(bytes: damaged, file: "damaged").flux.isFinite)
            } catch { #expect(error is DataError) }
        }
    }
}
