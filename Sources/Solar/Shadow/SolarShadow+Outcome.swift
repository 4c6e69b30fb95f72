import City
import Geometry

/// What a run of ``SolarShadow`` found.
struct ShadowResult: Sendable {
    /// The shadow of one step, as the one feature of a set of geometries.
    struct Shadow: Sendable {
        var geometry = Geometries()
        /// m².
        var area = 0.0
        /// Whether it goes on beyond the box.
        var isCut = false

        init() { geometry.appendNone() }

        init(_ polygons: [Polygon], isCut: Bool) {
            geometry.append(.multiPolygon, polygons: polygons, hasZ: false)
            area = polygons.reduce(0) { $0 + $1.area }
            self.isCut = isCut
        }
    }

    /// The features asked for, with their sensors' sun.
    struct Sensed: Sendable {
        var layer: Layer
        var sensors: SunSensors
        var hours: [SunHours]
        /// Per step, how many sensors see the sun.
        var lit: [Int]
    }

    var suns: SunSteps
    var sensed: Sensed?
    /// One a step, in their order; nil where not wanted.
    var shadows: [Shadow]?
}

extension SolarShadow {
    static let sunHours = Indicator.Kind(
        "solar.sun_hours", unit: "h/d", "Hours of sun a day: mean over the ground of all features, in the open")
    static let possibleHours = Indicator.Kind(
        "solar.sun_hours_possible", unit: "h/d", "The same with nothing in the way")
    static let continuousSun = Indicator.Kind(
        "solar.sun_continuous", unit: "h", "Longest unbroken sun on the worst day: mean over the ground of all features"
    )
    static let minimumShare = Indicator.Kind(
        "solar.sun_minimum_share", unit: "%", "Share of the ground with at least minimum_sun on every day")
    static let continuousShare = Indicator.Kind(
        "solar.sun_continuous_share", unit: "%", "Share of the ground with at least minimum_sun unbroken on every day")
    static let shadowArea = Indicator.Kind(
        "solar.shadow_area", unit: "m²",
        "Ground in the shadow of buildings (and trees) within the area, mean over steps")
    static let shadowAreaMost = Indicator.Kind(
        "solar.shadow_area_max", unit: "m²", "The same at the moment with the most")

    /// Results as layers, and the sums.
    func outcome(_ result: ShadowResult, _ diagnostics: Diagnostics) -> Outcome {
        var diagnostics = diagnostics
        var layers: [Layer] = []
        var indicators: [Indicator] = []
        if let sensed = result.sensed {
            let (layer, sums) = features(sensed, result.suns, &diagnostics)
            layers.append(layer)
            indicators += sums
            if hasPoints { layers.append(points(sensed, &diagnostics)) }
        }
        if let shadows = result.shadows {
            layers += shadowLayers(result, shadows, &diagnostics)
            let areas = shadows.map(\.area)
            indicators += [
                Indicator(Self.shadowArea, areas.isEmpty ? 0 : areas.reduce(0, +) / Double(areas.count)),
                Indicator(Self.shadowAreaMost, areas.max() ?? 0),
            ]
        }
        return Outcome(layers: layers, indicators: indicators, diagnostics: diagnostics)
    }

    // MARK: Features

    /// Means over the sensors of a feature, or of all.
    private struct Sums {
        var weight = 0.0
        var hours = 0.0
        var continuous = 0.0
        var enough = 0.0
        var enoughUnbroken = 0.0

        mutating func add(_ sun: SunHours, weight w: Double, minimum: Double) {
            weight += w
            hours += w * sun.total
            continuous += w * sun.continuous
            // Sums of quarter hours: a hair less is rounding.
            if sun.least >= minimum - 1e-9 { enough += w }
            if sun.continuous >= minimum - 1e-9 { enoughUnbroken += w }
        }

        func mean(_ sum: Double) -> Double? { weight > 0 ? sum / weight : nil }
    }

