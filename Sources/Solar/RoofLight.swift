import City
import Dispatch
import Geometry
import Sky
import Synchronization

/// A year's light by direction, in the city's grid: true north turned to the y axis.
struct TurnedSky: Sendable {
    struct Source: Sendable {
        var direction: Point3
        /// What a surface facing it receives in a year, Wh/m².
        var irradiation: Double
        var isBeam: Bool
    }

    let sources: [Source]
    /// The sources' directions, ready for rays.
    let directions: DirectionSet
    let ghi: Double
    let albedo: Double
    private let convergence: Angle

    init(_ sky: AnnualSky, convergence: Angle, albedo: Double) {
        self.convergence = convergence
        self.albedo = albedo
        ghi = sky.ghi
        // The y axis looks `convergence` clockwise of north: an azimuth is less by that much in the grid.
        let (c, s) = (convergence.cosine, convergence.sine)
        func turned(_ d: Point3) -> Point3 { Point3(d.x * c - d.y * s, d.x * s + d.y * c, d.z) }
        let patches = zip(zip(sky.patches.directions, sky.patches.solidAngles), sky.radiance).map { patch, radiance in
            Source(direction: turned(patch.0), irradiation: radiance * patch.1, isBeam: false)
        }
        let beams = sky.beams.map { Source(direction: turned($0.direction), irradiation: $0.irradiation, isBeam: true) }
        sources = (patches + beams).filter { $0.irradiation > 0 }
        directions = DirectionSet(sources.map(\.direction))
    }

    /// The normal of a plane given by true azimuth, in the grid.
    func normal(of plane: PlaneOrientation) -> Point3 {
        PlaneOrientation(surfaceTilt: plane.surfaceTilt, surfaceAzimuth: plane.surfaceAzimuth - convergence).normal
    }

    /// Azimuth clockwise from true north of a direction in the grid.
    func trueAzimuth(_ grid: Angle) -> Angle {
        let degrees = (grid + convergence).degrees
        return .degrees(degrees < 0 ? degrees + 360 : degrees >= 360 ? degrees - 360 : degrees)
    }
}

/// What one roof plane receives in a year, kWh/m²: means over its sensors.
struct RoofLight: Sendable {
    var beam = 0.0
    var sky = 0.0
    var ground = 0.0
    /// Without anything in the way.
    var open = 0.0
    /// In the plane of the panels.
    var panel = 0.0
    var sensors = 0
    /// Whether the sensors stand farther apart than asked for.
    var isCoarser = false
    /// Where the roof looks, from true north; nil for a level one.
    var azimuth: Angle?
    var panelTilt = Angle.degrees(0)
    var panelAzimuth: Angle?

    var total: Double { beam + sky + ground }

    /// How far sensors are lifted off their roof: more than the rays' rounding, less than anything that matters.
    private static let lift = 0.02

    /// Traces all roofs on all cores; roof by roof, so the answer does not depend on their number.
    static func trace(
        _ massing: Massing, roofs: [Int], scene: RayScene, sky: TurnedSky, panel: PlaneOrientation, flatBelow: Angle,
        spacing: Double
    ) throws -> [RoofLight] {
        let monitor = Monitor.current
        let chunk = 16
        let chunks = (roofs.count + chunk - 1) / chunk
        let failure = Mutex<(any Error)?>(nil)
        var results = [RoofLight](repeating: RoofLight(), count: roofs.count)
        results.withUnsafeMutableBufferPointer { buffer in
            nonisolated(unsafe) let buffer = buffer
            DispatchQueue.concurrentPerform(iterations: chunks) { i in
                guard failure.withLock({ $0 == nil }) else { return }
                let range = i * chunk..<min(roofs.count, (i + 1) * chunk)
                for j in range {
                    buffer[j] = trace(massing.roofs[roofs[j]], scene, sky, panel, flatBelow, spacing)
                }
                do {
                    try monitor?.advance(range.count, of: roofs.count, "roofs")
                } catch {
                    failure.withLock { $0 = error }
                }
            }
        }
        if let error = failure.withLock({ $0 }) { throw error }
        return results
    }

    private static func trace(
        _ roof: Massing.Roof, _ scene: RayScene, _ sky: TurnedSky, _ panel: PlaneOrientation, _ flatBelow: Angle,
        _ spacing: Double
    ) -> RoofLight {
        let normal = roof.plane.normal
        let isFlat = roof.plane.tilt < flatBelow
        let panelNormal = isFlat ? sky.normal(of: panel) : normal
        // At most a quarter of a million sensors a plane: beyond that the plane is a mistake, or its mean is known.
        let coarser = max(spacing, (roof.plane.area / 250_000).squareRoot())
        let samples = roof.face.sampled(spacing: coarser)
        var light = RoofLight()
        light.sensors = samples.count
        light.isCoarser = coarser > spacing
        light.panelTilt = isFlat ? panel.surfaceTilt : roof.plane.tilt
        light.azimuth = roof.plane.azimuth.map { sky.trueAzimuth($0) }
        light.panelAzimuth = isFlat ? panel.surfaceAzimuth : light.azimuth
        let points = samples.map { $0.point + normal * lift }
        // How many of the sensors see each source.
        var seen = [Int](repeating: 0, count: sky.sources.count)
        let order = PointOrder(points, parallel: false)
        for i in 0..<order.groupCount {
            let members = order[i]
            scene.occlusion(of: PointGroup(members.map { points[Int($0)] }), directions: sky.directions) {
                source, hidden in
                seen[source] += members.count - hidden.nonzeroBitCount
            }
        }
        var openSky = 0.0
        for (i, source) in sky.sources.enumerated() {
            let cosine = normal.dot(source.direction)
            // Light from behind the roof reaches neither it nor the panels on it.
            guard cosine > 0 else { continue }
            light.open += cosine * source.irradiation
            if !source.isBeam { openSky += cosine * source.irradiation }
            let share = source.irradiation * Double(seen[i]) / Double(max(samples.count, 1))
            if source.isBeam { light.beam += share * cosine } else { light.sky += share * cosine }
            light.panel += share * max(0, panelNormal.dot(source.direction))
        }
        func reflected(_ n: Point3) -> Double { sky.ghi * sky.albedo * (1 - n.z) / 2 }
        // What hides the sky hides the lit ground behind it as well.
        let clear = openSky > 0 ? light.sky / openSky : 0
        light.ground = reflected(normal) * clear
        light.open += reflected(normal)
        light.panel += reflected(panelNormal) * clear
        // Wh to kWh.
        for path in [\RoofLight.beam, \.sky, \.ground, \.open, \.panel] { light[keyPath: path] /= 1000 }
        return light
    }
}
