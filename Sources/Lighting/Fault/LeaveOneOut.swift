import Geometry

/// A field with each of its lamps out in turn.
///
/// Every lamp's light on every grid is computed once; what is left without a lamp is the sum of the others' in their
/// order, so that it is the same to the last bit as computing the field without it.
struct LeaveOneOut {
    /// One lamp after another: its light on a grid, `groups` values each; lamps that give none are left out.
    private struct Parts {
        var groups = 0
        var lamps: [Int] = []
        var values: [Lanes] = []

        mutating func begin() {
            lamps.removeAll(keepingCapacity: true)
            values.removeAll(keepingCapacity: true)
        }

        mutating func add(_ light: [Lanes], of lamp: Int) {
            groups = light.count
            guard light.contains(where: { $0 != .zero }) else { return }
            lamps.append(lamp)
            values.append(contentsOf: light)
        }

        /// The sum without a lamp, or of all.
        func sum(without lamp: Int, into total: inout [Lanes]) {
            total.removeAll(keepingCapacity: true)
            total.append(contentsOf: repeatElement(.zero, count: groups))
            for (k, other) in lamps.enumerated() where other != lamp {
                for g in 0..<groups { total[g] += values[k * groups + g] }
            }
        }

        func has(_ lamp: Int) -> Bool { lamps.contains(lamp) }
    }

    private var carriageway = Parts()
    private var strips = [Parts](repeating: Parts(), count: 4)
    private var seen = Parts()
    private var wet = Parts()
    private var veils = Parts()
    private var counts = (carriageway: 0, strip: 0, seen: 0)
    private var scratch: [Lanes] = []

    /// Computes every lamp's part of a field.
    mutating func take(_ field: RoadField, _ lamps: [RoadLamp], _ calculation: inout RoadCalculation) {
        carriageway.begin()
        calculation.lay(
            field, from: -field.width / 2, width: field.width, across: RoadField.pointsAcross(field.width))
        counts.carriageway = calculation.count
        for (i, lamp) in lamps.enumerated() {
            calculation.illuminate(.horizontal, [lamp])
            carriageway.add(calculation.illuminances, of: i)
        }
        for (s, from) in RoadCalculation.edgeStrips(field).enumerated() {
            strips[s].begin()
            calculation.lay(field, from: from, width: field.laneWidth, across: RoadField.pointsAcross(field.laneWidth))
            counts.strip = calculation.count
            for (i, lamp) in lamps.enumerated() {
                calculation.illuminate(.horizontal, [lamp])
                strips[s].add(calculation.illuminances, of: i)
            }
        }
        seen.begin()
        wet.begin()
        veils.begin()
        guard field.axis.isEmpty else { return }
        calculation.lay(field, from: -field.width / 2, width: field.width, across: 3 * field.lanes)
        counts.seen = calculation.count
        calculation.look(field)
        for (i, lamp) in lamps.enumerated() {
            calculation.reflect(field, [lamp])
            seen.add(calculation.luminances, of: i)
            if calculation.wetSurface != nil { wet.add(calculation.wetLuminances, of: i) }
            calculation.veil(field, [lamp], steps: RoadField.pointsAlong(field.length))
            veils.add(calculation.veils, of: i)
        }
    }

    /// Whether a lamp does anything to the field at all.
    func matters(_ lamp: Int) -> Bool {
        carriageway.has(lamp) || seen.has(lamp) || veils.has(lamp) || strips.contains { $0.has(lamp) }
    }

    /// The field without a lamp; with all of them for -1. The grid of luminance must still be in place.
    mutating func lighting(
        without lamp: Int, _ field: RoadField, _ calculation: inout RoadCalculation
    ) -> RoadLighting {
        var result = RoadLighting()
        carriageway.sum(without: lamp, into: &scratch)
        let found = RoadCalculation.summary(scratch[...], count: counts.carriageway)
        result.averageIlluminance = found.mean
        result.minimumIlluminance = found.least
        result.maximumIlluminance = found.most
        var means: [Double] = []
        for strip in strips {
            strip.sum(without: lamp, into: &scratch)
            means.append(RoadCalculation.summary(scratch[...], count: counts.strip).mean)
        }
        result.edgeRatio = RoadCalculation.edgeRatio(means)
        guard field.axis.isEmpty else { return result }
        seen.sum(without: lamp, into: &calculation.luminances)
        if calculation.wetSurface != nil { wet.sum(without: lamp, into: &calculation.wetLuminances) }
        veils.sum(without: lamp, into: &calculation.veils)
        result.luminance = calculation.seen(field, steps: RoadField.pointsAlong(field.length))
        return result
    }
}
