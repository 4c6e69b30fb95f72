import City
import Geometry
import Money

/// What the outcome is put together from.
struct RetrofitAnswer {
    var work: RetrofitWork
    var lampLayer: Layer
    var before: Lamps
    var after: Lamps
    /// Of the present lamps.
    var burning: LampOperation
    var choices: [StreetChoice]
    var judgedBefore: [Int: JudgedRoad]
    var judgedAfter: [Int: JudgedRoad]
}

extension LightingRetrofit {
    static let streetsAll = Indicator.Kind("lighting.streets", unit: "", "Streets with lamps")
    static let streetsMeeting = Indicator.Kind(
        "lighting.streets_met", unit: "", "Of them with a new lamp that meets the class in the end")
    static let streetsNone = Indicator.Kind(
        "lighting.streets_none_meets", unit: "", "Of them where no candidate meets the class on the masts there are")
    static let lampsReplaced = Indicator.Kind("lighting.lamps_replaced", unit: "", "Luminaires replaced")
    static let energyBefore = Indicator.Kind(
        "lighting.energy_before", unit: "MWh/a", "Electricity of the streets' lamps as they are")
    static let energyAfter = Indicator.Kind("lighting.energy_after", unit: "MWh/a", "With the new lamps")
    static let energySaved = Indicator.Kind("lighting.energy_saved", unit: "%", "Saved of that")
    static let costBefore = Indicator.Kind("lighting.energy_cost_before", unit: "₸/a", "Its price as it is, in year 1")
    static let costAfter = Indicator.Kind("lighting.energy_cost_after", unit: "₸/a", "With the new lamps")
    static let emissionsSaved = Indicator.Kind("lighting.co2_saved", unit: "t/a", "CO₂ saved")
    static let capital = Indicator.Kind("lighting.capex", unit: "₸", "Price of the new lamps, put up")
    static let metBefore = Indicator.Kind(
        "lighting.met_before", unit: "km", "Length of the streets that meets its class as it is")
    static let metAfter = Indicator.Kind("lighting.met_after", unit: "km", "With the new lamps")
    static let simplePayback = Indicator.Kind(
        "lighting.payback", unit: "a", "Years until all savings have paid for the lamps, whoever gets them")
    static let investorPayback = Indicator.Kind(
        "lighting.investor_payback", unit: "a",
        "Years until the investor's share has paid him back; none: not within the contract")
    static let investorWorth = Indicator.Kind(
        "lighting.investor_npv", unit: "₸", "Worth today of the contract to the investor")
    static let investorRate = Indicator.Kind(
        "lighting.investor_irr", unit: "%/a", "The investor's internal rate of return, nominal")
    static let cityDuring = Indicator.Kind(
        "lighting.city_keeps_contract", unit: "₸", "What the city keeps of the savings while the contract runs")
    static let cityAfter = Indicator.Kind(
        "lighting.city_keeps_after", unit: "₸", "What it keeps after it, to the end of the horizon")
    static let cityWorth = Indicator.Kind("lighting.city_npv", unit: "₸", "Worth today of both")

