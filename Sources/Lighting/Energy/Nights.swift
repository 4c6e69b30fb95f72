public import Geometry
public import Sky

/// A stretch of time, seconds since 1970-01-01 00:00 UTC.
public struct TimeSpan: Sendable, Hashable {
    public var from: Double
    public var to: Double

    public init(from: Double, to: Double) {
        self.from = from
        self.to = to
    }

    public var hours: Double { (to - from) / 3600 }
}

/// When street lighting burns in a year: from where the sun falls below one height to where it rises above another.
///
/// Only nights whose sun goes below the lower of the two heights count; where it never rises above them lamps burn on,
/// where it never falls below them there is no night. The first and the last night are cut at the year's ends.
/// - Parameters:
///   - year: civil year of the clock that is `offset` hours ahead of UTC.
///   - on: the sun's true height at which lamps are switched on in the evening.
///   - off: at which they are switched off in the morning.
/// - Returns: spans in order, none of them touching another; times within a second of the crossings.
public func nights(of year: Int, at location: Location, offset: Double, on: Angle, off: Angle) -> [TimeSpan] {
    let start = Instant(year: year, month: 1, day: 1, offsetHours: offset).unixSeconds
    let end = Instant(year: year + 1, month: 1, day: 1, offsetHours: offset).unixSeconds
    // Two days more on either side, so that nights across the year's ends are whole.
    let path = SunPath(from: start - 2 * 86_400, to: end + 2 * 86_400, location)
    let dark = path.spans(below: min(on.degrees, off.degrees))
    let evenings = on.degrees > off.degrees ? path.spans(below: on.degrees) : dark
    let mornings = off.degrees > on.degrees ? path.spans(below: off.degrees) : dark
    var found: [TimeSpan] = []
    var (evening, morning) = (0, 0)
    for span in dark {
        while evening < evenings.count - 1, evenings[evening].to < span.to { evening += 1 }
        while morning < mornings.count - 1, mornings[morning].to < span.to { morning += 1 }
        var night = TimeSpan(
            from: min(span.from, evenings[evening].from), to: max(span.to, mornings[morning].to))
        night.from = max(night.from, start)
        night.to = min(night.to, end)
        guard night.to > night.from else { continue }
        if let last = found.last, night.from <= last.to {
            found[found.count - 1].to = max(last.to, night.to)
        } else {
            found.append(night)
        }
    }
    return found
}

/// The sun's height over a place through a stretch of time, every five minutes.
private struct SunPath {
    private let start: Double
    private let elevations: [Double]
    private let location: Location
    private static let step = 300.0

    init(from start: Double, to end: Double, _ location: Location) {
        self.start = start
        self.location = location
        let count = Int(((end - start) / Self.step).rounded(.up)) + 1
        let instants = (0..<count).map { Instant(unixSeconds: start + Double($0) * Self.step) }
        elevations = SunPosition.series(at: instants, location: location).map(\.elevation.degrees)
    }

    /// Where the sun is below a height, degrees; spans that reach an end of the path end there.
    func spans(below height: Double) -> [TimeSpan] {
        var found: [TimeSpan] = []
        var from: Double? = elevations[0] < height ? start : nil
        for i in 1..<elevations.count where (elevations[i] < height) != (elevations[i - 1] < height) {
            let time = crossing(i - 1, height)
            if let begun = from {
                found.append(TimeSpan(from: begun, to: time))
                from = nil
            } else {
                from = time
            }
        }
        if let from { found.append(TimeSpan(from: from, to: start + Double(elevations.count - 1) * Self.step)) }
        return found
    }

    /// The crossing between a sample and the next, by the secant and its repetition: the sun's height is all but
    /// straight over five minutes.
    private func crossing(_ i: Int, _ height: Double) -> Double {
        let begin = start + Double(i) * Self.step
        var (a, b) = (0.0, Self.step)
        var (low, high) = (elevations[i] - height, elevations[i + 1] - height)
        for _ in 0..<3 {
            let t = a + (b - a) * low / (low - high)
            let value =
                SunPosition(at: Instant(unixSeconds: begin + t), location: location).elevation.degrees - height
            if abs(value) < 1e-7 || !(t > a && t < b) { return begin + t }
            if (value < 0) == (low < 0) { (a, low) = (t, value) } else { (b, high) = (t, value) }
        }
        return begin + a + (b - a) * low / (low - high)
    }
}
