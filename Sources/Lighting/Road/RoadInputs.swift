import City
import Geometry

/// The inputs about roads and the classes they are lit to.
struct ClassInputs {
    let filter: Filter?
    let rules: LightingRules
    /// The class of every road; nil for what its data or its type say.
    let lightingClass: LightingClass?
    /// Selection parameters given for all roads.
    let options: [String: String]

    enum Volume: String, CaseIterable { case byRoad = "by_road", high, moderate, low }
    enum Parked: String, CaseIterable { case byRoad = "by_road", present, notPresent = "not_present" }

    /// - Parameter which: what is done with the roads of `where`, for the help.
    init(_ inputs: inout Inputs, which: String = "Which roads are judged") throws {
        filter = try inputs.filter("where", "\(which), by their attributes; all if not given")
        rules =
            try inputs.file(
                "rules", "Lighting classes and how roads get them (JSON); EN 13201-2:2015 without one"
            ).map { try LightingRules(bytes: $0.bytes, file: $0.path) } ?? .en13201
        let name = try inputs.text(
            "lighting_class",
            "Class of every road, as M4 or P3; without it the road's 'lighting_class', else what the rules select")
        lightingClass = try name.map { [rules] name in
            guard let found = rules.lightingClass(name) else {
                throw InputError(
                    path: "inputs.lighting_class", problem: "\(rules.name) has no class '\(name)'",
                    suggestion: "it has: \(rules.classes.map(\.name).joined(separator: ", "))")
            }
            return found
        }
        let volume = try inputs.choice(
            "traffic_volume", default: Volume.byRoad, "Traffic by night, for selecting classes M and C")
        let ambient = try inputs.choice(
            "ambient_luminosity", default: Volume.byRoad, "Light of the surroundings, for selecting classes")
        let parked = try inputs.choice(
            "parked_vehicles", default: Parked.byRoad, "Whether cars are parked along the roads, for selecting classes")
        var options: [String: String] = [:]
        if volume != .byRoad { options["traffic_volume"] = volume.rawValue }
        if ambient != .byRoad { options["ambient_luminosity"] = ambient.rawValue }
        if parked != .byRoad { options["parked_vehicles"] = parked.rawValue }
        self.options = options
    }

    /// The class a road must meet; nil where neither data nor rules know.
    func lightingClass(of road: Roads.Road, _ diagnostics: inout Diagnostics) -> LightingClass? {
        if let lightingClass { return lightingClass }
        if let name = road.lightingClass {
            if let found = rules.lightingClass(name) { return found }
            diagnostics.note(
                "lighting-class-unknown", "a road's lighting class is not among the rules': its type's counts", road.id)
        }
        if let found = rules.lightingClass(highway: road.highway, speed: road.speed, given: options) { return found }
        diagnostics.note(
            "no-lighting-class", "a road has no lighting class and its type selects none: it is computed, not judged",
            road.id)
        return nil
    }
}

/// The inputs about roads and what is asked of their lighting.
struct RoadInputs {
    let classes: ClassInputs
    let surface: ReflectionTable
    let wetSurface: ReflectionTable?
    let drivesLeft: Bool

    var filter: Filter? { classes.filter }
    var rules: LightingRules { classes.rules }

    enum Surface: String, CaseIterable {
        case r1 = "R1"
        case r2 = "R2"
        case r3 = "R3"
        case r4 = "R4"
    }

    /// - Parameter which: what is done with the roads of `where`, for the help.
    init(_ inputs: inout Inputs, which: String = "Which roads are judged") throws {
        classes = try ClassInputs(&inputs, which: which)
        let standard = try inputs.choice(
            "surface", default: Surface.r3, "Reflection table of the dry road: R1 concrete, R3 the usual asphalt")
        let given = try inputs.file(
            "surface_table", "Reflection table of the dry road from a file (CSV or RTB) in place of 'surface'")
        let q0 = try inputs.number(
            "q0", in: 0.01...0.5, "Average luminance coefficient of the dry road; the table's own if not given")
        let dry =
            try given.map { try ReflectionTable(bytes: $0.bytes, file: $0.path) }
            ?? ReflectionTable.standard(standard.rawValue)
        guard let dry else {
            throw InputError(path: "inputs.surface", problem: "there is no table '\(standard.rawValue)'")
        }
        surface = q0.map { dry.scaled(toQ0: $0) } ?? dry
        wetSurface = try inputs.file(
            "wet_table", "Reflection table of the wet road (CSV or RTB), for its uniformity; not judged without one"
        ).map { try ReflectionTable(bytes: $0.bytes, file: $0.path) }
        drivesLeft = try inputs.flag("drives_left", default: false, "Whether traffic keeps to the left")
    }

    /// The class a road must meet; nil where neither data nor rules know.
    func lightingClass(of road: Roads.Road, _ diagnostics: inout Diagnostics) -> LightingClass? {
        classes.lightingClass(of: road, &diagnostics)
    }
}
