import Synchronization

/// How far a long computation is, and whether anybody still wants it.
///
/// Whoever starts a computation sets `Monitor.$current`; kernels read it once and call `advance` chunk by chunk.
public final class Monitor: Sendable {
    /// The progress of the computation that runs in this task or call.
    @TaskLocal public static var current: Monitor?

    private let done = Atomic<Int>(0)
    private let cancelled = Atomic<Bool>(false)
    private let report: (@Sendable (_ done: Int, _ total: Int, _ what: String) -> Void)?

    /// - Parameter report: called from any thread, often; it must be quick.
    public init(report: (@Sendable (_ done: Int, _ total: Int, _ what: String) -> Void)? = nil) {
        self.report = report
    }

    public func cancel() { cancelled.store(true, ordering: .relaxed) }
    public var isCancelled: Bool { cancelled.load(ordering: .relaxed) }

    /// Starts counting a new stage from zero.
    public func begin() { done.store(0, ordering: .relaxed) }

    /// - Throws: `Cancelled` once somebody cancelled.
    public func check() throws { if isCancelled { throw Cancelled() } }

    /// Says that `count` more of `total` pieces of work are done.
    /// - Throws: `Cancelled` once somebody cancelled.
    public func advance(_ count: Int, of total: Int, _ what: String) throws {
        try check()
        let now = done.add(count, ordering: .relaxed).newValue
        report?(now, total, what)
    }

    /// The computation was called off.
    public struct Cancelled: Error, Sendable {
        public init() {}
    }
}
