/// What a lamp is where its data do not say: by the road it lights.
///
/// Heights and powers are usual ones for LED replacements of the CIS' streets, as the synthetic city of Turkistan has
/// them (assumed); every use is counted.
struct LampDefaults {
    /// Light centre above the ground, m.
    var height: Double
    /// W.
    var power: Double

    init(highway: String) {
        switch highway {
        case "motorway", "trunk", "primary", "motorway_link", "trunk_link", "primary_link": (height, power) = (10, 120)
        case "secondary", "secondary_link": (height, power) = (9, 90)
        case "tertiary", "unclassified", "tertiary_link": (height, power) = (8.5, 70)
        case "living_street": (height, power) = (6, 30)
        case "pedestrian", "footway", "path", "cycleway", "steps", "bridleway", "corridor": (height, power) = (4.5, 25)
        default: (height, power) = (7.5, 45)
        }
    }

    /// Luminous efficacy of a luminaire by its light source, lm/W: lamp as catalogued times a light output ratio of 0.75,
    /// LED luminaires as sold in 2024 (assumed); LED where the source is unknown.
    static func efficacy(of source: String) -> Double {
        let name = source.lowercased()
        func has(_ words: String...) -> Bool { words.contains { name.contains($0) } }
        if has("led") { return 130 }
        if has("low_pressure_sodium", "sox") { return 100 }
        if has("sodium", "hps", "son", "днат") { return 75 }
        if has("halide", "cmh", "hci") { return 65 }
        if has("mercury", "дрл") { return 38 }
        if has("fluorescent") { return 50 }
        if has("gas", "incandescent", "halogen") { return 12 }
        return 130
    }

    /// FIWARE Streetlight `status` values, and such that mean the same, of a lamp that gives no light.
    static let dark: Set<String> = [
        "defectiveLamp", "brokenLantern", "defective", "broken", "out_of_order", "off", "fault", "disused", "removed",
    ]
    /// Values of a lamp that does.
    static let lit: Set<String> = ["ok", "columnIssue", "on", "working"]
}
