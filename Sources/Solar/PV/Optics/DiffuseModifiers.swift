public import Geometry

/// What a module's cover lets through of diffuse light, relative to light that falls on it at right angles, 0...1.
public struct DiffuseModifiers: Sendable, Hashable {
    /// For a uniform sky.
    public var sky: Double
    /// For level, uniform ground.
    public var ground: Double
    /// For the band of half a degree above the horizon; nil when a model does not tell it apart.
    public var horizon: Double?

    /// From the parts.
    public init(sky: Double, ground: Double, horizon: Double? = nil) {
        self.sky = sky
        self.ground = ground
        self.horizon = horizon
    }

    /// Everything passes.
    public static let one = DiffuseModifiers(sky: 1, ground: 1, horizon: 1)
}

/// Diffuse modifiers of any incidence model, integrated over the part of the sphere a tilted module sees.
///
/// B. Marion, "Numerical method for angle-of-incidence correction factors for diffuse radiation incident photovoltaic
/// modules", Solar Energy 147, 344-348 (2017), on the same steps of 1 degree (0.1 degree for the horizon) as pvlib's
/// `iam.marion_diffuse`, so that the two agree to rounding. A part of the sphere that the module does not see has
/// modifier 0.
/// - Parameters:
///   - surfaceTilt: 0...180 degrees from horizontal.
///   - modifier: the incidence model, a function of the cosine of incidence.
public func diffuseModifiers(surfaceTilt: Angle, _ modifier: (Double) -> Double) -> DiffuseModifiers {
    let beta = surfaceTilt.radians
    let (cosTilt, sinTilt) = (cos(beta), sin(beta))
    /// Rings of zenith angle number `rings` of `count` to the half circle; by symmetry half the azimuths suffice.
    func integrate(_ rings: Range<Int>, of count: Int) -> Double {
        let step = Double.pi / Double(count)
        var (passed, all) = (0.0, 0.0)
        for ring in rings {
            let low = Double(ring) * step
            let band = step * (cos(low) - cos(low + step))
            let zenith = low + 0.5 * step
            let (a, b) = (cosTilt * cos(zenith), sinTilt * sin(zenith))
            for azimuth in 0..<count {
                let cosine = a + b * cos((Double(azimuth) + 0.5) * step)
                guard cosine > 0 else { continue }
                passed += modifier(cosine) * cosine * band
                all += cosine * band
            }
        }
        return all > 0 ? passed / all : 0
    }
    return DiffuseModifiers(
        sky: integrate(0..<90, of: 180), ground: integrate(90..<180, of: 180),
        horizon: integrate(895..<900, of: 1_800))
}
