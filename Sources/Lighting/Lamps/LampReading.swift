import City
import Geometry

/// Reads the rows of the layer `street_light` (FIWARE Streetlight and OSM names), with rules for what they do not say.
struct LampReading {
    /// One street light.
    struct Lamp {
        var row: Int
        var id: String
        var mast: Point3
        var height: Double
        /// From the mast to the light centre, m.
        var arm: Double
        var azimuth: Angle
        var tilt: Angle
        var photometry: Int
        var flux: Double
        var power: Double
        var isOn: Bool
        /// Luminaires on the mast.
        var count: Int
        /// The roads it stands along, the one it lights first of all in front.
        var places: [Roads.Place]
    }

    private let layer: Layer
    private let inputs: LampInputs
    private let city: City
    private let roads: Roads
    private let choice: PhotometryChoice
    private let roadRows: [String: [Int]]
    private let buildings: Layer?
    private let columns: Columns

    private struct Columns {
        var height, power, flux, arm, tilt, azimuth, source, otherSource, status, road, count: Column?

        init(_ layer: Layer) {
            func first(_ names: String...) -> Column? { names.lazy.compactMap { layer.column($0) }.first }
            height = first("height", "height_m")
            power = first("power_w", "power")
            flux = first("flux_lm", "flux")
            arm = first("overhang_m", "arm_m")
            tilt = first("tilt_deg", "tilt")
            azimuth = first("azimuth_deg", "azimuth", "direction")
            source = first("light_source", "lamp_type")
            otherSource = first("lamp_type")
            status = first("status")
            road = first("road_id", "refRoad")
            count = first("light_count")
        }
    }

    /// A lamp farther than this from every road's edge belongs to none, m.
    private static let reach = 25.0
    /// Lamps this near to a way beside the road, or to the carriageway beyond the median, light that, too, m.
    private static let beside = 8.0

    init(_ layer: Layer, _ inputs: LampInputs, _ city: City, _ roads: Roads, _ choice: PhotometryChoice) {
        self.layer = layer
        self.inputs = inputs
        self.city = city
        self.roads = roads
        self.choice = choice
        columns = Columns(layer)
        buildings = city.layer("building")
        var rows: [String: [Int]] = [:]
        if columns.road != nil { for (i, road) in roads.roads.enumerated() { rows[road.id, default: []].append(i) } }
        roadRows = rows
    }

    /// The lamp of a row; nil without a place.
    func lamp(_ row: Int, _ noticed: inout Diagnostics) -> Lamp? {
        let id = layer.ids[row]
        let vertices = layer.geometries.vertexRange(of: row)
        guard layer.geometries.kinds[row].isPoint, let at = vertices.first,
            layer.geometries.vertices[at].isFinite
        else {
            noticed.skipped("lamp-without-place", "a street light's geometry is no point", id)
            return nil
        }
        var mast = layer.geometries.vertices[at]
        mast.z = city.terrain?.height(at: mast) ?? (layer.geometries.hasZ[row] ? mast.z : 0)
        let near = roads.places(near: mast, reach: Self.reach)
        let places = along(row, mast, near, &noticed)
        let usual = LampDefaults(highway: places.first.map { roads.roads[$0.road].highway } ?? "")
        place(id, mast, near, &noticed)

        let height = number(
            columns.height, row, 1...60, "height", "the input's, or the usual one on its road", &noticed,
            inputs.height ?? usual.height)
        let power = number(
            columns.power, row, 1...10_000, "power", "the input's, or the usual one on its road", &noticed,
            inputs.power ?? usual.power)
        let named = choice.named(row)
        let photometry = named ?? choice.generated(height: height, road: places.first.map { roads.roads[$0.road] })
        if named == nil, !choice.isGenerated {
            noticed.repaired(
                "lamp-photometry-assumed",
                "no photometric file is given for a lamp's '\(inputs.attribute)': a generated luminaire", id)
        }
        let flux = number(
            columns.flux, row, 0...1_000_000, "flux",
            "the input's, or the photometric file's, or its power times what its light source gives", &noticed,
            inputs.flux ?? assumedFlux(row, photometry, power))
        if flux == 0 { noticed.note("lamp-without-light", "a lamp's luminous flux is 0 lm", id) }
        // Low lamps stand over their mast.
        let arm = number(
            columns.arm, row, -5...30, "arm", "'lamp_arm', none on masts up to 5.5 m", &noticed,
            height > 5.5 ? inputs.arm : 0)
        let tilt = number(columns.tilt, row, -90...90, "tilt", "'lamp_tilt'", &noticed, inputs.tilt.degrees)
        let luminaires = columns.count?.number(row) ?? .nan
        return Lamp(
            row: row, id: id, mast: mast, height: height, arm: arm, azimuth: azimuth(row, mast, places, &noticed),
            tilt: .degrees(tilt), photometry: photometry, flux: flux, power: power, isOn: isOn(row, &noticed),
            count: luminaires >= 1 && luminaires <= 12 ? Int(luminaires) : 1, places: places)
    }

