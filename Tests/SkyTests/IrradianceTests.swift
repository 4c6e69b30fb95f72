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

@Suite struct ModelsAgainstPvlib {
    @Test func decomposition() throws {
        let rows = try TruthTable("decomposition").rows
        #expect(rows.count >= 1_000)
        for row in rows {
            let (ghi, zenith, day) = (row["ghi"], row.angle("zenith"), Int(row["day_of_year"]))
            let driesse = decomposeErbsDriesse(
                ghi: ghi, zenith: zenith, dniExtra: extraterrestrialRadiation(dayOfYear: day))
            #expect(agrees(driesse.dni, row["erbs_driesse_dni"], relative: 1e-8), "\(row.cells) \(driesse)")
            #expect(agrees(driesse.dhi, row["erbs_driesse_dhi"], relative: 1e-8), "\(row.cells) \(driesse)")
            let disc = directDISC(ghi: ghi, zenith: zenith, dayOfYear: day, pressure: row["pressure_pa"])
            // A transmittance near nothing is a difference of numbers near one: 1e-9 of the sun.
            #expect(agrees(disc.dni, row["disc_dni"], relative: 1e-8, floor: 100), "\(row.cells) \(disc)")
            #expect(agrees(disc.clearnessIndex, row["disc_kt"], relative: 1e-8))
            #expect((disc.airMass == nil) == (row.optional("disc_airmass") == nil), "\(row.cells)")
            if let airMass = disc.airMass { #expect(agrees(airMass, row["disc_airmass"], relative: 1e-8)) }
        }
    }

    /// The series, the series without dew point, and every hour by itself: no hour before or after it.
    @Test func dirint() throws {
        let rows = try TruthTable("dirint").rows
        #expect(rows.count >= 1_000)
        let ghi: [Double?] = rows.map { $0["ghi"] }
        let zenith = rows.map { $0.angle("zenith") }
        let day = rows.map { Int($0["day_of_year"]) }
        let pressure = rows.map { $0["pressure_pa"] }
        let dew = rows.map { $0["temp_dew"] }
        let moist = directDIRINT(ghi: ghi, zenith: zenith, dayOfYear: day, pressure: pressure, tempDew: dew)
        let dry = directDIRINT(ghi: ghi, zenith: zenith, dayOfYear: day, pressure: pressure)
        for (k, row) in rows.enumerated() {
            let alone = directDIRINT(
                ghi: [ghi[k]], zenith: [zenith[k]], dayOfYear: [day[k]], pressure: [pressure[k]], tempDew: [dew[k]])
            #expect(
                agrees(moist[k] ?? .nan, row["dni"], relative: 1e-8, floor: 100), "\(row.cells) \(moist[k] ?? .nan)")
            #expect(agrees(dry[k] ?? .nan, row["dni_without_dew"], relative: 1e-8, floor: 100), "\(row.cells)")
            #expect(agrees(alone[0] ?? .nan, row["dni_without_change"], relative: 1e-8, floor: 100), "\(row.cells)")
        }
        // A gap leaves its own hour out, and its neighbours with one neighbour.
        var gap = ghi
        gap[12] = nil
        let around = directDIRINT(ghi: gap, zenith: zenith, dayOfYear: day, pressure: pressure)
        #expect(around[12] == nil && around[11] != nil && around[30] == dry[30])
    }

    @Test func clearSkies() throws {
        let rows = try TruthTable("clear_skies").rows
        #expect(rows.count >= 1_000)
        for row in rows {
            let zenith = row.angle("zenith")
            let solis = clearSkySolis(
                apparentElevation: .degrees(90 - row["zenith"]), aod700: row["aod700"],
                precipitableWater: row["precipitable_water"], pressure: row["pressure_pa"], dniExtra: row["dni_extra"])
            let bird = clearSkyBird(
                zenith: zenith, airMassRelative: relativeAirMass(apparentZenith: zenith), aod380: row["aod380"],
                aod500: row["aod500"], precipitableWater: row["precipitable_water"], ozone: row["ozone"],
                pressure: row["pressure_pa"], dniExtra: row["dni_extra"], asymmetry: row["asymmetry"],
                albedo: row["albedo"])
            let pairs: [(String, Double)] = [
                ("solis_ghi", solis.ghi), ("solis_dni", solis.dni), ("solis_dhi", solis.dhi),
                ("haurwitz_ghi", clearSkyHaurwitz(apparentZenith: zenith)), ("bird_ghi", bird.ghi),
                ("bird_dni", bird.dni), ("bird_dhi", bird.dhi),
            ]
            for (name, ours) in pairs {
                // Diffuse of Bird is a difference; on the horizon pvlib's is below nothing.
                #expect(agrees(ours, max(0, row[name]), relative: 1e-8, floor: 100), "\(name) \(ours) \(row.cells)")
            }
        }
    }

