import City
import Geometry

extension LightingRoad {
    static let assessed = Indicator.Kind("lighting.road_length", unit: "km", "Length of the roads judged")
    static let meeting = Indicator.Kind("lighting.met", unit: "km", "Length of road that is lit as its class asks")
    static let meetingShare = Indicator.Kind("lighting.met_share", unit: "%", "The same, of all roads judged")
    static let failing = Indicator.Kind(
        "lighting.failed", unit: "km", "Length of road that is lit but misses something its class asks")
    static let unlit = Indicator.Kind("lighting.unlit", unit: "km", "Length of road that no lamp's light reaches")
    static let lamps = Indicator.Kind("lighting.lamps", unit: "", "Luminaires of the street lights")
    static let dark = Indicator.Kind("lighting.lamps_dark", unit: "", "Of them out of order")
    static let power = Indicator.Kind("lighting.power", unit: "kW", "Electric power of the luminaires that are on")
    static let illuminance = Indicator.Kind(
        "lighting.mean_illuminance", unit: "lx", "Mean maintained illuminance of the lit roads, by length")
    static let luminance = Indicator.Kind(
        "lighting.mean_luminance", unit: "cd/m²", "Mean maintained luminance of the lit straight roads, by length")

    /// One for each criterion: the length that misses it.
    static func failing(_ criterion: LightingCriterion) -> Indicator.Kind {
        Indicator.Kind(
            "lighting.failed_\(criterion.rawValue)", unit: "km", "Length of lit road that misses \(criterion.rawValue)")
    }

    func outcome(
        _ roads: Roads, _ lamps: Lamps, _ judged: [JudgedRoad], _ diagnostics: Diagnostics
    ) throws -> Outcome {
        var diagnostics = diagnostics
        var sums = RoadSums()
        let isWet = self.roads.wetSurface != nil
        var draft = RoadDraft(isWet: isWet)
        var fields = FieldDraft(isWet: isWet)
        var points = PointDraft()
        for road in judged {
            let source = roads.roads[road.road]
            let summary = RoadSummary(road)
            sums.add(road)
            draft.add(source, road, summary)
            if source.isTaggedLit == true, road.stretches.contains(where: { !$0.isLit }) {
                diagnostics.caution(
                    "tagged-lit-without-lamps",
                    "a road is said to be lit, but no lamp reaches part of it: lamps are missing in the data", source.id
                )
            }
            let axis = RoadAxis(source)
            for (i, stretch) in road.stretches.enumerated() {
                if isFields { fields.add(source, axis, stretch, required: road.required, number: i + 1) }
                if stretch.isBend {
                    diagnostics.note(
                        "bend", "a stretch bends: judged by the comparable class of illuminance", source.id)
                }
            }
            for point in road.points { points.add(source, point) }
        }
        var layers = [draft.layer.finish(&diagnostics)]
        if isFields { layers.append(fields.layer.finish(&diagnostics)) }
        if isPoints { layers.append(points.layer.finish(&diagnostics)) }
        let on = lamps.isOn.indices.filter { lamps.isOn[$0] }
        return Outcome(
            layers: layers,
            indicators: [
                Indicator(Self.assessed, sums.length / 1000), Indicator(Self.meeting, sums.met / 1000),
                Indicator(Self.meetingShare, sums.length > 0 ? 100 * sums.met / sums.length : nil),
                Indicator(Self.failing, sums.failed / 1000), Indicator(Self.unlit, sums.unlit / 1000),
            ]
                + LightingCriterion.allCases.compactMap { criterion in
                    sums.missed[criterion].map { Indicator(Self.failing(criterion), $0 / 1000) }
                }
                + [
                    Indicator(Self.illuminance, sums.lit > 0 ? sums.illuminance / sums.lit : nil),
                    Indicator(Self.luminance, sums.straight > 0 ? sums.luminance / sums.straight : nil),
                    Indicator(Self.lamps, Double(lamps.count)),
                    Indicator(Self.dark, Double(lamps.count - on.count)),
                    Indicator(Self.power, on.reduce(0) { $0 + lamps.powers[$1] } / 1000),
                ], diagnostics: diagnostics)
    }
}

/// Lengths over all roads, m.
private struct RoadSums {
    var length = 0.0
    var met = 0.0
    var failed = 0.0
    var unlit = 0.0
    var lit = 0.0
    var straight = 0.0
    /// Quantity times length.
    var illuminance = 0.0
    var luminance = 0.0
    /// By criterion; those that classes ask for are there from the beginning, so that what is met is 0.
    var missed: [LightingCriterion: Double] = [:]

    mutating func add(_ road: JudgedRoad) {
        for stretch in road.stretches {
            length += stretch.length
            switch stretch.verdict {
            case .meets: met += stretch.length
            case .fails: failed += stretch.length
            case .unlit: unlit += stretch.length
            case .noClass: break
            }
            guard stretch.isLit else { continue }
            for criterion in stretch.judged { missed[criterion, default: 0] += 0 }
            for shortfall in stretch.shortfalls { missed[shortfall.criterion, default: 0] += stretch.length }
            lit += stretch.length
            illuminance += stretch.lighting.averageIlluminance * stretch.length
            if let seen = stretch.lighting.luminance {
                straight += stretch.length
                luminance += seen.average * stretch.length
            }
        }
    }
}

/// A road's stretches in one line.
struct RoadSummary {
    var verdict: Verdict
    /// What most of its length misses, and the worst of it.
    var failing: Shortfall?
    var clause: String?
    var met = 0.0
    var unlit = 0.0
    var illuminance: Double?
    /// The worst of all lit stretches.
    var worst: [LightingCriterion: Double] = [:]

    init(_ road: JudgedRoad) {
        let length = road.stretches.reduce(0) { $0 + $1.length }
        var missed: [LightingCriterion: Double] = [:]
        var worstShortfall: [LightingCriterion: (shortfall: Shortfall, clause: String?)] = [:]
        var (lit, light) = (0.0, 0.0)
        var judged = false
        for stretch in road.stretches {
            switch stretch.verdict {
            case .meets: met += stretch.length
            case .unlit: unlit += stretch.length
            case .fails, .noClass: break
            }
            judged = judged || stretch.applied != nil
            guard stretch.isLit else { continue }
            lit += stretch.length
            light += stretch.lighting.averageIlluminance * stretch.length
            for criterion in LightingCriterion.allCases where criterion != .averageIlluminance {
                guard let value = stretch.lighting.value(of: criterion) else { continue }
                let other = worst[criterion]
                worst[criterion] = other.map { criterion.isUpperLimit ? max($0, value) : min($0, value) } ?? value
            }
            for shortfall in stretch.shortfalls {
                missed[shortfall.criterion, default: 0] += stretch.length
                if worstShortfall[shortfall.criterion].map({ $0.shortfall.share < shortfall.share }) ?? true {
                    worstShortfall[shortfall.criterion] = (shortfall, stretch.applied?.clause)
                }
            }
        }
        illuminance = lit > 0 ? light / lit : nil
        // A millimetre of darkness is rounding.
        if !judged {
            verdict = lit > 0 ? .noClass : .unlit
        } else if met >= length - 0.001 {
            verdict = .meets
        } else {
            verdict = unlit >= length - 0.001 ? .unlit : .fails
        }
        let most = LightingCriterion.allCases.max { (missed[$0] ?? 0) < (missed[$1] ?? 0) }
        if let most, missed[most] ?? 0 > 0 {
            failing = worstShortfall[most]?.shortfall
            clause = worstShortfall[most]?.clause
        }
    }
}
