import City
import Geometry

/// Finds the cheapest lamp for one street after another; one worker's arrays.
///
/// What a street looks like depends on the light of its lamps alone (flux × level), not on which lamp gives it: for every
/// light distribution and tilt the least flux that meets the class is sought, then the cheapest candidate that gives it.
/// Whatever is chosen was computed as it is chosen.
struct StreetChooser {
    let candidates: LampCandidates
    /// Number of the candidates' first photometry among the lamps'.
    let first: Int
    /// Tilts to try; nil for the lamps' own.
    let tilts: [Angle?]
    /// Share of the length between lamps that must meet its class; more where more does with the present lamps.
    let requiredShare: Double
    /// Whether lamps may be dimmed to what just meets the class, and how far.
    let isDimmed: Bool
    let leastLevel: Double
    /// Whether a street that cannot meet its class gets the cheapest lamp with at least the present light.
    let isFallback: Bool
    let costs: CandidateYears
    var judge: RoadJudge
    private var fields: [Field] = []
    private var lit: [RoadLamp] = []
    /// Length that may miss its class, m.
    private var allowed = 0.0
    private let rated: [Double]

    private struct Field {
        var placed: PlacedField
        var required: LightingClass
        var near: [Int32]
        var length: Double
    }

    /// Steps of the level.
    static let step = 0.05

    init(
        _ judge: RoadJudge, _ candidates: LampCandidates, first: Int, tilts: [Angle?], requiredShare: Double,
        isDimmed: Bool, leastLevel: Double, isFallback: Bool, costs: CandidateYears
    ) {
        self.judge = judge
        self.candidates = candidates
        self.first = first
        self.tilts = tilts
        self.requiredShare = requiredShare
        self.isDimmed = isDimmed
        self.leastLevel = leastLevel
        self.isFallback = isFallback
        self.costs = costs
        rated = candidates.photometries.map(\.flux)
    }

    /// - Parameter classes: of the roads, by number.
    mutating func callAsFunction(_ street: Street, classes: [LightingClass?]) -> StreetChoice {
        lay(street, classes)
        guard !fields.isEmpty else { return StreetChoice(isMeeting: false) }
        let old = street.lamps.map { Old(judge.division.lamps, $0) }
        defer { for lamp in old { lamp.restore(&judge.division.lamps) } }
        let attitudes = street.lamps.map { judge.division.lamps.attitude($0) }
        // A street does not get worse than it is.
        let tolerated = (1 - requiredShare) * fields.reduce(0) { $0 + $1.length }
        allowed = 1e-6 + (tolerated > 0 ? min(tolerated, missed()) : 0)
        let profile = costs.profile(of: street.lamps[0])
        let present = isFallback ? light() : 0
        var (found, others): ([StreetChoice], [StreetChoice]) = ([], [])
        for photometry in candidates.photometries.indices {
            let own = candidates.all.indices.filter { candidates.all[$0].photometry == photometry }
            guard let most = own.map({ candidates.all[$0].flux }).max() else { continue }
            for tilt in tilts {
                func choices(_ needed: Double?) -> [StreetChoice] {
                    own.flatMap { candidate in
                        levels(candidates.all[candidate], needed: needed).map { level in
                            StreetChoice(
                                candidate: candidate, level: level, tilt: tilt,
                                cost: costs.cost(candidate, level, fields[0].required, profile: profile))
                        }
                    }
                }
                func put(_ flux: Double) {
                    for (lamp, attitude) in zip(street.lamps, attitudes) {
                        judge.division.lamps.replace(
                            lamp, attitude: (attitude.azimuth, tilt ?? attitude.tilt), photometry: first + photometry,
                            flux: flux, rated: rated[photometry], power: 0)
                    }
                }
                found += choices(
                    Self.leastFlux(most) { flux in
                        put(flux)
                        return assess()
                    })
                if isFallback {
                    put(most)
                    let light = light()
                    others += choices(light > 0 ? most * min(1, present / light) : nil)
                }
            }
        }
        func isCheaper(_ a: StreetChoice, _ b: StreetChoice) -> Bool {
            (a.cost, a.candidate ?? 0, a.level) < (b.cost, b.candidate ?? 0, b.level)
        }
        for choice in found.sorted(by: isCheaper) {
            guard let number = choice.candidate else { continue }
            let candidate = candidates.all[number]
            for (lamp, attitude) in zip(street.lamps, attitudes) {
                judge.division.lamps.replace(
                    lamp, attitude: (attitude.azimuth, choice.tilt ?? attitude.tilt),
                    photometry: first + candidate.photometry, flux: candidate.flux * choice.level,
                    rated: rated[candidate.photometry], power: 0)
            }
            if assess().isMet { return choice }
        }
        guard var fallback = others.min(by: isCheaper) else { return StreetChoice(isMeeting: false) }
        fallback.isMeeting = false
        return fallback
    }

    /// Illuminance of the street's carriageways times their length, lx m.
    private mutating func light() -> Double {
        var sum = 0.0
        for field in fields {
            field.placed.gather(field.near, of: judge.division.lamps, into: &lit)
            sum += judge.calculation.illuminance(.horizontal, field.placed.field, lit).average * field.length
        }
        return sum
    }

