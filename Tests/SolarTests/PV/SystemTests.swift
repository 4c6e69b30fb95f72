import Foundation
import Geometry
import Solar
import Testing

/// Systems of every module, temperature and inverter model, and their neighbours.
enum SampleSystems {
    static func all() throws -> [(name: String, system: PVSystem)] {
        var systems: [(String, PVSystem)] = []
        for module in TypicalModule.all {
            for kind in TemperatureModel.Kind.allCases {
                let nameplate = module.module.power
                systems.append(
                    (
                        "\(module.name) \(kind) pvwatts",
                        try PVSystem(
                            module: module.module, temperature: TemperatureModel(kind),
                            inverter: .pvwatts(PVWattsInverter(nameplate: nameplate, dcACRatio: 1.2)))
                    ))
            }
        }
        systems.append(("sandia", try sandia()))
        systems.append(("adr", try adr()))
        systems.append(
            (
                "no inverter",
                try PVSystem(module: try TypicalModule.named("pvgis-cis").module, losses: .pvgis, inverter: nil)
            ))
        return systems
    }

    /// 13 x 2 modules of 410 W on 10 kW.
    static func sandia() throws -> PVSystem {
        try PVSystem(
            module: try TypicalModule.named("mono-perc-410").module, modulesPerString: 15, strings: 2,
            temperature: .sapm(.insulatedBackGlassPolymer),
            inverter: .sandia(try TypicalInverter.named("string-10k").inverter))
    }

    /// 9 x 2 modules of 370 W on 5 kW, by Driesse's model ("SMA America: SB5000US 240V [CEC 2007]").
    static func adr() throws -> PVSystem {
        let inverter = ADRInverter(
            pnom: 5_200, vnom: 400, pacmax: 5_000, pnt: 0.3, vmin: 200, vmax: 480,
            coefficients: [0.007, 0.015, 0.017, 0.001, -0.014, -0.014, 0, 0, 0])
        return try PVSystem(
            module: try TypicalModule.named("mono-perc-370").module, modulesPerString: 9, strings: 2,
            temperature: .faiman(u0: 25, u1: 6.84), inverter: .adr(inverter))
    }
}

