/// How dark a place should be (CIE 150:2017, table 1; CIE 126:1997).
///
/// The limits are those of CIE 150:2017 as the Institution of Lighting Professionals gives them in its Guidance Note
/// GN01/21. Confirmed in open sources: illuminance at windows (2, 5, 10, 25 lx before and 0, 1, 2, 5 lx after curfew) and
/// upward light (0, 2.5, 5, 15 %) by summaries of GN01; fixed intensities (2,500 … 25,000 cd) by EN 12193. Not confirmed
/// there: intensities by projected area, the 0.1 lx of E1 after curfew, and luminance of façades. Each stands marked.
enum EnvironmentalZone: String, Sendable, CaseIterable, Comparable {
    /// Intrinsically dark: dark-sky parks.
    case e0 = "E0"
    /// Dark: uninhabited country, protected landscapes.
    case e1 = "E1"
    /// Low district brightness: villages, sparsely inhabited country.
    case e2 = "E2"
    /// Medium district brightness: towns, suburbs.
    case e3 = "E3"
    /// High district brightness: town centres.
    case e4 = "E4"

    private var number: Int { Self.allCases.firstIndex(of: self) ?? 0 }

    static func < (a: EnvironmentalZone, b: EnvironmentalZone) -> Bool { a.number < b.number }
}

/// The two parts of the night.
enum Curfew: String, Sendable, CaseIterable {
    case before
    case after
}

extension EnvironmentalZone {
    /// Greatest vertical illuminance at windows, lx (CIE 150:2017, table 2; GN01/21, table 3).
    ///
    /// E0 has none: nothing may light windows there. The 0.1 lx of E1 after curfew could not be confirmed (summaries say
    /// 0); public road lighting may reach 1 lx there (footnote; not confirmed either).
    func windowIlluminance(_ curfew: Curfew, isRoadLighting: Bool) -> Double {
        switch (self, curfew) {
        case (.e0, _): 0
        case (.e1, .before): 2
        case (.e1, .after): isRoadLighting ? 1 : 0.1
        case (.e2, .before): 5
        case (.e2, .after): 1
        case (.e3, .before): 10
        case (.e3, .after): 2
        case (.e4, .before): 25
        case (.e4, .after): 5
        }
    }

    /// Greatest upward light ratio of an installation, % (CIE 150:2017, table 5; GN01/21, table 6).
    var upwardLightRatio: Double {
        switch self {
        case .e0, .e1: 0
        case .e2: 2.5
        case .e3: 5
        case .e4: 15
        }
    }

    /// Greatest average luminance of a lit façade, cd/m² (CIE 150:2017, table 7; GN01/21, table 7; not confirmed).
    var facadeLuminance: Double {
        switch self {
        case .e0, .e1: 0.1
        case .e2: 5
        case .e3: 10
        case .e4: 25
        }
    }

    /// Greatest luminous intensity of a luminaire towards who lives there, cd, whatever its size (CIE 150:2003, table
    /// 2.3; before curfew EN 12193:2008, table 5, after curfew not confirmed).
    func fixedIntensity(_ curfew: Curfew) -> Double {
        switch (self, curfew) {
        case (.e0, _), (.e1, .after): 0
        case (.e1, .before): 2500
        case (.e2, .before): 7500
        case (.e2, .after): 500
        case (.e3, .before): 10_000
        case (.e3, .after): 1000
        case (.e4, .before): 25_000
        case (.e4, .after): 2500
        }
    }

    /// Greatest luminous intensity towards a window, cd, by the luminous area as it is seen from there (CIE 150:2017,
    /// table 3; GN01/21, table 4; not confirmed).
    ///
    /// Up to 0.5 m² k · d, k by zone and size. The factors stand in the ratios 1 : 2 : 3 : 5 from E1 to E4 before curfew,
    /// and as the square root of the area from group to group, as they should where a luminance is limited.
    /// - Parameters:
    ///   - area: projected luminous area, m².
    ///   - distance: from the window to the luminaire, m.
    func intensity(_ curfew: Curfew, area: Double, distance: Double) -> Double {
        let group = Self.areas.firstIndex { area <= $0 } ?? Self.areas.count
        guard group < Self.areas.count else { return fixedIntensity(curfew) }
        let factors: [Double]
        switch (self, curfew) {
        case (.e0, _), (.e1, .after): return 0
        case (.e1, .before), (.e2, .after), (.e3, .after), (.e4, .after): factors = [0.29, 0.63, 1.3, 2.5, 5.1]
        case (.e2, .before): factors = [0.57, 1.3, 2.5, 5.0, 10]
        case (.e3, .before): factors = [0.86, 1.9, 3.8, 7.5, 15]
        case (.e4, .before): factors = [1.4, 3.1, 6.3, 13, 26]
        }
        return factors[group] * distance
    }

    /// Upper ends of the groups by projected area, m².
    private static let areas = [0.002, 0.01, 0.03, 0.13, 0.5]
}
