import City
import Geometry

/// An ANSI/IES TM-33 file (IES XML; ATLA S001, UNI 11733), read: the luminous intensities of one emitter.
///
/// Sources: the XML schemas of ATLA S001 (TM-33-18; root `LuminaireOpticalData`) and of TM-33-23 (root `IESTM33-22`).
/// Where they leave it open, numbers mean what they mean in LM-63: intensities in cd, those of relative photometry for the
/// rated lumens. Spectral, radiant and photon data are not read.
struct TM33File {
    private let text: PhotometryText
    private let document: XMLLeaves
    private var horizontal: [Double] = []
    private var vertical: [Double] = []
    private var candela: [Double] = []

    /// Whether a file is XML.
    static func matches(_ text: PhotometryText) -> Bool {
        text.lines.first { !text.trimmed($0).isEmpty }.map { text.bytes[text.trimmed($0).lowerBound] == 0x3C } ?? false
    }

    init(_ text: PhotometryText) throws {
        self.text = text
        document = try XMLLeaves(text)
        guard document.root == "LuminaireOpticalData" || document.root.hasPrefix("IESTM33") else {
            throw DataError(
                file: text.file, place: "line 1",
                problem:
                    "expected TM-33 (IESTM33-22 or LuminaireOpticalData), found XML of '\(document.root.prefix(40))'")
        }
        try readIntensities()
    }

    private static let places = [
        "Emitter/LuminousData/LuminousIntensity/IntData", "Emitter/LuminousData/LuminousIntensity/IntensityData",
        "Emitter/LuminousData/IntensityData", "Emitter/IntensityDistribution/IntensityData",
    ]

    private mutating func readIntensities() throws {
        if let metric = document.first("Emitter/IntensityDistribution/Metric"), metric != "Luminous" {
            throw DataError(
                file: text.file, problem: "expected luminous intensities, found the metric '\(metric.prefix(40))'")
        }
        var cells: [(h: Double, v: Double, value: Double, line: Int)] = []
        for leaf in document.leaves where Self.places.contains(leaf.path) {
            func angle(_ names: String...) throws -> Double {
                let given = names.lazy.compactMap { leaf.attributes[$0] }.first
                guard let given, let value = Self.number(given), abs(value) <= 360 else {
                    throw text.error(
                        line: leaf.line - 1,
                        "\(names[0]) of an intensity: expected degrees, found '\(given?.prefix(40) ?? "nothing")'")
                }
                return value
            }
            guard let value = Self.number(leaf.text), value >= 0 else {
                throw text.error(
                    line: leaf.line - 1, "intensity: expected 0 cd or more, found '\(leaf.text.prefix(40))'")
            }
            cells.append((try angle("h", "horz", "horizontal"), try angle("v", "vert", "vertical"), value, leaf.line))
        }
        guard !cells.isEmpty else {
            throw DataError(
                file: text.file, problem: "expected luminous intensities (IntData in LuminousIntensity), found none")
        }
        cells.sort { ($0.h, $0.v, $0.line) < ($1.h, $1.v, $1.line) }
        for (a, b) in zip(cells, cells.dropFirst()) where a.h == b.h && a.v == b.v {
            throw text.error(
                line: b.line - 1,
                "expected one intensity a direction, found a second at h \(b.h)°, v \(b.v)°; a file of several emitters "
                    + "with intensities is not read")
        }
        vertical = cells.prefix { $0.h == cells[0].h }.map(\.v)
        let n = vertical.count
        guard n >= 2, cells.count % n == 0 else { throw incomplete(cells.count) }
        for (k, cell) in cells.enumerated() {
            guard cell.v == vertical[k % n], cell.h == cells[k - k % n].h else { throw incomplete(cells.count) }
        }
        horizontal = stride(from: 0, to: cells.count, by: n).map { cells[$0].h }
        candela = cells.map(\.value)
        for (name, count) in [("NumberHorz", horizontal.count), ("NumberVert", n)] {
            let given = document.first("Emitter/LuminousData/LuminousIntensity/\(name)").flatMap { Self.number($0) }
            if let given, given != Double(count) {
                throw DataError(file: text.file, problem: "\(name): expected \(given), found \(count) angles")
            }
        }
    }

    private func incomplete(_ count: Int) -> DataError {
        DataError(
            file: text.file,
            problem: "expected an intensity for every v at every h, found \(count) that make no such grid")
    }

