import City
import Geometry

extension LightingObtrusive {
    static let facades = Indicator.Kind("lighting.facades", unit: "", "Façades looked at")
    static let facadesOver = Indicator.Kind(
        "lighting.facades_over", unit: "", "Façades with more light than CIE 150 grants windows before curfew")
    static let facadesOverAfter = Indicator.Kind(
        "lighting.facades_over_after", unit: "", "Façades with more light than it grants after curfew")
    static let buildingsOver = Indicator.Kind(
        "lighting.buildings_over", unit: "", "Buildings with such a façade before curfew")
    static let buildingsOverAfter = Indicator.Kind(
        "lighting.buildings_over_after", unit: "", "Buildings with such a façade after curfew")
    static let brightest = Indicator.Kind(
        "lighting.facade_illuminance", unit: "lx", "Illuminance of the brightest point of any façade")
    static let lampsSeen = Indicator.Kind(
        "lighting.lamps_seen", unit: "", "Lamps that are seen from a façade")
    static let lampsOver = Indicator.Kind(
        "lighting.lamps_over", unit: "", "Lamps with more intensity towards a façade than the limit before curfew")
    static let lampsOverAfter = Indicator.Kind(
        "lighting.lamps_over_after", unit: "", "Lamps with more than the limit after curfew")
    static let flux = Indicator.Kind("lighting.flux", unit: "klm", "Luminous flux of the lamps that are on")
    static let upwardFlux = Indicator.Kind(
        "lighting.upward_flux", unit: "klm", "Flux that goes above the horizontal straight from the luminaires")
    static let upwardRatio = Indicator.Kind(
        "lighting.upward_light_ratio", unit: "%", "The same, of all their flux (ULR)")
    static let skyFlux = Indicator.Kind(
        "lighting.sky_flux", unit: "klm",
        "Flux to the sky: straight up, and what the ground throws back of the rest, with nothing in the way")
    static let upwardOver = Indicator.Kind(
        "lighting.zones_upward_over", unit: "", "Environmental zones whose lamps send more upward than CIE 150 grants")
    static let targetMean = Indicator.Kind(
        "lighting.target_illuminance", unit: "lx", "Mean maintained illuminance of the target's lit façades")
    static let targetUniformity = Indicator.Kind(
        "lighting.target_uniformity", unit: "", "Least over mean illuminance of the target's lit façades")
    static let targetLuminance = Indicator.Kind(
        "lighting.target_luminance", unit: "cd/m²", "Mean luminance of the target's lit façades, as new")
    static let targetLimit = Indicator.Kind(
        "lighting.target_luminance_limit", unit: "cd/m²", "What CIE 150 grants a façade in its zone")
    static let targetShare = Indicator.Kind(
        "lighting.target_flux_share", unit: "%", "Share of the floodlights' flux that falls on the target")
    static let spillShare = Indicator.Kind(
        "lighting.spill_share", unit: "%", "Share of it that falls on the ground, on other buildings or goes to the sky"
    )
    static let skyShare = Indicator.Kind(
        "lighting.sky_share", unit: "%", "Share of it that goes past everything to the sky")
}

/// The result layers while they are filled.
struct ObtrusiveDraft {
    private let run: LightingObtrusive
    private let massing: Massing

    private struct Sums {
        var facades = 0
        var over = 0
        var overAfter = 0
        var lamps = 0
        var flux = 0.0
        var upward = 0.0
    }

    private var byZone: [EnvironmentalZone: Sums] = [:]
    private var over = Set<Int>()
    private var overAfter = Set<Int>()
    private var brightest = 0.0
    private var seen = (lamps: 0, over: 0, overAfter: 0)
    private var target: (area: Double, light: Double, least: Double, zone: EnvironmentalZone)?

    private var facade = LayerDraft(name: "facade")
    private let facadeColumns: FacadeColumns

    private struct FacadeColumns {
        var building, zone, greatest, mean, uniformity, open, limit, limitAfter, verdict, luminance, area, isTarget: Int
    }

    private var lamp = LayerDraft(name: "lamp_obtrusion")
    private let lampColumns:
        (
            zone: Int, flux: Int, ratio: Int, upward: Int, intensity: Int, distance: Int, limit: Int, after: Int,
            facade: Int, verdict: Int
        )
    private var spread: [(id: String, place: Point3, flux: SpreadFlux)] = []
    private var places: [Int: (id: String, place: Point3)] = [:]

