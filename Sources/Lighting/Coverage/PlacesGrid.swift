import City
import Geometry

/// The features whose light is asked for.
struct WantedPlaces: Sendable {
    let layer: Layer
    let rows: [Int]
    /// Width of the strip along each line, m; empty where the layer has no lines.
    let widths: [Double]

    func isSame(as other: WantedPlaces) -> Bool {
        layer.isSame(as: other.layer) && rows == other.rows && widths == other.widths
    }
}

/// The points of places, and an index to find those near lamps.
struct PlacesGrid: Sendable {
    private(set) var grid = LightGrid()
    private(set) var diagnostics = Diagnostics()
    private let index: SpatialIndex

    /// - Parameter shade: what stands in the city; asked for only where points may lie under roofs.
    init(_ wanted: WantedPlaces, spacing: Double, verge: Double, _ city: City, shade: () -> NightShade) throws {
        let geometries = wanted.layer.geometries
        var covers: NightShade?
        let terrain = city.terrain
        for (k, row) in wanted.rows.enumerated() {
            try Monitor.current?.check()
            let kind = geometries.kinds[row]
            let (hasZ, first) = (geometries.hasZ[row], geometries.vertexRange(of: row).first)
            let level = hasZ ? first.map { geometries.vertices[$0].z } ?? 0 : 0
            let ground = { (p: Point3) in terrain?.height(at: p) ?? level }
            let before = grid.count
            if kind.isLine {
                for line in geometries.lines(of: row) where line.allSatisfy(\.isFinite) {
                    grid.addStrip(
                        row: row, line, width: wanted.widths[k] + 2 * verge, spacing: spacing, ground: ground)
                }
            } else if kind.isArea {
                let shade = covers ?? shade()
                covers = shade
                let covered = grid.addArea(
                    row: row, geometries.polygons(of: row), spacing: spacing, ground: ground, isCovered: shade.isCovered
                )
                if covered > 0 {
                    diagnostics.note(
                        "under-roof", "parts of an area lie under roofs; no light is computed there",
                        wanted.layer.ids[row])
                }
            } else if kind.isPoint {
                for i in geometries.vertexRange(of: row) {
                    grid.addPoint(row: row, geometries.vertices[i], ground: ground)
                }
            }
            if grid.count == before {
                diagnostics.skipped(
                    "nothing-to-light", "a feature has no length, area or place on the ground", wanted.layer.ids[row])
            }
            guard grid.count < 200_000_000 else {
                throw InputError(
                    path: "inputs.spacing", problem: "so fine a grid has more than 200 million points",
                    suggestion: "choose a larger spacing, or fewer features by 'where'")
            }
        }
        index = SpatialIndex(boxes: grid.blocks.map(\.box))
    }

    /// Blocks that some lamps may reach, in order.
    func blocks(reachedBy sources: [CoverageKernel.Source]) -> [Int32] {
        var isReached = [Bool](repeating: false, count: grid.blocks.count)
        for source in sources {
            index.search(window: Box(around: source.position, radius: source.reach)) { isReached[Int($0)] = true }
        }
        return isReached.indices.filter { isReached[$0] }.map { Int32($0) }
    }
}
