import CSIMD
import Geometry

/// Computes fields of calculation one after another; keeps its arrays, so that the next field need not allocate.
///
/// Eight points at a time in single precision: results are within 1e-5 of those in double precision.
public struct RoadCalculation: Sendable {
    let candelas: [CandelaTable]
    let surface: ReflectionGrid
    let wetSurface: ReflectionGrid?
    let maintenanceFactor: Double

    /// Points of the present grid; filled up to a multiple of eight with copies of the last one.
    private(set) var count = 0
    private(set) var x: [Lanes] = []
    private(set) var y: [Lanes] = []
    /// Above the road, m.
    var height = 0.0
    var illuminances: [Lanes] = []
    /// Observer by observer: the direction to each point, rad from x, and its luminance.
    var directions: [Lanes] = []
    var luminances: [Lanes] = []
    var wetLuminances: [Lanes] = []
    var veils: [Lanes] = []

    /// - Parameters:
    ///   - photometries: those the lamps refer to.
    ///   - surface: of the road.
    ///   - wetSurface: of the road when it is wet, for U_ow.
    ///   - maintenanceFactor: share of the new installation's light that is left, above 0.
    public init(
        photometries: [Photometry], surface: ReflectionTable, wetSurface: ReflectionTable? = nil,
        maintenanceFactor: Double
    ) {
        self.init(
            candelas: photometries.map { CandelaTable($0) }, surface: ReflectionGrid(surface),
            wetSurface: wetSurface.map { ReflectionGrid($0) }, maintenanceFactor: maintenanceFactor)
    }

    /// From tables made once for many workers.
    init(
        candelas: [CandelaTable], surface: ReflectionGrid, wetSurface: ReflectionGrid?, maintenanceFactor: Double
    ) {
        self.candelas = candelas
        self.surface = surface
        self.wetSurface = wetSurface
        self.maintenanceFactor = maintenanceFactor
    }

    /// All quantities of a field.
    /// - Parameter lamps: every lamp within reach: 12 mounting heights of any point, and the road's own up to 500 m ahead.
    public mutating func callAsFunction(_ field: RoadField, _ lamps: [RoadLamp]) -> RoadLighting {
        var result = RoadLighting()
        lay(field, from: -field.width / 2, width: field.width, across: RoadField.pointsAcross(field.width))
        illuminate(.horizontal, lamps)
        let found = Self.summary(illuminances[...], count: count)
        result.averageIlluminance = found.mean
        result.minimumIlluminance = found.least
        result.maximumIlluminance = found.most
        result.edgeRatio = edgeRatio(field, lamps)
        if field.axis.isEmpty { result.luminance = luminance(field, lamps) }
        return result
    }

    // MARK: Grids

    /// Lays the points of a strip of the field.
    mutating func lay(_ field: RoadField, from first: Double, width: Double, across: Int, height: Double = 0) {
        let n = RoadField.pointsAlong(field.length)
        let (d, step) = (field.length / Double(n), width / Double(across))
        count = n * across
        self.height = height
        let groups = (count + 7) / 8
        x.removeAll(keepingCapacity: true)
        y.removeAll(keepingCapacity: true)
        for group in 0..<groups {
            var (eightX, eightY) = (Lanes.zero, Lanes.zero)
            for lane in 0..<8 {
                let p = min(count - 1, 8 * group + lane)
                let (i, j) = (p % n, p / n)
                let place = field.place((Double(i) + 0.5) * d, first + (Double(j) + 0.5) * step)
                eightX[lane] = Float(place.x)
                eightY[lane] = Float(place.y)
            }
            x.append(eightX)
            y.append(eightY)
        }
    }

    /// The point of a number, in the field's coordinates.
    func point(_ p: Int) -> Point3 { Point3(Double(x[p / 8][p % 8]), Double(y[p / 8][p % 8]), height) }

    /// Illuminance at a point of the grid as last computed, lx.
    func illuminance(at p: Int) -> Double { Double(illuminances[p / 8][p % 8]) }

