public import City
import Geometry

/// Light where it is not wanted: on windows, in eyes, in the sky, and past a monument that is floodlit (CIE 150:2017).
///
/// Every wall gets the light of the lamps in reach by the inverse-square law, with buildings and trees in the way;
/// nothing is reflected. Installations are judged as they are new, without maintenance factor.
public struct LightingObtrusive: Simulation {
    public static let name = "lighting.obtrusive"
    public static let summary =
        "Obtrusive light by CIE 150: on façades, luminaires seen from windows, upward light, floodlighting without spill"

    /// By what luminaires seen from windows are judged.
    enum IntensityLimits: String, CaseIterable {
        /// By projected area and distance.
        case byArea = "cie150_2017"
        /// Fixed.
        case fixed = "cie150_2003"
    }

    let lamps: LampInputs
    let zone: EnvironmentalZone
    let zoneAttribute: String
    let filter: Filter?
    let spacing: Double
    let isShaded: Bool
    let transmission: Double
    let isRoadLighting: Bool
    /// Share of the light that is left after curfew.
    let afterCurfew: Double
    let limits: IntensityLimits
    let luminousArea: Double
    let groundReflectance: Double
    let least: Double
    let target: Filter?
    let floodlights: Filter?
    let reflectance: Double

    public init(_ inputs: inout Inputs) throws {
        lamps = try LampInputs(&inputs)
        zone = try inputs.choice(
            "zone", default: EnvironmentalZone.e3,
            "Environmental zone of places outside the layer 'zone': E1 dark country, E2 villages, E3 towns, E4 city centres"
        )
        zoneAttribute =
            try inputs.text(
                "zone_by", default: "environmental_zone", "Attribute of the layer 'zone' that says E0 … E4")
            ?? "environmental_zone"
        filter = try inputs.filter("where", "Which buildings' façades are looked at; all of them if absent")
        spacing = try inputs.number(
            "spacing", unit: "m", default: 2, in: 0.25...20, "At most so far are points on a façade apart")
        isShaded = try inputs.flag("occlusion", default: true, "Whether buildings and trees stand in the way")
        transmission = try inputs.number(
            "tree_transmission", default: 0.03, in: 0...1,
            "Share of light that passes a tree's crown; 1 leaves trees out")
        isRoadLighting = try inputs.flag(
            "road_lighting", default: true,
            "Whether the lamps are public road lighting, which E1 grants 1 lx after curfew")
        afterCurfew =
            try inputs.number(
                "after_curfew", unit: "%", default: 100, in: 0...100, "Share of the light that is left after curfew")
            / 100
        limits = try inputs.choice(
            "intensity_limits", default: IntensityLimits.byArea,
            "Limits for luminaires seen from windows: by luminous area and distance, or the fixed ones of 2003")
        luminousArea = try inputs.number(
            "luminous_area", unit: "m²", default: 0.06, in: 0.0001...10,
            "Luminous area of luminaires whose photometric file has none")
        groundReflectance = try inputs.number(
            "ground_reflectance", default: 0.15, in: 0...1,
            "Share of the light on the ground that goes back up; asphalt 0.1, dry soil and pale stone 0.2 … 0.3")
        least = try inputs.number(
            "least", unit: "lx", default: 0.1, in: 0...1000, "Façades with less are counted but not drawn")
        target = try inputs.filter(
            "target", "Buildings that are floodlit, by their attributes: their façades' light, and what goes past them")
        floodlights = try inputs.filter("floodlights", "Which of the lamps light the target; all of them if absent")
        reflectance = try inputs.number(
            "reflectance", default: 0.3, in: 0.01...0.95,
            "Reflectance of the target's façades, diffuse; fired brick 0.3")
        if target == nil { try inputs.refuse(["floodlights", "reflectance"], with: "target", "nothing is floodlit") }
    }

    public func run(on city: City) throws -> Outcome {
        let roads = Roads(city.layer("road") ?? Layer(name: "road", ids: [], geometries: Geometries(), columns: []))
        let lamps = try self.lamps.lamps(of: city, along: roads)
        var diagnostics = lamps.diagnostics
        let massing = Massing(city)
        diagnostics.merge(massing.diagnostics)
        let zones = ZoneMap(city, usual: zone, attribute: zoneAttribute, &diagnostics)
        let shade = NightShade(city, massing, transmission: transmission)
        var tall = 0.0
        for building in massing.buildings { tall = max(tall, building.height.top) }
        let target = try target(city, massing)
        // A monument's own floodlight is no obtrusion on it.
        let wanted = try facades(city, massing).filter { !target.contains(Int32(massing.facades[$0].building)) }
        let facadeZones = wanted.map { zones.zone(at: middle(massing.facades[$0])) }
        // A two-hundredth of the strictest limit there is.
        let strictest = Set(facadeZones).map { $0.windowIlluminance(.after, isRoadLighting: isRoadLighting) }.min() ?? 1
        let cutOff = max(0.002, strictest / 200)
        let light = FacadeLight(
            lamps, Array(0..<lamps.count), shade: isShaded ? shade : nil, tallest: tall, usualArea: luminousArea,
            cutOff: cutOff)
        let found = try light(
            massing.facades, wanted, zones: facadeZones, spacing: spacing, isFixed: limits == .fixed,
            afterCurfew: afterCurfew)
        var draft = ObtrusiveDraft(self, massing)
        for (i, facade) in wanted.enumerated() { draft.add(facade, facadeZones[i], found.lit[i]) }
        for (i, upward) in upward(lamps).enumerated() {
            draft.add(lamps, i, zones.zone(at: lamps.positions[i]), upward, found.seen[i], city)
        }
        if self.target != nil {
            let floods = try floodlights(city, lamps)
            if floods.isEmpty {
                diagnostics.caution("no-floodlight", "no lamp that is on meets the condition 'floodlights'")
            }
            try floodlight(lamps, floods, target, massing, shade, zones, tall, &draft)
        }
        return draft.outcome(diagnostics)
    }

