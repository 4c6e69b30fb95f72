import Geometry
import Testing

@testable import Lighting

/// Which way a luminaire's light goes: a wrong hand, plane or sign of a rotation shows in every road result.
@Suite struct OrientationTests {
    /// An IES file whose plane H = 0° (the street's side) is brighter than H = 90°, 180° and 270°.
    private func ies() throws -> Photometry {
        try PhotometryFiles.read(
            text: """
                IESNA:LM-63-2002
                TILT=NONE
                1 -1 1 3 5 1 2 0 0 0
                1 1 10
                0 45 90
                0 90 180 270 360
                50 400 0
                50 300 0
                50 100 0
                50 200 0
                50 400 0
                """)
    }

    @Test func streetSideOfAnIESFileIsC90() throws {
        let lamp = try ies()
        let at45 = [0.0, 90, 180, 270].map { lamp.intensity(c: .degrees($0), gamma: .degrees(45)) }
        // H counts counter-clockwise from above, C too: H 0 is C 90, H 90 is C 180, H 270 is C 0.
        #expect(at45 == [200, 400, 300, 100])
    }

    /// EULUMDAT with symmetry 3 begins at C270: the bright plane given last is that of C90.
    @Test func symmetryThreeBeginsBehindTheLuminaire() throws {
        let lines =
            ["maker", "3", "3", "4", "90", "2", "90", "", "lamp", "", "", "", "0", "0", "0", "0", "0", "0", "0", "0"]
            + ["0", "100", "100", "1", "0", "1", "-1", "LED", "1000", "4000", "70", "10"]
            + Array(repeating: "0", count: 10) + ["0", "90", "180", "270", "0", "90"]
            + ["10", "1", "10", "2", "10", "3"]
        let lamp = try PhotometryFiles.read(text: lines.joined(separator: "\n"))
        let level = [0.0, 90, 180, 270].map { lamp.intensity(c: .degrees($0), gamma: .degrees(90)) }
        #expect(level == [2, 3, 2, 1])
    }

    /// The formulas of EN 13201-3, 6.4 as they stand there, against the frame, for any turn, tilt, roll and point.
    @Test func frameFollowsTheStandardsFormulas() {
        var random = Seeded(13)
        for _ in 0..<500 {
            let nu = Angle.degrees(random.next(360))
            let delta = Angle.degrees(random.next(60) - 30)
            let psi = Angle.degrees(random.next(60) - 30)
            let (x, y, h) = (random.next(80) - 40, random.next(80) - 40, random.next(12) + 3)
            let xd =
                x * (nu.cosine * psi.cosine - nu.sine * delta.sine * psi.sine)
                + y * (nu.sine * psi.cosine + nu.cosine * delta.sine * psi.sine) + h * delta.cosine * psi.sine
            let yd = -x * nu.sine * delta.cosine + y * nu.cosine * delta.cosine - h * delta.sine
            let hd =
                -x * (nu.cosine * psi.sine + nu.sine * delta.sine * psi.cosine)
                - y * (nu.sine * psi.sine - nu.cosine * delta.sine * psi.cosine) + h * delta.cosine * psi.cosine
            // ν turns counter-clockwise from a luminaire whose front looks along y (north).
            let frame = LuminaireFrame(azimuth: Angle(degrees: -nu.degrees), tilt: delta, roll: psi)
            let p = Point3(x, y, -h)
            #expect(abs(p.dot(frame.along) - xd) < 1e-9)
            #expect(abs(p.dot(frame.across) - yd) < 1e-9)
            #expect(abs(p.dot(frame.down) - hd) < 1e-9)
        }
    }

    /// A lamp on the western kerb, front to the east, tilted up by 20°: the strongest light moves further out.
    @Test func tiltThrowsTheStreetSideFurther() throws {
        let lamp = try ies()
        func candela(_ frame: LuminaireFrame, _ point: Point3) -> Double {
            let (c, gamma) = frame.angles(of: point * (1 / point.dot(point).squareRoot()))
            return lamp.intensity(c: c, gamma: gamma)
        }
        let level = LuminaireFrame(azimuth: .degrees(90))
        let tilted = LuminaireFrame(azimuth: .degrees(90), tilt: .degrees(20))
        // 8 m high: 45° is 8 m out; 65° is 17.2 m out.
        #expect(abs(candela(level, Point3(8, 0, -8)) - 400) < 1e-6)
        #expect(abs(candela(tilted, Point3(8 * 2.144_506_920_509_558_6, 0, -8)) - 400) < 1e-6)
        // Northwards of a luminaire that looks east is C = 180°, H = 90°.
        #expect(abs(candela(level, Point3(0, 8, -8)) - 300) < 1e-6)
        #expect(abs(candela(level, Point3(0, -8, -8)) - 200) < 1e-6)
    }

    /// A beam drawn by a formula about an axis, written as type A and as type B, comes back as the formula says.
    @Test func typesAAndBAreTurnedIntoCPlanes() throws {
        // Aimed 20° right of straight ahead and 15° below the horizontal (type A), or of nadir (type B).
        func beam(_ d: Point3, _ axis: Point3) -> Double { 1_000 * exp(6 * (d.dot(axis) - 1)) }
        func unit(_ p: Point3) -> Point3 { p * (1 / p.dot(p).squareRoot()) }
        let angles = stride(from: -90.0, through: 90, by: 2).map { $0 }
        for type in [3, 2] {
            // x right of the luminaire (C0), y ahead (C90, photometric horizontal), z down.
            let axis = type == 3 ? unit(Point3(0.35, 0.9, 0.25)) : unit(Point3(0.3, 0.25, 0.9))
            var text = "IESNA:LM-63-2002\nTILT=NONE\n1 -1 1 \(angles.count) \(angles.count) \(type) 2 0 0 0 1 1 10\n"
            text += angles.map { "\($0)" }.joined(separator: " ") + "\n"
            text += angles.map { "\($0)" }.joined(separator: " ") + "\n"
            for h in angles {
                for v in angles {
                    let (a, b) = (Angle.degrees(h), Angle.degrees(v))
                    let d =
                        type == 3
                        ? Point3(b.cosine * a.sine, b.cosine * a.cosine, -b.sine)
                        : Point3(b.cosine * a.sine, b.sine, b.cosine * a.cosine)
                    text += "\(beam(d, axis)) "
                }
                text += "\n"
            }
            let lamp = try PhotometryFiles.read(text: text)
            var worst = 0.0
            for c in stride(from: 1.0, to: 360, by: 7) {
                for gamma in stride(from: 2.0, to: 179, by: 3.3) {
                    let (turn, height) = (Angle.degrees(c), Angle.degrees(gamma))
                    let d = Point3(turn.cosine * height.sine, turn.sine * height.sine, height.cosine)
                    let isInside = type == 3 ? d.y > 0.05 : d.z > 0.05
                    let value = lamp.intensity(c: turn, gamma: height)
                    if isInside { worst = max(worst, abs(value - beam(d, axis))) }
                    if type == 3 ? d.y < -0.01 : d.z < -0.05 { #expect(value == 0) }
                }
            }
            // Two linear interpolations, 2° and 1° wide, of a beam whose intensity bends by 6,000 cd/rad² at most.
            #expect(worst < 4, "type \(type): \(worst)")
        }
    }
}
