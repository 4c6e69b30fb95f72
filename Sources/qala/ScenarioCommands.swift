import ArgumentParser
import City
import Engine
import Foundation
import Geometry
import JSON

/// `qala list`
struct List: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "The simulations, one line each.")

    @Flag(help: "Answer as JSON.")
    var json = false

    func run() {
        if json {
            let list: JSONValue = .array(
                simulations.map { ["name": .string($0.name), "summary": .string($0.summary)] })
            return Terminal.out(list.text(indent: 2))
        }
        Terminal.out(Terminal.table(["simulation", "question"], simulations.map { [$0.name, $0.summary] }))
    }
}

/// `qala describe`
struct Describe: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "A simulation's inputs with units, defaults and ranges.")

    @Argument(help: "The simulation (see qala list).")
    var simulation: String?
    @Flag(help: "The JSON Schema of the inputs.")
    var json = false
    @Flag(help: "The JSON Schema of requests, answers, scenarios and all inputs.")
    var schema = false

    func run() throws {
        if schema { return Terminal.out(Schema.envelope.text(indent: 2)) }
        guard let name = simulation else {
            throw InputError(
                path: "describe", problem: "which simulation?",
                suggestion: "one of: \(simulations.map { $0.name }.joined(separator: ", ")); or --schema")
        }
        let type = try Engine.simulation(named: name)
        if json { return Terminal.out(Schema.simulation(type).text(indent: 2)) }
        Terminal.out("\(type.name): \(type.summary)\n")
        Terminal.out(
            Terminal.table(
                ["input", "value", "default", "what it is"],
                declarations(of: type).map {
                    [
                        $0.name, $0.kindText, $0.fallback == .null ? "–" : $0.fallback.string ?? $0.fallback.text(),
                        $0.summary,
                    ]
                }))
    }
}

/// How scenarios are changed on the command line.
struct Settings: ParsableArguments {
    @Option(help: ArgumentHelp("Set an input; repeatable.", valueName: "tilt=45"))
    var set: [String] = []

    /// Lays the settings over a scenario's inputs. A value that is not JSON is a text.
    func apply(to scenario: inout Scenario) throws {
        for pair in set {
            guard let equals = pair.firstIndex(of: "="), equals != pair.startIndex else {
                throw InputError(path: "--set", problem: "'\(pair)' is not NAME=VALUE", suggestion: "--set tilt=45")
            }
            let text = String(pair[pair.index(after: equals)...])
            scenario.inputs[String(pair[..<equals])] = (try? JSONValue(parsing: text)) ?? .string(text)
        }
    }
}

/// `qala run`
struct RunScenario: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run", abstract: "Run a scenario: load its city, make its changes, simulate, write the outcome.")

    @Argument(help: "The scenario, a JSON file.", completion: .file(extensions: ["json"]))
    var scenario: String
    @OptionGroup var settings: Settings
    @Option(help: "Write the outcome here instead of the scenario's outputs; repeatable.", completion: .file())
    var out: [String] = []
    @Flag(help: "Answer as JSON.")
    var json = false
    @OptionGroup var verbosity: Verbosity

    func run() throws {
        let terminal = Terminal(verbosity: verbosity)
        var run = try Run(file: scenario, cities: Cities())
        try settings.apply(to: &run.scenario)
        if !out.isEmpty { run.scenario.outputs = out.map(absolute) }
        let start = ContinuousClock.now
        let result = try terminal.withProgress { try run() }
        let written = try run.write(result)
        if json {
            var answer = result.outcome.json(features: false).object ?? [:]
            answer["outputs"] = .array(written.files.map { .string($0) })
            Terminal.out(JSONValue.object(answer).text(indent: 2))
        } else {
            if let title = run.scenario.title(in: "en") { Terminal.out(title + "\n") }
            Terminal.out(
                Terminal.table(
                    ["indicator", "value", "unit", "what it is"],
                    result.outcome.indicators.map {
                        [$0.kind.code, $0.value.map(Terminal.number) ?? "–", $0.kind.unit, $0.kind.definition]
                    }))
            for layer in result.outcome.layers where run.scenario.simulation != nil {
                Terminal.out("layer \(layer.name): \(layer.count) features")
            }
        }
        var noticed = result.outcome.diagnostics
        // Writers look at the same city and notice the same again.
        for d in written.diagnostics.all where !noticed.all.contains(where: { $0.code == d.code }) { noticed.add(d) }
        terminal.say(noticed)
        for file in written.files { terminal.say("written: \(file)", ["file": .string(file)]) }
        if verbosity.verbose { terminal.say("took \(ContinuousClock.now - start)") }
    }
}

