import City
import JSON
import Synchronization

/// Where a request stands in the stream: its line, and its place in a line that holds a list.
struct RequestPlace: Hashable, Comparable {
    var line: Int
    var index = 0

    static func < (a: RequestPlace, b: RequestPlace) -> Bool { (a.line, a.index) < (b.line, b.index) }
}

/// Which requests run, so that one can be called off, or all of them.
///
/// A `cancel` concerns the requests of its id that stand before it in the stream, whether they run or still wait; a
/// later request of the same id is another one.
final class RunningRequests: Sendable {
    private struct State {
        var running: [RequestPlace: (id: JSONValue?, monitor: Monitor)] = [:]
        /// The last `cancel` of each id, while requests before it may still wait.
        var cancels: [JSONValue: RequestPlace] = [:]
        /// First lines of the bunches that are not answered yet; no more than there are places for bunches.
        var openBunches: Set<Int> = []
        var isStopped = false
    }
    private let state = Mutex(State())

    func start(
        _ request: Request, at place: RequestPlace, report: (@Sendable (Int, Int, String) -> Void)?
    ) -> Monitor {
        let monitor = Monitor(report: report)
        state.withLock { state in
            let isCancelled = request.id.flatMap { state.cancels[$0] }.map { place < $0 } ?? false
            if isCancelled || state.isStopped { monitor.cancel() }
            state.running[place] = (request.id, monitor)
        }
        return monitor
    }

    func end(_ place: RequestPlace) { state.withLock { $0.running[place] = nil } }

    /// Calls off the requests of an id that stand before the `cancel`.
    func cancel(_ id: JSONValue, by place: RequestPlace) {
        state.withLock { state in
            for (other, request) in state.running where other < place && request.id == id { request.monitor.cancel() }
            state.cancels[id] = max(place, state.cancels[id] ?? place)
        }
    }

    /// Calls off everything that runs and everything that has yet to begin.
    func stop() {
        state.withLock { state in
            state.isStopped = true
            for request in state.running.values { request.monitor.cancel() }
        }
    }

    var isStopped: Bool { state.withLock(\.isStopped) }

    /// A bunch that begins with this line has been read.
    func open(_ line: Int) { state.withLock { _ = $0.openBunches.insert(line) } }

    /// A bunch is answered: a `cancel` before which nothing waits any more is forgotten.
    func close(_ line: Int) {
        state.withLock { state in
            state.openBunches.remove(line)
            guard !state.cancels.isEmpty else { return }
            let first = state.openBunches.min() ?? .max
            state.cancels = state.cancels.filter { $0.value.line >= first }
        }
    }
}
