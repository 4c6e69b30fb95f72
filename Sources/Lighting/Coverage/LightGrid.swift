import City
import Geometry

/// The points at which illuminance is computed, feature by feature, in blocks of at most 64 neighbours.
///
/// A block's points stand together in memory, filled up to a multiple of eight with the last one, so that eight are
/// computed at a time. Single precision is 1 mm at 16 km from the city's origin.
struct LightGrid: Sendable {
    /// Neighbouring points of one feature.
    struct Block: Sendable {
        /// Where its points begin: a multiple of eight.
        var start: Int32
        /// Points without the filling.
        var count: Int32
        /// On the ground.
        var box: Box
        /// Whether its points have a direction of their own: along a line.
        var isStrip: Bool
    }

    /// A road, a square, a path: what is lit as one.
    struct Feature: Sendable {
        /// Row in the layer.
        var row: Int
        var blocks: Range<Int>
        /// Of one point, m².
        var cell: Double
        /// Points abreast on a strip along a line; 0 on an area's square grid.
        var abreast: Int
        /// A strip's length, m.
        var length: Double
    }

    static let blockSize = 64

    /// City coordinates, m.
    private(set) var x: [Float] = []
    private(set) var y: [Float] = []
    private(set) var z: [Float] = []
    /// Along the strip, length 1; east on areas.
    private(set) var headingX: [Float] = []
    private(set) var headingY: [Float] = []
    private(set) var blocks: [Block] = []
    private(set) var features: [Feature] = []
    /// Points without the filling.
    private(set) var count = 0

    func points(of block: Int) -> Range<Int> {
        Int(blocks[block].start)..<Int(blocks[block].start) + Int(blocks[block].count)
    }

    func point(_ i: Int) -> Point3 { Point3(Double(x[i]), Double(y[i]), Double(z[i])) }

    // MARK: Laying points

    private var open: [(p: Point3, heading: Point3)] = []

    private mutating func add(_ p: Point3, _ heading: Point3) { open.append((p, heading)) }

    /// Closes the points gathered into a block.
    private mutating func closeBlock(isStrip: Bool = false) {
        guard let last = open.last else { return }
        var box = Box.empty
        let start = x.count
        for k in 0..<(open.count + 7) / 8 * 8 {
            let (p, heading) = k < open.count ? open[k] : last
            box.extend(p)
            x.append(Float(p.x))
            y.append(Float(p.y))
            z.append(Float(p.z))
            headingX.append(Float(heading.x))
            headingY.append(Float(heading.y))
        }
        blocks.append(Block(start: Int32(start), count: Int32(open.count), box: box, isStrip: isStrip))
        count += open.count
        open.removeAll(keepingCapacity: true)
    }

    /// Lays points along a line: abreast over its width, in steps along it, every point in the middle of its cell.
    /// - Parameters:
    ///   - width: of the strip, m.
    ///   - spacing: at most so far apart, m.
    ///   - ground: height of the ground, m.
    mutating func addStrip(
        row: Int, _ line: [Point3], width: Double, spacing: Double, ground: (Point3) -> Double
    ) {
        let length = line.polylineLength
        guard length > 0, width > 0 else { return }
        let abreast = max(1, Int((width / spacing).rounded(.up)))
        let steps = max(1, Int((length / spacing).rounded(.up)))
        let (across, along) = (width / Double(abreast), length / Double(steps))
        let first = blocks.count
        let stepsABlock = max(1, Self.blockSize / abreast)
        var piece = 0
        var behind = 0.0
        for step in 0..<steps {
            let s = (Double(step) + 0.5) * along
            while piece < line.count - 2, behind + line[piece].distance2D(to: line[piece + 1]) < s {
                behind += line[piece].distance2D(to: line[piece + 1])
                piece += 1
            }
            let (a, b) = (line[piece], line[piece + 1])
            let size = a.distance2D(to: b)
            guard size > 0 else { continue }
            let heading = Point3((b.x - a.x) / size, (b.y - a.y) / size)
            let t = min(s - behind, size)
            for j in 0..<abreast {
                let left = width / 2 - (Double(j) + 0.5) * across
                var p = Point3(a.x + heading.x * t - heading.y * left, a.y + heading.y * t + heading.x * left)
                p.z = ground(p)
                add(p, heading)
                // A strip wider than a block is cut lengthwise, too.
                if open.count == Self.blockSize { closeBlock(isStrip: true) }
            }
            if (step + 1) % stepsABlock == 0 { closeBlock(isStrip: true) }
        }
        closeBlock(isStrip: true)
        features.append(
            Feature(row: row, blocks: first..<blocks.count, cell: along * across, abreast: abreast, length: length))
    }

    /// Lays points on areas: the middles of a square grid's cells that lie within, but those `isCovered` says.
    /// - Returns: how many points are covered.
    mutating func addArea(
        row: Int, _ polygons: [Polygon], spacing: Double, ground: (Point3) -> Double, isCovered: (Point3) -> Bool
    ) -> Int {
        let first = blocks.count
        var covered = 0
        let side = 8.0
        for polygon in polygons {
            let box = polygon.box
            guard !box.isEmpty else { continue }
            let tile = spacing * side
            let columns = Int((box.minX / tile).rounded(.down))...Int((box.maxX / tile).rounded(.down))
            let rows = Int((box.minY / tile).rounded(.down))...Int((box.maxY / tile).rounded(.down))
            for r in rows {
                for c in columns {
                    for k in 0..<Self.blockSize {
                        var p = Point3(
                            Double(c) * tile + (Double(k % 8) + 0.5) * spacing,
                            Double(r) * tile + (Double(k / 8) + 0.5) * spacing)
                        guard polygon.locate(p) != .outside else { continue }
                        p.z = ground(p)
                        if isCovered(p) { covered += 1 } else { add(p, Point3(1, 0)) }
                    }
                    closeBlock()
                }
            }
        }
        features.append(
            Feature(row: row, blocks: first..<blocks.count, cell: spacing * spacing, abreast: 0, length: 0))
        return covered
    }

    /// One point alone.
    mutating func addPoint(row: Int, _ p: Point3, ground: (Point3) -> Double) {
        let first = blocks.count
        var p = p
        p.z = ground(p)
        add(p, Point3(1, 0))
        closeBlock()
        features.append(Feature(row: row, blocks: first..<blocks.count, cell: 0, abreast: 0, length: 0))
    }
}
