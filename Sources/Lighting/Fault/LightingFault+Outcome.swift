import City
import Geometry

extension LightingFault {
    static let lampsOut = Indicator.Kind("lighting.lamps_out", unit: "", "Luminaires that are out")
    static let metBefore = Indicator.Kind(
        "lighting.met", unit: "km", "Length of road that is lit as its class asks while all lamps work")
    static let metAfter = Indicator.Kind(
        "lighting.met_with_faults", unit: "km", "Length that still is while lamps are out")
    static let lost = Indicator.Kind("lighting.fell", unit: "km", "Length that falls below its class")
    static let roadsFallen = Indicator.Kind("lighting.roads_fallen", unit: "", "Roads with such a stretch")
    static let calls = Indicator.Kind("lighting.reports", unit: "", "Citizens' calls")
    static let joined = Indicator.Kind("lighting.reports_joined", unit: "", "Of them joined to one lamp without doubt")
    static let ambiguous = Indicator.Kind("lighting.reports_ambiguous", unit: "", "Of them that may mean several lamps")
    static let unjoined = Indicator.Kind("lighting.reports_unjoined", unit: "", "Of them joined to no lamp")
    static let called = Indicator.Kind("lighting.lamps_reported", unit: "", "Street lights that calls were joined to")
    static let alone = Indicator.Kind(
        "lighting.lamps_critical", unit: "", "Luminaires without which alone some stretch falls below its class")

    func outcome(_ answer: FaultAnswer, _ diagnostics: Diagnostics) -> Outcome {
        var diagnostics = diagnostics
        var fields = FallenDraft()
        var roads = FaultRoadDraft()
        var (before, after, fell, fallen) = (0.0, 0.0, 0.0, 0)
        var importance: [Int32: (length: Double, fields: Int32)] = [:]
        for road in answer.studied {
            let source = answer.roads.roads[road.road]
            let axis = RoadAxis(source)
            var sums = (before: 0.0, after: 0.0, fell: 0.0)
            for (k, stretch) in road.stretches.enumerated() {
                if stretch.isMet { sums.before += stretch.length }
                if stretch.isMetAfter { sums.after += stretch.length }
                guard stretch.isMet, !stretch.isMetAfter else { continue }
                sums.fell += stretch.length
                fields.add(source, axis, stretch, number: k + 1)
            }
            if sums.fell > 0 { fallen += 1 }
            if road.stretches.contains(where: \.isTouched) { roads.add(source, road, sums) }
            before += sums.before
            after += sums.after
            fell += sums.fell
            for (lamp, length, count) in road.lost {
                let sum = importance[lamp] ?? (0, 0)
                importance[lamp] = (sum.length + length, sum.fields + count)
            }
        }
        let ranked = importance.filter { $0.value.length > 0 }.sorted {
            $0.value.length != $1.value.length ? $0.value.length > $1.value.length : $0.key < $1.key
        }
        var layers = [roads.layer.finish(&diagnostics), fields.layer.finish(&diagnostics)]
        if rank > 0 { layers.append(importanceLayer(answer, Array(ranked.prefix(rank)), &diagnostics)) }
        layers.append(crewLayer(answer, importance, &diagnostics))
        if reports != nil { layers.append(callLayer(answer, &diagnostics)) }
        for call in answer.calls {
            switch call.status {
            case .joined: break
            case .ambiguous:
                diagnostics.note(
                    "report-ambiguous", "a call may mean one of several lamps: the nearest counts", call.id)
            case .unjoined: diagnostics.skipped("report-unjoined", "no lamp is near enough to a call", call.id)
            case .noPlace:
                diagnostics.skipped(
                    "report-without-place", "a call has neither place nor known lamp nor address", call.id)
            }
        }
        func count(_ status: FaultReport.Status...) -> Double {
            Double(answer.calls.count { status.contains($0.status) })
        }
        return Outcome(
            layers: layers,
            indicators: [
                Indicator(Self.lampsOut, Double(answer.isOut.count { $0 })), Indicator(Self.metBefore, before / 1000),
                Indicator(Self.metAfter, after / 1000), Indicator(Self.lost, fell / 1000),
                Indicator(Self.roadsFallen, Double(fallen)),
            ] + (rank > 0 ? [Indicator(Self.alone, Double(ranked.count))] : [])
                + (reports == nil
                    ? []
                    : [
                        Indicator(Self.calls, Double(answer.calls.count)), Indicator(Self.joined, count(.joined)),
                        Indicator(Self.ambiguous, count(.ambiguous)),
                        Indicator(Self.unjoined, count(.unjoined, .noPlace)),
                        Indicator(Self.called, Double(Set(answer.calls.compactMap(\.lamp)).count)),
                    ]),
            diagnostics: diagnostics)
    }