/// Paths on the command line start from where the user is, not from the scenario.
private func absolute(_ path: String) -> String {
    path.hasPrefix("/") ? path : FileManager.default.currentDirectoryPath + "/" + path
}

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
    @Option(help: "How many of the most changed features are shown.")
    var limit = 10
    @Flag(help: "Answer as JSON.")
    var json = false
    @OptionGroup var verbosity: Verbosity

    func run() throws {
        let terminal = Terminal(verbosity: verbosity)
        let cities = Cities()
        var first = try Run(file: base, cities: cities)
        var second = try Run(file: variant, cities: cities)
        try settings.apply(to: &first.scenario)
        try settings.apply(to: &second.scenario)
        let compared = try terminal.withProgress { try Engine.compare(base: first, variant: second) }
        for path in out { try compared.write(to: path) }
        let comparison = compared.comparison
        if json {
            var answer = comparison.json(features: true).object ?? [:]
            answer["outputs"] = .array(out.map { .string($0) })
            Terminal.out(JSONValue.object(answer).text(indent: 2))
        } else {
            func number(_ x: Double?) -> String { x.map(Terminal.number) ?? "–" }
            Terminal.out(
                Terminal.table(
                    ["indicator", "base", "variant", "change", "unit"],
                    comparison.indicators.map {
                        [$0.kind.code, number($0.base), number($0.variant), number($0.delta), $0.kind.unit]
                    }))
            for layer in comparison.layers { show(layer, comparison) }
        }
        terminal.say(comparison.diagnostics)
        for file in out { terminal.say("written: \(file)", ["file": .string(file)]) }
    }

    private func show(_ layer: Layer, _ comparison: Comparison) {
        let counts = comparison.counts(of: layer).map { "\($0.count) \($0.change)" }.joined(separator: ", ")
        Terminal.out("\nlayer \(layer.name): \(counts)")
        // The most changed by the layer's first difference that is not zero anywhere.
        let deltas = layer.columns.filter { $0.name.hasSuffix("_delta") }
        guard let change = layer.column("change"),
            let delta = deltas.first(where: { c in (0..<layer.count).contains { (c[$0].double ?? 0) != 0 } })
        else { return }
        let rows = (0..<layer.count).filter { change[$0].text == "changed" }
            .sorted { (abs(delta[$0].double ?? 0), layer.ids[$1]) > (abs(delta[$1].double ?? 0), layer.ids[$0]) }
            .prefix(limit)
        guard !rows.isEmpty else { return }
        let name = String(delta.name.dropLast("_delta".count))
        let columns = ["base", "variant", "delta"].compactMap { layer.column("\(name)_\($0)") }
        let unit = delta.unit.map { " [\($0)]" } ?? ""
        Terminal.out(
            Terminal.table(
                ["id", "\(name) base\(unit)", "variant", "change"],
                rows.map { row in
                    [layer.ids[row]] + columns.map { $0[row].double.map(Terminal.number) ?? "" }
                }))
    }
}

/// `qala batch`
struct BatchLoop: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "batch",
        abstract: "Answer JSON-RPC 2.0 requests, one a line, from standard input.",
        discussion: """
            echo '{"jsonrpc":"2.0","id":1,"method":"query","params":{"layer":"building","near":"43.2978,68.2708","nearest":3}}' \\
              | qala batch --city GeoData/turkistan/turkistan.gpkg
            Methods: run, compare, query, describe, list, info, export, cancel.
            """)

    @Option(help: "Threads that answer.")
    var jobs = 1
    @Option(help: "City of the requests that name none.", completion: .file())
    var city: String?
    @Flag(help: "Answer in the order of the requests.")
    var ordered = false
    @Option(help: "Longest line in megabytes.")
    var lineLimit = 16

    func validate() throws {
        guard (1...256).contains(jobs) else { throw ValidationError("--jobs must be 1 … 256") }
        guard (1...1024).contains(lineLimit) else { throw ValidationError("--line-limit must be 1 … 1024") }
    }

    func run() throws {
        try Batch(.init(jobs: jobs, isOrdered: ordered, city: city, lineLimit: lineLimit << 20)).run()
    }
}
