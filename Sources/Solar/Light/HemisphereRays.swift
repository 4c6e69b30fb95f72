import Geometry

/// Directions spread over a hemisphere by the cosine from its pole: a low-discrepancy sequence, turned by the place.
///
/// The sequence is M. Roberts's R2 ("The Unreasonable Effectiveness of Quasirandom Sequences", 2018), the plane's analogue
/// of the golden ratio's.
struct HemisphereRays {
    private let u: Point3
    private let v: Point3
    private let normal: Point3
    private let start: (Double, Double)

    init(_ normal: Point3, seed: Point3) {
        self.normal = normal
        let level = Point3(-normal.y, normal.x, 0)
        u = level.length > 1e-4 ? level.normalised : Point3(1, 0, 0)
        v = normal.cross(u)
        // Millimetres, mixed: the same place looks the same way in every run.
        var state: UInt64 = 0x9E37_79B9_7F4A_7C15
        for c in [seed.x, seed.y, seed.z] {
            state ^= UInt64(bitPattern: Int64(exactly: (c * 1000).rounded()) ?? 0)
            state = (state ^ (state >> 30)) &* 0xBF58_476D_1CE4_E5B9
            state = (state ^ (state >> 27)) &* 0x94D0_49BB_1331_11EB
            state ^= state >> 31
        }
        start = (Double(state >> 32) * 0x1p-32, Double(state & 0xFFFF_FFFF) * 0x1p-32)
    }

    func direction(_ k: Int) -> Point3 {
        let a = start.0 + 0.754_877_666_246_692_7 * Double(k)
        let b = start.1 + 0.569_840_290_998_053_2 * Double(k)
        let (s, t) = (a - a.rounded(.down), b - b.rounded(.down))
        let r = s.squareRoot()
        let angle = Angle.radians(2 * .pi * t)
        return u * (r * angle.cosine) + v * (r * angle.sine) + normal * max(1 - s, 1e-6).squareRoot()
    }
}
