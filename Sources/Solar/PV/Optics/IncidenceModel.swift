public import Geometry

/// How a module's cover dims direct light that falls on it at an angle.
public enum IncidenceModel: Sendable, Hashable {
    /// The models by the names users type.
    public enum Kind: String, Sendable, Hashable, CaseIterable {
        /// Fresnel and Bouguer: ``iamPhysical(cosIncidence:refractiveIndex:extinction:thickness:coatingIndex:)``.
        case physical
        /// ``iamASHRAE(cosIncidence:b:)``.
        case ashrae
        /// ``iamMartinRuiz(cosIncidence:angularLoss:)``.
        case martinRuiz = "martin_ruiz"
        /// ``iamSAM(cosIncidence:)``.
        case sam
        /// All light passes.
        case none = "no_loss"
    }

    /// Glass of the given index, extinction (1/m) and thickness (m), with an anti-reflective coating or without.
    case physical(refractiveIndex: Double, extinction: Double, thickness: Double, coatingIndex: Double?)
    /// One coefficient.
    case ashrae(b: Double)
    /// The angular loss coefficient a_r.
    case martinRuiz(angularLoss: Double)
    /// SAM's coated glass.
    case sam
    /// All light passes.
    case none

    /// A model with its usual coefficients (pvlib's defaults).
    public init(_ kind: Kind) {
        switch kind {
        case .physical: self = .physical(refractiveIndex: 1.526, extinction: 4, thickness: 0.002, coatingIndex: nil)
        case .ashrae: self = .ashrae(b: 0.05)
        case .martinRuiz: self = .martinRuiz(angularLoss: 0.16)
        case .sam: self = .sam
        case .none: self = .none
        }
    }

    /// The model's name.
    public var kind: Kind {
        switch self {
        case .physical: .physical
        case .ashrae: .ashrae
        case .martinRuiz: .martinRuiz
        case .sam: .sam
        case .none: .none
        }
    }

    /// Light let through relative to normal incidence, 0...1; 0 from behind.
    public func modifier(cosIncidence: Double) -> Double {
        switch self {
        case .physical(let index, let extinction, let thickness, let coating):
            iamPhysical(
                cosIncidence: cosIncidence, refractiveIndex: index, extinction: extinction, thickness: thickness,
                coatingIndex: coating)
        case .ashrae(let b): iamASHRAE(cosIncidence: cosIncidence, b: b)
        case .martinRuiz(let angularLoss): iamMartinRuiz(cosIncidence: cosIncidence, angularLoss: angularLoss)
        case .sam: iamSAM(cosIncidence: cosIncidence)
        case .none: cosIncidence > 0 ? 1 : 0
        }
    }

    /// - Throws: `InputError` for coefficients no cover has.
    func check() throws {
        switch self {
        case .physical(let index, let extinction, let thickness, let coating):
            try expect(index, in: 1...4, "iam.n", "the refractive index of the cover")
            try expect(extinction, in: 0...1_000, "iam.K", "the extinction of the cover, 1/m")
            try expect(thickness, in: 0...0.1, "iam.L", "the thickness of the cover, m")
            if let coating { try expect(coating, in: 1...4, "iam.n_ar", "the refractive index of the coating") }
        case .ashrae(let b): try expect(b, in: 0...1, "iam.b", "ASHRAE's coefficient")
        case .martinRuiz(let a): try expect(a, in: 0.001...10, "iam.a_r", "the angular loss coefficient")
        case .sam, .none: break
        }
    }
}

/// How a module's cover dims diffuse light.
public enum DiffuseIncidence: String, Sendable, Hashable, CaseIterable {
    /// Not at all: pvlib's ModelChain.
    case none = "no_loss"
    /// The beam model integrated over sky and ground (Marion 2017).
    case marion
    /// Martin and Ruiz's fit to that integral, whatever the beam model: PVGIS.
    case martinRuiz = "martin_ruiz"
    /// The beam model at one equivalent angle each for sky and ground: De Soto 2006; of SAM's cover the bare glass.
    case equivalentAngle = "equivalent_angle"

    /// The factors for a plane.
    /// - Parameter surfaceTilt: 0...180 degrees from horizontal.
    /// - Throws: `InputError` for a tilt that is out of range or no number, or coefficients no cover has.
    public func modifiers(_ model: IncidenceModel, surfaceTilt: Angle) throws -> DiffuseModifiers {
        try expect(surfaceTilt.degrees, in: -1e-9...180 + 1e-9, "surface_tilt", "tilt in degrees")
        try model.check()
        switch self {
        case .none: return .one
        case .marion: return diffuseModifiers(surfaceTilt: surfaceTilt) { model.modifier(cosIncidence: $0) }
        case .martinRuiz:
            guard case .martinRuiz(let angularLoss) = model else {
                return iamMartinRuizDiffuse(surfaceTilt: surfaceTilt)
            }
            return iamMartinRuizDiffuse(surfaceTilt: surfaceTilt, angularLoss: angularLoss)
        case .equivalentAngle:
            if case .sam = model { return iamSAMDiffuse(surfaceTilt: surfaceTilt) }
            let angles = equivalentDiffuseAngles(surfaceTilt: surfaceTilt)
            return DiffuseModifiers(
                sky: model.modifier(cosIncidence: angles.sky.cosine),
                ground: model.modifier(cosIncidence: angles.ground.cosine))
        }
    }
}

/// Angles of incidence of beams that a cover dims as it dims a uniform sky, and uniform ground.
///
/// M. J. Brandemuehl and W. A. Beckman 1980, in J. A. Duffie and W. A. Beckman, "Solar Engineering of Thermal
/// Processes" (2013), equations 5.4.1 and 5.4.2: 59.7 - 0.1388 b + 0.001497 b^2 and 90 - 0.5788 b + 0.002693 b^2 for a
/// tilt of b degrees.
/// - Parameter surfaceTilt: 0...90 degrees; steeper tilts are taken as 90.
public func equivalentDiffuseAngles(surfaceTilt: Angle) -> (sky: Angle, ground: Angle) {
    let b = min(max(surfaceTilt.degrees, 0), 90)
    return (.degrees(59.7 - 0.1388 * b + 0.001497 * b * b), .degrees(90 - 0.5788 * b + 0.002693 * b * b))
}
