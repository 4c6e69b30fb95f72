import City
import Geometry
import Sky

/// Light that comes by way of one diffuse reflection off the ground and the buildings, direction by direction.
///
/// For every piece of a receiver and every coarse patch of the sky that light comes from: the irradiance on the piece, over what a
/// surface facing that direction would have, if ground (or buildings) reflected all of it. Reflection is linear, so
/// these numbers do not depend on weather or albedo: multiplied with an hour's light and an albedo they give the hour's
/// reflected light (the daylight coefficients of P. R. Tregenza and I. M. Waters, Lighting Research and Technology 15,
/// 65, 1983).
///
/// Each piece looks around itself along rays spread over its hemisphere by the cosine, so that the mean over them is the
/// irradiance over π; what a ray meets first gives back what it sees itself (``Emitter``). Eight bits a number with a
/// scale a piece: within 0.2 % of the piece's largest.
struct Bounce: Sendable {
    let width: Int
    private var ground: [UInt8]
    private var built: [UInt8]
    private var groundScales: [Float]
    private var builtScales: [Float]
    /// Share of a piece's hemisphere that shows ground, and buildings.
    private(set) var groundView: [Float]
    private(set) var builtView: [Float]

    /// Adds a piece's numbers, times a weight.
    func add(piece: Int, weight: Float, ground g: inout [Float], built b: inout [Float]) {
        Self.add(ground, piece * width, weight * groundScales[piece] / 255, width, to: &g)
        Self.add(built, piece * width, weight * builtScales[piece] / 255, width, to: &b)
    }

    private static func add(_ from: [UInt8], _ first: Int, _ factor: Float, _ count: Int, to sums: inout [Float]) {
        guard factor > 0 else { return }
        from.withUnsafeBufferPointer { from in
            sums.withUnsafeMutableBufferPointer { sums in
                for i in 0..<count { sums[i] += factor * Float(from[first + i]) }
            }
        }
    }

    /// No bounce between surfaces: level ground, lit as if nothing stood on it, and hidden where the sky is.
    init(unobstructed sensors: Sensors, _ receivers: [Receiver], _ directions: LightDirections) {
        self.init(pieces: sensors.pieceCount, width: directions.coarse.count)
        for piece in 0..<sensors.pieceCount {
            let view = Float((1 - receivers[Int(sensors.pieceReceivers[piece])].normal.z) / 2)
            groundView[piece] = view
            set(piece, ground: directions.coarseVectors.map { Float(max(0, $0.z)) * view }, built: [])
        }
    }

    private init(pieces: Int, width: Int) {
        self.width = width
        ground = [UInt8](repeating: 0, count: pieces * width)
        built = ground
        groundScales = [Float](repeating: 0, count: pieces)
        builtScales = groundScales
        groundView = groundScales
        builtView = groundScales
    }

    private mutating func set(_ piece: Int, ground g: [Float], built b: [Float]) {
        groundScales[piece] = g.max() ?? 0
        builtScales[piece] = b.max() ?? 0
        for (i, value) in g.enumerated() where value > 0 {
            ground[piece * width + i] = UInt8((value / groundScales[piece] * 255).rounded())
        }
        for (i, value) in b.enumerated() where value > 0 {
            built[piece * width + i] = UInt8((value / builtScales[piece] * 255).rounded())
        }
    }

