public import Geometry

/// Ground heights on a regular grid, in city coordinates.
public struct Terrain: Sendable {
    /// Centre of the south-western cell.
    public let origin: Point3
    /// Distance between cell centres, m.
    public let cellX: Double
    public let cellY: Double
    public let columns: Int
    public let rows: Int
    /// Heights in metres, row by row from the south, west to east; NaN where there is none.
    public let heights: [Float]

    public init(origin: Point3, cellX: Double, cellY: Double, columns: Int, rows: Int, heights: [Float]) {
        precondition(columns > 0 && rows > 0 && heights.count == columns * rows && cellX > 0 && cellY > 0)
        self.origin = origin
        self.cellX = cellX
        self.cellY = cellY
        self.columns = columns
        self.rows = rows
        self.heights = heights
    }

    /// The box of the cell centres.
    public var box: Box {
        Box(
            minX: origin.x, minY: origin.y, maxX: origin.x + Double(columns - 1) * cellX,
            maxY: origin.y + Double(rows - 1) * cellY)
    }

    /// Height at a place, bilinear between cell centres; nil outside or beside a hole.
    public func height(at p: Point3) -> Double? {
        let fx = (p.x - origin.x) / cellX
        let fy = (p.y - origin.y) / cellY
        // Half a cell beyond the outer centres still belongs to the outer cells.
        guard fx >= -0.5, fy >= -0.5, fx <= Double(columns) - 0.5, fy <= Double(rows) - 0.5 else { return nil }
        let x = min(max(fx, 0), Double(columns - 1))
        let y = min(max(fy, 0), Double(rows - 1))
        let i = min(Int(x), max(columns - 2, 0))
        let j = min(Int(y), max(rows - 2, 0))
        let i1 = min(i + 1, columns - 1)
        let j1 = min(j + 1, rows - 1)
        let u = x - Double(i)
        let v = y - Double(j)
        let h =
            (1 - v) * ((1 - u) * Double(heights[j * columns + i]) + u * Double(heights[j * columns + i1]))
            + v * ((1 - u) * Double(heights[j1 * columns + i]) + u * Double(heights[j1 * columns + i1]))
        return h.isFinite ? h : nil
    }
}
