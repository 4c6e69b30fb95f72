import City
import Geometry
import Sky

/// What an array gives in a year, by month, per kWp of nameplate.
struct ArrayYear: Sendable {
    /// Light on the modules, kWh/m².
    var poa = [Double](repeating: 0, count: 12)
    /// Light without what the sun's obstacles and the rows take of the beam, kWh/m² in the year.
    var unshadedBeam = 0.0
    var beam = 0.0
    /// DC energy after losses, kWh/kWp.
    var dc = [Double](repeating: 0, count: 12)
    /// AC energy, kWh/kWp.
    var ac = [Double](repeating: 0, count: 12)
    /// AC energy that the inverter could not pass on, kWh/kWp in the year.
    var clipped = 0.0
    /// AC energy that dirt takes of what clean modules would give, and snow of what is left, kWh/kWp in the year.
    var soiled = 0.0
    var snowed = 0.0
}

/// The years of many arrays: light hour by hour, then power by table.
///
/// Eight arrays at a time are multiplied with four hours of sky at a time, so that each number fetched is used often;
/// month by month, so that the month's sky and tables stay near while one eight after the other passes. Beam and sky
/// reach the array by its places' access to each direction; with some of its modules in shade the string is as good as
/// ``PartialShade`` says.
struct ArrayYears {
    let light: HourlyLight
    /// Albedo of the ground by month.
    let albedo: [Double]
    let buildingAlbedo: Float
    let response: ResponseLanes
    /// Dirt and snow on the modules; nil where a fixed loss stands for them.
    let weathering: Weathering?
    /// By 256ths of the cosine of incidence: the modifier, and the way to the next.
    private let incidence: [SIMD2<Float>]

    init(
        _ light: HourlyLight, albedo: [Double], buildingAlbedo: Double, response: ResponseLanes,
        weathering: Weathering?
    ) {
        self.light = light
        self.albedo = albedo
        self.buildingAlbedo = Float(buildingAlbedo)
        self.response = response
        self.weathering = weathering
        let model = response.system.incidence
        let modifiers = (0...256).map { Float(model.modifier(cosIncidence: Double($0) / 256)) }
        incidence = zip(modifiers, modifiers.dropFirst()).map { SIMD2($0, $1 - $0) }
    }

    /// The years of arrays.
    /// - Parameter power: receives the AC power of all arrays together in every lit hour, kW, unless it is empty.
    func run(_ arrays: [PVArray], _ lights: [ArrayLight], power: inout [Double]) -> [ArrayYear] {
        var years = [ArrayYear](repeating: ArrayYear(), count: arrays.count)
        var eights = stride(from: 0, to: arrays.count, by: 8).map {
            ArrayLanes(
                arrays, lights, $0..<min($0 + 8, arrays.count), light.directions, response, weathering)
        }
        var diffuse: [Lanes] = []
        years.withUnsafeMutableBufferPointer { years in
            for (number, run) in light.runs.enumerated() {
                for k in eights.indices {
                    add(run, light.samples[number], &eights[k], arrays, &diffuse, years, &power)
                }
            }
        }
        return years
    }

    /// Adds a month of eight arrays to their years.
    private func add(
        _ run: (month: Int, hours: Range<Int>), _ samples: [Float], _ arrays: inout ArrayLanes, _ all: [PVArray],
        _ diffuse: inout [Lanes],
        _ years: UnsafeMutableBufferPointer<ArrayYear>, _ power: inout [Double]
    ) {
        // What a patch's light becomes this month: seen and reflected.
        let (g, b) = (Float(albedo[run.month]), buildingAlbedo)
        let reflected = zip(arrays.ground, arrays.built).map { $0 * g + $1 * b }
        let passed = zip(arrays.ground, arrays.built).map { $0 * (arrays.groundPass * g) + $1 * (arrays.builtPass * b) }
        var effective = [Lanes](repeating: .zero, count: light.stride)
        // The cover takes the same share of diffuse light throughout the month.
        var (rawSum, passedSum) = (Lanes.zero, Lanes.zero)
        for p in 0..<light.directions.patches.count {
            let coarse = light.directions.coarsePatches[p]
            let share = light.directions.coarseShares[p]
            effective[p] = arrays.sky[p] + passed[coarse] * share
            let month = samples[p]
            rawSum += (arrays.rawSky[p] + reflected[coarse] * share) * month
            passedSum += effective[p] * month
        }
        let isLit = passedSum .> 0
        let loss = Lanes.zero.replacing(
            with: rawSum / passedSum.replacing(with: 1, where: .!isLit) - 1, where: isLit)
        multiply(effective, hours: run.hours, into: &diffuse)
        hours(run, diffuse, loss: loss, reflected, passed, &arrays, all, years, &power)
    }

