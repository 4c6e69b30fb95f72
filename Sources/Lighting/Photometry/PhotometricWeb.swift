/// The half-planes of a photometric file on their way to a ``Photometry``: which angle takes which measured plane.
struct PhotometricWeb {
    /// Degrees, and the measured plane that stands there. More than one angle may take a plane: symmetry.
    private(set) var planes: [(angle: Double, source: Int)]

    /// Angles within this many degrees are one.
    private static let same = 1e-6

    /// From the angles measured, one plane each.
    init(_ angles: [Double]) { planes = angles.enumerated().map { ($1, $0) } }

    /// Adds each plane's mirror image in the vertical plane at an angle, degrees.
    mutating func mirror(at axis: Double) {
        planes += planes.map { (2 * axis - $0.angle, $0.source) }
    }

    /// Turns all planes, degrees.
    mutating func turn(by angle: Double) { for k in planes.indices { planes[k].angle += angle } }

    /// All planes from 0 to 360°, the last equal to the first.
    ///
    /// Where no plane stands at 0°, one is put there: linear between its neighbours, which changes nothing.
    /// - Parameters:
    ///   - count: intensities a plane.
    ///   - intensities: plane by plane as measured.
    func closed(count: Int, intensities: [Double]) -> (c: [Double], intensities: [Double]) {
        var sorted = planes.map { ($0.angle - 360 * ($0.angle / 360).rounded(.down), $0.source) }
        for k in sorted.indices where sorted[k].0 > 360 - Self.same { sorted[k].0 = 0 }
        sorted.sort { $0.0 < $1.0 || ($0.0 == $1.0 && $0.1 < $1.1) }
        var c: [Double] = []
        var values: [Double] = []
        func plane(_ source: Int) -> ArraySlice<Double> { intensities[source * count..<(source + 1) * count] }
        if let first = sorted.first, let last = sorted.last {
            if first.0 > Self.same {
                let share = first.0 / (first.0 + 360 - last.0)
                c.append(0)
                values += zip(plane(first.1), plane(last.1)).map { $0 * (1 - share) + $1 * share }
            } else {
                sorted[0].0 = 0
            }
        }
        for (angle, source) in sorted where c.isEmpty || angle > (c.last ?? 0) + Self.same {
            c.append(angle)
            values += plane(source)
        }
        c.append(360)
        values += values[0..<count]
        return (c, values)
    }
}
