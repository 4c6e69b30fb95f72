public import Geometry

/// How far modules stay from the edges of a roof and from what stands on it, metres in the plane of the roof.
///
/// A place is usable if its distance to every edge is at least that edge's setback. An edge is the eave if the way out
/// across it leads down the slope (within 45°), the ridge if it leads up, a side otherwise. Planes flatter than 5° have
/// neither: all their edges are sides. The bottom of a wall is its eave, the top its ridge. Edges of holes keep the
/// larger of `side` and `obstacle`.
public struct Setbacks: Sendable, Hashable {
    public let eave: Double
    public let ridge: Double
    public let side: Double
    /// From obstacles.
    public let obstacle: Double

    /// - Throws: `InputError` for a distance that is not within 0…100 m.
    public init(eave: Double = 0.3, ridge: Double = 0.3, side: Double = 0.3, obstacle: Double = 0.3) throws {
        self.eave = try eave.checked("setbacks.eave", in: 0...100)
        self.ridge = try ridge.checked("setbacks.ridge", in: 0...100)
        self.side = try side.checked("setbacks.side", in: 0...100)
        self.obstacle = try obstacle.checked("setbacks.obstacle", in: 0...100)
    }

    /// The same distance from everything.
    public init(all distance: Double) throws {
        try self.init(eave: distance, ridge: distance, side: distance, obstacle: distance)
    }
}

/// Something that stands on a roof, upright: modules keep off it and `Setbacks.obstacle` away from it.
///
/// On roofs only x and y count: what stands there is cut by the roof plane straight above or below. On walls it is
/// projected along the wall's normal (windows, balconies).
public enum Obstacle: Sendable, Hashable {
    /// The outline of a chimney, a dormer, a higher building part; its holes are free.
    case polygon(Polygon)
    /// An upright cylinder: a vent, a mast, a tree's crown. Radius in metres, ≥ 0.
    case disc(centre: Point3, radius: Double)
}
