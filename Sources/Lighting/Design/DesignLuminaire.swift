import City
import Geometry
import JSON

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
    /// With control gear, ₸.
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

    /// Reads a list of candidates: JSON objects with `name`, `price` (₸), and, where they are not the photometric file's
    /// own, `flux_lm`, `power_w`, `photometry`: the name of a file in the input `photometry`, or of a generated optic
    /// (`generated-road-narrow`).
    /// - Parameter files: photometric files by name; `*` is for those that name none.
    /// - Throws: `DataError` with the entry's number.
    static func list(
        _ bytes: [UInt8], file: String, files: [(name: String, photometry: Photometry)]
    ) throws -> [DesignLuminaire] {
        let json: JSONValue
        do {
            json = try JSONValue(parsing: bytes)
        } catch let fault as JSONFault {
            throw DataError(file: file, place: "line \(fault.line), column \(fault.column)", problem: fault.problem)
        }
        guard let entries = json.array ?? json["luminaires"]?.array else {
            throw DataError(file: file, problem: "expected a list of luminaires, found \(json.kind)")
        }
        guard !entries.isEmpty else { throw DataError(file: file, problem: "holds no luminaire") }
        return try entries.enumerated().map { i, entry in
            let place = "luminaire \(i + 1)"
            func wrong(_ problem: String) -> DataError { DataError(file: file, place: place, problem: problem) }
            guard let name = entry["name"]?.string, !name.isEmpty else { throw wrong("has no 'name'") }
            func number(_ key: String, _ range: ClosedRange<Double>) throws -> Double? {
                guard let value = entry[key], value != .null else { return nil }
                guard let found = value.double, range.contains(found) else {
                    throw wrong(
                        "'\(key)' must be a number of \(range.lowerBound) … \(range.upperBound), not \(value.text())")
                }
                return found
            }
            let wanted = entry["photometry"]?.string ?? name
            guard let (key, photometry) = photometry(wanted, files) else {
                throw wrong(
                    "there is no photometry '\(wanted)'; there are: "
                        + (files.map(\.name) + Photometry.generatedNames).joined(separator: ", "))
            }
            let flux = try number("flux_lm", 1...1_000_000) ?? photometry.declaredFlux ?? photometry.flux
            guard let power = try number("power_w", 0.1...10_000) ?? photometry.power else {
                throw wrong("has no 'power_w', and its photometric file none either")
            }
            guard let price = try number("price", 0...1e9) else { throw wrong("has no 'price'") }
            guard flux > 0, photometry.flux > 0 else { throw wrong("gives no light") }
            return DesignLuminaire(
                name: name, photometryName: key, photometry: photometry, flux: flux, power: power, price: price)
        }
    }

    private static func photometry(
        _ name: String, _ files: [(name: String, photometry: Photometry)]
    ) -> (String, Photometry)? {
        if let found = files.first(where: { $0.name == name }) ?? files.first(where: { $0.name == "*" }) {
            return (found.name == "*" ? name : found.name, found.photometry)
        }
        return Photometry.generated(named: name).map { (name, $0) }
    }
}
