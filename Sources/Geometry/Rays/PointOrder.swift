/// An order of points in which neighbours stand together, cut into groups for `PointGroup`.
public struct PointOrder: Sendable {
    /// The points' positions in the array given, group after group. Points that are not finite come last.
    public let order: [Int32]
    /// Where each group starts in `order`, and its end.
    public let starts: [Int]

    public var groupCount: Int { starts.count - 1 }

    /// Which points group `i` has, at most 64.
    public subscript(i: Int) -> ArraySlice<Int32> { order[starts[i]..<starts[i + 1]] }

    /// Sorts points along a Morton curve through space and cuts it into groups.
    ///
    /// - Parameters:
    ///   - points: city coordinates.
    ///   - owners: per point, what it belongs to (a roof, a façade); points of different owners are kept in different
    ///     groups. Nil when that does not matter.
    ///   - maxExtent: metres; a group's box is no larger along any axis.
    ///   - parallel: on all cores, or on the calling thread only; the outcome is the same.
    public init(
        _ points: [Point3], owners: [Int32]? = nil, maxExtent: Double = PointGroup.maxExtent / 2, parallel: Bool = true
    ) {
        precondition(owners.map { $0.count == points.count } ?? true, "one owner per point")
        precondition(points.count < Int(Int32.max), "at most 2^31 - 1 points")
        var low = Point3(.infinity, .infinity, .infinity)
        var high = Point3(-.infinity, -.infinity, -.infinity)
        for p in points where p.isFinite {
            low = Point3(min(low.x, p.x), min(low.y, p.y), min(low.z, p.z))
            high = Point3(max(high.x, p.x), max(high.y, p.y), max(high.z, p.z))
        }
        // 21 bits an axis: finer than 2 cm on 40 km.
        let span = max(high.x - low.x, high.y - low.y, high.z - low.z)
        let scale = span > 0 && span < .infinity ? Double(1 << 21 - 1) / span : 0
        func cell(_ v: Double) -> UInt64 { UInt64(max(0, min(v * scale, Double(1 << 21 - 1)))) }
        let codes = points.map { p in
            p.isFinite
                ? spread(cell(p.x - low.x)) | spread(cell(p.y - low.y)) << 1 | spread(cell(p.z - low.z)) << 2
                : .max
        }
        // A stable sort by each part of the key, the least significant first.
        var records = points.indices.map { KeyedRecord(codes[$0] & 0xFFFF_FFFF) << 32 | KeyedRecord($0) }
        func sort(by key: (Int) -> UInt32) {
            for (i, record) in records.enumerated() {
                let point = record & 0xFFFF_FFFF
                records[i] = KeyedRecord(key(Int(point))) << 32 | point
            }
            radixSort(&records, parallel: parallel)
        }
        radixSort(&records, parallel: parallel)
        sort { UInt32(codes[$0] >> 32) }
        if let owners { sort { points[$0].isFinite ? UInt32(bitPattern: owners[$0]) : .max } }
        order = records.map { Int32(truncatingIfNeeded: $0) }
        starts = Self.cut(order, points, owners, maxExtent)
    }

    /// Ends a group when it is full, its box would grow too large, or the owner changes.
    private static func cut(_ order: [Int32], _ points: [Point3], _ owners: [Int32]?, _ maxExtent: Double) -> [Int] {
        var starts: [Int] = [0]
        var low = Point3.zero
        var high = Point3.zero
        for (place, index) in order.enumerated() {
            let p = points[Int(index)]
            let first = starts[starts.count - 1]
            if place > first {
                let newLow = Point3(min(low.x, p.x), min(low.y, p.y), min(low.z, p.z))
                let newHigh = Point3(max(high.x, p.x), max(high.y, p.y), max(high.z, p.z))
                let extent = max(newHigh.x - newLow.x, newHigh.y - newLow.y, newHigh.z - newLow.z)
                let sameOwner = owners.map { $0[Int(index)] == $0[Int(order[place - 1])] } ?? true
                if place - first < PointGroup.capacity && extent <= maxExtent && sameOwner {
                    low = newLow
                    high = newHigh
                    continue
                }
                starts.append(place)
            }
            low = p
            high = p
        }
        if !order.isEmpty { starts.append(order.count) }
        return starts
    }
}

/// Moves the 21 lower bits to every third bit.
private func spread(_ v: UInt64) -> UInt64 {
    var i = v & 0x1F_FFFF
    i = (i | i << 32) & 0x001F_0000_0000_FFFF
    i = (i | i << 16) & 0x001F_0000_FF00_00FF
    i = (i | i << 8) & 0x100F_00F0_0F00_F00F
    i = (i | i << 4) & 0x10C3_0C30_C30C_30C3
    return (i | i << 2) & 0x1249_2492_4924_9249
}
