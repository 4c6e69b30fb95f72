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
}

/// The years of many arrays: light hour by hour, then power by table.
///
/// Eight arrays at a time are multiplied with four hours of sky at a time, so that each number fetched is used often.
/// Beam and sky reach the array by its places' access to each direction; with some of its modules in shade the string is
/// as good as ``PartialShade`` says.
struct ArrayYears {
    typealias Lanes = SIMD8<Float>

    let light: HourlyLight
    /// Albedo of the ground by month.
    let albedo: [Double]
    let buildingAlbedo: Float
    /// Flush and racked modules.
    let tables: (flush: ResponseTable, racked: ResponseTable)
    let hasModuleElectronics: Bool
    /// By 256ths of the cosine of incidence.
    private let incidence: [Float]

    init(
        _ light: HourlyLight, albedo: [Double], buildingAlbedo: Double,
        tables: (flush: ResponseTable, racked: ResponseTable), hasModuleElectronics: Bool
    ) {
        self.light = light
        self.albedo = albedo
        self.buildingAlbedo = Float(buildingAlbedo)
        self.tables = tables
        self.hasModuleElectronics = hasModuleElectronics
        let model = tables.flush.system.incidence
        incidence = (0...256).map { Float(model.modifier(cosIncidence: Double($0) / 256)) } + [1]
    }

    /// The years of arrays, on all cores.
    /// - Parameter power: if given, receives the AC power of all arrays together in every lit hour, kW.
    func run(_ arrays: [PVArray], power: UnsafeMutableBufferPointer<Double>? = nil) throws -> [ArrayYear] {
        var years = [ArrayYear](repeating: ArrayYear(), count: arrays.count)
        let size = 256
        var sums = [[Double]](repeating: [], count: (arrays.count + size - 1) / size)
        let wantsPower = power != nil
        try years.withUnsafeMutableBufferPointer { years in
            try sums.withUnsafeMutableBufferPointer { sums in
                nonisolated(unsafe) let (years, sums) = (years, sums)
                try Solar.forEachChunk(of: arrays.count, by: size, "arrays of modules") { chunk, range in
                    var sum = [Double](repeating: 0, count: wantsPower ? light.count : 0)
                    for first in stride(from: range.lowerBound, to: range.upperBound, by: 8) {
                        run(arrays, first..<min(first + 8, range.upperBound), years, &sum)
                    }
                    sums[chunk] = sum
                }
            }
        }
        if let power { for sum in sums { for (hour, value) in sum.enumerated() { power[hour] += value } } }
        return years
    }

