import City
import Geodesy
import Geometry

/// Makes a layer's geometries fit to compute with; what cannot be mended is left out and counted.
///
/// - features with a coordinate that is NaN or infinite, has no place on the map or is out of the city's reach are left
///   out;
/// - repeated vertices go, rings of fewer than three distinct vertices and lines of fewer than two go with them;
/// - areas whose rings cross are made valid by GEOS; what is left of them after losing all area is left out, and so are
///   rings that cross so often that mending them would take minutes.
struct Cleaning {
    var diagnostics = Diagnostics()
    /// How many crossings may still be mended. Each costs GEOS about 30 µs and 1 KB: one scribble of 3000 corners has a
    /// million of them.
    private(set) var budget: Int

    /// Crossings mended in one feature at the most, and in one import.
    private static let crossings = 10_000
    static let allCrossings = 1_000_000
    /// Once the budget is used up: what any hand-drawn area may have.
    private static let fewCrossings = 100
    /// The geometries before they were projected: tells what came broken from what the map cannot show.
    private let unprojected: Geometries
    private let map: String

    /// - Parameters:
    ///   - map: name of the city's system.
    ///   - budget: how many crossings may be mended.
    init(unprojected: Geometries, map: String, budget: Int = allCrossings) {
        self.unprojected = unprojected
        self.map = map
        self.budget = budget
    }

    /// The clean layer; shares the storage of `layer` where nothing was wrong.
    mutating func clean(_ layer: Layer) throws -> Layer {
        var wrong: [Int] = []
        let geometries = layer.geometries
        for row in 0..<layer.count where !isSound(geometries, row) { wrong.append(row) }
        guard !wrong.isEmpty else { return layer }
        var kept: [Int] = []
        var mended = Geometries()
        var next = 0
        for row in 0..<layer.count {
            if next < wrong.count, wrong[next] == row {
                next += 1
                if try mend(layer, row, into: &mended) { kept.append(row) }
            } else {
                mended.append(feature: row, of: geometries)
                kept.append(row)
            }
        }
        return Layer(
            name: layer.name, ids: kept.map { layer.ids[$0] }, geometries: mended,
            columns: kept.count == layer.count ? layer.columns : layer.columns.map { $0.selecting(kept) })
    }

    /// Whether there is nothing to do. Looks for crossing edges itself where rings are short, as most are.
    private func isSound(_ g: Geometries, _ row: Int) -> Bool {
        for i in g.vertexRange(of: row) where !City.reaches(g.vertices[i]) { return false }
        let kind = g.kinds[row]
        if kind.isPoint || kind == .none { return true }
        for part in g.parts(of: row) {
            let rings = g.rings(ofPart: part)
            for ring in rings {
                let range = g.vertices(ofRing: ring)
                let closed = !kind.isLine
                guard range.count >= (closed ? 3 : 2) else { return false }
                var previous = closed ? g.vertices[range.upperBound - 1] : g.vertices[range.lowerBound]
                for i in closed ? range : range.dropFirst() {
                    if previous == g.vertices[i] { return false }
                    previous = g.vertices[i]
                }
            }
            // Faces in space may stand upright: crossing on the map says nothing there.
            guard kind.isArea else { continue }
            // Of several parts some may be slivers; what is looked for is a feature that is nothing else.
            if g.parts(of: row).count == 1,
                abs(doubleSignedArea(g.vertices[g.vertices(ofRing: rings.lowerBound)])) < 2 * Cleaning.leastArea
            {
                return false
            }
            if rings.count > 1 || g.vertices(ofRing: rings.lowerBound).count > 48 {
                if (try? g.polygon(part: part).validity()) != .valid { return false }
            } else if crosses(g, g.vertices(ofRing: rings.lowerBound)) {
                return false
            }
        }
        // Parts of a multipolygon may overlap each other.
        if kind == .multiPolygon, g.parts(of: row).count > 1, !boxesAreApart(g, row) { return false }
        return true
    }

    /// Whether two edges of a ring that are not neighbours share a point, or a spike folds back on itself.
    private func crosses(_ g: Geometries, _ range: Range<Int>) -> Bool {
        let n = range.count
        return g.vertices.withUnsafeBufferPointer { all in
            let v = UnsafeBufferPointer(rebasing: all[range])
            func side(_ a: Point3, _ b: Point3, _ c: Point3) -> Double {
                (b.x - a.x) * (c.y - a.y) - (b.y - a.y) * (c.x - a.x)
            }
            for i in 0..<n {
                let (a, b) = (v[i], v[(i + 1) % n])
                let c = v[(i + 2) % n]
                // A spike: the next edge runs straight back.
                if side(a, b, c) == 0, (b.x - a.x) * (c.x - b.x) + (b.y - a.y) * (c.y - b.y) < 0 { return true }
                let (lowX, highX) = (min(a.x, b.x), max(a.x, b.x))
                let (lowY, highY) = (min(a.y, b.y), max(a.y, b.y))
                var j = i + 2
                while j < n, !(i == 0 && j == n - 1) {
                    let (p, q) = (v[j], v[(j + 1) % n])
                    if max(p.x, q.x) >= lowX, min(p.x, q.x) <= highX, max(p.y, q.y) >= lowY, min(p.y, q.y) <= highY {
                        // Touching counts: GEOS decides whether it is harmless.
                        if side(a, b, p) * side(a, b, q) <= 0, side(p, q, a) * side(p, q, b) <= 0 { return true }
                    }
                    j += 1
                }
            }
            return false
        }
    }

