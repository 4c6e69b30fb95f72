import City
import Geometry
import Sky

/// Which directions emitters see, and how much they give back of each.
struct EmitterLight {
    private let width: Int
    private let masks: [UInt64]
    /// Group and bit of each emitter; −1 for those that are dark, −2 for open ground.
    private let groups: [Int32]
    private let bits: [UInt8]
    private let normals: [SIMD3<Float>]
    private let x: [Float]
    private let y: [Float]
    private let z: [Float]

    init(
        _ emitters: [Emitter], _ massing: Massing, _ scene: RayScene, _ level: Ground, _ directions: LightDirections,
        cell: Double
    ) {
        width = directions.coarse.count
        x = directions.coarseVectors.map { Float($0.x) }
        y = directions.coarseVectors.map { Float($0.y) }
        z = directions.coarseVectors.map { Float($0.z) }
        var groups = [Int32](repeating: -1, count: emitters.count)
        var bits = [UInt8](repeating: 0, count: emitters.count)
        var normals = [SIMD3<Float>](repeating: SIMD3(0, 0, 1), count: emitters.count)
        var points: [Point3] = []
        var owners: [Int] = []
        for (i, emitter) in emitters.enumerated() {
            if emitter == .openGround { groups[i] = -2 }
            guard let place = emitter.place(in: massing.mesh, scene, level, size: cell) else { continue }
            normals[i] = SIMD3(Float(place.normal.x), Float(place.normal.y), Float(place.normal.z))
            points.append(place.point)
            owners.append(i)
        }
        let cells = Self.cells(points)
        var masks = [UInt64](repeating: 0, count: cells.count * directions.coarse.count)
        let width = directions.coarse.count
        masks.withUnsafeMutableBufferPointer { masks in
            for (group, cell) in cells.enumerated() {
                for (bit, member) in cell.members.enumerated() {
                    groups[owners[member]] = Int32(group)
                    bits[owners[member]] = UInt8(bit)
                }
                scene.occlusion(
                    of: PointGroup(cell.members.map { points[$0] }, frame: cell.corner),
                    directions: directions.coarseSet
                ) { direction, blocked in masks[group * width + direction] = ~blocked }
            }
        }
        self.masks = masks
        self.groups = groups
        self.bits = bits
        self.normals = normals
    }

    /// Points by cells of 32 m, at most 64 together: an emitter's light must not depend on which others are asked for.
    private static func cells(_ points: [Point3]) -> [(corner: Point3, members: [Int])] {
        let size = 32.0
        let corners = points.map { p in
            SIMD3((p.x / size).rounded(.down), (p.y / size).rounded(.down), (p.z / size).rounded(.down))
        }
        let order = points.indices.sorted {
            let (a, b) = (corners[$0], corners[$1])
            return a.x != b.x ? a.x < b.x : a.y != b.y ? a.y < b.y : a.z != b.z ? a.z < b.z : $0 < $1
        }
        var cells: [(corner: Point3, members: [Int])] = []
        for i in order {
            let corner = Point3(corners[i].x * size, corners[i].y * size, corners[i].z * size)
            if let last = cells.last, last.corner == corner, last.members.count < PointGroup.capacity {
                cells[cells.count - 1].members.append(i)
            } else {
                cells.append((corner, [i]))
            }
        }
        return cells
    }

    /// Adds an emitter's light, times a weight, to the `width` numbers from `first`.
    func add(_ emitter: Int, _ weight: Float, to sums: inout [Float], at first: Int) {
        let group = Int(groups[emitter])
        let n = normals[emitter] * weight
        if group == -2 {
            for i in 0..<width where z[i] > 0 { sums[first + i] += weight * z[i] }
            return
        }
        guard group >= 0 else { return }
        let bit = UInt64(bits[emitter])
        sums.withUnsafeMutableBufferPointer { sums in
            masks.withUnsafeBufferPointer { masks in
                x.withUnsafeBufferPointer { x in
                    y.withUnsafeBufferPointer { y in
                        z.withUnsafeBufferPointer { z in
                            for i in 0..<width {
                                let lit = Float(Int32(truncatingIfNeeded: masks[group * width + i] &>> bit & 1))
                                sums[first + i] += lit * max(0, n.x * x[i] + n.y * y[i] + n.z * z[i])
                            }
                        }
                    }
                }
            }
        }
    }
}
