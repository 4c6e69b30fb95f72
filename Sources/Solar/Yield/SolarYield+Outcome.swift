import City
import Geometry
import Money
import Sky

extension SolarYield {
    static let capacity = Indicator.Kind("solar.capacity", unit: "MWp", "Nameplate power of the modules laid out")
    static let modules = Indicator.Kind("solar.modules", unit: "", "Modules laid out")
    static let energy = Indicator.Kind("solar.energy", unit: "GWh/a", "What they yield in the first year, AC")
    static let specificYield = Indicator.Kind("solar.specific_yield", unit: "kWh/kWp", "The same per nameplate power")
    static let performanceRatio = Indicator.Kind(
        "solar.performance_ratio", unit: "", "AC energy over what the nameplate would give in the light on the modules")
    static let clipping = Indicator.Kind(
        "solar.clipping_loss_pct", unit: "%", "Share of the AC energy that inverters cannot pass on")
    static let soiling = Indicator.Kind("solar.soiling_loss_kwh", unit: "kWh/a", "AC energy that dirt takes")
    static let soilingShare = Indicator.Kind(
        "solar.soiling_loss_pct", unit: "%", "The same of what clean modules would give")
    static let snow = Indicator.Kind(
        "solar.snow_loss_kwh", unit: "kWh/a", "AC energy that snow on the modules takes")
    static let snowShare = Indicator.Kind(
        "solar.snow_loss_pct", unit: "%", "The same of what modules free of snow would give")
    static let winterShare = Indicator.Kind(
        "solar.winter_share", unit: "%",
        "Share of the energy that comes in November to February (May to August in the south)")
    static let capital = Indicator.Kind("solar.capex", unit: "M₸", "Cost of building all of it")
    static let worth = Indicator.Kind("solar.npv", unit: "M₸", "Net present value of all of it")
    static let cost = Indicator.Kind("solar.lcoe", unit: "₸/kWh", "Levelised cost of a kWh, in prices of today")
    static let emissions = Indicator.Kind(
        "solar.co2_avoided_t", unit: "t/a", "CO₂ kept out of the air in the first year")
    static let bestEnergy = Indicator.Kind(
        "solar.best_energy", unit: "GWh/a", "Energy of the best planes, as many as 'best' says")
    static let paid = Indicator.Kind(
        "solar.paying_planes", unit: "", "Planes that pay back within practice's years or faster")

    func outcome(
        _ ground: YieldGround, _ lit: [LitPlane], _ fields: [ModuleField], _ plants: [Plant], _ power: [Double]
    ) throws -> Outcome {
        var diagnostics = ground.diagnostics
        var sums: [Receiver.Kind: PlaneSums] = [:]
        var layers: [Layer] = []
        let supply = try SupplyCurve(
            plants.map {
                RoofOffer(
                    id: String($0.receiver), energy: max(0, $0.energy), capacity: $0.capacity,
                    cost: $0.capital, levelisedCost: $0.investment?.levelisedCostReal,
                    payback: $0.investment?.payback)
            }, by: inputs.money.ranking)
        let scene = ground.scene
        for kind in scene.kinds {
            var sum = PlaneSums()
            var draft = PlaneDraft(kind)
            let columns = PlantColumns(&draft.layer, inputs.pv.weathering)
            for (i, receiver) in scene.receivers.enumerated() where receiver.kind == kind {
                let building = scene.massing.buildings[receiver.building]
                guard lit[i].note(building.id, &diagnostics) else { continue }
                draft.set(receiver, building, ground.directions, lit[i])
                columns.set(plants[i], inputs.money, &draft.layer)
                draft.layer.endFeature(id: scene.id(of: receiver))
                sum.add(lit[i])
                if let problem = fields[i].layout.problem {
                    diagnostics.note("no-layout", problem.message + ": no modules", building.id)
                }
            }
            layers.append(draft.finish(&diagnostics))
            sums[kind] = sum
        }
        if isSupply { layers.append(supplyLayer(scene, plants, supply, &diagnostics)) }
        if !plants.isEmpty, plants.allSatisfy({ $0.modules == 0 }) {
            diagnostics.caution(
                "no-module", "no module fits on any plane: setback, min_irradiation or usable_share leave no room")
        }
        noteWeak(plants, &diagnostics)
        if isModules { layers.append(moduleLayer(scene, fields, &diagnostics)) }
        if isHourly { layers.append(hourLayer(ground.sky, power, &diagnostics)) }
        return Outcome(
            layers: layers, indicators: indicators(sums[.roof] ?? PlaneSums(), plants, supply, ground),
            diagnostics: diagnostics)
    }

