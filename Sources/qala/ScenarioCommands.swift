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
        var run = try Run(file: scenario, cities: Cities(isKeeping: false))
        try settings.apply(to: &run.scenario)
        if !out.isEmpty { run.scenario.outputs = out.map(absolute) }
        let start = ContinuousClock.now
        let (result, written) = try terminal.withProgress {
            let result = try run()
            return (result, try run.write(result))
        }
        if json {
            var answer = result.outcome.json(features: false).object ?? [:]
            answer["outputs"] = .array(written.files.map { .string($0) })
            Terminal.out(JSONValue.object(answer).text(indent: 2))
        } else {
            show(result.outcome, of: run.scenario)
        }
        var noticed = result.outcome.diagnostics
        // Writers look at the same city and notice the same again.
        for d in written.diagnostics.all where !noticed.all.contains(where: { $0.code == d.code }) { noticed.add(d) }
        terminal.say(noticed)
        for file in written.files { terminal.say("written: \(file)", ["file": .string(file)]) }
        if verbosity.verbose { terminal.say("took \(ContinuousClock.now - start)") }
    }

    private func show(_ outcome: Outcome, of scenario: Scenario) {
        if let title = scenario.title(in: "en") { Terminal.out(title + "\n") }
        // Without a simulation the outcome is the changed city, which is for `qala info` to show.
        guard scenario.simulation != nil else { return }
        Terminal.out(
            Terminal.table(
                ["indicator", "value", "unit", "what it is"],
                outcome.indicators.map {
                    [$0.kind.code, $0.value.map(Terminal.number) ?? "–", $0.kind.unit, $0.kind.definition]
                }))
        for layer in outcome.layers {
            Terminal.out("layer \(layer.name): \(Terminal.count(layer.count, "feature"))")
        }
    }
}

/// Paths on the command line start from where the user is, not from the scenario.
private func absolute(_ path: String) -> String {
    path.hasPrefix("/") ? path : FileManager.default.currentDirectoryPath + "/" + path
}
