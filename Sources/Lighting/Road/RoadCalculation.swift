import CSIMD
import Geometry

/// Computes fields of calculation one after another; keeps its arrays, so that the next field need not allocate.
///
/// Eight points at a time in single precision: results are within 1e-5 of those in double precision.
public struct RoadCalculation: Sendable {
    private let candelas: [CandelaTable]
    private let surface: ReflectionGrid
    private let wetSurface: ReflectionGrid?
    private let maintenanceFactor: Double

    /// Points of the present grid; filled up to a multiple of eight with copies of the last one.
    private(set) var count = 0
    private(set) var x: [Lanes] = []
    private(set) var y: [Lanes] = []
    /// Above the road, m.
    private var height = 0.0
    private var illuminances: [Lanes] = []
    /// Observer by observer: the direction to each point, rad from x, and its luminance.
    private var directions: [Lanes] = []
    private var luminances: [Lanes] = []
    private var wetLuminances: [Lanes] = []
    private var veils: [Lanes] = []

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
    private mutating func edgeRatio(_ field: RoadField, _ lamps: [RoadLamp]) -> Double {
        let strip = field.laneWidth
        let across = RoadField.pointsAcross(strip)
        let half = field.width / 2
        func mean(_ from: Double) -> Double {
            lay(field, from: from, width: strip, across: across)
            illuminate(.horizontal, lamps)
            return Self.summary(illuminances[...], count: count).mean
        }
        var worst = Double.infinity
        for (outside, inside) in [(-half - strip, -half), (half, half - strip)] {
            let inner = mean(inside)
            worst = min(worst, inner > 0 ? mean(outside) / inner : 0)
        }
        return worst
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

    // MARK: Luminance

    /// What drivers see; leaves the luminance grid in place.
    mutating func luminance(_ field: RoadField, _ lamps: [RoadLamp]) -> RoadLighting.Luminance {
        let n = RoadField.pointsAlong(field.length)
        // Three points a lane, the middle one in the lane's middle (7.1.2).
        lay(field, from: -field.width / 2, width: field.width, across: 3 * field.lanes)
        look(field)
        reflect(field, lamps)
        veil(field, lamps, steps: n)
        var worst = RoadLighting.Luminance(
            average: .infinity, uniformity: .infinity, longitudinalUniformity: .infinity, thresholdIncrement: 0,
            wetUniformity: wetSurface.map { _ in .infinity })
        let groups = x.count
        let stepGroups = (n + 7) / 8
        for lane in 0..<field.lanes {
            let seen = luminances[lane * groups..<(lane + 1) * groups]
            let all = Self.summary(seen, count: count)
            worst.average = min(worst.average, all.mean)
            worst.uniformity = min(worst.uniformity, all.mean > 0 ? all.least / all.mean : 0)
            let line = Self.summary(seen, from: (3 * lane + 1) * n, count: n)
            worst.longitudinalUniformity = min(
                worst.longitudinalUniformity, line.most > 0 ? line.least / line.most : 0)
            let veil = Self.summary(veils[lane * stepGroups..<(lane + 1) * stepGroups], count: n).most
            worst.thresholdIncrement = max(
                worst.thresholdIncrement,
                Lighting.thresholdIncrement(veilingLuminance: veil, averageLuminance: all.mean / maintenanceFactor))
            if let wet = worst.wetUniformity {
                let found = Self.summary(wetLuminances[lane * groups..<(lane + 1) * groups], count: count)
                worst.wetUniformity = min(wet, found.mean > 0 ? found.least / found.mean : 0)
            }
        }
        return worst
    }

    /// Where each lane's observer looks to see each point (7.1.3).
    private mutating func look(_ field: RoadField) {
        directions.removeAll(keepingCapacity: true)
        for lane in 0..<field.lanes {
            let eyeX = Float(
                field.isOncoming(lane)
                    ? field.length + RoadConventions.observerDistance : -RoadConventions.observerDistance)
            let eyeY = Float(field.laneMiddle(lane))
            for k in x.indices { directions.append(csimd_arctangent8(y[k] - eyeY, x[k] - eyeX)) }
        }
    }

    /// Maintained luminance of every point for every observer (7.1: L = Σ I r Φ MF / H²).
    private mutating func reflect(_ field: RoadField, _ lamps: [RoadLamp]) {
        reflect(field, lamps, surface, into: &luminances)
        if let wetSurface { reflect(field, lamps, wetSurface, into: &wetLuminances) }
    }

    private func reflect(
        _ field: RoadField, _ lamps: [RoadLamp], _ surface: ReflectionGrid, into sums: inout [Lanes]
    ) {
        let groups = x.count
        sums.removeAll(keepingCapacity: true)
        sums.append(contentsOf: repeatElement(.zero, count: groups * field.lanes))
        surface.withReader { surface in
            x.withUnsafeBufferPointer { x in
                y.withUnsafeBufferPointer { y in
                    directions.withUnsafeBufferPointer { directions in
                        sums.withUnsafeMutableBufferPointer { sums in
                            for lamp in lamps where lamp.scale > 0 && lamp.position.z > 0 {
                                reflect(field, lamp, surface, x, y, directions, sums)
                            }
                        }
                    }
                }
            }
        }
    }

    /// Adds one lamp. Beyond the point, as an observer sees it, lamps count to 12 H, towards him to 5 H (7.1.4).
    @inline(always)
    private func reflect(
        _ field: RoadField, _ lamp: RoadLamp, _ surface: ReflectionGrid.Reader, _ x: UnsafeBufferPointer<Lanes>,
        _ y: UnsafeBufferPointer<Lanes>, _ directions: UnsafeBufferPointer<Lanes>,
        _ sums: UnsafeMutableBufferPointer<Lanes>
    ) {
        let h = lamp.position.z
        let (lampX, lampY) = (Float(lamp.position.x), Float(lamp.position.y))
        let rayZ = Lanes(repeating: Float(-h))
        let gain = Float(lamp.scale * maintenanceFactor / (h * h))
        let (beyond, before) = (Float(RoadConventions.beyond * h), Float(RoadConventions.before * h))
        let beside = Float(RoadConventions.beside * h)
        let axes = FloatFrame(lamp.frame)
        let (pi, wholeTurn) = (Float.pi, Float(2 * Double.pi))
        candelas[lamp.photometry].withReader { reader in
            for k in x.indices {
                let (rayX, rayY) = (x[k] - lampX, y[k] - lampY)
                let isNear = magnitude(rayX) .<= beyond .& magnitude(rayY) .<= beside
                guard any(isNear) else { continue }
                let direction = axes.turned(rayX, rayY, rayZ)
                let intensity =
                    (reader.intensities(direction.x, direction.y, direction.z) * gain)
                    .replacing(with: 0, where: .!isNear)
                let tangent = csimd_sqrt8(rayX * rayX + rayY * rayY) * Float(1 / h)
                // From the point to the lamp.
                let towards = csimd_arctangent8(-rayY, -rayX)
                for lane in 0..<field.lanes {
                    let ahead = field.isOncoming(lane) ? rayX : -rayX
                    let turn = magnitude(towards - directions[lane * x.count + k])
                    let beta = turn.replacing(with: wholeTurn - turn, where: turn .> pi)
                    let light = intensity * surface.coefficients(beta, tangent)
                    sums[lane * x.count + k] += light.replacing(with: 0, where: ahead .< -before)
                }
            }
        }
    }

    // MARK: Glare

    /// Equivalent veiling luminance of the new installation for each lane's driver at each step through the field, into
    /// `veils` (8.5): L_v = 9.86 [1 + (A / 66.4)⁴] Σ E / θ², E on the plane square to the line of sight.
    private mutating func veil(_ field: RoadField, _ lamps: [RoadLamp], steps: Int) {
        veils.removeAll(keepingCapacity: true)
        let groups = (steps + 7) / 8
        veils.append(contentsOf: repeatElement(.zero, count: groups * field.lanes))
        let ageing = RoadConventions.age / 66.4
        // θ in degrees.
        let factor = 9.86 * (1 + ageing * ageing * ageing * ageing) / ((180 / .pi) * (180 / .pi))
        let d = Float(field.length / Double(steps))
        let start = Float(RoadConventions.glareStart * max(0, field.height - RoadConventions.eyeHeight))
        let (down, level) = (Float(RoadConventions.sightDown.sine), Float(RoadConventions.sightDown.cosine))
        let steepest = Float(RoadConventions.roof.sine / RoadConventions.roof.cosine)
        let narrowest = Float(Angle.degrees(RoadConventions.glareAngles.above).radians)
        let widest = Float(Angle.degrees(RoadConventions.glareAngles.to).radians)
        let farthest = Float(RoadConventions.glareDistance)
        let length = Float(field.length)
        let eight = Lanes(0, 1, 2, 3, 4, 5, 6, 7)
        veils.withUnsafeMutableBufferPointer { veils in
            for lamp in lamps where lamp.scale > 0 && lamp.isOfRoad {
                let dz = Float(lamp.position.z - RoadConventions.eyeHeight)
                let lampX = Float(lamp.position.x)
                let gain = Float(lamp.scale * factor)
                let axes = FloatFrame(lamp.frame)
                candelas[lamp.photometry].withReader { reader in
                    for lane in 0..<field.lanes {
                        let isOncoming = field.isOncoming(lane)
                        let dy = Float(lamp.position.y - field.laneMiddle(lane))
                        for group in 0..<groups {
                            let driven = (eight + Float(8 * group)) * d - start
                            let dx = isOncoming ? (length - driven) - lampX : lampX - driven
                            let isSeen = dx .> 0 .& dx .<= farthest .& dx * steepest .>= dz
                            guard any(isSeen) else { continue }
                            // Along the line of sight, and square to it.
                            let along = dx * level - dz * down
                            let up = dx * down + dz * level
                            let theta = csimd_arctangent8(csimd_sqrt8(up * up + dy * dy), along)
                            let counts = isSeen .& theta .> narrowest .& theta .<= widest
                            guard any(counts) else { continue }
                            let direction = axes.turned(
                                isOncoming ? dx : -dx, Lanes(repeating: -dy), Lanes(repeating: -dz))
                            let intensity = reader.intensities(direction.x, direction.y, direction.z) * gain
                            let squared = dx * dx + (dy * dy + dz * dz)
                            let light = intensity * along / (csimd_sqrt8(squared) * squared * theta * theta)
                            veils[lane * groups + group] += light.replacing(with: 0, where: .!counts)
                        }
                    }
                }
            }
        }
    }
}

/// A luminaire's axes in single precision.
struct FloatFrame {
    private let along, across, down: SIMD3<Float>

    @inline(always)
    init(_ frame: LuminaireFrame) {
        func single(_ v: Point3) -> SIMD3<Float> { SIMD3(Float(v.x), Float(v.y), Float(v.z)) }
        (along, across, down) = (single(frame.along), single(frame.across), single(frame.down))
    }

    /// Eight directions in the luminaire's own axes.
    @inline(always)
    func turned(_ x: Lanes, _ y: Lanes, _ z: Lanes) -> (x: Lanes, y: Lanes, z: Lanes) {
        (
            x * along.x + y * along.y + z * along.z, x * across.x + y * across.y + z * across.z,
            x * down.x + y * down.y + z * down.z
        )
    }
}

/// Lane-wise absolute value.
@inline(always)
func magnitude(_ v: Lanes) -> Lanes {
    unsafeBitCast(unsafeBitCast(v, to: SIMD8<UInt32>.self) & 0x7FFF_FFFF, to: Lanes.self)
}

/// Whether any lane of a mask is true.
@inline(always)
func any(_ mask: SIMDMask<SIMD8<Int32>>) -> Bool {
    csimd_movemask8(unsafeBitCast(mask, to: SIMD8<Int32>.self)) != 0
}
