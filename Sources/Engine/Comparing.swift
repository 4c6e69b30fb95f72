public import City
import Geometry
import JSON

/// Two runs side by side.
public struct ComparedRuns: Sendable {
    public var base: Run.Result
    public var variant: Run.Result
    public var comparison: Comparison

    /// Writes what differs to a file.
    fileprivate func write(to target: Target) throws {
        var outcome = Outcome(layers: comparison.layers, indicators: [], diagnostics: comparison.diagnostics)
        outcome.indicators = comparison.indicators.flatMap { change in
            let unit = change.kind.unit
            return [
                ("base", unit, change.base), ("variant", unit, change.variant),
                ("delta", change.deltaUnit, change.delta),
            ].map { suffix, unit, value in
                Indicator(
                    Indicator.Kind("\(change.kind.code)_\(suffix)", unit: unit, change.kind.definition), value)
            }
        }
        outcome.inputs = variant.outcome.inputs
        outcome.provenance = ["base": .object(base.outcome.provenance), "variant": .object(variant.outcome.provenance)]
        _ = try target.write(Document(city: variant.city, outcome: outcome))
    }
}

/// Runs a baseline and a variant, says what differs, and writes it.
/// - Parameters:
///   - threshold: relative difference up to which numbers are the same, 0 … 1.
///   - outputs: files to write the differences to, whose formats their names give.
/// - Throws: `InputError` for a threshold out of range or two scenarios that do not compare.
public func compare(base: Run, variant: Run, threshold: Double = 0, outputs: [String] = []) throws -> ComparedRuns {
    guard Comparison.thresholds.contains(threshold) else {
        throw InputError(
            path: "threshold", problem: "\(threshold) is not a share of 0 … 1", suggestion: "write 0.01 or 1%")
    }
    guard base.scenario.simulation == variant.scenario.simulation else {
        throw InputError(
            path: "simulation",
            problem:
                "the baseline runs \(base.scenario.simulation ?? "nothing"), the variant \(variant.scenario.simulation ?? "nothing")",
            suggestion: "compare two scenarios of one simulation")
    }
    let targets = try outputs.map { try Target($0, notOver: [base.cityPath, variant.cityPath]) }
    let a = try base()
    let b = try variant()
    var comparison = Comparison(base: a.outcome, variant: b.outcome, threshold: threshold)
    if a.city.name != b.city.name {
        comparison.diagnostics.caution(
            "other-city", "the scenarios are about different cities: '\(a.city.name)' and '\(b.city.name)'")
    }
    let compared = ComparedRuns(base: a, variant: b, comparison: comparison)
    for target in targets { try compared.write(to: target) }
    return compared
}
