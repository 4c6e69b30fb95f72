public import Geometry

extension Photometry {
    /// Luminous intensity class G*1…G*6 as its number; nil for none.
    ///
    /// EN 13201-2:2015, annex A, table A.1: greatest intensities, cd per 1,000 lm of the luminaire's flux, at and above 70°,
    /// 80° and 90° from straight down, with the luminaire as installed. G*4 and G*5 send nothing above 95°, G*6 nothing
    /// above 90°.
    /// - Parameter tilt: as built less as measured.
    public func intensityClass(tilt: Angle = .degrees(0)) -> Int? {
        let limits: [(class: Int, at70: Double, at80: Double, at90: Double, dark: Double)] = [
            (6, 350, 100, 0, 90), (5, 350, 100, 10, 95), (4, 500, 100, 10, 95),
            (3, .infinity, 100, 20, 180), (2, .infinity, 150, 30, 180), (1, .infinity, 200, 50, 180),
        ]
        let whole = flux / 1_000
        guard whole > 0 else { return nil }
        // Below a thousandth of a cd/klm nothing could be measured.
        let none = 1e-3
        let found = [70.0, 80, 90, 95].map { peak(from: .degrees($0), tilt: tilt) / whole }
        return limits.first {
            found[0] <= $0.at70 && found[1] <= $0.at80 && found[2] <= max(none, $0.at90)
                && ($0.dark != 95 || found[3] <= none)
        }?.class
    }

    /// Glare index class D.0…D.6 as its number, of a luminaire hung as it was measured; nil where the file says nothing of
    /// its luminous opening.
    ///
    /// EN 13201-2:2015, annex A, table A.2: greatest intensity at γ = 85°, cd, over the root of the luminous area as seen
    /// from there, m².
    public var glareIndexClass: Int? {
        let height = Angle.degrees(85)
        let brightest = (0..<360).max { a, b in
            intensity(c: .degrees(Double(a)), gamma: height) < intensity(c: .degrees(Double(b)), gamma: height)
        }
        guard let brightest else { return nil }
        let turn = Angle.degrees(Double(brightest))
        let (ahead, aside) = (abs(turn.cosine), abs(turn.sine))
        let side =
            opening.heights[turn.cosine >= 0 ? 0 : 2] * ahead * opening.length
            + opening.heights[turn.sine >= 0 ? 1 : 3] * aside * opening.width
        let area = opening.area * height.cosine + side * height.sine
        guard area > 0 else { return nil }
        let index = intensity(c: turn, gamma: height) / area.squareRoot()
        let limits = [500.0, 1_000, 2_000, 4_000, 5_500, 7_000]
        return limits.firstIndex { index <= $0 }.map { 6 - $0 } ?? 0
    }

    /// The greatest intensity at an angle from straight down and above it, cd, with the luminaire tilted.
    func peak(from low: Angle, tilt: Angle) -> Double {
        let frame = LuminaireFrame(azimuth: .degrees(0), tilt: tilt)
        var most = 0.0
        // Linear between them, intensities are greatest where the file gives them, or on the edge.
        for (i, turn) in c.enumerated() {
            for (j, height) in gamma.enumerated() {
                let (a, b) = (Angle.degrees(turn), Angle.degrees(height))
                let direction =
                    frame.along * (b.sine * a.cosine) + frame.across * (b.sine * a.sine) + frame.down * b.cosine
                guard -direction.z <= low.cosine + 1e-12 else { continue }
                most = max(most, Double(intensities[i * gamma.count + j]))
            }
        }
        for step in 0..<360 {
            let around = Angle.degrees(Double(step))
            let direction = Point3(low.sine * around.cosine, low.sine * around.sine, -low.cosine)
            let (turn, height) = frame.angles(of: direction)
            most = max(most, intensity(c: turn, gamma: height))
        }
        return most
    }
}
