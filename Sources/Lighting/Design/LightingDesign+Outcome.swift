import City
import Geometry

extension LightingDesign {
    static let designed = Indicator.Kind(
        "lighting.designed_length", unit: "km", "Length of the streets that get new lamps")
    static let undesigned = Indicator.Kind(
        "lighting.undesigned_length", unit: "km", "Length of the streets for which no layout meets the class")
    static let metBefore = Indicator.Kind(
        "lighting.met_before", unit: "km", "Length of these streets that met the class before")
    static let metAfter = Indicator.Kind(
        "lighting.met_after", unit: "km", "Length of these streets that meets the class with the new lamps")
    static let masts = Indicator.Kind("lighting.new_masts", unit: "", "New masts")
    static let removedLamps = Indicator.Kind("lighting.removed_lamps", unit: "", "Street lights taken away")
    static let newPower = Indicator.Kind("lighting.new_power", unit: "kW", "Electric power of the new luminaires")
    static let newEnergy = Indicator.Kind("lighting.new_energy", unit: "MWh/a", "Their energy a year at full power")
    static let investment = Indicator.Kind(
        "lighting.investment", unit: "₸", "What masts, luminaires and cable cost to build")
    static let lifeCycleCost = Indicator.Kind(
        "lighting.life_cycle_cost", unit: "₸",
        "Present value of building, replacing luminaires, electricity and maintenance over the horizon")
    static let kilometreCost = Indicator.Kind(
        "lighting.life_cycle_cost_km", unit: "₸/km", "The same for a kilometre of road of the profile")

    // MARK: A profile

    /// Designs for one cross-section: the best layout of each arrangement, and what it costs.
    func design(_ profile: RoadProfile, _ search: LayoutSearch) throws -> Outcome {
        var diagnostics = Diagnostics()
        var draft = LayoutDraft()
        var best: (layout: RoadLayout, cost: Double)?
        var nearest: (layout: RoadLayout, shortfalls: [Shortfall])?
        for arrangement in design.space.arrangements
        where (profile.median > 0) ? arrangement != .singleSided : arrangement != .median {
            var space = design.space
            space.arrangements = [arrangement]
            let found = try LayoutSearch(space, cost, roads, maintenanceFactor: lamps.maintenanceFactor)(profile)
            switch found {
            case .layout(let layout, let price):
                draft.add(layout, price, self, profile, [], search)
                if price < best?.cost ?? .infinity { best = (layout, price) }
            case .nothing(let layout, let missed):
                draft.add(layout, nil, self, profile, missed, search)
                if missed.first?.share ?? .infinity < nearest?.shortfalls.first?.share ?? .infinity {
                    nearest = (layout, missed)
                }
            }
        }
        if draft.layer.count == 0 {
            throw InputError(
                path: "inputs.arrangement", problem: "no arrangement is left to be tried on this profile",
                suggestion: "median needs a 'median_width', single_sided a road without one")
        }
        let generated = design.space.luminaires.count { $0.photometry.format == "generated" }
        if generated > 0 {
            diagnostics.caution(
                "photometry-generated", "candidate luminaires are generated distributions, none of them a product",
                count: generated)
        }
        if best == nil {
            diagnostics.caution(
                "no-layout-meets-class",
                "none of the layouts tried meets \(profile.required.name) on \(profile.lanes) lanes of "
                    + "\(profile.width) m together; what comes nearest misses "
                    + (nearest?.shortfalls.map(\.text).joined(separator: ", ") ?? "the class"))
        }
        let found = best.map { LayoutCost.perKilometre($0.layout) }
        let luminaire = best.map { design.space.luminaires[$0.layout.luminaire] }
        var investment: Double?
        if let best, let found, let luminaire {
            investment = cost.investment(
                masts: found.masts, luminaires: found.luminaires, cable: found.cable, height: best.layout.height,
                price: luminaire.price)
        }
        return Outcome(
            layers: [draft.layer.finish(&diagnostics)],
            indicators: [
                Indicator(Self.kilometreCost, best?.cost),
                Indicator(
                    Indicator.Kind(
                        "lighting.investment_km", unit: "₸/km", "What a kilometre of road of the profile costs to build"
                    ),
                    investment),
                Indicator(
                    Indicator.Kind("lighting.masts_km", unit: "1/km", "Masts of a kilometre of road"), found?.masts),
                Indicator(
                    Indicator.Kind("lighting.power_km", unit: "kW/km", "Electric power of a kilometre of road"),
                    found.flatMap { found in luminaire.map { found.luminaires * $0.power / 1000 } }),
            ], diagnostics: diagnostics)
    }

    // MARK: Streets

