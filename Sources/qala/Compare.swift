import ArgumentParser
import City
import Engine
import Geometry
import JSON

/// `qala compare`
struct Compare: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Run two scenarios and say what changes, feature by feature and indicator by indicator.")

    @Argument(help: "The baseline.", completion: .file(extensions: ["json"]))
    var base: String
    @Argument(help: "The variant.", completion: .file(extensions: ["json"]))
    var variant: String
    @OptionGroup var settings: Settings
    @Option(help: "Write the differences here, as a layer per result layer; repeatable.", completion: .file())
    var out: [String] = []
    @Option(help: ArgumentHelp("Relative difference up to which numbers count as the same.", valueName: "1%"))
    var threshold = "0"
    @Option(help: "How many of the most changed features are shown.")
    var limit = 10
    @Flag(help: "Answer as JSON.")
    var json = false
    @OptionGroup var verbosity: Verbosity

    func validate() throws {
        guard limit >= 0 else { throw ValidationError("--limit must be 0 or more") }
    }

    func run() throws {
        let terminal = Terminal(verbosity: verbosity)
        let threshold = try share(threshold, option: "--threshold")
        let cities = Cities()
        var first = try Run(file: base, cities: cities)
        var second = try Run(file: variant, cities: cities)
        try settings.apply(to: &first.scenario)
        try settings.apply(to: &second.scenario)
        let comparison = try terminal.withProgress {
            try Engine.compare(base: first, variant: second, threshold: threshold, outputs: out).comparison
        }
        if json {
            var answer = comparison.json(features: true).object ?? [:]
            answer["outputs"] = .array(out.map { .string($0) })
            Terminal.out(JSONValue.object(answer).text(indent: 2))
        } else {
            show(comparison)
        }
        terminal.say(comparison.diagnostics)
        for file in out { terminal.say("written: \(file)", ["file": .string(file)]) }
    }

    private func show(_ comparison: Comparison) {
        if !comparison.indicators.isEmpty {
            let header = ["indicator", "base", "variant", "unit", "change", "%"]
            Terminal.out(Terminal.table(header, comparison.indicators.map(row)) + "\n")
        }
        for layer in comparison.layers where !isSame(layer, comparison) { show(layer, comparison) }
        let same = comparison.layers.filter { isSame($0, comparison) }.map(\.name)
        if !same.isEmpty { Terminal.out("without a difference: \(same.joined(separator: ", "))") }
    }

    private func row(_ change: Comparison.IndicatorChange) -> [String] {
        func number(_ x: Double?) -> String { x.map(Terminal.number) ?? "–" }
        let delta = change.delta.map { Terminal.difference($0) + (change.deltaUnit == "pp" ? " pp" : "") }
        return [
            change.kind.code, number(change.base), number(change.variant), change.kind.unit, delta ?? "–",
            change.relative.map { Terminal.difference($0 * 100) } ?? "",
        ]
    }

    private func isSame(_ layer: Layer, _ comparison: Comparison) -> Bool {
        comparison.counts(of: layer).allSatisfy { $0.change == "same" || $0.count == 0 }
    }

    private func show(_ layer: Layer, _ comparison: Comparison) {
        let counts = comparison.counts(of: layer).map { "\($0.count) \($0.change)" }.joined(separator: ", ")
        Terminal.out("layer \(layer.name): \(counts)")
        // The most changed by the layer's first difference that is not zero anywhere.
        guard let change = layer.column("change"),
            let delta = layer.columns.first(where: { column in
                column.name.hasSuffix("_delta") && (0..<layer.count).contains { (column[$0].double ?? 0) != 0 }
            })
        else { return }
        let rows = (0..<layer.count).filter { change[$0].text == "changed" }
            .sorted { (abs(delta[$0].double ?? 0), layer.ids[$1]) > (abs(delta[$1].double ?? 0), layer.ids[$0]) }
            .prefix(limit)
        guard !rows.isEmpty else { return }
        let name = String(delta.name.dropLast("_delta".count))
        let (base, variant) = (layer.column("\(name)_base"), layer.column("\(name)_variant"))
        func unit(_ column: Column?) -> String { column?.unit.map { " [\($0)]" } ?? "" }
        func number(_ value: Value?) -> String { value?.double.map(Terminal.number) ?? "" }
        Terminal.out(
            Terminal.table(
                ["id", "\(name) base\(unit(base))", "variant\(unit(variant))", "change\(unit(delta))", "%"],
                rows.map { row in
                    let (from, by) = (base?[row].double ?? 0, delta[row].double)
                    let relative = from != 0 && base?.unit != "%" ? by.map { $0 / abs(from) * 100 } : nil
                    return [
                        layer.ids[row], number(base?[row]), number(variant?[row]),
                        by.map(Terminal.difference) ?? "", relative.map(Terminal.difference) ?? "",
                    ]
                }) + "\n")
    }
}

/// A share: `0.01`, `1%`.
private func share(_ text: String, option: String) throws -> Double {
    let percent = text.hasSuffix("%")
    guard let found = numbers(in: percent ? String(text.dropLast()) : text), found.count == 1,
        Comparison.thresholds.contains(found[0] / (percent ? 100 : 1))
    else {
        throw InputError(
            path: option, problem: "'\(text)' is not a share of 0 … 1", suggestion: "write it like 1% or 0.01")
    }
    return found[0] / (percent ? 100 : 1)
}
