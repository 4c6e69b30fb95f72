import City
import Geometry
import Money

extension SolarOptimise {
    static let energy = Indicator.Kind(
        "solar.best_stand_energy", unit: "GWh/a", "Energy with the best stand on every roof, AC")
    static let usualEnergy = Indicator.Kind(
        "solar.usual_energy", unit: "GWh/a", "Energy with the stand the inputs give")
    static let winter = Indicator.Kind(
        "solar.best_stand_winter", unit: "GWh", "Of the first, in the four winter months")
    static let usualWinter = Indicator.Kind("solar.usual_winter", unit: "GWh", "The same with the usual stand")
    static let worthKind = Indicator.Kind("solar.best_stand_npv", unit: "M₸", "Net present value with the best stand")
    static let usualWorth = Indicator.Kind("solar.usual_npv", unit: "M₸", "Net present value with the usual stand")
    static let capacityKind = Indicator.Kind("solar.capacity", unit: "MWp", "Nameplate power with the best stand")
    static let roofs = Indicator.Kind("solar.optimised_roofs", unit: "", "Flat roofs for which a stand was looked for")
    static let meanTilt = Indicator.Kind("solar.mean_tilt", unit: "°", "Mean best tilt on flat roofs, by capacity")

    /// Says where not the sun but a bound of the search decided.
    private func noteBounds(_ best: [Int: Found], _ diagnostics: inout Diagnostics) {
        let stands = best.values.filter { $0.plant.modules > 0 }
        let steep = stands.count { $0.stand.tilt >= steepest - 1e-9 }
        if steep > 0, steepest < 90 {
            diagnostics.caution(
                "tilt-on-bound", "the best tilt is max_tilt, \(steepest)°: steeper racks might be better still",
                count: steep)
        }
        let close = stands.count { ($0.plant.rowGap ?? .infinity) < rowGap + 0.01 }
        if close > 0 {
            diagnostics.note(
                "rows-on-bound", "the best rows stand as close as min_row_gap, \(rowGap) m, lets them", count: close)
        }
    }

    func outcome(_ ground: YieldGround, _ lit: [LitPlane], _ usual: [Plant], _ best: [Int: Found]) throws -> Outcome {
        var diagnostics = ground.diagnostics
        var layers: [Layer] = []
        let plants = usual.indices.map { best[$0]?.plant ?? usual[$0] }
        for kind in ground.scene.kinds {
            var draft = PlaneDraft(kind)
            let columns = PlantColumns(&draft.layer, yield.pv.weathering)
            let stand = draft.layer.place(
                ofColumn: "stand", definition: "optimised: racks on a flat roof; flush: nothing to choose")
            let usualEnergy = draft.layer.place(
                ofColumn: "usual_energy", unit: "kWh/a", definition: "AC energy with the stand the inputs give")
            let usualWorth = draft.layer.place(
                ofColumn: "usual_npv", unit: "₸", definition: "Net present value with the stand the inputs give")
            let winterEnergy = draft.layer.place(
                ofColumn: "winter_energy", unit: "kWh", definition: "AC energy in the four winter months")
            let gain = draft.layer.place(
                ofColumn: "gain", unit: "%",
                definition: "What the best stand brings more than the usual one, of the objective")
            for (i, receiver) in ground.scene.receivers.enumerated() where receiver.kind == kind {
                let building = ground.scene.massing.buildings[receiver.building]
                guard lit[i].note(building.id, &diagnostics) else { continue }
                draft.set(receiver, building, ground.directions, lit[i])
                columns.set(plants[i], yield.money, &draft.layer)
                draft.layer.set(.text(best[i] == nil ? "flush" : "optimised"), at: stand)
                if plants[i].modules > 0 {
                    draft.layer.set(.real((usual[i].energy * 10).rounded() / 10), at: usualEnergy)
                    if let npv = usual[i].investment?.netPresentValue {
                        draft.layer.set(.real(npv.rounded()), at: usualWorth)
                    }
                    draft.layer.set(.real((ground.winterEnergy(plants[i]) * 10).rounded() / 10), at: winterEnergy)
                    let (now, before) = (worth(plants[i], ground), worth(usual[i], ground))
                    if now.isFinite, before.isFinite, before != 0 {
                        draft.layer.set(.real(((now - before) / abs(before) * 1e4).rounded() / 100), at: gain)
                    }
                }
                draft.layer.endFeature(id: ground.scene.id(of: receiver))
            }
            layers.append(draft.finish(&diagnostics))
        }
        if best.isEmpty { diagnostics.caution("no-flat-roof", "no flat roof was chosen: there is nothing to optimise") }
        noteBounds(best, &diagnostics)
        func sum(_ plants: [Plant], _ value: (Plant) -> Double) -> Double { plants.reduce(0) { $0 + value($1) } }
        // Sums in a fixed order, whatever the dictionary's.
        let ordered = best.keys.sorted().compactMap { best[$0]?.plant }
        let power = sum(ordered) { $0.capacity }
        return Outcome(
            layers: layers,
            indicators: [
                Indicator(Self.roofs, Double(best.count)),
                Indicator(Self.energy, sum(plants) { $0.energy } / 1e6),
                Indicator(Self.usualEnergy, sum(usual) { $0.energy } / 1e6),
                Indicator(Self.winter, sum(plants) { ground.winterEnergy($0) } / 1e6),
                Indicator(Self.usualWinter, sum(usual) { ground.winterEnergy($0) } / 1e6),
                Indicator(Self.worthKind, sum(plants) { $0.investment?.netPresentValue ?? 0 } / 1e6),
                Indicator(Self.usualWorth, sum(usual) { $0.investment?.netPresentValue ?? 0 } / 1e6),
                Indicator(Self.capacityKind, sum(plants) { $0.capacity } / 1000),
                Indicator(
                    Self.meanTilt, power > 0 ? sum(ordered) { ($0.tilt?.degrees ?? 0) * $0.capacity } / power : nil),
            ], diagnostics: diagnostics)
    }
}
