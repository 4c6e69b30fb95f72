public import City
import Geodesy
import Geometry
import Sky

/// Where shadows fall on given days, step by step, and how many hours of sun places get.
///
/// Two computations that know nothing of each other: shadow polygons by geometry (``ShadowCast``: exact on level
/// ground), hours by rays from sensors towards the sun (``SunHours``: against buildings, trees and hills). The sun is
/// NREL's SPA with refraction; a moment stands for half a step before and after it, so hours are good to a step at each
/// edge of a shadow. The sun is a point, as insolation rules have it: no penumbra, no clouds.
///
/// `minimum_sun` and the longest unbroken sun are what such rules ask for. Kazakhstan's sanitary rules want 2.5 hours in
/// dwellings and 3 hours in schools and on playgrounds and sports grounds (Ministry of Health's committee as reported by
/// Tengrinews, 30 November 2020); which dates, and whether the hours must be unbroken, the rule in force says.
public struct SolarShadow: Simulation {
    public static let name = "solar.shadow"
    public static let summary = "Shadows through a day step by step, and hours of sun on squares, parks or any layer"

    /// What shadow polygons are cut to.
    enum Area: String, CaseIterable, Sendable {
        /// The box around the chosen features.
        case box
        /// The chosen features themselves.
        case features
        /// The box around all that casts, and the features.
        case city
    }

    let range: TimeRange
    let utcOffset: Double?
    let layer: String?
    let filter: Filter?
    let spacing: Double
    let height: Double
    let minimumSun: Double
    let casters: Filter?
    let isTreeShading: Bool
    let isTerrainShading: Bool
    let minimumElevation: Angle
    let hasShadows: Bool
    let area: Area
    let margin: Double
    let isSplit: Bool
    let hasPoints: Bool

    /// Layers taken where none is named, the first that the city has.
    static let usualLayers = ["square", "park", "playground", "zone", "land_use", "plant_cover"]

    public init(_ inputs: inout Inputs) throws {
        let date = try inputs.text("date", default: "2025-03-22", "The day, or the first of several: YYYY-MM-DD")
        let to = try inputs.text("to", "The last day of several; only 'date' if absent")
        let every = try inputs.integer("every", default: 1, in: 1...366, "Days from one day to the next")
        let start = try inputs.text("start", default: "00:00", "From this time of day, HH:MM")
        let end = try inputs.text("end", default: "24:00", "To this time of day, HH:MM")
        let step = try inputs.number("step", unit: "min", default: 15, in: 1...720, "From one moment to the next")
        range = try TimeRange(
            date: date ?? "", to: to, every: Int(every), start: start ?? "", end: end ?? "", step: step)
        utcOffset = try inputs.number(
            "utc_offset", unit: "h", in: -12...14,
            "Local time minus UTC; by longitude if absent. All of Kazakhstan is at 5 since 1 March 2024")
        layer = try inputs.text(
            "layer",
            "Layer whose features' sun hours are wanted, 'none' for shadows only; if absent the first there is of "
                + Self.usualLayers.joined(separator: ", "))
        filter = try inputs.filter("where", "Which of its features; all of them if absent")
        spacing = try inputs.number(
            "spacing", unit: "m", default: 2, in: 0.1...100, "Distance between sensors on areas, lines and faces")
        height = try inputs.number(
            "height", unit: "m", default: 0, in: 0...500,
            "Height of the sensors above the ground; not of those on faces")
        minimumSun = try inputs.number(
            "minimum_sun", unit: "h", default: 3, in: 0...24, "Hours of sun a place shall have on every day")
        casters = try inputs.filter("casters", "Which buildings cast shadows; all of them if absent")
        isTreeShading = try inputs.flag(
            "trees", default: false,
            "Whether tree crowns cast, as ellipsoids in full leaf; insolation rules leave trees out")
        isTerrainShading = try inputs.flag(
            "terrain_shading", default: true, "Whether hills take sun hours, where there is terrain")
        minimumElevation = try inputs.angle(
            "minimum_elevation", default: 3, in: 0.5...60,
            "A lower sun counts as none: at 3° shadows are 19 times as long as things are high")
        hasShadows = try inputs.flag("shadows", default: true, "Whether shadow polygons are wanted")
        area = try inputs.choice(
            "area", default: Area.box,
            "What shadows are cut to: the box around the chosen features, the features, or the box around the city")
        margin = try inputs.number(
            "margin", unit: "m", default: 100, in: 0...50_000, "How much larger the box is on every side")
        isSplit = try inputs.flag(
            "split", default: false, "A layer of shadows for every step, instead of one layer with the attribute time")
        hasPoints = try inputs.flag("points", default: false, "Whether the sensors are wanted as a layer of points")
    }

    public func run(on city: City) throws -> Outcome {
        guard let place = city.place else {
            throw InputError(
                path: "city", problem: "the city's place on Earth is unknown, so there is no sun",
                suggestion: "give the city a coordinate reference system")
        }
        var diagnostics = Diagnostics()
        let chosen = try choose(city, &diagnostics)
        let shades = try ShadowCasters(city, filter: casters, trees: isTreeShading)
        diagnostics.merge(shades.diagnostics)
        let suns = SunSteps(
            range, at: place, elevation: min(max(shades.ground.level, -430), 6000),
            utcOffset: offset(at: place, &diagnostics), lowest: minimumElevation)
        note(suns, &diagnostics)
        var result = ShadowResult(suns: suns)
        if let chosen {
            if range.step > 30 {
                diagnostics.caution(
                    "coarse-step",
                    "hours of sun are counted in steps of \(Int(range.step.rounded())) minutes and wrong by as much at every "
                        + "edge of a shadow: 15 or fewer are usual")
            }
            let scene = RayScene(mesh(shades, city))
            let sensors = try SunSensors(
                chosen.layer, rows: chosen.rows, spacing: spacing, height: height, ground: shades.ground, scene: scene,
                casters: shades,
                bodies: Massing.layers.contains(chosen.layer.name) ? shades.bodies(of: chosen.layer) : [:])
            diagnostics.merge(sensors.diagnostics)
            let traced = try SunHours.trace(sensors, scene: scene, suns: suns)
            result.sensed = ShadowResult.Sensed(
                layer: chosen.layer, sensors: sensors, hours: traced.hours, lit: traced.lit)
        }
        if hasShadows {
            let box = box(chosen, shades)
            let region = area == .features ? try region(chosen) : nil
            result.shadows = try shadows(shades, suns, box, region, &diagnostics)
        }
        return outcome(result, diagnostics)
    }

