import City
import Geometry
import Sky

/// A weather year summed by month and by the directions light comes from.
struct MonthlyLight: Sendable {
    /// The sun of one month between the same four nodes of its grid: the hours of a time of day.
    struct Beam: Sendable {
        var month: Int
        /// The nodes around, and how much of the light is read off each; they add up to 1.
        var nodes: SIMD4<Int32>
        var shares = SIMD4<Double>.zero
        /// Sum of direct normal irradiation times the direction it came from, in the city's grid, Wh/m².
        ///
        /// Any plane that has all of these suns before it receives exactly what the hours give.
        var vector = Point3.zero
        /// Hours of sunshine: direct normal irradiance of at least 120 W/m² (WMO-No. 8, chapter 8).
        var sunshine = 0.0

        /// Share of the light that comes through, by the nodes' visibility.
        func seen(_ visibility: (Int) -> Double) -> Double {
            (0..<4).reduce(0) { shares[$1] > 0 ? $0 + shares[$1] * visibility(Int(nodes[$1])) : $0 }
        }
    }

    static let sunshineThreshold = 120.0

    /// By month, irradiation from each patch on a surface facing it, Wh/m².
    let patches: [[Double]]
    let beams: [Beam]
    /// By month, irradiation from each coarse patch on a surface facing it, sun included, Wh/m².
    let coarse: [[Double]]
    /// Global horizontal irradiation by month, Wh/m².
    let ghi: [Double]
    /// Share of light the ground reflects, by month.
    let albedo: [Double]
    let directions: LightDirections

    /// - Parameter albedo: of the ground; nil takes the weather's own, month by month, weighted by light.
    init(_ year: SkyYear, _ directions: LightDirections, albedo fixed: Double?) {
        self.directions = directions
        let count = directions.patches.count
        var patches = [[Double]](repeating: [Double](repeating: 0, count: count), count: 12)
        var beams: [Beam] = []
        var places: [SIMD8<Int32>: Int] = [:]
        var coarse = [[Double]](repeating: [Double](repeating: 0, count: directions.coarse.count), count: 12)
        var ghi = [Double](repeating: 0, count: 12)
        var reflected = ghi
        for (i, hour) in year.hours.enumerated() {
            let month = year.months[i]
            ghi[month] += year.weather.ghi[hour]
            reflected[month] += year.weather.ghi[hour] * (year.weather.albedo?[hour] ?? 0.2)
            for p in 0..<count {
                patches[month][p] += Double(year.radiance[i * year.stride + p]) * directions.patches.solidAngles[p]
            }
            guard year.dni[i] > 0, let weights = directions.suns.weights(of: year.suns[i]) else { continue }
            let sun = directions.inGrid(year.suns[i])
            let near = directions.coarse.shares(ofBeam: year.suns[i])
            for k in 0..<4 { coarse[month][Int(near.patches[k])] += Double(near.shares[k]) * year.dni[i] }
            let key = SIMD8(lowHalf: weights.nodes, highHalf: SIMD4(repeating: Int32(month)))
            let place = places[key] ?? beams.count
            if place == beams.count {
                places[key] = place
                beams.append(Beam(month: month, nodes: weights.nodes))
            }
            beams[place].vector = beams[place].vector + sun * year.dni[i]
            beams[place].shares += SIMD4<Double>(weights.shares) * year.dni[i]
            if year.dni[i] >= Self.sunshineThreshold { beams[place].sunshine += 1 }
        }
        for i in beams.indices { beams[i].shares /= beams[i].shares.sum() }
        for month in 0..<12 {
            for (p, value) in patches[month].enumerated() {
                coarse[month][directions.coarsePatches[p]] += value * Double(directions.coarseShares[p])
            }
        }
        self.patches = patches
        self.coarse = coarse
        self.beams = beams
        self.ghi = ghi
        self.albedo = zip(ghi, reflected).map { fixed ?? ($0 > 0 ? $1 / $0 : 0.2) }
    }
}

/// Irradiation of a plane by month, kWh/m²: means over its exposed sensors.
struct PlaneLight: Sendable {
    var beam = [Double](repeating: 0, count: 12)
    var sky = [Double](repeating: 0, count: 12)
    /// Off the ground and off buildings.
    var reflected = [Double](repeating: 0, count: 12)
    /// Sun and sky without anything in the way.
    var open = 0.0
    /// Share of the plane's own hemisphere (weighted by the cosine) that is sky, 0…1.
    var skyView = 0.0
    /// Hours of sunshine on the plane in the year.
    var sunHours = 0.0

