import Geometry
import Testing

@testable import Solar

/// Direction toward a zenith angle and azimuth.
private func direction(zenith: Angle, azimuth: Angle) -> Point3 {
    Point3(zenith.sine * azimuth.sine, zenith.sine * azimuth.cosine, zenith.cosine)
}

@Suite struct RowShadingTests {
    /// 2,500 seeded suns, tilts, pitches and slopes against `pvlib.shading.shaded_fraction1d`.
    @Test func agreesWithPvlib() throws {
        let rows = try SolarTable("row_shading").rows
        #expect(rows.count >= 1000)
        var partly = 0
        for row in rows {
            let shading = try RowShading(
                tilt: row.angle("tilt"), azimuth: row.angle("azimuth"), length: row["length_m"],
                pitch: row["pitch_m"], slope: row.angle("slope"))
            let lit = shading.litShare(
                direction: direction(zenith: row.angle("solar_zenith"), azimuth: row.angle("solar_azimuth")))
            #expect(abs(1 - lit - row["shaded_fraction"]) < 1e-9, "\(row.cells)")
            if lit > 0, lit < 1 { partly += 1 }
        }
        #expect(partly > 300)
    }

    /// Sky and ground view factors and masking angles against `pvlib.bifacial.utils` and `pvlib.shading`.
    @Test func viewFactorsAgreeWithPvlib() throws {
        let rows = try SolarTable("row_view").rows
        #expect(rows.count >= 1000)
        for row in rows {
            let shading = try RowShading(
                tilt: row.angle("tilt"), azimuth: .degrees(180), length: 2, pitch: 2 / row["gcr"])
            #expect(abs(shading.skyViewFactor - row["sky_view"]) < 1e-9)
            #expect(abs(shading.groundViewFactor - row["ground_view"]) < 1e-7)
            #expect(abs(shading.maskingAngle(at: row["share"]).degrees - row["masking_angle"]) < 1e-9)
            #expect(abs(shading.averageMaskingAngle.degrees - row["masking_angle_average"]) < 1e-7, "\(row.cells)")
        }
    }

    /// The sky seen is the lit share integrated over the dome with the cosine of incidence: two ways to one number, also
    /// on sloping roofs, for domes, and whichever way the rows look.
    @Test(arguments: [
        (10.0, 1.5, 0.0), (30, 1.2, 0), (60, 2, 0), (90, 1, 0), (25, 1.8, 8), (25, 1.8, -8), (5, 1.1, 12),
    ])
    func skyViewIsTheIntegralOfTheLitShare(tilt: Double, pitch: Double, slope: Double) throws {
        let racks = try RowShading(
            tilt: .degrees(tilt), azimuth: .degrees(130), length: 1, pitch: pitch, slope: .degrees(slope))
        #expect(abs(integral(racks, tilt: tilt, azimuth: 130) - racks.skyViewFactor) < 2e-3)
        if tilt <= 30 {
            let dome = try RowShading(
                domeTilt: .degrees(tilt), azimuth: .degrees(130), length: 1, pitch: pitch + 1, ridgeGap: 0.1)
            #expect(abs(integral(dome, tilt: tilt, azimuth: 130) - dome.skyViewFactor) < 2e-3)
        }
    }

    private func integral(_ shading: RowShading, tilt: Double, azimuth: Double) -> Double {
        let normal = direction(zenith: .degrees(tilt), azimuth: .degrees(azimuth))
        let steps = 600
        var sum = 0.0
        for i in 0..<steps {
            for j in 0..<(2 * steps) {
                // Even in height: every sample the same solid angle. Below the horizon too: on a roof that falls to the
                // front a row looks down over the one before it.
                let z = (Double(i) + 0.5) / Double(steps) * 2 - 1
                let across = (1 - z * z).squareRoot()
                let turn = Angle(degrees: (Double(j) + 0.5) / Double(2 * steps) * 360)
                let d = Point3(across * turn.sine, across * turn.cosine, z)
                sum += shading.litShare(direction: d) * max(0, d.dot(normal))
            }
        }
        return sum * 4 / Double(2 * steps * steps)
    }

