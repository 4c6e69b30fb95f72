import City
import Geometry
import Sky

/// The modules on one receiver that look one way, and the light that reaches them.
struct PVArray: Sendable {
    var receiver: Int
    var modules: Int
    /// Nameplate, kWp.
    var capacity: Double
    /// Where the modules look, in the city's grid.
    var normal: Point3
    /// Whether they stand on racks, free to the air behind.
    var isRacked: Bool
    /// How rows of racks shade each other; nil for flush modules.
    var rows: RowShading?
    /// Share of modules with a row in front.
    var shadedShare: Float
    /// Strings one above the other up the slope, which snow takes one by one.
    var strings: Int

    /// Share of the array's beam that rows in front let pass.
    @inline(__always)
    func litShare(_ direction: Point3) -> Float {
        guard let rows else { return 1 }
        return 1 - shadedShare * (1 - Float(rows.litShare(direction: direction)))
    }
}

/// What reaches an array: 3 kB, needed only while its year is run.
struct ArrayLight: Sendable {
    var access: Access
    /// Light the roof before the rows gives back, of each coarse patch's, for an albedo of 1.
    var roofReflection: [Float]
}

/// The modules on one receiver.
struct ModuleField: Sendable {
    var layout = ModuleLayout()
    var arrays: [PVArray] = []
    /// The array of each module of the layout; nil for modules left out.
    var array: [Int?] = []
}

extension Exposure {
    /// Lays out modules on a receiver and finds the light that reaches them.
    /// - Parameter isTaken: whether the place over a sensor is worth a module.
    func field(
        on receiver: Int, _ options: LayoutOptions, modulePower: Double, strings: Int,
        where isTaken: (_ sensor: Int) -> Bool
    ) -> (ModuleField, [ArrayLight]) {
        let layout = layOutModules(on: receivers[receiver].face, options: options)
        let found = arrays(of: layout, on: receiver, modulePower: modulePower, strings: strings, where: isTaken)
        return (ModuleField(layout: layout, arrays: found.arrays, array: found.array), found.lights)
    }

    /// The modules of a layout as arrays, one for each way they look; modules whose place is covered are left out.
    /// - Parameter strings: one above the other up the slope; 0: as many as rows of modules.
    /// - Parameter isTaken: whether the place over a sensor is worth a module.
    /// - Returns: the arrays and their light, and for each module of the layout its array, or nil if it was left out.
    func arrays(
        of layout: ModuleLayout, on receiver: Int, modulePower: Double, strings: Int,
        where isTaken: (_ sensor: Int) -> Bool
    ) -> (arrays: [PVArray], lights: [ArrayLight], array: [Int?]) {
        guard layout.count > 0 else { return ([], [], []) }
        let places = sensorsUnder(layout.centres, of: receiver)
        var arrays: [PVArray] = []
        var lights: [ArrayLight] = []
        var array = [Int?](repeating: nil, count: layout.count)
        for face in layout.faces.indices {
            var weights: [Int: Int] = [:]
            for (module, place) in places.enumerated() where Int(layout.faceIndices[module]) == face {
                guard let place, isTaken(place) else { continue }
                weights[place, default: 0] += 1
                array[module] = arrays.count
            }
            let modules = weights.values.reduce(0, +)
            guard modules > 0 else { continue }
            let normal = layout.faces[face].normal
            let isRacked = !layout.rowShading.isEmpty
            let access = access(of: receiver, weights: weights, modules)
            arrays.append(
                PVArray(
                    receiver: receiver, modules: modules, capacity: Double(modules) * modulePower / 1000,
                    normal: normal, isRacked: isRacked,
                    rows: isRacked && layout.rowShading.indices.contains(face) ? layout.rowShading[face] : nil,
                    shadedShare: Float(layout.shadedShare),
                    strings: strings > 0 ? strings : isRacked ? 1 : max(1, layout.rowCount)))
            lights.append(
                ArrayLight(
                    access: access,
                    roofReflection: isRacked
                        ? roofReflection(access, normal, layout.rowShading.first, layout.shadedShare) : []))
        }
        return (arrays, lights, array)
    }

