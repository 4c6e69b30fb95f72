import City
import Geometry

/// The columns that roads and fields share: what was found, criterion by criterion.
private struct LightingColumns {
    /// Rounded to so many parts of a unit.
    private static let digits: [LightingCriterion: Double] = [
        .averageLuminance: 1000, .thresholdIncrement: 10, .averageIlluminance: 100, .minimumIlluminance: 100,
    ]
    private static let shown: [(LightingCriterion, String)] = [
        (.averageIlluminance, "Average maintained horizontal illuminance"),
        (.minimumIlluminance, "Least maintained horizontal illuminance"),
        (.illuminanceUniformity, "Uniformity of the illuminance, least over average"),
        (.averageLuminance, "Average maintained luminance of the dry road, for the worst observer"),
        (.uniformity, "Overall uniformity of the luminance, least over average"),
        (.longitudinalUniformity, "Longitudinal uniformity of the luminance along the lanes' middles"),
        (.thresholdIncrement, "Threshold increment: disability glare of the new installation"),
        (.edgeRatio, "Edge illuminance ratio, the worse side"),
        (.wetUniformity, "Overall uniformity of the luminance of the wet road"),
    ]

    private var places: [(criterion: LightingCriterion, place: Int)] = []

    init(_ layer: inout LayerDraft, _ whole: String, isWet: Bool) {
        for (criterion, definition) in Self.shown where isWet || criterion != .wetUniformity {
            let unit = criterion.unit.isEmpty ? nil : criterion.unit
            places.append(
                (
                    criterion,
                    layer.place(ofColumn: criterion.rawValue, unit: unit, definition: "\(definition)\(whole)")
                ))
        }
    }

    func set(_ layer: inout LayerDraft, _ value: (LightingCriterion) -> Double?) {
        for (criterion, place) in places {
            guard let value = value(criterion) else { continue }
            let digits = Self.digits[criterion] ?? 1000
            layer.set(.real((value * digits).rounded() / digits), at: place)
        }
    }
}

/// The columns that say what is missed.
private struct VerdictColumns {
    private let required, applied, verdict, failing, shortfall, reason: Int

    init(_ layer: inout LayerDraft) {
        required = layer.place(ofColumn: "lighting_class", definition: "Class the road should meet")
        applied = layer.place(
            ofColumn: "applied_class", definition: "Class it was judged by: on a bend the comparable one of illuminance"
        )
        verdict = layer.place(ofColumn: "verdict", definition: "meets, fails, unlit, or no_class")
        failing = layer.place(ofColumn: "failing", definition: "The criterion that is missed")
        shortfall = layer.place(
            ofColumn: "shortfall", unit: "%", definition: "By how much it is missed at the worst, of what is required")
        reason = layer.place(ofColumn: "reason", definition: "The clause that fails, with what was found and required")
    }

    func set(
        _ layer: inout LayerDraft, required name: String?, applied other: String?, _ found: Verdict,
        _ missed: Shortfall?, clause: String?
    ) {
        if let name { layer.set(.text(name), at: required) }
        if let other { layer.set(.text(other), at: applied) }
        layer.set(.text(found.rawValue), at: verdict)
        guard let missed else { return }
        layer.set(.text(missed.criterion.rawValue), at: failing)
        layer.set(.real((1000 * missed.share).rounded() / 10), at: shortfall)
        let digits = missed.criterion == .thresholdIncrement ? 10.0 : 100
        let value = (missed.value * digits).rounded() / digits
        let limit = (missed.required * 100).rounded() / 100
        let unit = missed.criterion.unit.isEmpty ? "" : " \(missed.criterion.unit)"
        let sign = missed.criterion.isUpperLimit ? ">" : "<"
        layer.set(
            .text("\(clause.map { "\($0): " } ?? "")\(missed.criterion.rawValue) \(value) \(sign) \(limit)\(unit)"),
            at: reason)
    }
}

/// The layer `road_lighting`: one line a road.
struct RoadDraft {
    var layer = LayerDraft(name: "road_lighting")
    private let verdict: VerdictColumns
    private let lighting: LightingColumns
    private let highway, width, lanes, arrangement, lamps, spacing, height, length, met, unlit: Int

    init(isWet: Bool) {
        highway = layer.place(ofColumn: "highway", definition: "Type of the road")
        verdict = VerdictColumns(&layer)
        met = layer.place(ofColumn: "met_share", unit: "%", definition: "Share of its length that meets the class")
        unlit = layer.place(ofColumn: "unlit", unit: "m", definition: "Length that no lamp's light reaches")
        lighting = LightingColumns(&layer, " (mean or worst of its fields)", isWet: isWet)
        arrangement = layer.place(ofColumn: "arrangement", definition: "How its lamps stand")
        lamps = layer.place(ofColumn: "lamps", definition: "Luminaires along it")
        spacing = layer.place(ofColumn: "spacing", unit: "m", definition: "Median distance from lamp to lamp in a row")
        height = layer.place(ofColumn: "mounting_height", unit: "m", definition: "Median mounting height")
        length = layer.place(ofColumn: "length", unit: "m", definition: "Length in the plane")
        width = layer.place(ofColumn: "width", unit: "m", definition: "Width of the carriageway that was taken")
        lanes = layer.place(ofColumn: "lanes", definition: "Driving lanes that were taken")
    }