    /// Sums over the patches, hour by hour.
    private func multiply(_ planes: [Lanes], hours: Range<Int>, into sums: inout [Lanes]) {
        sums.removeAll(keepingCapacity: true)
        let stride = light.stride
        planes.withUnsafeBufferPointer { planes in
            light.skies.withUnsafeBufferPointer { skies in
                var hour = hours.lowerBound
                while hour + 4 <= hours.upperBound {
                    var (a, b, c, d) = (Lanes.zero, Lanes.zero, Lanes.zero, Lanes.zero)
                    let row = hour * stride
                    for p in 0..<stride {
                        let plane = planes[p]
                        a += plane * skies[row + p]
                        b += plane * skies[row + stride + p]
                        c += plane * skies[row + 2 * stride + p]
                        d += plane * skies[row + 3 * stride + p]
                    }
                    sums.append(a)
                    sums.append(b)
                    sums.append(c)
                    sums.append(d)
                    hour += 4
                }
                while hour < hours.upperBound {
                    var a = Lanes.zero
                    for p in 0..<stride { a += planes[p] * skies[hour * stride + p] }
                    sums.append(a)
                    hour += 1
                }
            }
        }
    }

    private func hours(
        _ run: (month: Int, hours: Range<Int>), _ diffuse: [Lanes], loss: Lanes, _ reflected: [Lanes],
        _ passed: [Lanes], _ arrays: inout ArrayLanes, _ all: [PVArray], _ years: UnsafeMutableBufferPointer<ArrayYear>,
        _ power: inout [Double]
    ) {
        var (poa, dc, ac, clipped) = (Lanes.zero, Lanes.zero, Lanes.zero, Lanes.zero)
        var (beamSum, unshaded) = (Lanes.zero, Lanes.zero)
        var (soiled, snowed) = (Lanes.zero, Lanes.zero)
        let (normals, range) = (arrays.normals, arrays.range)
        for (k, hour) in run.hours.enumerated() {
            var dim = diffuse[k]
            var rawDim = dim + dim * loss
            let dni = light.dni[hour]
            var (direct, share, modifier) = (Lanes.zero, Lanes.zero, Lanes.zero)
            if dni > 0 {
                let (x, y, z) = (light.sunX[hour], light.sunY[hour], light.sunZ[hour])
                var cosine = normals.x * x + normals.y * y + normals.z * z
                cosine.replace(with: 0, where: cosine .< 0)
                direct = cosine * dni
                modifier = self.modifier(cosine)
                let (n, w) = (light.nodes[hour], light.nodeShares[hour])
                let sun = arrays.sun
                share =
                    sun[Int(n[0])] * w[0] + sun[Int(n[1])] * w[1] + sun[Int(n[2])] * w[2] + sun[Int(n[3])] * w[3]
                if arrays.hasRows {
                    let direction = Point3(Double(x), Double(y), Double(z))
                    for (lane, a) in range.enumerated() { share[lane] *= all[a].litShare(direction) }
                }
                // The sun's own reflections.
                let (p, q) = (light.coarse[hour], light.coarseShares[hour] * dni)
                for k in 0..<4 {
                    dim += passed[Int(p[k])] * q[k]
                    rawDim += reflected[Int(p[k])] * q[k]
                }
            }
            poa += rawDim + direct * share
            beamSum += direct * share
            unshaded += direct
            let lit = ResponseLanes.CellLight(
                effective: dim + direct * modifier, reflected: rawDim - dim + direct * (1 - modifier))
            let litShare = Lanes(repeating: 1).replacing(with: share, where: direct .> 0)
            var found = response.power(
                hour: hour, offsets: arrays.tables, lit: lit,
                shaded: .init(effective: dim, reflected: rawDim - dim), litShare: litShare)
            if weathering != nil {
                let clean = found.ac
                let there = (light: rawDim + direct * share, lit: lit, litShare: litShare)
                let shaded = ResponseLanes.CellLight(effective: dim, reflected: rawDim - dim)
                soiled += weather(&found, hour, there, shaded, &arrays)
                snowed += clean - found.ac
            }
            dc += found.dc
            ac += found.ac
            clipped += found.clipped
            if !power.isEmpty {
                for (lane, a) in range.enumerated() { power[hour] += Double(found.ac[lane]) * all[a].capacity }
            }
        }
        for (lane, a) in range.enumerated() {
            years[a].poa[run.month] += Double(poa[lane]) / 1000
            years[a].beam += Double(beamSum[lane]) / 1000
            years[a].unshadedBeam += Double(unshaded[lane]) / 1000
            years[a].dc[run.month] += Double(dc[lane])
            years[a].ac[run.month] += Double(ac[lane])
            years[a].clipped += Double(clipped[lane])
            years[a].soiled += Double(soiled[lane])
            years[a].snowed += Double(snowed[lane] - soiled[lane])
        }
    }

