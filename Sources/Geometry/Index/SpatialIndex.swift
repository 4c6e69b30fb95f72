/// A static index over axis-aligned boxes in the plane: which boxes meet a window, which lie near a point.
///
/// A packed Hilbert R-tree (Kamel and Faloutsos 1993) with eight boxes a node. It answers with the positions of the
/// boxes in the array it was made from, in tree order: deterministic, the same for any number of cores, but not
/// ascending. Empty boxes and boxes with a NaN or infinite bound are features without a place: never answered.
///
/// Leaves compare eight boxes in double precision, so answers are exact. The nodes above hold single-precision bounds
/// relative to the middle of all boxes: rounding keeps order, so what meets in double precision also meets in single.
public struct SpatialIndex: Sendable {
    /// Eight bounds side by side; absent boxes are NaN, which meets nothing.
    struct Bounds<Coordinates: SIMD & Sendable>: Sendable where Coordinates.Scalar: BinaryFloatingPoint {
        var minX = Coordinates(repeating: .nan)
        var minY = Coordinates(repeating: .nan)
        var maxX = Coordinates(repeating: .nan)
        var maxY = Coordinates(repeating: .nan)
    }
    typealias Leaf = Bounds<SIMD8<Double>>
    typealias Node = Bounds<SIMD8<Float>>

    /// Positions in the array given, along the Hilbert curve; leaf `n` holds `order[8 * n ..< 8 * n + 8]`.
    let order: [Int32]
    /// The boxes in that order, in city coordinates.
    let leaves: [Leaf]
    /// The nodes above the leaves, level after level, the root last. A node's lanes bound its eight children.
    let nodes: [Node]
    /// Where each level starts in `nodes`. Empty when there is nothing to find.
    let levelStarts: [Int]
    /// What bounds in `nodes` are relative to, metres.
    let originX: Double
    let originY: Double
    /// Largest absolute value of any bound in `nodes`, metres.
    let reach: Float

    /// How many boxes there are, empty ones included.
    public let count: Int

    /// The box around all boxes.
    public let extent: Box

    /// Builds the index over `boxes`, at most 2³¹ − 1.
    ///
    /// The outcome does not depend on `parallel`: on all cores, or on the calling thread only.
    public init(boxes: [Box], parallel: Bool = true) {
        precondition(boxes.count < Int(Int32.max), "SpatialIndex holds at most 2^31 - 1 boxes")
        let chunks = parallel ? max(1, min(16, boxes.count >> 13)) : 1
        let (extent, validCounts) = Self.survey(boxes, chunks: chunks)
        count = boxes.count
        self.extent = extent
        originX = extent.isEmpty ? 0 : extent.minX / 2 + extent.maxX / 2
        originY = extent.isEmpty ? 0 : extent.minY / 2 + extent.maxY / 2
        reach = Float(max(extent.maxX - originX, extent.maxY - originY, 0)).nextUp
        var records = Self.hilbertKeys(boxes, extent: extent, validCounts: validCounts)
        radixSort(&records, parallel: parallel)

        order = Self.payloads(of: records, chunks: chunks)
        leaves = Self.leaves(boxes, order: order, chunks: chunks)
        (nodes, levelStarts) = Self.levels(above: leaves, originX: originX, originY: originY)
    }

    /// Whether a box has a place: finite and not inside out.
    @inline(always)
    static func isIndexed(_ box: Box) -> Bool {
        box.minX <= box.maxX && box.minY <= box.maxY && box.minX > -.infinity && box.maxX < .infinity
            && box.minY > -.infinity && box.maxY < .infinity
    }

    /// The box around all boxes, and how many boxes with a place each chunk holds.
    private static func survey(_ boxes: [Box], chunks: Int) -> (Box, [Int]) {
        var extents = [Box](repeating: .empty, count: chunks)
        var counts = [Int](repeating: 0, count: chunks)
        boxes.withUnsafeBufferPointer { boxes in
            extents.withUnsafeMutableBufferPointer { extents in
                counts.withUnsafeMutableBufferPointer { counts in
                    forEachChunk(chunks, parallel: chunks > 1) { chunk in
                        var extent = Box.empty
                        var valid = 0
                        for i in chunkRange(chunk, of: chunks, count: boxes.count) where isIndexed(boxes[i]) {
                            extent.extend(boxes[i])
                            valid += 1
                        }
                        extents[chunk] = extent
                        counts[chunk] = valid
                    }
                }
            }
        }
        var extent = Box.empty
        for e in extents { extent.extend(e) }
        return (extent, counts)
    }

