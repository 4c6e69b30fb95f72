public import Geometry

/// How a luminaire hangs: its three axes in the city's grid.
///
/// EN 13201-3:2015, 6.3 and 6.4 (as CIE 140): the luminaire is turned about the vertical (orientation ν), then tilted
/// about its axis along the road (δ; the front goes up), then rolled about its own axis across the road (ψ). With ν = 0
/// a point at (x, y), H below the luminaire, is seen at
///
///     x' = x cos ψ + y sin δ sin ψ + H cos δ sin ψ
///     y' = y cos δ - H sin δ
///     H' = -x sin ψ + y sin δ cos ψ + H cos δ cos ψ,   tan C = y'/x',  tan γ = √(x'² + y'²)/H'.
///
/// The tilt is that for calculation: as built less as measured (``Photometry/tiltMeasured``).
public struct LuminaireFrame: Sendable, Hashable {
    /// Where C = 0°, γ = 90° looks: along the road. Length 1.
    public var along: Point3
    /// Where C = 90°, γ = 90° looks: across the road, away from the mast. Length 1.
    public var across: Point3
    /// Where γ = 0° looks: down. Length 1.
    public var down: Point3

    /// - Parameters:
    ///   - azimuth: where the luminaire's front (C = 90°) looks, clockwise from the grid's north.
    ///   - tilt: by which the front (C = 90°) is lifted above the attitude it was measured in.
    ///   - roll: about the axis across the road; positive lowers the side of C = 0° (rotation ψ of the standard).
    public init(azimuth: Angle, tilt: Angle = .degrees(0), roll: Angle = .degrees(0)) {
        let front = Point3(azimuth.sine, azimuth.cosine, 0)
        // C counts counter-clockwise seen from above: with the front to the north, C = 0° is east.
        let side = Point3(azimuth.cosine, -azimuth.sine, 0)
        let up = Point3(0, 0, 1)
        across = front * tilt.cosine + up * tilt.sine
        let lowered = up * -tilt.cosine + front * tilt.sine
        along = side * roll.cosine + lowered * roll.sine
        down = lowered * roll.cosine - side * roll.sine
    }

    /// C (0…360) and γ (0…180) of a direction of length 1, degrees.
    @inline(__always)
    func angles(of direction: Point3) -> (c: Double, gamma: Double) {
        let x = direction.dot(along)
        let y = direction.dot(across)
        let z = direction.dot(down)
        let turn = atan2(y, x) * (180 / .pi)
        return (turn < 0 ? turn + 360 : turn, acos(min(1, max(-1, z))) * (180 / .pi))
    }
}
