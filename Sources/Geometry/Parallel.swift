import Dispatch
import Foundation
import Synchronization

/// Cores this machine has for us.
let coreCount = max(1, ProcessInfo.processInfo.activeProcessorCount)

/// Runs `body` on ranges that cover 0..<count, on all cores if there is enough to do.
///
/// The ranges depend on `count` alone, so results cannot depend on the number of cores.
func parallelRanges(_ count: Int, atLeast chunk: Int, threads: Int? = nil, _ body: @Sendable (Range<Int>) -> Void) {
    let chunks = (count + chunk - 1) / max(chunk, 1)
    @Sendable func range(_ i: Int) -> Range<Int> { i * chunk..<min(count, (i + 1) * chunk) }
    guard chunks > 1, (threads ?? coreCount) > 1 else {
        for i in 0..<chunks { body(range(i)) }
        return
    }
    DispatchQueue.concurrentPerform(iterations: chunks) { body(range($0)) }
}

/// The same with an answer a range, in order.
func parallelChunks<T: Sendable>(
    _ count: Int, atLeast chunk: Int, threads: Int? = nil, _ body: (Range<Int>) -> T
) -> [T] {
    let chunks = (count + chunk - 1) / max(chunk, 1)
    // Each answer is written by one thread; `body` runs to its end before this returns.
    return withoutActuallyEscaping(body) { body in
        nonisolated(unsafe) let body = body
        let answers = Mutex([T?](repeating: nil, count: chunks))
        parallelRanges(count, atLeast: chunk, threads: threads) { range in
            let answer = body(range)
            answers.withLock { $0[range.lowerBound / chunk] = answer }
        }
        return answers.withLock { $0.compactMap { $0 } }
    }
}