    /// The features whose sun is asked for; nil for none at all.
    private func choose(_ city: City, _ diagnostics: inout Diagnostics) throws -> (layer: Layer, rows: [Int])? {
        if layer == "none" { return nil }
        let names = city.layers.map(\.name).filter { city.layer($0)?.count ?? 0 > 0 }
        guard let name = layer ?? Self.usualLayers.first(where: { names.contains($0) }) else {
            throw InputError(
                path: "inputs.layer",
                problem: "the city '\(city.name)' has none of \(Self.usualLayers.joined(separator: ", "))",
                suggestion: "name a layer: \((names + ["none"]).joined(separator: ", "))")
        }
        let found: Layer
        do {
            found = try city.requiredLayer(name)
        } catch var error as InputError {
            error.path = "inputs.layer"
            throw error
        }
        let rows = try filter?.rows(of: found, path: "inputs.where") ?? Array(0..<found.count)
        if rows.isEmpty {
            diagnostics.caution(
                "no-feature-chosen", "no feature of '\(name)' meets the condition: nothing was computed")
        }
        return (found, rows)
    }

    private func offset(at place: City.Place, _ diagnostics: inout Diagnostics) -> Double {
        if let utcOffset { return utcOffset }
        let zone = (place.longitude.degrees / 15).rounded()
        diagnostics.note(
            "utc-offset-by-longitude",
            "times are UTC\(zone < 0 ? "−" : "+")\(Int(abs(zone))), by longitude; give utc_offset where clocks differ")
        return zone
    }

    private func note(_ suns: SunSteps, _ diagnostics: inout Diagnostics) {
        if suns.darkDays > 0 {
            diagnostics.caution(
                "sun-below-horizon", "the sun stays below the horizon at the times asked for", count: suns.darkDays)
        }
        if suns.lowDays > 0 {
            diagnostics.caution(
                "sun-always-low", "the sun stays below minimum_elevation at the times asked for", count: suns.lowDays)
        }
        if suns.lowSteps > 0 {
            diagnostics.note(
                "low-sun", "moments with the sun up but below minimum_elevation were left out", count: suns.lowSteps)
        }
    }

    /// All that stops rays.
    private func mesh(_ shades: ShadowCasters, _ city: City) -> Mesh {
        var mesh = shades.mesh
        if isTerrainShading, let terrain = city.terrain {
            var hills = Massing(city.with(layers: []))
            hills.addTerrain(terrain)
            mesh.append(hills.mesh)
        }
        return mesh
    }

    // MARK: Shadows

    private func box(_ chosen: (layer: Layer, rows: [Int])?, _ shades: ShadowCasters) -> Box {
        var box = Box.empty
        if let chosen { for row in chosen.rows { box.extend(chosen.layer.geometries.box(of: row)) } }
        if area == .city || chosen == nil { for p in shades.points { box.extend(p) } }
        return box.isEmpty ? box : box.grown(by: margin)
    }

    /// The ground of the chosen features.
    private func region(_ chosen: (layer: Layer, rows: [Int])?) throws -> [Polygon] {
        guard let chosen else {
            throw InputError(
                path: "inputs.area", problem: "without a layer there are no features to cut shadows to",
                suggestion: "name a layer, or set area to 'city'")
        }
        let g = chosen.layer.geometries
        guard chosen.rows.isEmpty || chosen.rows.contains(where: { g.kinds[$0].isArea }) else {
            throw InputError(
                path: "inputs.area", problem: "the features of '\(chosen.layer.name)' have no area to cut shadows to",
                suggestion: "set area to 'box'")
        }
        return try chosen.rows.filter { g.kinds[$0].isArea }.flatMap { g.polygons(of: $0) }
            .flatMap { try $0.raised(to: 0).madeValid() }.union()
    }

    private func shadows(
        _ shades: ShadowCasters, _ suns: SunSteps, _ box: Box, _ region: [Polygon]?, _ diagnostics: inout Diagnostics
    ) throws -> [ShadowResult.Shadow] {
        var shadows = [ShadowResult.Shadow](repeating: ShadowResult.Shadow(), count: suns.steps.count)
        guard !box.isEmpty else { return shadows }
        try shadows.withUnsafeMutableBufferPointer { shadows in
            nonisolated(unsafe) let shadows = shadows
            try concurrently(suns.steps.count, "shadows") { i in
                var cast = ShadowCast(shades, sun: suns.steps[i].direction, box: box)
                var polygons = try cast.union()
                if let region { polygons = region.isEmpty ? [] : try polygons.intersection(region) }
                shadows[i] = ShadowResult.Shadow(polygons, isCut: cast.isCut)
            }
        }
        let cut = shadows.count(where: \.isCut)
        if cut > 0 {
            diagnostics.note(
                "shadow-cut", "moments at which shadows go on beyond the area; they end at its edge", count: cut)
        }
        return shadows
    }
}