    /// The layer `lamp_importance`: the lamps without which alone most falls below its class.
    private func importanceLayer(
        _ answer: FaultAnswer, _ ranked: [(key: Int32, value: (length: Double, fields: Int32))],
        _ diagnostics: inout Diagnostics
    ) -> Layer {
        var layer = LayerDraft(name: "lamp_importance")
        let place = layer.place(ofColumn: "rank", definition: "1 is the lamp that matters most")
        let lamp = layer.place(ofColumn: "lamp", definition: "Id of the street light")
        let road = layer.place(ofColumn: "road", definition: "Id of the road it lights first of all")
        let length = layer.place(
            ofColumn: "lost_m", unit: "m",
            definition: "Length that falls below its class without it, less what meets it only without")
        let fields = layer.place(ofColumn: "fields", definition: "Stretches whose verdict changes")
        for (number, (i, value)) in ranked.enumerated() {
            let i = Int(i)
            layer.geometries.append(point: answer.lamps.masts[i])
            layer.set(.integer(Int64(number + 1)), at: place)
            layer.set(.text(answer.lamps.ids[i]), at: lamp)
            if answer.lamps.roads[i] >= 0 {
                layer.set(.text(answer.roads.roads[Int(answer.lamps.roads[i])].id), at: road)
            }
            layer.set(.real((10 * value.length).rounded() / 10), at: length)
            layer.set(.integer(Int64(value.fields)), at: fields)
            layer.endFeature(id: answer.lamps.ids[i])
        }
        return layer.finish(&diagnostics)
    }

    /// The layer `crew_list`: one point a street light that is out, in the order of going there: where a class depends on
    /// it, then where people call.
    private func crewLayer(
        _ answer: FaultAnswer, _ importance: [Int32: (length: Double, fields: Int32)],
        _ diagnostics: inout Diagnostics
    ) -> Layer {
        struct Visit {
            var row: Int
            var lamp: Int
            var lost: Double
            var calls: [FaultReport]
        }
        var visits: [Int: Visit] = [:]
        for i in answer.isOut.indices where answer.isOut[i] {
            let row = Int(answer.lamps.rows[i])
            var visit = visits[row] ?? Visit(row: row, lamp: i, lost: 0, calls: [])
            visit.lost += importance[Int32(i)]?.length ?? 0
            visits[row] = visit
        }
        for call in answer.calls { if let row = call.lamp { visits[row]?.calls.append(call) } }
        let order = visits.values.sorted {
            ($1.lost, $1.calls.count, $0.row) < ($0.lost, $0.calls.count, $1.row)
        }
        var layer = LayerDraft(name: "crew_list")
        let place = layer.place(ofColumn: "order", definition: "In which order to go there")
        let road = layer.place(ofColumn: "road", definition: "Id of the road it lights first of all")
        let circuit = layer.place(ofColumn: "circuit", definition: "Circuit it is fed from")
        let status = layer.place(ofColumn: "status", definition: "Its status in the data")
        let lost = layer.place(
            ofColumn: "lost_m", unit: "m", definition: "Length that falls below its class without it alone")
        let calls = layer.place(ofColumn: "reports", definition: "Calls about it")
        let doubt = layer.place(
            ofColumn: "in_doubt",
            definition: "Whether every call about it may mean another lamp, and nothing else says so")
        let first = layer.place(ofColumn: "first_report", definition: "Time of the first call, as in the file")
        let last = layer.place(ofColumn: "last_report", definition: "Time of the last call")
        let said = layer.place(ofColumn: "descriptions", definition: "What callers said")
        let other = layer.place(ofColumn: "or_lamp", definition: "Another lamp that calls in doubt may mean")
        let states = answer.lampLayer?.column("status")
        let circuits = answer.lampLayer?.column("circuit")
        for (number, visit) in order.enumerated() {
            layer.geometries.append(point: answer.lamps.masts[visit.lamp])
            layer.set(.integer(Int64(number + 1)), at: place)
            let roadNumber = Int(answer.lamps.roads[visit.lamp])
            if roadNumber >= 0 { layer.set(.text(answer.roads.roads[roadNumber].id), at: road) }
            if let value = circuits?[visit.row].text { layer.set(.text(value), at: circuit) }
            if let value = states?[visit.row].text { layer.set(.text(value), at: status) }
            if rank > 0 { layer.set(.real((10 * visit.lost).rounded() / 10), at: lost) }
            layer.set(.integer(Int64(visit.calls.count)), at: calls)
            let isDark = states?[visit.row].text.map { LampDefaults.dark.contains($0) } ?? false
            layer.set(
                .bool(!visit.calls.isEmpty && !isDark && visit.calls.allSatisfy { $0.status == .ambiguous }), at: doubt)
            let times = visit.calls.compactMap(\.time).sorted()
            if let time = times.first { layer.set(.text(time), at: first) }
            if let time = times.last { layer.set(.text(time), at: last) }
            let texts = visit.calls.compactMap(\.description)
            if !texts.isEmpty { layer.set(.text(texts.joined(separator: "; ")), at: said) }
            if let row = visit.calls.lazy.compactMap(\.other).first, let ids = answer.lampLayer?.ids {
                layer.set(.text(ids[row]), at: other)
            }
            layer.endFeature(id: answer.lamps.ids[visit.lamp])
        }
        return layer.finish(&diagnostics)
    }

