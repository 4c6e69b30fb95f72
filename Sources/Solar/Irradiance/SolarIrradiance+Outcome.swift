import City
import Geometry

extension SolarIrradiance {
    static let irradiation = Indicator.Kind(
        "solar.irradiation", unit: "GWh/a", "Sunlight on the roofs in a year, shading included")
    static let facadeIrradiation = Indicator.Kind(
        "solar.facade_irradiation", unit: "GWh/a", "Sunlight on the façades in a year, shading included")
    static let meanIrradiation = Indicator.Kind(
        "solar.mean_irradiation", unit: "kWh/m²a", "Sunlight per square metre of roof")
    static let meanFacadeIrradiation = Indicator.Kind(
        "solar.mean_facade_irradiation", unit: "kWh/m²a", "Sunlight per square metre of façade")
    static let shadingLoss = Indicator.Kind(
        "solar.shading_loss", unit: "%",
        "Share of the light of sun and sky on the roofs that buildings and terrain take")
    static let sunHours = Indicator.Kind(
        "solar.sun_hours", unit: "h/a", "Hours of sunshine on a mean square metre of roof")
    static let skyView = Indicator.Kind(
        "solar.sky_view_factor", unit: "", "Mean sky view factor of the roofs, by area")
    static let roofArea = Indicator.Kind("solar.roof_area", unit: "m²", "Area of the roof planes computed")
    static let facadeArea = Indicator.Kind("solar.facade_area", unit: "m²", "Area of the façades computed")

    /// The planes as layers, and the sums.
    func outcome(
        _ scene: SceneInputs.Scene, _ directions: LightDirections, _ lit: [LitPlane], _ points: [[SensorLight]],
        _ diagnostics: Diagnostics
    ) -> Outcome {
        var diagnostics = diagnostics
        var sums: [Receiver.Kind: PlaneSums] = [:]
        var layers: [Layer] = []
        for kind in scene.kinds {
            var sum = PlaneSums()
            var draft = PlaneDraft(kind)
            for (i, receiver) in scene.receivers.enumerated() where receiver.kind == kind {
                let building = scene.massing.buildings[receiver.building]
                guard lit[i].note(building.id, &diagnostics) else { continue }
                draft.set(receiver, building, directions, lit[i])
                draft.layer.endFeature(id: scene.id(of: receiver))
                sum.add(lit[i])
            }
            layers.append(draft.finish(&diagnostics))
            sums[kind] = sum
        }
        if isPoints { layers.append(self.points(scene, points, &diagnostics)) }
        let (roofs, facades) = (sums[.roof] ?? PlaneSums(), sums[.facade] ?? PlaneSums())
        return Outcome(
            layers: layers,
            indicators: [
                Indicator(Self.irradiation, roofs.light / 1e6),
                Indicator(Self.facadeIrradiation, facades.light / 1e6),
                Indicator(Self.meanIrradiation, roofs.mean(\.light)),
                Indicator(Self.meanFacadeIrradiation, facades.mean(\.light)),
                Indicator(Self.shadingLoss, roofs.loss),
                Indicator(Self.sunHours, roofs.mean(\.sunHours)),
                Indicator(Self.skyView, roofs.mean(\.skyView)),
                Indicator(Self.roofArea, roofs.area), Indicator(Self.facadeArea, facades.area),
            ], diagnostics: diagnostics)
    }
}

extension SceneInputs.Scene {
    /// A plane's id: the building's, a slash, and its number there.
    func id(of receiver: Receiver) -> String {
        let owner = massing.buildings[receiver.building]
        let first = (receiver.kind == .roof ? owner.roofs : owner.facades).lowerBound
        return "\(owner.id)/\(receiver.kind == .roof ? "" : "w")\(receiver.plane - first + 1)"
    }

    /// Which kinds of planes there are among the receivers; roofs where there is nothing at all.
    var kinds: [Receiver.Kind] {
        let found = [Receiver.Kind.roof, .facade].filter { kind in receivers.contains { $0.kind == kind } }
        return found.isEmpty ? [.roof] : found
    }
}

/// Sums over planes, weighted by area.
struct PlaneSums {
    var area = 0.0
    var light = 0.0
    var direct = 0.0
    var open = 0.0
    var sunHours = 0.0
    var skyView = 0.0

