import Geometry

/// How brightly a lamp burns by the clock: steps that repeat every day (the operational profile of EN 13201-5:2015).
///
/// Written as `22:00 70%, 00:00 50% power 53% detect 20%, 05:00 100%`: from each time on a share of the full light,
/// `off` for none; `power`, the share of the full power at that level where it is known; `detect`, the share of the time
/// in which a detector raises the lamp to full light. Before the first step of a day the last one of the day before holds.
public struct DimmingProfile: Sendable, Hashable {
    public struct Step: Sendable, Hashable {
        /// Minutes since midnight, 0 ..< 1440.
        public var minute: Int
        /// Share of the full light, 0…1.
        public var level: Double
        /// Share of the full power, 0…1; nil where the level says it.
        public var power: Double?
        /// Share of the time in which the lamp burns fully because somebody passes, 0…1.
        public var detection: Double

        public init(minute: Int, level: Double, power: Double? = nil, detection: Double = 0) {
            self.minute = minute
            self.level = level
            self.power = power
            self.detection = detection
        }
    }

    /// In order of time; never empty.
    public let steps: [Step]
    /// What "full" is for a detector, and for a road's class: 1, or the level the lamp is held at for good.
    let full: Double

    /// Full light all night.
    public static let full = DimmingProfile([Step(minute: 0, level: 1)])

    /// - Parameter steps: at least one; in any order of time.
    public init(_ steps: [Step]) { self.init(steps, full: 1) }

    private init(_ steps: [Step], full: Double) {
        precondition(!steps.isEmpty)
        self.full = full
        self.steps = steps.sorted { $0.minute < $1.minute }
    }

    /// The step that holds at a minute of the day.
    public func step(at minute: Int) -> Step { steps.last { $0.minute <= minute } ?? steps[steps.count - 1] }

    /// The same steps of a lamp whose full light is dimmed to a level already.
    func scaled(to level: Double) -> DimmingProfile {
        if level == 1 { return self }
        return DimmingProfile(
            steps.map {
                Step(minute: $0.minute, level: $0.level * level, detection: $0.detection)
            }, full: full * level)
    }

    /// Reads the form above; an empty text is full light all night.
    /// - Parameter path: of the input, for errors.
    /// - Throws: `InputError` naming the step.
    public init(_ text: String, path: String) throws {
        var steps: [Step] = []
        for (number, part) in text.split(separator: ",").enumerated() {
            func wrong(_ problem: String) -> InputError {
                InputError(
                    path: path, problem: "step \(number + 1), '\(part.trimmed)': \(problem)",
                    suggestion: "write '22:00 70%, 00:00 50% power 53% detect 20%, 05:00 100%'")
            }
            let words = part.split(whereSeparator: \.isWhitespace).map(String.init)
            if words.isEmpty { continue }
            guard let minute = Self.minute(words[0]) else {
                throw wrong("begins with no time of the day such as 22:30")
            }
            guard words.count >= 2 else { throw wrong("has no level") }
            guard let level = Self.share(words[1]) else { throw wrong("'\(words[1])' is no share from 0 to 100%") }
            var step = Step(minute: minute, level: level)
            var rest = words[2...]
            while let word = rest.popFirst() {
                guard word == "power" || word == "detect" else { throw wrong("'\(word)' is neither power nor detect") }
                guard let next = rest.popFirst(), let value = Self.share(next) else {
                    throw wrong("'\(word)' wants a share from 0 to 100%")
                }
                if word == "power" { step.power = value } else { step.detection = value }
            }
            if steps.contains(where: { $0.minute == minute }) { throw wrong("there is a step at that time already") }
            steps.append(step)
        }
        self.init(steps.isEmpty ? Self.full.steps : steps)
    }

    private static func minute(_ text: String) -> Int? {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count <= 2, parts.allSatisfy({ !$0.isEmpty && $0.count <= 2 && $0.allSatisfy(\.isASCIIDigit) }),
            let hour = Int(parts[0]), let minute = parts.count == 2 ? Int(parts[1]) : 0,
            minute < 60, hour < 24 || (hour == 24 && minute == 0)
        else { return nil }
        return (60 * hour + minute) % 1440
    }

    private static func share(_ text: String) -> Double? {
        if text == "off" { return 0 }
        let value = text.hasSuffix("%") ? Double(text.dropLast()).map { $0 / 100 } : Double(text)
        return value.flatMap { (0...1).contains($0) ? $0 : nil }
    }
}

extension Character {
    fileprivate var isASCIIDigit: Bool { isASCII && isNumber }
}
