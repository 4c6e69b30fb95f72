import City
import Geometry

/// The ground that shadows fall on: a level plane, or a grid of heights read as triangles.
///
/// A grid is read on the very triangles that rays meet (``Massing/addTerrain(_:)``), so that a point on the ground is
/// neither above nor below what they see. Beyond its edge it goes on level.
struct ShadowGround: Sendable {
    /// Row by row from the south, no holes; empty for a level plane.
    private let heights: [Double]
    private let origin: Point3
    private let cellX: Double
    private let cellY: Double
    private let columns: Int
    private let rows: Int
    /// Height of a level plane; of a grid the median, which also fills its holes.
    let level: Double
    private let lowest: Double
    private let highest: Double
    /// Cells of the terrain without a height.
    let holes: Int

    /// A level plane.
    init(level: Double) {
        self.level = level
        (lowest, highest, holes) = (level, level, 0)
        (heights, origin, cellX, cellY, columns, rows) = ([], .zero, 1, 1, 0, 0)
    }

    init(_ terrain: Terrain) {
        let known = terrain.heights.filter(\.isFinite).sorted()
        level = known.isEmpty ? 0 : Double(known[known.count / 2])
        lowest = known.first.map { Double($0) } ?? 0
        highest = known.last.map { Double($0) } ?? 0
        holes = terrain.heights.count - known.count
        let level = level
        heights = terrain.heights.map { $0.isFinite ? Double($0) : level }
        (origin, cellX, cellY) = (terrain.origin, terrain.cellX, terrain.cellY)
        (columns, rows) = (terrain.columns, terrain.rows)
    }

    /// The ground laid through the feet of buildings, where they have heights and the city has no terrain.
    ///
    /// Inverse squares of the distances to the six nearest feet (Shepard 1968) on a grid of 20 m, or as coarse as gives
    /// a quarter of a million cells. Feet within 5 cm of each other make a plane; no feet make the plane 0.
    init(through feet: [Point3]) {
        let sorted = feet.map(\.z).filter(\.isFinite).sorted()
        guard let low = sorted.first, let high = sorted.last else {
            self.init(level: 0)
            return
        }
        guard high - low > 0.05 else {
            self.init(level: sorted[sorted.count / 2])
            return
        }
        var box = Box.empty
        for foot in feet { box.extend(foot) }
        box = box.grown(by: 20)
        let cell = max(20, (box.width * box.height / 250_000).squareRoot(), max(box.width, box.height) / 10_000)
        let columns = Int(box.width / cell) + 2
        let rows = Int(box.height / cell) + 2
        let index = SpatialIndex(boxes: feet.map { Box(around: $0, radius: 0) })
        var near: [SpatialIndex.Neighbour] = []
        var heights: [Float] = []
        heights.reserveCapacity(columns * rows)
        for j in 0..<rows {
            for i in 0..<columns {
                index.nearest(
                    to: Point3(box.minX + Double(i) * cell, box.minY + Double(j) * cell), count: 6, into: &near)
                var (sum, weights) = (0.0, 0.0)
                for n in near {
                    let weight = 1 / max(n.distance * n.distance, 1)
                    sum += weight * feet[Int(n.index)].z
                    weights += weight
                }
                heights.append(Float(weights > 0 ? sum / weights : low))
            }
        }
        self.init(
            Terrain(
                origin: Point3(box.minX, box.minY), cellX: cell, cellY: cell, columns: columns, rows: rows,
                heights: heights))
    }

    var isLevel: Bool { heights.isEmpty }

    /// Height of the ground at a place.
    func height(x: Double, y: Double) -> Double {
        guard !heights.isEmpty else { return level }
        let fx = min(max((x - origin.x) / cellX, 0), Double(columns - 1))
        let fy = min(max((y - origin.y) / cellY, 0), Double(rows - 1))
        let i = min(Int(fx), max(columns - 2, 0))
        let j = min(Int(fy), max(rows - 2, 0))
        let (u, v) = (fx - Double(i), fy - Double(j))
        let i1 = min(i + 1, columns - 1)
        let j1 = min(j + 1, rows - 1)
        return heights.withUnsafeBufferPointer { h in
            let a = h[j * columns + i]
            let c = h[j1 * columns + i1]
            // The diagonal runs from the cell's south-west to its north-east.
            if v <= u {
                let b = h[j * columns + i1]
                return a + u * (b - a) + v * (c - b)
            }
            let b = h[j1 * columns + i]
            return a + v * (b - a) + u * (c - b)
        }
    }

    /// Where the shadow of a point falls; a point in the ground is its own shadow.
    ///
    /// On a grid the ray is followed cell by cell until it dips below the ground, and the crossing is found there by
    /// regula falsi (Illinois): the first hill in the way stops it.
    /// - Parameters:
    ///   - away: horizontal unit vector away from the sun.
    ///   - slope: tangent of the sun's elevation, > 0.
    func landing(of p: Point3, away: Point3, slope: Double) -> Point3 {
        func at(_ t: Double) -> Point3 { Point3(p.x + away.x * t, p.y + away.y * t) }
        guard !heights.isEmpty else { return at(max(0, p.z - level) / slope) }
        func clearance(_ t: Double) -> Double {
            p.z - slope * t - height(x: p.x + away.x * t, y: p.y + away.y * t)
        }
        var (t0, f0) = (0.0, clearance(0))
        guard f0 > 0 else { return Point3(p.x, p.y) }
        // Nothing is in the way above the highest ground, and below the lowest the ray cannot be.
        let last = (p.z - lowest) / slope
        if p.z > highest {
            t0 = (p.z - highest) / slope
            f0 = clearance(t0)
            guard f0 > 0 else { return at(t0) }
        }
        let step = min(cellX, cellY)
        var t1 = t0
        var f1 = f0
        while f1 > 0, t1 < last {
            (t0, f0) = (t1, f1)
            t1 = min(t1 + step, last)
            f1 = clearance(t1)
        }
        guard f1 < 0 else { return at(t1) }
        var side = 0
        for _ in 0..<60 {
            let t = t0 + (t1 - t0) * f0 / (f0 - f1)
            let f = clearance(t)
            if abs(f) < 1e-7 { return at(t) }
            if f > 0 {
                (t0, f0) = (t, f)
                if side > 0 { f1 /= 2 }
                side = 1
            } else {
                (t1, f1) = (t, f)
                if side < 0 { f0 /= 2 }
                side = -1
            }
        }
        return at((t0 + t1) / 2)
    }
}