    private func features(
        _ sensed: ShadowResult.Sensed, _ suns: SunSteps, _ diagnostics: inout Diagnostics
    ) -> (Layer, [Indicator]) {
        let layer = sensed.layer
        var draft = LayerDraft(name: "sun_hours")
        func column(_ name: String, _ unit: String?, _ definition: String) -> Int {
            draft.place(ofColumn: name, unit: unit, definition: definition)
        }
        let total = column("sun_hours", "h/d", "Hours of sun a day, mean over the feature's open ground")
        let least = column("sun_hours_min", "h/d", "The same at its darkest place")
        let most = column("sun_hours_max", "h/d", "The same at its sunniest place")
        let possible = column("sun_hours_possible", "h/d", "Hours of sun a day with nothing in the way")
        let share = column("sun_share", "%", "Hours of sun of what is possible")
        let continuous = column("sun_continuous", "h", "Longest unbroken sun on the worst day, mean over places")
        let longest = column("sun_continuous_max", "h", "The same at the place where it is longest")
        let enough = column("minimum_share", "%", "Share of places with at least minimum_sun on every day")
        let unbroken = column("minimum_continuous_share", "%", "Share of places with minimum_sun unbroken on every day")
        let first = column("first_sun", nil, "First step with sun anywhere on it, local time")
        let last = column("last_sun", nil, "Last step with sun anywhere on it, local time")
        let extent = column(
            "extent", nil, "What was looked at: area in m², length of lines in m, number of points")
        let sensors = column("sensors", nil, "Places the sun was computed at")
        let covered = column("sensors_covered", nil, "Places left out because a building stands there")
        // Whose sun it is should be readable without a join.
        let names = layer.columns.filter { ["name", "name_kk", "name_ru"].contains($0.name) }
        let namePlaces = names.map { column($0.name, nil, $0.definition ?? "Name of the feature") }
        let open = suns.possible
        var all = Sums()
        for feature in sensed.sensors.features {
            var sums = Sums()
            var (darkest, sunniest, longestRun) = (Double.infinity, -Double.infinity, 0.0)
            var (begin, end) = (Double.infinity, -Double.infinity)
            // Each place stands for its share, also of what buildings cover.
            let weight = feature.extent / Double(max(feature.sensors.count + feature.covered, 1))
            for i in feature.sensors {
                let sun = sensed.hours[i]
                sums.add(sun, weight: 1, minimum: minimumSun)
                all.add(sun, weight: weight, minimum: minimumSun)
                darkest = min(darkest, sun.total)
                sunniest = max(sunniest, sun.total)
                longestRun = max(longestRun, sun.continuous)
                begin = min(begin, sun.first)
                end = max(end, sun.last)
            }
            draft.geometries.append(feature: feature.row, of: layer.geometries)
            func set(_ value: Double?, _ place: Int) {
                if let value { draft.set(.real((value * 1000).rounded() / 1000), at: place) }
            }
            set(open, possible)
            if !feature.sensors.isEmpty {
                set(sums.mean(sums.hours), total)
                set(darkest, least)
                set(sunniest, most)
                if open > 0 { set(sums.mean(sums.hours).map { 100 * $0 / open }, share) }
                set(sums.mean(sums.continuous), continuous)
                set(longestRun, longest)
                set(sums.mean(sums.enough).map { 100 * $0 }, enough)
                set(sums.mean(sums.enoughUnbroken).map { 100 * $0 }, unbroken)
                if begin.isFinite { draft.set(.text(clock(begin)), at: first) }
                if end.isFinite { draft.set(.text(clock(end)), at: last) }
            }
            set(feature.extent, extent)
            draft.set(.integer(Int64(feature.sensors.count)), at: sensors)
            draft.set(.integer(Int64(feature.covered)), at: covered)
            for (name, place) in zip(names, namePlaces) { draft.set(name[feature.row], at: place) }
            draft.endFeature(id: layer.ids[feature.row])
        }
        return (
            draft.finish(&diagnostics),
            [
                Indicator(Self.sunHours, all.mean(all.hours)), Indicator(Self.possibleHours, open),
                Indicator(Self.continuousSun, all.mean(all.continuous)),
                Indicator(Self.minimumShare, all.mean(all.enough).map { 100 * $0 }),
                Indicator(Self.continuousShare, all.mean(all.enoughUnbroken).map { 100 * $0 }),
            ]
        )
    }

