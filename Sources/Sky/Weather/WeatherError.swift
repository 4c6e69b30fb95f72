/// A weather file that cannot be used: what is wrong and where.
public struct WeatherError: Error, Sendable, Hashable, CustomStringConvertible {
    /// Line of the file, counted from 1; nil when the file as a whole is meant.
    public var line: Int?
    /// What was expected and what was found.
    public var problem: String

    /// From a line number, counted from 1, and a sentence.
    public init(line: Int? = nil, problem: String) {
        self.line = line
        self.problem = problem
    }

    /// "line 9: ..." or the problem alone.
    public var description: String { line.map { "line \($0): \(problem)" } ?? problem }
}

/// Something in a weather file that was mended, counted.
public struct WeatherDiagnostic: Sendable, Hashable, CustomStringConvertible {
    /// What was found and what was done about it.
    public var message: String
    /// How many values (or hours) are concerned.
    public var count: Int

    /// From a sentence and a count.
    public init(message: String, count: Int) {
        self.message = message
        self.count = count
    }

    /// The count before the sentence.
    public var description: String { "\(count) × \(message)" }
}
