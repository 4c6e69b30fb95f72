import Dispatch

/// Runs `body` for every chunk number below `count`, on all cores or one after another on the calling thread.
///
/// Chunks must write to places of their own. What a chunk does must not depend on who else runs, so that an answer
/// never depends on the number of cores.
func forEachChunk(_ count: Int, parallel: Bool, _ body: (Int) -> Void) {
    if parallel && count > 1 {
        withoutActuallyEscaping(body) { body in
            // Safe by the rule above: chunks share nothing they write.
            nonisolated(unsafe) let body = body
            DispatchQueue.concurrentPerform(iterations: count) { body($0) }
        }
    } else {
        for chunk in 0..<count { body(chunk) }
    }
}

/// The range that chunk `i` of `chunks` covers of `count` elements, cut at multiples of `step`.
func chunkRange(_ i: Int, of chunks: Int, count: Int, step: Int = 1) -> Range<Int> {
    let steps = (count + step - 1) / step
    return min(count, i * steps / chunks * step)..<min(count, (i + 1) * steps / chunks * step)
}
