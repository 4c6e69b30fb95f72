import City
import Geometry
import Synchronization

/// What falls on a wall, and which luminaires are seen from it.
struct LitFacade: Sendable {
    /// Of the initial installation, lx: the brightest point, and the mean of all.
    var greatest = 0.0
    var mean = 0.0
    var least = 0.0
    /// The brightest point with nothing in the way.
    var open = 0.0
    var points = 0
}

/// A luminaire as it is seen from the windows that see it worst.
struct SeenLamp: Sendable {
    /// Intensity over the limit, by part of the night; infinite where the limit is 0.
    var before = 0.0
    var after = 0.0
    /// Towards the wall that sees it worst before curfew, cd, and how far off that is, m.
    var intensity = 0.0
    var distance = 0.0
    /// That wall.
    var facade = Int.max
}

/// Light of lamps on walls, with what stands between; initial values, for CIE 150 judges installations as they are new.
struct FacadeLight: Sendable {
    /// A lamp as the kernel needs it.
    struct Source: Sendable {
        var lamp: Int
        var position: Point3
        var frame: LuminaireFrame
        var scale: Double
        var table: Int
        var reach: Double
        var opening: LuminousOpening
    }

    let sources: [Source]
    private let tables: [CandelaTable]
    private let index: SpatialIndex
    private let farthest: Double
    private let shade: NightShade?
    /// Luminous area, m², of luminaires whose photometry has none.
    private let usualArea: Double

    /// A lamp is left out where it gives less than this, lx.
    private let cutOff: Double

    /// - Parameters:
    ///   - chosen: which of the lamps count.
    ///   - tallest: the highest wall above the ground, m.
    ///   - usualArea: luminous area of luminaires whose photometry has none, m².
    ///   - cutOff: a lamp is left out where it gives less than this, lx.
    init(
        _ lamps: Lamps, _ chosen: [Int], shade: NightShade?, tallest: Double, usualArea: Double, cutOff: Double
    ) {
        tables = lamps.photometries.map { CandelaTable($0) }
        var profiles: [Hanging: ReachProfile] = [:]
        sources = chosen.filter { lamps.isOn[$0] && lamps.scales[$0] > 0 }.map { i in
            let table = Int(lamps.photometry[i])
            let hanging = Hanging(lamps.photometry[i], lamps.frames[i])
            let profile = profiles[hanging] ?? ReachProfile(lamps.photometries[table], lamps.frames[i])
            profiles[hanging] = profile
            return Source(
                lamp: i, position: lamps.positions[i], frame: lamps.frames[i], scale: lamps.scales[i], table: table,
                reach: profile.reach(
                    scale: lamps.scales[i], height: lamps.heights[i], tallest: tallest, cutOff: cutOff),
                opening: lamps.photometries[table].opening)
        }
        index = SpatialIndex(boxes: sources.map { Box(around: $0.position, radius: 0) })
        farthest = sources.reduce(0) { max($0, $1.reach) }
        self.shade = shade
        self.usualArea = usualArea
        self.cutOff = cutOff
    }

    /// Computes walls on all cores.
    /// - Parameters:
    ///   - wanted: which of the facades.
    ///   - spacing: between points, m.
    ///   - zone: of each wanted facade.
    ///   - isFixed: whether intensities are judged by the fixed limits of CIE 150:2003.
    /// - Returns: what falls on each, in their order, and how each lamp is seen, by lamp.
    func callAsFunction(
        _ facades: [Massing.Facade], _ wanted: [Int], zones: [EnvironmentalZone], spacing: Double, isFixed: Bool,
        afterCurfew: Double
    ) throws -> (lit: [LitFacade], seen: [Int: SeenLamp]) {
        var lit = [LitFacade](repeating: LitFacade(), count: wanted.count)
        let seen = Mutex<[Int: SeenLamp]>([:])
        try lit.withUnsafeMutableBufferPointer { lit in
            nonisolated(unsafe) let lit = lit
            try forEachChunk(of: wanted.count, by: 512, "façades lit") { _, range in
                var work = Work()
                for i in range {
                    lit[i] = light(facades[wanted[i]], wanted[i], zones[i], spacing, isFixed, afterCurfew, &work)
                }
                seen.withLock { seen in
                    for (lamp, found) in work.seen { Self.merge(found, into: &seen[lamp, default: SeenLamp()]) }
                }
            }
        }
        return (lit, seen.withLock { $0 })
    }

    /// The worse of both; of equal ones the first wall's.
    private static func merge(_ found: SeenLamp, into other: inout SeenLamp) {
        let (before, after) = (max(found.before, other.before), max(found.after, other.after))
        if (-found.before, -found.after, found.facade) < (-other.before, -other.after, other.facade) { other = found }
        (other.before, other.after) = (before, after)
    }

