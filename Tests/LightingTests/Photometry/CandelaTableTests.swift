import CSIMD
import Geometry
import Testing

@testable import Lighting

@Suite struct CandelaTableTests {
    /// A fast arctangent that is wrong in one octant, or by more than it says, would show.
    @Test func arctangentIsGoodToAMillionth() {
        var worst = 0.0
        for k in 0..<200_000 {
            let angle = (Double(k) / 200_000 - 0.5) * 2 * .pi
            let (y, x) = (Float(Angle.radians(angle).sine * 37), Float(Angle.radians(angle).cosine * 37))
            let fast = csimd_arctangent8(Lanes(repeating: y), Lanes(repeating: x))[0]
            worst = max(worst, abs(Double(fast) - atan2(Double(y), Double(x))))
        }
        #expect(worst < 5e-7, "\(worst)")
        #expect(csimd_arctangent8(Lanes(repeating: 0), Lanes(repeating: 0))[0] == 0)
    }

    /// Table and file agree in every direction, on nodes, between them and at the seam of 0 and 360°.
    @Test func agreesWithExactInterpolation() throws {
        var random = Seeded(7)
        for name in PhotometryFiles.names {
            let lamp = try PhotometryFiles.read(name)
            let table = CandelaTable(lamp)
            #expect(table.isExact)
            for _ in 0..<2_000 {
                let c = random.next(360)
                let gamma = random.next(180)
                // What lies within the angles' error of a cut-off may fall on either side of it.
                if abs(gamma - (lamp.gamma.last ?? 0)) < 1e-4 { continue }
                try expectSame(table, lamp, c: c, gamma: gamma, name)
            }
            for c in lamp.c { for gamma in lamp.gamma { try expectSame(table, lamp, c: c, gamma: gamma, name) } }
        }
    }

    private func expectSame(_ table: CandelaTable, _ lamp: Photometry, c: Double, gamma: Double, _ name: String) throws
    {
        let (turn, height) = (Angle.degrees(c), Angle.degrees(gamma))
        let exact = lamp.intensity(c: turn, gamma: height)
        let frame = LuminaireFrame(azimuth: .degrees(0))
        let d = Point3(turn.cosine * height.sine, turn.sine * height.sine, -height.cosine) * 12.5
        let fast = table.intensity(toward: d, of: frame)
        // At the pole every C meets: files whose planes differ there have no one value.
        guard gamma > 0.01 && gamma < 179.99 else { return }
        #expect(abs(fast - exact) <= 1e-5 * Double(table.peak), "\(name) C \(c) γ \(gamma): \(fast), \(exact)")
    }

    /// Odd angles are resampled, and the table says so.
    @Test func resamplesAnglesWithoutACommonStep() {
        let gamma = [0, 7.3, 20.01, 33.3333, 60, 90]
        let plane = gamma.map { Float(1_000 * Angle.degrees($0).cosine) }
        let lamp = Photometry(name: "odd", c: [0, 133.7, 360], gamma: gamma, intensities: plane + plane + plane)
        let table = CandelaTable(lamp)
        #expect(!table.isExact)
        var worst = 0.0
        for step in 0..<900 {
            let height = Angle.degrees(Double(step) / 10)
            let fast = table.intensity(
                toward: Point3(height.sine, 0, -height.cosine), of: LuminaireFrame(azimuth: .degrees(0)))
            worst = max(worst, abs(fast - lamp.intensity(c: .degrees(90), gamma: height)))
        }
        #expect(worst < 2, "\(worst)")
    }

    /// Directions that are no directions give no light and no trap.
    @Test func takesAnyNumbers() throws {
        let table = CandelaTable(try PhotometryFiles.read("ldt_no_symmetry.ldt"))
        let odd: [Float] = [0, -0, .nan, .infinity, -.infinity, .greatestFiniteMagnitude, .leastNonzeroMagnitude, 1]
        table.withReader { reader in
            for x in odd {
                for y in odd {
                    for z in odd {
                        let value = reader.intensities(
                            Lanes(repeating: x), Lanes(repeating: y), Lanes(repeating: z))[0]
                        #expect(value >= 0 && value <= table.peak, "\(x) \(y) \(z)")
                    }
                }
            }
        }
    }
}

/// Numbers that are the same on every run (splitmix64).
struct Seeded {
    private var state: UInt64
    init(_ seed: UInt64) { state = seed }

    /// From 0 to less than `end`.
    mutating func next(_ end: Double) -> Double {
        Double(word() >> 11) / 9_007_199_254_740_992 * end
    }

    mutating func word() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}
