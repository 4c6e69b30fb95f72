import Foundation
import Testing

@testable import Geometry

/// Sets of boxes that have broken spatial indices before.
enum BoxSet: String, CaseIterable {
    case none, one, uniform, clustered, identical, points, withEmpty, grid, farAway, line, extreme

    var boxes: [Box] {
        var random = Seeded(5)
        switch self {
        case .none: return []
        case .one: return [Box(minX: 1, minY: 2, maxX: 3, maxY: 4)]
        case .uniform: return (0..<3_000).map { _ in Self.box(&random, 0...5_000, size: 40) }
        case .clustered:
            return (0..<3_000).map { i in
                let corner = Double(i % 5) * 1_000
                return Self.box(&random, corner...(corner + 20), size: 3)
            }
        case .identical: return Array(repeating: Box(minX: 10, minY: 10, maxX: 20, maxY: 20), count: 777)
        case .points: return (0..<2_000).map { _ in Self.box(&random, 0...100, size: 0) }
        case .withEmpty:
            let broken: [Box] = [
                .empty, Box(minX: .nan, minY: 0, maxX: 1, maxY: 1), Box(minX: 0, minY: 0, maxX: 1, maxY: .nan),
                Box(minX: 0, minY: 0, maxX: .infinity, maxY: 1), Box(minX: -.infinity, minY: 0, maxX: 0, maxY: 1),
                Box(minX: 5, minY: 0, maxX: 1, maxY: 1),
            ]
            return (0..<2_000).map { i in
                i % 3 == 0 ? broken[i / 3 % broken.count] : Self.box(&random, 0...1_000, size: 20)
            }
        case .grid:
            return (0..<1_600).map { i in
                let x = Double(i % 40) * 10
                let y = Double(i / 40) * 10
                return Box(minX: x, minY: y, maxX: x + 10, maxY: y + 10)
            }
        case .farAway: return (0..<1_000).map { _ in Self.box(&random, 5_000_000...5_010_000, size: 10) }
        case .line: return (0..<1_000).map { Box(minX: Double($0), minY: 7, maxX: Double($0) + 0.5, maxY: 7) }
        case .extreme:
            let huge = Double.greatestFiniteMagnitude
            return [
                Box(minX: -huge, minY: -huge, maxX: huge, maxY: huge), Box(minX: 0, minY: 0, maxX: 1, maxY: 1),
                Box(minX: huge, minY: 0, maxX: huge, maxY: 1), Box(minX: 0, minY: 1e-300, maxX: 1e-308, maxY: 1e300),
            ]
        }
    }

    private static func box(_ random: inout Seeded, _ range: ClosedRange<Double>, size: Double) -> Box {
        let x = random.number(in: range)
        let y = random.number(in: range)
        return Box(
            minX: x, minY: y, maxX: x + random.number(in: 0...size), maxY: y + random.number(in: 0...size))
    }

    /// Windows that begin and end at bounds of boxes, where single precision must not decide, and others.
    func windows(_ count: Int) -> [Box] {
        var random = Seeded(6)
        let boxes = self.boxes.filter(SpatialIndex.isIndexed)
        guard !boxes.isEmpty else { return [Box(minX: -1e6, minY: -1e6, maxX: 1e6, maxY: 1e6)] }
        return (0..<count).map { i in
            let a = boxes[Int(random.next() % UInt64(boxes.count))]
            let b = boxes[Int(random.next() % UInt64(boxes.count))]
            switch i % 4 {
            case 0: return Box(minX: a.maxX, minY: a.maxY, maxX: a.maxX + 30, maxY: a.maxY + 30)
            case 1: return Box(minX: a.maxX.nextUp, minY: a.minY, maxX: a.maxX + 30, maxY: a.maxY)
            case 2:
                return Box(
                    minX: min(a.minX, b.minX), minY: min(a.minY, b.minY), maxX: max(a.minX, b.minX),
                    maxY: max(a.minY, b.minY))
            default: return Box(around: a.centre, radius: random.number(in: 0...60))
            }
        }
    }
}

extension BoxSet {
    /// Sets whose squared distances neither overflow nor vanish.
    static let measurable = allCases.filter { $0 != .extreme }
}

@Suite struct SpatialIndexTests {
    /// Would catch a box lost or invented: by rounding, by the packing of the last node, by the descent.
    @Test(arguments: BoxSet.allCases)
    func windowsAgainstBruteForce(_ set: BoxSet) {
        let boxes = set.boxes
        let index = SpatialIndex(boxes: boxes)
        for window in set.windows(120) {
            var found: [Int32] = []
            index.search(window: window, into: &found)
            let expected = boxes.indices.filter { SpatialIndex.isIndexed(boxes[$0]) && boxes[$0].intersects(window) }
            #expect(found.sorted() == expected.map(Int32.init), "\(set) \(window)")
        }
    }

    /// Would catch a window first filter that is narrower than the distance test.
    @Test(arguments: BoxSet.measurable)
    func radiusAgainstBruteForce(_ set: BoxSet) {
        let boxes = set.boxes
        let index = SpatialIndex(boxes: boxes)
        for window in set.windows(60) {
            let p = window.centre
            guard p.isFinite else { continue }
            // The distance of some box itself, so that the edge of the circle counts.
            let radius = boxes.first.map { min($0.squaredDistance(to: p).squareRoot(), 300) } ?? 5
            guard radius.isFinite else { continue }
            var found: [Int32] = []
            index.search(around: p, radius: radius, into: &found)
            let expected = boxes.indices.filter {
                SpatialIndex.isIndexed(boxes[$0]) && boxes[$0].squaredDistance(to: p) <= radius * radius
            }
            #expect(found.sorted() == expected.map(Int32.init), "\(set) \(p) \(radius)")
        }
    }

