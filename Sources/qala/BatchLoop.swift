import ArgumentParser
import Engine

/// `qala batch`
struct BatchLoop: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "batch",
        abstract: "Answer JSON-RPC 2.0 requests, one a line, from standard input.",
        discussion: """
            echo '{"jsonrpc":"2.0","id":1,"method":"query","params":{"layer":"building","near":"43.2978,68.2708","nearest":3}}' \\
              | qala batch --city GeoData/turkistan/turkistan.gpkg
            Methods: run, compare, query, describe, list, info, export, cancel; qala describe --schema has their \
            parameters.
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
        let batch = Batch(.init(jobs: jobs, isOrdered: ordered, city: city, lineLimit: lineLimit << 20))
        let signals = EndSignals { batch.stop() }
        defer { signals.end() }
        try batch.run()
        if let number = signals.number { throw Interrupted(signal: number) }
    }
}
