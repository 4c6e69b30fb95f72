import ArgumentParser
import City
import Engine
import Geometry

/// qala: ask a city what-if questions.
@main
struct Qala: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "qala",
        abstract: "Ask a city what-if questions: load its layers, change it, run simulations, compare.",
        discussion: """
            A first try:
              qala info GeoData/turkistan/turkistan.gpkg
              qala query GeoData/turkistan/turkistan.gpkg building --near 43.2978,68.2708 --within 300m
              qala run Scenarios/solar/turkistan.json --out out/roofs.gpkg

            Results go to standard output, everything else to standard error.
            Exit codes: 0 all well, 1 problems found (validate), 64 wrong input, 65 bad file, 70 a library failed.
            """,
        version: Engine.version,
        subcommands: [
            Import.self, Info.self, Find.self, List.self, Describe.self, RunScenario.self, Compare.self,
            BatchLoop.self, Export.self, Validate.self,
        ])

    /// A mistyped command is told the nearest one.
    private static func suggestCommand() throws {
        let names = configuration.subcommands.compactMap { $0._commandName } + ["help"]
        guard let word = CommandLine.arguments.dropFirst().first, !word.hasPrefix("-"), !names.contains(word) else {
            return
        }
        throw InputError(
            path: word, problem: "there is no such command",
            suggestion: nearest(to: word, among: names).map { "did you mean '\($0)'?" }
                ?? "known: \(names.joined(separator: ", "))")
    }

    static func main() async {
        do {
            try suggestCommand()
            var command = try parseAsRoot()
            try command.run()
        } catch {
            Terminal.exit(with: error)
        }
    }
}