    private func number(
        _ column: Column?, _ row: Int, _ range: ClosedRange<Double>, _ what: String, _ rule: String,
        _ noticed: inout Diagnostics, _ fallback: Double
    ) -> Double {
        let value = column?.number(row) ?? .nan
        if range.contains(value) { return value }
        if value.isNaN {
            noticed.repaired("lamp-\(what)-assumed", "a lamp has no \(what): \(rule)", layer.ids[row])
        } else {
            noticed.repaired("lamp-\(what)-odd", "a lamp's \(what) cannot be: \(rule)", layer.ids[row])
        }
        return fallback
    }

    private func assumedFlux(_ row: Int, _ photometry: Int, _ power: Double) -> Double {
        // A file that was given for it says what it gives.
        if photometry < inputs.photometries.count { return choice.fluxes[photometry] }
        let source = columns.source?[row].text ?? columns.otherSource?[row].text ?? ""
        return power * LampDefaults.efficacy(of: source)
    }

    private func isOn(_ row: Int, _ noticed: inout Diagnostics) -> Bool {
        guard inputs.isOutage, let status = columns.status?[row].text else { return true }
        if LampDefaults.dark.contains(status) {
            noticed.note("lamp-out-of-order", "a lamp is out of order and dark", layer.ids[row])
            return false
        }
        if !LampDefaults.lit.contains(status) {
            noticed.note("lamp-status-unknown", "a lamp's status is not known and counts as lit", layer.ids[row])
        }
        return true
    }

    /// Where the luminaire's front looks: as the data say, or square to the road it lights.
    private func azimuth(
        _ row: Int, _ mast: Point3, _ places: [Roads.Place], _ noticed: inout Diagnostics
    ) -> Angle {
        let value = columns.azimuth?.number(row) ?? .nan
        if value.isFinite, abs(value) <= 720 { return .degrees(value) }
        guard let place = places.first else {
            noticed.repaired(
                "lamp-azimuth-unknown", "a lamp has no azimuth and no road near it: it looks north", layer.ids[row])
            return .degrees(0)
        }
        noticed.repaired(
            "lamp-azimuth-assumed", "a lamp has no azimuth: it looks square to the road it lights", layer.ids[row])
        let sign = place.left > 0 ? 1.0 : -1.0
        return Geometry.azimuth(x: place.direction.y * sign, y: -place.direction.x * sign)
    }

    /// The roads a lamp stands along: the one the data name, or the nearest carriageway; then ways beside it, and the
    /// carriageway on the other side of a median.
    private func along(
        _ row: Int, _ mast: Point3, _ near: [Roads.Place], _ noticed: inout Diagnostics
    ) -> [Roads.Place] {
        var first: Roads.Place?
        if let name = columns.road?[row].text {
            let named = roadRows[name] ?? []
            first = near.first { named.contains($0.road) }
            if first == nil {
                noticed.note(
                    "lamp-road-unknown", "a lamp's road is not there or too far: the nearest counts", layer.ids[row])
            }
        }
        // A path counts only where no carriageway is near.
        first =
            first ?? near.first { roads.roads[$0.road].isCarriageway && $0.fromEdge <= Self.reach / 2 } ?? near.first
        guard let first else {
            noticed.note("lamp-far-from-roads", "a lamp stands farther than 25 m from every road", layer.ids[row])
            return []
        }
        var all = [first]
        for other in near where other.road != first.road && other.fromEdge <= Self.beside {
            let cosine = first.direction.dot(other.direction)
            guard abs(cosine) > 0.9 else { continue }
            if !roads.roads[other.road].isCarriageway {
                all.append(other)
            } else if first.left * (cosine > 0 ? 1 : -1) * other.left < 0 {
                // It stands between the two.
                all.append(other)
            }
        }
        return all
    }

    /// Notices masts where none can stand.
    private func place(_ id: String, _ mast: Point3, _ near: [Roads.Place], _ noticed: inout Diagnostics) {
        if let road = near.first(where: { roads.roads[$0.road].isCarriageway }), road.fromEdge < -0.5 {
            noticed.note(
                "mast-in-carriageway", "a mast stands more than half a metre inside a carriageway", id)
        }
        guard let buildings else { return }
        var isInside = false
        buildings.index.search(around: mast, radius: 0) { row in
            if !isInside {
                isInside = buildings.geometries.polygons(of: Int(row)).contains { $0.locate(mast) == .inside }
            }
        }
        if isInside { noticed.note("lamp-in-building", "a lamp stands inside a building's outline", id) }
    }
}
