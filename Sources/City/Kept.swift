import Synchronization

/// Results of long computations, kept for the next question about the same city.
///
/// Whoever answers many questions sets `Kept.$current`; a computation that finds its key there takes what it finds. A key
/// must say everything the result depends on, so that an answer is the same with and without.
public final class Kept: Sendable {
    /// What is kept for computations in this task or call.
    @TaskLocal public static var current: Kept?

    private struct Entry {
        var value: any Sendable
        var bytes: Int
        var lastUse: Int
    }

    private let limit: Int
    private let entries = Mutex<(clock: Int, byKey: [String: Entry])>((0, [:]))

    /// - Parameter bytes: how much memory may be kept; the results not asked for longest go first.
    public init(bytes: Int = 3 << 30) { limit = bytes }

    /// The result for a key: the one kept, or a new one.
    public static func value<Value: Sendable>(
        for key: String, bytes: (Value) -> Int, make: () throws -> Value
    ) rethrows -> Value {
        guard let current else { return try make() }
        if let found = current.entries.withLock({ entries -> Value? in
            entries.clock += 1
            entries.byKey[key]?.lastUse = entries.clock
            return entries.byKey[key]?.value as? Value
        }) {
            return found
        }
        let value = try make()
        current.keep(value, for: key, bytes: bytes(value))
        return value
    }

    private func keep(_ value: any Sendable, for key: String, bytes: Int) {
        guard bytes <= limit else { return }
        entries.withLock { entries in
            entries.byKey[key] = Entry(value: value, bytes: bytes, lastUse: entries.clock)
            var total = entries.byKey.values.reduce(0) { $0 + $1.bytes }
            while total > limit, let oldest = entries.byKey.min(by: { $0.value.lastUse < $1.value.lastUse }) {
                total -= oldest.value.bytes
                entries.byKey[oldest.key] = nil
            }
        }
    }
}
