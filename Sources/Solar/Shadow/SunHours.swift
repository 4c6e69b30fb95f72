import City
import Dispatch
import Geometry
import Synchronization

/// The sun that one sensor gets.
struct SunHours: Sendable {
    /// Hours a day, on average over the days.
    var total = 0.0
    /// Hours on the day with the fewest.
    var least = Double.infinity
    /// The longest time without a break, hours, on the day where that is shortest.
    var continuous = Double.infinity
    /// Minutes after local midnight of the first and the last step in the sun, over all days; infinite without any.
    var first = Double.infinity
    var last = -Double.infinity

    /// Traces all sensors towards all suns, on all cores; group by group, so that the answer does not depend on their
    /// number.
    /// - Returns: per sensor its sun, and per step how many sensors see it.
    static func trace(
        _ sensors: SunSensors, scene: RayScene, suns: SunSteps
    ) throws -> (hours: [SunHours], lit: [Int]) {
        let points = sensors.points
        let order = PointOrder(points)
        let directions = DirectionSet(suns.steps.map(\.direction))
        var hours = [SunHours](repeating: SunHours(), count: points.count)
        let groups = 32
        let chunks = (order.groupCount + groups - 1) / groups
        var counts = [[Int]](repeating: [], count: chunks)
        try hours.withUnsafeMutableBufferPointer { hours in
            nonisolated(unsafe) let hours = hours
            try counts.withUnsafeMutableBufferPointer { counts in
                nonisolated(unsafe) let counts = counts
                try concurrently(chunks, "sensors") { chunk in
                    var lit = [UInt64](repeating: 0, count: suns.steps.count)
                    var count = [Int](repeating: 0, count: suns.steps.count)
                    for group in chunk * groups..<min(order.groupCount, (chunk + 1) * groups) {
                        let members = order[group]
                        let all: UInt64 = members.count < 64 ? 1 << UInt64(members.count) - 1 : .max
                        scene.occlusion(of: PointGroup(members.map { points[Int($0)] }), directions: directions) {
                            lit[$0] = all & ~$1
                        }
                        if !sensors.normals.isEmpty { turnAway(&lit, members, sensors, suns) }
                        for (i, bits) in lit.enumerated() { count[i] += bits.nonzeroBitCount }
                        add(lit, members, suns, hours)
                    }
                    counts[chunk] = count
                }
            }
        }
        var lit = [Int](repeating: 0, count: suns.steps.count)
        for count in counts { for (i, n) in count.enumerated() { lit[i] += n } }
        return (hours, lit)
    }

    /// Takes the light from faces that look away from the sun.
    private static func turnAway(
        _ lit: inout [UInt64], _ members: ArraySlice<Int32>, _ sensors: SunSensors, _ suns: SunSteps
    ) {
        for (bit, member) in members.enumerated() {
            let face = sensors.faces[Int(member)]
            guard face >= 0 else { continue }
            let normal = sensors.normals[Int(face)]
            for (i, step) in suns.steps.enumerated() where normal.dot(step.direction) <= 0 {
                lit[i] &= ~(1 << UInt64(bit))
            }
        }
    }

    private static func add(
        _ lit: [UInt64], _ members: ArraySlice<Int32>, _ suns: SunSteps, _ hours: UnsafeMutableBufferPointer<SunHours>
    ) {
        for (bit, member) in members.enumerated() {
            var sun = SunHours()
            for day in suns.ranges {
                var (total, run, longest) = (0.0, 0.0, 0.0)
                var previous = -2
                for i in day where lit[i] >> UInt64(bit) & 1 != 0 {
                    let step = suns.steps[i]
                    run =
                        previous == i - 1 && suns.steps[i - 1].number == step.number - 1 ? run + step.hours : step.hours
                    longest = max(longest, run)
                    total += step.hours
                    sun.first = min(sun.first, step.minute)
                    sun.last = max(sun.last, step.minute)
                    previous = i
                }
                sun.total += total
                sun.least = min(sun.least, total)
                sun.continuous = min(sun.continuous, longest)
            }
            sun.total /= Double(max(suns.ranges.count, 1))
            hours[Int(member)] = sun
        }
    }
}

/// Runs `body` for every number below `count` on all cores; the first failure, or a cancelled monitor, ends it.
func concurrently(_ count: Int, _ what: String, _ body: (Int) throws -> Void) throws {
    let monitor = Monitor.current
    monitor?.begin()
    let failure = Mutex<(any Error)?>(nil)
    withoutActuallyEscaping(body) { body in
        // Each number writes to places of its own.
        nonisolated(unsafe) let body = body
        DispatchQueue.concurrentPerform(iterations: count) { i in
            guard failure.withLock({ $0 == nil }) else { return }
            do {
                try body(i)
                try monitor?.advance(1, of: count, what)
            } catch {
                failure.withLock { $0 = $0 ?? error }
            }
        }
    }
    if let error = failure.withLock({ $0 }) { throw error }
}
