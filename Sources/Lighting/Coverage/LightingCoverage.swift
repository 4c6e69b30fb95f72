public import City
import Geometry

/// Where light falls at night: illuminance on every road, square, park or path, with buildings and trees in the way.
///
/// Each place gets the light of every lamp in reach by the inverse-square law (EN 13201-3:2015, 7.2); nothing is
/// reflected. Beside it stands the same with nothing in the way, as road calculations have it.
public struct LightingCoverage: Simulation {
    public static let name = "lighting.coverage"
    public static let summary = "Light on every road, square, park or path: how much, how even, where it is dark"

    let lamps: LampInputs
    let layer: String
    let filter: Filter?
    let kind: ReceiverKind
    let height: Double
    let spacing: Double
    let verge: Double
    let threshold: Double
    let isShaded: Bool
    let transmission: Double
    let darkArea: Double
    let isPoints: Bool

    public init(_ inputs: inout Inputs) throws {
        lamps = try LampInputs(&inputs)
        layer =
            try inputs.text("layer", default: "road", "Layer whose lines, areas or points are to be lit") ?? "road"
        filter = try inputs.filter("where", "Which of its features; all of them if absent")
        kind = try inputs.choice(
            "illuminance", default: ReceiverKind.horizontal,
            "On what: the ground, or half-spheres, standing planes or half-cylinders (the least along the line and back, "
                + "or of four directions on areas)")
        height =
            try inputs.number(
                "height", unit: "m", in: 0...50,
                "Height of the receivers above the ground; 0 for horizontal and hemispherical, else 1.5 if absent")
            ?? kind.usualHeight
        spacing = try inputs.number(
            "spacing", unit: "m", default: 1.5, in: 0.25...20, "At most so far are points apart")
        verge = try inputs.number(
            "verge", unit: "m", default: 0, in: 0...50, "How far beyond a road's edges light is computed, too")
        threshold = try inputs.number(
            "lit_from", unit: "lx", default: 1, in: 0.01...1000,
            "A place with less is dark; 1 lx is four times the light of a full moon, and what escape routes need "
                + "(EN 1838)")
        isShaded = try inputs.flag("occlusion", default: true, "Whether buildings and trees stand in the way")
        transmission = try inputs.number(
            "tree_transmission", default: 0.03, in: 0...1,
            "Share of light that passes a tree's crown: 0.01 … 0.05 in leaf, 0.4 … 0.5 without (Konarska et al. 2014); 1 "
                + "leaves trees out")
        if !isShaded { inputs.noteUnused(["tree_transmission"], with: "occlusion", "nothing stands in the way") }
        darkArea = try inputs.number(
            "min_dark_area", unit: "m²", default: 25, in: 0...1e6, "Smaller dark spots are not drawn")
        isPoints = try inputs.flag("points", default: false, "Whether every point becomes a feature of a layer 'point'")
    }

    public func run(on city: City) throws -> Outcome {
        let roads = Roads(city.layer("road") ?? Layer(name: "road", ids: [], geometries: Geometries(), columns: []))
        var diagnostics = Diagnostics()
        let wanted = try places(city, roads, &diagnostics)
        let night = KeptNight.current(city)
        let grid = try night.grid(wanted, spacing: spacing, verge: verge, city)
        diagnostics.merge(grid.diagnostics)
        let shade = isShaded ? night.shade(city, transmission: transmission) : nil
        if let shade { diagnostics.merge(shade.diagnostics) }
        let lamps = try self.lamps.lamps(of: city, along: roads)
        diagnostics.merge(lamps.diagnostics)
        let kernel = CoverageKernel(
            lamps, maintenanceFactor: self.lamps.maintenanceFactor, kind: kind, height: height)
        let light = try night.light(kernel, grid, shade)
        return try outcome(wanted, grid.grid, light, lamps: kernel.sources.count, diagnostics)
    }

    /// The features asked for, and how wide lines are.
    private func places(_ city: City, _ roads: Roads, _ diagnostics: inout Diagnostics) throws -> WantedPlaces {
        let found: Layer
        do {
            found = try city.requiredLayer(layer)
        } catch var error as InputError {
            error.path = "inputs.layer"
            throw error
        }
        let rows = try filter?.rows(of: found, path: "inputs.where") ?? Array(0..<found.count)
        if rows.isEmpty {
            diagnostics.caution(
                "no-feature-chosen", "no feature of '\(layer)' meets the condition: nothing was computed")
        }
        guard rows.contains(where: { found.geometries.kinds[$0].isLine }) else {
            return WantedPlaces(layer: found, rows: rows, widths: [])
        }
        let strips = layer == "road" ? roads : Roads(found)
        diagnostics.merge(strips.diagnostics)
        var widths = [Double](repeating: 0, count: found.count)
        for road in strips.roads { widths[road.row] = road.width }
        return WantedPlaces(layer: found, rows: rows, widths: rows.map { widths[$0] })
    }
}