    mutating func add(_ road: Roads.Road, _ judged: JudgedRoad, _ summary: RoadSummary) {
        layer.geometries.append(line: road.line)
        if !road.highway.isEmpty { layer.set(.text(road.highway), at: highway) }
        verdict.set(
            &layer, required: judged.required?.name, applied: judged.stretches.first { $0.isLit }?.applied?.name,
            summary.verdict, summary.failing, clause: summary.clause)
        let all = judged.stretches.reduce(0) { $0 + $1.length }
        if all > 0, judged.required != nil { set(100 * summary.met / all, met, 10) }
        set(summary.unlit, unlit, 10)
        lighting.set(&layer) { $0 == .averageIlluminance ? summary.illuminance : summary.worst[$0] }
        layer.set(.text(judged.arrangement.rawValue), at: arrangement)
        layer.set(.integer(Int64(judged.lamps)), at: lamps)
        if let value = judged.spacing { set(value, spacing, 10) }
        if let value = judged.height { set(value, height, 10) }
        set(road.length, length, 10)
        set(road.width, width, 100)
        layer.set(.integer(Int64(road.lanes)), at: lanes)
        layer.endFeature(id: road.id)
    }

    private mutating func set(_ value: Double, _ place: Int, _ digits: Double) {
        layer.set(.real((value * digits).rounded() / digits), at: place)
    }
}

/// The layer `lighting_field`: one line a stretch between two lamps, or without light.
struct FieldDraft {
    var layer = LayerDraft(name: "lighting_field")
    private let verdict: VerdictColumns
    private let lighting: LightingColumns
    private let road, kind, from, to, spacing, height: Int

    init(isWet: Bool) {
        road = layer.place(ofColumn: "road", definition: "Id of the road")
        kind = layer.place(ofColumn: "kind", definition: "field between two lamps, end beside the last one, or unlit")
        verdict = VerdictColumns(&layer)
        lighting = LightingColumns(&layer, "", isWet: isWet)
        from = layer.place(ofColumn: "from", unit: "m", definition: "Where it begins along the road")
        to = layer.place(ofColumn: "to", unit: "m", definition: "Where it ends along the road")
        spacing = layer.place(ofColumn: "field_length", unit: "m", definition: "Length of the field of calculation")
        height = layer.place(ofColumn: "mounting_height", unit: "m", definition: "Mean mounting height of its lamps")
    }

    mutating func add(
        _ road: Roads.Road, _ axis: RoadAxis, _ judged: JudgedStretch, required: LightingClass?, number: Int
    ) {
        let stretch = judged.stretch
        layer.geometries.append(line: axis.part(stretch.from, stretch.to))
        layer.set(.text(road.id), at: self.road)
        layer.set(.text(stretch.kind.rawValue), at: kind)
        verdict.set(
            &layer, required: required?.name, applied: judged.applied?.name, judged.verdict, judged.shortfalls.first,
            clause: judged.applied?.clause)
        if judged.isLit {
            lighting.set(&layer) { judged.lighting.value(of: $0) }
            set(stretch.end - stretch.start, spacing)
            set(stretch.height, height)
        }
        set(stretch.from, from)
        set(stretch.to, to)
        layer.endFeature(id: "\(road.id)/\(number)")
    }

    private mutating func set(_ value: Double, _ place: Int) {
        layer.set(.real((value * 100).rounded() / 100), at: place)
    }
}

/// The layer `lighting_point`: the grid of luminance, three points a lane.
struct PointDraft {
    var layer = LayerDraft(name: "lighting_point")
    private let field, illuminance, luminance: Int

    init() {
        field = layer.place(ofColumn: "field", definition: "Id of the stretch, as in lighting_field")
        illuminance = layer.place(ofColumn: "E", unit: "lx", definition: "Maintained horizontal illuminance")
        luminance = layer.place(
            ofColumn: "L", unit: "cd/m²", definition: "Maintained luminance as the driver in the point's lane sees it")
    }

    mutating func add(_ road: Roads.Road, _ point: RoadPoint) {
        layer.geometries.append(point: point.place)
        layer.set(.text("\(road.id)/\(point.stretch + 1)"), at: field)
        layer.set(.real((point.illuminance * 100).rounded() / 100), at: illuminance)
        if let seen = point.luminance { layer.set(.real((seen * 1000).rounded() / 1000), at: luminance) }
        layer.endFeature(id: "p\(layer.count + 1)")
    }
}
