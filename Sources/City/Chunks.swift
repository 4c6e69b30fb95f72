import Dispatch
import Synchronization

/// Runs `body` for every chunk of `count` pieces of work on all cores, and reports progress.
///
/// Chunks must write to places of their own, so that the answer does not depend on the number of cores.
/// - Throws: what `body` or the monitor throws first; chunks not yet begun are then left out.
package func forEachChunk(
    of count: Int, by size: Int, _ what: String, _ body: (_ chunk: Int, _ range: Range<Int>) throws -> Void
) throws {
    let monitor = Monitor.current
    monitor?.begin()
    let failure = Mutex<(any Error)?>(nil)
    let chunks = (count + size - 1) / size
    withoutActuallyEscaping(body) { body in
        nonisolated(unsafe) let body = body
        DispatchQueue.concurrentPerform(iterations: chunks) { chunk in
            guard failure.withLock({ $0 == nil }) else { return }
            let range = chunk * size..<min(count, (chunk + 1) * size)
            do {
                try body(chunk, range)
                try monitor?.advance(range.count, of: count, what)
            } catch {
                failure.withLock { $0 = $0 ?? error }
            }
        }
    }
    if let error = failure.withLock({ $0 }) { throw error }
}
