import City
import Geometry
import Sky

/// The inputs that say what modules and inverters are, and what they lose.
struct PVInputs: Sendable {
    enum InverterKind: String, Sendable, CaseIterable { case pvwatts, sandia, adr, none }
    enum LossRule: String, Sendable, CaseIterable { case items, pvwatts, pvgis }
    enum Electronics: String, Sendable, CaseIterable { case string, module }

    /// Modules flush with the roof, whose backs are warm, and on racks.
    let flush: PVSystem
    let racked: PVSystem
    let hasModuleElectronics: Bool
    let degradation: Double
    /// Dirt and snow hour by hour, where they are not items of the losses.
    let weathering: WeatheringInputs

    var module: PVModule { flush.module }

    /// - Throws: `InputError`; `DataError` for a library that cannot be read.
    init(_ inputs: inout Inputs) throws {
        let name =
            try inputs.text(
                "module", default: "mono-perc-410",
                "Module: one of \(TypicalModule.all.map(\.name).joined(separator: ", ")), or a name in module_file")
            ?? "mono-perc-410"
        let library = try inputs.file("module_file", "SAM's library of CEC modules (CSV), to take the module from")
        let module =
            try library.map {
                try Catalogue<PVModule>(cecModules: $0.bytes, file: $0.path).entry(
                    named: name, isGiven: inputs.isSet("module"), path: "inputs.module", usual: 410
                ) { $0.power }
            } ?? TypicalModule.named(name, path: "inputs.module").module
        let cover = try inputs.choice(
            "iam", default: IncidenceModel.Kind.physical, "How the modules' cover dims slanting light")
        let temperature = try inputs.choice(
            "temperature_model", default: TemperatureModel.Kind.sapm, "How warm the cells get")
        let kind = try inputs.choice(
            "inverter", default: InverterKind.pvwatts,
            "Inverter: PVWatts' curve, one of the libraries' (inverter_name), or none (DC is all)")
        let inverterName = try inputs.text(
            "inverter_name", default: "string-10k",
            "Inverter for sandia and adr: one of \(TypicalInverter.all.map(\.name).joined(separator: ", ")), "
                + "or a name in inverter_file")
        let inverterFile = try inputs.file(
            "inverter_file", "Library of inverters (CSV of SAM for sandia, of pvlib for adr)")
        let ratio = try inputs.number(
            "dc_ac_ratio", default: 1.2, in: 0.3...5, "Nameplate power of the modules over the inverter's")
        let rule = try inputs.choice(
            "losses", default: LossRule.items,
            "Losses before the inverter: items (loss_…), PVWatts's 14.08 %, or PVGIS's 14 % (which takes no inverter)")
        weathering = try WeatheringInputs(&inputs)
        func item(_ name: String, _ fallback: Double, _ summary: String) throws -> Double {
            try inputs.number("loss_\(name)", unit: "%", default: fallback, in: 0...100, summary)
        }
        let isSoiled = weathering.soiling == .none
        let isSnowed = weathering.snow == .none
        let soiling = try item("soiling", 2, "Dirt; with a model of soiling: none")
        let snow = try item("snow", 0, "Snow on the modules; with a model of snow: none")
        let items = try SystemLosses(
            soiling: isSoiled ? soiling : 0, shading: 0, snow: isSnowed ? snow : 0,
            mismatch: item("mismatch", 2, "Differences among the modules"), wiring: item("wiring", 2, "Wires"),
            connections: item("connections", 0.5, "Connections"),
            lightInducedDegradation: item("lid", 1.5, "Light-induced degradation of the first days"),
            nameplateRating: item("nameplate", 1, "Modules weaker than their nameplate"), age: 0,
            availability: item("availability", 3, "Time out of work"))
        let losses: SystemLosses =
            switch rule {
            case .items: items
            case .pvwatts: isSoiled ? .pvwatts : try SystemLosses(soiling: 0)
            case .pvgis: .pvgis
            }
        try Self.checkLosses(inputs, rule, weathering)
        if rule == .pvgis {
            try inputs.refuse(["inverter"], with: "losses", "PVGIS's 14 % include the inverter")
        }
        if rule == .pvgis || kind == .none {
            try inputs.refuse(
                ["dc_ac_ratio"], with: rule == .pvgis ? "losses" : "inverter", "there is no inverter")
        }
        if kind == .pvwatts || kind == .none {
            try inputs.refuse(
                ["inverter_name", "inverter_file"], with: "inverter", "only sandia and adr take one from a library")
        }
        hasModuleElectronics =
            try inputs.choice(
                "electronics", default: Electronics.string,
                "string: a shaded module drags its string; module: optimisers or microinverters") == .module
        degradation =
            try inputs.number("degradation", unit: "%/a", default: 0.5, in: 0...50, "Loss of yield from year to year")
            / 100

        let isNamed = inputs.isSet("inverter_name")
        func system(_ temperature: TemperatureModel) throws -> PVSystem {
            func make(_ count: Int, _ strings: Int, _ inverter: InverterModel?) throws -> PVSystem {
                try PVSystem(
                    module: module, modulesPerString: count, strings: strings, incidence: IncidenceModel(cover),
                    diffuseIncidence: .marion, temperature: temperature, losses: losses, inverter: inverter)
            }
            guard rule != .pvgis, kind != .none else { return try make(1, 1, nil) }
            let inverter = try Self.inverter(kind, inverterName, isNamed, inverterFile)
            guard let inverter else {
                return try make(
                    1, 1, .pvwatts(PVWattsInverter(nameplate: module.power, dcACRatio: ratio)))
            }
            // Strings near the inverter's nominal voltage, as many as the wanted ratio takes.
            let voltage = module.maximumPowerPoint(effectiveIrradiance: 1000, cellTemperature: 45).voltage
            let count = max(1, Int((inverter.nominalVoltage / max(voltage, 1)).rounded()))
            let strings = max(1, Int((inverter.limit * ratio / (module.power * Double(count))).rounded()))
            return try make(count, strings, inverter)
        }
        flush = try system(Self.temperature(temperature, isRacked: false))
        racked = try system(Self.temperature(temperature, isRacked: true))
    }