    /// What dirt and snow leave of an hour's power: dirt dims the light in front of the cells (and warms with it), snow
    /// takes strings' DC power.
    /// - Returns: the AC power that dirt takes.
    private func weather(
        _ found: inout ResponseLanes.Power, _ hour: Int,
        _ there: (light: Lanes, lit: ResponseLanes.CellLight, litShare: Lanes), _ shaded: ResponseLanes.CellLight,
        _ arrays: inout ArrayLanes
    ) -> Lanes {
        guard var lanes = arrays.weathered else { return .zero }
        let clean = found.ac
        var (lit, dim) = (there.lit, shaded)
        if let soiling = weathering?.soiling {
            let passing = soiling.passing(hour, projection: lanes.projection)
            (lit, dim) = (lit.dimmed(passing), dim.dimmed(passing))
            found = response.power(
                hour: hour, offsets: arrays.tables, lit: lit, shaded: dim, litShare: there.litShare)
        }
        let soiled = clean - found.ac
        if let snow = weathering?.snow {
            snow.advance(&lanes.coverage, hour, light: there.light, slide: lanes.slide)
            arrays.weathered = lanes
            if any(lanes.coverage .> 0) {
                found = response.power(
                    hour: hour, offsets: arrays.tables, lit: lit, shaded: dim, litShare: there.litShare,
                    left: 1 - SnowYear.loss(coverage: lanes.coverage, strings: lanes.strings))
            }
        }
        return soiled
    }

    /// Incidence modifiers, interpolated.
    @inline(__always)
    private func modifier(_ cosine: Lanes) -> Lanes {
        let x = cosine * 256
        let (low, numbers) = wholePart(x, atMost: 255)
        let share = x - low
        var result = Lanes.zero
        for lane in 0..<8 {
            let entry = incidence[Int(numbers[lane])]
            result[lane] = entry.x + share[lane] * entry.y
        }
        return result
    }
}

/// Eight arrays side by side: what each gets of each direction's light.
private struct ArrayLanes {
    let range: Range<Int>
    let hasRows: Bool
    private(set) var normals = (x: Lanes.zero, y: Lanes.zero, z: Lanes.zero)
    /// By node of the sun's grid: the share of places that see it.
    private(set) var sun: [Lanes]
    /// By patch: of its light on a surface facing it, what falls on the modules, and what their cover lets pass.
    private(set) var rawSky: [Lanes]
    private(set) var sky: [Lanes]
    /// By coarse patch, for an albedo of 1.
    private(set) var ground: [Lanes]
    private(set) var built: [Lanes]
    /// What the cover passes of reflected light.
    private(set) var groundPass = Lanes(repeating: 1)
    private(set) var builtPass = Lanes(repeating: 1)
    /// Where each one's table is.
    private(set) var tables = SIMD8<UInt32>.zero
    /// Dirt and snow on them, as the year goes on.
    var weathered: WeatheredLanes?

    init(
        _ arrays: [PVArray], _ lights: [ArrayLight], _ range: Range<Int>, _ directions: LightDirections,
        _ response: ResponseLanes, _ weathering: Weathering?
    ) {
        self.range = range
        weathered = weathering.map { WeatheredLanes($0, arrays[range]) }
        hasRows = arrays[range].contains { $0.rows != nil }
        let patches = directions.patches.count
        let model = response.system.incidence
        sun = [Lanes](repeating: .zero, count: directions.suns.directions.count)
        rawSky = [Lanes](repeating: .zero, count: patches)
        sky = rawSky
        ground = [Lanes](repeating: .zero, count: directions.coarse.count)
        built = ground
        for (lane, a) in range.enumerated() {
            let (array, its) = (arrays[a], lights[a])
            normals.x[lane] = Float(array.normal.x)
            normals.y[lane] = Float(array.normal.y)
            normals.z[lane] = Float(array.normal.z)
            tables[lane] = response.offset(isRacked: array.isRacked)
            for n in sun.indices { sun[n][lane] = its.access.seen[patches + n] }
            for p in 0..<patches {
                let direction = directions.vectors[p]
                let cosine = direction.dot(array.normal)
                guard cosine > 0 else { continue }
                let seen = its.access.seen[p] * array.litShare(direction) * Float(cosine)
                rawSky[p][lane] = seen
                sky[p][lane] = seen * Float(model.modifier(cosIncidence: min(1, cosine)))
            }
            let angles = equivalentDiffuseAngles(surfaceTilt: tilt(of: array.normal))
            groundPass[lane] = Float(model.modifier(cosIncidence: angles.ground.cosine))
            builtPass[lane] = Float(model.modifier(cosIncidence: angles.sky.cosine))
            for p in ground.indices {
                ground[p][lane] = its.access.ground[p]
                built[p][lane] = its.access.built[p] + (its.roofReflection.isEmpty ? 0 : its.roofReflection[p])
            }
        }
    }
}

/// Eight arrays.
private typealias Lanes = SIMD8<Float>
