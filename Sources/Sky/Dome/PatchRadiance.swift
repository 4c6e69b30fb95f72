import Geometry

/// A year's sky hour by hour: how bright every patch is, for what changes from hour to hour (a shaded module's power).
///
/// Only hours with diffuse light are kept.
public struct PatchRadiance: Sendable {
    /// The dome's patches.
    public let patches: SkyPatches
    /// The hours kept, in order.
    public let hours: [Int]
    /// Diffuse radiance, W/(m2 sr): hour by hour as in ``hours``, within it patch by patch.
    public let values: [Float]

    /// The patches' radiances of the hour that is `row`th in ``hours``.
    public subscript(row row: Int) -> ArraySlice<Float> {
        values[row * patches.count..<(row + 1) * patches.count]
    }
}

extension HourlySky {
    /// The diffuse radiance of every patch in every hour that has diffuse light: the all-weather sky (Perez et al. 1993),
    /// scaled so that the patches give the hour's DHI on the horizontal.
    /// - Parameter patches: 577 take 2.3 kB an hour, some 10 MB a year.
    public func patchRadiance(_ patches: SkyPatches = .reinhart) -> PatchRadiance {
        var dome = SkyDome(patches: patches)
        let hours = weather.dhi.indices.filter { weather.dhi[$0] > 0 }
        let values = [Float](unsafeUninitializedCapacity: hours.count * patches.count) { buffer, count in
            for hour in hours {
                let sun = suns[hour]
                dome.sky(
                    weather.irradiance(hour), dniExtra: dniExtra[hour], solarZenith: sun.apparentZenith,
                    sun: sun.direction
                ) { pattern, scale in
                    for patch in 0..<pattern.count {
                        buffer.initializeElement(at: count + patch, to: Float(scale * Double(pattern[patch])))
                    }
                }
                count += patches.count
            }
        }
        return PatchRadiance(patches: patches, hours: hours, values: values)
    }
}
