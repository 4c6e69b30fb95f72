internal import CSIMD

/// A static index over boxes in the plane: a packed Hilbert R-tree that answers with the boxes' numbers.
///
/// Boxes are sorted along a Hilbert curve (Kamel & Faloutsos 1993) and packed into full nodes: leaves of 8 boxes in
/// double precision, so that answers are exact; inner nodes of 16 children in single precision, rounded outward. About
/// 42 bytes a box. Empty boxes and boxes with NaN or infinite sides are in no answer. Immutable; any number of threads
/// may ask at once.
public final class SpatialIndex: Sendable {
    /// Number of boxes, empty ones included.
    public let count: Int
    let tree: Tree

    /// Builds the index.
    /// - Parameters:
    ///   - boxes: one a feature, in the caller's numbering.
    ///   - threads: cores to use; the tree is the same for any number. nil takes all for many boxes.
    public init(boxes: [Box], threads: Int? = nil) {
        count = boxes.count
        tree = boxes.withUnsafeBufferPointer { Tree($0, threads: threads) }
    }

    // MARK: Windows

    /// Appends the numbers of the boxes that share a point with the window, edges included; in tree order.
    public func search(window: Box, into found: inout [Int32]) {
        search(window: window) { numbers in found.append(contentsOf: numbers) }
    }

    /// Calls `body` for each box that shares a point with the window, in tree order.
    public func search(window: Box, _ body: (Int32) -> Void) {
        search(window: window) { (numbers: UnsafeBufferPointer<Int32>) in for number in numbers { body(number) } }
    }

    /// Numbers of the boxes within a horizontal distance of a point, ascending.
    public func search(around p: Point3, radius: Double) -> [Int32] {
        guard radius >= 0 else { return [] }
        var found: [Int32] = []
        let limit = radius * radius
        tree.visitNear(p, limit: { limit }) { number, squared in if squared <= limit { found.append(number) } }
        return found.sorted()
    }

    /// Answers many windows on all cores.
    /// - Returns: the numbers for window `i` are `numbers[starts[i]..<starts[i + 1]]`.
    public func search(windows: [Box]) -> (starts: [Int], numbers: [Int32]) {
        let parts = parallelChunks(windows.count, atLeast: 1024) { range -> (counts: [Int], numbers: [Int32]) in
            var numbers: [Int32] = []
            let counts = range.map { i in
                let before = numbers.count
                search(window: windows[i], into: &numbers)
                return numbers.count - before
            }
            return (counts, numbers)
        }
        var starts = [0]
        starts.reserveCapacity(windows.count + 1)
        var numbers: [Int32] = []
        numbers.reserveCapacity(parts.reduce(0) { $0 + $1.numbers.count })
        for part in parts {
            for n in part.counts { starts.append((starts.last ?? 0) + n) }
            numbers += part.numbers
        }
        return (starts, numbers)
    }

    /// Hands out the answer in pieces from a buffer on the stack.
    private func search(window: Box, _ flush: (UnsafeBufferPointer<Int32>) -> Void) {
        // NaN sides compare false everywhere; an inverted window shares no point with anything.
        guard window.minX <= window.maxX, window.minY <= window.maxY else { return }
        withUnsafeTemporaryAllocation(of: Int32.self, capacity: Tree.buffer) { buffer in
            var used = 0
            tree.visit(window) { leaf, mask in
                guard let numbers = tree.numbers, let out = buffer.baseAddress else { return }
                if used > Tree.buffer - Tree.leafSize {
                    flush(UnsafeBufferPointer(start: out, count: used))
                    used = 0
                }
                var bits = mask
                while bits != 0 {
                    out[used] = numbers[leaf * Tree.leafSize + bits.trailingZeroBitCount]
                    used += 1
                    bits &= bits &- 1
                }
            }
            if used > 0 { flush(UnsafeBufferPointer(rebasing: buffer[0..<used])) }
        }
    }

    // MARK: Nearest

    /// One of the nearest.
    public struct Neighbour: Sendable, Hashable {
        public var index: Int32
        /// Metres.
        public var distance: Double

        public init(index: Int32, distance: Double) {
            self.index = index
            self.distance = distance
        }
    }

    /// The nearest boxes or things in them, nearest first; equally near ones by number.
    /// - Parameters:
    ///   - count: at most so many.
    ///   - limit: farthest distance, m.
    ///   - distance: exact distance to the thing with a number, at least that to its box; infinity leaves it out.
    ///     Without it the distance is that to the box.
    public func nearest(
        to p: Point3, count: Int, within limit: Double = .infinity, distance: ((Int32) -> Double)? = nil
    ) -> [Neighbour] {
        var best: [Neighbour] = []
        nearest(to: p, count: count, within: limit, into: &best, distance: distance)
        return best
    }

    /// The same into an array of the caller's, whose old content goes; for many questions without allocation.
    public func nearest(
        to p: Point3, count: Int, within limit: Double = .infinity, into best: inout [Neighbour],
        distance: ((Int32) -> Double)? = nil
    ) {
        best.removeAll(keepingCapacity: true)
        guard count > 0, limit >= 0, p.x.isFinite, p.y.isFinite else { return }
        best.reserveCapacity(min(count, self.count))
        withUnsafeMutablePointer(to: &best) { best in
            // Squared distance of the farthest that still counts.
            var reach = limit * limit
            tree.visitNear(p, limit: { reach }) { number, squared in
                let exact = distance?(number)
                let d = exact ?? squared.squareRoot()
                guard d <= limit, d < .infinity else { return }
                let candidate = Neighbour(index: number, distance: d)
                if best.pointee.count == count, !(candidate < best.pointee[count - 1]) { return }
                if best.pointee.count == count { best.pointee.removeLast() }
                var place = best.pointee.count
                best.pointee.append(candidate)
                while place > 0, candidate < best.pointee[place - 1] {
                    best.pointee[place] = best.pointee[place - 1]
                    place -= 1
                }
                best.pointee[place] = candidate
                // Without exact distances the square is at hand without the rounding of a root and its square.
                if best.pointee.count == count {
                    let last = best.pointee[count - 1].distance
                    reach = (last * last).nextUp
                }
            }
        }
    }
}

extension SpatialIndex.Neighbour: Comparable {
    @inline(__always)
    public static func < (a: Self, b: Self) -> Bool {
        a.distance != b.distance ? a.distance < b.distance : a.index < b.index
    }
}
