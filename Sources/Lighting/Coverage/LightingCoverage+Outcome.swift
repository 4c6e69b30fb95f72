import City
import Geodesy
import Geometry

extension LightingCoverage {
    static let litShare = Indicator.Kind(
        "lighting.lit_share", unit: "%", "Share of the ground that gets the light asked for, with what is in the way")
    static let openLitShare = Indicator.Kind(
        "lighting.lit_share_open", unit: "%", "The same with nothing in the way")
    static let average = Indicator.Kind("lighting.e_avg", unit: "lx", "Average maintained illuminance of all places")
    static let loss = Indicator.Kind(
        "lighting.occlusion_loss", unit: "%", "Share of the light that buildings and trees take")
    static let litLength = Indicator.Kind(
        "lighting.lit_length", unit: "km", "Length of lines of which 95 % or more are lit")
    static let partlyLength = Indicator.Kind("lighting.partly_lit_length", unit: "km", "Length of lines lit in part")
    static let unlitLength = Indicator.Kind(
        "lighting.unlit_length", unit: "km", "Length of lines of which less than 5 % is lit")
    static let darkGround = Indicator.Kind(
        "lighting.dark_area", unit: "m²", "Ground that gets less light than asked for")
    static let darkSpots = Indicator.Kind("lighting.dark_spots", unit: "", "Dark spots drawn")
    static let lampCount = Indicator.Kind("lighting.lamps", unit: "", "Lamps that are on")
    static let pointCount = Indicator.Kind("lighting.points", unit: "", "Points computed")

    func outcome(
        _ wanted: WantedPlaces, _ grid: LightGrid, _ light: LightField, lamps: Int, _ diagnostics: Diagnostics
    ) throws -> Outcome {
        var diagnostics = diagnostics
        var draft = CoverageDraft(wanted.layer, isShaded: isShaded)
        var dark = LayerDraft(name: "dark_spot")
        let owner = dark.place(ofColumn: "feature", definition: "Id of the road or area it lies on")
        let size = dark.place(ofColumn: "area", unit: "m²", definition: "Its area")
        let least = dark.place(ofColumn: "e_avg", unit: "lx", definition: "Average illuminance in it")
        var all = CoverageSums()
        var lengths = (lit: 0.0, partly: 0.0, unlit: 0.0)
        // A feature of several parts has several entries, one after the other.
        var next = 0
        while next < grid.features.count {
            let row = grid.features[next].row
            var end = next
            while end < grid.features.count, grid.features[end].row == row { end += 1 }
            var sums = CoverageSums()
            for feature in grid.features[next..<end] {
                sums.add(feature, grid, light, from: Float(threshold))
                for spot in try DarkSpots.find(feature, grid, light.lit, below: Float(threshold))
                where spot.area >= darkArea {
                    dark.geometries.append(.multiPolygon, polygons: spot.polygons, hasZ: false)
                    dark.set(.text(wanted.layer.ids[row]), at: owner)
                    dark.set(.real((spot.area * 10).rounded() / 10), at: size)
                    dark.set(.real((spot.average * 100).rounded() / 100), at: least)
                    dark.endFeature(id: "d\(dark.count + 1)")
                }
            }
            next = end
            draft.add(wanted.layer, row, sums)
            all.add(sums)
            switch sums.state {
            case .lit: lengths.lit += sums.length
            case .partly: lengths.partly += sums.length
            case .unlit: lengths.unlit += sums.length
            }
        }
        let spots = dark.count
        var layers = [draft.layer.finish(&diagnostics), dark.finish(&diagnostics)]
        if isPoints { layers.append(points(wanted, grid, light, &diagnostics)) }
        if lamps == 0, grid.count > 0 {
            diagnostics.caution("no-lamp", "no lamp is on: everything is dark")
        }
        return Outcome(
            layers: layers,
            indicators: [
                Indicator(Self.litShare, all.share(all.lit)), Indicator(Self.openLitShare, all.share(all.openLit)),
                Indicator(Self.average, all.area > 0 ? all.light / all.area : nil),
                Indicator(Self.loss, all.open > 0 ? 100 * (1 - all.light / all.open) : nil),
                Indicator(Self.litLength, lengths.lit / 1000), Indicator(Self.partlyLength, lengths.partly / 1000),
                Indicator(Self.unlitLength, lengths.unlit / 1000), Indicator(Self.darkGround, all.area - all.lit),
                Indicator(Self.darkSpots, Double(spots)), Indicator(Self.lampCount, Double(lamps)),
                Indicator(Self.pointCount, Double(grid.count)),
            ], diagnostics: diagnostics)
    }

