public import Geometry

/// Incidence angle modifier of a flat glass cover, from Fresnel's reflection at each surface and absorption inside.
///
/// W. De Soto, S. A. Klein and W. A. Beckman, "Improvement and validation of a model for photovoltaic array
/// performance", Solar Energy 80, 78-88 (2006), section 3, with Snell's law the right way round (sin theta_r =
/// sin theta / n) and both polarisations kept apart through the layers: pvlib's `iam.physical`.
/// - Parameters:
///   - cosIncidence: cosine of the angle between sun and the module's normal; from behind (<= 0) gives 0.
///   - refractiveIndex: of the glass, 1 or more (1.526).
///   - extinction: of the glass, per metre (4: "water white").
///   - thickness: of the glass, metres (0.002).
///   - coatingIndex: of an anti-reflective coating, 1 or more (1.29 is typical); nil or 1 without one.
/// - Returns: transmitted light relative to normal incidence, 0...1.
public func iamPhysical(
    cosIncidence: Double, refractiveIndex: Double = 1.526, extinction: Double = 4, thickness: Double = 0.002,
    coatingIndex: Double? = nil
) -> Double {
    guard cosIncidence > 0 else { return 0 }
    let n3 = refractiveIndex
    let n2 = coatingIndex.flatMap { $0 > 1 ? $0 : nil } ?? n3
    var cosine = min(cosIncidence, 1)
    var sine = (1 - cosine * cosine).squareRoot()
    func square(_ x: Double) -> Double { x * x }
    func refract(from n: Double, to m: Double) {
        sine *= n / m
        cosine = (1 - sine * sine).squareRoot()
    }
    // Air (index 1) to the first layer.
    let outer = cosine
    refract(from: 1, to: n2)
    let r12s = square((outer - n2 * cosine) / (outer + n2 * cosine))
    let r12p = square((cosine - n2 * outer) / (cosine + n2 * outer))
    let r12n = square((1 - n2) / (1 + n2))
    var (ts, tp, tn) = (1 - r12s, 1 - r12p, 1 - r12n)
    if n3 != n2 {
        // Coating to glass; light reflected back and forth inside the coating is summed up.
        let inner = cosine
        refract(from: n2, to: n3)
        let r23s = square((n2 * inner - n3 * cosine) / (n2 * inner + n3 * cosine))
        let r23p = square((n2 * cosine - n3 * inner) / (n2 * cosine + n3 * inner))
        let r23n = square((n2 - n3) / (n2 + n3))
        ts *= (1 - r23s) / (1 - r23s * r12s)
        tp *= (1 - r23p) / (1 - r23p * r12p)
        tn *= (1 - r23n) / (1 - r23n * r12n)
    }
    // Bouguer's law along the path in the glass.
    let path = exp(-extinction * thickness / cosine)
    return (ts + tp) / 2 * path / (tn * exp(-extinction * thickness))
}

/// Incidence angle modifier of ASHRAE: 1 - b (1 / cos theta - 1), not below 0.
///
/// A. F. Souka and H. H. Safwat, Solar Energy 10, 170-174 (1966); ASHRAE standard 93-77: pvlib's `iam.ashrae`.
/// - Parameters:
///   - cosIncidence: cosine of the angle of incidence; from behind gives 0.
///   - b: 0.05 is typical.
public func iamASHRAE(cosIncidence: Double, b: Double = 0.05) -> Double {
    guard cosIncidence > 0 else { return 0 }
    return max(0, 1 - b * (1 / min(cosIncidence, 1) - 1))
}

/// Incidence angle modifier of Martin and Ruiz: (1 - exp(-cos theta / a_r)) / (1 - exp(-1 / a_r)).
///
/// N. Martin and J. M. Ruiz, Solar Energy Materials & Solar Cells 70, 25-38 (2001), equation 4 (corrigendum 110, 154,
/// 2013): pvlib's `iam.martin_ruiz`, and PVGIS's choice.
/// - Parameters:
///   - cosIncidence: cosine of the angle of incidence; from behind gives 0.
///   - angularLoss: a_r, above 0; 0.08...0.25, 0.16 for clean glass over silicon.
public func iamMartinRuiz(cosIncidence: Double, angularLoss: Double = 0.16) -> Double {
    guard cosIncidence > 0 else { return 0 }
    return expm1(-min(cosIncidence, 1) / angularLoss) / expm1(-1 / angularLoss)
}

/// Diffuse modifiers of Martin and Ruiz, for a uniform sky and uniform ground.
///
/// Martin and Ruiz 2001, equations 5a and 5b, c2 after IEC 61853-3 (2018): pvlib's `iam.martin_ruiz_diffuse`.
/// - Parameters:
///   - surfaceTilt: 0...180 degrees from horizontal.
///   - angularLoss: a_r, above 0.
public func iamMartinRuizDiffuse(surfaceTilt: Angle, angularLoss: Double = 0.16) -> DiffuseModifiers {
    // The terms are 0 / 0 at the ends: as pvlib, a millionth of a degree inside.
    let beta = min(max(surfaceTilt.degrees, 1e-6), 180 - 1e-6) * .pi / 180
    let c1 = 0.4244  // 4 / (3 pi), as published
    let c2 = 0.5 * angularLoss - 0.154
    let sine = beta < .pi / 2 ? sin(beta) : sin(.pi - beta)
    func modifier(_ angle: Double, _ sight: Double) -> Double {
        let term = sine + (angle - sine) / sight
        return -expm1(-(c1 + c2 * term) * term / angularLoss)
    }
    return DiffuseModifiers(
        sky: modifier(.pi - beta, 1 + cos(beta)), ground: modifier(beta, 1 - cos(beta)), horizon: nil)
}
