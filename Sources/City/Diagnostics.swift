/// Something a reader or a simulation noticed and could live with: counted, with the first few features it met.
public struct Diagnostic: Sendable, Hashable {
    public enum Severity: String, Sendable {
        /// Bears on every number of the answer: always shown, on pictures too.
        case caution
        /// Worth knowing; nothing was changed.
        case note
        /// Repaired or assumed by a stated rule.
        case repaired
        /// Left out.
        case skipped
    }

    public var severity: Severity
    /// Machine-readable, kebab-case: `unclosed-ring`.
    public var code: String
    /// One sentence for a person.
    public var message: String
    /// How many features it concerns.
    public var count: Int
    /// The first few of them.
    public var features: [String]

    public init(severity: Severity, code: String, message: String, count: Int, features: [String]) {
        self.severity = severity
        self.code = code
        self.message = message
        self.count = count
        self.features = features
    }
}

/// Diagnostics gathered by kind: a million broken features make one line, not a million.
public struct Diagnostics: Sendable {
    /// How many feature ids are kept per kind.
    public static let examples = 5

    public private(set) var all: [Diagnostic] = []

    public init() {}

    public var isEmpty: Bool { all.isEmpty }

    /// Number of features left out.
    public var skipped: Int { all.reduce(0) { $0 + ($1.severity == .skipped ? $1.count : 0) } }

    public mutating func caution(_ code: String, _ message: String, _ feature: String? = nil, count: Int = 1) {
        record(.caution, code, message, feature, count)
    }
    public mutating func note(_ code: String, _ message: String, _ feature: String? = nil, count: Int = 1) {
        record(.note, code, message, feature, count)
    }
    public mutating func repaired(_ code: String, _ message: String, _ feature: String? = nil, count: Int = 1) {
        record(.repaired, code, message, feature, count)
    }
    public mutating func skipped(_ code: String, _ message: String, _ feature: String? = nil, count: Int = 1) {
        record(.skipped, code, message, feature, count)
    }

    /// Adds those of another reader or step.
    public mutating func merge(_ other: Diagnostics) { for d in other.all { add(d) } }

    /// Adds one kind.
    public mutating func add(_ d: Diagnostic) {
        if let i = place(d.severity, d.code, d.message) {
            all[i].count += d.count
            all[i].features += d.features.prefix(max(0, Diagnostics.examples - all[i].features.count))
        } else {
            all.append(d)
        }
    }

    private func place(_ severity: Diagnostic.Severity, _ code: String, _ message: String) -> Int? {
        all.firstIndex { $0.code == code && $0.severity == severity && $0.message == message }
    }

    private mutating func record(
        _ severity: Diagnostic.Severity, _ code: String, _ message: String, _ feature: String?, _ count: Int
    ) {
        guard let i = place(severity, code, message) else {
            let features = feature.map { [$0] } ?? []
            all.append(
                Diagnostic(severity: severity, code: code, message: message, count: count, features: features))
            return
        }
        all[i].count += count
        if let feature, all[i].features.count < Diagnostics.examples { all[i].features.append(feature) }
    }
}
