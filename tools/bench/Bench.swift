import Foundation

/// Runs the benchmarks named on the command line, or all of them: `qala-bench [index|rays|formats|solar|photometry|lighting] …`.
///
/// Another subject is another file with a function, and one line here. `qala-bench rays-export FOLDER` and
/// `qala-bench solar-export FOLDER BUILDINGS` and `qala-bench lighting-export FOLDER LAMP.ies` write what the programs in `peers` need to answer the same questions.
@main
enum Bench {
    static let subjects: KeyValuePairs<String, @Sendable () throws -> Void> = [
        "index": benchIndex,
        "rays": benchRays,
        "formats": benchFormats,
        "solar": benchSolar,
        "photometry": benchPhotometry,
        "lighting": benchLighting,
    ]

    static func main() throws {
        let wanted = CommandLine.arguments.dropFirst()
        if wanted.count == 2, wanted.first == "rays-export", let folder = wanted.last {
            return try exportRays(to: folder)
        }
        if wanted.count == 3, wanted.first == "solar-export", let count = wanted.last.flatMap({ Int($0) }) {
            return try exportSolar(to: Array(wanted)[1], buildings: count)
        }
        if wanted.count == 3, wanted.first == "lighting-export", let lamp = wanted.last {
            return try exportLighting(to: Array(wanted)[1], lamp: lamp)
        }
        for name in wanted where !subjects.contains(where: { $0.key == name }) {
            FileHandle.standardError.write(Data("qala-bench: no benchmark '\(name)'\n".utf8))
            exit(64)
        }
        for (name, run) in subjects where wanted.isEmpty || wanted.contains(name) {
            print("\n== \(name)")
            try run()
        }
    }
}

/// What one piece of work took: the least of several runs, seconds.
struct Cost {
    /// Of the calling thread alone.
    var cpu = Double.infinity
    /// Of all threads together.
    var allThreads = Double.infinity
    var wall = Double.infinity
}

/// Times `work`, the best of `runs`. Its answer is a checksum, kept so that the work is not optimised away.
func time(runs: Int = 5, _ work: () -> Int) -> (cost: Cost, checksum: Int) {
    var cost = Cost()
    var checksum = 0
    for _ in 0..<runs {
        let cpu = seconds(CLOCK_THREAD_CPUTIME_ID)
        let allThreads = seconds(CLOCK_PROCESS_CPUTIME_ID)
        let wall = seconds(CLOCK_MONOTONIC)
        checksum = work()
        cost.cpu = min(cost.cpu, seconds(CLOCK_THREAD_CPUTIME_ID) - cpu)
        cost.allThreads = min(cost.allThreads, seconds(CLOCK_PROCESS_CPUTIME_ID) - allThreads)
        cost.wall = min(cost.wall, seconds(CLOCK_MONOTONIC) - wall)
    }
    return (cost, checksum)
}

private func seconds(_ clock: clockid_t) -> Double {
    var t = timespec()
    clock_gettime(clock, &t)
    return Double(t.tv_sec) + Double(t.tv_nsec) * 1e-9
}

/// One line of a table: what, one thread's CPU seconds, what that is per operation, and a ratio or remark.
func report(_ what: String, seconds: Double, operations: Int, unit: String, remark: String = "") {
    let rate = Double(operations) / seconds
    let scaled = rate >= 1e6 ? String(format: "%8.2f M", rate / 1e6) : String(format: "%8.1f k", rate / 1e3)
    let name = what.padding(toLength: max(46, what.count), withPad: " ", startingAt: 0)
    print(String(format: "%@ %9.4f s %@", name, seconds, scaled) + "\(unit)/s  \(remark)")
}

/// SplitMix64: the same numbers everywhere.
struct Seeded: RandomNumberGenerator {
    private var state: UInt64

    init(_ seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }

    /// From 0 up to, not including, 1.
    mutating func unit() -> Double { Double(next() >> 11) * 0x1p-53 }

    /// Normally distributed with mean 0 and deviation 1 (Box and Muller).
    mutating func normal() -> Double { (-2 * log(1 - unit())).squareRoot() * cos(2 * .pi * unit()) }
}

extension Cost {
    /// How many cores' worth of time the threads got: on a busy machine fewer than it has.
    var coresRemark: String { String(format: "%.2f cores, %.4f s of CPU", allThreads / wall, allThreads) }
}