    /// The new masts as the layer `street_light` has them.
    func layer(_ placed: [PlacedLamp], _ roads: Roads, _ designs: [StreetDesign]) -> LayerDraft {
        var layer = LayerDraft(name: "street_light")
        let height = layer.place(ofColumn: "height", unit: "m", definition: "Height of the light above the ground")
        let power = layer.place(ofColumn: "power_w", unit: "W", definition: "Electric power")
        let flux = layer.place(ofColumn: "flux_lm", unit: "lm", definition: "Luminous flux of the luminaire")
        let type = layer.place(ofColumn: lamps.attribute, definition: "Which photometry it has")
        let name = layer.place(ofColumn: "luminaire", definition: "Name in the list of candidates")
        let arrangement = layer.place(ofColumn: "arrangement", definition: "How the masts stand along the street")
        let arm = layer.place(ofColumn: "overhang_m", unit: "m", definition: "From the mast to the light")
        let tilt = layer.place(ofColumn: "tilt_deg", unit: "°", definition: "By which the front is lifted")
        let azimuth = layer.place(ofColumn: "azimuth_deg", unit: "°", definition: "Where it looks, from grid north")
        let road = layer.place(ofColumn: "road_id", definition: "The road it lights")
        let status = layer.place(ofColumn: "status", definition: "ok, or what is wrong with it")
        var number: [String: Int] = [:]
        for lamp in placed {
            guard let layout = designs[lamp.design].layout else { continue }
            let luminaire = design.space.luminaires[layout.luminaire]
            let id = roads.roads[designs[lamp.design].road].id
            layer.geometries.append(point: lamp.mast, hasZ: false)
            layer.set(.real(layout.height), at: height)
            layer.set(.real(luminaire.power), at: power)
            layer.set(.real(luminaire.flux), at: flux)
            layer.set(.text(luminaire.photometryName), at: type)
            layer.set(.text(luminaire.name), at: name)
            layer.set(.text(layout.arrangement.rawValue), at: arrangement)
            layer.set(.real(((layout.overhang + design.setback) * 1000).rounded() / 1000), at: arm)
            layer.set(.real(layout.tilt.degrees), at: tilt)
            layer.set(.real((lamp.azimuth.degrees * 100).rounded() / 100), at: azimuth)
            layer.set(.text(id), at: road)
            layer.set(.text("ok"), at: status)
            number[id, default: 0] += 1
            layer.endFeature(id: "new-\(id)-\(number[id] ?? 0)")
        }
        return layer
    }

    func outcome(
        _ roads: Roads, _ designs: [StreetDesign], _ placed: [PlacedLamp], removed: Layer?, added: Layer,
        _ diagnostics: Diagnostics
    ) throws -> Outcome {
        var diagnostics = diagnostics
        var counts = [Int](repeating: 0, count: designs.count)
        for lamp in placed { counts[lamp.design] += 1 }
        var draft = StreetDraft()
        var sums = (length: 0.0, without: 0.0, before: 0.0, after: 0.0, power: 0.0, investment: 0.0, cost: 0.0)
        for (i, street) in designs.enumerated() {
            let source = roads.roads[street.road]
            draft.add(source, street, counts[i], street.layout.map { design.space.luminaires[$0.luminaire] })
            guard let layout = street.layout else {
                sums.without += source.length
                continue
            }
            let luminaire = design.space.luminaires[layout.luminaire]
            let lamps = Double(counts[i])
            let cable = source.length * Double(layout.arrangement.rows.count)
            sums.length += source.length
            sums.before += RoadSummary(street.before).met
            sums.after += street.after.map { RoadSummary($0).met } ?? 0
            sums.power += lamps * luminaire.power
            sums.investment += cost.investment(
                masts: lamps, luminaires: lamps, cable: cable, height: layout.height, price: luminaire.price)
            sums.cost += cost.lifeCycle(
                masts: lamps, luminaires: lamps, cable: cable, height: layout.height, price: luminaire.price,
                power: luminaire.power)
            if let after = street.after, RoadSummary(after).verdict != .meets {
                diagnostics.note(
                    "street-not-met",
                    "a street misses its class in part with the new lamps: within a junction, at a bend, or where a mast has no place",
                    source.id)
            }
        }
        var layers = [added, draft.layer.finish(&diagnostics)]
        if let removed { layers.append(removed) }
        return Outcome(
            layers: layers,
            indicators: [
                Indicator(Self.designed, sums.length / 1000), Indicator(Self.undesigned, sums.without / 1000),
                Indicator(Self.metBefore, sums.before / 1000), Indicator(Self.metAfter, sums.after / 1000),
                Indicator(Self.masts, Double(placed.count)), Indicator(Self.removedLamps, Double(removed?.count ?? 0)),
                Indicator(Self.newPower, sums.power / 1000),
                Indicator(Self.newEnergy, sums.power * cost.hours / 1e6),
                Indicator(Self.investment, sums.investment), Indicator(Self.lifeCycleCost, sums.cost),
            ], diagnostics: diagnostics)
    }
}

/// The columns of a layout.
private struct LayoutColumns {
    private let arrangement, luminaire, power, flux, height, tilt, overhang, spacing, price: Int

