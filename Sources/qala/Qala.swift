import ArgumentParser
import City
import Engine
import Foundation
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

    /// `--near -33.8,151.2` as `--near=-33.8,151.2`: what begins like a number is no option, but the value of one.
    private static func joiningNumbers(_ arguments: [String]) -> [String] {
        var joined: [String] = []
        for argument in arguments {
            let isNumber = argument.hasPrefix("-") && "0123456789.".contains(argument.dropFirst().first ?? "-")
            if isNumber, let option = joined.last, option.hasPrefix("--"), option.count > 2, !option.contains("=") {
                joined[joined.count - 1] = "\(option)=\(argument)"
            } else {
                joined.append(argument)
            }
        }
        return joined
    }

    static func main() async {
        // A stream that is closed from the start must not give its number to the next file that is opened. Opened for
        // reading, it has no input, and a result that goes there is an error.
        for stream: Int32 in 0...2 where fcntl(stream, F_GETFD) == -1 { _ = open("/dev/null", O_RDONLY) }
        // A pipe that nobody reads any more is an answer of `write`, not the end of the program in the middle of its work.
        signal(SIGPIPE, SIG_IGN)
        do {
            try suggestCommand()
            var command = try parseAsRoot(joiningNumbers(Array(CommandLine.arguments.dropFirst())))
            try command.run()
        } catch {
            Terminal.exit(with: error)
        }
    }
}
