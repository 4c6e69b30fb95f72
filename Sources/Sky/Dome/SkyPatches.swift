public import Geometry

/// The sky hemisphere cut into patches, each small enough to be hidden or visible as a whole.
///
/// 145 patches after P. R. Tregenza, "Subdivision of the sky hemisphere for luminance measurements", Lighting Research
/// and Technology 19, 13-14 (1987): seven bands of 12 degrees with 30, 30, 24, 24, 18, 12 and 6 patches, and a cap of
/// 12 degrees across. Numbered from the horizon up, in each band clockwise from the patch centred on north.
///
/// Irradiance of a plane is the sum of radiance × solid angle × cosine to the patch's direction. The directions' heights
/// are chosen so that this sum is exact on the horizontal for every band; on tilted planes under a uniform sky it is
/// within 0.5 % of (1 + cos tilt) / 2 up to vertical.
public struct SkyPatches: Sendable {
    /// Unit vectors: x east, y north, z up.
    public let directions: [Point3]
    /// Solid angles in steradians; their sum is 2 pi.
    public let solidAngles: [Double]

    /// The 145 patches.
    public static let tregenza = SkyPatches(counts: [30, 30, 24, 24, 18, 12, 6], bandHeight: 12)

    /// Number of patches.
    public var count: Int { directions.count }

    private let counts: [Int]
    private let bandHeight: Double

    private init(counts: [Int], bandHeight: Double) {
        self.counts = counts
        self.bandHeight = bandHeight
        var directions: [Point3] = []
        var solidAngles: [Double] = []
        for (band, count) in counts.enumerated() {
            let low = sin(Double(band) * bandHeight * radiansPerDegree)
            let high = sin(Double(band + 1) * bandHeight * radiansPerDegree)
            // The mean of sin(elevation) over the band, by area: cosine-weighted area over area.
            let z = (low + high) / 2
            for k in 0..<count {
                let azimuth = 2 * .pi * Double(k) / Double(count)
                let across = (1 - z * z).squareRoot()
                directions.append(Point3(across * sin(azimuth), across * cos(azimuth), z))
                solidAngles.append(2 * .pi * (high - low) / Double(count))
            }
        }
        directions.append(Point3(0, 0, 1))
        solidAngles.append(2 * .pi * (1 - sin(Double(counts.count) * bandHeight * radiansPerDegree)))
        self.directions = directions
        self.solidAngles = solidAngles
    }

    /// The patch a direction above the horizon lies in; nil below.
    public func patch(containing direction: Point3) -> Int? {
        let length = direction.length
        guard length > 0, direction.z >= 0 else { return nil }
        let elevation = asin(min(1, direction.z / length)) / radiansPerDegree
        let band = Int(elevation / bandHeight)
        guard band < counts.count else { return count - 1 }
        let turn = wrapDegrees(atan2(direction.x, direction.y) / radiansPerDegree) / 360
        let k = Int((turn * Double(counts[band])).rounded()) % counts[band]
        return counts[..<band].reduce(0, +) + k
    }

    /// Irradiance of a plane that sees the whole sky, from the patches' radiances; W/m2 from W/(m2 sr), Wh/m2 from
    /// Wh/(m2 sr).
    public func irradiance(radiance: [Double], normal: Point3) -> Double {
        var sum = 0.0
        for (patch, direction) in directions.enumerated() {
            sum += radiance[patch] * solidAngles[patch] * max(0, direction.dot(normal))
        }
        return sum
    }

    /// Directions spread evenly over every patch, `side` × `side` each: patch by patch, within it row by row from
    /// below.
    func samples(side: Int) -> [Point3] {
        var samples: [Point3] = []
        func append(_ z: Double, _ azimuth: Double) {
            let across = (1 - z * z).squareRoot()
            samples.append(Point3(across * sin(azimuth), across * cos(azimuth), z))
        }
        let step = { (k: Int) in (Double(k) + 0.5) / Double(side) }
        for (band, count) in counts.enumerated() {
            let low = sin(Double(band) * bandHeight * radiansPerDegree)
            let high = sin(Double(band + 1) * bandHeight * radiansPerDegree)
            for k in 0..<count {
                for row in 0..<side {
                    for column in 0..<side {
                        append(
                            low + (high - low) * step(row),
                            2 * .pi * (Double(k) - 0.5 + step(column)) / Double(count))
                    }
                }
            }
        }
        let edge = sin(Double(counts.count) * bandHeight * radiansPerDegree)
        for row in 0..<side {
            for column in 0..<side { append(edge + (1 - edge) * step(row), 2 * .pi * step(column)) }
        }
        return samples
    }
}
