import CSIMD
import Geometry

extension RoadCalculation {
    /// Equivalent veiling luminance of the new installation for each lane's driver at each step through the field, into
    /// `veils` (8.5): L_v = 9.86 [1 + (A / 66.4)⁴] Σ E / θ², E on the plane square to the line of sight.
    mutating func veil(_ field: RoadField, _ lamps: [RoadLamp], steps: Int) {
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