    /// Luminance of a point of the grid for a lane's observer as last computed, cd/m².
    func luminance(at p: Int, seenFrom lane: Int) -> Double { Double(luminances[lane * x.count + p / 8][p % 8]) }

    /// Mean, least and greatest of the first values of some groups.
    static func summary(
        _ values: ArraySlice<Lanes>, from start: Int = 0, count: Int
    ) -> (mean: Double, least: Double, most: Double) {
        var (sum, least, most) = (0.0, Double.infinity, 0.0)
        for p in start..<start + count {
            let value = Double(values[values.startIndex + p / 8][p % 8])
            sum += value
            least = min(least, value)
            most = max(most, value)
        }
        return (sum / Double(count), least, most)
    }

    // MARK: Illuminance

    /// R_EI (8.6): mean illuminance on a strip as wide as a lane outside each edge, over that on the strip inside.
    mutating func edgeRatio(_ field: RoadField, _ lamps: [RoadLamp]) -> Double {
        let means = Self.edgeStrips(field).map { from in
            lay(field, from: from, width: field.laneWidth, across: RoadField.pointsAcross(field.laneWidth))
            illuminate(.horizontal, lamps)
            return Self.summary(illuminances[...], count: count).mean
        }
        return Self.edgeRatio(means)
    }

    /// Where the strips of the edge ratio begin, across: outside and inside the right edge, outside and inside the left.
    static func edgeStrips(_ field: RoadField) -> [Double] {
        let (half, strip) = (field.width / 2, field.laneWidth)
        return [-half - strip, -half, half, half - strip]
    }

    /// R_EI from the mean illuminances of these strips.
    static func edgeRatio(_ means: [Double]) -> Double {
        min(means[1] > 0 ? means[0] / means[1] : 0, means[3] > 0 ? means[2] / means[3] : 0)
    }

    /// Average and least maintained illuminance of a kind on the present grid.
    mutating func illuminance(_ kind: Illuminance, _ lamps: [RoadLamp]) -> (average: Double, minimum: Double) {
        illuminate(kind, lamps)
        let found = Self.summary(illuminances[...], count: count)
        return (found.mean, found.least)
    }

    /// Maintained illuminance at the points of the grid (7.2.3: E = Σ I cos³ε Φ MF / H², and its like).
    mutating func illuminate(_ kind: Illuminance, _ lamps: [RoadLamp]) {
        let groups = x.count
        illuminances.removeAll(keepingCapacity: true)
        illuminances.append(contentsOf: repeatElement(.zero, count: groups))
        let height = height
        x.withUnsafeBufferPointer { x in
            y.withUnsafeBufferPointer { y in
                illuminances.withUnsafeMutableBufferPointer { illuminances in
                    for lamp in lamps where lamp.scale > 0 && lamp.position.z > height {
                        let (lampX, lampY) = (Float(lamp.position.x), Float(lamp.position.y))
                        let rayZ = Lanes(repeating: Float(height - lamp.position.z))
                        let reach = Float(RoadConventions.around * lamp.position.z)
                        let gain = Float(lamp.scale * maintenanceFactor)
                        let axes = FloatFrame(lamp.frame)
                        candelas[lamp.photometry].withReader { reader in
                            for k in 0..<groups {
                                let (rayX, rayY) = (x[k] - lampX, y[k] - lampY)
                                let planar = rayX * rayX + rayY * rayY
                                let isNear = planar .<= reach * reach
                                guard any(isNear) else { continue }
                                let direction = axes.turned(rayX, rayY, rayZ)
                                let intensity = reader.intensities(direction.x, direction.y, direction.z)
                                let distance = csimd_sqrt8(planar + rayZ * rayZ)
                                let light = intensity * gain * kind.perCandela(rayX, rayY, rayZ, distance)
                                illuminances[k] += light.replacing(with: 0, where: .!isNear)
                            }
                        }
                    }
                }
            }
        }
    }
}
