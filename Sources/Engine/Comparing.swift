public import City
import Geometry
import JSON

/// Two runs side by side.
public struct ComparedRuns: Sendable {
    public var base: Run.Result
    public var variant: Run.Result
    public var comparison: Comparison

    /// Writes what differs to a file, whose format its name gives.
    public func write(to path: String) throws {
        var outcome = Outcome(layers: comparison.layers, indicators: [], diagnostics: comparison.diagnostics)
        outcome.indicators = comparison.indicators.flatMap { change in
            [("base", change.base), ("variant", change.variant), ("delta", change.delta)].map { suffix, value in
                Indicator(
                    Indicator.Kind("\(change.kind.code)_\(suffix)", unit: change.kind.unit, change.kind.definition),
                    value)
            }
        }
        outcome.inputs = variant.outcome.inputs
        outcome.provenance = ["base": .object(base.outcome.provenance), "variant": .object(variant.outcome.provenance)]
        try makeFolder(folder(of: path))
        _ = try writer(for: path).write(Document(city: variant.city, outcome: outcome), to: path)
    }
}

/// Runs a baseline and a variant and says what differs.
public func compare(base: Run, variant: Run) throws -> ComparedRuns {
    guard base.scenario.simulation == variant.scenario.simulation else {
        throw InputError(
            path: "simulation",
            problem:
                "the baseline runs \(base.scenario.simulation ?? "nothing"), the variant \(variant.scenario.simulation ?? "nothing")",
            suggestion: "compare two scenarios of one simulation")
    }
    let a = try base()
    let b = try variant()
    var comparison = Comparison(base: a.outcome, variant: b.outcome)
    if a.city.name != b.city.name {
        comparison.diagnostics.caution(
            "other-city", "the scenarios are about different cities: '\(a.city.name)' and '\(b.city.name)'")
    }
    return ComparedRuns(base: a, variant: b, comparison: comparison)
}