    init(_ run: LightingObtrusive, _ massing: Massing) {
        self.run = run
        self.massing = massing
        facadeColumns = FacadeColumns(
            building: facade.place(ofColumn: "building", definition: "Id of the building"),
            zone: facade.place(ofColumn: "zone", definition: "Environmental zone"),
            greatest: facade.place(
                ofColumn: "e_max", unit: "lx", definition: "Illuminance at the brightest point, as new"),
            mean: facade.place(ofColumn: "e_avg", unit: "lx", definition: "Mean illuminance, as new"),
            uniformity: facade.place(
                ofColumn: "uniformity", definition: "Least over mean illuminance"),
            open: facade.place(
                ofColumn: "e_max_open", unit: "lx", definition: "At the brightest point with nothing in the way"),
            limit: facade.place(
                ofColumn: "limit", unit: "lx", definition: "Limit at windows before curfew (CIE 150:2017)"),
            limitAfter: facade.place(ofColumn: "limit_after", unit: "lx", definition: "Limit after curfew"),
            verdict: facade.place(
                ofColumn: "verdict",
                definition: "meets, fails_after for more than the limit after curfew, fails for more before it, too"),
            luminance: facade.place(
                ofColumn: "luminance", unit: "cd/m²", definition: "Mean luminance of a target's façade, as new"),
            area: facade.place(ofColumn: "area", unit: "m²", definition: "Area of the façade"),
            isTarget: facade.place(
                ofColumn: "target", definition: "Whether it is floodlit on purpose: judged by its luminance")
        )
        lampColumns = (
            lamp.place(ofColumn: "zone", definition: "Environmental zone it stands in"),
            lamp.place(ofColumn: "flux_lm", unit: "lm", definition: "Luminous flux"),
            lamp.place(ofColumn: "ulr", unit: "%", definition: "Share of it above the horizontal, as it hangs"),
            lamp.place(ofColumn: "upward_lm", unit: "lm", definition: "Flux above the horizontal"),
            lamp.place(
                ofColumn: "intensity", unit: "cd", definition: "Towards the façade that sees it worst"),
            lamp.place(ofColumn: "distance", unit: "m", definition: "From there"),
            lamp.place(
                ofColumn: "of_limit", definition: "Intensity over the limit before curfew, at the worst (CIE 150)"),
            lamp.place(ofColumn: "of_limit_after", definition: "The same after curfew"),
            lamp.place(ofColumn: "building", definition: "Building of that façade"),
            lamp.place(
                ofColumn: "verdict", definition: "not_seen, meets, fails_after, or fails before curfew, too")
        )
    }

    private static func real(_ value: Double, _ digits: Double) -> Value {
        .real((value * digits).rounded() / digits)
    }

    // MARK: Façades

    mutating func add(_ number: Int, _ zone: EnvironmentalZone, _ lit: LitFacade) {
        let limit = zone.windowIlluminance(.before, isRoadLighting: run.isRoadLighting)
        let limitAfter = zone.windowIlluminance(.after, isRoadLighting: run.isRoadLighting)
        let isOver = lit.greatest > limit
        let isOverAfter = lit.greatest * run.afterCurfew > limitAfter
        byZone[zone, default: Sums()].facades += 1
        if isOver { byZone[zone, default: Sums()].over += 1 }
        if isOverAfter { byZone[zone, default: Sums()].overAfter += 1 }
        let building = massing.facades[number].building
        if isOver { over.insert(building) }
        if isOverAfter { overAfter.insert(building) }
        brightest = max(brightest, lit.greatest)
        guard lit.greatest >= run.least, lit.greatest > 0 else { return }
        let verdict = isOver ? "fails" : isOverAfter ? "fails_after" : "meets"
        draw(number, zone, lit, verdict: verdict, isTarget: false) { layer, columns in
            layer.set(Self.real(limit, 100), at: columns.limit)
            layer.set(Self.real(limitAfter, 100), at: columns.limitAfter)
        }
    }

    /// A façade that is floodlit: judged by its mean luminance, L = ρ E / π.
    mutating func addTarget(_ number: Int, _ zone: EnvironmentalZone, _ lit: LitFacade) {
        let luminance = run.reflectance * lit.mean / .pi
        let area = massing.facades[number].area
        // Façades that no floodlight looks at are not lit at all.
        if lit.open > 0 {
            let before = target ?? (0, 0, .infinity, zone)
            target = (
                before.area + area, before.light + area * lit.mean, min(before.least, lit.least), min(before.zone, zone)
            )
        }
        let verdict = luminance > zone.facadeLuminance ? "fails" : "meets"
        draw(number, zone, lit, verdict: verdict, isTarget: true) { layer, columns in
            layer.set(Self.real(luminance, 1000), at: columns.luminance)
        }
    }

