import City
import Geometry

/// The points at which the light on receivers is computed, in the order rays like.
///
/// A receiver's points stand together, cut into *pieces* of at most 64 neighbours. Pieces of one building share a
/// *group* of at most 64 points, which is traced as one; a group never holds points of two buildings, so that what is
/// around one building does not change how another is computed.
struct Sensors: Sendable {
    /// Where receivers' pieces start, and the end: one number more than there are receivers.
    private(set) var receiverStarts: [Int32] = [0]
    /// Where pieces' points start, and the end.
    private(set) var pieceStarts: [Int32] = [0]
    /// The receiver of each piece.
    private(set) var pieceReceivers: [Int32] = []
    /// The group of each piece.
    private(set) var pieceGroups: [Int32] = []
    /// Where groups' points start, and the end.
    private(set) var groupStarts: [Int32] = [0]
    /// Metres from the receiver's origin: x, y and z of every point. Single precision is 4 µm at 64 m.
    private(set) var offsets: [Float] = []
    /// Per receiver, in city coordinates.
    private(set) var origins: [Point3] = []
    /// Per receiver: whether its points stand farther apart than asked for.
    private(set) var isCoarser: [Bool] = []

    var count: Int { offsets.count / 3 }
    var pieceCount: Int { pieceReceivers.count }
    var groupCount: Int { groupStarts.count - 1 }

    func pieces(of receiver: Int) -> Range<Int> { Int(receiverStarts[receiver])..<Int(receiverStarts[receiver + 1]) }
    func points(ofPiece piece: Int) -> Range<Int> { Int(pieceStarts[piece])..<Int(pieceStarts[piece + 1]) }
    func points(of receiver: Int) -> Range<Int> {
        let pieces = pieces(of: receiver)
        return Int(pieceStarts[pieces.lowerBound])..<Int(pieceStarts[pieces.upperBound])
    }
    func points(ofGroup group: Int) -> Range<Int> { Int(groupStarts[group])..<Int(groupStarts[group + 1]) }

    /// The place of a point on its receiver, without lift, in city coordinates.
    func point(_ i: Int, of receiver: Int) -> Point3 {
        origins[receiver] + Point3(Double(offsets[3 * i]), Double(offsets[3 * i + 1]), Double(offsets[3 * i + 2]))
    }

    /// The places of a piece within its group, as bits.
    func bits(ofPiece piece: Int) -> UInt64 {
        let range = points(ofPiece: piece)
        let first = range.lowerBound - Int(groupStarts[Int(pieceGroups[piece])])
        return (range.count >= 64 ? ~0 : (1 << UInt64(range.count)) - 1) << UInt64(first)
    }

    /// Samples receivers at `spacing` metres (roofs, façades).
    ///
    /// A receiver gets at most a quarter of a million points: beyond that the plane is a mistake, or its mean is known.
    init(_ receivers: [Receiver], spacing: (roof: Double, facade: Double)) throws {
        // Runs of receivers of one building.
        var starts: [Int] = []
        for i in receivers.indices where i == 0 || receivers[i].building != receivers[i - 1].building {
            starts.append(i)
        }
        let runs = starts.count
        starts.append(receivers.count)
        let size = 64
        let buildings = starts
        var parts = [Part](repeating: Part(), count: (runs + size - 1) / size)
        try parts.withUnsafeMutableBufferPointer { parts in
            nonisolated(unsafe) let parts = parts
            try forEachChunk(of: runs, by: size, "buildings sampled") { chunk, range in
                var part = Part()
                for run in range {
                    for i in buildings[run]..<buildings[run + 1] {
                        part.add(receivers[i], spacing: receivers[i].kind == .roof ? spacing.roof : spacing.facade)
                    }
                    part.closeGroup()
                }
                parts[chunk] = part
            }
        }
        for part in parts { append(part) }
    }

    private mutating func append(_ part: Part) {
        let (point, piece, group) = (Int32(count), Int32(pieceCount), Int32(groupCount))
        offsets += part.offsets
        let receiver = Int32(origins.count)
        receiverStarts += part.receiverEnds.map { $0 + piece }
        pieceStarts += part.pieceEnds.map { $0 + point }
        pieceReceivers += part.pieceReceivers.map { $0 + receiver }
        pieceGroups += part.pieceGroups.map { $0 + group }
        groupStarts += part.groupEnds.map { $0 + point }
        origins += part.origins
        isCoarser += part.isCoarser
    }

    /// The sensors of some buildings, numbered from zero.
    private struct Part {
        var receiverEnds: [Int32] = []
        var pieceEnds: [Int32] = []
        var pieceReceivers: [Int32] = []
        var pieceGroups: [Int32] = []
        var groupEnds: [Int32] = []
        var offsets: [Float] = []
        var origins: [Point3] = []
        var isCoarser: [Bool] = []
        /// The open group's points and box.
        private var open = 0
        private var low = Point3.zero
        private var high = Point3.zero

        var pointCount: Int { offsets.count / 3 }

        mutating func add(_ receiver: Receiver, spacing: Double) {
            let coarser = max(spacing, (receiver.area / 250_000).squareRoot())
            isCoarser.append(coarser > spacing)
            let samples = receiver.face.sampled(spacing: coarser)
            let first = receiver.face.vertices.first ?? .zero
            let origin = Point3(first.x.rounded(), first.y.rounded(), first.z.rounded())
            let number = Int32(origins.count)
            origins.append(origin)
            func add(_ points: some Sequence<Point3>, count: Int) {
                var (l, h) = (Point3.infinite, Point3.infinite * -1)
                for p in points {
                    let o = p - origin
                    offsets.append(Float(o.x))
                    offsets.append(Float(o.y))
                    offsets.append(Float(o.z))
                    (l, h) = (l.least(p), h.most(p))
                }
                if open > 0 {
                    let extent = high.most(h) - low.least(l)
                    if open + count > PointGroup.capacity
                        || max(extent.x, extent.y, extent.z) > PointGroup.maxExtent / 2
                    {
                        groupEnds.append(Int32(pointCount - count))
                        open = 0
                    }
                }
                (low, high) = open == 0 ? (l, h) : (low.least(l), high.most(h))
                open += count
                pieceReceivers.append(number)
                pieceGroups.append(Int32(groupEnds.count))
                pieceEnds.append(Int32(pointCount))
            }
            if samples.count <= PointGroup.capacity, isCompact(samples) {
                if !samples.isEmpty { add(samples.lazy.map(\.point), count: samples.count) }
            } else {
                let order = PointOrder(samples.map(\.point), parallel: false)
                for i in 0..<order.groupCount {
                    let members = order[i]
                    add(members.lazy.map { samples[Int($0)].point }, count: members.count)
                }
            }
            receiverEnds.append(Int32(pieceEnds.count))
        }

        private func isCompact(_ samples: [FaceSample]) -> Bool {
            var (l, h) = (Point3.infinite, Point3.infinite * -1)
            for sample in samples { (l, h) = (l.least(sample.point), h.most(sample.point)) }
            return max(h.x - l.x, h.y - l.y, h.z - l.z) <= PointGroup.maxExtent / 2
        }

        mutating func closeGroup() {
            if open > 0 { groupEnds.append(Int32(pointCount)) }
            open = 0
        }
    }
}

extension Point3 {
    fileprivate static let infinite = Point3(.infinity, .infinity, .infinity)
    fileprivate func least(_ o: Point3) -> Point3 { Point3(min(x, o.x), min(y, o.y), min(z, o.z)) }
    fileprivate func most(_ o: Point3) -> Point3 { Point3(max(x, o.x), max(y, o.y), max(z, o.z)) }
}