    /// For every module the exposed sensor nearest to it; nil for modules over covered places.
    private func sensorsUnder(_ centres: [Point3], of receiver: Int) -> [Int?] {
        let normal = receivers[receiver].normal
        let level = Point3(-normal.y, normal.x, 0)
        let u = level.length > 1.745e-4 ? level.normalised : Point3(1, 0, 0)
        let v = normal.cross(u).normalised
        let points = sensors.points(of: receiver)
        let origin = sensors.point(points.lowerBound, of: receiver)
        let spacing = (receivers[receiver].area / Double(max(points.count, 1))).squareRoot()
        func cell(_ p: Point3) -> (Int, Int) {
            let d = p - origin
            return (Int((d.dot(u) / spacing).rounded()), Int((d.dot(v) / spacing).rounded()))
        }
        // Sensors stand on a grid: about one to a cell.
        var (low, high) = ((0, 0), (0, 0))
        let cells = points.map { cell(sensors.point($0, of: receiver)) }
        for c in cells {
            low = (min(low.0, c.0), min(low.1, c.1))
            high = (max(high.0, c.0), max(high.1, c.1))
        }
        let columns = high.0 - low.0 + 1
        var heads = [Int32](repeating: -1, count: columns * (high.1 - low.1 + 1))
        var nexts = [Int32](repeating: -1, count: points.count)
        for (i, c) in cells.enumerated() {
            let place = (c.1 - low.1) * columns + c.0 - low.0
            nexts[i] = heads[place]
            heads[place] = Int32(i)
        }
        return centres.map { centre in
            let c = cell(centre)
            var best: (distance: Double, sensor: Int)?
            func look(_ i: Int, _ j: Int) {
                guard low.0...high.0 ~= i, low.1...high.1 ~= j else { return }
                var k = heads[(j - low.1) * columns + i - low.0]
                while k >= 0 {
                    let sensor = points.lowerBound + Int(k)
                    let d = sensors.point(sensor, of: receiver) - centre
                    let across = (d - normal * d.dot(normal)).length
                    if across < best?.distance ?? .infinity { best = (across, sensor) }
                    k = nexts[Int(k)]
                }
            }
            // Cells around the module's, ring by ring, until no nearer sensor can come.
            for reach in 0...3 where best.map({ $0.distance > (Double(reach) - 0.5) * spacing }) ?? true {
                for j in c.1 - reach...c.1 + reach {
                    for i in c.0 - reach...c.0 + reach where max(abs(i - c.0), abs(j - c.1)) == reach { look(i, j) }
                }
            }
            if best == nil { for place in cells { look(place.0, place.1) } }
            guard let best, visibility.isExposed(best.sensor, of: receiver) else { return nil }
            return best.sensor
        }
    }

    /// What modules over these sensors get of each direction's light.
    private func access(of receiver: Int, weights: [Int: Int], _ modules: Int) -> Access {
        var access = Access(
            seen: [Float](repeating: 0, count: directions.count),
            ground: [Float](repeating: 0, count: directions.coarse.count),
            built: [Float](repeating: 0, count: directions.coarse.count), exposed: modules, sensors: modules)
        for piece in sensors.pieces(of: receiver) {
            // Sensors by how many modules they stand for: a mask for each bit of the number.
            let first = sensors.points(ofGroup: Int(sensors.pieceGroups[piece])).lowerBound
            var planes: [UInt64] = []
            var here = 0
            for point in sensors.points(ofPiece: piece) {
                guard var weight = weights[point] else { continue }
                here += weight
                var plane = 0
                while weight > 0 {
                    if plane == planes.count { planes.append(0) }
                    if weight & 1 != 0 { planes[plane] |= 1 << UInt64(point - first) }
                    weight >>= 1
                    plane += 1
                }
            }
            guard here > 0 else { continue }
            for (plane, bits) in planes.enumerated() {
                visibility.addCounts(ofPiece: piece, bits, weight: Float(1 << plane), to: &access.seen)
            }
            bounce.add(piece: piece, weight: Float(here), ground: &access.ground, built: &access.built)
        }
        let share = 1 / Float(modules)
        for i in access.seen.indices { access.seen[i] *= share }
        for i in access.ground.indices {
            access.ground[i] *= share
            access.built[i] *= share
        }
        return access
    }

    /// Light off the roof before racks: the roof sees each patch as the modules' places do.
    private func roofReflection(
        _ access: Access, _ normal: Point3, _ rows: RowShading?, _ shadedShare: Double
    ) -> [Float] {
        let open = (1 - normal.z) / 2
        let view = rows.map { shadedShare * $0.groundViewFactor + (1 - shadedShare) * open } ?? open
        var seen = [Float](repeating: 0, count: directions.coarse.count)
        var counts = seen
        for p in 0..<directions.patches.count {
            let coarse = directions.coarsePatches[p]
            seen[coarse] += access.seen[p]
            counts[coarse] += 1
        }
        return directions.coarseVectors.enumerated().map { p, direction in
            counts[p] > 0 ? Float(view) * seen[p] / counts[p] * Float(max(0, direction.z)) : 0
        }
    }
}