    func outcome(_ answer: RetrofitAnswer, _ diagnostics: Diagnostics) -> Outcome {
        var diagnostics = diagnostics
        let work = answer.work
        var roads = RoadRetrofitDraft()
        var (energyBefore, energyAfter, capital, replaced) = (0.0, 0.0, 0.0, 0)
        var (upkeepSaved, meeting, none) = (0.0, 0, 0)
        var (metBefore, metAfter) = (0.0, 0.0)
        var replacements: [Int: Double] = [:]
        for (street, choice) in zip(work.streets, answer.choices) {
            let isMet = work.meets(street, answer.judgedAfter)
            var hasClass = false
            for road in street.roads where work.classes[road] != nil { hasClass = true }
            let status: String
            if choice.candidate == nil || !choice.isMeeting {
                status = hasClass ? "none_meets" : "no_class"
                if hasClass {
                    none += 1
                    diagnostics.note(
                        "no-candidate-meets",
                        choice.candidate == nil
                            ? "no candidate brings a street to its class on the masts there are: its lamps stay"
                            : "no candidate brings a street to its class: it gets the cheapest with the present light",
                        street.name)
                }
            } else {
                status = isMet ? "meets" : "misses_in_the_end"
                if isMet {
                    meeting += 1
                } else {
                    diagnostics.note(
                        "misses-with-neighbours",
                        "a street whose lamps meet the class by themselves misses it once its neighbours are changed, too",
                        street.name)
                }
            }
            var sums: [Int: (before: Double, after: Double, lamps: Int)] = [:]
            for lamp in street.lamps {
                let road = Int(answer.before.roads[lamp])
                let before = (0..<12).reduce(0) { $0 + answer.burning.energy(lamp, of: answer.before, month: $1) }
                var after = before
                if let number = choice.candidate {
                    after = work.costs.energy(
                        number, choice.level, work.classes[road], profile: work.costs.profile(of: lamp))
                    let candidate = candidates.all[number]
                    let price = candidate.price + candidate.installation
                    capital += price
                    replaced += 1
                    upkeepSaved += upkeepBefore - candidate.maintenance
                    // A lamp's life ends with the year in which it is over.
                    var age = candidate.life
                    while age < Double(cycle.horizon) - 1e-9 {
                        replacements[Int(age.rounded(.up)), default: 0] += price
                        age += candidate.life
                    }
                }
                energyBefore += before
                energyAfter += after
                let sum = sums[road] ?? (0, 0, 0)
                sums[road] = (sum.before + before, sum.after + after, sum.lamps + 1)
            }
            for road in street.roads {
                guard let before = answer.judgedBefore[road], let after = answer.judgedAfter[road] else { continue }
                let (old, new) = (RoadSummary(before), RoadSummary(after))
                metBefore += old.met
                metAfter += new.met
                roads.add(
                    work.roads.roads[road], street, choice, candidates, status: status, required: work.classes[road],
                    sums[road] ?? (0, 0, 0), old, new, price)
            }
        }
        let service = EnergyService(
            capital: capital, energySaving: (energyBefore - energyAfter) * price.tariff, upkeepSaving: upkeepSaved,
            replacements: replacements, share: investorShare, contract: contract, cycle)
        let rate = internalRateOfReturn(service.investor)
        if let reason = rate.reason, capital > 0 {
            diagnostics.note("investor-rate", "the investor has \(reason)")
        }
        let whole = [-capital] + service.years.dropFirst().map(\.saving)
        let (during, later) = (service.city.prefix(contract + 1), service.city.dropFirst(contract + 1))
        return Outcome(
            layers: [
                roads.layer.finish(&diagnostics), changedLamps(answer), service.layer(&diagnostics),
            ],
            indicators: [
                Indicator(Self.streetsAll, Double(work.streets.count)),
                Indicator(Self.streetsMeeting, Double(meeting)), Indicator(Self.streetsNone, Double(none)),
                Indicator(Self.lampsReplaced, Double(replaced)),
                Indicator(Self.energyBefore, energyBefore / 1000), Indicator(Self.energyAfter, energyAfter / 1000),
                Indicator(Self.energySaved, energyBefore > 0 ? 100 * (1 - energyAfter / energyBefore) : nil),
                Indicator(Self.costBefore, energyBefore * price.tariff),
                Indicator(Self.costAfter, energyAfter * price.tariff),
                Indicator(Self.emissionsSaved, (energyBefore - energyAfter) * price.gridFactor / 1000),
                Indicator(Self.capital, capital), Indicator(Self.metBefore, metBefore / 1000),
                Indicator(Self.metAfter, metAfter / 1000),
                Indicator(Self.simplePayback, capital > 0 ? paybackPeriod(flows: whole) : nil),
                Indicator(Self.investorPayback, capital > 0 ? paybackPeriod(flows: service.investor) : nil),
                Indicator(Self.investorWorth, netPresentValue(rate: cycle.rate, flows: service.investor)),
                Indicator(Self.investorRate, rate.value.map { 100 * $0 }),
                Indicator(Self.cityDuring, during.reduce(0, +)), Indicator(Self.cityAfter, later.reduce(0, +)),
                Indicator(Self.cityWorth, netPresentValue(rate: cycle.rate, flows: service.city)),
            ], diagnostics: diagnostics)
    }