    /// The levels worth trying of a candidate, from the least: none where it gives too little.
    private func levels(_ candidate: LampCandidate, needed: Double?) -> [Double] {
        guard let needed, candidate.flux >= needed else { return [] }
        guard isDimmed, candidate.isDimmable else { return [1] }
        let least = (max(leastLevel, needed / candidate.flux) / Self.step - 1e-9).rounded(.up) * Self.step
        let level = min(1, least)
        return level + Self.step <= 1 ? [level, level + Self.step] : [level]
    }

    /// The least flux of each lamp, lm, with which the street meets its classes; nil where none up to `most` does.
    ///
    /// Averages grow with the flux, uniformities hardly change, glare grows with its fifth root: what is needed follows
    /// from one computation, up to the light of other streets' lamps. More is tried only in a few steps.
    private static func leastFlux(_ most: Double, _ meets: (Double) -> (isMet: Bool, needed: Double)) -> Double? {
        let all = meets(most)
        guard all.needed <= 1 else { return nil }
        let flux = most * max(1e-3, all.needed)
        for factor in [1, 1.03, 1.1, 1.3, 1.8] {
            let tried = min(most, flux * factor)
            if meets(tried).isMet { return tried }
            if tried >= most { break }
        }
        return all.isMet ? most : nil
    }

    /// Lays the fields between lamps of a street's roads; those beside the last lamps only where there are no others.
    private mutating func lay(_ street: Street, _ classes: [LightingClass?]) {
        fields.removeAll(keepingCapacity: true)
        for kind in [Stretch.Kind.field, .end] where fields.isEmpty {
            for number in street.roads {
                guard let required = classes[number], !required.requirements.isEmpty else { continue }
                let road = judge.division.roads.roads[number]
                let divided = judge.division(number)
                let near = judge.division.near
                for stretch in divided.stretches where stretch.kind == kind {
                    let placed = PlacedField(stretch, road, divided.axis, drivesLeft: judge.inputs.drivesLeft)
                    fields.append(
                        Field(placed: placed, required: required, near: near, length: stretch.to - stretch.from))
                }
            }
        }
    }

    /// Whether enough of the street meets its classes, and the share of the present flux with which all that meets them
    /// still would; infinite where less light cannot mend what is missed.
    private mutating func assess() -> (isMet: Bool, needed: Double) {
        var (missed, needed) = (0.0, 0.0)
        for field in fields {
            field.placed.gather(field.near, of: judge.division.lamps, into: &lit)
            let lighting = judge.calculation(field.placed.field, lit)
            let (applied, shortfalls, _) = judge.compare(lighting, field.placed.field, lit, field.required)
            var own = 0.0
            for requirement in applied?.requirements ?? [] where requirement.criterion.growsWithFlux {
                guard let value = lighting.value(of: requirement.criterion) else { continue }
                own = max(own, value > 0 ? requirement.limit / value : .infinity)
            }
            let isBeyondMending = own > 1 || shortfalls.contains { $0.criterion.isUniformity }
            if !isBeyondMending { needed = max(needed, own) }
            guard !shortfalls.isEmpty else { continue }
            missed += field.length
            if missed > allowed, isBeyondMending { return (false, .infinity) }
        }
        return (missed <= allowed, needed)
    }

    /// Length of the street that misses its classes with the present lamps, m.
    private mutating func missed() -> Double {
        var sum = 0.0
        for field in fields {
            field.placed.gather(field.near, of: judge.division.lamps, into: &lit)
            let lighting = judge.calculation(field.placed.field, lit)
            if !judge.compare(lighting, field.placed.field, lit, field.required).shortfalls.isEmpty {
                sum += field.length
            }
        }
        return sum
    }

    /// A luminaire as it was.
    private struct Old {
        private let lamp: Int
        private let photometry: Int32
        private let frame: LuminaireFrame
        private let scale, flux, power: Double
        private let isOn: Bool

        init(_ lamps: Lamps, _ lamp: Int) {
            self.lamp = lamp
            photometry = lamps.photometry[lamp]
            frame = lamps.frames[lamp]
            (scale, flux, power) = (lamps.scales[lamp], lamps.fluxes[lamp], lamps.powers[lamp])
            isOn = lamps.isOn[lamp]
        }

        func restore(_ lamps: inout Lamps) {
            lamps.photometry[lamp] = photometry
            lamps.frames[lamp] = frame
            (lamps.scales[lamp], lamps.fluxes[lamp], lamps.powers[lamp]) = (scale, flux, power)
            lamps.isOn[lamp] = isOn
        }
    }
}

extension LightingCriterion {
    /// Whether it is an amount of light.
    fileprivate var growsWithFlux: Bool {
        switch self {
        case .averageLuminance, .averageIlluminance, .minimumIlluminance, .averageHemispherical,
            .minimumSemicylindrical,
            .minimumVertical:
            true
        default: false
        }
    }

    /// Whether it is a ratio of two, which does not depend on the flux.
    fileprivate var isUniformity: Bool {
        switch self {
        case .uniformity, .longitudinalUniformity, .edgeRatio, .wetUniformity, .illuminanceUniformity,
            .hemisphericalUniformity:
            true
        default: false
        }
    }
}
