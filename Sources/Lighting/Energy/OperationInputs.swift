import City
import Geometry
import JSON
import Money
import Sky

/// The inputs about when and how brightly lamps burn.
struct OperationInputs {
    let year: Int
    private let utcOffset: Double?
    private let isSummerTime: Bool
    /// The sun's heights at which lamps go on and off.
    let on: Angle
    let off: Angle
    /// By the value of an attribute of the lamps, `*` for the rest.
    let profiles: [(name: String, profile: DimmingProfile)]
    let attribute: String
    private let dimmable: Filter?
    private let isDimmedByDefault: Bool
    private let traffic: [Double]
    private let lowTraffic: Double
    private let wetShare: Double
    private let fixedShare: Double

    /// - Parameter isNew: whether the profile is that of new lamps, so that of the present ones only those chosen have it.
    init(_ inputs: inout Inputs, isNew: Bool = false) throws {
        year = Int(try inputs.integer("year", default: 2025, in: 1900...2200, "The year whose nights are counted"))
        utcOffset = try inputs.number(
            "utc_offset", unit: "h", in: -12...14,
            "Local time minus UTC; by longitude if absent. All of Kazakhstan is at 5 since 1 March 2024")
        isSummerTime = try inputs.flag(
            "summer_time", default: false, "Whether clocks are put forward in summer as in the European Union")
        let onBelow = try inputs.number(
            "on_below", unit: "lx", default: 20, in: 0.01...10_000,
            "Lamps go on when the clear sky gives less than this (20 lx: SNiP 23-05-95)")
        let offAbove = try inputs.number(
            "off_above", unit: "lx", default: 10, in: 0.01...10_000,
            "Lamps go off when the clear sky gives more than this (10 lx: SNiP 23-05-95)")
        let elevation = try inputs.number(
            "switch_elevation", unit: "°", in: -18...10,
            "Height of the sun at which lamps go on and off, in place of the illuminances; -6 is civil twilight")
        on = elevation.map { .degrees($0) } ?? sunElevation(forIlluminance: onBelow)
        off = elevation.map { .degrees($0) } ?? sunElevation(forIlluminance: offAbove)
        let text =
            try inputs.text(
                "dimming", default: "",
                "Light by the clock for all lamps: '22:00 70%, 00:00 50% power 53% detect 20%, 05:00 100%' (share of the light, of "
                    + "the power where it is known, of the time in which a detector raises it); full light if empty")
            ?? ""
        let file = try inputs.file(
            "profiles",
            "Such texts by an attribute of the lamps, from JSON: {\"by\": \"road_class\", \"profiles\": {\"residential\": \"…\", "
                + "\"*\": \"…\"}}")
        let whole = try DimmingProfile(text, path: "inputs.dimming")
        if let file {
            (attribute, profiles) = try Self.read(file, otherwise: whole)
        } else {
            (attribute, profiles) = ("", [("*", whole)])
        }
        dimmable = try inputs.filter(
            "dimmable",
            isNew
                ? "Which of the present lamps are dimmed already, by their attributes; none if not given"
                : "Which lamps can be dimmed, by their attributes; the others burn fully; all if not given")
        isDimmedByDefault = !isNew
        traffic =
            try inputs.numbers(
                "traffic", count: 24, in: 0...1e6,
                "Traffic of the hours from 0 to 23, in any unit; lamps then may be dimmed to the next lower class where it is low; "
                    + "of no account if not given") ?? []
        lowTraffic =
            try inputs.number(
                "low_traffic", unit: "%", default: 20, in: 0...100,
                "Share of the busiest hour's traffic below which the next lower class will do") / 100
        wetShare =
            try inputs.number(
                "wet_share", unit: "%", default: 0, in: 0...100,
                "Share of the burning hours in which roads are wet and dimmed lamps are raised by one class") / 100
        fixedShare =
            try inputs.number(
                "fixed_power", unit: "%", default: 5, in: 0...100,
                "Share of a lamp's power that does not fall with its light (the driver's own; an assumption)") / 100
        if let most = traffic.max(), most <= 0 {
            throw InputError(
                path: "inputs.traffic", problem: "'traffic' is 0 in every hour", suggestion: "leave it out")
        }
    }

