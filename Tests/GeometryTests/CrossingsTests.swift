import Geometry
import Testing

@Suite struct CrossingsTests {
    private func ring(_ points: [(Double, Double)]) -> Polygon {
        Polygon(exterior: points.map { Point3($0.0, $0.1) }, holes: [])
    }

    /// Closed forms: a square has none, a bow-tie one, a pentagram five, a grid of m × n strips 4·m·n.
    @Test func countsKnownFigures() {
        #expect([ring([(0, 0), (1, 0), (1, 1), (0, 1)])].crossings(upTo: 100) == 0)
        #expect([ring([(0, 0), (1, 1), (1, 0), (0, 1)])].crossings(upTo: 100) == 1)
        let star = [(0.0, 1.0), (0.588, -0.809), (-0.951, 0.309), (0.951, 0.309), (-0.588, -0.809)]
        #expect([ring(star)].crossings(upTo: 100) == 5)
        var strips: [Polygon] = []
        for i in 0..<7 {
            let y = Double(i) * 3
            strips.append(ring([(-1, y), (100, y), (100, y + 1), (-1, y + 1)]))
        }
        for i in 0..<5 {
            let x = Double(i) * 3
            strips.append(ring([(x, -1), (x + 1, -1), (x + 1, 100), (x, 100)]))
        }
        #expect(strips.crossings(upTo: 1000) == 4 * 7 * 5)
        #expect(strips.crossings(upTo: 50) == 50)
        #expect(strips.crossings(upTo: 1000, effort: 10) == 1000)
    }

    /// Against every pair of edges, on seeded scribbles.
    @Test(arguments: 1...20 as ClosedRange<UInt64>) func sweepsNothingOver(seed: UInt64) {
        var random = Seeded(seed)
        let points = (0..<60).map { _ in
            (Double.random(in: 0...9, using: &random), Double.random(in: 0...1, using: &random))
        }
        let n = points.count
        func side(_ p: (Double, Double), _ q: (Double, Double), _ r: (Double, Double)) -> Double {
            (q.0 - p.0) * (r.1 - p.1) - (r.0 - p.0) * (q.1 - p.1)
        }
        var expected = 0
        for i in 0..<n {
            for j in (i + 2)..<max(n, i + 2) where !(i == 0 && j == n - 1) {
                let (a, b, c, d) = (points[i], points[(i + 1) % n], points[j], points[(j + 1) % n])
                if side(a, b, c) * side(a, b, d) < 0, side(c, d, a) * side(c, d, b) < 0 { expected += 1 }
            }
        }
        #expect([ring(points)].crossings(upTo: .max) == expected)
    }
}
