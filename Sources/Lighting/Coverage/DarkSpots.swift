import Geodesy
import Geometry

/// Where the light falls short, as polygons.
enum DarkSpots {
    struct Spot {
        var polygons: [Polygon]
        var area: Double
        /// lx.
        var average: Double
    }

    /// Dark stretches of a strip, or dark ground of an area.
    static func find(
        _ feature: LightGrid.Feature, _ grid: LightGrid, _ light: [Float], below threshold: Float
    ) throws -> [Spot] {
        if feature.cell == 0 { return [] }
        return feature.abreast > 0
            ? stretches(feature, grid, light, threshold) : try spots(feature, grid, light, threshold)
    }

    /// Runs of cross-sections of which more than half is dark.
    private static func stretches(
        _ feature: LightGrid.Feature, _ grid: LightGrid, _ light: [Float], _ threshold: Float
    ) -> [Spot] {
        let abreast = feature.abreast
        // Points follow each other across the strip, step by step, whatever blocks they lie in.
        let points = feature.blocks.flatMap { grid.points(of: $0) }
        let steps = points.count / abreast
        var spots: [Spot] = []
        var first: Int?
        for step in 0...steps {
            let isDark =
                step < steps
                && 2 * (0..<abreast).count(where: { light[points[step * abreast + $0]] < threshold }) > abreast
            if isDark, first == nil { first = step }
            if !isDark, let begin = first {
                let part = points[begin * abreast..<step * abreast]
                let mean = part.reduce(0) { $0 + Double(light[$1]) } / Double(part.count)
                spots.append(
                    Spot(
                        polygons: [outline(Array(part), abreast, grid, feature.cell)],
                        area: Double(part.count) * feature.cell, average: mean))
                first = nil
            }
        }
        return spots
    }

    /// The ground of some cross-sections.
    private static func outline(_ points: [Int], _ abreast: Int, _ grid: LightGrid, _ cell: Double) -> Polygon {
        let steps = points.count / abreast
        var (left, right): ([Point3], [Point3]) = ([], [])
        var before: Point3?
        for step in 0..<steps {
            let (l, r) = (points[step * abreast], points[(step + 1) * abreast - 1])
            let heading = Point3(Double(grid.headingX[l]), Double(grid.headingY[l]))
            let isLast = step == steps - 1
            let next = isLast ? l : points[(step + 1) * abreast]
            let turns =
                isLast || grid.headingX[next] != grid.headingX[l] || grid.headingY[next] != grid.headingY[l]
                || before == nil
            let (a, b) = (flat(grid.point(l)), flat(grid.point(r)))
            let width = a.distance2D(to: b)
            let across = abreast > 1 ? width / Double(abreast - 1) : cell.squareRoot()
            let along = cell / across
            let aside = Point3(-heading.y, heading.x) * (across / 2)
            let back = heading * (before == nil ? -along / 2 : 0)
            let on = heading * (isLast ? along / 2 : 0)
            if turns || before != heading {
                left.append(a + aside + back)
                right.append(b - aside + back)
                if isLast, before == nil || steps > 1 {
                    left.append(a + aside + on)
                    right.append(b - aside + on)
                }
            }
            before = heading
        }
        return Polygon(exterior: right + left.reversed())
    }

    private static func flat(_ p: Point3) -> Point3 { Point3(p.x, p.y) }

    /// Cells of a square grid that are dark, run by run, made one where they touch.
    private static func spots(
        _ feature: LightGrid.Feature, _ grid: LightGrid, _ light: [Float], _ threshold: Float
    ) throws -> [Spot] {
        let side = feature.cell.squareRoot()
        var rows: [Int: [(column: Int, light: Double)]] = [:]
        for block in feature.blocks {
            for i in grid.points(of: block) where light[i] < threshold {
                let p = grid.point(i)
                rows[Int((p.y / side).rounded(.down)), default: []].append(
                    (Int((p.x / side).rounded(.down)), Double(light[i])))
            }
        }
        var runs: [Polygon] = []
        var cells: [(x: Double, y: Double, light: Double)] = []
        for (row, found) in rows.sorted(by: { $0.key < $1.key }) {
            let columns = found.sorted { $0.column < $1.column }
            var k = 0
            while k < columns.count {
                var end = k + 1
                while end < columns.count, columns[end].column <= columns[end - 1].column + 1 { end += 1 }
                let (x0, x1) = (Double(columns[k].column) * side, Double(columns[end - 1].column + 1) * side)
                let (y0, y1) = (Double(row) * side, Double(row + 1) * side)
                runs.append(
                    Polygon(exterior: [Point3(x0, y0), Point3(x1, y0), Point3(x1, y1), Point3(x0, y1)]))
                k = end
            }
            for entry in columns {
                cells.append(((Double(entry.column) + 0.5) * side, (Double(row) + 0.5) * side, entry.light))
            }
        }
        guard !runs.isEmpty else { return [] }
        return try runs.union().map { polygon in
            let inside = cells.filter {
                polygon.box.contains(Point3($0.x, $0.y)) && polygon.locate(Point3($0.x, $0.y)) != .outside
            }
            let mean = inside.isEmpty ? 0 : inside.reduce(0) { $0 + $1.light } / Double(inside.count)
            return Spot(polygons: [polygon], area: Double(inside.count) * feature.cell, average: mean)
        }
    }
}
