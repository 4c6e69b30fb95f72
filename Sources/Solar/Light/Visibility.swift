import City
import Geometry

/// Which sensors see which of the directions that light comes from, a bit each.
///
/// 72 bytes a sensor at 545 directions: seven million sensors take half a gigabyte, and everything else (light on a
/// plane, on a module, on a point; by month, by hour) is read off it without another ray.
struct Visibility: Sendable {
    let sensors: Sensors
    /// Directions.
    let width: Int
    /// For every group `width` words; bit `i` of one is set if the group's `i`-th point sees that direction.
    private(set) var masks: [UInt64]
    /// Per group: the points that see anything at all before their receiver. Others touch a neighbour or lie under or
    /// within one, and are no part of the receiver's outside.
    private(set) var exposed: [UInt64]

    /// How far sensors are lifted off their receiver: more than the rays' rounding, less than anything that matters.
    static let lift = 0.02

    /// Traces all sensors on all cores.
    init(_ sensors: Sensors, _ receivers: [Receiver], _ scene: RayScene, _ directions: LightDirections) throws {
        try self.init(sensors, receivers, scene, directions, copying: nil) { _ in true }
    }

    /// Traces the groups that `isTraced` says, and takes the others' bits from `old`, which has the same sensors.
    init(
        _ sensors: Sensors, _ receivers: [Receiver], _ scene: RayScene, _ directions: LightDirections,
        copying old: Visibility?, where isTraced: (Int) -> Bool
    ) throws {
        self.sensors = sensors
        width = directions.count
        let width = directions.count
        let groups = sensors.groupCount
        masks = [UInt64](repeating: 0, count: groups * width)
        exposed = [UInt64](repeating: 0, count: groups)
        let firstPieces = sensors.firstPieces
        try masks.withUnsafeMutableBufferPointer { masks in
            try exposed.withUnsafeMutableBufferPointer { exposed in
                nonisolated(unsafe) let (masks, exposed) = (masks, exposed)
                try forEachChunk(of: groups, by: 32, "groups of sensors traced") { _, range in
                    for group in range {
                        let words = UnsafeMutableBufferPointer(rebasing: masks[group * width..<(group + 1) * width])
                        if let old, !isTraced(group) {
                            old.masks.withUnsafeBufferPointer { from in
                                for i in 0..<width { words[i] = from[group * width + i] }
                            }
                            exposed[group] = old.exposed[group]
                            continue
                        }
                        let pieces = Int(firstPieces[group])..<Int(firstPieces[group + 1])
                        let points = sensors.liftedPoints(ofPieces: pieces, receivers)
                        let all: UInt64 = points.count >= 64 ? ~0 : (1 << UInt64(points.count)) - 1
                        scene.occlusion(of: PointGroup(points), directions: directions.set) { direction, blocked in
                            words[direction] = ~blocked & all
                        }
                        for piece in pieces {
                            let normal = receivers[Int(sensors.pieceReceivers[piece])].normal
                            let bits = sensors.bits(ofPiece: piece)
                            var seen: UInt64 = 0
                            for (i, d) in directions.vectors.enumerated() where d.dot(normal) > 0 { seen |= words[i] }
                            exposed[group] |= seen & bits
                        }
                    }
                }
            }
        }
    }

    /// How many exposed points a piece has.
    func exposedCount(ofPiece piece: Int) -> Int {
        (exposed[Int(sensors.pieceGroups[piece])] & sensors.bits(ofPiece: piece)).nonzeroBitCount
    }

    /// Adds to `counts`, for every direction, how many exposed points of a piece see it.
    func addCounts(ofPiece piece: Int, to counts: inout [Float]) {
        let bits = exposed[Int(sensors.pieceGroups[piece])] & sensors.bits(ofPiece: piece)
        addCounts(ofPiece: piece, bits, weight: 1, to: &counts)
    }

    /// Whether a sensor of a receiver sees anything.
    func isExposed(_ sensor: Int, of receiver: Int) -> Bool {
        for piece in sensors.pieces(of: receiver) where sensors.points(ofPiece: piece).contains(sensor) {
            let group = Int(sensors.pieceGroups[piece])
            return exposed[group] >> UInt64(sensor - sensors.points(ofGroup: group).lowerBound) & 1 != 0
        }
        return false
    }

    /// Adds to `counts`, for every direction, how many of some points of a piece's group see it, times a weight.
    func addCounts(ofPiece piece: Int, _ bits: UInt64, weight: Float, to counts: inout [Float]) {
        let group = Int(sensors.pieceGroups[piece])
        masks.withUnsafeBufferPointer { masks in
            counts.withUnsafeMutableBufferPointer { counts in
                for i in 0..<width { counts[i] += weight * Float((masks[group * width + i] & bits).nonzeroBitCount) }
            }
        }
    }
}

extension Sensors {
    /// The first piece of each group, and the end.
    var firstPieces: [Int32] {
        var first = [Int32](repeating: 0, count: groupCount + 1)
        for group in pieceGroups { first[Int(group) + 1] += 1 }
        for i in 0..<groupCount { first[i + 1] += first[i] }
        return first
    }

    /// How many points each group has.
    var groupSizes: [Int] { (0..<groupCount).map { points(ofGroup: $0).count } }

    /// Points of some consecutive pieces, lifted off their receivers.
    func liftedPoints(ofPieces pieces: Range<Int>, _ receivers: [Receiver]) -> [Point3] {
        var points: [Point3] = []
        points.reserveCapacity(64)
        for piece in pieces {
            let receiver = Int(pieceReceivers[piece])
            let lift = receivers[receiver].normal * Visibility.lift
            for i in self.points(ofPiece: piece) { points.append(point(i, of: receiver) + lift) }
        }
        return points
    }
}
