public struct SpatialIndex: Sendable {
    let boxes: [Box]
    public init(boxes: [Box]) { self.boxes = boxes }
    public func search(window: Box, into out: inout [Int32]) {
        for (i, b) in boxes.enumerated() where b.intersects(window) { out.append(Int32(i)) }
    }
    public func nearest(to p: Point3, count: Int, within: Double = .infinity, distance: ((Int32) -> Double)? = nil)
        -> [(index: Int32, distance: Double)]
    {
        var all = boxes.indices.filter { !boxes[$0].isEmpty }.map { i in
            (index: Int32(i), distance: distance?(Int32(i)) ?? boxes[i].squaredDistance(to: p).squareRoot())
        }
        all = all.filter { $0.distance <= within }
        all.sort { ($0.distance, $0.index) < ($1.distance, $1.index) }
        return Array(all.prefix(count))
    }
}
