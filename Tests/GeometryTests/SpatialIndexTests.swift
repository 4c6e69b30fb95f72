import Geometry
import Testing

/// SplitMix64 (Steele, Lea & Flood 2014): the same numbers on every machine.
struct Seeded: RandomNumberGenerator {
    var state: UInt64

    init(_ seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }

    mutating func number(_ low: Double, _ high: Double) -> Double {
        low + (high - low) * Double(next() >> 11) * 0x1p-53
    }
}

@Suite struct SpatialIndexTests {
    enum Spread: CaseIterable { case uniform, clustered, identical, points, line, holes, huge }

    static func boxes(_ spread: Spread, _ n: Int, seed: UInt64) -> [Box] {
        var random = Seeded(seed)
        return (0..<n).map { i in
            var x = random.number(0, 20_000)
            var y = random.number(0, 15_000)
            var side = random.number(5, 25)
            switch spread {
            case .uniform: break
            case .clustered where i % 10 < 7:
                x = 3000 + Double(i % 13) * 1200 + random.number(-200, 200)
                y = 2000 + Double(i % 7) * 1700 + random.number(-200, 200)
            case .clustered: break
            case .identical: (x, y, side) = (7, 8, 3)
            case .points: side = 0
            case .line: y = 100
            case .holes where i % 3 == 0:
                return i % 2 == 0 ? .empty : Box(minX: .nan, minY: 0, maxX: 1, maxY: .infinity)
            case .holes: break
            case .huge: (x, y, side) = (x * 1e9, -y * 1e9, side * 1e8)
            }
            return Box(minX: x, minY: y, maxX: x + side, maxY: y + side / 2)
        }
    }

    /// Would catch a box lost between leaves, wrong rounding of inner nodes, empty boxes that answer.
    @Test(arguments: Spread.allCases, [0, 1, 7, 8, 9, 127, 129, 3000])
    func windowsAgreeWithBruteForce(spread: Spread, n: Int) {
        let boxes = Self.boxes(spread, n, seed: UInt64(n) + 1)
        let index = SpatialIndex(boxes: boxes)
        var random = Seeded(99)
        let scale = spread == .huge ? 1e9 : 1
        for round in 0..<40 {
            let x = random.number(-100, 20_000) * scale
            let y = random.number(-100, 15_000) * (spread == .huge ? -scale : 1)
            let side = random.number(0, round % 4 == 0 ? 8000 : 300) * scale
            var window = Box(minX: x, minY: y, maxX: x + side, maxY: y + side)
            // Windows that just touch a box.
            if round % 5 == 0, let b = boxes.dropFirst(round).first, b.minX.isFinite {
                window = Box(minX: b.maxX, minY: b.maxY, maxX: b.maxX + 10, maxY: b.maxY + 10)
            }
            var found: [Int32] = []
            index.search(window: window, into: &found)
            let expected = boxes.indices.filter {
                boxes[$0].intersects(window) && boxes[$0].maxY.isFinite && boxes[$0].minX.isFinite
            }
            #expect(found.sorted() == expected.map { Int32($0) })
        }
    }

    /// Would catch a bound that prunes too much, ties in the wrong order, callbacks ignored.
    @Test(arguments: Spread.allCases, [1, 9, 2000])
    func nearestAgreesWithBruteForce(spread: Spread, n: Int) {
        let boxes = Self.boxes(spread, n, seed: UInt64(n) + 2)
        let index = SpatialIndex(boxes: boxes)
        var random = Seeded(5)
        for round in 0..<30 {
            let p = Point3(random.number(0, 20_000), random.number(0, 15_000))
            let k = [1, 8, 50][round % 3]
            let limit = round % 4 == 0 ? 900 : Double.infinity
            // An exact distance never below that to the box.
            func exact(_ i: Int32) -> Double {
                let d = boxes[Int(i)].squaredDistance(to: p).squareRoot()
                return round % 2 == 0 ? d : i % 5 == 0 ? .infinity : d + Double(i % 7) * 30
            }
            let found = index.nearest(to: p, count: k, within: limit, distance: round % 6 == 0 ? nil : exact)
            let usable = boxes.indices.filter { !boxes[$0].isEmpty && boxes[$0].maxY.isFinite }.map { Int32($0) }
            var all = usable.map { SpatialIndex.Neighbour(index: $0, distance: exact($0)) }
            all = all.filter { $0.distance <= limit && $0.distance < .infinity }.sorted()
            #expect(found == Array(all.prefix(k)))
        }
    }

    /// Would catch results that depend on threads, and bulk answers in the wrong place.
    @Test func bulkAndThreads() {
        let boxes = Self.boxes(.clustered, 200_000, seed: 3)
        let index = SpatialIndex(boxes: boxes)
        let single = SpatialIndex(boxes: boxes, threads: 1)
        let windows = Self.boxes(.uniform, 5000, seed: 4).map { $0.grown(by: 50) }
        let (starts, numbers) = index.search(windows: windows)
        #expect(starts.count == 5001 && starts.last == numbers.count && !numbers.isEmpty)
        for i in stride(from: 0, to: 5000, by: 97) {
            var one: [Int32] = []
            single.search(window: windows[i], into: &one)
            #expect(Array(numbers[starts[i]..<starts[i + 1]]) == one)
        }
    }

    /// Would catch a radius taken as a square, and traps on questions that make no sense.
    @Test func radiusAndNonsense() {
        let boxes = Self.boxes(.uniform, 2000, seed: 8)
        let index = SpatialIndex(boxes: boxes)
        let p = Point3(9000, 7000)
        let expected = boxes.indices.filter { boxes[$0].squaredDistance(to: p) <= 800 * 800 }.map { Int32($0) }
        #expect(index.search(around: p, radius: 800) == expected)
        #expect(index.search(around: p, radius: -1).isEmpty && index.search(around: p, radius: .nan).isEmpty)
        #expect(index.search(around: p, radius: .infinity).count == 2000)
        #expect(index.search(around: Point3(.nan, 0), radius: 5).isEmpty)
        #expect(index.nearest(to: Point3(0, .infinity), count: 3).isEmpty && index.nearest(to: p, count: 0).isEmpty)
        var found: [Int32] = []
        index.search(window: Box(minX: .nan, minY: 0, maxX: 1, maxY: 1), into: &found)
        index.search(window: .empty, into: &found)
        #expect(found.isEmpty)
        index.search(window: Box(minX: -.infinity, minY: -.infinity, maxX: .infinity, maxY: .infinity), into: &found)
        #expect(found.count == 2000)
    }
}