    init(_ layer: inout LayerDraft) {
        arrangement = layer.place(ofColumn: "arrangement", definition: "How the masts stand")
        luminaire = layer.place(ofColumn: "luminaire", definition: "Name in the list of candidates")
        power = layer.place(ofColumn: "power_w", unit: "W", definition: "Electric power of a luminaire")
        flux = layer.place(ofColumn: "flux_lm", unit: "lm", definition: "Luminous flux of a luminaire")
        height = layer.place(ofColumn: "mounting_height", unit: "m", definition: "Height of the light above the road")
        tilt = layer.place(ofColumn: "tilt_deg", unit: "°", definition: "Tilt of the luminaires")
        overhang = layer.place(
            ofColumn: "overhang", unit: "m", definition: "Overhang of the light over the carriageway's edge")
        spacing = layer.place(
            ofColumn: "spacing", unit: "m", definition: "From mast to mast in a row, at most")
        price = layer.place(ofColumn: "life_cycle_cost", unit: "₸/km", definition: "Present value of all costs")
    }

    func set(_ layer: inout LayerDraft, _ layout: RoadLayout, _ luminaire: DesignLuminaire, price: Double?) {
        layer.set(.text(layout.arrangement.rawValue), at: arrangement)
        layer.set(.text(luminaire.name), at: self.luminaire)
        layer.set(.real(luminaire.power), at: power)
        layer.set(.real(luminaire.flux), at: flux)
        layer.set(.real(layout.height), at: height)
        layer.set(.real(layout.tilt.degrees), at: tilt)
        layer.set(.real(layout.overhang), at: overhang)
        layer.set(.real(layout.spacing), at: spacing)
        if let price { layer.set(.real(price.rounded()), at: self.price) }
    }
}

/// The layer `layout`: the best layout of each arrangement.
private struct LayoutDraft {
    var layer = LayerDraft(name: "layout")
    private let layout: LayoutColumns
    private let verdict, reason: Int
    private var values: [(criterion: LightingCriterion, place: Int)] = []

    init() {
        verdict = layer.place(ofColumn: "verdict", definition: "meets, or fails where no layout meets the class")
        reason = layer.place(ofColumn: "reason", definition: "What the nearest layout misses")
        layout = LayoutColumns(&layer)
        for criterion in LightingCriterion.allCases {
            values.append(
                (
                    criterion,
                    layer.place(
                        ofColumn: criterion.rawValue, unit: criterion.unit.isEmpty ? nil : criterion.unit,
                        definition: "By EN 13201-3:2015, maintained")
                ))
        }
    }

    mutating func add(
        _ found: RoadLayout, _ price: Double?, _ design: LightingDesign, _ profile: RoadProfile, _ missed: [Shortfall],
        _ search: LayoutSearch
    ) {
        let luminaire = design.design.space.luminaires[found.luminaire]
        layer.geometries.appendNone()
        layer.set(.text(missed.isEmpty && price != nil ? "meets" : "fails"), at: verdict)
        if !missed.isEmpty { layer.set(.text(missed.map(\.text).joined(separator: ", ")), at: reason) }
        layout.set(&layer, found, luminaire, price: price)
        let lighting = search.lighting(profile, found)
        for (criterion, place) in values {
            if let value = lighting.value(of: criterion) {
                layer.set(.real((value * 1000).rounded() / 1000), at: place)
            }
        }
        layer.endFeature(id: found.arrangement.rawValue)
    }
}

/// The layer `street_design`: one line a street.
private struct StreetDraft {
    var layer = LayerDraft(name: "street_design")
    private let layout: LayoutColumns
    private let required, lamps, before, after, share, reason, length: Int

    init() {
        required = layer.place(ofColumn: "lighting_class", definition: "Class the street should meet")
        before = layer.place(ofColumn: "verdict_before", definition: "meets, fails or unlit, as it is")
        after = layer.place(ofColumn: "verdict_after", definition: "The same with the new lamps")
        share = layer.place(
            ofColumn: "met_share", unit: "%", definition: "Share of its length that meets the class with the new lamps")
        reason = layer.place(
            ofColumn: "reason", definition: "What is missed with the new lamps, or why there are none")
        layout = LayoutColumns(&layer)
        lamps = layer.place(ofColumn: "lamps", definition: "New masts")
        length = layer.place(ofColumn: "length", unit: "m", definition: "Length in the plane")
    }

    mutating func add(_ road: Roads.Road, _ street: StreetDesign, _ count: Int, _ luminaire: DesignLuminaire?) {
        layer.geometries.append(line: road.line)
        layer.set(.text(street.profile.required.name), at: required)
        layer.set(.text(RoadSummary(street.before).verdict.rawValue), at: before)
        if let after = street.after {
            let summary = RoadSummary(after)
            layer.set(.text(summary.verdict.rawValue), at: self.after)
            if road.length > 0 { layer.set(.real((1000 * summary.met / road.length).rounded() / 10), at: share) }
            if let missed = street.prevented ?? (summary.verdict == .fails ? summary.failing : nil) {
                layer.set(.text(missed.text), at: reason)
            }
        }
        if let found = street.layout, let luminaire { layout.set(&layer, found, luminaire, price: street.price) }
        layer.set(.integer(Int64(count)), at: lamps)
        layer.set(.real((road.length * 10).rounded() / 10), at: length)
        layer.endFeature(id: road.id)
    }
}
