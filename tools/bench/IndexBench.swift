import CGEOS
import Geometry

/// The spatial index against GEOS' STR tree on a million boxes over 20 × 15 km.
func benchIndex() {
    for clustered in [true, false] {
        let boxes = scatteredBoxes(1_000_000, clustered: clustered, seed: 42)
        let windows = scatteredBoxes(100_000, clustered: clustered, seed: 43).map { Box(around: $0.centre, radius: 50) }
        print(clustered ? "-- 1 M boxes, 70 % in clusters" : "-- 1 M boxes, evenly spread")
        let geos = STRTree(boxes)
        let mine = benchOwnIndex(boxes, windows)
        let build = geos.build
        let query = time(runs: 3) { geos.count(in: windows) }
        report(
            "GEOS STRtree: build", seconds: build.cpu, operations: boxes.count, unit: "box",
            remark: ratio(build.cpu, mine.build))
        report(
            "GEOS STRtree: windows of 100 m", seconds: query.cost.cpu, operations: windows.count, unit: "window",
            remark: ratio(query.cost.cpu, mine.windows)
                + (query.checksum == mine.hits ? "  same answers" : "  ANSWERS DIFFER"))
    }
}

private func ratio(_ other: Double, _ own: Double) -> String { "\((other / own * 10).rounded() / 10) x ours" }

private func benchOwnIndex(_ boxes: [Box], _ windows: [Box]) -> (build: Double, windows: Double, hits: Int) {
    let build = time { SpatialIndex(boxes: boxes, parallel: false).count }.cost
    let parallelBuild = time { SpatialIndex(boxes: boxes).count }.cost
    let index = SpatialIndex(boxes: boxes)
    report("qala: build", seconds: build.cpu, operations: boxes.count, unit: "box")
    report(
        "qala: build, all cores, wall", seconds: parallelBuild.wall, operations: boxes.count, unit: "box",
        remark: parallelBuild.coresRemark)

    var found: [Int32] = []
    let query = time {
        found.removeAll(keepingCapacity: true)
        for window in windows { index.search(window: window, into: &found) }
        return found.count
    }
    report(
        "qala: windows of 100 m", seconds: query.cost.cpu, operations: windows.count, unit: "window",
        remark: "\(query.checksum / windows.count) boxes each")
    let bulk = time { index.search(windows: windows).indices.count }
    report(
        "qala: windows in bulk, all cores, wall", seconds: bulk.cost.wall, operations: windows.count, unit: "window",
        remark: bulk.cost.coresRemark)

    var nearest: [SpatialIndex.Neighbour] = []
    for count in [1, 8] {
        let knn = time {
            var sum = 0
            for window in windows {
                index.nearest(to: window.centre, count: count, into: &nearest)
                sum &+= Int(nearest[0].index)
            }
            return sum
        }
        report("qala: \(count) nearest", seconds: knn.cost.cpu, operations: windows.count, unit: "point")
    }
    let exact = time {
        var sum = 0
        for window in windows {
            let p = window.centre
            index.nearest(to: p, count: 8, into: &nearest) { boxes[Int($0)].centre.distance2D(to: p) }
            sum &+= Int(nearest[0].index)
        }
        return sum
    }
    report("qala: 8 nearest by exact distance", seconds: exact.cost.cpu, operations: windows.count, unit: "point")
    return (build.cpu, query.cost.cpu, query.checksum)
}

/// Boxes with sides of 5 to 25 m over 20 × 15 km, evenly or 70 % of them around 200 centres with deviations of 150
/// to 650 m.
private func scatteredBoxes(_ count: Int, clustered: Bool, seed: UInt64) -> [Box] {
    var places = Seeded(7)
    let clusters = (0..<200).map { _ in (places.unit() * 20_000, places.unit() * 15_000, 150 + 500 * places.unit()) }
    var random = Seeded(seed)
    return (0..<count).map { _ in
        var x = random.unit() * 20_000
        var y = random.unit() * 15_000
        if clustered && random.unit() < 0.7 {
            let (cx, cy, deviation) = clusters[Int(random.next() % 200)]
            x = cx + deviation * random.normal()
            y = cy + deviation * random.normal()
        }
        return Box(minX: x, minY: y, maxX: x + 5 + 20 * random.unit(), maxY: y + 5 + 20 * random.unit())
    }
}

/// GEOS' sort-tile-recursive tree behind its re-entrant C functions.
private final class STRTree {
    private let context: GEOSContextHandle_t?
    private let tree: OpaquePointer?
    private var rectangles: [OpaquePointer?] = []
    /// Inserting and building, without making the rectangles.
    private(set) var build = Cost()

    init(_ boxes: [Box]) {
        let context = GEOS_init_r()
        self.context = context
        let tree = GEOSSTRtree_create_r(context, 10)
        self.tree = tree
        rectangles = boxes.map { GEOSGeom_createRectangle_r(context, $0.minX, $0.minY, $0.maxX, $0.maxY) }
        // GEOS builds at the first query.
        let first = GEOSGeom_createRectangle_r(context, -2e6, -2e6, -1e6, -1e6)
        build =
            time(runs: 1) {
                for (i, rectangle) in rectangles.enumerated() {
                    GEOSSTRtree_insert_r(context, tree, rectangle, UnsafeMutableRawPointer(bitPattern: i + 1))
                }
                GEOSSTRtree_query_r(context, tree, first, { _, _ in }, nil)
                return 0
            }.cost
        GEOSGeom_destroy_r(context, first)
    }

    deinit {
        GEOSSTRtree_destroy_r(context, tree)
        for rectangle in rectangles { GEOSGeom_destroy_r(context, rectangle) }
        GEOS_finish_r(context)
    }

    /// How many boxes all windows meet together.
    func count(in windows: [Box]) -> Int {
        var found = 0
        withUnsafeMutablePointer(to: &found) { found in
            for w in windows {
                let window = GEOSGeom_createRectangle_r(context, w.minX, w.minY, w.maxX, w.maxY)
                GEOSSTRtree_query_r(
                    context, tree, window, { _, sum in sum?.assumingMemoryBound(to: Int.self).pointee += 1 }, found)
                GEOSGeom_destroy_r(context, window)
            }
        }
        return found
    }
}
