import City
import Geometry

extension SolarImpact {
    static let affected = Indicator.Kind(
        "solar.affected_planes", unit: "", "Planes whose light changes by the threshold or more")
    static let losers = Indicator.Kind("solar.losing_planes", unit: "", "Of these, planes that lose")
    static let lightChange = Indicator.Kind(
        "solar.irradiation_change", unit: "GWh/a", "Sunlight on everyone's planes: after less before")
    static let energyChange = Indicator.Kind(
        "solar.energy_change", unit: "MWh/a", "PV energy on everyone's planes: after less before")
    static let incomeChange = Indicator.Kind(
        "solar.income_change", unit: "M₸/a", "What that energy is worth in the first year")
    static let sunChange = Indicator.Kind(
        "solar.sun_hours_change", unit: "h/a", "Hours of sunshine on a mean square metre of the planes affected")
    static let worst = Indicator.Kind(
        "solar.worst_loss", unit: "%", "Share of its light that the plane hit hardest loses")
    static let traced = Indicator.Kind(
        "solar.sensors_traced_again", unit: "", "Sensors for which the change lies in a direction of light")
    static let sensors = Indicator.Kind("solar.sensors", unit: "", "All sensors")

    /// The planes that change as layers, and the sums.
    func outcome(
        _ scene: SceneInputs.Scene, _ before: [LitPlane], _ after: [LitPlane], _ old: [Plant], _ new: [Plant],
        sensors: (traced: Int, all: Int), _ diagnostics: Diagnostics
    ) -> Outcome {
        var diagnostics = diagnostics
        var layers: [Layer] = []
        var sums = (light: 0.0, energy: 0.0, income: 0.0, area: 0.0, sun: 0.0, worst: 0.0)
        var (affected, losers) = (0, 0)
        for kind in scene.kinds {
            var draft = LayerDraft(name: kind == .roof ? "roof" : "facade")
            let columns = ImpactColumns(&draft)
            for (i, receiver) in scene.receivers.enumerated() where receiver.kind == kind {
                let building = scene.massing.buildings[receiver.building]
                let (a, b) = (before[i], after[i])
                guard (a.exposed > b.exposed ? a : b).note(building.id, &diagnostics) else { continue }
                let area = max(a.area, b.area)
                let (was, now) = (a.light.total, b.light.total)
                sums.light += now * b.area - was * a.area
                sums.energy += new[i].energy - old[i].energy
                let income = (new[i].investment?.firstYearIncome ?? 0) - (old[i].investment?.firstYearIncome ?? 0)
                sums.income += income
                let share = was > 0 ? (now - was) / was : now > 0 ? 1 : 0
                guard abs(share) * 100 >= threshold, was != now else { continue }
                affected += 1
                if share < 0 { losers += 1 }
                sums.worst = max(sums.worst, -share)
                sums.area += area
                sums.sun += (b.light.sunHours - a.light.sunHours) * area
                draft.geometries.append(
                    .surface, polygons: [receiver.face], hasZ: true, types: [kind == .roof ? .roof : .wall])
                columns.set(building.id, a.light, b.light, old[i], new[i], income, area, share, &draft)
                draft.endFeature(id: scene.id(of: receiver))
            }
            layers.append(draft.finish(&diagnostics))
        }
        return Outcome(
            layers: layers,
            indicators: [
                Indicator(Self.affected, Double(affected)), Indicator(Self.losers, Double(losers)),
                Indicator(Self.lightChange, sums.light / 1e6), Indicator(Self.energyChange, sums.energy / 1000),
                Indicator(Self.incomeChange, sums.income / 1e6),
                Indicator(Self.sunChange, sums.area > 0 ? sums.sun / sums.area : nil),
                Indicator(Self.worst, 100 * sums.worst), Indicator(Self.traced, Double(sensors.traced)),
                Indicator(Self.sensors, Double(sensors.all)),
            ], diagnostics: diagnostics)
    }
}

/// What a layer of planes says of before and after.
private struct ImpactColumns {
    private var places: [String: Int] = [:]
    private let building: Int

    init(_ layer: inout LayerDraft) {
        building = layer.place(ofColumn: "building", definition: "Id of the building")
        for (name, unit, definition) in [
            ("irradiation_delta", "%", "The plane's sunlight in a year, after less before, of before"),
            ("irradiation_before", "kWh/m²a", "Sunlight on the plane in a year before"),
            ("irradiation_after", "kWh/m²a", "The same after"),
            ("sun_hours_before", "h/a", "Hours of sunshine that reach the plane before"),
            ("sun_hours_after", "h/a", "The same after"),
            ("sky_view_factor_before", nil, "Share of the plane's hemisphere that is sky before"),
            ("sky_view_factor_after", nil, "The same after"),
            ("energy_before", "kWh/a", "PV energy of the plane, AC, before"),
            ("energy_after", "kWh/a", "The same after"),
            ("energy_change", "kWh/a", "After less before"),
            ("income_change", "₸/a", "What that is worth in the first year"),
            ("area", "m²", "Area in space that is open to the air"),
        ] { places[name] = layer.place(ofColumn: name, unit: unit, definition: definition) }
    }

    func set(
        _ id: String, _ a: PlaneLight, _ b: PlaneLight, _ old: Plant, _ new: Plant, _ income: Double, _ area: Double,
        _ share: Double, _ layer: inout LayerDraft
    ) {
        layer.set(.text(id), at: building)
        func set(_ name: String, _ value: Double, _ digits: Double = 100) {
            guard let place = places[name] else { return }
            layer.set(.real((value * digits).rounded() / digits), at: place)
        }
        set("irradiation_before", a.total)
        set("irradiation_after", b.total)
        set("irradiation_delta", 100 * share)
        set("sun_hours_before", a.sunHours, 10)
        set("sun_hours_after", b.sunHours, 10)
        set("sky_view_factor_before", a.skyView, 1000)
        set("sky_view_factor_after", b.skyView, 1000)
        set("energy_before", old.energy, 10)
        set("energy_after", new.energy, 10)
        set("energy_change", new.energy - old.energy, 10)
        set("income_change", income, 1)
        set("area", area)
    }
}
