import Geometry

/// Sky radiance by patch for one hour after another, with the geometry computed once.
///
/// The pattern of an hour is worked in single precision, eight directions at a time (some 1e-6 of the brightest patch);
/// its scale in double, so that the patches give DHI on the horizontal to the last digit.
struct SkyDome {
    typealias Lanes = SIMD8<Float>

    let patches: SkyPatches
    private let side: Int
    /// Lanes a sample of all patches takes.
    private let width: Int
    /// Sample by sample, within it patch by patch, filled up with the zenith.
    private let directions: [(x: Lanes, y: Lanes, z: Lanes)]
    /// Runs of patches of one height in a sample: sine of elevation, first patch, behind the last.
    private let rows: [(sample: Int, sine: Double, patches: Range<Int>)]
    /// Patch cosine-weighted solid angles.
    private let horizontalWeights: [Double]
    /// The hour's pattern, patch by patch.
    private var pattern: [Float]
    private var indicatrices: [Lanes]

    /// - Parameter side: samples across a patch each way; as many as make MF 2 of Tregenza's patches when nil.
    init(patches: SkyPatches = .tregenza, samplesPerSide side: Int? = nil) {
        let side = side ?? (patches.subdivision > 1 ? 1 : 2)
        self.patches = patches
        self.side = side
        let samples = patches.samples(side: side)
        let width = (patches.count + 7) / 8
        self.width = width
        directions = samples.flatMap { sample in
            (0..<width).map { lane in
                func lanes(_ part: (Point3) -> Double) -> Lanes {
                    var lanes = Lanes(repeating: 0)
                    for k in 0..<8 { lanes[k] = Float(part(sample[min(8 * lane + k, sample.count - 1)])) }
                    return lanes
                }
                return (lanes(\.x), lanes(\.y), lanes(\.z))
            }
        }
        rows = samples.enumerated().flatMap { index, sample in
            let starts = sample.indices.filter { $0 == 0 || sample[$0].z != sample[$0 - 1].z }
            return zip(starts, starts.dropFirst() + [sample.count]).map { (index, sample[$0].z, $0..<$1) }
        }
        horizontalWeights = zip(patches.directions, patches.solidAngles).map { $0.z * $1 }
        pattern = Array(repeating: 0, count: 8 * width)
        indicatrices = Array(repeating: Lanes(repeating: 0), count: side * side * width)
    }

    /// Hands the diffuse radiance of a sky, W/(m2 sr), patch by patch to `body`: a pattern and the factor that makes its
    /// irradiance on the horizontal DHI. Not called without diffuse light.
    ///
    /// With the sun below the horizon, where the model is not defined, the sky is uniform.
    mutating func sky(
        _ light: Irradiance, dniExtra: Double, solarZenith: Angle, sun: Point3,
        _ body: (_ pattern: UnsafeBufferPointer<Float>, _ scale: Double) -> Void
    ) {
        guard light.dhi > 0 else { return }
        var horizontal = 0.0
        if let airMass = relativeAirMass(apparentZenith: solarZenith) {
            let sky = AllWeatherSky(
                PerezSky(
                    dhi: light.dhi, dni: light.dni, dniExtra: dniExtra, solarZenith: solarZenith,
                    airMassRelative: airMass), zenith: solarZenith.radians)
            horizontal = shape(sky, sun: sun)
        }
        if !(horizontal > 0 && horizontal.isFinite) {
            for k in pattern.indices { pattern[k] = 1 }
            horizontal = horizontalWeights.reduce(0, +)
        }
        let scale = light.dhi / horizontal
        pattern.withUnsafeBufferPointer { body(UnsafeBufferPointer(rebasing: $0[..<patches.count]), scale) }
    }

    /// Works the pattern of an hour.
    /// - Returns: its sum over the horizontal.
    private mutating func shape(_ sky: AllWeatherSky, sun: Point3) -> Double {
        let towards = (x: Float(sun.x), y: Float(sun.y), z: Float(sun.z))
        indicatrices.withUnsafeMutableBufferPointer { target in
            directions.withUnsafeBufferPointer { directions in
                for k in 0..<directions.count {
                    let d = directions[k]
                    let (dx, dy, dz) = (d.x - towards.x, d.y - towards.y, d.z - towards.z)
                    target[k] = sky.indicatrix(halfChord: (dx * dx + dy * dy + dz * dz) * 0.25)
                }
            }
        }
        let width = self.width
        pattern.withUnsafeMutableBufferPointer { pattern in
            pattern.update(repeating: 0)
            indicatrices.withUnsafeBufferPointer { lanes in
                lanes.withMemoryRebound(to: Float.self) { values in
                    for row in rows {
                        let gradation = Float(sky.gradation(row.sine))
                        let offset = row.sample * 8 * width
                        for k in row.patches { pattern[k] += gradation * values[offset + k] }
                    }
                }
            }
        }
        return pattern.withUnsafeBufferPointer { pattern in
            horizontalWeights.withUnsafeBufferPointer { weights in
                var sum = 0.0
                for k in 0..<weights.count { sum += Double(pattern[k]) * weights[k] }
                return sum
            }
        }
    }
}
