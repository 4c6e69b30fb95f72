import Foundation
import Geometry
import Sky
import Testing

/// The two real years, read once.
enum RealYear: String, CaseIterable, CustomTestStringConvertible {
    case pvgis
    case amsterdam

    var testDescription: String { rawValue }

    func read() throws -> Weather {
        let path = self == .pvgis ? "tmy_45.000_8.000_2005_2023.csv" : "NLD_Amsterdam062400_IWEC.epw"
        return try Weather(bytes: try fetched("pvlib/tests/data/\(path)"), name: rawValue)
    }
}

@Suite struct HourlyPlanesAgainstPvlib {
    @Test(arguments: RealYear.allCases) func hours(year: RealYear) throws {
        let sky = HourlySky(try year.read())
        let planes = [(0, 180), (30, 180), (43, 135), (90, 180), (90, 90), (90, 270), (90, 0), (150, 200)]
        let rows = try TruthTable("hourly_\(year.rawValue)").rows
        var worst = 0.0
        for (tilt, azimuth) in planes {
            let plane = Plane(surfaceTilt: .degrees(Double(tilt)), surfaceAzimuth: .degrees(Double(azimuth)))
            let ours = sky.irradiance(of: plane, albedo: 0.2)
            for row in rows where row["apparent_zenith"] < 90 {
                let hour = Int(row["hour"])
                let apart = abs(ours[hour].global - row["poa_global_\(tilt)_\(azimuth)"])
                worst = max(worst, apart)
                #expect(apart < 1e-3, "\(plane) \(row.cells) \(ours[hour])")
            }
        }
        print("\(year.rawValue): worst hour \(worst) W/m2")
    }

    @Test(arguments: RealYear.allCases) func totals(year: RealYear) throws {
        let sky = HourlySky(try year.read())
        for row in try TruthTable("annual").rows where row.text("weather") == year.rawValue {
            let plane = Plane(surfaceTilt: row.angle("surface_tilt"), surfaceAzimuth: row.angle("surface_azimuth"))
            let model = try #require(SkyModel(rawValue: row.text("model")))
            let hours = sky.irradiance(of: plane, model: model, albedo: 0.2)
            let global = hours.reduce(0) { $0 + $1.global }
            #expect(agrees(global, row["poa_global"], relative: 1e-3), "\(row.cells) \(global)")
            let direct = hours.reduce(0) { $0 + $1.direct }
            #expect(agrees(direct, row["poa_direct"], relative: 1e-5), "\(row.cells) \(direct)")
            print(year.rawValue, model, row["surface_tilt"], row["surface_azimuth"], global / row["poa_global"] - 1)
        }
    }
}

@Suite struct Patches {
    let patches = SkyPatches.tregenza

    @Test func areas() {
        #expect(patches.count == 145)
        #expect(abs(patches.solidAngles.reduce(0, +) - 2 * .pi) < 1e-12)
        let cosines = zip(patches.directions, patches.solidAngles).reduce(0) { $0 + $1.0.z * $1.1 }
        // The cap's direction is the zenith, 0.3 % above its mean height; it is 1 % of the sky.
        #expect(abs(cosines - .pi) < 1e-4)
        #expect(patches.directions.allSatisfy { abs($0.length - 1) < 1e-12 })
    }

    /// A uniform sky on tilted planes: the closed form (1 + cos tilt) / 2.
    @Test func viewFactors() {
        let uniform = Array(repeating: 1 / Double.pi, count: patches.count)
        var worst = 0.0
        for tilt in stride(from: 0.0, through: 90, by: 10) {
            for azimuth in stride(from: 0.0, to: 360, by: 7) {
                let plane = Plane(surfaceTilt: .degrees(tilt), surfaceAzimuth: .degrees(azimuth))
                let seen = patches.irradiance(radiance: uniform, normal: plane.normal)
                worst = max(worst, abs(seen / plane.skyViewFactor - 1))
            }
        }
        print("view factor of 145 patches: worst \(worst)")
        #expect(worst < 0.01)
    }

    @Test func lookUp() {
        for (patch, direction) in patches.directions.enumerated() {
            #expect(patches.patch(containing: direction) == patch)
        }
        #expect(patches.patch(containing: Point3(0, 0, -1)) == nil)
        #expect(patches.patch(containing: .zero) == nil)
        // By area: seeded directions hit every patch as often as its solid angle says.
        var random = SeededGenerator(state: 3)
        var hits = Array(repeating: 0, count: patches.count)
        for _ in 0..<100_000 {
            let z = Double.random(in: 0...1, using: &random)
            let azimuth = Double.random(in: 0...(2 * .pi), using: &random)
            let across = (1 - z * z).squareRoot()
            guard let patch = patches.patch(containing: Point3(across * sin(azimuth), across * cos(azimuth), z)) else {
                Issue.record("no patch at \(z)")
                return
            }
            hits[patch] += 1
        }
        for (patch, count) in hits.enumerated() {
            let share = Double(count) / 100_000 / (patches.solidAngles[patch] / (2 * .pi))
            #expect(abs(share - 1) < 0.25)
        }
    }
}

@Suite struct AnnualSkyTests {
    /// What a horizontal plane receives is the weather's own sum.
    @Test(arguments: RealYear.allCases) func horizontal(year: RealYear) throws {
        let weather = try year.read()
        let sky = AnnualSky(weather)
        let flat = sky.irradiation(of: Plane(surfaceTilt: .degrees(0), surfaceAzimuth: .degrees(0)), albedo: 0.2)
        let suns = weather.sunPositions()
        let direct = (0..<weather.count).reduce(0) {
            $0 + weather.dni[$1] * max(0, suns[$1].direction.z)
        }
        #expect(agrees(flat.direct, direct, relative: 1e-9))
        #expect(agrees(flat.skyDiffuse, weather.dhi.reduce(0, +), relative: 1e-9))
        #expect(agrees(flat.global + sky.closure, weather.ghi.reduce(0, +), relative: 1e-12))
        #expect(abs(sky.closure) < 1e-3 * sky.ghi)
        #expect(sky.directBelowHorizon < 1e-3 * sky.dni)
        print(
            "\(year.rawValue): \(sky.beams.count) beams, closure \(sky.closure / sky.ghi), "
                + "below horizon \(sky.directBelowHorizon / sky.dni)")
    }

    @Test(arguments: RealYear.allCases) func tilted(year: RealYear) throws {
        let sky = AnnualSky(try year.read())
        for row in try TruthTable("annual").rows
        where row.text("weather") == year.rawValue && row.text("model") == "perez" {
            let plane = Plane(surfaceTilt: row.angle("surface_tilt"), surfaceAzimuth: row.angle("surface_azimuth"))
            let ours = sky.irradiation(of: plane, albedo: 0.2)
            print(
                year.rawValue, row["surface_tilt"], row["surface_azimuth"], "global",
                ours.global / row["poa_global"] - 1, "direct", ours.direct / max(1, row["poa_direct"]) - 1, "sky",
                ours.skyDiffuse / row["poa_sky_diffuse"] - 1)
        }
    }
}