    /// Light on a roof below which the solar cadastre of Switzerland (sonnendach.ch, Federal Office of Energy) calls it
    /// little suited, kWh/m²a.
    private static let weakLight = 800.0

    /// Says what part of the sums comes from planes that nobody would cover.
    ///
    /// They are not left out by default: what is worth a module depends on its price, and a threshold that hides roofs
    /// makes two studies incomparable. Whoever wants the potential of practice gives `min_irradiation`.
    private func noteWeak(_ plants: [Plant], _ diagnostics: inout Diagnostics) {
        let weak = plants.filter { $0.modules > 0 && $0.poa < Self.weakLight }
        let energy = plants.reduce(0) { $0 + $1.energy }
        guard !weak.isEmpty, energy > 0 else { return }
        let share = 100 * weak.reduce(0) { $0 + $1.energy } / energy
        let message =
            "planes whose modules get less than \(Int(Self.weakLight)) kWh/m²a, little suited by the Swiss cadastre's "
            + "classes, give \((10 * share).rounded() / 10) % of the energy; min_irradiation leaves such places out"
        if share >= 1 {
            diagnostics.caution("weak-planes", message, count: weak.count)
        } else {
            diagnostics.note("weak-planes", message, count: weak.count)
        }
    }

    private func indicators(
        _ roofs: PlaneSums, _ plants: [Plant], _ supply: SupplyCurve, _ ground: YieldGround
    ) -> [Indicator] {
        func sum(_ path: (Plant) -> Double) -> Double { plants.reduce(0) { $0 + path($1) } }
        let capacity = sum(\.capacity)
        let energy = sum(\.energy)
        let clipped = sum(\.clipped)
        let light = sum { $0.poa * $0.capacity }
        let winterEnergy = sum { ground.winterEnergy($0) }
        let investments = plants.compactMap(\.investment)
        let worth = investments.reduce(0) { $0 + ($1.netPresentValue ?? 0) }
        // The mean of the planes' costs, weighted by their energy.
        let priced = plants.compactMap { plant in
            plant.investment?.levelisedCostReal.map { (cost: $0, energy: plant.energy) }
        }
        let pricedEnergy = priced.reduce(0) { $0 + $1.energy }
        let cost = pricedEnergy > 0 ? priced.reduce(0) { $0 + $1.cost * $1.energy } / pricedEnergy : nil
        // What is modelled hour by hour; a fixed item of the losses is no finding.
        let (soiled, snowed) = (sum(\.soiled), sum(\.snowed))
        var weathered: [Indicator] = []
        if inputs.pv.weathering.soiling != .none {
            weathered = [
                Indicator(Self.soiling, soiled),
                Indicator(Self.soilingShare, Plant.share(100 * soiled, of: energy + snowed + soiled)),
            ]
        }
        if inputs.pv.weathering.snow != .none {
            weathered += [
                Indicator(Self.snow, snowed),
                Indicator(Self.snowShare, Plant.share(100 * snowed, of: energy + snowed)),
            ]
        }
        return [
            Indicator(SolarIrradiance.irradiation, roofs.light / 1e6),
            Indicator(SolarIrradiance.meanIrradiation, roofs.mean(\.light)),
            Indicator(SolarIrradiance.shadingLoss, roofs.loss),
            Indicator(SolarIrradiance.roofArea, roofs.area),
            Indicator(Self.modules, sum { Double($0.modules) }),
            Indicator(Self.capacity, capacity / 1000),
            Indicator(Self.energy, energy / 1e6),
            Indicator(Self.specificYield, capacity > 0 ? energy / capacity : nil),
            Indicator(Self.performanceRatio, light > 0 ? energy / light : nil),
            Indicator(Self.clipping, energy + clipped > 0 ? 100 * clipped / (energy + clipped) : nil),
            Indicator(Self.winterShare, energy > 0 ? 100 * winterEnergy / energy : nil),
            Indicator(Self.capital, sum(\.capital) / 1e6),
            Indicator(Self.worth, investments.isEmpty ? nil : worth / 1e6),
            Indicator(Self.cost, cost),
            Indicator(Self.emissions, emissionsAvoided(energy: energy, gridFactor: inputs.money.gridFactor) / 1000),
            Indicator(Self.bestEnergy, supply.energy(ofBest: best) / 1e6),
            Indicator(Self.paid, Double(investments.count { $0.band == .faster || $0.band == .within })),
        ] + weathered
    }

