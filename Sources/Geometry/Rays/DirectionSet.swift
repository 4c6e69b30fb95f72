/// Directions prepared for asking many groups of points about them: the sun's over a year, the patches of a sky.
///
/// Similar directions are bundled; a bundle shares one descent through the scene.
public struct DirectionSet: Sendable {
    /// How many directions there are, unusable ones included.
    public let count: Int

    /// Directions in bundles; each component has the same sign throughout a bundle.
    struct Bundle {
        let range: Range<Int>
        let cone: Cone
    }

    let bundles: [Bundle]
    /// Bundle after bundle.
    let shears: [Shear]
    /// Where each of `shears` is in the array given.
    let places: [Int]
    /// Places of directions that are zero or not finite: nothing is ever in their way.
    let unusable: [Int]

    /// A bundle has at most this many directions: more share a descent, fewer stay closer together.
    static let bundleSize = 8

    /// Prepares directions of any length.
    public init(_ directions: [Point3]) {
        count = directions.count
        var usable: [(place: Int, shear: Shear)] = []
        var unusable: [Int] = []
        for (i, d) in directions.enumerated() {
            if let shear = Shear(d) { usable.append((i, shear)) } else { unusable.append(i) }
        }
        self.unusable = unusable
        var ranges: [Range<Int>] = []
        usable.sort { ($0.shear.octant, $0.place) < ($1.shear.octant, $1.place) }
        var start = 0
        while start < usable.count {
            let octant = usable[start].shear.octant
            let end = usable[start...].firstIndex { $0.shear.octant != octant } ?? usable.count
            Self.split(&usable, start..<end, into: &ranges)
            start = end
        }
        shears = usable.map(\.shear)
        places = usable.map(\.place)
        bundles = ranges.map { range in
            var cone = Cone(usable[range.lowerBound].shear.direction)
            for entry in usable[range] { cone.extend(entry.shear.direction) }
            return Bundle(range: range, cone: cone)
        }
    }

    /// Halves a stretch along its widest component until the parts are small enough.
    private static func split(
        _ directions: inout [(place: Int, shear: Shear)], _ range: Range<Int>, into ranges: inout [Range<Int>]
    ) {
        let parts = (range.count + bundleSize - 1) / bundleSize
        guard parts > 1 else { return ranges.append(range) }
        let vectors = directions[range].map(\.shear.direction)
        let widths = (0..<3).map { axis in
            (vectors.map { $0[axis] }.max() ?? 0) - (vectors.map { $0[axis] }.min() ?? 0)
        }
        let axis = widths[0] >= widths[1] && widths[0] >= widths[2] ? 0 : widths[1] >= widths[2] ? 1 : 2
        directions[range].sort {
            ($0.shear.direction[axis], $0.place) < ($1.shear.direction[axis], $1.place)
        }
        let middle = range.lowerBound + range.count * (parts / 2) / parts
        split(&directions, range.lowerBound..<middle, into: &ranges)
        split(&directions, middle..<range.upperBound, into: &ranges)
    }
}

/// The least and greatest components of some unit vectors.
struct Cone {
    private(set) var least: SIMD3<Float>
    private(set) var greatest: SIMD3<Float>

    @inline(always)
    init(_ direction: SIMD3<Float>) {
        least = direction
        greatest = direction
    }

    mutating func extend(_ direction: SIMD3<Float>) {
        least.replace(with: direction, where: direction .< least)
        greatest.replace(with: direction, where: direction .> greatest)
    }
}
