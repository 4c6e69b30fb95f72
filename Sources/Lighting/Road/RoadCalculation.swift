import Geometry

/// Computes fields of calculation one after another; keeps its arrays, so that the next field need not allocate.
public struct RoadCalculation: Sendable {
    let photometries: [Photometry]
    let surface: ReflectionTable
    let wetSurface: ReflectionTable?
    let maintenanceFactor: Double

    // Luminance grid: point by point; per observer the direction to the point and the luminance.
    private(set) var points: [Point3] = []
    private var directions: [Double] = []
    private(set) var luminances: [Double] = []
    private var wetLuminances: [Double] = []
    private(set) var illuminances: [Double] = []
    private var veils: [Double] = []

    /// - Parameters:
    ///   - photometries: those the lamps refer to.
    ///   - surface: of the road.
    ///   - wetSurface: of the road when it is wet, for U_ow.
    ///   - maintenanceFactor: share of the new installation's light that is left, above 0.
    public init(
        photometries: [Photometry], surface: ReflectionTable, wetSurface: ReflectionTable? = nil,
        maintenanceFactor: Double
    ) {
        self.photometries = photometries
        self.surface = surface
        self.wetSurface = wetSurface
        self.maintenanceFactor = maintenanceFactor
    }

    /// All quantities of a field.
    /// - Parameter lamps: every lamp within reach: 12 mounting heights of any point, and the road's own up to 500 m ahead.
    public mutating func callAsFunction(_ field: RoadField, _ lamps: [RoadLamp]) -> RoadLighting {
        var result = RoadLighting()
        illuminate(field, lamps, &result)
        result.edgeRatio = edgeRatio(field, lamps)
        if field.axis.isEmpty { result.luminance = luminance(field, lamps) }
        return result
    }

    // MARK: Illuminance

    private mutating func illuminate(_ field: RoadField, _ lamps: [RoadLamp], _ result: inout RoadLighting) {
        lay(field, from: -field.width / 2, width: field.width, across: RoadField.pointsAcross(field.width))
        illuminate(.horizontal, lamps)
        var (sum, least, most) = (0.0, Double.infinity, 0.0)
        for e in illuminances {
            sum += e
            least = min(least, e)
            most = max(most, e)
        }
        result.averageIlluminance = sum / Double(illuminances.count)
        result.minimumIlluminance = least
        result.maximumIlluminance = most
    }

    /// R_EI (8.6): mean illuminance on a strip as wide as a lane outside each edge, over that on the strip inside.
    private mutating func edgeRatio(_ field: RoadField, _ lamps: [RoadLamp]) -> Double {
        let strip = field.laneWidth
        let across = RoadField.pointsAcross(strip)
        let half = field.width / 2
        func mean(_ from: Double) -> Double {
            lay(field, from: from, width: strip, across: across)
            illuminate(.horizontal, lamps)
            return illuminances.reduce(0, +) / Double(illuminances.count)
        }
        var worst = Double.infinity
        for (outside, inside) in [(-half - strip, -half), (half, half - strip)] {
            let inner = mean(inside)
            worst = min(worst, inner > 0 ? mean(outside) / inner : 0)
        }
        return worst
    }

    /// Puts the points of a strip of the field into `points`.
    mutating func lay(_ field: RoadField, from y: Double, width: Double, across: Int, height: Double = 0) {
        let n = RoadField.pointsAlong(field.length)
        let (d, step) = (field.length / Double(n), width / Double(across))
        points.removeAll(keepingCapacity: true)
        for j in 0..<across {
            for i in 0..<n {
                var point = field.place((Double(i) + 0.5) * d, y + (Double(j) + 0.5) * step)
                point.z = height
                points.append(point)
            }
        }
    }

