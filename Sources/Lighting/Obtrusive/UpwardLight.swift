import Geometry

extension Photometry {
    /// Share of the flux that goes above the horizontal as the luminaire hangs, 0…1: the upward light ratio (ULR in CIE
    /// 150, R_UL in EN 12665).
    ///
    /// Sum over cells of 1° of γ and 1° of C at their middles, each with its share above the horizontal; a level luminaire
    /// has the closed form of ``upwardShare``.
    func upwardShare(_ frame: LuminaireFrame) -> Double {
        if frame.down.z < -1 + 1e-12 { return upwardShare }
        var (up, all) = (0.0, 0.0)
        // Half the height of a cell as a direction's z.
        let half = Angle.degrees(0.5).sine
        for j in 0..<180 {
            let gamma = Angle.degrees(Double(j) + 0.5)
            let weight = gamma.sine
            for i in 0..<360 {
                let turn = Angle.degrees(Double(i) + 0.5)
                let light = intensity(c: Double(i) + 0.5, gamma: Double(j) + 0.5) * weight
                guard light > 0 else { continue }
                let z =
                    frame.along.z * gamma.sine * turn.cosine + frame.across.z * gamma.sine * turn.sine
                    + frame.down.z * gamma.cosine
                up += light * min(1, max(0, 0.5 + z / (2 * half)))
                all += light
            }
        }
        return all > 0 ? up / all : 0
    }
}

extension LuminousOpening {
    /// The luminous area as seen in a direction, m²: that of the opening and its sides, projected (EULUMDAT; CIE 150).
    /// - Parameter direction: length 1, in the luminaire's own axes: x along C = 0°, y along C = 90°, z down.
    func projectedArea(_ direction: Point3) -> Double {
        let (x, y, z) = (abs(direction.x), abs(direction.y), abs(direction.z))
        // As seen from C0, C90, C180, C270.
        let along = direction.x >= 0 ? heights[0] : heights[2]
        let across = direction.y >= 0 ? heights[1] : heights[3]
        switch shape {
        case .point: return 0
        // `length` lies along C90–C270, `width` along C0–C180.
        case .rectangle, .cylinder: return area * z + length * along * x + width * across * y
        case .circle, .ellipse: return area * z + length * along * x + width * across * y
        case .sphere, .ellipsoid: return max(area * z, area * (x * x + y * y).squareRoot())
        }
    }
}