@Suite struct PVSystemTests {
    /// At standard test conditions every module gives its nameplate power.
    @Test func nameplate() throws {
        for typical in TypicalModule.all {
            let point = typical.module.maximumPowerPoint(effectiveIrradiance: 1_000, cellTemperature: 25)
            #expect(
                PVTable.distance(point.power, typical.module.power, floor: 1) < 2e-4, "\(typical.name) \(point.power)")
        }
    }

    /// The chain is what its parts say, one after the other.
    @Test func composition() throws {
        let system = try PVSystem(
            module: try TypicalModule.named("pvwatts-standard").module, modulesPerString: 10, strings: 3,
            incidence: .init(.martinRuiz), diffuseIncidence: .martinRuiz, temperature: .faiman(u0: 25, u1: 6.84),
            losses: .pvwatts, inverter: .pvwatts(PVWattsInverter(nameplate: 9_000, dcACRatio: 1.3)))
        let light = PVSystem.Light(direct: 600, skyDiffuse: 120, groundDiffuse: 15, cosIncidence: 0.5)
        let diffuse = try system.diffuseIncidence.modifiers(system.incidence, surfaceTilt: .degrees(30))
        let out = try system.output(light, diffuse: diffuse, factor: 0.97, tempAir: 18, windSpeed: 2)
        let parts = iamMartinRuizDiffuse(surfaceTilt: .degrees(30))
        let effective = 0.97 * (600 * iamMartinRuiz(cosIncidence: 0.5) + 120 * parts.sky + 15 * parts.ground)
        let cell = moduleTemperatureFaiman(poaGlobal: 735, tempAir: 18, windSpeed: 2)
        let dc = 9_000 * effective / 1_000 * (1 - 0.0037 * (cell - 25)) * (1 - SystemLosses.pvwatts.fraction)
        #expect(abs(out.effectiveIrradiance - effective) < 1e-9)
        #expect(abs(out.cellTemperature - cell) < 1e-9)
        #expect(abs(out.dc - dc) < 1e-6)
        #expect(abs(out.ac - PVWattsInverter(nameplate: 9_000, dcACRatio: 1.3).unclipped(dc: dc)) < 1e-6)
        #expect(out.clipped == 0)
    }

    /// What the inverter cannot pass on is counted.
    @Test func clipping() throws {
        let system = try PVSystem(
            module: try TypicalModule.named("pvwatts-premium").module, losses: .none,
            inverter: .pvwatts(PVWattsInverter(nameplate: 300, dcACRatio: 1.5)))
        let light = PVSystem.Light(direct: 900, skyDiffuse: 100, groundDiffuse: 0, cosIncidence: 1)
        let out = try system.output(light, diffuse: .one, tempAir: -10, windSpeed: 5)
        #expect(abs(out.ac - 200) < 1e-9)
        #expect(
            abs(out.ac + out.clipped - PVWattsInverter(nameplate: 300, dcACRatio: 1.5).unclipped(dc: out.dc)) < 1e-9)
        #expect(out.clipped > 50)
    }

    /// Seeded light, cold and heat through every system: finite, within limits, nothing from darkness.
    @Test func seeded() throws {
        var random = PVRandom(state: 20)
        for (name, system) in try SampleSystems.all() {
            let diffuse = try DiffuseIncidence.marion.modifiers(system.incidence, surfaceTilt: .degrees(35))
            for _ in 0..<200 {
                let light = PVSystem.Light(
                    direct: max(0, .random(in: -300...1_100, using: &random)),
                    skyDiffuse: .random(in: -5...500, using: &random),
                    groundDiffuse: .random(in: 0...100, using: &random),
                    cosIncidence: .random(in: -1...1, using: &random))
                let out = try system.output(
                    light, diffuse: diffuse, factor: .random(in: 0...1, using: &random),
                    tempAir: .random(in: -60...90, using: &random), windSpeed: .random(in: -1...40, using: &random))
                for value in [out.ac, out.dc, out.cellTemperature, out.voltage, out.clipped] {
                    #expect(value.isFinite, "\(name) \(light)")
                }
                #expect(out.dc >= 0 && out.clipped >= 0 && out.ac <= out.dc + 1e-9, "\(name) \(out)")
                // Between starting power and break-even Sandia's model draws a little more than at night.
                #expect(out.ac >= -0.001 * system.nameplate, "\(name) \(out)")
            }
            let dark = try system.output(
                .init(direct: 0, skyDiffuse: 0, groundDiffuse: 0, cosIncidence: -0.2), diffuse: diffuse, tempAir: 5,
                windSpeed: 1)
            #expect(dark.dc == 0 && dark.ac == -(system.inverter?.nightTare ?? 0), "\(name)")
        }
    }

    /// What is no number, and coefficients no module has, are errors.
    @Test func refused() throws {
        let system = try SampleSystems.sandia()
        let good = PVSystem.Light(direct: 500, skyDiffuse: 100, groundDiffuse: 10, cosIncidence: 0.8)
        for path in [\PVSystem.Light.direct, \.skyDiffuse, \.groundDiffuse, \.cosIncidence] {
            for bad in [Double.nan, Double.infinity, 1e6] {
                var light = good
                light[keyPath: path] = bad
                #expect(throws: InputError.self) {
                    try system.output(light, diffuse: .one, tempAir: 20, windSpeed: 1)
                }
            }
        }
        for bad in [Double.nan, -Double.infinity, 200] {
            #expect(throws: InputError.self) { try system.output(good, diffuse: .one, tempAir: bad, windSpeed: 1) }
            #expect(throws: InputError.self) { try system.output(good, diffuse: .one, tempAir: 20, windSpeed: bad) }
        }
        for tilt in [Double.nan, -1, 181] {
            for method in DiffuseIncidence.allCases {
                #expect(throws: InputError.self) {
                    try method.modifiers(.init(.physical), surfaceTilt: .degrees(tilt))
                }
            }
        }
        #expect(throws: InputError.self) {
            try system.output(
                good, diffuse: DiffuseModifiers(sky: .nan, ground: 1), tempAir: 20, windSpeed: 1)
        }
        let module = try TypicalModule.named("pvwatts-standard").module
        #expect(throws: InputError.self) { try PVSystem(module: module, modulesPerString: 0, inverter: nil) }
        #expect(throws: InputError.self) { try PVSystem(module: module, incidence: .ashrae(b: .nan), inverter: nil) }
        #expect(throws: InputError.self) {
            try PVSystem(module: module, temperature: .faiman(u0: 0, u1: 0), inverter: nil)
        }
        #expect(throws: InputError.self) {
            try PVSystem(module: module, inverter: .pvwatts(PVWattsInverter(nameplate: 0, dcACRatio: 1)))
        }
        var absurd = module
        absurd.model = .huld(HuldModule(k: [1, 2]))
        #expect(throws: InputError.self) { try PVSystem(module: absurd, inverter: nil) }
        absurd.model = .pvwatts(PVWattsModule(gamma: .nan))
        #expect(throws: InputError.self) { try PVSystem(module: absurd, inverter: nil) }
    }
}
