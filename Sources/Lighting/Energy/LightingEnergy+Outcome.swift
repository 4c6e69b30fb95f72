import City
import Geometry

extension LightingEnergy {
    static let energy = Indicator.Kind(
        "lighting.energy", unit: "MWh/a", "Electricity of the street lighting in the year")
    static let cost = Indicator.Kind("lighting.energy_cost", unit: "₸/a", "Its price by the tariff")
    static let emissions = Indicator.Kind("lighting.co2", unit: "t/a", "CO₂ of its electricity")
    static let power = Indicator.Kind(
        "lighting.power", unit: "kW", "Electric power of the luminaires that are on, at full light")
    static let lamps = Indicator.Kind("lighting.lamps", unit: "", "Luminaires counted")
    static let dark = Indicator.Kind("lighting.lamps_dark", unit: "", "Of them out of order")
    static let nightHours = Indicator.Kind("lighting.night_hours", unit: "h/a", "Hours in which lamps burn by the sun")
    static let fullHours = Indicator.Kind(
        "lighting.full_load_hours", unit: "h/a", "Hours at full power that take the same energy, mean by power")
    static let density = Indicator.Kind(
        "lighting.power_density", unit: "mW/(lx m²)",
        "Power density indicator D_P of all lit roads (EN 13201-5:2015, 4.1)")
    static let consumption = Indicator.Kind(
        "lighting.annual_consumption", unit: "Wh/m²",
        "Annual energy consumption indicator D_E of all lit roads (EN 13201-5:2015, 5)")
    static let area = Indicator.Kind("lighting.lit_area", unit: "m²", "Area of lit carriageways and sidewalks")
    static let length = Indicator.Kind("lighting.lit_length", unit: "km", "Length of the lit roads")

    static func month(_ number: Int) -> Indicator.Kind {
        Indicator.Kind(
            "lighting.energy_month_\(number < 10 ? "0" : "")\(number)", unit: "MWh", "Of that in month \(number)")
    }

    func outcome(_ answer: EnergyAnswer, _ diagnostics: Diagnostics) throws -> Outcome {
        var diagnostics = diagnostics
        let lamps = answer.lamps
        let column = answer.lampLayer.column("circuit")
        var circuits = CircuitSums()
        // Luminaires that count: of wanted roads; without a choice of roads also those of none.
        let counted = (0..<lamps.count).filter {
            let road = Int(lamps.roads[$0])
            return road >= 0 ? answer.isWanted[road] : classes.filter == nil
        }
        let circuitOf = counted.map { circuits.number(of: column?[Int(lamps.rows[$0])].text) }
        for number in circuitOf { circuits.count(number) }
        let shares = roadShares(answer)
        var roadEnergy = [Double](repeating: 0, count: answer.roads.roads.count)
        var roadPower = roadEnergy
        var roadLamps = [Int](repeating: 0, count: roadEnergy.count)
        var lampDraft = LampEnergyDraft(answer.lampLayer, operation.profiles.map(\.name))
        var (months, fullPower) = ([Double](repeating: 0, count: 12), 0.0)
        var equivalent = 0.0
        for (i, number) in zip(counted, circuitOf) {
            let additional = circuits.share(controlPower, of: number)
            var energy = [Double](repeating: 0, count: 12)
            let year = answer.operation.years[Int(answer.operation.yearOf[i])]
            for month in 0..<12 {
                let all = year.burning[month] + year.dark[month]
                energy[month] = answer.operation.energy(i, of: lamps, month: month) + additional * all / 1000
                months[month] += energy[month]
            }
            circuits.add(number, energy, at: lamps.masts[i], power: lamps.powers[i])
            let sum = energy.reduce(0, +)
            let power = lamps.powers[i] * answer.operation.powerShare[i] + additional
            if lamps.isOn[i] {
                fullPower += lamps.powers[i]
                equivalent +=
                    lamps.powers[i] * answer.operation.powerShare[i] * year.equivalentHours
                    * answer.operation.workingShare
            }
            for (road, share) in shares[i] {
                roadEnergy[road] += share * sum
                roadPower[road] += share * power
                roadLamps[road] += 1
            }
            lampDraft.add(
                lamps, i, road: lamps.roads[i] >= 0 ? answer.roads.roads[Int(lamps.roads[i])].id : nil,
                profile: Int(answer.operation.profileOf[i]), year, isOn: lamps.isOn[i], energy: sum, price)
        }
        var road = RoadEnergyDraft()
        var (light, area, length, litPower, litEnergy) = (0.0, 0.0, 0.0, 0.0, 0.0)
        for i in answer.roads.roads.indices where answer.isWanted[i] {
            let lit = answer.lit[i]
            guard lit.area > 0 || roadEnergy[i] > 0 else { continue }
            let density = powerDensityIndicator(power: roadPower[i], areas: lit.areas)
            let consumption = annualEnergyConsumptionIndicator(
                periods: [PowerPeriod(power: 1000 * roadEnergy[i], hours: 1)], area: lit.area)
            road.add(
                answer.roads.roads[i], answer.classes[i], lit, lamps: roadLamps[i], power: roadPower[i],
                energy: roadEnergy[i], density, consumption, price)
            guard lit.area > 0 else { continue }
            light += lit.areas.reduce(0) { $0 + $1.illuminance * $1.area }
            area += lit.area
            length += lit.length
            litPower += roadPower[i]
            litEnergy += roadEnergy[i]
        }
        let total = months.reduce(0, +)
        var layers = [lampDraft.layer.finish(&diagnostics), road.layer.finish(&diagnostics)]
        if let layer = circuits.layer(price, &diagnostics) { layers.append(layer) }
        return Outcome(
            layers: layers,
            indicators: [
                Indicator(Self.energy, total / 1000), Indicator(Self.cost, total * price.tariff),
                Indicator(Self.emissions, total * price.gridFactor / 1000), Indicator(Self.power, fullPower / 1000),
                Indicator(Self.lamps, Double(counted.count)),
                Indicator(Self.dark, Double(counted.count { !lamps.isOn[$0] })),
                Indicator(Self.nightHours, answer.spans.reduce(0) { $0 + $1.hours }),
                Indicator(Self.fullHours, fullPower > 0 ? equivalent / fullPower : nil),
                Indicator(Self.density, light > 0 ? 1000 * litPower / light : nil),
                Indicator(Self.consumption, area > 0 ? 1000 * litEnergy / area : nil),
                Indicator(Self.area, area), Indicator(Self.length, length / 1000),
            ] + months.enumerated().map { Indicator(Self.month($0.offset + 1), $0.element / 1000) },
            diagnostics: diagnostics)
    }

    /// Which roads a luminaire's power counts for, by their widths: one on a median lights both carriageways.
    private func roadShares(_ answer: EnergyAnswer) -> [[(road: Int, share: Double)]] {
        var shares = [[(road: Int, share: Double)]](repeating: [], count: answer.lamps.count)
        for place in answer.lamps.places {
            let road = Int(place.road)
            shares[Int(place.lamp)].append((road, answer.roads.roads[road].width))
        }
        for i in shares.indices {
            let sum = shares[i].reduce(0) { $0 + $1.share }
            for k in shares[i].indices { shares[i][k].share /= sum }
        }
        return shares
    }
}