    /// The planes from the best to the worst with what they bring together: the cumulative supply.
    private func supplyLayer(
        _ scene: SceneInputs.Scene, _ plants: [Plant], _ supply: SupplyCurve, _ diagnostics: inout Diagnostics
    ) -> Layer {
        var draft = LayerDraft(name: "supply")
        let plane = draft.place(ofColumn: "plane", definition: "Id of the roof plane or façade")
        let numbers = [
            ("energy", "kWh/a", "AC energy of the plane, first year"),
            ("cumulative_energy", "GWh/a", "Energy of this plane and all better ones"),
            ("cumulative_capacity", "MWp", "Their nameplate power"),
            ("cumulative_capex", "M₸", "Cost of building them"),
        ].map { draft.place(ofColumn: $0.0, unit: $0.1, definition: $0.2) }
        for (rank, i) in supply.order.prefix(supply.rankedCount).enumerated() {
            draft.geometries.appendNone()
            draft.set(.text(scene.id(of: scene.receivers[i])), at: plane)
            for (place, value) in zip(
                numbers,
                [
                    plants[i].energy, supply.cumulativeEnergy[rank] / 1e6, supply.cumulativeCapacity[rank] / 1000,
                    supply.cumulativeCost[rank] / 1e6,
                ])
            { draft.set(.real((value * 1000).rounded() / 1000), at: place) }
            draft.endFeature(id: "rank \(rank + 1)")
        }
        return draft.finish(&diagnostics)
    }

    /// Every module as a rectangle.
    private func moduleLayer(
        _ scene: SceneInputs.Scene, _ fields: [ModuleField], _ diagnostics: inout Diagnostics
    ) -> Layer {
        var draft = LayerDraft(name: "module")
        let owner = draft.place(ofColumn: "building", definition: "Id of the building")
        let row = draft.place(ofColumn: "row", definition: "Row on its plane, from 1")
        for (i, field) in fields.enumerated() {
            let receiver = scene.receivers[i]
            let building = scene.massing.buildings[receiver.building]
            let plane = scene.id(of: receiver)
            for module in 0..<field.layout.count where field.array[module] != nil {
                draft.geometries.append(.surface, polygons: [field.layout.polygon(of: module)], hasZ: true)
                draft.set(.text(building.id), at: owner)
                draft.set(.integer(Int64(field.layout.rows[module]) + 1), at: row)
                draft.endFeature(id: "\(plane)/\(module + 1)")
            }
        }
        return draft.finish(&diagnostics)
    }

    /// The power of all arrays together, hour by hour.
    private func hourLayer(_ sky: SkyYear, _ power: [Double], _ diagnostics: inout Diagnostics) -> Layer {
        var draft = LayerDraft(name: "hour")
        let time = draft.place(ofColumn: "time", definition: "Middle of the hour, local standard time of the weather")
        let ac = draft.place(ofColumn: "power", unit: "kW", definition: "AC power of all modules together")
        var lit = 0
        for hour in 0..<sky.weather.count {
            draft.geometries.appendNone()
            draft.set(.text(sky.weather.times[hour].text(offsetHours: sky.weather.utcOffset)), at: time)
            var value = 0.0
            if lit < sky.hours.count, sky.hours[lit] == hour {
                value = power[lit]
                lit += 1
            }
            draft.set(.real((value * 1000).rounded() / 1000), at: ac)
            draft.endFeature(id: "h\(hour + 1)")
        }
        return draft.finish(&diagnostics)
    }
}

extension Instant {
    /// 2025-07-01T12:30.
    func text(offsetHours: Double) -> String {
        let date = date(offsetHours: offsetHours)
        let minutes = Int((hourOfDay(offsetHours: offsetHours) * 60).rounded())
        func two(_ n: Int) -> String { n < 10 ? "0\(n)" : "\(n)" }
        return "\(date.year)-\(two(date.month))-\(two(date.day))T\(two(min(23, minutes / 60))):\(two(minutes % 60))"
    }
}
