import Geometry
import Lighting
import Testing

/// Flux and what is made of it against closed forms.
@Suite struct FluxTests {
    private func made(c: [Double] = [0, 360], gamma: [Double], _ candela: (Double, Double) -> Double) -> Photometry {
        Photometry(
            name: "made", c: c, gamma: gamma,
            intensities: c.flatMap { turn in gamma.map { Float(candela(turn.truncatingRemainder(dividingBy: 360), $0)) }
            })
    }

    /// The same intensity everywhere: 4π I, whatever the angles given.
    @Test func isotropicSourceGivesFourPi() {
        for gamma in [[0, 180.0], [0, 3, 77, 91, 180], (0...180).map { Double($0) }] {
            let lamp = made(c: [0, 10, 359, 360], gamma: gamma) { _, _ in 100 }
            #expect(abs(lamp.flux - 400 * .pi) < 1e-9)
            #expect(abs(lamp.upwardShare - 0.5) < 1e-12)
            #expect(abs(lamp.flux(from: .degrees(30), to: .degrees(60)) / (200 * .pi) - 0.366_025_403_784_438_6) < 1e-9)
        }
    }

    /// I = I₀ cos γ: π I₀. Between the angles given the chord lies below the cosine by h²/12 of it.
    @Test func lambertianSourceGivesPi() {
        for step in [5.0, 2.5, 1, 0.5] {
            let gamma = stride(from: 0.0, through: 90, by: step).map { $0 }
            let lamp = made(gamma: gamma) { _, g in g == 90 ? 0 : 1_000 * Angle.degrees(g).cosine }
            let h = Angle.degrees(step).radians
            #expect(abs(lamp.flux / (1_000 * .pi) - (1 - h * h / 12)) < 1e-6 + h * h * h * h)
            #expect(lamp.upwardShare == 0)
        }
    }

    /// I = 1 + cos C over C: the mean remains; the trapezoidal rule is exact for it, and for the linear course as well.
    @Test func planesCountByTheAngleTheyStandFor() {
        let c = stride(from: 0.0, through: 360, by: 15).map { $0 }
        let lamp = made(c: c, gamma: [0, 90]) { turn, _ in 50 * (1 + Angle.degrees(turn).cosine) }
        #expect(abs(lamp.flux - 100 * .pi) < 1e-4)
        // A plane of 100 cd at 90°, its neighbours dark at 80° and 180°: half of 10° and half of 90°.
        let wedge = made(c: [0, 80, 90, 180, 360], gamma: [0, 90]) { turn, _ in turn == 90 ? 100 : 0 }
        #expect(abs(wedge.flux - 100 * Angle.degrees(50).radians) < 1e-9)
    }

    @Test func scalingKeepsTheShape() throws {
        let lamp = try PhotometryFiles.read("ldt_no_symmetry.ldt")
        let dimmed = lamp.scaled(toFlux: 500)
        #expect(abs(dimmed.flux - 500) < 1e-4)
        let (c, gamma) = (Angle.degrees(33), Angle.degrees(41))
        #expect(abs(dimmed.intensity(c: c, gamma: gamma) / lamp.intensity(c: c, gamma: gamma) - 500 / lamp.flux) < 1e-7)
    }

    /// Classes of EN 13201-2, annex A, by distributions that just keep or just miss a limit (a klm each).
    @Test func intensityClassesGoByTheirLimits() {
        func lamp(at70: Double, at80: Double, at90: Double, at96: Double) -> Photometry {
            made(gamma: [0, 60, 70, 79.9, 80, 89.9, 90, 94.9, 95.5, 96, 180]) { _, g in
                g <= 60 ? 0 : g <= 70 ? at70 : g <= 80 ? at80 : g <= 90 ? at90 : g == 96 ? at96 : 0
            }.filledUp(to: 1_000)
        }
        #expect(lamp(at70: 340, at80: 99, at90: 0, at96: 0).intensityClass() == 6)
        #expect(lamp(at70: 340, at80: 99, at90: 9, at96: 0).intensityClass() == 5)
        #expect(lamp(at70: 499, at80: 99, at90: 9, at96: 0).intensityClass() == 4)
        #expect(lamp(at70: 501, at80: 99, at90: 9, at96: 0).intensityClass() == 3)
        #expect(lamp(at70: 340, at80: 99, at90: 9, at96: 1).intensityClass() == 3)
        #expect(lamp(at70: 340, at80: 101, at90: 9, at96: 0).intensityClass() == 2)
        #expect(lamp(at70: 340, at80: 151, at90: 9, at96: 0).intensityClass() == 1)
        #expect(lamp(at70: 340, at80: 201, at90: 9, at96: 0).intensityClass() == nil)
    }

    /// 100 cd at 85° and a disk of 1 m² flat area: 100/√cos 85° = 338.7, class D.6; ten times as much is D.3.
    @Test func glareIndexClassesGoByTheirLimits() {
        func lamp(_ candela: Double) -> Photometry {
            var lamp = made(gamma: [0, 90]) { _, _ in candela }
            lamp.opening = LuminousOpening(shape: .rectangle, length: 1, width: 1)
            return lamp
        }
        #expect(lamp(100).glareIndexClass == 6)
        #expect(lamp(200).glareIndexClass == 5)
        #expect(lamp(1_000).glareIndexClass == 3)
        #expect(lamp(3_000).glareIndexClass == 0)
        #expect(made(gamma: [0, 90]) { _, _ in 1 }.glareIndexClass == nil)
    }
}

extension Photometry {
    /// The same with more light straight down, until the flux is reached.
    fileprivate func filledUp(to wanted: Double) -> Photometry {
        var values = intensities
        func flux(_ nadir: Float) -> Double {
            for k in stride(from: 0, to: values.count, by: gamma.count) { values[k] = nadir }
            return Photometry(name: "", c: c, gamma: gamma, intensities: values).flux
        }
        let none = flux(0)
        let share = Float((wanted - none) / (flux(1) - none))
        _ = flux(share)
        return Photometry(name: name, c: c, gamma: gamma, intensities: values)
    }
}