    var total: Double { beam.reduce(0, +) + sky.reduce(0, +) + reflected.reduce(0, +) }
    /// From sun and sky.
    var direct: Double { beam.reduce(0, +) + sky.reduce(0, +) }
    /// Share of the light of sun and sky that something in the way takes, 0…1.
    var loss: Double { open > 0 ? max(0, 1 - direct / open) : 0 }
}

/// A plane's light, and how many of its sensors it is the mean of.
struct LitPlane: Sendable {
    var light = PlaneLight()
    /// Sensors that see anything; the others touch a neighbour or lie under or within one.
    var exposed = 0
    var sensors = 0
    /// Whether sensors stand farther apart than asked for: the plane is huge.
    var isCoarser = false
    /// Of the part that is open to the air, m².
    var area = 0.0
}

extension LitPlane {
    /// Counts a plane that nothing reaches, or whose sensors are coarser than asked for.
    /// - Parameter id: of its building.
    /// - Returns: whether there is light on it to speak of.
    func note(_ id: String, _ diagnostics: inout Diagnostics) -> Bool {
        guard exposed > 0 else {
            diagnostics.note(
                "plane-covered", "planes touch another building or lie within one: nothing reaches them", id)
            return false
        }
        if isCoarser {
            diagnostics.caution(
                "sensors-coarser", "a plane is so large that its sensors stand farther apart than asked for", id)
        }
        return true
    }
}

/// What a plane gets of each direction's light: the mean over its exposed sensors.
struct Access: Sendable {
    /// Share of sensors that see each direction.
    var seen: [Float]
    /// Reflected by the ground of each coarse patch's light, over what a surface facing it receives, for an albedo of 1.
    var ground: [Float]
    /// The same for buildings.
    var built: [Float]
    /// Sensors that see anything.
    var exposed: Int
    /// All sensors.
    var sensors: Int
}

extension Exposure {
    /// What a receiver gets of each direction's light.
    func access(of receiver: Int) -> Access {
        var access = Access(
            seen: [Float](repeating: 0, count: directions.count),
            ground: [Float](repeating: 0, count: directions.coarse.count),
            built: [Float](repeating: 0, count: directions.coarse.count), exposed: 0,
            sensors: sensors.points(of: receiver).count)
        for piece in sensors.pieces(of: receiver) {
            let exposed = visibility.exposedCount(ofPiece: piece)
            guard exposed > 0 else { continue }
            access.exposed += exposed
            visibility.addCounts(ofPiece: piece, to: &access.seen)
            bounce.add(piece: piece, weight: Float(exposed), ground: &access.ground, built: &access.built)
        }
        guard access.exposed > 0 else { return access }
        let share = 1 / Float(access.exposed)
        for i in 0..<directions.count { access.seen[i] *= share }
        for i in 0..<directions.coarse.count {
            access.ground[i] *= share
            access.built[i] *= share
        }
        return access
    }
}

extension MonthlyLight {
    /// Irradiation of a plane with the given access to light.
    func light(on normal: Point3, _ access: Access, buildingAlbedo: Double) -> PlaneLight {
        var light = PlaneLight()
        let count = directions.patches.count
        var skyView = 0.0
        for (p, direction) in directions.vectors[..<count].enumerated() {
            let cosine = max(0, direction.dot(normal))
            let seen = Double(access.seen[p]) * cosine
            skyView += seen * directions.patches.solidAngles[p]
            for month in 0..<12 {
                light.sky[month] += seen * patches[month][p]
                light.open += cosine * patches[month][p]
            }
        }
        for p in access.ground.indices {
            let (ground, built) = (Double(access.ground[p]), Double(access.built[p]) * buildingAlbedo)
            for month in 0..<12 { light.reflected[month] += (ground * albedo[month] + built) * coarse[month][p] }
        }
        light.skyView = skyView / .pi
        for beam in beams {
            let direct = max(0, normal.dot(beam.vector))
            let seen = beam.seen { Double(access.seen[count + $0]) }
            light.beam[beam.month] += seen * direct
            light.open += direct
            if direct > 0 { light.sunHours += seen * beam.sunshine }
        }
        for month in 0..<12 {
            // Wh to kWh.
            light.beam[month] /= 1000
            light.sky[month] /= 1000
            light.reflected[month] /= 1000
        }
        light.open /= 1000
        return light
    }
}
