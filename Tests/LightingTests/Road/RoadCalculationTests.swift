import Geometry
import Testing

@testable import Lighting

/// Closed forms and laws of the calculation of one field.
@Suite struct RoadCalculationTests {
    /// The same intensity in all directions.
    static func isotropic(_ candela: Float = 1000) -> Photometry {
        Photometry(
            name: "isotropic", c: [0, 360], gamma: [0, 180], intensities: [candela, candela, candela, candela])
    }

    /// A surface that looks equally bright from everywhere: r = Q0 cos³γ / Ω₀ with L = Q0 · E.
    static func lambertian(_ q0: Double) -> ReflectionTable {
        let tangents = (0...4800).map { Double($0) / 400 }
        return ReflectionTable(
            name: "diffuse", q0: q0, betas: [0, 180], tangents: tangents,
            coefficients: tangents.flatMap { t in
                [Double](repeating: q0 / ((1 + t * t) * (1 + t * t).squareRoot()), count: 2)
            })
    }

    static let level = LuminaireFrame(azimuth: .degrees(0))

    @Test func gridsAreTheStandards() {
        #expect(RoadField.pointsAlong(12) == 10 && RoadField.pointsAlong(30) == 10)
        #expect(
            RoadField.pointsAlong(30.1) == 11 && RoadField.pointsAlong(33) == 11 && RoadField.pointsAlong(33.1) == 12)
        #expect(RoadField.pointsAlong(500) == 167)
        #expect(RoadField.pointsAcross(2) == 3 && RoadField.pointsAcross(4.5) == 3 && RoadField.pointsAcross(4.6) == 4)
        #expect(RoadField.pointsAcross(7.5) == 5)
        let field = RoadField(length: 36, width: 7, lanes: 2, height: 8)
        #expect(field.laneMiddle(0) == -1.75 && field.laneMiddle(1) == 1.75)
    }

    /// One lamp over the middle: E = I H / d³ at each grid point, nothing beyond 5 H.
    @Test func illuminanceOfOneLamp() {
        let field = RoadField(length: 30, width: 6, lanes: 2, height: 5)
        let lamp = RoadLamp(position: Point3(0, 0, 5), frame: Self.level, scale: 2)
        var calculation = RoadCalculation(
            photometries: [Self.isotropic()], surface: Self.lambertian(0.07), maintenanceFactor: 0.8)
        let found = calculation(field, [lamp])
        var values: [Double] = []
        for i in 0..<10 {
            for j in 0..<4 {
                let (x, y) = (1.5 + 3 * Double(i), -2.25 + 1.5 * Double(j))
                let planar = x * x + y * y
                let d = (planar + 25).squareRoot()
                values.append(planar <= 625 ? 2 * 0.8 * 1000 * 5 / (d * d * d) : 0)
            }
        }
        let mean = values.reduce(0, +) / 40
        #expect(abs(found.averageIlluminance - mean) < 1e-6 * mean)
        #expect(found.minimumIlluminance == 0 && values.min() == 0)
        #expect(abs(found.maximumIlluminance / (values.max() ?? 0) - 1) < 1e-6)
        #expect(found.illuminanceUniformity == 0)
    }

    /// On a diffuse surface L = Q0 E, whoever looks: the luminance grid's mean follows from the illuminance there.
    @Test func diffuseSurfaceIsAsBrightAsItIsLit() throws {
        let field = RoadField(length: 24, width: 6, lanes: 2, oncoming: 1, height: 8)
        let lamps = (-2...3).map { RoadLamp(position: Point3(24 * Double($0), -3, 8), frame: Self.level) }
        var calculation = RoadCalculation(
            photometries: [Self.isotropic()], surface: Self.lambertian(0.08), maintenanceFactor: 0.9)
        let seen = try #require(calculation(field, lamps).luminance)
        var values: [Double] = []
        for i in 0..<10 {
            for j in 0..<6 {
                let (x, y) = (1.2 + 2.4 * Double(i), -2.5 + Double(j))
                var sum = 0.0
                for lamp in lamps where abs(lamp.position.x - x) <= 40 {
                    let d = (Point3(x, y) - lamp.position).length
                    sum += 0.08 * 0.9 * 1000 * 8 / (d * d * d)
                }
                // From 5 H to 12 H ahead lamps count for luminance only; add the one there may be.
                for lamp in lamps where lamp.position.x - x > 40 && lamp.position.x - x <= 96 {
                    let d = (Point3(x, y) - lamp.position).length
                    sum += 0.08 * 0.9 * 1000 * 8 / (d * d * d)
                }
                values.append(sum)
            }
        }
        let mean = values.reduce(0, +) / Double(values.count)
        #expect(abs(seen.average / mean - 1) < 0.03)
        #expect(abs(seen.uniformity - (values.min() ?? 0) / mean) < 0.03)
    }

    /// Standing and half-round receivers under a lamp of 1 cd, against their definitions.
    @Test func otherReceivers() {
        func value(_ kind: Illuminance, _ ray: Point3) -> Double {
            let each = [ray.x, ray.y, ray.z, ray.length].map { Lanes(repeating: Float($0)) }
            return Double(kind.perCandela(each[0], each[1], each[2], each[3])[3])
        }
        let ray = Point3(3, 4, -12)
        let cube = 13.0 * 13 * 13
        let expected: [(Illuminance, Double)] = [
            (.horizontal, 12 / cube), (.hemispherical, 25 / (4 * cube)),
            // A plane that looks at the lamp: sin ε = 5/13, α = 0; and one that turns its back on it.
            (.vertical(x: -0.6, y: -0.8), 5 / cube), (.vertical(x: 0.6, y: 0.8), 0),
            (.semicylindrical(x: -0.6, y: -0.8), 10 / (.pi * cube)), (.semicylindrical(x: 0.6, y: 0.8), 0),
            // Square to the plane of incidence the half-cylinder takes half of what it takes from the front.
            (.semicylindrical(x: -0.8, y: 0.6), 5 / (.pi * cube)),
        ]
        for (kind, truth) in expected { #expect(abs(value(kind, ray) - truth) < 1e-9, "\(kind)") }
        // Straight below there is no plane of incidence: nothing falls on what stands.
        #expect(value(.semicylindrical(x: 1, y: 0), Point3(0, 0, -5)) == 0)
        #expect(abs(value(.hemispherical, Point3(0, 0, -5)) - 2.0 / (4 * 25)) < 1e-9)
    }

    /// CIE 31: f_TI of a light k times as strong grows with k^0.2 up to 5 cd/m², and shrinks with k^-0.05 beyond.
    @Test func glareGrowsWithTheFifthRootOfTheLight() throws {
        let photometry = try RoadTruthTests.photometry()
        let surface = try #require(ReflectionTable.standard("R3"))
        let field = RoadField(length: 32, width: 7, lanes: 2, height: 8)
        func increment(_ scale: Double) throws -> RoadLighting.Luminance {
            var calculation = RoadCalculation(
                photometries: [photometry], surface: surface, maintenanceFactor: 0.8)
            return try #require(
                calculation(
                    field,
                    RoadTruthTests.installation(
                        "single_sided", spacing: 32, width: 7, height: 8, overhang: 1, tilt: 0, scale: scale)
                ).luminance)
        }
        let (one, two) = (try increment(1), try increment(2))
        #expect(abs(two.thresholdIncrement / one.thresholdIncrement - pow(2, 0.2)) < 1e-6)
        #expect(abs(two.uniformity - one.uniformity) < 1e-6 && abs(two.average / one.average - 2) < 1e-6)
        let (much, more) = (try increment(20), try increment(40))
        #expect(much.average > 5)
        #expect(abs(more.thresholdIncrement / much.thresholdIncrement - pow(2, -0.05)) < 1e-6)
        #expect(thresholdIncrement(veilingLuminance: 0.3, averageLuminance: 0) == 0)
    }

    /// Seen from the other end, a mirrored installation is the same; seeded layouts of lamps of any height and turn.
    @Test func oncomingDriversSeeTheMirrorImage() throws {
        let photometry = try RoadTruthTests.photometry()
        let surface = try #require(ReflectionTable.standard("R4"))
        var random = Seeded(7)
        for _ in 0..<20 {
            let (length, width) = (
                Double.random(in: 15...60, using: &random), Double.random(in: 3...14, using: &random)
            )
            let lanes = Int.random(in: 1...4, using: &random)
            var (lamps, mirrored) = ([RoadLamp](), [RoadLamp]())
            for _ in 0..<12 {
                let x = Double.random(in: -80...140, using: &random)
                let y = Double.random(in: -10...10, using: &random)
                let h = Double.random(in: 4...12, using: &random)
                let azimuth = Double.random(in: 0...360, using: &random)
                let tilt = Double.random(in: 0...20, using: &random)
                lamps.append(
                    RoadLamp(
                        position: Point3(x, y, h),
                        frame: LuminaireFrame(azimuth: .degrees(azimuth), tilt: .degrees(tilt))))
                // Turned by half a turn about the field's middle; the photometry is the same seen from either side.
                mirrored.append(
                    RoadLamp(
                        position: Point3(length - x, -y, h),
                        frame: LuminaireFrame(azimuth: .degrees(azimuth + 180), tilt: .degrees(tilt))))
            }
            var calculation = RoadCalculation(photometries: [photometry], surface: surface, maintenanceFactor: 0.8)
            let ahead = calculation(RoadField(length: length, width: width, lanes: lanes, height: 8), lamps)
            let back = calculation(
                RoadField(length: length, width: width, lanes: lanes, oncoming: lanes, height: 8), mirrored)
            let (a, b) = (try #require(ahead.luminance), try #require(back.luminance))
            #expect(abs(ahead.averageIlluminance - back.averageIlluminance) < 1e-5 * (1 + ahead.averageIlluminance))
            #expect(abs(ahead.edgeRatio - back.edgeRatio) < 1e-5 * (1 + ahead.edgeRatio))
            #expect(abs(a.average - b.average) < 1e-5 * (1 + a.average))
            #expect(abs(a.uniformity - b.uniformity) < 1e-5)
            #expect(abs(a.longitudinalUniformity - b.longitudinalUniformity) < 1e-5)
            #expect(abs(a.thresholdIncrement - b.thresholdIncrement) < 1e-4 * (1 + a.thresholdIncrement))
        }
    }

    /// A dark road has zeros and no NaN.
    @Test func noLightIsZeroEverywhere() throws {
        let field = RoadField(length: 40, width: 7, lanes: 2, height: 8)
        var calculation = RoadCalculation(
            photometries: [Self.isotropic()], surface: Self.lambertian(0.07), wetSurface: Self.lambertian(0.1),
            maintenanceFactor: 0.8)
        for lamps in [[], [RoadLamp(position: Point3(0, 0, 8), frame: Self.level, scale: 0)]] {
            let found = calculation(field, lamps)
            #expect(found.averageIlluminance == 0 && found.edgeRatio == 0 && found.illuminanceUniformity == 0)
            let seen = try #require(found.luminance)
            #expect(seen.average == 0 && seen.uniformity == 0 && seen.longitudinalUniformity == 0)
            #expect(seen.thresholdIncrement == 0 && seen.wetUniformity == 0)
        }
    }

    /// On a bend the points lie square to the middle, and there is no luminance.
    @Test func bendHasIlluminanceOnly() {
        let axis = [Point3(0, 0), Point3(20, 0), Point3(20, 20)]
        let field = RoadField(length: 40, width: 6, lanes: 2, height: 8, axis: axis)
        #expect(field.place(10, 2) == Point3(10, 2) && field.place(30, 2) == Point3(18, 10))
        var calculation = RoadCalculation(
            photometries: [Self.isotropic()], surface: Self.lambertian(0.07), maintenanceFactor: 1)
        let found = calculation(field, [RoadLamp(position: Point3(20, 0, 8), frame: Self.level)])
        #expect(found.luminance == nil && found.averageIlluminance > 0)
    }
}

extension Seeded: RandomNumberGenerator {
    mutating func next() -> UInt64 { word() }
}