    private mutating func draw(
        _ number: Int, _ zone: EnvironmentalZone, _ lit: LitFacade, verdict: String, isTarget: Bool,
        _ more: (inout LayerDraft, FacadeColumns) -> Void
    ) {
        let wall = massing.facades[number]
        let building = massing.buildings[wall.building]
        facade.geometries.append(.polygon, polygons: [wall.face], hasZ: true)
        facade.set(.text(building.id), at: facadeColumns.building)
        facade.set(.text(zone.rawValue), at: facadeColumns.zone)
        facade.set(Self.real(lit.greatest, 1000), at: facadeColumns.greatest)
        facade.set(Self.real(lit.mean, 1000), at: facadeColumns.mean)
        if lit.mean > 0 { facade.set(Self.real(lit.least / lit.mean, 1000), at: facadeColumns.uniformity) }
        facade.set(Self.real(lit.open, 1000), at: facadeColumns.open)
        more(&facade, facadeColumns)
        facade.set(.text(verdict), at: facadeColumns.verdict)
        facade.set(Self.real(wall.area, 10), at: facadeColumns.area)
        facade.set(.bool(isTarget), at: facadeColumns.isTarget)
        facade.endFeature(id: "\(building.id)/\(number - building.facades.lowerBound + 1)")
    }

    // MARK: Lamps

    mutating func add(
        _ lamps: Lamps, _ i: Int, _ zone: EnvironmentalZone, _ ratio: Double, _ found: SeenLamp?, _ city: City
    ) {
        places[i] = (lamps.ids[i], lamps.masts[i])
        guard lamps.isOn[i] else { return }
        let flux = lamps.fluxes[i]
        byZone[zone, default: Sums()].lamps += 1
        byZone[zone, default: Sums()].flux += flux
        byZone[zone, default: Sums()].upward += flux * ratio
        lamp.geometries.append(point: lamps.masts[i], hasZ: city.terrain != nil)
        lamp.set(.text(zone.rawValue), at: lampColumns.zone)
        lamp.set(Self.real(flux, 1), at: lampColumns.flux)
        lamp.set(Self.real(100 * ratio, 100), at: lampColumns.ratio)
        lamp.set(Self.real(flux * ratio, 10), at: lampColumns.upward)
        if let found, found.facade < massing.facades.count {
            seen.lamps += 1
            if found.before > 1 { seen.over += 1 }
            if found.after > 1 { seen.overAfter += 1 }
            lamp.set(Self.real(found.intensity, 10), at: lampColumns.intensity)
            lamp.set(Self.real(found.distance, 100), at: lampColumns.distance)
            // Where the limit is 0 there is no ratio to it.
            if found.before.isFinite { lamp.set(Self.real(found.before, 1000), at: lampColumns.limit) }
            if found.after.isFinite { lamp.set(Self.real(found.after, 1000), at: lampColumns.after) }
            lamp.set(
                .text(massing.buildings[massing.facades[found.facade].building].id), at: lampColumns.facade)
            lamp.set(
                .text(found.before > 1 ? "fails" : found.after > 1 ? "fails_after" : "meets"), at: lampColumns.verdict)
        } else {
            lamp.set(.text("not_seen"), at: lampColumns.verdict)
        }
        lamp.endFeature(id: lamps.ids[i])
    }

    mutating func add(_ flux: SpreadFlux, _ i: Int) {
        guard let found = places[i] else { return }
        spread.append((found.id, found.place, flux))
    }

    // MARK: The whole