    /// Would catch a branch pruned too early and ties not broken by index.
    @Test(arguments: BoxSet.measurable, [1, 8, 100])
    func nearestAgainstBruteForce(_ set: BoxSet, _ count: Int) {
        let boxes = set.boxes
        let index = SpatialIndex(boxes: boxes)
        for (i, window) in set.windows(40).enumerated() {
            let p = window.centre
            guard p.isFinite else { continue }
            let limit = i % 3 == 0 ? 25 : Double.infinity
            let found = index.nearest(to: p, count: count, within: limit)
            #expect(
                found == brute(boxes, count, limit) { boxes[$0].squaredDistance(to: p).squareRoot() }, "\(set) \(p)")
        }
    }

    /// Would catch candidates ordered by box instead of by what is in the box.
    @Test(arguments: [BoxSet.uniform, .clustered, .withEmpty, .grid, .farAway])
    func nearestByExactDistance(_ set: BoxSet) {
        let boxes = set.boxes
        let index = SpatialIndex(boxes: boxes)
        for window in set.windows(40) {
            let p = window.centre
            // To the centre of the box, never less than to the box; every seventh thing has no distance.
            let exact = { (i: Int) in i % 7 == 0 ? .nan : boxes[i].centre.distance2D(to: p) }
            let found = index.nearest(to: p, count: 8) { exact(Int($0)) }
            #expect(found == brute(boxes, 8, .infinity, exact), "\(set) \(p)")
        }
    }

    private func brute(_ boxes: [Box], _ count: Int, _ limit: Double, _ distance: (Int) -> Double)
        -> [SpatialIndex.Neighbour]
    {
        let all = boxes.indices.filter { SpatialIndex.isIndexed(boxes[$0]) }
            .map { SpatialIndex.Neighbour(index: Int32($0), distance: distance($0)) }
            .filter { $0.distance <= limit }
            .sorted { ($0.distance, $0.index) < ($1.distance, $1.index) }
        return Array(all.prefix(count))
    }

    /// Would catch a trap, or an answer, for questions without sense.
    @Test func senselessQuestions() {
        let index = SpatialIndex(boxes: BoxSet.uniform.boxes)
        for bad in [Double.nan, .infinity, -.infinity] {
            #expect(index.nearest(to: Point3(bad, 0), count: 3).isEmpty)
            #expect(index.nearest(to: Point3(0, bad), count: 3).isEmpty)
            var found: [Int32] = []
            index.search(around: Point3(bad, 0), radius: 10, into: &found)
            index.search(around: .zero, radius: bad, into: &found)
            index.search(window: Box(minX: .nan, minY: 0, maxX: 10, maxY: 10), into: &found)
            index.search(window: .empty, into: &found)
            #expect(found.isEmpty)
        }
        #expect(index.nearest(to: .zero, count: 0).isEmpty)
        #expect(index.nearest(to: .zero, count: -4).isEmpty)
        #expect(index.nearest(to: .zero, count: 3, within: -1).isEmpty)
        #expect(index.nearest(to: .zero, count: 3, within: .nan).isEmpty)
        #expect(index.search(windows: []).starts == [0])
    }

    /// Would catch answers that depend on the number of cores.
    @Test func sameOnAnyNumberOfCores() {
        let boxes = (0..<40).flatMap { _ in BoxSet.withEmpty.boxes }
        let one = SpatialIndex(boxes: boxes, parallel: false)
        let all = SpatialIndex(boxes: boxes, parallel: true)
        #expect(one.order == all.order)
        #expect(one.levelStarts == all.levelStarts)
        let windows = BoxSet.withEmpty.windows(500)
        let a = one.search(windows: windows, parallel: false)
        let b = all.search(windows: windows, parallel: true)
        #expect(a.starts == b.starts)
        #expect(a.indices == b.indices)
        for (i, window) in windows.enumerated().prefix(20) {
            var single: [Int32] = []
            all.search(window: window) { single.append($0) }
            #expect(Array(b[i]) == single)
        }
    }

    /// Would catch a radix sort that is not stable or misplaces a digit.
    @Test func radixSortIsStable() {
        var random = Seeded(9)
        let records = (0..<70_000).map { i in UInt64(random.next() % 5_000 &* 858_993) << 32 | UInt64(i) }
        for parallel in [false, true] {
            var sorted = records
            radixSort(&sorted, parallel: parallel)
            #expect(sorted == records.sorted())
        }
    }

    /// Would catch a curve that jumps: neighbours along the Hilbert curve are neighbours on the grid.
    @Test func hilbertCurveIsContinuous() {
        var cells: [UInt32: (UInt32, UInt32)] = [:]
        for y in 0..<UInt32(32) {
            for x in stride(from: UInt32(0), to: 32, by: 8) {
                let xs = SIMD8<UInt32>(0, 1, 2, 3, 4, 5, 6, 7) &+ x
                let keys = hilbert(xs, SIMD8(repeating: y))
                for lane in 0..<8 { cells[keys[lane]] = (xs[lane], y) }
            }
        }
        #expect(cells.count == 1_024)
        for key in 1..<UInt32(1_024) {
            guard let a = cells[key - 1], let b = cells[key] else {
                Issue.record("key \(key) missing")
                continue
            }
            #expect(abs(Int(a.0) - Int(b.0)) + abs(Int(a.1) - Int(b.1)) == 1)
        }
    }
}