    /// Which lamps of a layer are dimmed, by row.
    func dimming(of layer: Layer) throws -> (Int) -> Bool {
        if let dimmable { return try dimmable.bound(to: layer, path: "inputs.dimmable") }
        let isDimmed = isDimmedByDefault
        return { _ in isDimmed }
    }

    /// Local time less UTC, h.
    func offset(at place: City.Place, _ diagnostics: inout Diagnostics) -> Double {
        if let utcOffset { return utcOffset }
        let zone = (place.longitude.degrees / 15).rounded()
        diagnostics.note(
            "utc-offset-by-longitude",
            "times are UTC\(zone < 0 ? "−" : "+")\(Int(abs(zone))), by longitude; give utc_offset where clocks differ")
        return zone
    }

    /// When lamps burn at a city.
    /// - Throws: `InputError` for a city whose place on Earth is not known.
    func nights(of city: City, _ diagnostics: inout Diagnostics) throws -> (spans: [TimeSpan], operation: Operation) {
        guard let place = city.place else {
            throw InputError(
                path: "city", problem: "the city's place on Earth is not known: no sun sets there",
                suggestion: "import it with its CRS")
        }
        let offset = offset(at: place, &diagnostics)
        let spans = Lighting.nights(
            of: year, at: Location(latitude: place.latitude, longitude: place.longitude), offset: offset, on: on,
            off: off)
        if let longest = spans.max(by: { $0.hours < $1.hours }), longest.hours > 24 {
            diagnostics.note("polar-night", "the sun stays low for more than a day: lamps burn on through it")
        }
        if spans.isEmpty {
            diagnostics.caution("no-night", "it never gets dark in the year: lamps do not burn")
        }
        let most = traffic.max() ?? 1
        return (
            spans,
            Operation(
                offset: offset, isSummerTime: isSummerTime, traffic: traffic.map { $0 / most },
                lowTraffic: lowTraffic, wetShare: wetShare, fixedShare: fixedShare)
        )
    }

    private static func read(
        _ file: Inputs.File, otherwise: DimmingProfile
    ) throws -> (String, [(name: String, profile: DimmingProfile)]) {
        let json: JSONValue
        do {
            json = try JSONValue(parsing: file.bytes)
        } catch let fault as JSONFault {
            throw DataError(
                file: file.path, place: "line \(fault.line), column \(fault.column)", problem: fault.problem)
        }
        guard let by = json["by"]?.string, let members = json["profiles"]?.object?.members, !members.isEmpty else {
            throw DataError(
                file: file.path, problem: "expected {\"by\": attribute, \"profiles\": {value: text, …}}")
        }
        var profiles = try members.map { member in
            guard let text = member.value.string else {
                throw DataError(
                    file: file.path, place: "profiles.\(member.key)",
                    problem: "expected a text such as '22:00 70%', found \(member.value.kind)")
            }
            do {
                return (name: member.key, profile: try DimmingProfile(text, path: "profiles.\(member.key)"))
            } catch let error as InputError {
                throw DataError(file: file.path, place: error.path, problem: error.problem)
            }
        }
        if !profiles.contains(where: { $0.name == "*" }) { profiles.append(("*", otherwise)) }
        return (by, profiles)
    }
}

/// The inputs about what electricity costs.
struct EnergyPrice {
    /// ₸/kWh, with VAT.
    let tariff: Double
    /// kg/kWh.
    let gridFactor: Double

    init(_ inputs: inout Inputs) throws {
        tariff = try inputs.number(
            "tariff", unit: "₸/kWh", default: kazakhstanBudgetTariff, in: 0...1e6,
            "Price of a kWh for street lighting (75.42: budget consumers in Kostanay from 1 January 2025, with VAT)")
        gridFactor = try inputs.number(
            "grid_factor", unit: "kg/kWh", default: kazakhstanGridFactor, in: 0...5,
            "CO₂ of a kWh from the grid (0.698: Kazakhstan, combined margin, UNFCCC IFI TWG 2021)")
    }
}
