import City

/// What candidates take in a year at every level they may be dimmed to, and what that costs.
struct CandidateYears: Sendable {
    private struct Key: Hashable {
        var profile: Int
        var lower, higher: Double
        var level: Int
    }

    private let years: [Key: LampYear]
    private let candidates: [LampCandidate]
    private let rules: LightingRules
    private let profiles: [Int32]
    private let workingShare: Double
    private let fixedShare: Double
    private let tariff: Double
    private let cycle: LifeCycle

    /// Levels are multiples of `StreetChooser.step`.
    private static let levels = 1...Int((1 / StreetChooser.step).rounded())

    /// - Parameter operation: of the present lamps, whose profiles the new ones at their places have.
    init(
        _ inputs: LightingRetrofit, _ operation: LampOperation, classes: [LightingClass?], _ spans: [TimeSpan],
        _ running: Operation
    ) {
        var years: [Key: LampYear] = [:]
        var ratios: [(lower: Double, higher: Double)] = [(1, 1)]
        for required in classes.compactMap({ $0 }) {
            let ratio = inputs.roads.rules.neighbours(of: required)
            if !ratios.contains(where: { $0 == ratio }) { ratios.append(ratio) }
        }
        for level in Self.levels {
            let share = Double(level) * StreetChooser.step
            for (number, entry) in inputs.operation.profiles.enumerated() {
                for ratio in ratios {
                    years[Key(profile: number, lower: ratio.lower, higher: ratio.higher, level: level)] = running.year(
                        entry.profile.scaled(to: share), spans, of: inputs.operation.year, lower: ratio.lower,
                        higher: ratio.higher)
                }
            }
            years[Key(profile: -1, lower: 1, higher: 1, level: level)] = running.year(
                DimmingProfile.full.scaled(to: share), spans, of: inputs.operation.year, lower: 1, higher: 1)
        }
        self.years = years
        candidates = inputs.candidates.all
        rules = inputs.roads.rules
        profiles = operation.intendedProfileOf
        workingShare = operation.workingShare
        fixedShare = running.fixedShare
        tariff = inputs.price.tariff
        cycle = inputs.cycle
    }

    /// Which profile a new lamp has in a luminaire's place.
    func profile(of lamp: Int) -> Int { Int(profiles[lamp]) }

    /// Share of its power that a luminaire takes at a level.
    func power(_ level: Double) -> Double { level > 0 ? fixedShare + (1 - fixedShare) * level : 0 }

    /// Energy of a candidate, kWh a year.
    func energy(_ number: Int, _ level: Double, _ required: LightingClass?, profile: Int) -> Double {
        let candidate = candidates[number]
        var key = Key(profile: -1, lower: 1, higher: 1, level: Int((level / StreetChooser.step).rounded()))
        if candidate.isDimmable {
            key.profile = profile
            if let required { (key.lower, key.higher) = rules.neighbours(of: required) }
        }
        guard let year = years[key] else { return 0 }
        return (candidate.power * year.equivalentHours * workingShare + candidate.standby * year.darkHours) / 1000
    }

    /// Worth today of all costs of one luminaire, ₸.
    func cost(_ number: Int, _ level: Double, _ required: LightingClass?, profile: Int) -> Double {
        cycle.cost(of: candidates[number], energy: energy(number, level, required, profile: profile), tariff: tariff)
    }
}
