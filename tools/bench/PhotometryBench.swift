import Foundation
import Geometry
import Lighting

/// Luminous intensities by direction: the kernel's table against interpolation in the file's own angles.
func benchPhotometry() throws {
    // C by 15° and γ by 2.5°: the usual road luminaire.
    let gamma = stride(from: 0.0, through: 90, by: 2.5).map { $0 }
    let c = stride(from: 0.0, through: 360, by: 15).map { $0 }
    var random = Seeded(3)
    var planes = c.dropLast().map { _ in gamma.map { _ in Float.random(in: 0...1_000, using: &random) } }
    planes.append(planes[0])
    let lamp = Photometry(name: "bench", c: c, gamma: gamma, intensities: planes.flatMap { $0 })
    let table = CandelaTable(lamp)

    // As many at a time as a kernel has in hand, often enough to be timed.
    let (count, rounds) = (1 << 12, 1 << 8)
    // Points on the ground up to 40 m away from a lamp 8 m high.
    let x = (0..<count).map { _ in Float.random(in: -40...40, using: &random) }
    let y = (0..<count).map { _ in Float.random(in: -40...40, using: &random) }
    let z = [Float](repeating: 8, count: count)

    let (fast, _) = time {
        var sum = 0.0
        for _ in 0..<rounds { sum += Double(table.intensities(x, y, z)[count / 2]) }
        return Int(sum)
    }
    report("table of \(table.byteCount) bytes, 8 at a time", seconds: fast.cpu, operations: count * rounds, unit: "")
    let (exact, _) = time(runs: 2) {
        var sum = 0.0
        for n in 0..<count * rounds {
            let k = n % count
            let radius = hypot(Double(x[k]), Double(y[k]))
            sum += lamp.intensity(
                c: Angle(radians: atan2(Double(y[k]), Double(x[k]))), gamma: Angle(radians: atan2(radius, Double(z[k])))
            )
        }
        return Int(sum)
    }
    report(
        "the file's angles, one at a time", seconds: exact.cpu, operations: count * rounds, unit: "",
        remark: String(format: "%.1f times the table", exact.cpu / fast.cpu))
}
