import City
import Geometry
import Synchronization

/// Illuminance at a grid's points, lx, point by point as in the grid.
struct LightField: Sendable {
    /// With nothing in the way.
    var open: [Float]
    /// With what there is.
    var lit: [Float]
    /// Blocks that were computed for this answer; the others' numbers were kept.
    var computed: Int
}

/// A city's night as it was last computed: a question that changes some lamps computes only what they reach.
///
/// What is kept is taken only for the very same layers (``Layer/isSame(as:)``) and inputs, so that an answer is the same
/// with and without.
final class KeptNight: Sendable {
    private struct State {
        var shade: (masses: [Layer], transmission: Double, value: NightShade)?
        var grid: (wanted: WantedPlaces, masses: [Layer], spacing: Double, verge: Double, value: PlacesGrid)?
        /// Change with the shade and the grid.
        var shadeNumber = 0
        var gridNumber = 0
        var light: Light?
    }

    private struct Light {
        var shadeNumber: Int?
        var gridNumber: Int
        var kind: ReceiverKind
        var height: Double
        var sources: [CoverageKernel.Source]
        var field: LightField
    }

    private let state = Mutex(State())

    /// Blocks that the last answer computed, and all there are.
    var lastComputed: Int { state.withLock { $0.light?.field.computed ?? 0 } }
    var blockCount: Int { state.withLock { $0.grid?.value.grid.blocks.count ?? 0 } }

    /// The one kept for a city, or a new one where nothing is kept.
    static func current(_ city: City) -> KeptNight {
        // About what 3 million points and 50,000 buildings take.
        Kept.value(for: "lighting.night \(city.name) \(city.origin)", bytes: { _ in 300 << 20 }) { KeptNight() }
    }

    /// Layers that give the city its shape.
    private static func masses(_ city: City) -> [Layer] { (Massing.layers + ["tree"]).compactMap { city.layer($0) } }

    private static func same(_ a: [Layer], _ b: [Layer]) -> Bool {
        a.count == b.count && zip(a, b).allSatisfy { $0.isSame(as: $1) }
    }

    /// What stands in a city.
    func shade(_ city: City, transmission: Double) -> NightShade {
        let masses = Self.masses(city)
        if let kept = state.withLock({ $0.shade }), Self.same(kept.masses, masses), kept.transmission == transmission {
            return kept.value
        }
        let value = NightShade(city, transmission: transmission)
        state.withLock {
            $0.shade = (masses, transmission, value)
            $0.shadeNumber += 1
        }
        return value
    }

    /// The points of places.
    /// - Parameter shade: makes what stands in the city, where areas are asked for.
    func grid(_ wanted: WantedPlaces, spacing: Double, verge: Double, _ city: City) throws -> PlacesGrid {
        let masses = Self.masses(city)
        if let kept = state.withLock({ $0.grid }), kept.wanted.isSame(as: wanted), Self.same(kept.masses, masses),
            kept.spacing == spacing, kept.verge == verge
        {
            return kept.value
        }
        let value = try PlacesGrid(wanted, spacing: spacing, verge: verge, city) { self.shade(city, transmission: 1) }
        state.withLock {
            $0.grid = (wanted, masses, spacing, verge, value)
            $0.gridNumber += 1
        }
        return value
    }

    /// Light on a grid that came from here, with a shade that came from here last.
    func light(_ kernel: CoverageKernel, _ grid: PlacesGrid, _ shade: NightShade?) throws -> LightField {
        let (kept, shadeNumber, gridNumber) = state.withLock { state in
            let found = state.light
            // Its numbers are written over: nobody else may have them meanwhile.
            state.light = nil
            return (found, shade == nil ? nil : state.shadeNumber, state.gridNumber)
        }
        var field: LightField
        var blocks: [Int32]
        if let kept, kept.shadeNumber == shadeNumber, kept.gridNumber == gridNumber, kept.kind == kernel.kind,
            kept.height == kernel.height
        {
            field = kept.field
            blocks = grid.blocks(reachedBy: Self.changed(kept.sources, kernel.sources))
        } else {
            let empty = [Float](repeating: 0, count: grid.grid.x.count)
            field = LightField(open: empty, lit: empty, computed: 0)
            blocks = grid.grid.blocks.indices.map { Int32($0) }
        }
        field.computed = blocks.count
        try kernel.run(grid.grid, blocks: blocks, shade, open: &field.open, lit: &field.lit)
        let light = Light(
            shadeNumber: shadeNumber, gridNumber: gridNumber, kind: kernel.kind, height: kernel.height,
            sources: kernel.sources, field: field)
        state.withLock { if $0.gridNumber == gridNumber { $0.light = light } }
        return field
    }

    /// Lamps that only one of two lists has; both are in the order of their prints.
    private static func changed(
        _ old: [CoverageKernel.Source], _ new: [CoverageKernel.Source]
    ) -> [CoverageKernel.Source] {
        var changed: [CoverageKernel.Source] = []
        var (i, j) = (0, 0)
        while i < old.count || j < new.count {
            if i < old.count, j < new.count, old[i].print == new[j].print {
                i += 1
                j += 1
            } else if j == new.count || (i < old.count && old[i].print < new[j].print) {
                changed.append(old[i])
                i += 1
            } else {
                changed.append(new[j])
                j += 1
            }
        }
        return changed
    }
}
