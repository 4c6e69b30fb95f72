public import Geometry

extension Terrain {
    /// The same ground on another grid: bilinear between the cell centres, NaN beside voids and outside.
    ///
    /// - Parameters:
    ///   - box: of the new cell centres, in the new coordinates; the first centre is its south-western corner.
    ///   - cell: distance between the new cell centres.
    ///   - through: leads points from the new coordinates into those of this terrain, one for one; called once a row.
    /// - Throws: `InputError` for a grid without cells or with more than 2³¹ of them; what `through` throws.
    public func resampled(to box: Box, cell: Double, through: ([Point3]) throws -> [Point3]) throws -> Terrain {
        guard !box.isEmpty, box.width.isFinite, box.height.isFinite, cell > 0, cell.isFinite else {
            throw InputError(path: "cell", problem: "a terrain grid needs a box and a cell size above 0")
        }
        // A hair more than the box still counts: 100 m in steps of 0.1 m are 1001 centres whatever the last bit says.
        let across = (box.width / cell + 1e-9).rounded(.down) + 1
        let up = (box.height / cell + 1e-9).rounded(.down) + 1
        guard across * up < Double(Int32.max) else {
            throw InputError(
                path: "cell", problem: "a terrain grid of \(across) × \(up) cells is too large",
                suggestion: "make the cells larger or the box smaller")
        }
        let (columns, rows) = (Int(across), Int(up))
        var heights: [Float] = []
        heights.reserveCapacity(columns * rows)
        for row in 0..<rows {
            let y = box.minY + Double(row) * cell
            let points = try through((0..<columns).map { Point3(box.minX + Double($0) * cell, y) })
            guard points.count == columns else {
                throw InputError(path: "terrain", problem: "the transformation lost points")
            }
            for p in points {
                let height = p.x.isFinite && p.y.isFinite ? self.height(at: p) : nil
                heights.append(height.map { Float($0) } ?? .nan)
            }
        }
        return Terrain(
            origin: Point3(box.minX, box.minY), cellX: cell, cellY: cell, columns: columns, rows: rows, heights: heights
        )
    }
}
