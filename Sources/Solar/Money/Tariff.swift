import Geometry

/// What a kWh is worth, in tenge (or any one currency).
public struct Tariff: Sendable, Hashable {
    /// Price of a kWh that need not be bought, in year 1.
    public var purchase: Double
    /// Price paid for a kWh fed in, in year 1; under net metering the purchase price or the agreed share of it.
    public var feedIn: Double
    /// Growth of the purchase price a year, nominal.
    public var escalation: Double
    /// Growth of the feed-in price a year, nominal.
    public var feedInEscalation: Double

    public init(purchase: Double, feedIn: Double = 0, escalation: Double = 0, feedInEscalation: Double = 0) {
        self.purchase = purchase
        self.feedIn = feedIn
        self.escalation = escalation
        self.feedInEscalation = feedInEscalation
    }

    func check() throws {
        _ = try purchase.checked("tariff.purchase", in: 0...1e9)
        _ = try feedIn.checked("tariff.feed_in", in: 0...1e9)
        _ = try escalation.checked("tariff.escalation", in: -0.5...1)
        _ = try feedInEscalation.checked("tariff.feed_in_escalation", in: -0.5...1)
    }
}

/// How generation and consumption meet: what is used on the spot, fed in and drawn from the grid, kWh.
public struct LoadMatch: Sendable, Hashable {
    public let selfConsumed: Double
    public let exported: Double
    public let imported: Double

    /// Balances generation against load interval by interval.
    ///
    /// The interval is the metering rule: hours for net billing, months for net metering by the month, one value for the
    /// year for net metering by the year.
    /// - Parameters:
    ///   - generation: kWh per interval, ≥ 0.
    ///   - load: kWh per interval, ≥ 0, as many.
    /// - Throws: `InputError` for unequal lengths, and for values that are negative or no numbers.
    public init(generation: [Double], load: [Double]) throws {
        guard generation.count == load.count else {
            throw InputError(
                path: "load", problem: "\(load.count) values of load for \(generation.count) of generation")
        }
        var used = 0.0
        var generated = 0.0
        var needed = 0.0
        for (i, (g, l)) in zip(generation, load).enumerated() {
            guard g >= 0, l >= 0, g.isFinite, l.isFinite else {
                throw InputError(path: "load[\(i)]", problem: "generation \(g) and load \(l) have to be 0 or more")
            }
            used += min(g, l)
            generated += g
            needed += l
        }
        selfConsumed = used
        exported = max(0, generated - used)
        imported = max(0, needed - used)
    }

    /// Share of the generation used on the spot; nil without generation.
    public var selfConsumption: Double? {
        let generated = selfConsumed + exported
        return generated > 0 ? selfConsumed / generated : nil
    }

    /// Share of the load met on the spot; nil without load.
    public var selfSufficiency: Double? {
        let needed = selfConsumed + imported
        return needed > 0 ? selfConsumed / needed : nil
    }
}