    /// Looks around every piece with `rays` rays, on all cores; what reflects is cut into cells of `cell` metres.
    init(
        _ sensors: Sensors, _ receivers: [Receiver], _ massing: Massing, _ scene: RayScene, _ ground: Ground,
        _ directions: LightDirections, rays: Int, cell: Double
    ) throws {
        self.init(pieces: sensors.pieceCount, width: directions.coarse.count)
        // Neighbours together: what one sees the next sees, too.
        let middles = (0..<sensors.pieceCount).map { piece -> Point3 in
            let range = sensors.points(ofPiece: piece)
            return sensors.point((range.lowerBound + range.upperBound) / 2, of: Int(sensors.pieceReceivers[piece]))
        }
        let order = PointOrder(middles).order
        let size = 512
        let chunks = (order.count + size - 1) / size
        let width = width
        // A few chunks at a time, so that memory stays small.
        let batch = 16
        for start in stride(from: 0, to: chunks, by: batch) {
            let end = min(chunks, start + batch)
            let pieces = start * size..<min(order.count, end * size)
            var results = [Neighbourhood?](repeating: nil, count: end - start)
            try results.withUnsafeMutableBufferPointer { results in
                nonisolated(unsafe) let results = results
                try forEachChunk(of: pieces.count, by: size, "surroundings of sensors") { chunk, range in
                    let members = range.map { Int(order[pieces.lowerBound + $0]) }
                    results[chunk] = Neighbourhood(
                        members, sensors, receivers, massing, scene, ground, directions, rays: rays, cell: cell)
                }
            }
            for neighbourhood in results {
                guard let neighbourhood else { continue }
                for (k, piece) in neighbourhood.pieces.enumerated() {
                    groundView[piece] = neighbourhood.groundView[k]
                    builtView[piece] = neighbourhood.builtView[k]
                    set(
                        piece, ground: Array(neighbourhood.ground[k * width..<(k + 1) * width]),
                        built: Array(neighbourhood.built[k * width..<(k + 1) * width]))
                }
            }
        }
    }
}

/// Some pieces near each other, and all that they see.
private struct Neighbourhood {
    let pieces: [Int]
    /// Pieces × directions.
    var ground: [Float]
    var built: [Float]
    var groundView: [Float]
    var builtView: [Float]

    init(
        _ pieces: [Int], _ sensors: Sensors, _ receivers: [Receiver], _ massing: Massing, _ scene: RayScene,
        _ level: Ground, _ directions: LightDirections, rays: Int, cell: Double
    ) {
        self.pieces = pieces
        let width = directions.coarse.count
        ground = [Float](repeating: 0, count: pieces.count * width)
        built = ground
        groundView = [Float](repeating: 0, count: pieces.count)
        builtView = groundView

        // What each ray meets; nil for the sky.
        var met: [Emitter?] = []
        met.reserveCapacity(pieces.count * rays)
        for piece in pieces {
            let receiver = Int(sensors.pieceReceivers[piece])
            let around = HemisphereRays(
                receivers[receiver].normal,
                seed: sensors.point(
                    Int(sensors.pieceStarts[piece]), of: receiver))
            let points = sensors.points(ofPiece: piece)
            let floor = level.height(under: receivers[receiver].building)
            for k in 0..<rays {
                let direction = around.direction(k)
                let from =
                    sensors.point(points.lowerBound + k * points.count / rays, of: receiver)
                    + receivers[receiver].normal * Visibility.lift
                met.append(Self.look(from, direction, floor, massing, scene, level, cell))
            }
        }
        // Each thing seen once, and which of the directions it sees.
        let seen = Set(met.lazy.compactMap { $0 }).sorted()
        var numbers: [Emitter: Int] = [:]
        numbers.reserveCapacity(seen.count)
        for (i, emitter) in seen.enumerated() { numbers[emitter] = i }
        let light = EmitterLight(seen, massing, scene, level, directions, cell: cell)

        let share = 1 / Float(rays)
        for (k, _) in pieces.enumerated() {
            for case let emitter? in met[k * rays..<(k + 1) * rays] {
                guard let number = numbers[emitter] else { continue }
                switch emitter {
                case .building:
                    builtView[k] += share
                    light.add(number, share, to: &built, at: k * width)
                case .ground, .openGround:
                    groundView[k] += share
                    light.add(number, share, to: &ground, at: k * width)
                }
            }
        }
    }

    /// What a ray meets first.
    private static func look(
        _ from: Point3, _ direction: Point3, _ floor: Double, _ massing: Massing, _ scene: RayScene, _ level: Ground,
        _ cell: Double
    ) -> Emitter? {
        if let hit = scene.firstHit(origin: from, direction: direction) {
            let p = from + direction * hit.distance
            return hit.owner < 0
                ? .ground(at: p, size: cell)
                : .building(hit.triangle, of: massing.mesh, at: p, along: direction, size: cell)
        }
        guard direction.z < 0 else { return nil }
        // No terrain there: level ground at the foot of the building.
        let distance = max(0, from.z - floor) / -direction.z
        return level.isTerrain || distance > Emitter.reach
            ? .openGround : .ground(at: from + direction * distance, size: cell)
    }
}