    /// The layer `street_light` with the new lamps: another scenario takes it in the place of the present one by a
    /// `remove` of all street lights and an `add` of this file.
    private func changedLamps(_ answer: RetrofitAnswer) -> Layer {
        let layer = answer.lampLayer
        var choiceOf = [Int?](repeating: nil, count: layer.count)
        var lampOf = [Int](repeating: 0, count: layer.count)
        for (k, street) in answer.work.streets.enumerated() where answer.choices[k].candidate != nil {
            for lamp in street.lamps {
                choiceOf[Int(answer.after.rows[lamp])] = k
                lampOf[Int(answer.after.rows[lamp])] = lamp
            }
        }
        var columns = layer.columns
        func put(_ column: Column) {
            if let i = columns.firstIndex(where: { $0.name == column.name }) {
                columns[i] = column
            } else {
                columns.append(column)
            }
        }
        func numbers(_ name: String, unit: String?, _ definition: String, _ value: (Int, StreetChoice) -> Double?) {
            let old = layer.column(name)
            put(
                Column(
                    name, unit: old?.unit ?? unit, definition: old?.definition ?? definition,
                    real: (0..<layer.count).map { row in
                        guard let k = choiceOf[row], let new = value(row, answer.choices[k]) else {
                            return old?.number(row) ?? .nan
                        }
                        return (1000 * new).rounded() / 1000
                    }))
        }
        func texts(_ name: String, _ definition: String, _ value: (LampCandidate) -> String) {
            let old = layer.column(name)
            put(
                Column(
                    name, definition: old?.definition ?? definition,
                    text: (0..<layer.count).map { row in
                        guard let k = choiceOf[row], let number = answer.choices[k].candidate else {
                            return old.flatMap { $0[row].isNull ? nil : $0[row].plain }
                        }
                        return value(candidates.all[number])
                    }))
        }
        numbers("power_w", unit: "W", "Electric power, dimmed to the class") { row, _ in
            answer.after.powers[lampOf[row]]
        }
        numbers("flux_lm", unit: "lm", "Luminous flux, dimmed to the class") { row, _ in
            answer.after.fluxes[lampOf[row]]
        }
        numbers("tilt_deg", unit: "°", "Tilt as built") { row, choice in choice.tilt?.degrees }
        numbers("dim_level", unit: nil, "Share of its full light that just meets the class") { _, choice in choice.level
        }
        texts(lamps.attribute, "Kind of lamp") { $0.name }
        texts("light_source", "Kind of light source") { _ in "LED" }
        texts("luminaire_file", "Photometric file of the new lamp, or generated optic") { $0.photometryName }
        texts("status", "State of the lamp") { _ in "ok" }
        return layer.with(columns: columns)
    }
}

extension EnergyService {
    /// The layer `energy_service`: a row a year, without geometry.
    func layer(_ diagnostics: inout Diagnostics) -> Layer {
        var layer = LayerDraft(name: "energy_service")
        let year = layer.place(ofColumn: "year", definition: "0 is the building of it")
        let saving = layer.place(ofColumn: "saving", unit: "₸", definition: "Electricity and upkeep saved")
        let investor = layer.place(ofColumn: "investor", unit: "₸", definition: "What the investor pays or gets")
        let city = layer.place(ofColumn: "city", unit: "₸", definition: "What the city keeps")
        let sum = layer.place(ofColumn: "investor_sum", unit: "₸", definition: "The investor's, up to then")
        var total = 0.0
        for (t, entry) in years.enumerated() {
            layer.geometries.appendNone()
            total += entry.investor
            layer.set(.integer(Int64(t)), at: year)
            for (value, place) in [
                (entry.saving, saving), (entry.investor, investor), (entry.city, city), (total, sum),
            ] {
                layer.set(.real(value.rounded()), at: place)
            }
            layer.endFeature(id: "year-\(t)")
        }
        return layer.finish(&diagnostics)
    }
}