    private func points(
        _ wanted: WantedPlaces, _ grid: LightGrid, _ light: LightField, _ diagnostics: inout Diagnostics
    ) -> Layer {
        var draft = LayerDraft(name: "point")
        let owner = draft.place(ofColumn: "feature", definition: "Id of the road or area it lies on")
        let lit = draft.place(ofColumn: "e", unit: "lx", definition: "Maintained illuminance, \(kind.rawValue)")
        let open = draft.place(ofColumn: "e_open", unit: "lx", definition: "The same with nothing in the way")
        for feature in grid.features {
            for block in feature.blocks {
                for i in grid.points(of: block) {
                    var p = grid.point(i)
                    p.z += height
                    draft.geometries.append(point: p, hasZ: true)
                    draft.set(.text(wanted.layer.ids[feature.row]), at: owner)
                    draft.set(.real((Double(light.lit[i]) * 1000).rounded() / 1000), at: lit)
                    draft.set(.real((Double(light.open[i]) * 1000).rounded() / 1000), at: open)
                    draft.endFeature(id: "p\(draft.count + 1)")
                }
            }
        }
        return draft.finish(&diagnostics)
    }
}

/// Sums over points, each for its area.
struct CoverageSums {
    enum State: String { case lit, partly, unlit }

    var area = 0.0
    var points = 0
    /// Area with the light asked for.
    var lit = 0.0
    var openLit = 0.0
    /// lm.
    var light = 0.0
    var open = 0.0
    var least = Double.infinity
    var openLeast = Double.infinity
    var most = 0.0
    var length = 0.0

    mutating func add(_ feature: LightGrid.Feature, _ grid: LightGrid, _ field: LightField, from threshold: Float) {
        // A single point stands for itself.
        let cell = feature.cell > 0 ? feature.cell : 1
        for block in feature.blocks {
            for i in grid.points(of: block) {
                let (lit, open) = (field.lit[i], field.open[i])
                points += 1
                if lit >= threshold { self.lit += cell }
                if open >= threshold { openLit += cell }
                light += Double(lit) * cell
                self.open += Double(open) * cell
                least = min(least, Double(lit))
                openLeast = min(openLeast, Double(open))
                most = max(most, Double(lit))
                area += cell
            }
        }
        length += feature.length
    }

    mutating func add(_ other: CoverageSums) {
        area += other.area
        points += other.points
        lit += other.lit
        openLit += other.openLit
        light += other.light
        open += other.open
        length += other.length
    }

    func share(_ part: Double) -> Double? { area > 0 ? 100 * part / area : nil }

    var state: State {
        let share = share(lit) ?? 0
        return share >= 95 ? .lit : share < 5 ? .unlit : .partly
    }
}

/// The layer of what was lit: the features with what they get.
private struct CoverageDraft {
    var layer: LayerDraft
    private var places: [String: Int] = [:]
    private var copied: [(column: Column, place: Int)] = []
    private let state: Int

    init(_ source: Layer, isShaded: Bool) {
        layer = LayerDraft(name: "\(source.name)_light")
        for name in ["name", "name_kk", "name_ru", "highway"] {
            guard let column = source.column(name) else { continue }
            copied.append((column, layer.place(ofColumn: name, definition: column.definition)))
        }
        state = layer.place(ofColumn: "light", definition: "lit (95 % or more of it), partly, or unlit (less than 5 %)")
        for (name, unit, definition) in [
            ("lit_share", "%", "Share of its ground that gets the light asked for, with what is in the way"),
            ("e_avg", "lx", "Average maintained illuminance, with what is in the way"),
            ("e_min", "lx", "Least"), ("e_max", "lx", "Most"), ("uniformity", nil, "Least over average"),
            ("lit_share_open", "%", "Share of its ground that would get the light with nothing in the way"),
            ("e_avg_open", "lx", "Average with nothing in the way"),
            ("e_min_open", "lx", "Least with nothing in the way"),
            ("occlusion_loss", "%", "Share of its light that buildings and trees take"),
            ("dark_area", "m²", "Ground that gets less light than asked for"),
            ("points", nil, "Points computed"),
        ] { places[name] = layer.place(ofColumn: name, unit: unit, definition: definition) }
    }

    mutating func add(_ source: Layer, _ row: Int, _ sums: CoverageSums) {
        layer.geometries.append(feature: row, of: source.geometries)
        for (column, place) in copied { layer.set(column[row], at: place) }
        layer.set(.text(sums.state.rawValue), at: state)
        set("lit_share", sums.share(sums.lit), 10)
        set("lit_share_open", sums.share(sums.openLit), 10)
        if sums.area > 0 {
            let mean = sums.light / sums.area
            set("e_avg", mean, 100)
            set("e_avg_open", sums.open / sums.area, 100)
            set("e_min", sums.least, 100)
            set("e_max", sums.most, 100)
            set("e_min_open", sums.openLeast, 100)
            set("uniformity", mean > 0 ? sums.least / mean : nil, 1000)
        }
        set("occlusion_loss", sums.open > 0 ? 100 * (1 - sums.light / sums.open) : nil, 10)
        set("dark_area", sums.area - sums.lit, 10)
        if let place = places["points"] { layer.set(.integer(Int64(sums.points)), at: place) }
        layer.endFeature(id: source.ids[row])
    }

    private mutating func set(_ name: String, _ value: Double?, _ digits: Double) {
        guard let value, let place = places[name] else { return }
        layer.set(.real((value * digits).rounded() / digits), at: place)
    }
}
