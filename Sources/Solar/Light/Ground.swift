import City
import Geometry

/// The ground between the buildings: the terrain where there is one, else level around each building.
struct Ground: Sendable {
    /// Whether the terrain is part of the scene.
    let isTerrain: Bool
    private let index: SpatialIndex
    private let heights: [Double]

    /// Height above everything: where rays down to the ground begin.
    private let top: Double

    /// - Parameter level: height of a ground that is level everywhere; nil for the buildings' own.
    init(_ massing: Massing, isTerrain: Bool, level: Double? = nil) {
        self.isTerrain = isTerrain
        var boxes = [Box](repeating: .empty, count: massing.buildings.count)
        var top = -Double.infinity
        for (i, owner) in massing.mesh.owners.enumerated() where owner >= 0 {
            let (a, b, c) = massing.mesh.corners(of: i)
            for p in [a, b, c] {
                boxes[Int(owner)].extend(p)
                top = max(top, p.z)
            }
        }
        self.top = top.isFinite ? top + 10 : 10_000
        index = SpatialIndex(boxes: boxes)
        heights = massing.buildings.map { level ?? $0.ground }
    }

    /// Height of the ground around the nearest building; 0 without any.
    func height(at p: Point3) -> Double {
        index.nearest(to: p, count: 1).first.map { heights[Int($0.index)] } ?? 0
    }

    /// Height of the ground a building stands on.
    func height(under building: Int) -> Double { heights[building] }

    /// Height of the ground at a place under open sky; nil where a building stands, or there is no terrain.
    func openHeight(at p: Point3, _ scene: RayScene) -> Double? {
        let from = Point3(p.x, p.y, isTerrain ? max(top, 10_000) : top)
        let down = Point3(0, 0, -1)
        if isTerrain {
            guard let hit = scene.firstHit(origin: from, direction: down), hit.owner < 0 else { return nil }
            return from.z - hit.distance
        }
        let z = height(at: p)
        return scene.occluded(origin: from, direction: down, maxDistance: max(0.01, from.z - z)) ? nil : z
    }
}
