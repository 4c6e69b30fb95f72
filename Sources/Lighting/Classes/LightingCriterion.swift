/// One requirement a lighting class can make (EN 13201-2:2015, tables 1 to 6). Raw values are the names in rule files
/// and in results.
public enum LightingCriterion: String, Sendable, Hashable, CaseIterable {
    /// Average luminance of the dry road, cd/m².
    case averageLuminance = "L_av"
    /// Overall uniformity of the luminance.
    case uniformity = "U_o"
    /// Longitudinal uniformity of the luminance.
    case longitudinalUniformity = "U_l"
    /// Threshold increment, %: the only one that must not be exceeded.
    case thresholdIncrement = "f_TI"
    /// Edge illuminance ratio.
    case edgeRatio = "R_EI"
    /// Overall uniformity of the luminance of the wet road.
    case wetUniformity = "U_ow"
    /// Average horizontal illuminance, lx.
    case averageIlluminance = "E_av"
    /// Least horizontal illuminance, lx.
    case minimumIlluminance = "E_min"
    /// Overall uniformity of the horizontal illuminance.
    case illuminanceUniformity = "U_E"
    /// Average hemispherical illuminance, lx.
    case averageHemispherical = "E_hs"
    /// Overall uniformity of the hemispherical illuminance.
    case hemisphericalUniformity = "U_hs"
    /// Least semicylindrical illuminance 1.5 m above the ground, lx.
    case minimumSemicylindrical = "E_sc"
    /// Least illuminance of a vertical plane 1.5 m above the ground, lx.
    case minimumVertical = "E_v"

    public var isUpperLimit: Bool { self == .thresholdIncrement }

    public var unit: String {
        switch self {
        case .averageLuminance: "cd/m²"
        case .thresholdIncrement: "%"
        case .averageIlluminance, .minimumIlluminance, .averageHemispherical, .minimumSemicylindrical, .minimumVertical:
            "lx"
        default: ""
        }
    }

    /// A value as the standard presents and compares it (EN 13201-3:2015, table 2): two decimals, f_TI none, illuminances
    /// by what is required: two up to 10 lx, one up to 20 lx, none above.
    func presented(_ value: Double, required: Double) -> Double {
        let digits: Double
        switch self {
        case .thresholdIncrement: digits = 1
        case _ where unit == "lx": digits = required < 10 ? 100 : required <= 20 ? 10 : 1
        default: digits = 100
        }
        // Half a last digit rounds up; what misses it by rounding of binary fractions only is half.
        return ((value * digits + 0.5 + 1e-9).rounded(.down)) / digits
    }
}

/// A lighting class: what it asks for.
public struct LightingClass: Sendable, Hashable {
    /// `M3`, `C2`, `P4`, `HS1`, `SC5`, `EV3`, or a national one.
    public var name: String
    /// Where it is laid down: `EN 13201-2:2015, table 1`.
    public var clause: String
    /// What is required, in the order of the rules.
    public var requirements: [Requirement]
    /// Upper end of the average illuminance in terms of the required one; beyond it E_min must grow in proportion
    /// (EN 13201-2:2015, table 3, footnote: no more than 1.5 times, "to provide for uniformity"); nil for none.
    public var averageLimit: Double?

    public struct Requirement: Sendable, Hashable {
        public var criterion: LightingCriterion
        public var limit: Double

        public init(_ criterion: LightingCriterion, _ limit: Double) {
            self.criterion = criterion
            self.limit = limit
        }
    }

    public init(name: String, clause: String, requirements: [Requirement], averageLimit: Double? = nil) {
        self.name = name
        self.clause = clause
        self.requirements = requirements
        self.averageLimit = averageLimit
    }

    /// What it requires of a criterion; nil for nothing.
    public func limit(of criterion: LightingCriterion) -> Double? {
        requirements.first { $0.criterion == criterion }?.limit
    }
}

/// A requirement that a field misses.
public struct Shortfall: Sendable, Hashable {
    public var criterion: LightingCriterion
    public var value: Double
    public var required: Double

    /// By how much it is missed, in terms of what is required: 0.2 is a fifth too little, or too much of f_TI.
    public var share: Double { required > 0 ? abs(value - required) / required : 0 }
}

extension LightingClass {
    /// The requirements a field misses, the worst first; values are compared as presented. What the field has no value
    /// for (U_ow without a wet table) is not held against it.
    public func shortfalls(_ value: (LightingCriterion) -> Double?) -> [Shortfall] {
        var found: [Shortfall] = []
        for requirement in requirements {
            guard let value = value(requirement.criterion) else { continue }
            let shown = requirement.criterion.presented(value, required: requirement.limit)
            let isMet = requirement.criterion.isUpperLimit ? shown <= requirement.limit : shown >= requirement.limit
            if !isMet {
                found.append(Shortfall(criterion: requirement.criterion, value: value, required: requirement.limit))
            }
        }
        if let needed = minimumForAverage(value), !found.contains(where: { $0.criterion == .minimumIlluminance }) {
            found.append(needed)
        }
        return found.enumerated().sorted { ($0.element.share, $1.offset) > ($1.element.share, $0.offset) }
            .map(\.element)
    }

    /// Where the average is beyond its upper end: the least illuminance that would go with it, if it is missed.
    private func minimumForAverage(_ value: (LightingCriterion) -> Double?) -> Shortfall? {
        guard let averageLimit, let average = limit(of: .averageIlluminance),
            let minimum = limit(of: .minimumIlluminance), let found = value(.averageIlluminance),
            let least = value(.minimumIlluminance), found > averageLimit * average
        else { return nil }
        let needed = minimum * found / (averageLimit * average)
        let shown = LightingCriterion.minimumIlluminance.presented(least, required: needed)
        guard shown < LightingCriterion.minimumIlluminance.presented(needed, required: needed) else { return nil }
        return Shortfall(criterion: .minimumIlluminance, value: least, required: needed)
    }
}