    /// One worker's arrays.
    private struct Work {
        var grid = FacadeGrid()
        var near: [Int32] = []
        var between = NightShade.Between()
        var sums: [Double] = []
        var open: [Double] = []
        var seen: [Int: SeenLamp] = [:]
    }

    private func light(
        _ facade: Massing.Facade, _ number: Int, _ zone: EnvironmentalZone, _ spacing: Double, _ isFixed: Bool,
        _ afterCurfew: Double, _ work: inout Work
    ) -> LitFacade {
        work.near.removeAll(keepingCapacity: true)
        var box = Box.empty
        for p in facade.face.vertices { box.extend(p) }
        index.search(window: box.grown(by: farthest), into: &work.near)
        work.near.removeAll { i in
            let source = sources[Int(i)]
            let dx = max(box.minX - source.position.x, source.position.x - box.maxX, 0)
            let dy = max(box.minY - source.position.y, source.position.y - box.maxY, 0)
            if dx * dx + dy * dy > source.reach * source.reach { return true }
            // Behind the wall.
            return (source.position - facade.face.vertices[0]).dot(facade.normal) < 0.05
        }
        guard !work.near.isEmpty else { return LitFacade() }
        work.near.sort()
        work.grid.lay(facade, spacing: spacing)
        let count = work.grid.points.count
        guard count > 0 else { return LitFacade() }
        work.sums.removeAll(keepingCapacity: true)
        work.open.removeAll(keepingCapacity: true)
        work.sums.append(contentsOf: repeatElement(0, count: count))
        work.open.append(contentsOf: repeatElement(0, count: count))
        for i in work.near { add(sources[Int(i)], facade, number, zone, isFixed, afterCurfew, &work) }
        var found = LitFacade()
        found.points = count
        found.greatest = work.sums.reduce(0, max)
        found.least = work.sums.reduce(.infinity, min)
        found.mean = work.sums.reduce(0, +) / Double(count)
        found.open = work.open.reduce(0, max)
        return found
    }

    /// Adds a lamp to a wall's points: E = I cos ε / d² (EN 13201-3:2015, 7.4, on the plane of the wall).
    private func add(
        _ source: Source, _ facade: Massing.Facade, _ number: Int, _ zone: EnvironmentalZone, _ isFixed: Bool,
        _ afterCurfew: Double, _ work: inout Work
    ) {
        let table = tables[source.table]
        var isLooked = false
        var worst = SeenLamp()
        for (p, point) in work.grid.points.enumerated() {
            let ray = point - source.position
            let facing = -ray.dot(facade.normal)
            guard facing > 0 else { continue }
            let intensity = table.intensity(toward: ray, of: source.frame) * source.scale
            guard intensity > 0 else { continue }
            let squared = ray.dot(ray)
            let distance = squared.squareRoot()
            let light = intensity * facing / (squared * distance)
            guard light >= cutOff else { continue }
            work.open[p] += light
            var share = 1.0
            if let shade {
                if !isLooked {
                    shade.find(between: source.position, and: work.grid.box, into: &work.between)
                    isLooked = true
                }
                if !work.between.isEmpty {
                    share = Double(shade.share(from: source.position, to: point, past: work.between))
                }
            }
            guard share > 0 else { continue }
            work.sums[p] += light * share
            // A window that sees the luminaire through a crown does not see its bright part.
            guard share == 1 else { continue }
            let area = projectedArea(source, ray * (1 / distance))
            func ratio(_ curfew: Curfew, _ intensity: Double) -> Double {
                let limit =
                    isFixed
                    ? zone.fixedIntensity(curfew) : zone.intensity(curfew, area: area, distance: distance)
                return limit > 0 ? intensity / limit : intensity > 0 ? .infinity : 0
            }
            let seen = SeenLamp(
                before: ratio(.before, intensity), after: ratio(.after, intensity * afterCurfew), intensity: intensity,
                distance: distance, facade: number)
            Self.merge(seen, into: &worst)
        }
        if worst.facade != Int.max { Self.merge(worst, into: &work.seen[source.lamp, default: SeenLamp()]) }
    }

    private func projectedArea(_ source: Source, _ direction: Point3) -> Double {
        let own = Point3(
            direction.dot(source.frame.along), direction.dot(source.frame.across), direction.dot(source.frame.down))
        if source.opening.shape == .point || source.opening.area <= 0 { return usualArea * max(0.1, abs(own.z)) }
        return source.opening.projectedArea(own)
    }
}
