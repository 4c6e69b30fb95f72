/// A part of a road that one field of calculation speaks for, or that has no light.
struct Stretch: Sendable, Hashable {
    enum Kind: String, Sendable {
        /// Between two lamps.
        case field
        /// Beside the last lamp before darkness or the road's end.
        case end
        /// Farther from every lamp than its light counts.
        case unlit
    }

    var kind: Kind
    /// The part of the road, m from its beginning.
    var from: Double
    var to: Double
    /// The field, m from the road's beginning; it may begin before the road or end beyond it.
    var start: Double
    var end: Double
    /// Mounting height, m; 0 without light.
    var height: Double

    /// Distance to which a lamp's light counts, in mounting heights (EN 13201-3:2015, 7.2.4).
    static let reach = 5.0

    /// Parts a road between its lamps.
    ///
    /// A field lies between each two neighbours in the row. Where they are so far apart that the light of neither counts
    /// in the middle (5 H each), what lies between is unlit. Before the first and behind the last lamp the field reaches
    /// to the next lamp beyond the road's end, or to where the road or the light ends.
    /// - Parameters:
    ///   - length: of the road, m, above 0.
    ///   - row: the lamps between which fields lie, in order, within the road.
    ///   - before: the nearest lamp straight on before the road's beginning; its place is negative.
    ///   - after: the nearest lamp straight on beyond its end.
    static func of(
        length: Double, row: [LampStation], before: LampStation? = nil, after: LampStation? = nil
    ) -> [Stretch] {
        var parts = Parts(length: length)
        let all = [before].compactMap { $0 } + row + [after].compactMap { $0 }
        guard let first = all.first, let last = all.last else {
            parts.add(.unlit, 0, length, 0)
            return parts.found
        }
        if first.along > 0 {
            let lit = reach * first.height
            if first.along > lit { parts.add(.unlit, 0, first.along - lit, 0) }
            parts.add(.end, max(0, first.along - lit), first.along, first.height)
        }
        for (a, b) in zip(all, all.dropFirst()) { parts.add(between: a, b) }
        if last.along < length {
            let lit = reach * last.height
            parts.add(.end, last.along, min(length, last.along + lit), last.height)
            if last.along + lit < length { parts.add(.unlit, last.along + lit, length, 0) }
        }
        return parts.found
    }

    private struct Parts {
        let length: Double
        var found: [Stretch] = []

        mutating func add(between a: LampStation, _ b: LampStation) {
            let (lit, litBack) = (reach * a.height, reach * b.height)
            if b.along - a.along <= lit + litBack {
                add(.field, a.along, b.along, (a.height + b.height) / 2)
            } else {
                add(.end, a.along, a.along + lit, a.height)
                add(.unlit, a.along + lit, b.along - litBack, 0)
                add(.end, b.along - litBack, b.along, b.height)
            }
        }

        /// Adds what of a field lies on the road; a sliver below a metre goes to its neighbour.
        mutating func add(_ kind: Kind, _ start: Double, _ end: Double, _ height: Double) {
            let (from, to) = (max(0, start), min(length, end))
            guard to > from else { return }
            if let last = found.last, to - from < 1 {
                found[found.count - 1].to = max(last.to, to)
            } else if let last = found.last, found.count == 1, last.to - last.from < 1 {
                found[0] = Stretch(kind: kind, from: last.from, to: to, start: start, end: end, height: height)
            } else {
                found.append(Stretch(kind: kind, from: from, to: to, start: start, end: end, height: height))
            }
        }
    }
}