    /// Maintained illuminance at `points`, into `illuminances` (7.2.3: E = Σ I cos³ε Φ MF / H², and its like).
    mutating func illuminate(_ kind: Illuminance, _ lamps: [RoadLamp]) {
        let count = points.count
        illuminances.removeAll(keepingCapacity: true)
        illuminances.append(contentsOf: repeatElement(0, count: count))
        points.withUnsafeBufferPointer { points in
            illuminances.withUnsafeMutableBufferPointer { illuminances in
                for lamp in lamps where lamp.scale > 0 && lamp.position.z > 0 {
                    let photometry = photometries[lamp.photometry]
                    let reach = RoadConventions.around * lamp.position.z
                    let gain = lamp.scale * maintenanceFactor
                    for p in 0..<count {
                        let ray = points[p] - lamp.position
                        let planar = ray.x * ray.x + ray.y * ray.y
                        guard planar <= reach * reach else { continue }
                        let distance = (planar + ray.z * ray.z).squareRoot()
                        let (c, gamma) = lamp.frame.angles(of: ray * (1 / distance))
                        illuminances[p] +=
                            photometry.intensity(c: c, gamma: gamma) * gain * kind.perCandela(ray, distance)
                    }
                }
            }
        }
    }

    // MARK: Luminance

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
        let count = points.count
        for lane in 0..<field.lanes {
            let seen = luminances[lane * count..<(lane + 1) * count]
            let (mean, least) = Self.summary(seen)
            worst.average = min(worst.average, mean)
            worst.uniformity = min(worst.uniformity, mean > 0 ? least / mean : 0)
            let start = seen.startIndex + (3 * lane + 1) * n
            let line = Self.extremes(seen[start..<start + n])
            worst.longitudinalUniformity = min(
                worst.longitudinalUniformity, line.most > 0 ? line.least / line.most : 0)
            var increment = 0.0
            for step in 0..<n {
                increment = max(
                    increment,
                    Lighting.thresholdIncrement(
                        veilingLuminance: veils[lane * n + step], averageLuminance: mean / maintenanceFactor))
            }
            worst.thresholdIncrement = max(worst.thresholdIncrement, increment)
            if let wet = worst.wetUniformity {
                let (mean, least) = Self.summary(wetLuminances[lane * count..<(lane + 1) * count])
                worst.wetUniformity = min(wet, mean > 0 ? least / mean : 0)
            }
        }
        return worst
    }

    private static func summary(_ values: ArraySlice<Double>) -> (mean: Double, least: Double) {
        (values.reduce(0, +) / Double(values.count), extremes(values).least)
    }

    private static func extremes(_ values: ArraySlice<Double>) -> (least: Double, most: Double) {
        values.reduce((.infinity, 0)) { (min($0.0, $1), max($0.1, $1)) }
    }

    /// Where each lane's observer looks to see each point, degrees from x, into `directions`.
    private mutating func look(_ field: RoadField) {
        directions.removeAll(keepingCapacity: true)
        for lane in 0..<field.lanes {
            let x =
                field.isOncoming(lane)
                ? field.length + RoadConventions.observerDistance : -RoadConventions.observerDistance
            let y = field.laneMiddle(lane)
            for point in points { directions.append(atan2(point.y - y, point.x - x) * (180 / .pi)) }
        }
    }

    /// Maintained luminance of every point for every observer (7.1: L = Σ I r Φ MF / H²).
    private mutating func reflect(_ field: RoadField, _ lamps: [RoadLamp]) {
        let count = points.count
        luminances.removeAll(keepingCapacity: true)
        luminances.append(contentsOf: repeatElement(0, count: count * field.lanes))
        wetLuminances.removeAll(keepingCapacity: true)
        if wetSurface != nil { wetLuminances.append(contentsOf: repeatElement(0, count: count * field.lanes)) }
        add(field, lamps, surface, into: \.luminances)
        if let wetSurface { add(field, lamps, wetSurface, into: \.wetLuminances) }
    }

    private mutating func add(
        _ field: RoadField, _ lamps: [RoadLamp], _ table: ReflectionTable,
        into target: WritableKeyPath<RoadCalculation, [Double]>
    ) {
        let count = points.count
        let lanes = field.lanes
        // Taken out and put back, so that it is written in place.
        var sums: [Double] = []
        swap(&sums, &self[keyPath: target])
        table.withLookup { table in
            points.withUnsafeBufferPointer { points in
                directions.withUnsafeBufferPointer { directions in
                    sums.withUnsafeMutableBufferPointer { sums in
                        for lamp in lamps where lamp.scale > 0 && lamp.position.z > 0 {
                            let photometry = photometries[lamp.photometry]
                            let (x, y, h) = (lamp.position.x, lamp.position.y, lamp.position.z)
                            let gain = lamp.scale * maintenanceFactor / (h * h)
                            for p in 0..<count {
                                let (dx, dy) = (points[p].x - x, points[p].y - y)
                                guard abs(dx) <= RoadConventions.beyond * h, abs(dy) <= RoadConventions.beside * h
                                else { continue }
                                let planar = dx * dx + dy * dy
                                let unit = Point3(dx, dy, -h) * (1 / (planar + h * h).squareRoot())
                                let (c, gamma) = lamp.frame.angles(of: unit)
                                let intensity = photometry.intensity(c: c, gamma: gamma) * gain
                                guard intensity > 0 else { continue }
                                let tangent = planar.squareRoot() / h
                                // From the point to the lamp.
                                let towards = atan2(-dy, -dx) * (180 / .pi)
                                for lane in 0..<lanes {
                                    // Beyond the point, as this observer sees it, lamps count to 12 H, before it to 5 H.
                                    let ahead = field.isOncoming(lane) ? dx : -dx
                                    guard ahead >= -RoadConventions.before * h else { continue }
                                    var beta = abs(towards - directions[lane * count + p])
                                    if beta > 180 { beta = 360 - beta }
                                    sums[lane * count + p] +=
                                        intensity * table.coefficient(beta: beta, tangent: tangent)
                                }
                            }
                        }
                    }
                }
            }
        }
        swap(&sums, &self[keyPath: target])
    }

    // MARK: Glare

    /// Equivalent veiling luminance of the new installation for each lane's driver at each step through the field, into
    /// `veils` (8.5): L_v = 9.86 [1 + (A / 66.4)⁴] Σ E / θ², E on the plane square to the line of sight.
    private mutating func veil(_ field: RoadField, _ lamps: [RoadLamp], steps: Int) {
        veils.removeAll(keepingCapacity: true)
        let ageing = RoadConventions.age / 66.4
        let factor = 9.86 * (1 + ageing * ageing * ageing * ageing)
        let d = field.length / Double(steps)
        let start = RoadConventions.glareStart * max(0, field.height - RoadConventions.eyeHeight)
        let (down, level) = (RoadConventions.sightDown.sine, RoadConventions.sightDown.cosine)
        let steepest = RoadConventions.roof.sine / RoadConventions.roof.cosine
        let widest = Angle.degrees(RoadConventions.glareAngles.to).cosine
        veils.append(contentsOf: repeatElement(0, count: steps * field.lanes))
        veils.withUnsafeMutableBufferPointer { veils in
            for lamp in lamps where lamp.scale > 0 && lamp.isOfRoad {
                let photometry = photometries[lamp.photometry]
                let dz = lamp.position.z - RoadConventions.eyeHeight
                for lane in 0..<field.lanes {
                    let isOncoming = field.isOncoming(lane)
                    let dy = lamp.position.y - field.laneMiddle(lane)
                    for step in 0..<steps {
                        let driven = -start + Double(step) * d
                        let eye = isOncoming ? field.length - driven : driven
                        let dx = isOncoming ? eye - lamp.position.x : lamp.position.x - eye
                        guard dx > 0, dx <= RoadConventions.glareDistance, dz <= dx * steepest else { continue }
                        let squared = dx * dx + dy * dy + dz * dz
                        let distance = squared.squareRoot()
                        let cosine = (dx * level - dz * down) / distance
                        guard cosine >= widest else { continue }
                        let theta = acos(min(1, cosine)) * (180 / .pi)
                        guard theta > RoadConventions.glareAngles.above else { continue }
                        let ray = Point3(isOncoming ? dx : -dx, -dy, -dz) * (1 / distance)
                        let (c, gamma) = lamp.frame.angles(of: ray)
                        let illuminance = photometry.intensity(c: c, gamma: gamma) * lamp.scale * cosine / squared
                        veils[lane * steps + step] += factor * illuminance / (theta * theta)
                    }
                }
            }
        }
    }
}
