import CSIMD
import Geometry

extension RoadCalculation {
    /// What drivers see; leaves the luminance grid in place.
    mutating func luminance(_ field: RoadField, _ lamps: [RoadLamp]) -> RoadLighting.Luminance {
        let n = RoadField.pointsAlong(field.length)
        // Three points a lane, the middle one in the lane's middle (7.1.2).
        lay(field, from: -field.width / 2, width: field.width, across: 3 * field.lanes)
        look(field)
        reflect(field, lamps)
        veil(field, lamps, steps: n)
        return seen(field, steps: n)
    }

    /// The worst of what the lanes' observers see, from the luminances and veils in place.
    func seen(_ field: RoadField, steps n: Int) -> RoadLighting.Luminance {
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
    mutating func look(_ field: RoadField) {
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
    mutating func reflect(_ field: RoadField, _ lamps: [RoadLamp]) {
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
}
