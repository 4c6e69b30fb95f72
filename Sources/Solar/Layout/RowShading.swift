public import Geometry

/// How endless parallel rows of modules shade each other: pure functions of direction.
///
/// In the cross-section a row is a segment of length L at the tilt β; the next row in front of it is the same segment
/// moved by an offset o (for racks the pitch along the roof, for domes the pitch less the ridge gap). Seen along a
/// direction s the rows are shadows of width L (s × d) that repeat every o × s, so the lit share is the quotient,
/// at most 1. That is equation 12 of Anderson and Jensen, "Shaded fraction and backtracking in single-axis trackers on
/// rolling terrain", J. Renewable Sustainable Energy 16, 023504 (2024), for rows of one tilt, as in
/// `pvlib.shading.shaded_fraction1d`.
public struct RowShading: Sendable, Hashable {
    /// Where the rows look on the map, length 1.
    private let facing: Point3
    private let tilt: Angle
    /// Up the slope of the module in the cross-section: x ahead, y up.
    private let ahead: Double
    private let up: Double
    /// From a row to the one in front, in the cross-section, m.
    private let offsetAhead: Double
    private let offsetUp: Double
    /// Collector length up its slope, m.
    private let length: Double
    /// Free roof in front of a row, m along the roof.
    private let groundWidth: Double

    /// Racks, one behind the other.
    /// - Parameters:
    ///   - tilt: Of the modules from the horizontal, 0…90°.
    ///   - azimuth: Where they look, clockwise from (grid) north, in the frame of the directions asked about.
    ///   - length: The collector's length up its slope, m; > 0.
    ///   - pitch: Horizontal distance from row to row, m; > 0.
    ///   - slope: The roof's rise from front to back, -89…89°.
    /// - Throws: `InputError` for values out of these ranges.
    public init(tilt: Angle, azimuth: Angle, length: Double, pitch: Double, slope: Angle = .degrees(0)) throws {
        let slope = try slope.degrees.checked("row_shading.slope", in: -89...89)
        let pitch = try pitch.checked("row_shading.pitch", in: 1e-6...1e6)
        let down = pitch * Angle(degrees: slope).sine / Angle(degrees: slope).cosine
        try self.init(
            tilt: tilt, azimuth: azimuth, length: length, offsetAhead: pitch, offsetUp: -down,
            groundWidth: (pitch * pitch + down * down).squareRoot())
    }

    /// One side of domes (pairs back to back) on a level roof.
    /// - Parameters:
    ///   - pitch: Horizontal distance from pair to pair, m; at least the pair's own extent.
    ///   - ridgeGap: Distance between the upper edges of a pair, m.
    public init(domeTilt tilt: Angle, azimuth: Angle, length: Double, pitch: Double, ridgeGap: Double) throws {
        let offset = try pitch.checked("row_shading.pitch", in: 1e-6...1e6) - ridgeGap
        try self.init(
            tilt: tilt, azimuth: azimuth, length: length,
            offsetAhead: try offset.checked("row_shading.ridge_gap", in: 1e-6...1e6), offsetUp: 0,
            groundWidth: max(0, offset - 2 * length * tilt.cosine))
    }

    private init(
        tilt: Angle, azimuth: Angle, length: Double, offsetAhead: Double, offsetUp: Double, groundWidth: Double
    ) throws {
        self.tilt = Angle(degrees: try tilt.degrees.checked("row_shading.tilt", in: 0...90))
        self.length = try length.checked("row_shading.length", in: 1e-6...1e6)
        facing = Point3(azimuth.sine, azimuth.cosine)
        ahead = -tilt.cosine
        up = tilt.sine
        self.offsetAhead = offsetAhead
        self.offsetUp = offsetUp
        self.groundWidth = groundWidth
    }

    /// Share of a row's length that light from a direction reaches, 0…1; 0 from behind the module or from below the
    /// plane of the roof.
    ///
    /// For the beam multiply with the cosine of incidence as usual: this is only the share that is lit.
    /// - Parameter direction: Toward the sun or a sky patch, x east, y north, z up; of any length.
    public func litShare(direction: Point3) -> Double {
        let s = direction.x * facing.x + direction.y * facing.y
        // Both are widths seen along the direction: of the row, and from one row to the next.
        let row = length * (s * up - direction.z * ahead)
        let step = offsetAhead * direction.z - offsetUp * s
        guard row > 0, step > 0 else { return 0 }
        return step < row ? step / row : 1
    }

    /// Share of the row's hemisphere that is open above the row in front, mean over its length: on level roofs the diffuse
    /// irradiance under a uniform sky is this times the horizontal one. On a roof that falls to the front it includes what
    /// lies below the horizon beyond the row in front.
    ///
    /// Hottel's crossed strings for the row, the opening above it and the string from its lower edge to the upper edge of
    /// the row in front: F = (L + |o| - |o + L d|) / 2L. Without rows in front it tends to (1 + cos β) / 2.
    public var skyViewFactor: Double {
        let offset = (offsetAhead * offsetAhead + offsetUp * offsetUp).squareRoot()
        let x = offsetAhead + length * ahead
        let y = offsetUp + length * up
        return min(1, max(0, (length + offset - (x * x + y * y).squareRoot()) / (2 * length)))
    }

    /// Share of the row's hemisphere that is roof between it and the row in front, mean over its length (crossed
    /// strings). What is neither sky nor this is the row in front: its back, or for domes its face.
    public var groundViewFactor: Double {
        let offset = (offsetAhead * offsetAhead + offsetUp * offsetUp).squareRoot()
        let scale = groundWidth / offset
        let x = offsetAhead * scale - length * ahead
        let y = offsetUp * scale - length * up
        return min(1, max(0, (length + groundWidth - (x * x + y * y).squareRoot()) / (2 * length)))
    }

    /// Profile angle below which the row in front hides the sky, for a place on the row.
    /// - Parameter share: How far up the row the place is: 0 lower edge, 1 upper edge.
    public func maskingAngle(at share: Double) -> Angle {
        let rest = (1 - share) * length
        return Angle(x: offsetAhead + rest * ahead, y: offsetUp + rest * up)
    }

    /// The masking angle averaged over the row, for racks on a level roof or domes.
    ///
    /// Integral of Passias and Källbäck's equation 8, "Shading effects in rows of solar cell panels", Solar Cells 11,
    /// 281–291 (1984), in closed form; their own equation 9 is wrong, see `pvlib.shading.masking_angle_passias`.
    public var averageMaskingAngle: Angle {
        guard up > 1e-12 else { return .degrees(0) }
        let x = offsetAhead / length
        let c = -ahead
        let squared = x * x + 1 - 2 * x * c
        // With the rows edge to edge and upright the logarithm's argument vanishes together with its factor's weight.
        let logarithm = squared > 0 ? log(squared) : 0
        let radians =
            -x * up * logarithm / 2 + (x * c - 1) * Angle(tangent: (x * c - 1) / (x * up)).radians
            + (1 - x * c) * Angle(tangent: c / up).radians + x * log(x) * up
        return Angle(radians: radians)
    }
}
