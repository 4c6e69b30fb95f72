/// A static index over axis-aligned boxes in the plane: which boxes meet a window, which lie near a point.
///
/// A packed Hilbert R-tree (Kamel and Faloutsos 1993) with eight boxes a node. It answers with the positions of the
/// boxes in the array it was made from, in tree order: deterministic, the same for any number of cores, but not
/// ascending. Empty boxes and boxes with a NaN or infinite bound are features without a place: never answered.
///
/// Nodes hold single-precision bounds relative to the middle of all boxes, for eight comparisons in one instruction.
/// Answers are nevertheless exact: rounding keeps order, so two rounded bounds that differ compare as the double
/// ones do, and where they are equal the double boxes decide.
public struct SpatialIndex: Sendable {
    /// Eight boxes side by side; absent ones are NaN, which meets nothing.
    struct Node {
        var minX: Lanes
        var minY: Lanes
        var maxX: Lanes
        var maxY: Lanes
    }

    /// The boxes as given; the array is shared, not copied.
    let boxes: [Box]
    /// Positions in `boxes` along the Hilbert curve; leaf `n` holds `order[8 * n ..< 8 * n + 8]`.
    let order: [Int32]
    /// The leaves, then each level above them, the root last.
    let nodes: [Node]
    /// Where each level starts in `nodes`, the leaves first. Empty when there is nothing to find.
    let levelStarts: [Int]
    /// What bounds are relative to, metres.
    let originX: Double
    let originY: Double
    /// Largest absolute value of any bound relative to the origin, metres.
    let reach: Float

    /// How many boxes there are, empty ones included.
    public var count: Int { boxes.count }

    /// The box around all boxes.
    public let extent: Box

    /// Builds the index over `boxes`, at most 2³¹ − 1.
    ///
    /// The outcome does not depend on `parallel`: on all cores, or on the calling thread only.
    public init(boxes: [Box], parallel: Bool = true) {
        precondition(boxes.count < Int(Int32.max), "SpatialIndex holds at most 2^31 - 1 boxes")
        let chunks = parallel ? max(1, min(16, boxes.count >> 13)) : 1
        let (extent, validCounts) = Self.survey(boxes, chunks: chunks)
        self.boxes = boxes
        self.extent = extent
        originX = extent.isEmpty ? 0 : extent.minX / 2 + extent.maxX / 2
        originY = extent.isEmpty ? 0 : extent.minY / 2 + extent.maxY / 2
        reach = Float(max(extent.maxX - originX, extent.maxY - originY, 0)).nextUp
        var records = Self.hilbertKeys(boxes, extent: extent, validCounts: validCounts)
        radixSort(&records, parallel: parallel)

        var starts: [Int] = []
        var total = 0
        var width = records.count
        while width > 0 {
            let nodesHere = (width + 7) / 8
            starts.append(total)
            total += nodesHere
            width = nodesHere > 1 ? nodesHere : 0
        }
        levelStarts = starts
        order = Self.payloads(of: records, chunks: chunks)
        nodes = Self.pack(
            boxes, order: order, levelStarts: starts, total: total, originX: originX, originY: originY, chunks: chunks)
    }

    /// Whether a box has a place: finite and not inside out.
    @inline(__always)
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
    @inline(__always)
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

    /// Fills the leaves from the boxes in Hilbert order, then each level from the one below.
    private static func pack(
        _ boxes: [Box], order: [Int32], levelStarts: [Int], total: Int, originX: Double, originY: Double, chunks: Int
    ) -> [Node] {
        let absent = Lanes(repeating: .nan)
        return [Node](unsafeUninitializedCapacity: total) { nodes, initialised in
            initialised = total
            guard let base = nodes.baseAddress else { return }
            boxes.withUnsafeBufferPointer { boxes in
                order.withUnsafeBufferPointer { order in
                    forEachChunk(chunks, parallel: chunks > 1) { chunk in
                        let items = chunkRange(chunk, of: chunks, count: order.count, step: 8)
                        for first in stride(from: items.lowerBound, to: items.upperBound, by: 8) {
                            var node = Node(minX: absent, minY: absent, maxX: absent, maxY: absent)
                            for lane in 0..<min(8, items.upperBound - first) {
                                let b = boxes[Int(order[first + lane])]
                                node.minX[lane] = Float(b.minX - originX)
                                node.minY[lane] = Float(b.minY - originY)
                                node.maxX[lane] = Float(b.maxX - originX)
                                node.maxY[lane] = Float(b.maxY - originY)
                            }
                            (base + first / 8).initialize(to: node)
                        }
                    }
                }
            }
            for level in levelStarts.indices.dropFirst() {
                let below = levelStarts[level - 1]..<levelStarts[level]
                let end = level + 1 < levelStarts.count ? levelStarts[level + 1] : total
                for parent in levelStarts[level]..<end {
                    let first = below.lowerBound + (parent - levelStarts[level]) * 8
                    var node = Node(minX: absent, minY: absent, maxX: absent, maxY: absent)
                    for child in first..<min(first + 8, below.upperBound) {
                        // Only the last leaf has absent lanes; its first lane is always filled.
                        node.minX[child - first] = leastLane(base[child].minX)
                        node.minY[child - first] = leastLane(base[child].minY)
                        node.maxX[child - first] = -leastLane(-base[child].maxX)
                        node.maxY[child - first] = -leastLane(-base[child].maxY)
                    }
                    (base + parent).initialize(to: node)
                }
            }
        }
    }

    /// The least lane, NaN lanes passed over as long as the first lane is a number.
    @inline(__always)
    private static func leastLane(_ v: Lanes) -> Float {
        let filled = v.replacing(with: v[0], where: v .!= v)
        let four = filled.lowHalf.replacing(with: filled.highHalf, where: filled.highHalf .< filled.lowHalf)
        let two = four.lowHalf.replacing(with: four.highHalf, where: four.highHalf .< four.lowHalf)
        return min(two[0], two[1])
    }
}