    consuming func outcome(_ noticed: Diagnostics) -> Outcome {
        var diagnostics = noticed
        var zones = LayerDraft(name: "environmental_zone")
        let columns = (
            lamps: zones.place(ofColumn: "lamps", definition: "Lamps that are on"),
            flux: zones.place(ofColumn: "flux", unit: "klm", definition: "Their luminous flux"),
            upward: zones.place(ofColumn: "upward_flux", unit: "klm", definition: "Flux above the horizontal"),
            ratio: zones.place(ofColumn: "ulr", unit: "%", definition: "Upward light ratio of the installation"),
            limit: zones.place(ofColumn: "ulr_limit", unit: "%", definition: "What CIE 150:2017 grants"),
            verdict: zones.place(ofColumn: "verdict", definition: "meets or fails, by its upward light"),
            facades: zones.place(ofColumn: "facades", definition: "Façades in the zone"),
            over: zones.place(ofColumn: "facades_over", definition: "Façades with too much light before curfew"),
            overAfter: zones.place(ofColumn: "facades_over_after", definition: "Façades with too much after curfew")
        )
        var all = Sums()
        var upwardOver = 0
        for zone in EnvironmentalZone.allCases {
            guard let sums = byZone[zone] else { continue }
            zones.geometries.appendNone()
            zones.set(.integer(Int64(sums.lamps)), at: columns.lamps)
            zones.set(Self.real(sums.flux / 1000, 1000), at: columns.flux)
            zones.set(Self.real(sums.upward / 1000, 1000), at: columns.upward)
            zones.set(Self.real(zone.upwardLightRatio, 10), at: columns.limit)
            if sums.flux > 0 {
                let ratio = 100 * sums.upward / sums.flux
                // A thousandth of a per cent is rounding.
                let isOver = ratio > zone.upwardLightRatio + 0.001
                if isOver { upwardOver += 1 }
                zones.set(Self.real(ratio, 1000), at: columns.ratio)
                zones.set(.text(isOver ? "fails" : "meets"), at: columns.verdict)
            }
            zones.set(.integer(Int64(sums.facades)), at: columns.facades)
            zones.set(.integer(Int64(sums.over)), at: columns.over)
            zones.set(.integer(Int64(sums.overAfter)), at: columns.overAfter)
            zones.endFeature(id: zone.rawValue)
            all.facades += sums.facades
            all.over += sums.over
            all.overAfter += sums.overAfter
            all.flux += sums.flux
            all.upward += sums.upward
        }
        typealias Run = LightingObtrusive
        var indicators = [
            Indicator(Run.facades, Double(all.facades)), Indicator(Run.facadesOver, Double(all.over)),
            Indicator(Run.facadesOverAfter, Double(all.overAfter)), Indicator(Run.buildingsOver, Double(over.count)),
            Indicator(Run.buildingsOverAfter, Double(overAfter.count)), Indicator(Run.brightest, brightest),
            Indicator(Run.lampsSeen, Double(seen.lamps)), Indicator(Run.lampsOver, Double(seen.over)),
            Indicator(Run.lampsOverAfter, Double(seen.overAfter)), Indicator(Run.flux, all.flux / 1000),
            Indicator(Run.upwardFlux, all.upward / 1000),
            Indicator(Run.skyFlux, (all.upward + run.groundReflectance * (all.flux - all.upward)) / 1000),
            Indicator(Run.upwardRatio, all.flux > 0 ? 100 * all.upward / all.flux : nil),
            Indicator(Run.upwardOver, Double(upwardOver)),
        ]
        var layers = [facade.finish(&diagnostics), lamp.finish(&diagnostics), zones.finish(&diagnostics)]
        if run.target != nil {
            let mean = target.flatMap { $0.area > 0 ? $0.light / $0.area : nil }
            let sum = spread.reduce(SpreadFlux()) { $0 + $1.flux }
            func share(_ part: Double) -> Double? { sum.all > 0 ? 100 * part / sum.all : nil }
            indicators += [
                Indicator(Run.targetMean, mean.map { $0 * run.lamps.maintenanceFactor }),
                Indicator(
                    Run.targetUniformity, target.flatMap { found in mean.flatMap { $0 > 0 ? found.least / $0 : nil } }),
                Indicator(Run.targetLuminance, mean.map { run.reflectance * $0 / .pi }),
                Indicator(Run.targetLimit, target.map(\.zone.facadeLuminance)),
                Indicator(Run.targetShare, share(sum.target)), Indicator(Run.spillShare, share(sum.all - sum.target)),
                Indicator(Run.skyShare, share(sum.sky)),
            ]
            layers.append(floodlights().finish(&diagnostics))
        }
        return Outcome(layers: layers, indicators: indicators, diagnostics: diagnostics)
    }

    /// The layer `floodlight`: where each one's light goes.
    private func floodlights() -> LayerDraft {
        var layer = LayerDraft(name: "floodlight")
        let columns = [
            layer.place(ofColumn: "flux_lm", unit: "lm", definition: "Luminous flux"),
            layer.place(ofColumn: "target_share", unit: "%", definition: "Share of it on the target"),
            layer.place(ofColumn: "building_share", unit: "%", definition: "On other buildings"),
            layer.place(ofColumn: "ground_share", unit: "%", definition: "On the ground"),
            layer.place(ofColumn: "sky_share", unit: "%", definition: "Past everything to the sky"),
        ]
        for (id, place, flux) in spread {
            layer.geometries.append(point: place)
            let parts = [flux.target, flux.buildings, flux.ground, flux.sky]
            layer.set(Self.real(flux.all, 1), at: columns[0])
            for (column, part) in zip(columns.dropFirst(), parts) where flux.all > 0 {
                layer.set(Self.real(100 * part / flux.all, 100), at: column)
            }
            layer.endFeature(id: id)
        }
        return layer
    }
}
