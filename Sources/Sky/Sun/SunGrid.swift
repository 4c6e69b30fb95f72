public import Geometry

/// Fixed directions over the part of the sky the sun can stand in, so that what hides them is computed once for all
/// weather.
///
/// Nodes stand on a grid of declination (rows) and hour angle (columns), the sun's own coordinates: its daily paths run
/// along the rows, and 10 days near an equinox or two months near a solstice cross one row. A value that is known at the
/// nodes is read off between them by bilinear interpolation. Nodes below 1° of elevation are left out; a sun beside
/// them takes the others.
public struct SunGrid: Sendable {
    /// Unit vectors: x east, y north, z up.
    public let directions: [Point3]

    /// What a sun position takes from the nodes around it: at most four, their weights add up to 1.
    public struct Weights: Sendable, Hashable {
        public var nodes: SIMD4<Int32>
        public var shares: SIMD4<Float>
    }

    private let sine: Double
    private let cosine: Double
    private let rows: Int
    private let columns: Int
    /// Row by row; −1 where the node is left out.
    private let numbers: [Int32]

    /// Half the range of declination: the obliquity of the ecliptic, 23.44°, and what refraction lifts.
    private static let reach = 24.0 * radiansPerDegree

    /// - Parameters:
    ///   - latitude: of the place.
    ///   - step: between nodes, 1…15°, in declination and in hour angle; rounded so that the grid closes.
    public init(latitude: Angle, step: Angle = .degrees(5)) {
        let step = min(15, max(1, step.degrees))
        (sine, cosine) = (sin(latitude.radians), cos(latitude.radians))
        let rows = Int((2 * Self.reach / radiansPerDegree / step).rounded(.up)) + 1
        let columns = Int((360 / step).rounded(.up))
        (self.rows, self.columns) = (rows, columns)
        var directions: [Point3] = []
        var numbers = [Int32](repeating: -1, count: rows * columns)
        for row in 0..<rows {
            let declination = Self.reach * (2 * Double(row) / Double(rows - 1) - 1)
            let (s, c) = (sin(declination), cos(declination))
            for column in 0..<columns {
                let hourAngle = 2 * Double.pi * Double(column) / Double(columns) - .pi
                let across = c * cos(hourAngle)
                let direction = Point3(
                    -c * sin(hourAngle), cosine * s - sine * across, sine * s + cosine * across)
                // sin 1°
                guard direction.z > 0.017452 else { continue }
                numbers[row * columns + column] = Int32(directions.count)
                directions.append(direction)
            }
        }
        self.directions = directions
        self.numbers = numbers
    }

    /// Which nodes stand for a sun in this direction (x east, y north, z up; length 1); nil below the horizon, and where
    /// no sun can be.
    public func weights(of sun: Point3) -> Weights? {
        guard sun.z > 0, !directions.isEmpty else { return nil }
        let declination = asin(min(1, max(-1, sun.z * sine + sun.y * cosine)))
        let hourAngle = atan2(-sun.x, sun.z * cosine - sun.y * sine)
        let y = min(max((declination / Self.reach + 1) / 2, 0), 1) * Double(rows - 1)
        let x = (hourAngle + .pi) / (2 * .pi) * Double(columns)
        let row = min(Int(y), rows - 2)
        let column = Int(x) % columns
        let (v, u) = (Float(y - Double(row)), Float(x - x.rounded(.down)))
        let next = (column + 1) % columns
        var nodes = SIMD4<Int32>(
            numbers[row * columns + column], numbers[row * columns + next], numbers[(row + 1) * columns + column],
            numbers[(row + 1) * columns + next])
        var shares = SIMD4<Float>((1 - v) * (1 - u), (1 - v) * u, v * (1 - u), v * u)
        shares.replace(with: 0, where: nodes .< 0)
        let sum = shares.sum()
        guard sum > 1e-3 else {
            // Just above the horizon all four may be missing: the nearest node there is.
            let nearest = directions.indices.max { directions[$0].dot(sun) < directions[$1].dot(sun) } ?? 0
            return Weights(nodes: SIMD4(Int32(nearest), 0, 0, 0), shares: SIMD4(1, 0, 0, 0))
        }
        nodes.replace(with: 0, where: nodes .< 0)
        return Weights(nodes: nodes, shares: shares / sum)
    }
}
