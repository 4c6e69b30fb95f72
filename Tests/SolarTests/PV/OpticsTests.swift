import Foundation
import Geometry
import Solar
import Testing

@Suite struct IncidenceAgainstPvlib {
    /// Catches a swapped polarisation, a wrong refraction, a coating left out.
    @Test func beam() throws {
        var (physical, ashrae, martinRuiz) = (Worst(), Worst(), Worst())
        for row in try PVTable("iam").rows {
            let cosine = row.angle("aoi").cosine
            physical.take(
                iamPhysical(
                    cosIncidence: cosine, refractiveIndex: row["n"], extinction: row["K"], thickness: row["L"],
                    coatingIndex: row.optional("n_ar")), row["physical"], floor: 1e-6, "\(row.cells)")
            ashrae.take(iamASHRAE(cosIncidence: cosine, b: row["b"]), row["ashrae"], floor: 1e-6, "\(row.cells)")
            martinRuiz.take(
                iamMartinRuiz(cosIncidence: cosine, angularLoss: row["a_r"]), row["martin_ruiz"], floor: 1e-6,
                "\(row.cells)")
        }
        for worst in [physical, ashrae, martinRuiz] {
            #expect(worst.count >= 1_000)
            #expect(worst.distance < 1e-8, "\(worst.place)")
        }
    }

    @Test func martinRuizDiffuse() throws {
        var worst = Worst()
        for row in try PVTable("iam_martin_ruiz_diffuse").rows {
            let ours = iamMartinRuizDiffuse(surfaceTilt: row.angle("surface_tilt"), angularLoss: row["a_r"])
            worst.take(ours.sky, row["sky"], floor: 1e-3, "\(row.cells)")
            worst.take(ours.ground, row["ground"], floor: 1e-3, "\(row.cells)")
        }
        #expect(worst.count >= 2_000)
        #expect(worst.distance < 1e-6, "\(worst.place)")
    }

    @Test func marionIntegral() throws {
        var worst = Worst()
        for row in try PVTable("iam_marion").rows {
            let kind = try #require(IncidenceModel.Kind(rawValue: row.text("model")))
            let ours = try DiffuseIncidence.marion.modifiers(
                IncidenceModel(kind), surfaceTilt: row.angle("surface_tilt"))
            worst.take(ours.sky, row["sky"], floor: 1e-3, "sky \(row.cells)")
            worst.take(ours.ground, row["ground"], floor: 1e-3, "ground \(row.cells)")
            worst.take(ours.horizon ?? .nan, row["horizon"], floor: 1e-3, "horizon \(row.cells)")
        }
        #expect(worst.distance < 1e-8, "\(worst.place)")
    }

    /// SAM's cover, out of what PySAM reports in single precision.
    @Test func sam() throws {
        var worst: [String: Worst] = [:]
        for row in try PVTable("iam_sam").rows {
            let kind = row.text("light")
            let diffuse = try DiffuseIncidence.equivalentAngle.modifiers(.sam, surfaceTilt: row.angle("angle"))
            let ours =
                switch kind {
                case "beam": iamSAM(cosIncidence: row.angle("angle").cosine)
                case "sky": diffuse.sky
                default: diffuse.ground
                }
            worst[kind, default: Worst()].take(ours, row["modifier"], "\(row.cells)")
        }
        #expect(worst.count == 3 && (worst["beam"]?.count ?? 0) >= 1_000)
        for worst in worst.values { #expect(worst.distance < 2e-6, "\(worst.distance) \(worst.place)") }
    }

    @Test func spectral() throws {
        let models: [(String, SpectralModel)] = [
            ("monosi", .firstSolarMonoSi), ("multisi", .firstSolarMultiSi), ("cdte", .firstSolarCdTe),
            ("cigs", .firstSolarCIGS), ("asi", .firstSolarASi),
        ]
        var worst = Worst()
        for row in try PVTable("spectral").rows {
            for (name, model) in models {
                let ours = model.factor(
                    airMassAbsolute: row["airmass_absolute"], precipitableWater: row["precipitable_water"])
                worst.take(ours, row[name], "\(name) \(row.cells)")
            }
        }
        #expect(worst.count >= 5_000)
        #expect(worst.distance < 1e-10, "\(worst.place)")
        // De Soto's polynomial is close to 1 under the reference spectrum's air mass, by its definition.
        #expect(abs(SpectralModel.desoto.factor(airMassAbsolute: 1.5) - 1) < 0.002)
        for model in SpectralModel.allCases { #expect(model.factor(airMassAbsolute: nil) == 1) }
    }
}

@Suite struct IncidenceProperties {
    /// Every model lets all light through at right angles, none from the side, never more as the angle grows.
    @Test func fallsWithTheAngle() {
        let coated = IncidenceModel.physical(refractiveIndex: 1.526, extinction: 4, thickness: 0.002, coatingIndex: 1.3)
        for model in IncidenceModel.Kind.allCases.map({ IncidenceModel($0) }) + [coated] {
            #expect(abs(model.modifier(cosIncidence: 1) - 1) < 1e-12)
            #expect(model.modifier(cosIncidence: 0) == 0)
            #expect(model.modifier(cosIncidence: -0.3) == 0)
            var last = 1.0
            for degrees in stride(from: 0.0, through: 90, by: 0.25) {
                let value = model.modifier(cosIncidence: Angle.degrees(degrees).cosine)
                // A coating made for oblique light lets a hair more through there.
                #expect(value <= last + 2e-3 && value >= 0 && value <= 1 + 2e-3)
                last = value
            }
        }
    }

    /// Glass without extinction or a step in the index is no glass; the closed form of Fresnel at right angles holds.
    @Test func closedForms() {
        for cosine in [1.0, 0.7, 0.2, 0.01] {
            #expect(abs(iamPhysical(cosIncidence: cosine, refractiveIndex: 1, extinction: 0) - 1) < 1e-12)
        }
        // Brewster's angle: only one polarisation is reflected, ((1 - n2) / (1 + n2))^2 of it.
        let n = 1.526
        let brewster = Angle.radians(atan(n))
        let s = ((1 - n * n) / (1 + n * n)) * ((1 - n * n) / (1 + n * n))
        let normal = 1 - ((1 - n) / (1 + n)) * ((1 - n) / (1 + n))
        let ours = iamPhysical(cosIncidence: brewster.cosine, refractiveIndex: n, extinction: 0)
        #expect(abs(ours - (1 - s / 2) / normal) < 1e-12)
    }

    /// A uniform dome over a level module: the integral of Martin and Ruiz's modifier has a closed form.
    @Test func diffuseIntegral() throws {
        let a = 0.16
        // 2 * integral of c (1 - exp(-c/a)) / (1 - exp(-1/a)) over c from 0 to 1.
        let whole = 1 - exp(-1 / a)
        let exact = (1 - 2 * (a * a - exp(-1 / a) * (a * a + a))) / whole
        let ours = try DiffuseIncidence.marion.modifiers(.martinRuiz(angularLoss: a), surfaceTilt: .degrees(0))
        #expect(abs(ours.sky - exact) < 2e-4)
        #expect(ours.ground == 0)
        // Sky and ground change places when a module is turned over.
        for tilt in [10.0, 45, 80] {
            for method in [DiffuseIncidence.marion, .martinRuiz] {
                let up = try method.modifiers(.init(.martinRuiz), surfaceTilt: .degrees(tilt))
                let down = try method.modifiers(.init(.martinRuiz), surfaceTilt: .degrees(180 - tilt))
                #expect(abs(up.sky - down.ground) < 1e-9)
            }
        }
    }
}
