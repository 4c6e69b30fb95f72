import City
import Geometry
import Sky

/// The inputs about what lamps take beside their light.
struct LampPowerInputs {
    let constantLight: Filter?
    let constantLightPower: Double
    let outageShare: Double
    let standby: Double

    init(_ inputs: inout Inputs) throws {
        constantLight = try inputs.filter(
            "constant_light",
            "Which lamps hold their light constant (CLO), by their attributes; none if not given")
        let maintained = try inputs.number(
            "lumen_maintenance", default: 0.9, in: 0.3...1,
            "Share of such a lamp's light that would be left at the end without it: their power begins with this share")
        constantLightPower = constantLightOutputPower(lumenMaintenance: maintained)
        outageShare =
            try inputs.number(
                "outage_share", unit: "%", default: 0, in: 0...100,
                "Share of the burning hours in which lamps that work are out until they are repaired") / 100
        standby = try inputs.number(
            "standby_power", unit: "W", default: 0, in: 0...100,
            "What a luminaire's control takes while it is dark; 0.5 W is usual with remote control")
    }
}

/// How the lamps of a city burn through a year, lamp by lamp.
struct LampOperation {
    /// The different years there are, and which of them each luminaire has.
    let years: [LampYear]
    let yearOf: [Int32]
    /// Which profile each luminaire has, -1 for one that is not dimmed; and would have if it could be dimmed.
    let profileOf: [Int32]
    let intendedProfileOf: [Int32]
    /// Share of its power that a luminaire takes at full light, by constant light output; 0 for one out of order.
    let powerShare: [Double]
    let standby: Double
    let workingShare: Double

    /// - Parameter classes: of the roads, by number.
    init(
        _ lamps: Lamps, _ layer: Layer, _ inputs: OperationInputs, _ power: LampPowerInputs, rules: LightingRules,
        classes: [LightingClass?], spans: [TimeSpan], operation: Operation
    ) throws {
        let column = layer.column(inputs.attribute)
        let named = Dictionary(
            inputs.profiles.enumerated().map { ($1.name, $0) }, uniquingKeysWith: { first, _ in first })
        let rest = named["*"] ?? 0
        let isDimmable = try inputs.dimming(of: layer)
        let isConstant = try power.constantLight?.bound(to: layer, path: "inputs.constant_light")
        let ratios = classes.map { $0.map { rules.neighbours(of: $0) } ?? (lower: 1, higher: 1) }
        struct Key: Hashable {
            var profile: Int
            var lower, higher: Double
        }
        var known: [Key: Int32] = [:]
        var years: [LampYear] = []
        var (yearOf, profileOf, shares): ([Int32], [Int32], [Double]) = ([], [], [])
        var intended: [Int32] = []
        for i in 0..<lamps.count {
            let row = Int(lamps.rows[i])
            var key = Key(profile: -1, lower: 1, higher: 1)
            let own = named[column.map { $0[row].plain } ?? "*"] ?? rest
            intended.append(Int32(own))
            if isDimmable(row) {
                key.profile = own
                let road = Int(lamps.roads[i])
                if road >= 0 { (key.lower, key.higher) = ratios[road] }
            }
            if let found = known[key] {
                yearOf.append(found)
            } else {
                let profile = key.profile < 0 ? .full : inputs.profiles[key.profile].profile
                known[key] = Int32(years.count)
                yearOf.append(Int32(years.count))
                years.append(
                    operation.year(profile, spans, of: inputs.year, lower: key.lower, higher: key.higher))
            }
            profileOf.append(Int32(key.profile))
            shares.append(!lamps.isOn[i] ? 0 : isConstant?(row) == true ? power.constantLightPower : 1)
        }
        self.years = years
        self.yearOf = yearOf
        self.profileOf = profileOf
        intendedProfileOf = intended
        powerShare = shares
        standby = power.standby
        workingShare = 1 - power.outageShare
    }

    /// Energy of a luminaire in a month, kWh.
    func energy(_ lamp: Int, of lamps: Lamps, month: Int) -> Double {
        guard powerShare[lamp] > 0 else { return 0 }
        let year = years[Int(yearOf[lamp])]
        return
            (lamps.powers[lamp] * powerShare[lamp] * year.equivalent[month] * workingShare
            + standby * year.dark[month]) / 1000
    }
}

extension LightingRules {
    /// Light of the classes below and above one, in terms of its own; 1 where the family ends or asks for no average.
    func neighbours(of wanted: LightingClass) -> (lower: Double, higher: Double) {
        let digits = wanted.name.reversed().prefix { $0.isNumber }.reversed()
        guard let number = Int(String(digits)), let own = wanted.light else { return (1, 1) }
        let family = wanted.name.dropLast(digits.count)
        func light(_ other: Int) -> Double? { other < 0 ? nil : lightingClass("\(family)\(other)")?.light }
        return (min(1, (light(number + 1) ?? own) / own), max(1, (light(number - 1) ?? own) / own))
    }
}

extension LightingClass {
    /// What it asks of the average: luminance or illuminance; nil where it asks for none, or for nothing.
    fileprivate var light: Double? {
        let found = limit(of: .averageLuminance) ?? limit(of: .averageIlluminance) ?? limit(of: .averageHemispherical)
        return found.flatMap { $0 > 0 ? $0 : nil }
    }
}
