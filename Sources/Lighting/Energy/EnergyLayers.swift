import City
import Geometry

/// Rounded to thousandths.
private func thousandths(_ value: Double) -> Value { .real((1000 * value).rounded() / 1000) }

/// The layer `lamp_energy`: one point a luminaire.
struct LampEnergyDraft {
    var layer = LayerDraft(name: "lamp_energy")
    private let lamp, road, circuit, profile, power, burning, light, equivalent, energy, cost, emissions: Int
    private let circuits: Column?
    private let profiles: [String]

    init(_ source: Layer, _ profiles: [String]) {
        circuits = source.column("circuit")
        self.profiles = profiles
        lamp = layer.place(ofColumn: "lamp", definition: "Id of the street light")
        road = layer.place(ofColumn: "road", definition: "Id of the road it lights first of all")
        circuit = layer.place(ofColumn: "circuit", definition: "Circuit it is fed from")
        profile = layer.place(ofColumn: "profile", definition: "Its profile of operation; full: it is not dimmed")
        power = layer.place(ofColumn: "power_w", unit: "W", definition: "Power at full light")
        burning = layer.place(ofColumn: "burning_h", unit: "h/a", definition: "Hours in which it burns")
        light = layer.place(
            ofColumn: "full_light_h", unit: "h/a", definition: "Hours at full light that give the same light")
        equivalent = layer.place(
            ofColumn: "full_load_h", unit: "h/a", definition: "Hours at full power that take the same energy")
        energy = layer.place(ofColumn: "energy_kwh", unit: "kWh/a", definition: "Energy in the year, controls included")
        cost = layer.place(ofColumn: "cost", unit: "₸/a", definition: "Price of its energy")
        emissions = layer.place(ofColumn: "co2_kg", unit: "kg/a", definition: "CO₂ of its energy")
    }

    mutating func add(
        _ lamps: Lamps, _ i: Int, road name: String?, profile number: Int, _ year: LampYear, isOn: Bool,
        energy kilowattHours: Double, _ price: EnergyPrice
    ) {
        layer.geometries.append(point: lamps.masts[i])
        layer.set(.text(lamps.ids[i]), at: lamp)
        if let name { layer.set(.text(name), at: road) }
        if let value = circuits?[Int(lamps.rows[i])].text { layer.set(.text(value), at: circuit) }
        layer.set(.text(number < 0 ? "full" : profiles[number]), at: profile)
        layer.set(thousandths(lamps.powers[i]), at: power)
        layer.set(thousandths(isOn ? year.burningHours : 0), at: burning)
        layer.set(thousandths(isOn ? year.lightHours : 0), at: light)
        layer.set(thousandths(isOn ? year.equivalentHours : 0), at: equivalent)
        layer.set(thousandths(kilowattHours), at: energy)
        layer.set(thousandths(kilowattHours * price.tariff), at: cost)
        layer.set(thousandths(kilowattHours * price.gridFactor), at: emissions)
        // A mast with several luminaires has as many points.
        let isFirst = i == 0 || lamps.rows[i - 1] != lamps.rows[i]
        if isFirst { luminaire = 1 } else { luminaire += 1 }
        layer.endFeature(id: isFirst ? lamps.ids[i] : "\(lamps.ids[i])/\(luminaire)")
    }

    private var luminaire = 0
}

/// The layer `road_energy`: one line a road with lamps.
struct RoadEnergyDraft {
    var layer = LayerDraft(name: "road_energy")
    private let highway, lightingClass, lamps, power, energy, cost, emissions, density, consumption, mean, area,
        length: Int