/// The layer `road_retrofit`: one line a road with lamps.
private struct RoadRetrofitDraft {
    var layer = LayerDraft(name: "road_retrofit")
    private let street, lightingClass, status, candidate, level, tilt, lamps, before, after, costBefore, costAfter,
        verdictBefore, verdictAfter, metBefore, metAfter, lightBefore, lightAfter: Int

    init() {
        street = layer.place(ofColumn: "street", definition: "The street whose lamps were chosen together")
        lightingClass = layer.place(ofColumn: "lighting_class", definition: "Class the road should meet")
        status = layer.place(
            ofColumn: "status",
            definition:
                "Of the street between its lamps: meets; misses_in_the_end: not any more with its neighbours' new lamps; "
                + "none_meets: no candidate does; no_class")
        candidate = layer.place(ofColumn: "candidate", definition: "The lamp chosen; none: the present ones stay")
        level = layer.place(ofColumn: "level", unit: "%", definition: "Share of its light that just meets the class")
        tilt = layer.place(ofColumn: "tilt", unit: "°", definition: "Tilt as built, where it was chosen")
        lamps = layer.place(ofColumn: "lamps", definition: "Luminaires that light it first of all")
        before = layer.place(ofColumn: "energy_before", unit: "kWh/a", definition: "Their energy as they are")
        after = layer.place(ofColumn: "energy_after", unit: "kWh/a", definition: "Energy of the new ones")
        costBefore = layer.place(ofColumn: "cost_before", unit: "₸/a", definition: "Price of the energy as it is")
        costAfter = layer.place(ofColumn: "cost_after", unit: "₸/a", definition: "Price of the new lamps' energy")
        verdictBefore = layer.place(ofColumn: "verdict_before", definition: "meets, fails, unlit, or no_class")
        verdictAfter = layer.place(ofColumn: "verdict", definition: "The same with the new lamps of all streets")
        metBefore = layer.place(ofColumn: "met_before", unit: "m", definition: "Length that meets the class as it is")
        metAfter = layer.place(ofColumn: "met", unit: "m", definition: "Length that meets it with the new lamps")
        lightBefore = layer.place(ofColumn: "E_av_before", unit: "lx", definition: "Average illuminance as it is")
        lightAfter = layer.place(ofColumn: "E_av", unit: "lx", definition: "Average illuminance with the new lamps")
    }

    mutating func add(
        _ road: Roads.Road, _ source: Street, _ choice: StreetChoice, _ candidates: LampCandidates, status text: String,
        required: LightingClass?, _ sums: (before: Double, after: Double, lamps: Int), _ old: RoadSummary,
        _ new: RoadSummary, _ price: EnergyPrice
    ) {
        layer.geometries.append(line: road.line)
        layer.set(.text(source.name), at: street)
        if let required { layer.set(.text(required.name), at: lightingClass) }
        layer.set(.text(text), at: status)
        if let number = choice.candidate {
            layer.set(.text(candidates.all[number].name), at: candidate)
            layer.set(.real((1000 * choice.level).rounded() / 10), at: level)
            if let value = choice.tilt { layer.set(.real(value.degrees), at: tilt) }
        }
        layer.set(.integer(Int64(sums.lamps)), at: lamps)
        for (value, place) in [
            (sums.before, before), (sums.after, after), (sums.before * price.tariff, costBefore),
            (sums.after * price.tariff, costAfter), (old.met, metBefore), (new.met, metAfter),
        ] { layer.set(.real((10 * value).rounded() / 10), at: place) }
        layer.set(.text(old.verdict.rawValue), at: verdictBefore)
        layer.set(.text(new.verdict.rawValue), at: verdictAfter)
        if let value = old.illuminance { layer.set(.real((100 * value).rounded() / 100), at: lightBefore) }
        if let value = new.illuminance { layer.set(.real((100 * value).rounded() / 100), at: lightAfter) }
        layer.endFeature(id: road.id)
    }
}