    private func points(_ sensed: ShadowResult.Sensed, _ diagnostics: inout Diagnostics) -> Layer {
        var draft = LayerDraft(name: "sun_points")
        let total = draft.place(ofColumn: "sun_hours", unit: "h/d", definition: "Hours of sun a day")
        let continuous = draft.place(
            ofColumn: "sun_continuous", unit: "h", definition: "Longest unbroken sun on the worst day")
        let owner = draft.place(ofColumn: "feature", definition: "Id of the feature it stands on")
        for feature in sensed.sensors.features {
            let id = sensed.layer.ids[feature.row]
            for (n, i) in feature.sensors.enumerated() {
                draft.geometries.append(point: sensed.sensors.points[i], hasZ: true)
                draft.set(real: (sensed.hours[i].total * 1000).rounded() / 1000, at: total)
                draft.set(real: (sensed.hours[i].continuous * 1000).rounded() / 1000, at: continuous)
                draft.set(.text(id), at: owner)
                draft.endFeature(id: "\(id)/\(n + 1)")
            }
        }
        return draft.finish(&diagnostics)
    }

    // MARK: Shadows

    private func shadowLayers(
        _ result: ShadowResult, _ shadows: [ShadowResult.Shadow], _ diagnostics: inout Diagnostics
    ) -> [Layer] {
        var layers: [Layer] = []
        var draft = shadowDraft("shadow")
        let sensors = result.sensed?.sensors.points.count ?? 0
        for (i, shadow) in shadows.enumerated() {
            let step = result.suns.steps[i]
            let time = result.suns.text(step)
            if isSplit {
                // Of 2025-03-22T08:30:00+05:00 what can be part of a table's and a file's name.
                let name = time.prefix(16).filter { $0 != "-" && $0 != ":" }.map { $0 == "T" ? "_" : $0 }
                draft = shadowDraft("shadow_" + String(name))
            }
            func set(_ name: String, _ value: Double, digits: Double) {
                draft.set(.real((value * digits).rounded() / digits), at: draft.place(ofColumn: name))
            }
            draft.geometries.append(feature: 0, of: shadow.geometry)
            draft.set("time", .text(time))
            set("sun_azimuth", step.azimuth.degrees, digits: 1e4)
            set("sun_elevation", step.elevation.degrees, digits: 1e4)
            set("area", shadow.area, digits: 100)
            if let sensed = result.sensed, sensors > 0 {
                set("sunlit_share", 100 * Double(sensed.lit[i]) / Double(sensors), digits: 1000)
            }
            draft.endFeature(id: time)
            if isSplit { layers.append(draft.finish(&diagnostics)) }
        }
        return isSplit ? layers : [draft.finish(&diagnostics)]
    }

    private func shadowDraft(_ name: String) -> LayerDraft {
        var draft = LayerDraft(name: name)
        _ = draft.place(ofColumn: "time", definition: "Local time with its offset from UTC, ISO 8601")
        _ = draft.place(
            ofColumn: "sun_azimuth", unit: "°", definition: "Where the sun stands, clockwise from true north")
        _ = draft.place(
            ofColumn: "sun_elevation", unit: "°", definition: "Its height above the horizon as refracted by the air")
        _ = draft.place(ofColumn: "area", unit: "m²", definition: "Ground in the shadow, within the area")
        _ = draft.place(
            ofColumn: "sunlit_share", unit: "%", definition: "Share of the features' places that see the sun")
        return draft
    }
}
