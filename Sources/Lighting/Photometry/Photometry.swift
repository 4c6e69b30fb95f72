public import Geometry

/// How a luminaire sends out its light: luminous intensity by direction, in the C-γ system (CIE 121, EN 13032-1).
///
/// γ = 0° points down from the luminaire as it was measured, γ = 180° up; C = 0° … 180° is the plane along the road,
/// C = 90° looks across the road, away from the mast. Intensities are those of the luminaire's whole light source as
/// declared, without maintenance factor.
public struct Photometry: Sendable, Hashable {
    /// What it is called.
    public var name: String
    /// Luminous flux of the light source as declared, lm; nil for absolute photometry (the luminaire's flux is then what
    /// the intensities give).
    public var lampFlux: Double?
    /// Electrical power of the luminaire with its gear, W; nil where the file has none.
    public var power: Double?
    /// C angles, degrees: ascending, from 0 to 360, the last one repeats the first.
    public let c: [Double]
    /// γ angles, degrees: ascending, within 0…180. No light goes out beyond them.
    public let gamma: [Double]
    /// Luminous intensity, cd: C plane by C plane, within it by γ.
    public let intensities: [Float]

    /// Angles are looked up by cells of this many degrees.
    private static let cell = 0.5
    /// For each cell of C, the interval of `c` that its beginning lies in; the same for γ.
    private let cIntervals: [Int32]
    private let gammaIntervals: [Int32]

    /// - Parameters:
    ///   - c: ascending, the first 0, the last 360.
    ///   - gamma: ascending, at least two.
    ///   - intensities: `c.count × gamma.count`, the last plane equal to the first; none negative.
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

    /// Luminous intensity, cd: linear between the angles given (EN 13201-3:2015, 5.2).
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

    /// Luminous intensity in a direction, cd.
    public func intensity(c angle: Angle, gamma height: Angle) -> Double {
        let turn = angle.degrees - 360 * (angle.degrees / 360).rounded(.down)
        return intensity(c: turn, gamma: height.degrees)
    }
}