    private func middle(_ facade: Massing.Facade) -> Point3 {
        facade.face.vertices.reduce(Point3(0, 0, 0)) { $0 + $1 } * (1 / Double(max(1, facade.face.vertices.count)))
    }

    /// The façades asked for.
    private func facades(_ city: City, _ massing: Massing) throws -> [Int] {
        guard let filter else { return Array(massing.facades.indices) }
        let rows = try rows(filter, "inputs.where", city)
        return massing.facades.indices.filter { i in
            let building = massing.buildings[massing.facades[i].building]
            return rows[building.layer]?.contains(building.row) == true
        }
    }

    /// The rows of the building layers that meet a condition; it must make sense for one of them at least.
    private func rows(_ filter: Filter, _ path: String, _ city: City) throws -> [String: Set<Int>] {
        var found: [String: Set<Int>] = [:]
        var failure: (any Error)?
        for name in Massing.layers {
            guard let layer = city.layer(name) else { continue }
            do { found[name] = Set(try filter.rows(of: layer, path: path)) } catch { failure = failure ?? error }
        }
        if found.isEmpty, let failure { throw failure }
        // Parts belong to the building that is meant.
        if let buildings = city.layer("building"), let parts = city.layer("building_part"),
            let parent = parts.column("parent"), let rows = found["building"]
        {
            let ids = Set(rows.map { buildings.ids[$0] })
            for row in 0..<parts.count {
                if let id = parent[row].text, ids.contains(id) { found["building_part", default: []].insert(row) }
            }
        }
        return found
    }

    /// The buildings that are floodlit, by number in the massing.
    private func target(_ city: City, _ massing: Massing) throws -> Set<Int32> {
        guard let target else { return [] }
        let rows = try rows(target, "inputs.target", city)
        var found = Set<Int32>()
        for (i, building) in massing.buildings.enumerated() where rows[building.layer]?.contains(building.row) == true {
            found.insert(Int32(i))
        }
        if found.isEmpty {
            throw InputError(
                path: "inputs.target", problem: "no building with a shape meets the condition '\(target.text)'",
                suggestion: "try \"id = '…'\" with the id of a building; qala query CITY building lists them")
        }
        return found
    }

    private func floodlights(_ city: City, _ lamps: Lamps) throws -> [Int] {
        let on = (0..<lamps.count).filter { lamps.isOn[$0] && lamps.scales[$0] > 0 }
        guard let floodlights, let layer = city.layer("street_light") else { return on }
        let rows = Set(try floodlights.rows(of: layer, path: "inputs.floodlights"))
        return on.filter { rows.contains(Int(lamps.rows[$0])) }
    }

    /// Upward light ratio of every lamp; luminaires that hang alike share it.
    private func upward(_ lamps: Lamps) -> [Double] {
        var known: [Hanging: Double] = [:]
        return (0..<lamps.count).map { i in
            let frame = lamps.frames[i]
            let key = Hanging(lamps.photometry[i], frame)
            if let share = known[key] { return share }
            let share = lamps.photometries[Int(lamps.photometry[i])].upwardShare(frame)
            known[key] = share
            return share
        }
    }

    private func floodlight(
        _ lamps: Lamps, _ floods: [Int], _ target: Set<Int32>, _ massing: Massing, _ shade: NightShade,
        _ zones: ZoneMap, _ tall: Double, _ draft: inout ObtrusiveDraft
    ) throws {
        let follow = Floodlighting(shade.rays, target: target)
        var spread = [SpreadFlux](repeating: SpreadFlux(), count: floods.count)
        try spread.withUnsafeMutableBufferPointer { spread in
            nonisolated(unsafe) let spread = spread
            try forEachChunk(of: floods.count, by: 1, "floodlights followed") { _, range in
                for k in range {
                    let i = floods[k]
                    spread[k] = follow.spread(
                        lamps.photometries[Int(lamps.photometry[i])], lamps.frames[i], position: lamps.positions[i],
                        ground: lamps.masts[i].z, flux: lamps.fluxes[i])
                }
            }
        }
        let own = massing.facades.indices.filter { target.contains(Int32(massing.facades[$0].building)) }
        let light = FacadeLight(
            lamps, floods, shade: isShaded ? shade : nil, tallest: tall, usualArea: luminousArea, cutOff: 0.002)
        let ownZones = own.map { zones.zone(at: middle(massing.facades[$0])) }
        let found = try light(
            massing.facades, own, zones: ownZones, spacing: min(spacing, 1), isFixed: limits == .fixed,
            afterCurfew: afterCurfew)
        for (k, i) in floods.enumerated() { draft.add(spread[k], i) }
        for (k, facade) in own.enumerated() { draft.addTarget(facade, ownZones[k], found.lit[k]) }
    }
}