    /// The layer `fault_report`: one point a call, those without a place as rows without one.
    private func callLayer(_ answer: FaultAnswer, _ diagnostics: inout Diagnostics) -> Layer {
        var layer = LayerDraft(name: "fault_report")
        let status = layer.place(ofColumn: "status", definition: "joined, ambiguous, unjoined, or no_place")
        let lamp = layer.place(ofColumn: "lamp", definition: "Street light it was joined to")
        let other = layer.place(ofColumn: "or_lamp", definition: "The next best, where that is in doubt")
        let distance = layer.place(ofColumn: "distance", unit: "m", definition: "From the call's place to the lamp")
        let address = layer.place(ofColumn: "address", definition: "As in the file")
        let time = layer.place(ofColumn: "time", definition: "As in the file")
        let said = layer.place(ofColumn: "description", definition: "As in the file")
        let ids = answer.lampLayer?.ids ?? []
        for call in answer.calls {
            if let place = call.place { layer.geometries.append(point: place) } else { layer.geometries.appendNone() }
            layer.set(.text(call.status.rawValue), at: status)
            if let row = call.lamp { layer.set(.text(ids[row]), at: lamp) }
            if let row = call.other { layer.set(.text(ids[row]), at: other) }
            if let value = call.distance { layer.set(.real((10 * value).rounded() / 10), at: distance) }
            if let value = call.address { layer.set(.text(value), at: address) }
            if let value = call.time { layer.set(.text(value), at: time) }
            if let value = call.description { layer.set(.text(value), at: said) }
            layer.endFeature(id: call.id)
        }
        return layer.finish(&diagnostics)
    }
}

/// The layer `lighting_fallen`: stretches that fall below their class.
private struct FallenDraft {
    var layer = LayerDraft(name: "lighting_fallen")
    private let road, applied, failing, reason, length, before, after: Int

    init() {
        road = layer.place(ofColumn: "road", definition: "Id of the road")
        applied = layer.place(ofColumn: "applied_class", definition: "Class it was judged by")
        failing = layer.place(ofColumn: "failing", definition: "The criterion that is missed now")
        reason = layer.place(ofColumn: "reason", definition: "What was found and required")
        length = layer.place(ofColumn: "length", unit: "m", definition: "Length of the stretch")
        before = layer.place(ofColumn: "E_av_before", unit: "lx", definition: "Average illuminance with all lamps")
        after = layer.place(ofColumn: "E_av", unit: "lx", definition: "Average illuminance now")
    }

    mutating func add(_ source: Roads.Road, _ axis: RoadAxis, _ stretch: FaultStretch, number: Int) {
        layer.geometries.append(line: axis.part(stretch.stretch.from, stretch.stretch.to))
        layer.set(.text(source.id), at: road)
        if let found = stretch.applied { layer.set(.text(found.name), at: applied) }
        if let missed = stretch.shortfall {
            layer.set(.text(missed.criterion.rawValue), at: failing)
            let unit = missed.criterion.unit.isEmpty ? "" : " \(missed.criterion.unit)"
            let shown = (missed.value * 100).rounded() / 100
            layer.set(
                .text(
                    "\(missed.criterion.rawValue) \(shown) \(missed.criterion.isUpperLimit ? ">" : "<") \(missed.required)\(unit)"
                ),
                at: reason)
        }
        layer.set(.real((10 * stretch.length).rounded() / 10), at: length)
        layer.set(.real((100 * stretch.before.averageIlluminance).rounded() / 100), at: before)
        layer.set(.real((100 * stretch.after.averageIlluminance).rounded() / 100), at: after)
        layer.endFeature(id: "\(source.id)/\(number)")
    }
}

/// The layer `road_fault`: one line a road for which a lamp that is out counts.
private struct FaultRoadDraft {
    var layer = LayerDraft(name: "road_fault")
    private let lightingClass, before, after, fell, length: Int

    init() {
        lightingClass = layer.place(ofColumn: "lighting_class", definition: "Class the road should meet")
        length = layer.place(ofColumn: "length", unit: "m", definition: "Length in the plane")
        before = layer.place(ofColumn: "met_before", unit: "m", definition: "Length that meets it while all lamps work")
        after = layer.place(ofColumn: "met_after", unit: "m", definition: "Length that meets it while lamps are out")
        fell = layer.place(ofColumn: "fell", unit: "m", definition: "Length that falls below it")
    }

    mutating func add(
        _ source: Roads.Road, _ road: FaultRoad, _ sums: (before: Double, after: Double, fell: Double)
    ) {
        layer.geometries.append(line: source.line)
        if let required = road.required { layer.set(.text(required.name), at: lightingClass) }
        for (value, place) in [(source.length, length), (sums.before, before), (sums.after, after), (sums.fell, fell)] {
            layer.set(.real((10 * value).rounded() / 10), at: place)
        }
        layer.endFeature(id: source.id)
    }
}
