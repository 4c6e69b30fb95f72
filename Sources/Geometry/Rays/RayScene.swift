/// Triangles that rays meet: is the way free (shadow), and what is met first (view).
///
/// A bounding volume hierarchy of eight children a node (Wald, Benthin & Boulos 2008), built by the surface area
/// heuristic, leaves of up to eight triangles tested at once. Coordinates are double precision outside. Inside, each
/// building's triangles are single precision relative to the corner of a 512 m tile, so that a place is good to 0.03 mm
/// near its tile however large the city; a ray's origin is brought into the tile it meets.
///
/// Watertight: rays are sheared onto the plane across them and edges are judged by the same products whichever triangle
/// they belong to (Woop, Benthin & Wald 2013, without fused multiply-add), so no ray slips between two triangles that
/// share an edge within one owner. Triangles have no inner side: both sides are met.
///
/// About 90 bytes a triangle. Immutable; any number of threads may ask at once.
public final class RayScene: Sendable {
    /// What a ray meets.
    public struct Hit: Sendable, Hashable {
        /// Along the ray, in lengths of its direction (metres for a unit vector).
        public var distance: Double
        /// Number of the triangle in the mesh.
        public var triangle: Int32
        /// Its owner in the mesh.
        public var owner: Int32
    }

    /// Triangles left out because a corner is NaN, infinite or not on Earth.
    public let nonFinite: Int
    /// Triangles left out because they have no area.
    public let degenerate: Int
    /// Triangles that rays can meet.
    public let triangleCount: Int
    /// How far to lift a ray's origin off the surface it starts on, m: well above the rounding of single precision.
    public static let lift = 0.01

    let tree: RayTree
    private let owners: [Int32]

    /// Builds the scene on all cores; the same whatever their number.
    public init(_ mesh: Mesh) {
        let frames = RayFrames(mesh)
        nonFinite = frames.nonFinite
        degenerate = frames.degenerate
        triangleCount = frames.order.count
        owners = mesh.owners
        tree = RayTree(mesh, frames)
    }

    /// Whether anything stands in the way.
    /// - Parameters:
    ///   - origin: city coordinates; off the surface by ``lift``.
    ///   - direction: any length but zero.
    ///   - maxDistance: how far to look, in lengths of the direction.
    public func occluded(origin: Point3, direction: Point3, maxDistance: Double = .infinity) -> Bool {
        guard let ray = SingleRay(origin, direction, maxDistance, tree.frames) else { return false }
        return tree.trace(ray, any: true) != nil
    }

    /// What the ray meets first; of several at the same distance the one with the smallest number.
    public func firstHit(origin: Point3, direction: Point3, maxDistance: Double = .infinity) -> Hit? {
        guard let ray = SingleRay(origin, direction, maxDistance, tree.frames),
            let found = tree.trace(ray, any: false)
        else { return nil }
        return Hit(distance: Double(found.distance), triangle: found.triangle, owner: owners[Int(found.triangle)])
    }

    /// Which points of a group do not see the sky in a direction: bit i for point i. The whole group goes down the
    /// hierarchy at once.
    /// - Parameter hint: where the last occluder was met; carried from direction to direction it saves most of the way.
    public func occlusion(_ group: PointGroup, direction: Point3, hint: inout OccluderHint) -> UInt64 {
        tree.occlusion(group, direction, &hint.leaf)
    }

    /// The same for a single direction.
    public func occlusion(_ group: PointGroup, direction: Point3) -> UInt64 {
        var hint = OccluderHint()
        return tree.occlusion(group, direction, &hint.leaf)
    }

    /// A group of up to 64 points that go together; quickest when they are neighbours.
    public func group(_ points: some Collection<Point3>) -> PointGroup { PointGroup(points, tree.frames) }
}

/// Where a group's last occluder was met.
public struct OccluderHint: Sendable {
    var leaf: Int32 = -1
    public init() {}
}