    private func run(
        _ arrays: [PVArray], _ range: Range<Int>, _ years: UnsafeMutableBufferPointer<ArrayYear>,
        _ power: inout [Double]
    ) {
        let stride = light.stride
        let patches = light.directions.patches.count
        let nodes = light.directions.suns.directions.count
        let model = tables.flush.system.incidence
        var normals = (x: Lanes.zero, y: Lanes.zero, z: Lanes.zero)
        var sun = [Lanes](repeating: .zero, count: nodes)
        var sky = [Lanes](repeating: .zero, count: stride)
        var rawSky = sky
        var ground = [Lanes](repeating: .zero, count: light.directions.coarse.count)
        var built = ground
        var (groundPass, builtPass) = (Lanes(repeating: 1), Lanes(repeating: 1))
        for (lane, a) in range.enumerated() {
            let array = arrays[a]
            normals.x[lane] = Float(array.normal.x)
            normals.y[lane] = Float(array.normal.y)
            normals.z[lane] = Float(array.normal.z)
            for n in 0..<nodes { sun[n][lane] = array.access.seen[patches + n] }
            for p in 0..<patches {
                let direction = light.directions.vectors[p]
                let cosine = direction.dot(array.normal)
                guard cosine > 0 else { continue }
                let seen = array.access.seen[p] * array.litShare(direction) * Float(cosine)
                rawSky[p][lane] = seen
                sky[p][lane] = seen * Float(model.modifier(cosIncidence: min(1, cosine)))
            }
            let angles = equivalentDiffuseAngles(surfaceTilt: tilt(of: array.normal))
            groundPass[lane] = Float(model.modifier(cosIncidence: angles.ground.cosine))
            builtPass[lane] = Float(model.modifier(cosIncidence: angles.sky.cosine))
            for p in ground.indices {
                ground[p][lane] = array.access.ground[p]
                built[p][lane] = array.access.built[p] + (array.roofReflection.isEmpty ? 0 : array.roofReflection[p])
            }
        }
        var raw = [Lanes](repeating: .zero, count: stride)
        var effective = raw
        var diffuse = [Lanes]()
        for run in light.runs {
            // What a patch's light becomes this month: seen and reflected.
            let (g, b) = (Float(albedo[run.month]), buildingAlbedo)
            let reflected = zip(ground, built).map { $0 * g + $1 * b }
            let passed = zip(ground, built).map { $0 * (groundPass * g) + $1 * (builtPass * b) }
            for p in 0..<patches {
                let coarse = light.directions.coarsePatches[p]
                raw[p] = rawSky[p] + reflected[coarse]
                effective[p] = sky[p] + passed[coarse]
            }
            // The cover takes the same share of diffuse light throughout the month.
            var (rawSum, passedSum) = (Lanes.zero, Lanes.zero)
            for p in 0..<patches {
                var month: Float = 0
                for hour in Swift.stride(from: run.hours.lowerBound, to: run.hours.upperBound, by: 7) {
                    month += light.skies[hour * stride + p]
                }
                rawSum += raw[p] * month
                passedSum += effective[p] * month
            }
            let isLit = passedSum .> 0
            let loss = Lanes.zero.replacing(
                with: rawSum / passedSum.replacing(with: 1, where: .!isLit) - 1, where: isLit)
            multiply(effective, hours: run.hours, into: &diffuse)
            hours(
                run, diffuse, loss: loss, normals, sun, reflected, passed, arrays, range, years, &power)
        }
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
        _ run: (month: Int, hours: Range<Int>), _ diffuse: [Lanes], loss: Lanes,
        _ normals: (x: Lanes, y: Lanes, z: Lanes), _ sun: [Lanes], _ reflected: [Lanes], _ passed: [Lanes],
        _ arrays: [PVArray], _ range: Range<Int>, _ years: UnsafeMutableBufferPointer<ArrayYear>,
        _ power: inout [Double]
    ) {
        var (poa, dc, ac, clipped) = (Lanes.zero, Lanes.zero, Lanes.zero, Lanes.zero)
        var (beamSum, unshaded) = (Lanes.zero, Lanes.zero)
        let hasRows = arrays[range].contains { $0.rows != nil }
        for (k, hour) in run.hours.enumerated() {
            var dim = diffuse[k]
            var rawDim = dim + dim * loss
            let dni = light.dni[hour]
            var (direct, cosine, share) = (Lanes.zero, Lanes.zero, Lanes.zero)
            if dni > 0 {
                let (x, y, z) = (light.sunX[hour], light.sunY[hour], light.sunZ[hour])
                cosine = normals.x * x + normals.y * y + normals.z * z
                cosine.replace(with: 0, where: cosine .< 0)
                direct = cosine * dni
                let (n, w) = (light.nodes[hour], light.nodeShares[hour])
                share =
                    sun[Int(n[0])] * w[0] + sun[Int(n[1])] * w[1] + sun[Int(n[2])] * w[2] + sun[Int(n[3])] * w[3]
                if hasRows {
                    let direction = Point3(Double(x), Double(y), Double(z))
                    for (lane, a) in range.enumerated() { share[lane] *= arrays[a].litShare(direction) }
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
            for (lane, a) in range.enumerated() {
                let iam = modifier(cosine[lane])
                let lit = ResponseTable.CellLight(
                    effective: dim[lane] + direct[lane] * iam,
                    reflected: rawDim[lane] - dim[lane] + direct[lane] * (1 - iam))
                let shaded = ResponseTable.CellLight(effective: dim[lane], reflected: rawDim[lane] - dim[lane])
                let table = arrays[a].isRacked ? tables.racked : tables.flush
                let found = table.power(
                    hour: hour, lit: lit, shaded: shaded, litShare: direct[lane] > 0 ? share[lane] : 1,
                    hasModuleElectronics: hasModuleElectronics)
                dc[lane] += found.dc
                ac[lane] += found.ac
                clipped[lane] += found.clipped
                if !power.isEmpty { power[hour] += Double(found.ac) * arrays[a].capacity }
            }
        }
        for (lane, a) in range.enumerated() {
            years[a].poa[run.month] += Double(poa[lane]) / 1000
            years[a].beam += Double(beamSum[lane]) / 1000
            years[a].unshadedBeam += Double(unshaded[lane]) / 1000
            years[a].dc[run.month] += Double(dc[lane])
            years[a].ac[run.month] += Double(ac[lane])
            years[a].clipped += Double(clipped[lane])
        }
    }

    /// Incidence modifier, interpolated.
    @inline(__always)
    private func modifier(_ cosine: Float) -> Float {
        let x = cosine * 256
        let i = min(255, Int(x))
        return incidence[i] + (x - Float(i)) * (incidence[i + 1] - incidence[i])
    }
}
