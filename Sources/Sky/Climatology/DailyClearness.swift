/// How a month's days are spread around its mean clearness: the exponential distribution of Bendt and others.
///
/// P. Bendt, M. Collares-Pereira and A. Rabl, "The frequency distribution of daily insolation values", Solar Energy 27,
/// 1-5 (1981), which is Liu and Jordan's of 1960 in closed form. The clearest day's index is that of K. G. T. Hollands
/// and R. G. Huget, "A probability density function for the clearness index, with applications", Solar Energy 30,
/// 195-209 (1983). Clear skies of a turbidity climatology were tried for it and made four of five real years' direct
/// light 10 to 20 % too weak.
struct DailyClearness {
    /// The cloudiest day's index.
    let lowest: Double
    /// The clearest day's index.
    let highest: Double
    /// Exponent; positive where clear days prevail.
    let gamma: Double

    /// The spread around a monthly mean.
    /// - Parameter mean: 0.01...0.8.
    init(mean: Double) {
        let excess = mean - 0.75
        let fourth = excess * excess * excess * excess
        highest = 0.6313 + 0.267 * mean - 11.9 * fourth * fourth
        lowest = min(0.05, mean / 2)
        // The mean rises with gamma: halved until it does not change.
        var (low, high) = (-1_000.0, 4_000.0)
        for _ in 0..<100 {
            let middle = (low + high) / 2
            if Self.mean(middle, lowest, highest) < mean { low = middle } else { high = middle }
        }
        gamma = (low + high) / 2
    }

    /// The distribution's mean.
    private static func mean(_ gamma: Double, _ lowest: Double, _ highest: Double) -> Double {
        let span = highest - lowest
        if abs(gamma * span) < 1e-6 { return (lowest + highest) / 2 }
        // The exponential at the bound where it is largest is taken as 1.
        let (atLow, atHigh) = gamma > 0 ? (exp(-gamma * span), 1) : (1, exp(gamma * span))
        return ((lowest - 1 / gamma) * atLow - (highest - 1 / gamma) * atHigh) / (atLow - atHigh)
    }

    /// The index that a share of the month's days stay below.
    /// - Parameter share: 0...1.
    func quantile(_ share: Double) -> Double {
        let span = highest - lowest
        if abs(gamma * span) < 1e-6 { return lowest + share * span }
        if gamma > 0 { return highest + log(share + (1 - share) * exp(-gamma * span)) / gamma }
        return lowest + log(1 - share + share * exp(gamma * span)) / gamma
    }
}

/// Seeded normal deviates: SplitMix64 (G. L. Steele, D. Lea and C. H. Flood, OOPSLA 2014) and Box and Muller's formula.
struct NormalDeviates {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    private mutating func uniform() -> Double {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        z ^= z >> 31
        // In 0 < u <= 1, so that the logarithm is finite.
        return (Double(z >> 11) + 1) * 0x1p-53
    }

    mutating func next() -> Double {
        let radius = (-2 * log(uniform())).squareRoot()
        return radius * cos(2 * .pi * uniform())
    }
}