    mutating func add(_ lit: LitPlane) {
        let (plane, area) = (lit.light, lit.area)
        self.area += area
        light += plane.total * area
        direct += plane.direct * area
        open += plane.open * area
        sunHours += plane.sunHours * area
        skyView += plane.skyView * area
    }

    /// Share of the light of sun and sky that something in the way takes, %.
    var loss: Double? { open > 0 ? max(0, 100 * (1 - direct / open)) : nil }

    func mean(_ path: KeyPath<PlaneSums, Double>) -> Double? { area > 0 ? self[keyPath: path] / area : nil }
}

/// A layer of roof planes or façades with the light on them; further columns may follow.
struct PlaneDraft {
    var layer: LayerDraft
    private let building: Int
    private let rule: Int
    private var numbers: [String: Int] = [:]
    private var monthly: [Int] = []

    init(_ kind: Receiver.Kind) {
        layer = LayerDraft(name: kind == .roof ? "roof" : "facade")
        building = layer.place(ofColumn: "building", definition: "Id of the building")
        let plane = kind == .roof ? "roof plane" : "façade"
        for (name, unit, definition) in [
            ("irradiation", "kWh/m²a", "Sunlight on the \(plane) in a year"),
            ("irradiation_beam", "kWh/m²a", "Of that, straight from the sun"),
            ("irradiation_sky", "kWh/m²a", "Of that, from the sky"),
            ("irradiation_reflected", "kWh/m²a", "Of that, reflected by ground and buildings"),
            ("shading_loss", "%", "Share of the light of sun and sky that buildings and terrain take"),
            ("sky_view_factor", nil, "Share of the plane's hemisphere that is sky, weighted by the cosine"),
            ("sun_hours", "h/a", "Hours of sunshine (direct light of 120 W/m² or more) that reach the plane"),
            ("area", "m²", "Area in space that is open to the air"),
            ("tilt", "°", "Tilt from horizontal"),
            ("azimuth", "°", "Where the plane looks, clockwise from true north"),
        ] { numbers[name] = layer.place(ofColumn: name, unit: unit, definition: definition) }
        for month in 1...12 {
            let name = "irradiation_\(month < 10 ? "0" : "")\(month)"
            monthly.append(
                layer.place(ofColumn: name, unit: "kWh/m²", definition: "Sunlight on the \(plane) in month \(month)"))
        }
        numbers["sensors"] = layer.place(ofColumn: "sensors", definition: "Points the light was computed at")
        rule = layer.place(ofColumn: "height_rule", definition: "What gave the building its height")
    }

    /// Sets a plane's geometry and columns; further columns may be set before the feature is ended.
    mutating func set(
        _ receiver: Receiver, _ owner: Massing.Building, _ directions: LightDirections, _ plane: LitPlane
    ) {
        let (light, area, sensors) = (plane.light, plane.area, plane.exposed)
        layer.geometries.append(
            .surface, polygons: [receiver.face], hasZ: true, types: [receiver.kind == .roof ? .roof : .wall])
        layer.set(.text(owner.id), at: building)
        set(light.total, "irradiation")
        set(light.beam.reduce(0, +), "irradiation_beam")
        set(light.sky.reduce(0, +), "irradiation_sky")
        set(light.reflected.reduce(0, +), "irradiation_reflected")
        set(100 * light.loss, "shading_loss")
        set(light.skyView, "sky_view_factor", digits: 1000)
        set(light.sunHours, "sun_hours", digits: 10)
        set(area, "area")
        set(receiver.tilt.degrees, "tilt")
        if let azimuth = directions.trueAzimuth(of: receiver.normal) { set(azimuth.degrees, "azimuth") }
        for month in 0..<12 {
            set(light.beam[month] + light.sky[month] + light.reflected[month], at: monthly[month], digits: 100)
        }
        if let place = numbers["sensors"] { layer.set(.integer(Int64(sensors)), at: place) }
        layer.set(.text(owner.height.rule.rawValue), at: rule)
    }

    private mutating func set(_ value: Double, _ name: String, digits: Double = 100) {
        if let place = numbers[name] { set(value, at: place, digits: digits) }
    }

    private mutating func set(_ value: Double, at place: Int, digits: Double) {
        layer.set(.real((value * digits).rounded() / digits), at: place)
    }

    mutating func finish(_ diagnostics: inout Diagnostics) -> Layer { layer.finish(&diagnostics) }
}
