import Geometry

extension Photometry {
    /// Light distributions made by a formula, for lamps without a file of their own. None is a product; each is labelled
    /// "generated" wherever it shows up.
    public enum Optic: String, Sendable, Hashable, CaseIterable {
        /// Street optic for roads up to as wide as the lamps are high: two lanes from one side, long throw.
        case roadNarrow = "road-narrow"
        /// Street optic for wider roads: four lanes from both sides, light further forward.
        case roadWide = "road-wide"
        /// Post-top for paths, squares and parks: the same all around.
        case postTop = "post-top"
        /// Floodlight that throws forward from a level glass.
        case flood
    }

    /// A generated distribution.
    ///
    /// Two lobes mirrored in the plane C90–C270 on a cosine, faded towards the house side, and cut off smoothly below the
    /// horizontal, so that nothing goes up (no source but this; shape after what road lenses do: strongest at γ ≈ 60–65°,
    /// little above 80°). With d = (x, y, z) the direction, x towards C0, y towards C90, z down, p± the lobes' axes at
    /// C = C₀ and 180° - C₀, γ = γ₀, and s the smooth step 3t² - 2t³ held to 0…1:
    ///
    ///     I ∝ (b z + exp(k(d·p₊ - 1)) + exp(k(d·p₋ - 1))) · (1 - h s(-y/0.6)) · (1 - s((γ - e)/(88° - e)))^1.5
    ///
    /// The intensities, every 2.5° of γ and 5° of C, are scaled to the flux exactly.
    /// - Parameters:
    ///   - optic: which.
    ///   - flux: of the luminaire, lm; more than 0.
    ///   - power: of the luminaire, W.
    public static func generated(_ optic: Optic, flux: Double, power: Double? = nil) -> Photometry {
        let shape = optic.shape
        let gamma = (0...36).map { 2.5 * Double($0) }
        let c = optic == .postTop ? [0.0, 360] : (0...72).map { 5 * Double($0) }
        var intensities: [Float] = []
        for turn in c {
            for height in gamma {
                intensities.append(Float(shape.intensity(c: .degrees(turn), gamma: .degrees(height))))
            }
        }
        // Mirrored planes, and 0 and 360°, equal to the last bit.
        let n = gamma.count
        if optic != .postTop {
            for i in 0..<c.count {
                let source = min(i % 72, (108 - i % 72) % 72)
                for j in 0..<n { intensities[i * n + j] = intensities[source * n + j] }
            }
        }
        let raw = Photometry(name: "", c: c, gamma: gamma, intensities: intensities)
        var photometry = raw.scaled(by: max(flux, 1e-9) / raw.flux)
        photometry.name = "Generated \(optic.rawValue)"
        photometry.manufacturer = "qala (generated, not a product)"
        photometry.catalogNumber = "generated-\(optic.rawValue)"
        photometry.lamp = "LED"
        photometry.declaredFlux = flux
        photometry.power = power
        photometry.colorTemperature = optic == .postTop ? 3_000 : 4_000
        photometry.colorRendering = 70
        photometry.opening = optic.opening
        photometry.format = "generated"
        return photometry
    }

    /// What a generated distribution is called where a name is wanted: `generated-road-narrow`.
    static var generatedNames: [String] { Optic.allCases.map { "generated-\($0.rawValue)" } }

    /// The generated distribution of that name, 1,000 lm; nil for another name.
    static func generated(named name: String) -> Photometry? {
        Optic.allCases.first { "generated-\($0.rawValue)" == name }.map { generated($0, flux: 1000) }
    }

    /// The same distribution with all intensities, and the fluxes declared, times a factor.
    ///
    /// For a lamp whose flux is known but not its photometry, or one that is dimmed. The power stays.
    public func scaled(by factor: Double) -> Photometry {
        var scaled = Photometry(
            name: name, lampFlux: lampFlux.map { $0 * factor }, power: power, c: c, gamma: gamma,
            intensities: intensities.map { Float(Double($0) * factor) })
        scaled.manufacturer = manufacturer
        scaled.catalogNumber = catalogNumber
        scaled.lamp = lamp
        scaled.lampCount = lampCount
        scaled.declaredFlux = declaredFlux.map { $0 * factor }
        scaled.colorTemperature = colorTemperature
        scaled.colorRendering = colorRendering
        scaled.opening = opening
        scaled.tiltMeasured = tiltMeasured
        scaled.lampTilt = lampTilt
        scaled.format = format
        scaled.diagnostics = diagnostics
        return scaled
    }

    /// The same distribution for a luminaire of another flux, lm; the power stays.
    public func scaled(toFlux flux: Double) -> Photometry { scaled(by: flux / self.flux) }
}

extension Photometry.Optic {
    /// The parameters of the formula; angles in degrees.
    fileprivate struct Shape {
        /// C₀ and γ₀: where the lobes point.
        var c: Double
        var gamma: Double
        /// k: how narrow they are.
        var sharpness: Double
        /// b: the cosine they stand on.
        var base: Double
        /// h: how much the house side loses.
        var houseSide: Double
        /// e: where the cut-off begins.
        var edge: Double

        func intensity(c turn: Angle, gamma height: Angle) -> Double {
            func step(_ t: Double) -> Double {
                let held = min(1, max(0, t))
                return held * held * (3 - 2 * held)
            }
            let (x, y, z) = (height.sine * turn.cosine, height.sine * turn.sine, height.cosine)
            let (lobe, low) = (Angle.degrees(c), Angle.degrees(gamma))
            var sum = base * max(0, z)
            for side in [1.0, -1] {
                let along = x * low.sine * lobe.cosine * side + y * low.sine * lobe.sine + z * low.cosine
                sum += exp(sharpness * (along - 1))
            }
            let cut = 1 - step((height.degrees - edge) / (88 - edge))
            return sum * (1 - houseSide * step(-y / 0.6)) * cut * cut.squareRoot()
        }
    }

    fileprivate var shape: Shape {
        switch self {
        case .roadNarrow: Shape(c: 13, gamma: 66, sharpness: 9, base: 0.5, houseSide: 0.85, edge: 68.5)
        case .roadWide: Shape(c: 31, gamma: 62, sharpness: 5, base: 0.55, houseSide: 0.8, edge: 70)
        case .postTop: Shape(c: 0, gamma: 64, sharpness: 8, base: 0.3, houseSide: 0, edge: 70)
        case .flood: Shape(c: 90, gamma: 50, sharpness: 12, base: 0.05, houseSide: 0.6, edge: 70)
        }
    }

    fileprivate var opening: LuminousOpening {
        switch self {
        case .roadNarrow, .roadWide: LuminousOpening(shape: .rectangle, length: 0.3, width: 0.2)
        case .postTop: LuminousOpening(shape: .circle, length: 0.35, width: 0.35)
        case .flood: LuminousOpening(shape: .rectangle, length: 0.25, width: 0.35)
        }
    }
}
