import City
import Geometry
import Sky

/// The inputs that every question about sunlight shares: which buildings, how finely, and what reflects.
struct SceneInputs: Sendable {
    enum Planes: String, Sendable, CaseIterable { case roofs, facades, both }
    enum SkyResolution: String, Sendable, CaseIterable { case tregenza, reinhart }

    let filter: Filter?
    let planes: Planes
    let minimumArea: Double
    let isTerrainShading: Bool
    let albedo: Double?
    let buildingAlbedo: Double
    let options: Exposure.Options

    init(_ inputs: inout Inputs, planes fallback: Planes = .roofs) throws {
        filter = try inputs.filter("where", "Which buildings; all of them if absent")
        planes = try inputs.choice("planes", default: fallback, "What light is computed on")
        minimumArea = try inputs.number(
            "min_area", unit: "m²", default: 4, in: 0...1e6, "Smaller roof planes and façades are left out")
        isTerrainShading = try inputs.flag(
            "terrain_shading", default: true, "Whether hills shade, where there is terrain")
        let spacing = try inputs.number(
            "spacing", unit: "m", default: 1, in: 0.1...20, "Distance between sensors on a roof")
        let facadeSpacing = try inputs.number(
            "facade_spacing", unit: "m", default: 2, in: 0.1...20, "Distance between sensors on a façade")
        let sky = try inputs.choice(
            "sky", default: SkyResolution.tregenza, "Patches of the sky: 145 (tregenza) or 577 (reinhart)")
        let step = try inputs.angle(
            "sun_step", default: 5, in: 1...15, "Between the positions of the sun at which shade is traced")
        let isFixed = try !inputs.flag(
            "weather_albedo", default: false,
            "Whether the ground's albedo is the weather file's, month by month (snow), where it has one")
        let ground = try inputs.number("albedo", default: 0.2, in: 0...1, "Share of light the ground reflects")
        albedo = isFixed ? ground : nil
        buildingAlbedo = try inputs.number(
            "building_albedo", default: 0.3, in: 0...1, "Share of light that walls and roofs reflect")
        let rays = try inputs.integer(
            "bounce_rays", default: 64, in: 0...4096,
            "Rays from each piece of a plane towards what reflects light onto it; 0: level, open ground")
        let cell = try inputs.number(
            "bounce_cell", unit: "m", default: 8, in: 1...100, "Size of the pieces that what reflects is cut into")
        if planes == .roofs { inputs.noteUnused(["facade_spacing"], with: "planes", "there are no façades") }
        if planes == .facades { inputs.noteUnused(["spacing"], with: "planes", "there are no roofs") }
        if rays == 0 { inputs.noteUnused(["bounce_cell"], with: "bounce_rays", "nothing is cut into pieces") }
        options = Exposure.Options(
            roofSpacing: spacing, facadeSpacing: facadeSpacing, patches: sky == .tregenza ? .tregenza : .reinhart,
            sunStep: step, bounceRays: Int(rays), bounceCell: cell)
    }

    /// A city's shape with what was chosen of it.
    struct Scene {
        var massing: Massing
        var isTerrain: Bool
        /// Building by building: its roofs, then its façades.
        var receivers: [Receiver]
        var diagnostics = Diagnostics()
    }

    /// The shape of a city, and the planes to compute.
    /// - Throws: `InputError` if there are no buildings or the condition does not fit them.
    func scene(of city: City) throws -> Scene {
        var massing = Massing(city)
        var wanted: [String: (Int) -> Bool] = [:]
        var firstProblem: InputError?
        for name in Massing.layers {
            guard let layer = city.layer(name) else { continue }
            do {
                wanted[name] = try filter?.bound(to: layer, path: "inputs.where") ?? { _ in true }
            } catch let error as InputError {
                // A layer of parts need not have the attributes of buildings; the buildings must.
                firstProblem = firstProblem ?? error
            }
        }
        if wanted.isEmpty {
            if let firstProblem { throw firstProblem }
            throw InputError(
                path: "city", problem: "the city '\(city.name)' has no buildings",
                suggestion: "it has: " + city.layers.map(\.name).joined(separator: ", "))
        }
        var diagnostics = Diagnostics()
        for d in massing.diagnostics.all where filter == nil || d.code != Massing.heightAssumed { diagnostics.add(d) }
        let isTerrain = isTerrainShading && city.terrain != nil
        if isTerrain, let terrain = city.terrain { massing.addTerrain(terrain) }
        var receivers: [Receiver] = []
        var small = 0
        for building in massing.buildings {
            let isWanted = wanted[building.layer]?(building.row) ?? false
            if filter != nil, building.height.rule.isAssumed {
                // Counted apart: those that are asked about, and those that only shade them.
                if isWanted {
                    diagnostics.caution(Massing.heightAssumed, Massing.heightAssumedMessage, building.id)
                } else {
                    diagnostics.note(
                        "height-assumed-around", "buildings around, which may shade, have an assumed height",
                        building.id)
                }
            }
            guard isWanted else { continue }
            func add(_ receiver: Receiver) {
                if receiver.area >= minimumArea { receivers.append(receiver) } else { small += 1 }
            }
            if planes != .facades { for i in building.roofs { add(Receiver(massing, roof: i)) } }
            if planes != .roofs { for i in building.facades { add(Receiver(massing, facade: i)) } }
        }
        if small > 0 { diagnostics.note("plane-too-small", "planes are smaller than min_area", count: small) }
        if receivers.isEmpty {
            diagnostics.caution("no-plane-chosen", "no plane meets the condition: nothing was computed")
        }
        return Scene(massing: massing, isTerrain: isTerrain, receivers: receivers, diagnostics: diagnostics)
    }
}
