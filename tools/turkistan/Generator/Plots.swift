import Geometry

/// A plot: side 0 of the quadrilateral is its front on a street.
struct Plot: Sendable {
    var quad: Quad
    /// Class of the street in front.
    var street: RoadClass
}

/// Cuts a block into plots: two rows back to back, or one where the block is shallow.
///
/// - Parameter sides: classes of the streets along the block's four sides.
func plots(
    of block: Quad, sides: [RoadClass], front: ClosedRange<Double>, _ random: inout Random
) -> [Plot] {
    let isAlong = block.length(0) + block.length(2) >= block.length(1) + block.length(3)
    let quad = isAlong ? block : block.turned(1)
    let classes = isAlong ? sides : Array(sides[1...] + sides[..<1])
    let depth = (quad.length(1) + quad.length(3)) / 2
    var rows: [(quad: Quad, street: RoadClass)] = []
    if depth < 38 {
        rows.append((quad, classes[0]))
    } else {
        rows.append((quad.part(0, 1, 0, 0.5), classes[0]))
        rows.append((quad.turned(2).part(0, 1, 0, 0.5), classes[2]))
    }
    var plots: [Plot] = []
    for row in rows {
        let width = row.quad.length(0)
        var cuts = [0.0]
        while let last = cuts.last, last * width < width - front.lowerBound * 1.5 {
            cuts.append(last + random.uniform(front.lowerBound, front.upperBound) / width)
        }
        let total = cuts.count > 1 ? cuts[cuts.count - 1] : 1
        if cuts.count < 2 { cuts = [0, 1] }
        for (a, b) in zip(cuts, cuts.dropFirst()) {
            plots.append(Plot(quad: row.quad.part(a / total, b / total, 0, 1), street: row.street))
        }
    }
    return plots
}
