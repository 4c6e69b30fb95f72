import Geometry
import Testing

@testable import Lighting

@Suite struct PhotometryTests {
    /// I = 100·cos γ, the same in all planes: wrong interpolation or a wrong interval would show.
    @Test func interpolatesBetweenTheAnglesGiven() {
        let gamma = stride(from: 0.0, through: 90, by: 2.5).map { $0 }
        let plane = gamma.map { Float(100 * Angle.degrees($0).cosine) }
        let lamp = Photometry(name: "cosine", c: [0, 90, 360], gamma: gamma, intensities: plane + plane + plane)
        for step in 0...720 {
            let angle = Double(step) / 8
            let value = lamp.intensity(c: .degrees(angle * 3.9), gamma: .degrees(angle))
            // The chord of a cosine over 2.5° lies below it by at most 100·(2.5° / 2)²/2.
            #expect(abs(value - 100 * Angle.degrees(angle).cosine) < 0.024)
        }
        #expect(lamp.intensity(c: .degrees(10), gamma: .degrees(90.01)) == 0)
    }

    @Test func tiltedLuminaireSendsItsNadirForward() {
        let frame = LuminaireFrame(azimuth: .degrees(90), tilt: .degrees(15))
        // Front to the east, lifted: what went straight down now goes 15° eastwards.
        let (_, gamma) = frame.angles(of: Point3(Angle.degrees(15).sine, 0, -Angle.degrees(15).cosine))
        #expect(gamma < 1e-5)
        let (c, front) = frame.angles(of: Point3(Angle.degrees(15).cosine, 0, Angle.degrees(15).sine))
        #expect(abs(c - 90) < 1e-9 && abs(front - 90) < 1e-9)
        let level = LuminaireFrame(azimuth: .degrees(0))
        #expect(level.angles(of: Point3(1, 0, 0)).c == 0)
    }
}
