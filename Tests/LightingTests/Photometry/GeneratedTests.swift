import Foundation
import Geometry
import Lighting
import Testing

@Suite struct GeneratedTests {
    private static let sizes: [(optic: Photometry.Optic, flux: Double, power: Double)] = [
        (.roadNarrow, 5_850, 45), (.roadWide, 11_700, 90), (.postTop, 3_250, 25), (.flood, 15_600, 120),
    ]

    /// The files are those that the code writes, byte by byte.
    @Test func filesAreThoseOfTheCode() throws {
        for (optic, flux, power) in Self.sizes {
            let file = projectRoot.appending(path: "GeoData/luminaires/\(optic.rawValue).ldt")
            let written = Photometry.generated(optic, flux: flux, power: power).eulumdat()
            #expect(try Data(contentsOf: file) == Data(written.utf8), "run: luminaires GeoData/luminaires")
        }
    }

    /// What is written is read back: every intensity within what the file's three decimals leave.
    @Test func filesReadBack() throws {
        for (optic, flux, power) in Self.sizes {
            let made = Photometry.generated(optic, flux: flux, power: power)
            let read = try PhotometryFiles.read(text: made.eulumdat())
            #expect(read.diagnostics.isEmpty)
            #expect(read.name == made.name && read.power == power && read.opening == made.opening)
            #expect(abs(read.flux - flux) < 0.05 && read.declaredFlux == flux)
            for c in stride(from: 0.0, to: 360, by: 5) {
                for gamma in stride(from: 0.0, through: 90, by: 2.5) {
                    let (turn, height) = (Angle.degrees(c), Angle.degrees(gamma))
                    let difference = read.intensity(c: turn, gamma: height) - made.intensity(c: turn, gamma: height)
                    #expect(abs(difference) <= 0.000_6 * flux / 1_000)
                }
            }
        }
    }

    /// What a road luminaire must be: nothing upward, strongest at 55…70°, little above 80°, dark at 90°, the front brighter
    /// than the back, the same to both sides.
    @Test func roadOpticsThrowLikeRoadLuminaires() {
        for optic in [Photometry.Optic.roadNarrow, .roadWide, .postTop] {
            let lamp = Photometry.generated(optic, flux: 1_000)
            #expect(abs(lamp.flux - 1_000) < 1e-3 && lamp.upwardShare == 0)
            var peak = (candela: 0.0, gamma: 0.0)
            for c in stride(from: 0.0, to: 360, by: 5) {
                for gamma in stride(from: 0.0, through: 90, by: 2.5) {
                    let value = lamp.intensity(c: .degrees(c), gamma: .degrees(gamma))
                    if value > peak.candela { peak = (value, gamma) }
                    #expect(gamma < 80 || value < 120)
                    #expect(gamma < 90 || value == 0)
                    #expect(abs(value - lamp.intensity(c: .degrees(180 - c), gamma: .degrees(gamma))) < 1e-9)
                }
            }
            #expect((55...70).contains(peak.gamma), "\(optic)")
            #expect((lamp.intensityClass() ?? 0) >= 3, "\(optic)")
            let front = lamp.intensity(c: .degrees(60), gamma: .degrees(60))
            let back = lamp.intensity(c: .degrees(300), gamma: .degrees(60))
            #expect(optic == .postTop ? front == back : front > 3 * back)
        }
    }
}
