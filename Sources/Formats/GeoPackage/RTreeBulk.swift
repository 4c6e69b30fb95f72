import City
import Geometry

/// One entry of an R-tree as SQLite keeps it: a feature's key and its box in single precision, rounded outwards.
struct RTreeCell {
    var id: Int64
    var minX: Float
    var maxX: Float
    var minY: Float
    var maxY: Float

    init(id: Int64, box: Box) {
        self.id = id
        minX = RTreeCell.down(box.minX)
        maxX = -RTreeCell.down(-box.maxX)
        minY = RTreeCell.down(box.minY)
        maxY = -RTreeCell.down(-box.maxY)
    }

    private static func down(_ value: Double) -> Float {
        let near = Float(value)
        return Double(near) > value ? near.nextDown : near
    }

    /// Grows by another's box.
    mutating func extend(_ other: RTreeCell) {
        minX = min(minX, other.minX)
        maxX = max(maxX, other.maxX)
        minY = min(minY, other.minY)
        maxY = max(maxY, other.maxY)
    }
}

/// Fills an empty R-tree table of SQLite in one go: boxes in Hilbert order, nodes packed full from the leaves up.
///
/// Inserting row by row costs 5 µs a row and leaves nodes half empty. Node layout (rtree.c of SQLite): depth of the
/// tree (2 bytes, root only), number of cells (2 bytes), then per cell the key (8 bytes: row at a leaf, child node
/// above) and minx, maxx, miny, maxy as 4-byte floats; everything big-endian. Node 1 is the root.
struct RTreeBulk {
    private let name: String
    private let database: Database
    private static let cellSize = 24

    init(_ name: String, in database: Database) {
        self.name = name
        self.database = database
    }

    /// - Parameter cells: boxes by ascending key.
    func build(_ cells: [RTreeCell]) throws {
        guard !cells.isEmpty else { return }
        // SQLite chooses the node size by the page size; the empty root it made tells.
        let size = Int(try database.integer("SELECT length(data) FROM \(quoted(name + "_node")) WHERE nodeno = 1") ?? 0)
        let capacity = (size - 4) / RTreeBulk.cellSize
        guard capacity > 1 else {
            throw NativeError(library: "SQLite", function: "rtree", message: "nodes of \(size) bytes are too small")
        }
        // Nodes a level, leaves first; the last level is the root alone.
        var levels: [Int] = []
        var count = cells.count
        repeat {
            count = (count + capacity - 1) / capacity
            levels.append(count)
        } while count > 1

        let order = RTreeBulk.hilbertOrder(of: cells)
        var nodeOfCell = [Int32](repeating: 0, count: cells.count)
        let write = try database.prepare("INSERT OR REPLACE INTO \(quoted(name + "_node")) VALUES (?, ?)")
        let parents = try database.prepare("INSERT INTO \(quoted(name + "_parent")) VALUES (?, ?)")
        var node = [UInt8](repeating: 0, count: size)
        var below: [RTreeCell] = []
        // Number of the first node of the level; the root is 1 whatever the level.
        var first = 2
        for (depth, nodes) in levels.enumerated() {
            let items = depth == 0 ? cells.count : below.count
            var above: [RTreeCell] = []
            above.reserveCapacity(nodes)
            for n in 0..<nodes {
                let number = nodes == 1 ? 1 : first + n
                let range = (n * items / nodes)..<((n + 1) * items / nodes)
                RTreeBulk.put(UInt16(nodes == 1 ? depth : 0), at: 0, in: &node)
                RTreeBulk.put(UInt16(range.count), at: 2, in: &node)
                var cover = depth == 0 ? cells[order[range.lowerBound]] : below[range.lowerBound]
                for (k, i) in range.enumerated() {
                    let cell = depth == 0 ? cells[order[i]] : below[i]
                    cover.extend(cell)
                    RTreeBulk.put(cell, at: 4 + k * RTreeBulk.cellSize, in: &node)
                    if depth == 0 {
                        nodeOfCell[order[i]] = Int32(number)
                    } else {
                        try parents.run(.integer(cell.id), .integer(Int64(number)))
                    }
                }
                for i in (4 + range.count * RTreeBulk.cellSize)..<size { node[i] = 0 }
                write.bind(.integer(Int64(number)), at: 1)
                write.bind(blob: node, at: 2)
                try write.run()
                cover.id = Int64(number)
                above.append(cover)
            }
            first += nodes
            below = above
        }
        try writeRows(cells, nodeOfCell)
    }

    private func writeRows(_ cells: [RTreeCell], _ nodes: [Int32]) throws {
        let rows = try database.prepare("INSERT INTO \(quoted(name + "_rowid")) VALUES (?, ?)")
        for (cell, node) in zip(cells, nodes) {
            rows.bind(.integer(cell.id), at: 1)
            rows.bind(.integer(Int64(node)), at: 2)
            try rows.run()
        }
    }

    private static func put(_ value: some FixedWidthInteger, at place: Int, in node: inout [UInt8]) {
        node.withUnsafeMutableBytes { $0.storeBytes(of: value.bigEndian, toByteOffset: place, as: type(of: value)) }
    }

    private static func put(_ cell: RTreeCell, at place: Int, in node: inout [UInt8]) {
        put(cell.id, at: place, in: &node)
        put(cell.minX.bitPattern, at: place + 8, in: &node)
        put(cell.maxX.bitPattern, at: place + 12, in: &node)
        put(cell.minY.bitPattern, at: place + 16, in: &node)
        put(cell.maxY.bitPattern, at: place + 20, in: &node)
    }

    /// The places of the cells along a Hilbert curve of 2^16 × 2^16 over their common box.
    private static func hilbertOrder(of cells: [RTreeCell]) -> [Int] {
        var all = cells[0]
        for cell in cells { all.extend(cell) }
        func scale(_ low: Float, _ high: Float) -> Double {
            let width = Double(high) - Double(low)
            return width > 0 && width.isFinite ? 65535 / width : 0
        }
        let (sx, sy) = (scale(all.minX, all.maxX), scale(all.minY, all.maxY))
        // Anything that is no number (boxes as large as the type) sorts to the front; order is only a matter of speed.
        func step(_ value: Double) -> UInt32 { value >= 0 ? UInt32(min(value, 65535)) : 0 }
        var keys: [UInt64] = []
        keys.reserveCapacity(cells.count)
        for (i, cell) in cells.enumerated() {
            let x = (Double(cell.minX) / 2 + Double(cell.maxX) / 2 - Double(all.minX)) * sx
            let y = (Double(cell.minY) / 2 + Double(cell.maxY) / 2 - Double(all.minY)) * sy
            keys.append(UInt64(hilbert(step(x), step(y))) << 32 | UInt64(i))
        }
        keys.sort()
        return keys.map { Int($0 & 0xFFFF_FFFF) }
    }

    /// Distance along the Hilbert curve (Warren, Hacker's Delight, 16-3: state per bit pair from the top).
    private static func hilbert(_ x: UInt32, _ y: UInt32) -> UInt32 {
        var (x, y, d) = (x, y, UInt32(0))
        var bit: UInt32 = 1 << 15
        while bit > 0 {
            let right: UInt32 = x & bit > 0 ? 1 : 0
            let up: UInt32 = y & bit > 0 ? 1 : 0
            d = d << 2 | ((3 * right) ^ up)
            if up == 0 {
                if right == 1 {
                    x = ~x
                    y = ~y
                }
                swap(&x, &y)
            }
            bit >>= 1
        }
        return d
    }
}
