import Geometry

/// Sky radiance by patch for one hour after another, with the geometry computed once.
struct SkyDome {
    let patches: SkyPatches
    private let side: Int
    private let samples: [Point3]
    /// Where the sine of elevation changes: the samples of a row share the gradation.
    private let rowStarts: [Int]
    /// Patch cosine-weighted solid angles.
    private let horizontalWeights: [Double]

    init(patches: SkyPatches = .tregenza, samplesPerSide side: Int = 2) {
        self.patches = patches
        self.side = side
        let samples = patches.samples(side: side)
        self.samples = samples
        rowStarts = [0] + samples.indices.dropFirst().filter { samples[$0].z != samples[$0 - 1].z }
        horizontalWeights = zip(patches.directions, patches.solidAngles).map { $0.z * $1 }
    }

    /// Adds the diffuse radiance of a sky, W/(m2 sr), so scaled that its irradiance on the horizontal is DHI.
    ///
    /// With the sun below the horizon, where the model is not defined, the sky is uniform.
    /// - Returns: false when a uniform sky was added.
    @discardableResult
    func add(
        to radiance: inout [Double], light: Irradiance, dniExtra: Double, solarZenith: Angle, sun: Point3
    ) -> Bool {
        guard light.dhi > 0 else { return true }
        guard let airMass = relativeAirMass(apparentZenith: solarZenith) else {
            addUniform(to: &radiance, dhi: light.dhi)
            return false
        }
        let sky = AllWeatherSky(
            PerezSky(
                dhi: light.dhi, dni: light.dni, dniExtra: dniExtra, solarZenith: solarZenith,
                airMassRelative: airMass), zenith: solarZenith.radians)
        var relative = [Double](repeating: 0, count: patches.count)
        let perPatch = side * side
        for (row, start) in rowStarts.enumerated() {
            let gradation = sky.gradation(samples[start].z)
            let end = row + 1 < rowStarts.count ? rowStarts[row + 1] : samples.count
            for k in start..<end {
                relative[k / perPatch] += gradation * sky.indicatrix(samples[k].dot(sun))
            }
        }
        let horizontal = zip(relative, horizontalWeights).reduce(0) { $0 + $1.0 * $1.1 }
        guard horizontal > 0, horizontal.isFinite else {
            addUniform(to: &radiance, dhi: light.dhi)
            return false
        }
        let scale = light.dhi / horizontal
        for patch in relative.indices { radiance[patch] += scale * relative[patch] }
        return true
    }

    private func addUniform(to radiance: inout [Double], dhi: Double) {
        let value = dhi / horizontalWeights.reduce(0, +)
        for patch in radiance.indices { radiance[patch] += value }
    }
}
