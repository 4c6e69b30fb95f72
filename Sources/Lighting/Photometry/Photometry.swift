public import City
public import Geometry

/// How a luminaire sends out its light: luminous intensity by direction, in the C-γ system (CIE 121, EN 13032-1).
///
/// γ = 0° points down from the luminaire as it was measured, γ = 180° up. C counts counter-clockwise seen from above:
/// C = 0° looks along the road, C = 90° across the road, away from the mast. Intensities are those of the luminaire's
/// whole light source as declared, without maintenance factor.
public struct Photometry: Sendable, Hashable {
    /// What it is called.
    public var name: String
    /// Who makes it; empty where the file does not say.
    public var manufacturer = ""
    /// Its number in the maker's catalogue; empty where the file does not say.
    public var catalogNumber = ""
    /// The light source in words; empty where the file does not say.
    public var lamp = ""
    /// How many light sources; 1 where the file does not say.
    public var lampCount = 1
    /// Luminous flux of the light sources together as declared, lm; nil for absolute photometry (the luminaire's flux is
    /// then what the intensities give).
    public var lampFlux: Double?
    /// Luminous flux of the luminaire as the file declares it, lm; nil where it does not. See ``flux`` for what the
    /// intensities give.
    public var declaredFlux: Double?
    /// Electrical power of the luminaire with its gear, W; nil where the file has none.
    public var power: Double?
    /// Correlated colour temperature, K; nil where the file has none.
    public var colorTemperature: Double?
    /// General colour rendering index Ra; nil where the file has none.
    public var colorRendering: Double?
    /// The part that shines.
    public var opening = LuminousOpening()
    /// By how much the luminaire was tilted when it was measured (EULUMDAT; road lighting).
    public var tiltMeasured = Angle.degrees(0)
    /// How the lamp's flux changes with the luminaire's tilt (IES, discharge lamps); nil where it does not.
    public var lampTilt: LampTilt?
    /// Which format it was read from, with its year: `IES LM-63-2002`; empty for one that was made.
    public var format = ""
    /// What was noticed while it was read.
    public var diagnostics: [Diagnostic] = []
    /// C angles, degrees: ascending, from 0 to 360, the last plane repeats the first.
    public let c: [Double]
    /// γ angles, degrees: ascending, within 0…180. No light goes out beyond them.
    public let gamma: [Double]
    /// Luminous intensity, cd: C plane by C plane, within it by γ.
    public let intensities: [Float]

    /// Whether the intensities are those of the luminaire itself, not relative to its lamps.
    public var isAbsolute: Bool { lampFlux == nil }

    /// Angles are looked up by cells of this many degrees.
    private static let cell = 0.5
    /// For each cell of C, the interval of `c` that its beginning lies in; the same for γ.
    private let cIntervals: [Int32]
    private let gammaIntervals: [Int32]

    /// - Parameters:
    ///   - name: what it is called.
    ///   - lampFlux: of the light sources together, lm; nil for absolute photometry.
    ///   - power: of the luminaire with its gear, W.
    ///   - c: degrees, ascending, the first 0, the last 360.
    ///   - gamma: degrees, ascending within 0…180, at least two.
    ///   - intensities: cd, `c.count × gamma.count`, the last plane equal to the first; finite, none negative.
    public init(
        name: String, lampFlux: Double? = nil, power: Double? = nil, c: [Double], gamma: [Double], intensities: [Float]
    ) {
        precondition(c.count >= 2 && c.first == 0 && c.last == 360, "C planes go from 0 to 360°")
        precondition(gamma.count >= 2 && intensities.count == c.count * gamma.count, "one intensity a direction")
        self.name = name
        self.lampFlux = lampFlux
        self.power = power
        self.c = c
        self.gamma = gamma
        self.intensities = intensities
        cIntervals = Self.intervals(c, upTo: 360)
        gammaIntervals = Self.intervals(gamma, upTo: 180)
    }

    private static func intervals(_ angles: [Double], upTo end: Double) -> [Int32] {
        var i = 0
        return (0...Int(end / cell)).map { number in
            while i < angles.count - 2, angles[i + 1] <= Double(number) * cell { i += 1 }
            return Int32(i)
        }
    }

    /// Luminous intensity, cd: linear between the angles given, first over γ, then over C.
    ///
    /// EN 13201-3:2015, 5.3.2 (linear interpolation in the I-table). The standard's other way, quadratic (5.3.3), is for
    /// tables with wide steps and overshoots at sharp cut-offs, even below zero; makers' files come in steps of 1…2.5° in
    /// γ. Radiance interpolates linearly, too.
    /// - Parameters:
    ///   - c: degrees, 0…360.
    ///   - gamma: degrees, 0…180.
    @inline(__always)
    func intensity(c angle: Double, gamma height: Double) -> Double {
        var i = Int(cIntervals[min(cIntervals.count - 1, max(0, Int(angle / Self.cell)))])
        while i < c.count - 2, c[i + 1] <= angle { i += 1 }
        var j = Int(gammaIntervals[min(gammaIntervals.count - 1, max(0, Int(height / Self.cell)))])
        while j < gamma.count - 2, gamma[j + 1] <= height { j += 1 }
        guard height >= gamma[j], height <= gamma[j + 1] else { return 0 }
        let u = (angle - c[i]) / (c[i + 1] - c[i])
        let v = (height - gamma[j]) / (gamma[j + 1] - gamma[j])
        let n = gamma.count
        let near = Double(intensities[i * n + j]) * (1 - v) + Double(intensities[i * n + j + 1]) * v
        let far = Double(intensities[(i + 1) * n + j]) * (1 - v) + Double(intensities[(i + 1) * n + j + 1]) * v
        return near * (1 - u) + far * u
    }

    /// Luminous intensity in a direction, cd; see ``Photometry`` for the angles. Zero for angles that are no numbers.
    public func intensity(c angle: Angle, gamma height: Angle) -> Double {
        let turn = angle.degrees - 360 * (angle.degrees / 360).rounded(.down)
        guard turn.isFinite, (-1e-9...180 + 1e-9).contains(height.degrees) else { return 0 }
        return intensity(c: turn, gamma: min(180, max(0, height.degrees)))
    }
}

/// Relative luminous flux of a lamp by the luminaire's tilt (the TILT block of an IES file).
public struct LampTilt: Sendable, Hashable {
    /// 1 upright lamp; 2 lying lamp that stays level when the luminaire is tilted; 3 lying lamp that tilts with it.
    public var geometry: Int
    /// Degrees, ascending.
    public var angles: [Double]
    /// Flux relative to the rated.
    public var factors: [Double]

    /// Flux relative to the rated at a tilt; linear between the angles given, the nearest beyond them.
    public func factor(at tilt: Angle) -> Double {
        let angle = abs(tilt.degrees)
        guard let first = angles.first, let last = angles.last, angle.isFinite else { return 1 }
        guard angle > first else { return factors[0] }
        guard angle < last, let k = angles.firstIndex(where: { $0 > angle }) else { return factors[factors.count - 1] }
        let share = (angle - angles[k - 1]) / (angles[k] - angles[k - 1])
        return factors[k - 1] * (1 - share) + factors[k] * share
    }
}