    /// The value the rest of the program works with.
    func photometry() throws -> Photometry {
        var found = Diagnostics()
        func positive(_ name: String, _ path: String) throws -> Double {
            guard let given = document.first(path) else { return 1 }
            guard let value = Self.number(given), value > 0, value <= 1e6 else {
                throw DataError(
                    file: text.file, problem: "\(name): expected more than 0, found '\(given.prefix(40))'")
            }
            return value
        }
        let factor =
            try positive("Multiplier", "Emitter/LuminousData/LuminousIntensity/Multiplier")
            * positive("BallastFactor", "Emitter/BallastFactor")
        let (type, isCIE) = try goniometry()
        let limits = type == .c ? 0.0...180 : -90.0...90
        if let wrong = vertical.first(where: { !limits.contains($0) }) {
            throw DataError(
                file: text.file, problem: "v: expected \(limits.lowerBound)...\(limits.upperBound)°, found \(wrong)")
        }
        let grid = try IESGrid(
            type: type, vertical: vertical, horizontal: horizontal, candela: candela.map { $0 * factor }, of: text,
            &found)
        var web = grid.web
        if isCIE { web.turn(by: -90) }
        noteGeneration(&found)
        let rated = document.first("Emitter/RatedLumens").flatMap { Self.number($0) }.flatMap { $0 > 0 ? $0 : nil }
        let isRelative = ["false", "0"].contains(
            document.first("Emitter/LuminousData/LuminousIntensity/AbsolutePhotometry"))
        var reading = Photometry.Reading(
            text: text, web: web, gamma: grid.gamma, intensities: grid.candela, diagnostics: found)
        reading.name = document.first("Header/Description", "Header/CatalogNumber") ?? ""
        reading.lampFlux = isRelative ? rated : nil
        reading.power = document.first("Emitter/InputWattage", "Emitter/InputWatts").flatMap { Self.number($0) }
            .flatMap { $0 > 0 ? $0 : nil }
        var photometry = try Photometry(reading)
        photometry.manufacturer = document.first("Header/Manufacturer") ?? ""
        photometry.catalogNumber = document.first("Header/CatalogNumber") ?? ""
        photometry.lamp = document.first("Emitter/Description") ?? ""
        photometry.colorTemperature = document.first("Emitter/ColorTemperature/FixedCCT", "Emitter/CCT")
            .flatMap { Self.number($0) }
        photometry.colorRendering = document.first(
            "Emitter/ColorRendering/CIE_CRI/Ra", "Emitter/ColorRendering/Ra"
        ).flatMap { Self.number($0) }
        photometry.format = "TM-33 (\(document.root))"
        photometry.declaredFlux =
            document.first("Emitter/LuminousData/LuminousFlux", "Emitter/MeasuredLumens").flatMap { Self.number($0) }
            ?? (isRelative ? nil : rated)
        if let declared = photometry.declaredFlux {
            photometry.compareFlux(declared: declared, as: "the luminaire's flux")
        } else if let rated = photometry.lampFlux, photometry.flux > 1.02 * rated {
            photometry.compareFlux(declared: rated, as: "the lamps' flux")
        }
        return photometry
    }

    /// The goniometer's type; IES C where the file does not say. CIE's C begins along the road, IES's across it.
    private func goniometry() throws -> (IESFile.Goniometry, isCIE: Bool) {
        let given =
            document.first(
                "Equipment/Gonioradiometer/Type", "Equipment/Goniometer/Type", "Equipment/Goniometer/GoniometerType",
                "Emitter/IntensityDistribution/PhotometryType") ?? "IES_C"
        switch given.uppercased().filter({ $0 != " " }) {
        case "IES_C", "C", "TYPEC": return (.c, false)
        case "CIE_C": return (.c, true)
        case "IES_B", "B", "TYPEB": return (.b, false)
        case "IES_A", "A", "TYPEA": return (.a, false)
        default:
            throw DataError(
                file: text.file,
                problem: "goniometer type: expected IES_A, IES_B, IES_C or CIE_C, found '\(given.prefix(40))'")
        }
    }

    private func noteGeneration(_ diagnostics: inout Diagnostics) {
        let made = [
            ("simulated", "Simulation"), ("scaled", "IntensityScaling"), ("interpolated", "AngleInterpolation"),
        ].filter { ["true", "1"].contains(document.first("Emitter/DataGeneration/\($0.1)")) }
        if !made.isEmpty {
            diagnostics.note(
                "file-generation",
                "the file says that its values were \(made.map(\.0).joined(separator: ", ")), not measured as they stand"
            )
        }
    }

    private static func number(_ text: String) -> Double? {
        guard text.count <= 40, text.allSatisfy({ "0123456789+-.eE".contains($0) }) else { return nil }
        return Double(text).flatMap { $0.isFinite ? $0 : nil }
    }
}