    @Test func transposition() throws {
        let rows = try TruthTable("transposition_models").rows
        #expect(rows.count >= 1_000)
        for row in rows {
            let plane = PlaneOrientation(
                surfaceTilt: row.angle("surface_tilt"), surfaceAzimuth: row.angle("surface_azimuth"))
            let (zenith, azimuth) = (row.angle("solar_zenith"), row.angle("solar_azimuth"))
            let reindl = skyDiffuseReindl(
                plane, dhi: row["dhi"], dni: row["dni"], ghi: row["ghi"], dniExtra: row["dni_extra"],
                solarZenith: zenith, solarAzimuth: azimuth)
            let driesse = skyDiffusePerezDriesse(
                plane, dhi: row["dhi"], dni: row["dni"], dniExtra: row["dni_extra"], solarZenith: zenith,
                solarAzimuth: azimuth, airMassRelative: relativeAirMass(apparentZenith: zenith))
            var pairs: [(String, Double)] = [
                ("reindl_isotropic", reindl.isotropic), ("reindl_circumsolar", reindl.circumsolar),
                ("reindl_horizon", reindl.horizon), ("reindl_sky_diffuse", reindl.total),
                ("perez_driesse_sky_diffuse", driesse.total),
            ]
            // pvlib cuts the sum at nothing and leaves its parts; here they go with it.
            if row["perez_driesse_sky_diffuse"] > 0 {
                pairs += [
                    ("perez_driesse_isotropic", driesse.isotropic), ("perez_driesse_circumsolar", driesse.circumsolar),
                    ("perez_driesse_horizon", driesse.horizon),
                ]
            }
            for (name, ours) in pairs {
                let scale = max(row["dhi"], row["dni"], 1)
                #expect(agrees(ours, row[name], relative: 1e-8, floor: scale), "\(name) \(ours) \(row.cells)")
            }
        }
    }

    @Test func humidity() throws {
        for row in try TruthTable("humidity").rows {
            let (air, humid) = (row["temp_air"], row["relative_humidity"])
            #expect(agrees(dewPoint(tempAir: air, relativeHumidity: humid), row["tdew_from_rh"], relative: 1e-8))
            #expect(
                agrees(relativeHumidity(tempAir: air, tempDew: row["temp_dew"]), row["rh_from_tdew"], relative: 1e-8))
            #expect(
                agrees(precipitableWater(tempAir: air, relativeHumidity: humid), row["gueymard94_pw"], relative: 1e-8))
        }
        #expect(dewPoint(tempAir: 20, relativeHumidity: 0).isFinite)
    }

    /// Every model by its name, over the sky's whole range: finite, not negative, and closing.
    @Test func everyChoice() {
        #expect(DecompositionModel.allCases.map(\.rawValue) == ["erbs", "erbs_driesse", "disc", "dirint"])
        #expect(SkyModel.allCases.map(\.rawValue) == ["isotropic", "haydavies", "reindl", "perez", "perez-driesse"])
        #expect(ClearSkyModel.allCases.map(\.rawValue) == ["ineichen", "simplified_solis", "haurwitz", "bird"])
        var random = SeededGenerator(state: 11)
        let zenith = (0..<2_000).map { _ in Angle.degrees(.random(in: 0...180, using: &random)) }
        let ghi: [Double?] = zenith.indices.map { $0 % 17 == 0 ? nil : Double.random(in: 0...1_400, using: &random) }
        for model in DecompositionModel.allCases {
            let parts = decompose(
                model, ghi: ghi, zenith: zenith, dayOfYear: zenith.indices.map { 1 + $0 % 366 },
                pressure: Array(repeating: 95_000, count: zenith.count))
            for (k, part) in parts.enumerated() {
                #expect((part == nil) == (ghi[k] == nil))
                guard let part else { continue }
                #expect(part.dni >= 0 && part.dhi >= 0 && part.dni <= 1_415)
                #expect(abs(closureResidual(part, zenith: zenith[k])) < 1e-9)
            }
        }
        for model in ClearSkyModel.allCases {
            let year = Weather(
                clearSkyAt: Location(latitude: .degrees(78), longitude: .degrees(15), elevation: 10), year: 2023,
                utcOffset: 1, linkeTurbidity: LinkeTurbidity(constant: 2.5), name: "Longyearbyen", model: model)
            for k in 0..<year.count {
                let light = year.irradiance(k)
                #expect(light.ghi.isFinite && light.dni.isFinite && light.dhi.isFinite)
                #expect(light.ghi >= 0 && light.dni >= 0 && light.dhi >= 0)
            }
            // Longyearbyen under a clear sky: 900 to 1,250 kWh/m2 by any model.
            #expect((850_000...1_300_000).contains(year.ghi.reduce(0, +)), "\(model) \(year.ghi.reduce(0, +))")
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
