public import Geometry

/// Incidence angle modifier of coated glass as SAM computes it: each layer's transmittance in turn, relative to normal
/// incidence (1 degree), at most 1.
///
/// SAM 2020 and later (CEC and PVWatts 8 models), after De Soto, Klein and Beckman 2006 and Duffie and Beckman, chapter
/// 5: coating of index 1.3 and glass of index 1.526, extinction 4/m, 2 mm. The transmittance at normal incidence that
/// all is divided by takes the glass as lying in air behind its coating: that makes SAM's cover about 1 % clearer than
/// ``iamPhysical(cosIncidence:refractiveIndex:extinction:thickness:coatingIndex:)`` with the same indices. Here to
/// agree with SAM.
/// - Parameter cosIncidence: cosine of the angle of incidence; from behind gives 0.
public func iamSAM(cosIncidence: Double) -> Double {
    guard cosIncidence > 0 else { return 0 }
    // SAM keeps the angle within 1...89 degrees.
    let angle = min(max(acos(min(cosIncidence, 1)), .pi / 180), 89 * .pi / 180)
    let coating = transmittance(angle, from: 1, to: 1.3, opacity: 4 * 0.002 * 0.01)
    let glass = transmittance(coating.refracted, from: 1.3, to: 1.526, opacity: 4 * 0.002)
    return min(1, coating.value * glass.value / samNormalTransmittance)
}

/// SAM's modifiers of diffuse light: the bare glass at Duffie and Beckman's equivalent angles, at most 1.
/// - Parameter surfaceTilt: 0...90 degrees from horizontal; steeper tilts are taken as 90.
public func iamSAMDiffuse(surfaceTilt: Angle) -> DiffuseModifiers {
    let angles = equivalentDiffuseAngles(surfaceTilt: surfaceTilt)
    func modifier(_ angle: Angle) -> Double {
        // Grazing light gives 0 / 0 in Fresnel's formula.
        let radians = min(angle.radians, (90 - 1e-6) * .pi / 180)
        return min(1, transmittance(radians, from: 1, to: 1.526, opacity: 4 * 0.002).value / samNormalTransmittance)
    }
    return DiffuseModifiers(sky: modifier(angles.sky), ground: modifier(angles.ground))
}

private let samNormalTransmittance: Double = {
    let coating = transmittance(.pi / 180, from: 1, to: 1.3, opacity: 4 * 0.002 * 0.01)
    return coating.value * transmittance(coating.refracted, from: 1, to: 1.526, opacity: 4 * 0.002).value
}()

/// Unpolarised light through one surface and the layer behind it, and its angle there.
/// - Parameters:
///   - angle: of incidence, radians, within 0 and pi / 2, both excluded.
///   - opacity: extinction times thickness.
private func transmittance(_ angle: Double, from n: Double, to m: Double, opacity: Double) -> (
    value: Double, refracted: Double
) {
    let refracted = asin(n / m * sin(angle))
    let (minus, plus) = (refracted - angle, refracted + angle)
    let s = sin(minus) / sin(plus)
    let p = s * cos(plus) / cos(minus)
    return ((1 - 0.5 * (s * s + p * p)) * exp(-opacity / cos(refracted)), refracted)
}