    /// Hilbert position of each box's centre with the box's number, in the order given, boxes without a place left out.
    private static func hilbertKeys(_ boxes: [Box], extent: Box, validCounts: [Int]) -> [KeyedRecord] {
        let chunks = validCounts.count
        let valid = validCounts.reduce(0, +)
        let firsts = validCounts.indices.map { validCounts[..<$0].reduce(0, +) }
        // Sums of both bounds are used instead of centres: twice the value, half the scale.
        let scaleX = extent.width > 0 ? 32767.5 / extent.width : 0
        let scaleY = extent.height > 0 ? 32767.5 / extent.height : 0
        return [KeyedRecord](unsafeUninitializedCapacity: valid) { records, initialised in
            initialised = valid
            guard let records = records.baseAddress else { return }
            boxes.withUnsafeBufferPointer { boxes in
                forEachChunk(chunks, parallel: chunks > 1) { chunk in
                    var out = records + firsts[chunk]
                    var x = Lanes.zero
                    var y = Lanes.zero
                    var ids = SIMD8<UInt32>.zero
                    var filled = 0
                    func flush() {
                        let keys = hilbert(gridCell(x), gridCell(y))
                        for lane in 0..<filled { out[lane] = UInt64(keys[lane]) << 32 | UInt64(ids[lane]) }
                        out += filled
                        filled = 0
                    }
                    for i in chunkRange(chunk, of: chunks, count: boxes.count) where isIndexed(boxes[i]) {
                        let b = boxes[i]
                        x[filled] = Float(((b.minX - extent.minX) + (b.maxX - extent.minX)) * scaleX)
                        y[filled] = Float(((b.minY - extent.minY) + (b.maxY - extent.minY)) * scaleY)
                        ids[filled] = UInt32(truncatingIfNeeded: i)
                        filled += 1
                        if filled == 8 { flush() }
                    }
                    flush()
                }
            }
        }
    }

    /// Numbers from 0 to 65,535 to integers. Adding 2²³ leaves the integer in the low bits and cannot trap.
    @inline(always)
    private static func gridCell(_ v: Lanes) -> SIMD8<UInt32> {
        unsafeBitCast(v + 8_388_608, to: SIMD8<UInt32>.self) & 0xFFFF
    }

    private static func payloads(of records: [KeyedRecord], chunks: Int) -> [Int32] {
        [Int32](unsafeUninitializedCapacity: records.count) { order, initialised in
            initialised = records.count
            records.withUnsafeBufferPointer { records in
                forEachChunk(chunks, parallel: chunks > 1) { chunk in
                    for i in chunkRange(chunk, of: chunks, count: records.count) {
                        order[i] = Int32(truncatingIfNeeded: records[i])
                    }
                }
            }
        }
    }

    private static func leaves(_ boxes: [Box], order: [Int32], chunks: Int) -> [Leaf] {
        let total = (order.count + 7) / 8
        return [Leaf](unsafeUninitializedCapacity: total) { leaves, initialised in
            initialised = total
            guard let leaves = leaves.baseAddress else { return }
            boxes.withUnsafeBufferPointer { boxes in
                order.withUnsafeBufferPointer { order in
                    forEachChunk(chunks, parallel: chunks > 1) { chunk in
                        for i in chunkRange(chunk, of: chunks, count: total) {
                            var leaf = Leaf()
                            for lane in 0..<min(8, order.count - 8 * i) {
                                leaf.set(lane, boxes[Int(order[8 * i + lane])])
                            }
                            (leaves + i).initialize(to: leaf)
                        }
                    }
                }
            }
        }
    }

    /// The nodes above the leaves, up to a single root, and where each level starts.
    private static func levels(above leaves: [Leaf], originX: Double, originY: Double) -> ([Node], [Int]) {
        var nodes: [Node] = []
        var starts: [Int] = []
        nodes.reserveCapacity(leaves.count / 7 + 8)
        var width = leaves.count
        while width > 0 {
            let below = starts.last
            starts.append(nodes.count)
            for first in stride(from: 0, to: width, by: 8) {
                var node = Node()
                for child in first..<min(first + 8, width) {
                    let box = below.map { nodes[$0 + child].union } ?? leaves[child].union.moved(-originX, -originY)
                    node.set(child - first, box)
                }
                nodes.append(node)
            }
            width = width > 8 ? (width + 7) / 8 : 0
        }
        return (nodes, starts)
    }
}

extension SpatialIndex.Bounds {
    /// Puts a box into a lane, rounded to the nearest.
    @inline(always)
    mutating func set(_ lane: Int, _ box: Box) {
        minX[lane] = Coordinates.Scalar(box.minX)
        minY[lane] = Coordinates.Scalar(box.minY)
        maxX[lane] = Coordinates.Scalar(box.maxX)
        maxY[lane] = Coordinates.Scalar(box.maxY)
    }
}

extension SpatialIndex.Bounds<SIMD8<Double>> {
    /// The box around all lanes that are filled.
    @inline(always)
    var union: Box {
        Box(minX: leastLane(minX), minY: leastLane(minY), maxX: -leastLane(-maxX), maxY: -leastLane(-maxY))
    }

    @inline(always)
    private func leastLane(_ v: SIMD8<Double>) -> Double {
        // NaN lanes give way to the other operand: the first lane is always filled.
        let filled = v.replacing(with: v[0], where: v .!= v)
        let four = filled.lowHalf.replacing(with: filled.highHalf, where: filled.highHalf .< filled.lowHalf)
        let two = four.lowHalf.replacing(with: four.highHalf, where: four.highHalf .< four.lowHalf)
        return two[1] < two[0] ? two[1] : two[0]
    }
}

extension SpatialIndex.Bounds<SIMD8<Float>> {
    /// The box around all lanes that are filled.
    @inline(always)
    var union: Box {
        SpatialIndex.Leaf(
            minX: SIMD8<Double>(minX), minY: SIMD8<Double>(minY), maxX: SIMD8<Double>(maxX), maxY: SIMD8<Double>(maxY)
        ).union
    }
}

extension Box {
    /// The box relative to another origin.
    @inline(always)
    func moved(_ dx: Double, _ dy: Double) -> Box {
        Box(minX: minX + dx, minY: minY + dy, maxX: maxX + dx, maxY: maxY + dy)
    }
}
