import Geometry
import Testing

@testable import TurkistanCity

@Suite struct StreetTests {
    /// Catches streets that end a millimetre beside one another: only equal coordinates count as a connection.
    @Test(arguments: [Size.demo, .city]) func networkHangsTogether(size: Size) {
        let city = size == .demo ? Cities.demo : Cities.whole
        let roads = city.roadNumbers.map { city.roads.roads[$0] }
        var numbers: [Point3: Int] = [:]
        var parents: [Int] = []
        func node(_ p: Point3) -> Int {
            if let n = numbers[p] { return n }
            numbers[p] = parents.count
            parents.append(parents.count)
            return parents.count - 1
        }
        func root(_ n: Int) -> Int {
            var n = n
            while parents[n] != n {
                parents[n] = parents[parents[n]]
                n = parents[n]
            }
            return n
        }
        for road in roads { parents[root(node(road.from))] = root(node(road.to)) }
        var lengths: [Int: Double] = [:]
        for road in roads { lengths[root(node(road.from)), default: 0] += road.length }
        let total = lengths.values.reduce(0, +)
        #expect((lengths.values.max() ?? 0) / total >= 0.999)
        #expect(roads.allSatisfy { $0.length > 1 })
    }

    /// Catches streets that cross without a junction.
    @Test func streetsMeetOnlyAtJunctions() {
        let roads = Cities.demo.roadNumbers.map { Cities.demo.roads.roads[$0] }
        let boxes = roads.map { box(around: [$0.from, $0.to]) }
        var crossings = 0
        for (a, b) in meetingPairs(boxes, boxes) where a < b {
            let (p, q, r, s) = (roads[a].from, roads[a].to, roads[b].from, roads[b].to)
            if turn(p, q, r) * turn(p, q, s) < -1e-3, turn(r, s, p) * turn(r, s, q) < -1e-3 { crossings += 1 }
        }
        #expect(crossings == 0)
    }

    /// Catches a name or a light that belongs to half a street only.
    @Test func streetIsLitAndNamedAsAWhole() {
        let roads = Cities.whole.roads
        for road in roads.roads where road.roadClass != .pedestrian && road.roadClass != .track {
            #expect(road.isLit == roads.streets[road.street].isLit)
        }
        #expect(roads.streets.allSatisfy { !$0.isLit || $0.name != nil })
        let names = roads.streets.compactMap(\.name?.kk)
        #expect(Set(names).count == names.count)
        #expect(!names.contains(""))
    }
}
