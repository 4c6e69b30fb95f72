import Geometry
import Sky

/// A weather year hour by hour, laid out for multiplying with many planes.
struct HourlyLight: Sendable {
    /// Hours with light.
    let count: Int
    /// Irradiation from each patch on a surface facing it, W/m²: `stride` numbers an hour.
    let skies: [Float]
    let stride: Int
    /// Towards the sun, in the city's grid.
    let sunX: [Float]
    let sunY: [Float]
    let sunZ: [Float]
    /// W/m².
    let dni: [Float]
    /// Four nodes of the sun's grid an hour, and their shares.
    let nodes: [SIMD4<Int32>]
    let nodeShares: [SIMD4<Float>]
    /// Four coarse patches near the sun an hour, and their shares.
    let coarse: [SIMD4<Int32>]
    let coarseShares: [SIMD4<Float>]
    /// Runs of hours of one month (0…11).
    let runs: [(month: Int, hours: Range<Int>)]
    /// Run by run: light from each patch in every seventh hour, together, W/m².
    let samples: [[Float]]
    let year: SkyYear
    let directions: LightDirections

    init(_ year: SkyYear, _ directions: LightDirections) {
        self.year = year
        self.directions = directions
        count = year.hours.count
        stride = year.stride
        var skies = year.radiance
        for hour in 0..<year.hours.count {
            for p in 0..<directions.patches.count {
                skies[hour * year.stride + p] *= Float(directions.patches.solidAngles[p])
            }
        }
        self.skies = skies
        let suns = year.suns.map { directions.inGrid($0) }
        sunX = suns.map { Float($0.x) }
        sunY = suns.map { Float($0.y) }
        sunZ = suns.map { Float($0.z) }
        var dni = year.dni.map { Float($0) }
        var nodes: [SIMD4<Int32>] = []
        var nodeShares: [SIMD4<Float>] = []
        var coarse: [SIMD4<Int32>] = []
        var coarseShares: [SIMD4<Float>] = []
        for (i, sun) in year.suns.enumerated() {
            let weights = dni[i] > 0 ? directions.suns.weights(of: sun) : nil
            if weights == nil { dni[i] = 0 }
            nodes.append(weights?.nodes ?? .zero)
            nodeShares.append(weights?.shares ?? .zero)
            let near = weights == nil ? (patches: .zero, shares: .zero) : directions.coarse.shares(ofBeam: sun)
            coarse.append(near.patches)
            coarseShares.append(near.shares)
        }
        (self.dni, self.nodes, self.nodeShares) = (dni, nodes, nodeShares)
        (self.coarse, self.coarseShares) = (coarse, coarseShares)
        var runs: [(month: Int, hours: Range<Int>)] = []
        for (i, month) in year.months.enumerated() {
            if let last = runs.last, last.month == month {
                runs[runs.count - 1].hours = last.hours.lowerBound..<i + 1
            } else {
                runs.append((month, i..<i + 1))
            }
        }
        self.runs = runs
        let (light, width, patches) = (skies, year.stride, directions.patches.count)
        samples = runs.map { run in
            var sums = [Float](repeating: 0, count: patches)
            for hour in Swift.stride(from: run.hours.lowerBound, to: run.hours.upperBound, by: 7) {
                for p in 0..<patches { sums[p] += light[hour * width + p] }
            }
            return sums
        }
    }
}
