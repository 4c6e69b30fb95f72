public import Geometry

extension Photometry {
    /// Luminous flux that the intensities give, lm: ∫∫ I sin γ dγ dC, exact for intensities linear between the angles.
    public var flux: Double { flux(from: .degrees(0), to: .degrees(180)) }

    /// Luminous flux between two angles γ, lm.
    ///
    /// Over C the mean of neighbouring planes is exact. Over γ the closed form of ∫ (a + b·γ) sin γ dγ is used, cut at
    /// the ends asked for.
    public func flux(from low: Angle, to high: Angle) -> Double {
        let turns = turnedIntensities()
        var sum = 0.0
        for j in 0..<gamma.count - 1 {
            let begin = max(gamma[j], low.degrees)
            let end = min(gamma[j + 1], high.degrees)
            guard begin < end else { continue }
            let slope = (turns[j + 1] - turns[j]) / (gamma[j + 1] - gamma[j])
            let first = turns[j] + slope * (begin - gamma[j])
            let second = turns[j] + slope * (end - gamma[j])
            let (a, b) = (Angle.degrees(begin), Angle.degrees(end))
            // (sin b - sin a)/(b - a), also where the two are as good as one.
            let half = (b.radians - a.radians) / 2
            let mean = Angle.radians(a.radians + half).cosine * (half > 0 ? sin(half) / half : 1)
            sum += first * (a.cosine - mean) + second * (mean - b.cosine)
        }
        return sum
    }

    /// Share of the flux that goes above the horizontal, as measured: upward light output ratio of the luminaire over
    /// its own flux (ULR in CIE 150, `R_UL` in EN 12665), 0…1.
    public var upwardShare: Double {
        let all = flux
        return all > 0 ? flux(from: .degrees(90), to: .degrees(180)) / all : 0
    }

    /// Light output ratio: flux of the luminaire over that of its lamps; nil for absolute photometry.
    public var outputRatio: Double? { lampFlux.map { flux / $0 } }

    /// Downward and upward light output ratio (DLOR, ULOR), over the flux of the lamps; over the luminaire's own where the
    /// photometry is absolute.
    public var outputRatios: (down: Double, up: Double) {
        let whole = lampFlux ?? flux
        guard whole > 0 else { return (0, 0) }
        return (
            flux(from: .degrees(0), to: .degrees(90)) / whole, flux(from: .degrees(90), to: .degrees(180)) / whole
        )
    }

    /// ∫ I dC at each γ, cd·rad.
    private func turnedIntensities() -> [Double] {
        let n = gamma.count
        var sums = [Double](repeating: 0, count: n)
        for i in 0..<c.count - 1 {
            let half = (c[i + 1] - c[i]) * (.pi / 360)
            for j in 0..<n { sums[j] += half * (Double(intensities[i * n + j]) + Double(intensities[(i + 1) * n + j])) }
        }
        return sums
    }
}
