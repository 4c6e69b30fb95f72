import Foundation
import Geometry
import Sky
import Testing

@Suite struct AtmosphereAgainstPvlib {
    @Test func airMass() throws {
        for row in try TruthTable("air_mass").rows {
            let ours = relativeAirMass(apparentZenith: row.angle("apparent_zenith"))
            let theirs = row.optional("airmass_relative")
            #expect((ours == nil) == (theirs == nil), "\(row.cells)")
            if let ours, let theirs { #expect(agrees(ours, theirs, relative: 1e-8), "\(row.cells) \(ours)") }
        }
    }

    @Test func pressure() throws {
        for row in try TruthTable("pressure").rows {
            let ours = standardPressure(elevation: row["elevation_m"])
            #expect(agrees(ours, row["pressure_pa"], relative: 1e-8), "\(row.cells) \(ours)")
        }
        #expect(standardPressure(elevation: 60_000) == 0)
    }

    @Test func extraRadiation() throws {
        for row in try TruthTable("extra_radiation").rows {
            let ours = extraterrestrialRadiation(dayOfYear: Int(row["day_of_year"]))
            #expect(agrees(ours, row["dni_extra"], relative: 1e-8), "\(row.cells) \(ours)")
        }
    }

    @Test func turbidity() throws {
        for row in try TruthTable("linke_turbidity").rows {
            let date = CivilDate(year: Int(row["year"]), month: Int(row["month"]), day: Int(row["day"]))
            let ours = LinkeTurbidity.turkistan.value(on: date)
            #expect(agrees(ours, row["linke_turbidity"], relative: 1e-9), "\(row.cells) \(ours)")
        }
    }

    /// The constant in the code is the row of the table that travels with the project.
    @Test func turkistanRow() throws {
        let file = projectRoot.appending(path: "GeoData/climate/linke_turbidity_kz.csv")
        let lines = try String(contentsOf: file, encoding: .utf8).split(separator: "\n")
        let row = try #require(lines.first { $0.hasPrefix("Turkistan,") }).split(separator: ",")
        #expect(row.dropFirst(3).compactMap { Double($0) } == LinkeTurbidity.turkistan.monthly)
    }

    @Test func turbidityRefusesNonsense() {
        #expect(LinkeTurbidity(monthly: [1, 2, 3]) == nil)
        #expect(LinkeTurbidity(monthly: Array(repeating: .nan, count: 12)) == nil)
        #expect(LinkeTurbidity(constant: -4).monthly.allSatisfy { $0 == 1 })
        #expect(LinkeTurbidity(constant: 3).value(on: CivilDate(year: 2024, month: 2, day: 29)) == 3)
    }

    @Test func ineichen() throws {
        for row in try TruthTable("ineichen").rows {
            let ours = clearSkyIneichen(
                apparentZenith: row.angle("apparent_zenith"), airMassAbsolute: row.optional("airmass_absolute"),
                linkeTurbidity: row["linke_turbidity"], elevation: row["elevation_m"], dniExtra: row["dni_extra"])
            #expect(agrees(ours.ghi, row["ghi"], relative: 1e-8), "\(row.cells) \(ours)")
            #expect(agrees(ours.dni, row["dni"], relative: 1e-8), "\(row.cells) \(ours)")
            // Diffuse is a difference: its error scales with the global.
            #expect(agrees(ours.dhi, row["dhi"], relative: 1e-8, floor: max(1e-6, ours.ghi)), "\(row.cells) \(ours)")
        }
    }

    @Test func erbs() throws {
        for row in try TruthTable("erbs").rows {
            let ours = decomposeErbs(
                ghi: row["ghi"], zenith: row.angle("zenith"),
                dniExtra: extraterrestrialRadiation(dayOfYear: Int(row["day_of_year"])))
            #expect(agrees(ours.dni, row["dni"], relative: 1e-8), "\(row.cells) \(ours)")
            #expect(agrees(ours.dhi, row["dhi"], relative: 1e-8), "\(row.cells) \(ours)")
            #expect(abs(closureResidual(ours, zenith: row.angle("zenith"))) < 1e-9)
        }
    }
}

@Suite struct TranspositionAgainstPvlib {
    @Test func everyModel() throws {
        let rows = try TruthTable("transposition").rows
        #expect(rows.count >= 1_000)
        for row in rows {
            let plane = PlaneOrientation(
                surfaceTilt: row.angle("surface_tilt"), surfaceAzimuth: row.angle("surface_azimuth"))
            let zenith = row.angle("solar_zenith")
            let azimuth = row.angle("solar_azimuth")
            let (dhi, dni, extra) = (row["dhi"], row["dni"], row["dni_extra"])
            let hay = skyDiffuseHayDavies(
                plane, dhi: dhi, dni: dni, dniExtra: extra, solarZenith: zenith, solarAzimuth: azimuth)
            let perez = skyDiffusePerez(
                plane, dhi: dhi, dni: dni, dniExtra: extra, solarZenith: zenith, solarAzimuth: azimuth,
                airMassRelative: relativeAirMass(apparentZenith: zenith))
            let pairs: [(String, Double)] = [
                ("aoi_projection", aoiProjection(plane, solarZenith: zenith, solarAzimuth: azimuth)),
                ("poa_direct", beamInPlane(plane, dni: dni, solarZenith: zenith, solarAzimuth: azimuth)),
                ("poa_ground", groundReflected(plane, ghi: row["ghi"], albedo: row["albedo"])),
                ("isotropic", skyDiffuseIsotropic(plane, dhi: dhi).total),
                ("haydavies_isotropic", hay.isotropic), ("haydavies_circumsolar", hay.circumsolar),
                ("perez_isotropic", perez.isotropic), ("perez_circumsolar", perez.circumsolar),
                ("perez_horizon", perez.horizon), ("perez_sky", perez.total),
            ]
            for (name, ours) in pairs {
                // A cosine near a right angle is a difference of large numbers: compared on the scale of the light.
                let scale = name == "aoi_projection" ? 1 : max(dhi, dni, 1)
                #expect(agrees(ours, row[name], relative: 1e-8, floor: scale), "\(name) \(ours) \(row.cells)")
            }
        }
    }
}

@Suite struct TranspositionProperties {
    /// No input in range gives NaN, and a horizontal plane sees DHI.
    @Test func seeded() {
        var random = SeededGenerator(state: 5)
        for _ in 0..<5_000 {
            let plane = PlaneOrientation(
                surfaceTilt: .degrees(.random(in: 0...180, using: &random)),
                surfaceAzimuth: .degrees(.random(in: 0...360, using: &random)))
            let zenith = Angle.degrees(.random(in: 0...180, using: &random))
            let azimuth = Angle.degrees(.random(in: 0...360, using: &random))
            let dhi = Bool.random(using: &random) ? 0 : Double.random(in: 0...600, using: &random)
            let dni = Bool.random(using: &random) ? 0 : Double.random(in: 0...1_100, using: &random)
            let airMass = relativeAirMass(apparentZenith: zenith)
            func perez(_ plane: PlaneOrientation) -> SkyDiffuse {
                skyDiffusePerez(
                    plane, dhi: dhi, dni: dni, dniExtra: 1_366, solarZenith: zenith, solarAzimuth: azimuth,
                    airMassRelative: airMass)
            }
            #expect(perez(plane).total.isFinite && perez(plane).total >= 0)
            if zenith.degrees < 85 {
                let flat = perez(PlaneOrientation(surfaceTilt: .degrees(0), surfaceAzimuth: .degrees(0)))
                #expect(abs(flat.total - dhi) < 1e-9)
            }
            let hay = skyDiffuseHayDavies(
                plane, dhi: dhi, dni: dni, dniExtra: 1_366, solarZenith: zenith, solarAzimuth: azimuth)
            #expect(hay.total.isFinite && hay.total >= 0)
            // The cosine of incidence is the product of the two directions.
            let sun = SunPosition(zenith: zenith, apparentZenith: zenith, azimuth: azimuth)
            let projection = aoiProjection(plane, solarZenith: zenith, solarAzimuth: azimuth)
            #expect(abs(projection - plane.normal.dot(sun.direction)) < 1e-12)
        }
    }

    /// A plane and its back side share the sky and the ground between them.
    @Test func viewFactors() {
        for tilt in stride(from: 0.0, through: 180, by: 15) {
            let plane = PlaneOrientation(surfaceTilt: .degrees(tilt), surfaceAzimuth: .degrees(77))
            let back = PlaneOrientation(surfaceTilt: .degrees(180 - tilt), surfaceAzimuth: .degrees(257))
            #expect(abs(plane.skyViewFactor + plane.groundViewFactor - 1) < 1e-15)
            #expect(abs(plane.skyViewFactor + back.skyViewFactor - 1) < 1e-15)
            let light = skyDiffuseIsotropic(plane, dhi: 200).total
            #expect(abs(light - 100 * (1 + cos(tilt * .pi / 180))) < 1e-12)
        }
    }
}
