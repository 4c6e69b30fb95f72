internal import Dispatch
internal import Synchronization

#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#else
    internal import Darwin
#endif

/// Number of processors this machine offers.
var processorCount: Int { max(1, Int(sysconf(Int32(_SC_NPROCESSORS_ONLN)))) }

/// Does the work for 0, 1, 2, …, `threads` at a time, and hands the results on in that order, on the caller's thread.
///
/// At most `threads` results wait at any time.
/// - Parameter work: gets the number of the work and of the worker, which no other work has at the same time.
/// - Throws: what the first failing work throws, after everything before it has been delivered.
func inOrder<Result: Sendable>(
    _ count: Int, threads: Int, _ work: @Sendable (_ number: Int, _ worker: Int) throws -> Result,
    deliver: (Result) throws -> Void
) throws {
    var next = 0
    while next < count {
        let first = next
        let round = min(max(1, threads), count - first)
        next += round
        if round == 1 {
            try deliver(work(first, 0))
            continue
        }
        let results = Mutex([Swift.Result<Result, any Error>?](repeating: nil, count: round))
        DispatchQueue.concurrentPerform(iterations: round) { i in
            let result = Swift.Result { try work(first + i, i) }
            results.withLock { $0[i] = result }
        }
        for result in results.withLock({ $0 }) {
            if let result { try deliver(result.get()) }
        }
    }
}

/// Parses a text piece by piece, batch by batch on several threads, and hands the parts on in the text's order.
/// - Parameters:
///   - pieces: where they stand in the text.
///   - worker: makes what one thread parses with.
///   - passed: told of every stretch of the text that is not needed any more.
func parse<Worker: Sendable, Part: Sendable>(
    _ pieces: [Range<Int>], batchBytes: Int, threads: Int, worker: () -> Worker,
    _ read: @Sendable (Worker, Range<Int>) throws -> Part, passed: (Range<Int>) -> Void,
    deliver: (Part) throws -> Void
) throws {
    let groups = pieces.map(\.count).grouped(by: batchBytes)
    let workers = (0..<min(threads, max(1, groups.count))).map { _ in worker() }
    var stretch = PassedStretch()
    try inOrder(groups.count, threads: workers.count) { number, thread in
        let group = groups[number]
        return (part: try read(workers[thread], group), end: pieces[group].last?.upperBound ?? 0)
    } deliver: { part, end in
        if let range = stretch.reached(end) { passed(range) }
        try deliver(part)
    }
}

extension [Int] {
    /// Ranges of neighbours whose sum passes `size`: pieces of these sizes that make one batch.
    func grouped(by size: Int) -> [Range<Int>] {
        var groups: [Range<Int>] = []
        var start = 0
        var sum = 0
        for i in indices {
            sum += self[i]
            if sum >= size || i == count - 1 {
                groups.append(start..<i + 1)
                (start, sum) = (i + 1, 0)
            }
        }
        return groups
    }
}
