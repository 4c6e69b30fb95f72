public import Geometry

/// The sky hemisphere cut into patches, each small enough to be hidden or visible as a whole.
///
/// 145 patches after P. R. Tregenza, "Subdivision of the sky hemisphere for luminance measurements", Lighting Research
/// and Technology 19, 13-14 (1987): seven bands with 30, 30, 24, 24, 18, 12 and 6 patches, and a cap. Reinhart's finer
/// skies cut every patch into MF × MF: MF bands for one, with MF times as many patches, and the cap that is left (C. F.
/// Reinhart, "Daylight availability and manual lighting control in office buildings", Karlsruhe 2001). Bands are
/// 90 / (7 MF + 1/2) degrees high (12 and 6.207), the cap half a band around the zenith.
///
/// Numbered from the horizon up, in each band clockwise from the patch centred on north, the cap last: the order of
/// Radiance's `gendaymtx -m MF` and `reinsrc.cal`, without their patch 0, the ground. Other than there, a patch's
/// direction is not the middle of its angles but lower, as makes the sum below exact: its sine is cos(half a band) of
/// the middle's, 0.5 % less for MF 1, 0.15 % for MF 2.
///
/// Irradiance of a plane is the sum of radiance × solid angle × cosine to the patch's direction. The directions' heights
/// are chosen so that this sum is exact on the horizontal for every band; on tilted planes under a uniform sky it is
/// within 0.5 % (MF 1) or 0.15 % (MF 2) of (1 + cos tilt) / 2 up to vertical.
public struct SkyPatches: Sendable {
    /// Unit vectors: x east, y north, z up.
    public let directions: [Point3]
    /// Solid angles in steradians; their sum is 2 pi.
    public let solidAngles: [Double]
    /// Into how many bands, and how many columns, Tregenza's patches are cut: MF.
    public let subdivision: Int

    /// Tregenza's 145 patches.
    public static let tregenza = SkyPatches(subdivision: 1)
    /// Reinhart's 577 patches, MF 2.
    public static let reinhart = SkyPatches(subdivision: 2)

    /// Number of patches: 144 MF² + 1.
    public var count: Int { directions.count }

    /// Patches in each band, from the horizon up, without the cap.
    private let counts: [Int]
    /// First patch of each band, and the cap.
    private let starts: [Int]
    /// Degrees.
    private let bandHeight: Double

    /// The patches of a subdivision MF.
    /// - Parameter subdivision: 1...12; taken to the nearest in that range.
    public init(subdivision: Int) {
        let factor = min(max(subdivision, 1), 12)
        self.subdivision = factor
        counts = [30, 30, 24, 24, 18, 12, 6].flatMap { Array(repeating: $0 * factor, count: factor) }
        bandHeight = 90 / (7 * Double(factor) + 0.5)
        var starts = [0]
        var directions: [Point3] = []
        var solidAngles: [Double] = []
        for (band, count) in counts.enumerated() {
            let (low, high) = Self.sines(band, bandHeight)
            // The mean of sin(elevation) over the band, by area: cosine-weighted area over area.
            let z = (low + high) / 2
            for k in 0..<count {
                let azimuth = 2 * .pi * Double(k) / Double(count)
                let across = (1 - z * z).squareRoot()
                directions.append(Point3(across * sin(azimuth), across * cos(azimuth), z))
                solidAngles.append(2 * .pi * (high - low) / Double(count))
            }
            starts.append(directions.count)
        }
        directions.append(Point3(0, 0, 1))
        solidAngles.append(2 * .pi * (1 - Self.sines(counts.count, bandHeight).low))
        self.starts = starts
        self.directions = directions
        self.solidAngles = solidAngles
    }

    /// Sines of elevation of a band's edges.
    private static func sines(_ band: Int, _ height: Double) -> (low: Double, high: Double) {
        (sin(Double(band) * height * radiansPerDegree), sin(Double(band + 1) * height * radiansPerDegree))
    }

    /// The patch a direction above the horizon lies in; nil below.
    public func patch(containing direction: Point3) -> Int? {
        let length = direction.length
        guard length > 0, length.isFinite, direction.z >= 0 else { return nil }
        let elevation = asin(min(1, direction.z / length)) / radiansPerDegree
        let band = Int(elevation / bandHeight)
        guard band < counts.count else { return count - 1 }
        let turn = wrapDegrees(atan2(direction.x, direction.y) / radiansPerDegree) / 360
        let k = Int((turn * Double(counts[band])).rounded()) % counts[band]
        return starts[band] + k
    }

    /// The four patches that stand for a beam from a direction above the horizon (length 1), and their shares.
    ///
    /// Between bands by the sine of elevation, between columns by azimuth: together they give a horizontal plane what the
    /// beam gives it, exactly, and other planes nearly: the patches' vectors add up to the beam's within 2.2 % of its
    /// length below 64° and 7 % above (MF 1). Shares add up to 1, to less for a beam below the lowest band's directions (6°), which a horizontal plane gets less of.
    public func shares(ofBeam direction: Point3) -> (patches: SIMD4<Int32>, shares: SIMD4<Float>) {
        let z = min(1, max(0, direction.z))
        let turn = wrapDegrees(atan2(direction.x, direction.y) / radiansPerDegree) / 360
        // The band whose directions are above; `counts.count` is the cap.
        let upper = (0..<counts.count).first { directions[starts[$0]].z > z } ?? counts.count
        var patches = SIMD4<Int32>.zero
        var shares = SIMD4<Float>.zero
        func add(_ band: Int, _ share: Double, at place: Int) {
            guard band < counts.count else {
                patches[place] = Int32(count - 1)
                shares[place] = Float(share)
                return
            }
            let column = turn * Double(counts[band])
            let first = Int(column) % counts[band]
            let second = (first + 1) % counts[band]
            let way = column - column.rounded(.down)
            patches[place] = Int32(starts[band] + first)
            patches[place + 1] = Int32(starts[band] + second)
            shares[place] = Float(share * (1 - way))
            shares[place + 1] = Float(share * way)
        }
        let high = upper < counts.count ? directions[starts[upper]].z : 1
        guard upper > 0 else {
            add(0, z / high, at: 0)
            return (patches, shares)
        }
        let low = directions[starts[upper - 1]].z
        let way = (z - low) / (high - low)
        add(upper - 1, 1 - way, at: 0)
        add(upper, way, at: 2)
        return (patches, shares)
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

    /// Directions spread evenly over every patch, `side` × `side` each: sample by sample, within it patch by patch.
    func samples(side: Int) -> [[Point3]] {
        func direction(_ z: Double, _ azimuth: Double) -> Point3 {
            let across = (1 - z * z).squareRoot()
            return Point3(across * sin(azimuth), across * cos(azimuth), z)
        }
        let steps = (0..<side).map { (Double($0) + 0.5) / Double(side) }
        let edge = Self.sines(counts.count, bandHeight).low
        return steps.flatMap { row in
            steps.map { column in
                var samples: [Point3] = []
                samples.reserveCapacity(count)
                for (band, count) in counts.enumerated() {
                    let (low, high) = Self.sines(band, bandHeight)
                    for k in 0..<count {
                        samples.append(
                            direction(
                                low + (high - low) * row, 2 * .pi * (Double(k) - 0.5 + column) / Double(count)))
                    }
                }
                samples.append(direction(edge + (1 - edge) * row, 2 * .pi * column))
                return samples
            }
        }
    }
}
