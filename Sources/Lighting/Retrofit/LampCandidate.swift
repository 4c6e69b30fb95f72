import City
import Geometry
import JSON

/// A luminaire that may take the place of those there are.
struct LampCandidate: Sendable {
    var name: String
    /// Which of the candidates' photometries.
    var photometry: Int
    /// What the file of its light is called: in results, so that others can use it.
    var photometryName: String
    /// lm, new.
    var flux: Double
    /// W.
    var power: Double
    /// ₸ each, and to put it up.
    var price: Double
    var installation: Double
    /// Years until it is replaced by another of its kind.
    var life: Double
    /// ₸ a year each.
    var maintenance: Double
    /// Whether it can be dimmed, and what its control takes while it is dark, W.
    var isDimmable: Bool
    var standby: Double
}

/// The candidates to choose from.
struct LampCandidates {
    var all: [LampCandidate] = []
    var photometries: [Photometry] = []
    /// Whether they are the program's own examples.
    var isGenerated = false

    /// The program's own: ten LED luminaires of 20 to 200 W, 140 lm/W, with each generated road optic, and four post-tops.
    ///
    /// Assumptions, no product: 20,000 ₸ and 500 ₸/W each, 15,000 ₸ to put up, 15 years, 1,000 ₸ a year for cleaning and
    /// checks, remote control with 0.5 W.
    static func generated() -> LampCandidates {
        var made = LampCandidates()
        made.isGenerated = true
        let series: [(optic: Photometry.Optic, powers: [Double])] = [
            (.roadNarrow, [20, 30, 40, 50, 60, 80, 100, 120, 150, 200]),
            (.roadWide, [20, 30, 40, 50, 60, 80, 100, 120, 150, 200]), (.postTop, [20, 30, 40, 60]),
        ]
        for (optic, powers) in series {
            made.photometries.append(.generated(optic, flux: 1000))
            for power in powers {
                made.all.append(
                    LampCandidate(
                        name: "LED \(Int(power)) W \(optic.rawValue)", photometry: made.photometries.count - 1,
                        photometryName: optic.rawValue, flux: 140 * power, power: power, price: 20_000 + 500 * power,
                        installation: 15_000, life: 15, maintenance: 1000, isDimmable: true, standby: 0.5))
            }
        }
        return made
    }

    private init() {}

    /// Reads a list: `name`, `photometry` (path of a file, or `road-narrow`, `road-wide`, `post-top`, `flood`), `power_w`,
    /// `price`; `flux_lm` (else the file's), `install_cost`, `life_years`, `maintenance`, `control` (yes/no), `standby_w`.
    /// - Parameter read: reads a file by its path.
    /// - Throws: `DataError` with the line.
    init(_ records: Records, read: (String) throws -> [UInt8]) throws {
        var places: [String: Int] = [:]
        for row in records.rows {
            func wrong(_ problem: String) -> DataError {
                DataError(file: records.file, place: row.place, problem: problem)
            }
            func number(_ names: String..., in range: ClosedRange<Double>, or fallback: Double?) throws -> Double {
                if let value = try records.number(row, names, in: range) { return value }
                guard let fallback else { throw wrong("has no '\(names[0])'") }
                return fallback
            }
            guard let name = records.text(row, ["name"]) else { throw wrong("has no 'name'") }
            if all.contains(where: { $0.name == name }) { throw wrong("'\(name)' is there already") }
            guard let source = records.text(row, ["photometry", "file"]) else { throw wrong("has no 'photometry'") }
            if places[source] == nil {
                places[source] = photometries.count
                if let optic = Photometry.Optic(rawValue: source) {
                    photometries.append(.generated(optic, flux: 1000))
                } else {
                    photometries.append(try Photometry(bytes: read(source), file: source))
                }
            }
            guard let photometry = places[source] else { continue }
            let isOptic = Photometry.Optic(rawValue: source) != nil
            let rated = photometries[photometry].flux
            let flux = try number("flux_lm", "flux", in: 1...1_000_000, or: isOptic || rated <= 0 ? nil : rated)
            let control = records.text(row, ["control", "dimmable"])?.lowercased() ?? "yes"
            let (yes, no) = (["yes", "true", "1", "dimmable", "lorawan", "dali"], ["no", "false", "0", "none"])
            guard yes.contains(control) || no.contains(control) else {
                throw wrong("'control' must be yes or no, not '\(control)'")
            }
            all.append(
                LampCandidate(
                    name: name, photometry: photometry, photometryName: source, flux: flux,
                    power: try number("power_w", "power", in: 0.1...10_000, or: nil),
                    price: try number("price", in: 0...1e9, or: nil),
                    installation: try number("install_cost", "installation", in: 0...1e9, or: 0),
                    life: try number("life_years", "life", in: 0.5...100, or: 15),
                    maintenance: try number("maintenance", in: 0...1e9, or: 0), isDimmable: yes.contains(control),
                    standby: try number("standby_w", in: 0...1000, or: 0)))
        }
    }
}