    private func boxesAreApart(_ g: Geometries, _ row: Int) -> Bool {
        let boxes = g.parts(of: row).map { g.polygon(part: $0).box }
        guard boxes.count <= 32 else { return false }
        for i in boxes.indices { for j in 0..<i where boxes[i].intersects(boxes[j]) { return false } }
        return true
    }

    /// Appends the mended feature; false if nothing is left of it.
    private mutating func mend(_ layer: Layer, _ row: Int, into out: inout Geometries) throws -> Bool {
        let g = layer.geometries
        let id = "\(layer.name) \(layer.ids[row])"
        let kind = g.kinds[row]
        for i in g.vertexRange(of: row) where !City.reaches(g.vertices[i]) {
            noteUnreached(g.vertices[i], unprojected.vertices[i], id)
            return false
        }
        if kind.isLine { return mendLine(g, row, id, into: &out) }
        var polygons: [Polygon] = []
        var types: [SurfaceType] = []
        var dropped = 0
        var repeated = false
        for part in g.parts(of: row) {
            var rings: [[Point3]] = []
            for ring in g.rings(ofPart: part) {
                var vertices: [Point3] = []
                for i in g.vertices(ofRing: ring) where vertices.last != g.vertices[i] {
                    vertices.append(g.vertices[i])
                }
                while vertices.count > 1, vertices.first == vertices.last { vertices.removeLast() }
                repeated = repeated || vertices.count != g.vertices(ofRing: ring).count
                if vertices.count >= 3 {
                    rings.append(vertices)
                } else {
                    dropped += 1
                    if rings.isEmpty { break }
                }
            }
            guard let exterior = rings.first else { continue }
            polygons.append(Polygon(exterior: exterior, holes: Array(rings.dropFirst())))
            types.append(g.surfaceTypes.isEmpty ? .unknown : g.surfaceTypes[part])
        }
        if repeated { diagnostics.repaired("repeated-vertex", "a vertex stood twice in a row; one was dropped", id) }
        if dropped > 0, !polygons.isEmpty {
            diagnostics.repaired("ring-too-short", "a ring of fewer than three vertices was dropped", id)
        }
        guard kind.isArea else {
            guard !polygons.isEmpty else { return nothingLeft(id) }
            out.append(kind, polygons: polygons, hasZ: g.hasZ[row], types: types)
            return true
        }
        guard let joined = try madeValid(polygons, id) else { return false }
        guard joined.reduce(0, { $0 + $1.area }) >= Cleaning.leastArea else { return nothingLeft(id) }
        let single = kind == .polygon && joined.count == 1
        out.append(single ? .polygon : .multiPolygon, polygons: joined, hasZ: g.hasZ[row])
        return true
    }

    private mutating func noteUnreached(_ p: Point3, _ source: Point3, _ id: String) {
        if !source.isFinite {
            diagnostics.skipped("coordinate-not-finite", "a coordinate is NaN or infinite; the feature is left out", id)
        } else if !p.isFinite {
            diagnostics.skipped("off-the-map", "a coordinate has no place in \(map); the feature is left out", id)
        } else {
            diagnostics.outOfReach(id)
        }
    }

    /// The area without crossings; nil, and counted, if it cannot be had.
    private mutating func madeValid(_ polygons: [Polygon], _ id: String) throws -> [Polygon]? {
        var sound = polygons.count == 1
        if sound { sound = try polygons[0].validity() == .valid }
        if sound { return polygons }
        let limit = budget > 0 ? Cleaning.crossings : Cleaning.fewCrossings
        let crossings = polygons.crossings(upTo: limit)
        guard crossings < limit else {
            diagnostics.skipped("too-many-crossings", "rings cross each other too often to be mended; left out", id)
            return nil
        }
        budget -= crossings
        var valid: [Polygon]
        do {
            valid = try polygons.flatMap { try $0.madeValid() }
            if polygons.count > 1 { valid = try valid.union() }
        } catch let error as NativeError {
            diagnostics.skipped("not-mendable", "rings cross and cannot be mended (\(error)); left out", id)
            return nil
        }
        if valid != polygons {
            diagnostics.repaired("crossing-rings", "rings cross, touch or overlap; made valid by GEOS", id)
        }
        return valid
    }

    /// Areas of less than a square centimetre are slips of the mouse or of rounding, m².
    private static let leastArea = 1e-4

    private mutating func nothingLeft(_ id: String) -> Bool {
        diagnostics.skipped("no-area", "has no area (less than 1 cm²); the feature is left out", id)
        return false
    }

    private mutating func mendLine(_ g: Geometries, _ row: Int, _ id: String, into out: inout Geometries) -> Bool {
        var parts = 0
        for line in g.lines(of: row) {
            var vertices: [Point3] = []
            for v in line where vertices.last != v { vertices.append(v) }
            guard vertices.count >= 2 else { continue }
            for v in vertices { out.addVertex(v) }
            out.endRing()
            out.endPart()
            parts += 1
        }
        guard parts > 0 else {
            out.abandonFeature()
            diagnostics.skipped("no-length", "a line has no length; the feature is left out", id)
            return false
        }
        diagnostics.repaired("repeated-vertex", "a vertex stood twice in a row; one was dropped", id)
        out.endFeature(g.kinds[row], hasZ: g.hasZ[row])
        return true
    }
}
