import Testing

@testable import Lighting

/// How lamps stand, and how a road is parted between them.
@Suite struct StretchTests {
    private func lamps(_ places: [(Double, Double)], height: Double = 8) -> [BesideRoad] {
        places.map { BesideRoad(along: $0.0, left: $0.1, height: height) }
    }

    private func row(_ places: Double..., height: Double = 8) -> [LampStation] {
        places.map { LampStation(along: $0, height: height) }
    }

    @Test func arrangements() {
        let right = [10.0, 45, 80, 115].map { ($0, -4.0) }
        let left = [10.0, 45, 80, 115].map { ($0, 4.0) }
        let between = [27.0, 62, 98].map { ($0, 4.0) }
        #expect(arrange([], width: 7).arrangement == .none)
        #expect(arrange(lamps([(10, -4)]), width: 7).arrangement == .single)
        #expect(
            arrange(lamps(right), width: 7)
                == LampLayout(arrangement: .singleSidedRight, row: row(10, 45, 80, 115), side: -1))
        #expect(arrange(lamps(left), width: 7).arrangement == .singleSidedLeft)
        #expect(
            arrange(lamps(right + left), width: 7)
                == LampLayout(arrangement: .opposite, row: row(10, 45, 80, 115), side: -1))
        #expect(
            arrange(lamps(right + between), width: 7)
                == LampLayout(arrangement: .staggered, row: row(10, 45, 80, 115), side: -1))
        #expect(
            arrange(lamps([(10, 0.2), (45, -0.3)]), width: 7) == LampLayout(arrangement: .median, row: row(10, 45)))
        // Two lamps face to face, and nothing else.
        #expect(arrange(lamps([(10, -4), (10.5, 4)]), width: 7).arrangement == .opposite)
        // A stray lamp on the other side makes neighbours of all.
        #expect(
            arrange(lamps(right + [(58, 4)]), width: 7)
                == LampLayout(arrangement: .irregular, row: row(10, 45, 58, 80, 115)))
        // Sides that keep no step with each other.
        let odd = [(12.0, 4.0), (33, 4), (81, 4), (100, 4)]
        #expect(arrange(lamps(right + odd), width: 7).arrangement == .irregular)
    }

    private func kinds(_ stretches: [Stretch]) -> String {
        stretches.map { "\($0.kind.rawValue) \(Int($0.from))-\(Int($0.to))" }.joined(separator: ", ")
    }

    @Test func fieldsTileTheRoad() {
        #expect(kinds(Stretch.of(length: 100, row: [])) == "unlit 0-100")
        #expect(
            kinds(Stretch.of(length: 100, row: row(20, 55, 90))) == "end 0-20, field 20-55, field 55-90, end 90-100")
        // A single lamp lights 5 H to either side.
        #expect(kinds(Stretch.of(length: 200, row: row(100))) == "unlit 0-60, end 60-100, end 100-140, unlit 140-200")
        // A gap of 500 m is dark in the middle.
        #expect(
            kinds(Stretch.of(length: 560, row: row(30, 530)))
                == "end 0-30, end 30-70, unlit 70-490, end 490-530, end 530-560")
        // Lamps beyond the ends carry the fields on.
        let on = Stretch.of(
            length: 100, row: row(20, 55, 90), before: LampStation(along: -15, height: 8),
            after: LampStation(along: 125, height: 8))
        #expect(kinds(on) == "field 0-20, field 20-55, field 55-90, field 90-100")
        #expect(on.first?.start == -15 && on.first?.end == 20 && on.last?.end == 125)
        // A short road without a lamp between two lit ones.
        let short = Stretch.of(
            length: 15, row: [], before: LampStation(along: -10, height: 8), after: LampStation(along: 22, height: 8))
        #expect(kinds(short) == "field 0-15" && short.first?.start == -10 && short.first?.end == 22)
        // Only one of them near.
        let half = Stretch.of(length: 60, row: [], before: LampStation(along: -10, height: 8))
        #expect(kinds(half) == "end 0-30, unlit 30-60")
    }

    /// Whatever the lamps: the stretches follow each other without a gap from the beginning to the end.
    @Test func nothingIsLostOrCountedTwice() {
        var random = Seeded(11)
        for _ in 0..<500 {
            let length = Double.random(in: 0.5...900, using: &random)
            let count = Int.random(in: 0...8, using: &random)
            let along = (0..<count).map { _ in Double.random(in: 0...length, using: &random) }.sorted()
            let stations = along.map { LampStation(along: $0, height: .random(in: 3...12, using: &random)) }
            let before =
                Bool.random(using: &random)
                ? LampStation(along: -.random(in: 0.1...80, using: &random), height: 8) : nil
            let after =
                Bool.random(using: &random)
                ? LampStation(along: length + .random(in: 0.1...80, using: &random), height: 8) : nil
            let stretches = Stretch.of(length: length, row: stations, before: before, after: after)
            var at = 0.0
            for stretch in stretches {
                #expect(abs(stretch.from - at) < 1e-9 && stretch.to > stretch.from)
                #expect(stretch.kind == .unlit || stretch.end > stretch.start)
                at = stretch.to
            }
            #expect(abs(at - length) < 1e-9, "\(length) \(along)")
        }
    }
}
