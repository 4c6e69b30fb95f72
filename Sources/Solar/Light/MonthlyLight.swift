import Geometry
import Sky

/// A weather year summed by month and by the directions light comes from.
struct MonthlyLight: Sendable {
    /// The sun at one node in one month.
    struct Beam: Sendable {
        var month: Int
        var node: Int
        /// Sum of direct normal irradiation times the direction it came from, in the city's grid, Wh/m².
        ///
        /// Any plane that has the whole neighbourhood of the node before it receives exactly what the hours give.
        var vector: Point3
        /// Direct normal irradiation, Wh/m².
        var dni: Double
        /// Hours of sunshine: direct normal irradiance of at least 120 W/m² (WMO-No. 8, chapter 8).
        var sunshine: Double
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
        var beams = [Beam?](repeating: nil, count: 12 * directions.suns.directions.count)
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
            for (patch, weight) in directions.coarseWeights(of: year.suns[i]) {
                coarse[month][patch] += weight * year.dni[i]
            }
            for k in 0..<4 where weights.shares[k] > 0 {
                let node = Int(weights.nodes[k])
                let share = Double(weights.shares[k])
                let place = month * directions.suns.directions.count + node
                var beam = beams[place] ?? Beam(month: month, node: node, vector: .zero, dni: 0, sunshine: 0)
                beam.vector = beam.vector + sun * (share * year.dni[i])
                beam.dni += share * year.dni[i]
                if year.dni[i] >= Self.sunshineThreshold { beam.sunshine += share }
                beams[place] = beam
            }
        }
        for month in 0..<12 {
            for (p, value) in patches[month].enumerated() { coarse[month][directions.coarsePatches[p]] += value }
        }
        self.patches = patches
        self.coarse = coarse
        self.beams = beams.compactMap { $0 }
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
            let i = count + beam.node
            let direct = max(0, normal.dot(beam.vector))
            let seen = Double(access.seen[i])
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