    /// Alone, a row sees what its tilt lets it see; behind a wall of rows nothing from the horizon.
    @Test func limits() throws {
        let alone = try RowShading(tilt: .degrees(40), azimuth: .degrees(180), length: 1, pitch: 1e6)
        #expect(abs(alone.skyViewFactor - (1 + Angle.degrees(40).cosine) / 2) < 1e-6)
        #expect(alone.litShare(direction: Point3(0, -1, 0.01)) == 1)
        #expect(alone.litShare(direction: Point3(0, 1, 0.5)) == 0)
        #expect(alone.litShare(direction: Point3(0, -1, -0.01)) == 0)
        #expect(alone.litShare(direction: .zero) == 0)
        let flat = try RowShading(tilt: .degrees(0), azimuth: .degrees(180), length: 1, pitch: 1)
        #expect(flat.skyViewFactor == 1 && flat.averageMaskingAngle.radians == 0)
        #expect(throws: InputError.self) {
            try RowShading(tilt: .degrees(30), azimuth: .degrees(0), length: 0, pitch: 1)
        }
        #expect(throws: InputError.self) {
            try RowShading(tilt: .degrees(.nan), azimuth: .degrees(0), length: 1, pitch: 1)
        }
        #expect(throws: InputError.self) {
            try RowShading(domeTilt: .degrees(10), azimuth: .degrees(0), length: 1, pitch: 1, ridgeGap: 2)
        }
    }

    /// At the pitch for a profile angle the rows just do not shade each other there, and do a little below.
    @Test(arguments: [0.0, 5, -5])
    func pitchForAProfileAngle(slope: Double) throws {
        for tilt in stride(from: 5.0, through: 60, by: 11) {
            for profile in stride(from: 8.0, through: 60, by: 13) {
                let pitch = try #require(
                    rowPitch(
                        length: 1.7, tilt: .degrees(tilt), profileAngle: .degrees(profile), slope: .degrees(slope)))
                let rows = try RowShading(
                    tilt: .degrees(tilt), azimuth: .degrees(180), length: 1.7, pitch: pitch, slope: .degrees(slope))
                func lit(_ profile: Double) -> Double {
                    rows.litShare(direction: direction(zenith: .degrees(90 - profile), azimuth: .degrees(180)))
                }
                #expect(abs(lit(profile) - 1) < 1e-9)
                #expect(lit(profile + 0.1) > 1 - 1e-12)
                if tilt > slope { #expect(lit(profile - 0.1) < 1) }
            }
        }
        #expect(rowPitch(length: 1.7, tilt: .degrees(30), profileAngle: .degrees(10), slope: .degrees(-12)) == nil)
    }

    /// Shading at noon of the winter solstice: α = 90° - φ - 23.44°.
    @Test func winterSolstice() throws {
        func angle(_ latitude: Double, _ hours: Double, _ azimuth: Double, both: Bool = false) throws -> Double {
            let spacing = try RowSpacing.winterSolstice(
                latitude: .degrees(latitude), hoursFromNoon: hours, azimuth: .degrees(azimuth), bothSides: both)
            guard case .profileAngle(let angle) = spacing else { return .nan }
            return angle.degrees
        }
        #expect(abs(try angle(43.3, 0, 180) - (90 - 43.3 - 23.4393)) < 1e-9)
        // The south mirrors the north.
        #expect(abs(try angle(-43.3, 2, 0) - angle(43.3, 2, 180)) < 1e-9)
        // Two hours either side: the sun's vector by the textbook, projected onto the north–south plane.
        let declination = Angle.degrees(-23.4393)
        let latitude = Angle.degrees(43.3)
        let up = declination.sine * latitude.sine + declination.cosine * latitude.cosine * Angle.degrees(30).cosine
        let south = declination.cosine * latitude.sine * Angle.degrees(30).cosine - declination.sine * latitude.cosine
        #expect(abs(try angle(43.3, 2, 180) - Angle(x: south, y: up).degrees) < 1e-9)
        // Looking east or west the lower sun of the morning decides.
        #expect(try angle(43.3, 3, 90) < angle(43.3, 2, 90))
        #expect(abs(try angle(43.3, 2, 90) - angle(43.3, 2, 90, both: true)) < 1e-9)
        // The sun never comes in front of rows that look north in winter.
        #expect(try angle(43.3, 2, 0) == 90)
        #expect(throws: InputError.self) { try angle(70, 0, 180) }
        #expect(throws: InputError.self) { try angle(43.3, 6, 180) }
        #expect(throws: InputError.self) { try angle(.nan, 1, 180) }
    }
}
