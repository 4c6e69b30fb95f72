import City
import Geometry

extension SolarYield {
    static let irradiation = Indicator.Kind(
        "solar.irradiation", unit: "GWh/a", "Sunlight on the roofs in a year, shading included")
    static let meanIrradiation = Indicator.Kind(
        "solar.mean_irradiation", unit: "kWh/m²a", "The same per square metre of roof")
    static let shadingLoss = Indicator.Kind(
        "solar.shading_loss", unit: "%", "Share of the roofs' light that buildings and terrain take")
    static let roofArea = Indicator.Kind("solar.roof_area", unit: "m²", "Area of the roof planes computed")
    static let capacity = Indicator.Kind("solar.capacity", unit: "MWp", "Nameplate power of panels on the usable share")
    static let energy = Indicator.Kind("solar.energy", unit: "GWh/a", "What those panels would yield, AC")
    static let specificYield = Indicator.Kind("solar.specific_yield", unit: "kWh/kWp", "The same per nameplate power")

    /// The roofs as a layer, and the sums.
    func outcome(
        _ massing: Massing, _ chosen: [Int], _ light: [RoofLight], _ city: City, _ diagnostics: Diagnostics
    ) -> Outcome {
        var diagnostics = diagnostics
        var draft = LayerDraft(name: "roof")
        let building = draft.place(ofColumn: "building", definition: "Id of the building")
        func number(_ name: String, _ unit: String?, _ definition: String) -> Int {
            draft.place(ofColumn: name, unit: unit, definition: definition)
        }
        let total = number("irradiation", "kWh/m²a", "Sunlight on the roof in a year")
        let beam = number("irradiation_beam", "kWh/m²a", "Of that, straight from the sun")
        let sky = number("irradiation_sky", "kWh/m²a", "Of that, from the sky")
        let ground = number("irradiation_ground", "kWh/m²a", "Of that, reflected by the ground")
        let loss = number("shading_loss", "%", "Share that buildings and terrain take")
        let area = number("area", "m²", "Area of the roof plane in space")
        let tilt = number("tilt", "°", "Tilt of the roof plane from horizontal")
        let azimuth = number("azimuth", "°", "Where it looks, clockwise from true north")
        let panelTilt = number("panel_tilt", "°", "Tilt of the panels")
        let panelAzimuth = number("panel_azimuth", "°", "Where the panels look, clockwise from true north")
        let poa = number("poa_global", "kWh/m²a", "Sunlight on the panels in a year")
        let power = number("capacity", "kWp", "Nameplate power of panels on the usable share")
        let energy = number("energy", "kWh/a", "What they would yield, AC")
        let sensors = number("sensors", nil, "Points the light was computed at")
        let rule = draft.place(ofColumn: "height_rule", definition: "What gave the building its height")

        var sums = (light: 0.0, open: 0.0, area: 0.0, power: 0.0, energy: 0.0)
        for (i, result) in zip(chosen, light) {
            let roof = massing.roofs[i]
            let owner = massing.buildings[roof.building]
            let plane = roof.plane
            let kWp = plane.area * usableShare * efficiency
            // Nameplate power is per 1 kW/m², so kWh/m² on the panel are hours at nameplate power.
            let kWh = kWp * result.panel * performanceRatio
            draft.geometries.append(.surface, polygons: [roof.face], hasZ: true, types: [.roof])
            draft.set(.text(owner.id), at: building)
            func set(_ value: Double, _ place: Int, digits: Double = 100) {
                draft.set(.real((value * digits).rounded() / digits), at: place)
            }
            set(result.total, total)
            set(result.beam, beam)
            set(result.sky, sky)
            set(result.ground, ground)
            set(result.open > 0 ? 100 * (1 - result.total / result.open) : 0, loss)
            set(plane.area, area)
            set(plane.tilt.degrees, tilt)
            if let a = result.azimuth { set(a.degrees, azimuth) }
            set(result.panelTilt.degrees, panelTilt)
            if let a = result.panelAzimuth { set(a.degrees, panelAzimuth) }
            set(result.panel, poa)
            set(kWp, power)
            set(kWh, energy)
            draft.set(.integer(Int64(result.sensors)), at: sensors)
            if result.isCoarser {
                diagnostics.caution(
                    "sensors-coarser", "a roof plane is so large that its sensors stand farther apart than asked for",
                    owner.id)
            }
            draft.set(.text(owner.height.rule.rawValue), at: rule)
            draft.endFeature(id: "\(owner.id)/\(i - owner.roofs.lowerBound + 1)")
            sums.light += result.total * plane.area
            sums.open += result.open * plane.area
            sums.area += plane.area
            sums.power += kWp
            sums.energy += kWh
        }
        let small = massing.roofs.reduce(0) { $0 + ($1.plane.area < minimumArea ? 1 : 0) }
        if small > 0 { diagnostics.note("roof-too-small", "roof planes are smaller than min_area", count: small) }
        if chosen.isEmpty { diagnostics.caution("no-roof-chosen", "no roof meets the condition: nothing was computed") }
        return Outcome(
            layers: [draft.finish(&diagnostics)],
            indicators: [
                Indicator(Self.irradiation, sums.light / 1e6),
                Indicator(Self.meanIrradiation, sums.area > 0 ? sums.light / sums.area : nil),
                Indicator(Self.shadingLoss, sums.open > 0 ? 100 * (1 - sums.light / sums.open) : nil),
                Indicator(Self.roofArea, sums.area), Indicator(Self.capacity, sums.power / 1000),
                Indicator(Self.energy, sums.energy / 1e6),
                Indicator(Self.specificYield, sums.power > 0 ? sums.energy / sums.power : nil),
            ], diagnostics: diagnostics)
    }
}
