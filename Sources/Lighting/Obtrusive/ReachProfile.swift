import Geometry

/// What luminaires that hang alike have in common, whichever way they look.
struct Hanging: Hashable {
    private let photometry: Int32
    // Only heights matter, and azimuth does not change them beyond rounding.
    private let along, across, down: Double

    init(_ photometry: Int32, _ frame: LuminaireFrame) {
        func rounded(_ x: Double) -> Double { (x * 1e9).rounded() / 1e9 }
        self.photometry = photometry
        along = rounded(frame.along.z)
        across = rounded(frame.across.z)
        down = rounded(frame.down.z)
    }
}

/// The brightest of all directions by height, as a luminaire hangs: how far it reaches whichever way it is turned.
struct ReachProfile {
    /// cd, by half degrees from straight down (0) to straight up (360).
    private let brightest: [Double]

    init(_ photometry: Photometry, _ frame: LuminaireFrame) {
        let found = (0...360).map { half in
            let gamma = Angle.degrees(Double(half) / 2)
            return (0..<120).reduce(0.0) { brightest, turn in
                let c = Angle.degrees(3 * Double(turn))
                let direction = Point3(gamma.sine * c.cosine, gamma.sine * c.sine, -gamma.cosine)
                let (own, height) = frame.angles(of: direction)
                return max(brightest, photometry.intensity(c: own, gamma: height))
            }
        }
        // Between two half degrees and two of 120 directions lies no more than the neighbours have, but for what a
        // sharp edge hides: a tenth is granted for that.
        brightest = found.indices.map { i in 1.1 * found[max(0, i - 1)...min(360, i + 1)].reduce(0, max) }
    }

    /// Distance in the plane beyond which no wall gets `cutOff`.
    /// - Parameters:
    ///   - scale: what the intensities are multiplied by.
    ///   - height: of the light above its ground, m.
    ///   - tallest: the highest wall above the ground, m.
    ///   - cutOff: lx.
    func reach(scale: Double, height: Double, tallest: Double, cutOff: Double) -> Double {
        var reach = 0.0
        for half in 0...360 {
            var distance = (brightest[half] * scale / cutOff).squareRoot()
            // No farther than the ground below (3 m of slope granted), or the top of the highest wall.
            let steepness = abs(Angle.degrees(Double(half < 180 ? half + 1 : half - 1) / 2).cosine)
            let room = half < 180 ? height + 3 : max(0, tallest - height) + 3
            if abs(half - 180) > 1 { distance = min(distance, room / max(1e-6, steepness)) }
            reach = max(reach, distance * Angle.degrees(Double(half) / 2).sine)
        }
        return min(reach, 500)
    }
}
