public import JSON

/// What differs between a baseline and a variant: feature by feature and indicator by indicator.
///
/// Generic: works on any two sets of layers with the same names; features are matched by id. A feature is `same` if no
/// text differs and every number differs by no more than the threshold; what differs less keeps its delta.
public struct Comparison: Sendable {
    /// One layer a pair of layers: `change` (`same`, `changed`, `added`, `removed`) and for every number
    /// `…_base`, `…_variant`, `…_delta`.
    public var layers: [Layer]
    public var indicators: [IndicatorChange]
    public var diagnostics: Diagnostics
    /// Relative difference up to which two numbers are the same: |b − a| ≤ threshold · max(|a|, |b|).
    public let threshold: Double
    /// What a threshold may be.
    public static let thresholds = 0.0...1.0

    public struct IndicatorChange: Sendable, Hashable {
        public var kind: Indicator.Kind
        public var base: Double?
        public var variant: Double?

        /// variant − base.
        public var delta: Double? {
            guard let base, let variant else { return nil }
            return variant - base
        }

        /// The difference as a share of the baseline; nil without a baseline to share, and where the indicator is a
        /// share itself: per cent of per cent tell nobody anything.
        public var relative: Double? {
            guard let delta, let base, base != 0, kind.unit != "%" else { return nil }
            return delta / abs(base)
        }

        /// The unit of `delta`.
        public var deltaUnit: String { Comparison.unit(ofDifference: kind.unit) ?? "" }

        public var json: JSONValue {
            func number(_ x: Double?) -> JSONValue { x.map { .number($0) } ?? .null }
            return [
                "code": .string(kind.code), "unit": .string(kind.unit), "base": number(base),
                "variant": number(variant), "delta": number(delta), "delta_unit": .string(deltaUnit),
                "delta_percent": number(relative.map { $0 * 100 }),
            ]
        }
    }

    /// The unit of a difference: between per cents there are percentage points.
    public static func unit(ofDifference unit: String?) -> String? { unit == "%" ? "pp" : unit }

    /// - Parameter threshold: 0 … 1; see `threshold`.
    public init(base: Outcome, variant: Outcome, threshold: Double = 0) {
        self.threshold = threshold
        var diagnostics = Diagnostics()
        layers = Comparison.compare(base.layers, variant.layers, threshold, &diagnostics)
        // Both look at nearly the same city: what the variant says counts, and what only the baseline says.
        diagnostics.merge(variant.diagnostics)
        for d in base.diagnostics.all where !diagnostics.all.contains(where: { $0.code == d.code }) {
            diagnostics.add(d)
        }
        self.diagnostics = diagnostics
        let variantKinds = variant.indicators.map(\.kind).filter { k in !base.indicators.contains { $0.kind == k } }
        indicators = (base.indicators.map(\.kind) + variantKinds).map { kind in
            IndicatorChange(
                kind: kind, base: base.indicators.first { $0.kind == kind }?.value,
                variant: variant.indicators.first { $0.kind == kind }?.value)
        }
    }

    /// Number of features per kind of change, by layer.
    public func counts(of layer: Layer) -> [(change: String, count: Int)] {
        guard let column = layer.column("change") else { return [] }
        return ["added", "removed", "changed", "same"].map { name in
            (name, (0..<layer.count).reduce(0) { $0 + (column[$1].text == name ? 1 : 0) })
        }
    }

    private static func compare(
        _ base: [Layer], _ variant: [Layer], _ threshold: Double, _ diagnostics: inout Diagnostics
    ) -> [Layer] {
        let names = base.map(\.name) + variant.map(\.name).filter { name in !base.contains { $0.name == name } }
        return names.map { name in
            compare(name, base.first { $0.name == name }, variant.first { $0.name == name }, threshold, &diagnostics)
        }
    }

    private static func isSame(_ a: Value, _ b: Value, _ threshold: Double) -> Bool {
        guard a != b else { return true }
        // A column of whole numbers becomes one of reals when one of them does: 9 and 9.0 are the same.
        guard let x = a.double, let y = b.double else { return false }
        return abs(y - x) <= threshold * max(abs(x), abs(y))
    }

    private static func compare(
        _ name: String, _ base: Layer?, _ variant: Layer?, _ threshold: Double, _ diagnostics: inout Diagnostics
    ) -> Layer {
        // The variant's features in their order, then those only the baseline has.
        var pairs: [(base: Int?, variant: Int?)] = []
        for row in 0..<(variant?.count ?? 0) { pairs.append((base?.row(id: variant?.ids[row] ?? ""), row)) }
        for row in 0..<(base?.count ?? 0) where variant?.row(id: base?.ids[row] ?? "") == nil {
            pairs.append((row, nil))
        }
        let baseColumns = base?.columns ?? []
        let columns = (variant?.columns ?? [])
        let all = columns.map(\.name) + baseColumns.map(\.name).filter { n in !columns.contains { $0.name == n } }
        var draft = LayerDraft(name: name)
        let changePlace = draft.place(ofColumn: "change", definition: "same, changed, added or removed")
        for pair in pairs {
            var changed = false
            for column in all {
                let from = base?.column(column)
                let to = variant?.column(column)
                let a = pair.base.flatMap { from?[$0] } ?? .null
                let b = pair.variant.flatMap { to?[$0] } ?? .null
                if pair.base != nil, pair.variant != nil, !isSame(a, b, threshold) { changed = true }
                let unit = to?.unit ?? from?.unit
                let definition = to?.definition ?? from?.definition
                if (from ?? to)?.isNumeric ?? false {
                    func place(_ suffix: String, _ unit: String?) -> Int {
                        draft.place(ofColumn: "\(column)_\(suffix)", unit: unit, definition: definition)
                    }
                    let (base, variant) = (place("base", unit), place("variant", unit))
                    let delta = place("delta", Comparison.unit(ofDifference: unit))
                    draft.set(a, at: base)
                    draft.set(b, at: variant)
                    if let x = a.double, let y = b.double { draft.set(.real(y - x), at: delta) }
                } else {
                    draft.set(b.isNull ? a : b, at: draft.place(ofColumn: column, unit: unit, definition: definition))
                }
            }
            let change: String
            if let row = pair.variant, let variant {
                draft.geometries.append(feature: row, of: variant.geometries)
                change = pair.base == nil ? "added" : changed ? "changed" : "same"
                draft.set(.text(change), at: changePlace)
                draft.endFeature(id: variant.ids[row])
            } else if let row = pair.base, let base {
                draft.geometries.append(feature: row, of: base.geometries)
                draft.set(.text("removed"), at: changePlace)
                draft.endFeature(id: base.ids[row])
            }
        }
        return draft.finish(&diagnostics)
    }
}

extension Column {
    /// Whether differences of its values make sense.
    public var isNumeric: Bool {
        switch values {
        case .integer, .real: true
        case .bool, .text: false
        }
    }
}
