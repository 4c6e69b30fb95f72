import City
import Geometry

extension Photometry {
    /// Reads a photometric file of a known format, told by its content: IES LM-63, EULUMDAT or TM-33.
    /// - Parameters:
    ///   - bytes: the whole file.
    ///   - file: as the caller named it, for messages, and for the name where the file has none.
    ///   - lampSet: which of an EULUMDAT file's sets of lamps, counted from 1; other formats have one.
    /// - Throws: ``DataError`` with the line, what was expected and what was found.
    public init(bytes: [UInt8], file: String, lampSet: Int = 1) throws {
        let text = try PhotometryText(bytes, file: file)
        if TM33File.matches(text) {
            self = try TM33File(text).photometry()
        } else if IESFile.matches(text) {
            self = try IESFile(text).photometry()
        } else if EULUMDATFile.matches(text) {
            self = try EULUMDATFile(text).photometry(lampSet: lampSet)
        } else {
            let first = text.lines.first { !text.trimmed($0).isEmpty } ?? 0..<0
            throw DataError(
                file: file, place: "line 1",
                problem: "expected IES LM-63 (IESNA:LM-63-2002, a line TILT=...), EULUMDAT (a maker's name, then one "
                    + "number a line) or TM-33 (XML), found \(text.quoted(first))")
        }
        if name.isEmpty { name = file }
    }

    /// What a file brought, before it is checked.
    struct Reading {
        let text: PhotometryText
        var web: PhotometricWeb
        var gamma: [Double]
        /// cd, plane by plane as measured.
        var intensities: [Double]
        var name = ""
        var lampFlux: Double?
        var power: Double?
        var diagnostics = Diagnostics()
    }

    /// Closes the circle of planes and checks what every format must hold.
    init(_ reading: Reading) throws {
        let (c, values) = reading.web.closed(count: reading.gamma.count, intensities: reading.intensities)
        self.init(
            name: reading.name, lampFlux: reading.lampFlux, power: reading.power, c: c, gamma: reading.gamma,
            intensities: values.map { Float($0) })
        guard intensities.allSatisfy(\.isFinite) else {
            throw DataError(
                file: reading.text.file,
                problem: "expected intensities below \(Float.greatestFiniteMagnitude) cd with all factors, found more")
        }
        let brightest = intensities.max() ?? 0
        guard brightest > 0, flux > 0 else {
            throw DataError(
                file: reading.text.file,
                problem: "expected a luminaire that gives light, found only intensities of 0 cd")
        }
        var found = reading.diagnostics
        let nadirs = stride(from: 0, to: intensities.count, by: gamma.count).map { intensities[$0] }
        if gamma[0] == 0, let low = nadirs.min(), let high = nadirs.max(), high - low > 0.02 * brightest {
            found.caution(
                "nadir-differs",
                "the planes meet at γ = 0° but have different intensities there; each is used as given")
        }
        if gamma[0] > 0 && gamma[0] != 90 || gamma[gamma.count - 1] < 90 {
            found.note("angles-incomplete", "no intensities for part of the sphere; taken as 0 cd there")
        }
        diagnostics = found.all
    }

    /// Adds a caution when the intensities give another flux than declared: more than 5 % away.
    mutating func compareFlux(declared: Double, as what: String) {
        guard declared > 0 else { return }
        let difference = flux / declared - 1
        guard abs(difference) > 0.05 else { return }
        var found = Diagnostics()
        for one in diagnostics { found.add(one) }
        found.caution(
            "flux-differs",
            "the intensities give \(Int(min(flux, 1e15).rounded())) lm, "
                + "\(Int((min(difference, 1e6) * 100).rounded())) % from \(what) as declared; the intensities are used")
        diagnostics = found.all
    }
}