    /// Nothing lost twice, and no loss without effect.
    private static func checkLosses(_ inputs: Inputs, _ rule: LossRule, _ weathering: WeatheringInputs) throws {
        if weathering.soiling != .none {
            try inputs.refuse(["loss_soiling"], with: "soiling", "dirt would be counted twice")
        }
        if weathering.snow != .none {
            try inputs.refuse(["loss_snow"], with: "snow", "snow would be counted twice")
        }
        guard rule != .items else { return }
        let items = ["soiling", "snow", "mismatch", "wiring", "connections", "lid", "nameplate", "availability"]
        try inputs.refuse(
            items.map { "loss_\($0)" }, with: "losses", "losses \(rule.rawValue) is a sum without items")
        guard rule == .pvgis else { return }
        let models = [weathering.soiling == .none ? nil : "soiling", weathering.snow == .none ? nil : "snow"]
        if let model = models.compactMap({ $0 }).first {
            throw InputError(
                path: "inputs.\(model)", problem: "PVGIS's 14 % include dirt and snow: \(model) would be counted twice",
                suggestion: "take losses items or pvwatts with it")
        }
    }

    private static func temperature(_ kind: TemperatureModel.Kind, isRacked: Bool) -> TemperatureModel {
        guard isRacked else { return TemperatureModel(kind) }
        switch kind {
        case .sapm: return .sapm(.openRackGlassPolymer)
        case .pvsyst: return .pvsyst(.freestanding)
        case .faiman, .noctSAM, .fuentes: return TemperatureModel(kind)
        }
    }

    private static func inverter(
        _ kind: InverterKind, _ name: String?, _ isNamed: Bool, _ file: Inputs.File?
    ) throws -> InverterModel? {
        let name = name ?? ""
        func entry(_ catalogue: Catalogue<InverterModel>) throws -> InverterModel {
            try catalogue.entry(named: name, isGiven: isNamed, path: "inputs.inverter_name", usual: 10_000) { $0.limit }
        }
        switch (kind, file) {
        case (.pvwatts, _), (.none, _): return nil
        case (.sandia, let file?):
            return try entry(Catalogue(cecInverters: file.bytes, file: file.path))
        case (.sandia, nil): return .sandia(try TypicalInverter.named(name, path: "inputs.inverter_name").inverter)
        case (.adr, let file?):
            return try entry(Catalogue(adrInverters: file.bytes, file: file.path))
        case (.adr, nil):
            throw InputError(
                path: "inputs.inverter_file", problem: "the adr model takes its inverters from a library",
                suggestion: "give pvlib's adr-library-cec-inverters as inverter_file, or take sandia")
        }
    }
}

extension InverterModel {
    /// DC voltage it is made for, V.
    fileprivate var nominalVoltage: Double {
        switch self {
        case .pvwatts: 400
        case .sandia(let inverter): inverter.vdco
        case .adr(let inverter): inverter.vnom
        }
    }
}