    init() {
        highway = layer.place(ofColumn: "highway", definition: "Type of the road")
        lightingClass = layer.place(ofColumn: "lighting_class", definition: "Class the road should meet")
        density = layer.place(
            ofColumn: "D_P", unit: "mW/(lx m²)", definition: "Power density indicator (EN 13201-5:2015, 4.1)")
        consumption = layer.place(
            ofColumn: "D_E", unit: "Wh/m²", definition: "Annual energy consumption indicator (EN 13201-5:2015, 5)")
        lamps = layer.place(ofColumn: "lamps", definition: "Luminaires along it")
        power = layer.place(
            ofColumn: "power_w", unit: "W",
            definition: "System power at full light: its luminaires', those between two roads by the roads' widths")
        energy = layer.place(ofColumn: "energy_kwh", unit: "kWh/a", definition: "Energy in the year")
        cost = layer.place(ofColumn: "cost", unit: "₸/a", definition: "Price of it")
        emissions = layer.place(ofColumn: "co2_kg", unit: "kg/a", definition: "CO₂ of it")
        mean = layer.place(
            ofColumn: "E_av", unit: "lx", definition: "Average maintained illuminance of its lit carriageway")
        area = layer.place(ofColumn: "lit_area", unit: "m²", definition: "Lit carriageway and sidewalks")
        length = layer.place(ofColumn: "lit_length", unit: "m", definition: "Length that is lit")
    }

    mutating func add(
        _ road: Roads.Road, _ required: LightingClass?, _ lit: LitRoad, lamps count: Int, power watts: Double,
        energy kilowattHours: Double, _ dP: Double?, _ dE: Double?, _ price: EnergyPrice
    ) {
        layer.geometries.append(line: road.line)
        if !road.highway.isEmpty { layer.set(.text(road.highway), at: highway) }
        if let required { layer.set(.text(required.name), at: lightingClass) }
        if let dP { layer.set(thousandths(1000 * dP), at: density) }
        if let dE { layer.set(thousandths(dE), at: consumption) }
        layer.set(.integer(Int64(count)), at: lamps)
        layer.set(thousandths(watts), at: power)
        layer.set(thousandths(kilowattHours), at: energy)
        layer.set(thousandths(kilowattHours * price.tariff), at: cost)
        layer.set(thousandths(kilowattHours * price.gridFactor), at: emissions)
        if let value = lit.illuminance { layer.set(thousandths(value), at: mean) }
        layer.set(thousandths(lit.area), at: area)
        layer.set(thousandths(lit.length), at: length)
        layer.endFeature(id: road.id)
    }
}

/// Sums by circuit, in the order in which circuits are first met.
struct CircuitSums {
    private struct Sum {
        var name: String
        var count = 0
        var power = 0.0
        var months = [Double](repeating: 0, count: 12)
        var place = Point3.zero
    }

    private var sums: [Sum] = []
    private var numbers: [String: Int] = [:]

    /// The number of a circuit; nil for a lamp without one.
    mutating func number(of name: String?) -> Int? {
        guard let name else { return nil }
        if let number = numbers[name] { return number }
        numbers[name] = sums.count
        sums.append(Sum(name: name))
        return sums.count - 1
    }

    mutating func count(_ number: Int?) { if let number { sums[number].count += 1 } }

    /// What of a circuit's own power is one luminaire's.
    func share(_ power: Double, of number: Int?) -> Double { number.map { power / Double(sums[$0].count) } ?? 0 }

    mutating func add(_ number: Int?, _ energy: [Double], at place: Point3, power: Double) {
        guard let number else { return }
        for month in 0..<12 { sums[number].months[month] += energy[month] }
        sums[number].place = sums[number].place + place * (1 / Double(sums[number].count))
        sums[number].power += power
    }

    /// The layer `lighting_circuit`: one point a circuit, in the middle of its lamps; nil where no lamp names one.
    func layer(_ price: EnergyPrice, _ diagnostics: inout Diagnostics) -> Layer? {
        guard !sums.isEmpty else { return nil }
        var layer = LayerDraft(name: "lighting_circuit")
        for sum in sums {
            let energy = sum.months.reduce(0, +)
            layer.geometries.append(point: sum.place)
            layer.set("lamps", .integer(Int64(sum.count)))
            layer.set("power_w", thousandths(sum.power), unit: "W")
            layer.set("energy_kwh", thousandths(energy), unit: "kWh/a")
            layer.set("cost", thousandths(energy * price.tariff), unit: "₸/a")
            layer.set("co2_kg", thousandths(energy * price.gridFactor), unit: "kg/a")
            for (month, value) in sum.months.enumerated() {
                layer.set("energy_kwh_\(month < 9 ? "0" : "")\(month + 1)", thousandths(value), unit: "kWh")
            }
            layer.endFeature(id: sum.name)
        }
        return layer.finish(&diagnostics)
    }
}
