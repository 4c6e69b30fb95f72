/// The boxes' numbers in the order of their centres along a Hilbert curve; empty boxes are left out.
struct HilbertOrder: ~Copyable {
    /// Curve place in the upper half, the caller's number in the lower.
    let sorted: UnsafeMutablePointer<UInt64>
    let count: Int
    let centreX: Double
    let centreY: Double

    /// The curve has 2^15 × 2^15 cells: over 20 km a cell is 60 cm, finer than buildings stand apart.
    private static let bits = 15

    init(_ boxes: UnsafeBufferPointer<Box>, threads: Int?) {
        let n = boxes.count
        let extents = parallelChunks(n, atLeast: 65_536, threads: threads) { range -> Box in
            var box = Box.empty
            for i in range where boxes[i].isUsable { box.extend(boxes[i]) }
            return box
        }
        var extent = Box.empty
        for box in extents { extent.extend(box) }
        let keys = UnsafeMutablePointer<UInt64>.allocate(capacity: max(n, 1))
        guard !extent.isEmpty else {
            (sorted, count, centreX, centreY) = (keys, 0, 0, 0)
            return
        }
        // Halves first: the sum of two huge sides may overflow.
        centreX = extent.minX / 2 + extent.maxX / 2
        centreY = extent.minY / 2 + extent.maxY / 2
        let cells = Double(1 << HilbertOrder.bits) - 1
        let side = max(extent.maxX - extent.minX, extent.maxY - extent.minY)
        let scale = side > 0 && side.isFinite ? cells / side : 0
        let (lowX, lowY) = (extent.minX, extent.minY)
        nonisolated(unsafe) let out = keys
        let parts = parallelChunks(n, atLeast: 65_536, threads: threads) { range -> (start: Int, count: Int) in
            var used = range.lowerBound
            for i in range {
                let box = boxes[i]
                guard box.isUsable else { continue }
                let x = UInt32(truncatingIfNeeded: Int32(((box.minX + box.maxX) / 2 - lowX) * scale))
                let y = UInt32(truncatingIfNeeded: Int32(((box.minY + box.maxY) / 2 - lowY) * scale))
                out[used] = UInt64(hilbert(x, y)) << 32 | UInt64(UInt32(i))
                used += 1
            }
            return (range.lowerBound, used - range.lowerBound)
        }
        // Close the gaps that empty boxes left between the chunks.
        var total = 0
        for part in parts {
            if part.start != total { (keys + total).update(from: keys + part.start, count: part.count) }
            total += part.count
        }
        count = total
        sorted = HilbertOrder.sort(keys, total)
    }

    deinit { sorted.deallocate() }

    /// Radix sort by the 30 bits of the curve place, 10 at a time, stable: equal places keep the caller's order.
    private static func sort(_ keys: UnsafeMutablePointer<UInt64>, _ n: Int) -> UnsafeMutablePointer<UInt64> {
        let radix = 10
        let size = 1 << radix
        let other = UnsafeMutablePointer<UInt64>.allocate(capacity: max(n, 1))
        var (from, to) = (keys, other)
        withUnsafeTemporaryAllocation(of: Int32.self, capacity: 3 * size) { histogram in
            histogram.initialize(repeating: 0)
            for i in 0..<n {
                let key = keys[i] >> 32
                histogram[Int(key & 1023)] += 1
                histogram[size + Int(key >> 10 & 1023)] += 1
                histogram[2 * size + Int(key >> 20 & 1023)] += 1
            }
            for pass in 0..<3 {
                let counts = UnsafeMutableBufferPointer(rebasing: histogram[pass * size..<(pass + 1) * size])
                var sum: Int32 = 0
                for i in 0..<size { (counts[i], sum) = (sum, sum + counts[i]) }
                let shift = UInt64(32 + pass * radix)
                for i in 0..<n {
                    let bucket = Int(from[i] >> shift & 1023)
                    to[Int(counts[bucket])] = from[i]
                    counts[bucket] += 1
                }
                swap(&from, &to)
            }
        }
        to.deallocate()
        return from
    }
}

extension Box {
    /// Whether the index can hold the box: not empty, all sides finite.
    @inline(__always) var isUsable: Bool {
        minX <= maxX && minY <= maxY && minX > -.infinity && maxX < .infinity && minY > -.infinity && maxY < .infinity
    }
}

/// Place of a cell on the Hilbert curve of order 16, without branches: the curve's states are carried for all bits at
/// once by prefix products of its transformations (after the public-domain method of R. Warren and "rawrunprotected").
@inline(__always) func hilbert(_ x: UInt32, _ y: UInt32) -> UInt32 {
    var a = x ^ y
    var b = 0xFFFF ^ a
    var c = 0xFFFF ^ (x | y)
    var d = x & (y ^ 0xFFFF)
    var A = a | (b >> 1)
    var B = (a >> 1) ^ a
    var C = ((c >> 1) ^ (b & (d >> 1))) ^ c
    var D = ((a & (c >> 1)) ^ (d >> 1)) ^ d
    @inline(__always) func double(_ shift: UInt32) {
        (a, b, c, d) = (A, B, C, D)
        A = (a & (a >> shift)) ^ (b & (b >> shift))
        B = (a & (b >> shift)) ^ (b & ((a ^ b) >> shift))
        C ^= (a & (c >> shift)) ^ (b & (d >> shift))
        D ^= (b & (c >> shift)) ^ ((a ^ b) & (d >> shift))
    }
    double(2)
    double(4)
    (a, b, c, d) = (A, B, C, D)
    C ^= (a & (c >> 8)) ^ (b & (d >> 8))
    D ^= (b & (c >> 8)) ^ ((a ^ b) & (d >> 8))
    a = C ^ (C >> 1)
    b = D ^ (D >> 1)
    return spread(b | (0xFFFF ^ ((x ^ y) | a))) << 1 | spread(x ^ y)
}

/// The 16 lower bits at the even places.
@inline(__always) private func spread(_ x: UInt32) -> UInt32 {
    var x = x & 0xFFFF
    x = (x | x << 8) & 0x00FF_00FF
    x = (x | x << 4) & 0x0F0F_0F0F
    x = (x | x << 2) & 0x3333_3333
    return (x | x << 1) & 0x5555_5555
}
