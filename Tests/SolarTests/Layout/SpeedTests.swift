import Foundation
import Geometry
import Testing

@testable import Solar

/// CPU seconds of this thread: what others do on the machine does not count.
private func cpuSeconds() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
}

@Suite struct LayoutSpeedTests {
    /// 20,000 roof planes, a quarter of them L-shapes with a courtyard and obstacles, laid out and reckoned on one core.
    ///
    /// Measured 0.8 CPU seconds (4 for 100,000); what is allowed catches a cost that has grown with the square.
    @Test func twentyThousandRoofs() throws {
        var random = SeededNumbers(77)
        var roofs: [(Polygon, [Obstacle])] = []
        for i in 0..<5000 { roofs.append(roof(i, &random)) }
        let setbacks = try Setbacks(eave: 0.3, ridge: 0.3, side: 0.5, obstacle: 0.3)
        let flush = try LayoutOptions(setbacks: setbacks)
        let racks = try LayoutOptions(
            setbacks: setbacks,
            mounting: .racks(tilt: .degrees(15), azimuth: .degrees(180), spacing: .profileAngle(.degrees(16))))
        let finance = Finance.kazakhstan
        var modules = 0
        var paying = 0
        var layoutTime = 0.0
        var moneyTime = 0.0
        for _ in 0..<4 {
            var layouts: [Double] = []
            let start = cpuSeconds()
            for (i, (face, obstacles)) in roofs.enumerated() {
                let layout = layOutModules(on: face, obstacles: obstacles, options: i % 4 == 3 ? racks : flush)
                modules += layout.count
                layouts.append(Double(layout.count) * 0.43)
            }
            let middle = cpuSeconds()
            for capacity in layouts {
                let years = try cashFlow(
                    energy: capacity * 1450, capacity: capacity, selfConsumption: 0.7,
                    tariff: .kazakhstanPublicBuilding, costs: .kazakhstan, finance: finance)
                if Investment(years, finance: finance).payback != nil { paying += 1 }
            }
            layoutTime += middle - start
            moneyTime += cpuSeconds() - middle
        }
        print("layout of 20,000 roofs: \(layoutTime) s, \(modules) modules; money: \(moneyTime) s")
        #expect(modules > 200_000 && paying > 10_000)
        #expect(layoutTime + moneyTime < 2)
    }

    /// Two in four rectangles, one hip, one flat L-shape with a courtyard, a chimney and a vent.
    private func roof(_ i: Int, _ random: inout SeededNumbers) -> (Polygon, [Obstacle]) {
        let w = Double.random(in: 6...25, using: &random)
        let h = Double.random(in: 4...12, using: &random)
        let t = Angle.degrees(i % 4 == 3 ? 0 : .random(in: 15...50, using: &random))
        let turn = Angle.degrees(.random(in: 0...360, using: &random))
        func raise(_ x: Double, _ y: Double) -> Point3 {
            let flat = y * t.cosine
            return Point3(x * turn.cosine - flat * turn.sine, x * turn.sine + flat * turn.cosine, y * t.sine)
        }
        switch i % 4 {
        case 2: return (Polygon(exterior: [raise(0, 0), raise(w, 0), raise(0.7 * w, h), raise(0.3 * w, h)]), [])
        case 3:
            let ell = [raise(0, 0), raise(2 * w, 0), raise(2 * w, h), raise(w, h), raise(w, 2 * h), raise(0, 2 * h)]
            let yard = [raise(2, 2), raise(4, 2), raise(4, 4), raise(2, 4)]
            let chimney = Polygon(exterior: [raise(w, 1), raise(w + 1, 1), raise(w + 1, 2), raise(w, 2)])
            return (
                Polygon(exterior: ell, holes: [yard]),
                [.polygon(chimney), .disc(centre: raise(1.5 * w, h / 2), radius: 0.3)]
            )
        default: return (Polygon(exterior: [raise(0, 0), raise(w, 0), raise(w, h), raise(0, h)]), [])
        }
    }
}
