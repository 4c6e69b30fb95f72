import City
import Geometry
import Sky

/// What receivers see of sky, sun, ground and each other: all that light needs to know of a city's shape.
///
/// It depends on the shape of the city, the place on Earth and how finely one looks; not on weather, panels or prices. It
/// is kept (``Kept``), so that questions which change only those are answered without tracing a ray.
struct Exposure: Sendable {
    /// How finely one looks.
    struct Options: Sendable {
        /// Between sensors, m.
        var roofSpacing = 1.0
        var facadeSpacing = 2.0
        var patches = SkyPatches.tregenza
        /// Between positions of the sun.
        var sunStep = Angle.degrees(5)
        /// Rays from each piece of a receiver towards what reflects light; 0 takes level, unobstructed ground.
        var bounceRays = 64
        /// Size of the pieces that what reflects is cut into, m.
        var bounceCell = 8.0
    }

    let options: Options
    let directions: LightDirections
    let receivers: [Receiver]
    let visibility: Visibility
    let bounce: Bounce

    var sensors: Sensors { visibility.sensors }

    /// Traces receivers of a massing.
    /// - Parameter ground: around the buildings; nil for the terrain or the level each building stands on.
    init(
        _ receivers: [Receiver], in massing: Massing, isTerrain: Bool, place: City.Place, options: Options,
        ground: Ground? = nil
    ) throws {
        try self.init(
            receivers, in: massing, RayScene(massing.mesh), ground ?? Ground(massing, isTerrain: isTerrain),
            LightDirections(place, options), options)
    }

    /// Traces receivers of a massing whose rays are at hand.
    init(
        _ receivers: [Receiver], in massing: Massing, _ scene: RayScene, _ ground: Ground,
        _ directions: LightDirections, _ options: Options
    ) throws {
        self.receivers = receivers
        self.options = options
        self.directions = directions
        let sensors = try Sensors(receivers, spacing: (options.roofSpacing, options.facadeSpacing))
        visibility = try Visibility(sensors, receivers, scene, directions)
        bounce = try Self.bounce(sensors, receivers, massing, scene, ground, directions, options)
    }

    /// The same receivers after the city around them changed: groups of sensors for which `isTouched` is false keep what
    /// they see of sky and sun; what is reflected is computed anew.
    init(
        _ receivers: [Receiver], in massing: Massing, isTerrain: Bool, copying old: Exposure, where isTouched: [Bool]
    ) throws {
        self.receivers = receivers
        self.options = old.options
        directions = old.directions
        let scene = RayScene(massing.mesh)
        visibility = try Visibility(old.sensors, receivers, scene, directions, copying: old.visibility) {
            isTouched[$0]
        }
        bounce = try Self.bounce(
            old.sensors, receivers, massing, scene, Ground(massing, isTerrain: isTerrain), directions, options)
    }

    private static func bounce(
        _ sensors: Sensors, _ receivers: [Receiver], _ massing: Massing, _ scene: RayScene, _ ground: Ground,
        _ directions: LightDirections, _ options: Options
    ) throws -> Bounce {
        options.bounceRays == 0
            ? Bounce(unobstructed: sensors, receivers, directions)
            : try Bounce(
                sensors, receivers, massing, scene, ground, directions, rays: options.bounceRays,
                cell: options.bounceCell)
    }

    /// Memory, bytes.
    var byteCount: Int {
        visibility.masks.count * 8 + sensors.count * 12 + sensors.pieceCount * (2 * directions.coarse.count + 32)
    }
}

extension LightDirections {
    init(_ place: City.Place, _ options: Exposure.Options) {
        self.init(
            latitude: place.latitude, convergence: place.convergence, patches: options.patches,
            sunStep: options.sunStep)
    }
}
