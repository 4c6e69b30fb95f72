import City
import Geometry

/// A luminaire that a design may use: how it sends out its light, what it takes and what it costs.
struct DesignLuminaire: Sendable, Hashable {
    var name: String
    /// Attribute value by which street lights find their photometry again: the name of a file, or of a generated optic.
    var photometryName: String
    var photometry: Photometry
    /// Luminous flux, lm, above 0.
    var flux: Double
    /// Electric power, W, above 0.
    var power: Double
    /// With control gear and what it costs to put it up, ₸.
    var price: Double

    /// Luminous flux that the photometry's intensities give, lm.
    private let ratedFlux: Double

    init(
        name: String, photometryName: String, photometry: Photometry, flux: Double, power: Double, price: Double
    ) {
        self.name = name
        self.photometryName = photometryName
        self.photometry = photometry
        self.flux = flux
        self.power = power
        self.price = price
        ratedFlux = photometry.flux
    }

    /// What the photometry's intensities are multiplied by where it hangs with a tilt; 0 for a distribution without light.
    func scale(tilt: Angle) -> Double {
        ratedFlux > 0 ? flux / ratedFlux * (photometry.lampTilt?.factor(at: tilt) ?? 1) : 0
    }

    /// How it hangs, the front to an azimuth.
    func frame(azimuth: Angle, tilt: Angle) -> LuminaireFrame {
        LuminaireFrame(azimuth: azimuth, tilt: tilt - photometry.tiltMeasured)
    }
}

extension DesignLuminaire {
    /// Generated street optics in the usual steps of flux, where no list is given: 130 lm/W as the LED luminaires sold in
    /// 2024, for 25,000 ₸ and 450 ₸ a watt (assumed; no price list of Kazakhstan was found in print).
    static let generated: [DesignLuminaire] = [Photometry.Optic.roadNarrow, .roadWide].flatMap { optic in
        let photometry = Photometry.generated(optic, flux: 1000)
        return [2000.0, 3000, 4500, 6500, 9000, 12_000, 16_000, 22_000].map { flux in
            let power = (flux / 130).rounded()
            return DesignLuminaire(
                name: "generated \(optic.rawValue) \(Int(power)) W", photometryName: photometry.catalogNumber,
                photometry: photometry, flux: flux, power: power, price: 25_000 + 450 * power)
        }
    }

    /// Reads a list of candidates (CSV or JSON): `name`, `power_w`, `price` and `install_cost` (₸), `flux_lm`, and
    /// `photometry`: the name of a file in the input `photometry`, or of a generated optic (`road-narrow`). Flux and power
    /// are the photometric file's where the list has none. The list of `lighting.retrofit` will do
    /// where it names its photometries so; life and maintenance
    /// are inputs of the design.
    /// - Parameter files: photometric files by name; `*` is for those that name none.
    /// - Throws: `DataError` with the line.
    static func list(_ records: Records, files: [(name: String, photometry: Photometry)]) throws -> [DesignLuminaire] {
        try records.rows.map { row in
            func wrong(_ problem: String) -> DataError {
                DataError(file: records.file, place: row.place, problem: problem)
            }
            guard let name = records.text(row, ["name"]) else { throw wrong("has no 'name'") }
            let wanted = records.text(row, ["photometry", "file"]) ?? name
            guard let (key, photometry) = photometry(wanted, files) else {
                throw wrong(
                    "there is no photometry '\(wanted)'; the input 'photometry' and the generated optics have: "
                        + (files.map(\.name) + Photometry.Optic.allCases.map(\.rawValue)).joined(separator: ", "))
            }
            let isGenerated = photometry.format == "generated"
            let usual = isGenerated ? nil : photometry.declaredFlux ?? photometry.flux
            guard let flux = try records.number(row, ["flux_lm", "flux"], in: 1...1_000_000) ?? usual else {
                throw wrong("has no 'flux_lm'")
            }
            guard let power = try records.number(row, ["power_w", "power"], in: 0.1...10_000) ?? photometry.power
            else { throw wrong("has no 'power_w', and its photometric file none either") }
            guard let price = try records.number(row, ["price"], in: 0...1e9) else { throw wrong("has no 'price'") }
            let installation = try records.number(row, ["install_cost", "installation"], in: 0...1e9) ?? 0
            guard flux > 0, photometry.flux > 0 else { throw wrong("gives no light") }
            return DesignLuminaire(
                name: name, photometryName: key, photometry: photometry, flux: flux, power: power,
                price: price + installation)
        }
    }

    private static func photometry(
        _ name: String, _ files: [(name: String, photometry: Photometry)]
    ) -> (String, Photometry)? {
        if let found = files.first(where: { $0.name == name }) { return found }
        for generated in [name, "generated-\(name)"] {
            if let photometry = Photometry.generated(named: generated) { return (generated, photometry) }
        }
        return files.first { $0.name == "*" }.map { (name, $0.photometry) }
    }
}
