import City
import Geometry
import Sky
import Synchronization

/// Some of a city's planes in a year's light, ready for panels.
struct YieldTile: Sendable {
    let ground: YieldGround
    /// Which of the scene's receivers; those of `exposure` in the same order.
    let range: Range<Int>
    let exposure: Exposure
    /// The light on each.
    let lit: [LitPlane]
    /// What was found before; nil where nothing is kept.
    private let kept: KeptFields?

    /// - Parameter key: stands for all that the exposure depends on; nil keeps nothing.
    init(_ ground: YieldGround, _ range: Range<Int>, _ exposure: Exposure, key: String? = nil) throws {
        (self.ground, self.range, self.exposure) = (ground, range, exposure)
        let albedo = ground.inputs.scene.buildingAlbedo
        guard let key, Kept.current != nil else {
            lit = try exposure.light(ground.light, buildingAlbedo: albedo)
            kept = nil
            return
        }
        // About what a plane's numbers and its modules' places take.
        let found = try Kept.value(for: "solar.fields \(key) \(ground.key)", bytes: { $0.lit.count * 3000 }) {
            KeptFields(lit: try exposure.light(ground.light, buildingAlbedo: albedo))
        }
        lit = found.lit
        kept = found
    }

    /// Modules on every receiver and what they yield.
    func harvest(_ layout: LayoutInputs, power: inout [Double]) throws -> [(field: ModuleField, plant: Plant)] {
        try harvest(exposure.receivers.indices.map { ($0, layout) }, kept: kept, power: &power)
    }

    func harvest(_ layout: LayoutInputs) throws -> [(field: ModuleField, plant: Plant)] {
        var none: [Double] = []
        return try harvest(layout, power: &none)
    }

    /// Modules on some receivers, each in its own way.
    func harvest(_ wanted: [(receiver: Int, layout: LayoutInputs)]) throws -> [(field: ModuleField, plant: Plant)] {
        var none: [Double] = []
        return try harvest(wanted, kept: nil, power: &none)
    }

    /// Lays out modules and runs their years, some receivers at a time on each core; none where no light falls.
    /// - Parameters:
    ///   - kept: where fields laid out as wanted are found, and where new ones go: receiver by receiver as in `wanted`.
    ///   - power: receives the AC power of all together in every lit hour, kW, if it has room for them; what is kept
    ///     cannot say it.
    private func harvest(
        _ wanted: [(receiver: Int, layout: LayoutInputs)], kept: KeptFields?, power: inout [Double]
    ) throws -> [(field: ModuleField, plant: Plant)] {
        let kept = power.isEmpty ? kept : nil
        let inputs = ground.inputs
        let module = ModuleSize(area: inputs.pv.module.area)
        var racks: [LayoutInputs.Racks: Mounting] = [:]
        for entry in wanted where racks[entry.layout.racks] == nil {
            racks[entry.layout.racks] = entry.layout.mounting(
                latitude: ground.place.latitude, convergence: ground.place.convergence)
        }
        let mountings = racks
        var found = kept?.take() ?? []
        if found.count != wanted.count { found = [FieldYear?](repeating: nil, count: wanted.count) }
        var plants = [Plant?](repeating: nil, count: wanted.count)
        let size = 64
        var sums = [[Double]](repeating: [], count: (wanted.count + size - 1) / size)
        let hours = power.count
        try found.withUnsafeMutableBufferPointer { found in
            try plants.withUnsafeMutableBufferPointer { plants in
                try sums.withUnsafeMutableBufferPointer { sums in
                    nonisolated(unsafe) let (found, plants, sums) = (found, plants, sums)
                    try forEachChunk(of: wanted.count, by: size, "planes harvested") { chunk, range in
                        let options = try range.map { k in
                            try wanted[k].layout.options(
                                for: exposure.receivers[wanted[k].receiver], module: module,
                                racks: mountings[wanted[k].layout.racks] ?? .flush)
                        }
                        let missing = range.filter { found[$0]?.options != options[$0 - range.lowerBound] }
                        var arrays: [PVArray] = []
                        var lights: [ArrayLight] = []
                        var fields: [ModuleField] = []
                        for k in missing {
                            let (field, its) = self.field(on: wanted[k].receiver, options[k - range.lowerBound])
                            fields.append(field)
                            arrays += field.arrays
                            lights += its
                        }
                        var sum = [Double](repeating: 0, count: hours)
                        let years = ground.years.run(arrays, lights, power: &sum)
                        sums[chunk] = sum
                        var next = 0
                        for (k, field) in zip(missing, fields) {
                            found[k] = FieldYear(
                                options: options[k - range.lowerBound], field: field,
                                years: Array(years[next..<next + field.arrays.count]))
                            next += field.arrays.count
                        }
                        for k in range {
                            guard let year = found[k] else { continue }
                            plants[k] = try Plant(
                                self.range.lowerBound + wanted[k].receiver, year.field,
                                zip(year.field.arrays, year.years), inputs.money, ground.directions, ground.tare)
                        }
                    }
                }
            }
        }
        for sum in sums { for (hour, value) in sum.enumerated() { power[hour] += value } }
        kept?.put(found)
        return zip(found, plants).compactMap { year, plant in
            year.flatMap { year in plant.map { (year.field, $0) } }
        }
    }

    /// Modules on one receiver, and the light that reaches them.
    private func field(on receiver: Int, _ options: LayoutOptions) -> (ModuleField, [ArrayLight]) {
        guard lit[receiver].exposed > 0 else { return (ModuleField(), []) }
        let (inputs, light) = (ground.inputs, ground.light)
        let points =
            inputs.minimumLight > 0
            ? exposure.pointLight(of: receiver, light, buildingAlbedo: inputs.scene.buildingAlbedo) : []
        let first = exposure.sensors.points(of: receiver).lowerBound
        return exposure.field(
            on: receiver, options, modulePower: inputs.pv.module.power,
            strings: inputs.pv.weathering.snowStrings
        ) {
            points.isEmpty || points[$0 - first] ?? 0 >= inputs.minimumLight
        }
    }
}

/// Modules laid out in one way on a receiver, and their year.
private struct FieldYear: Sendable {
    var options: LayoutOptions
    var field: ModuleField
    var years: [ArrayYear]
}

/// The light on a tile's planes and the fields last laid out there: a question that changes prices runs no year again,
/// one that changes racks those of racks alone.
private final class KeptFields: Sendable {
    let lit: [LitPlane]
    private let fields = Mutex<[FieldYear?]>([])

    init(lit: [LitPlane]) { self.lit = lit }

    /// The fields, which nobody else has meanwhile.
    func take() -> [FieldYear?] {
        fields.withLock {
            let found = $0
            $0 = []
            return found
        }
    }

    func put(_ found: [FieldYear?]) { fields.withLock { $0 = found } }
}
