/// One plane of a roof.
public struct RoofPlane: Sendable, Hashable {
    /// Number of the face in the input.
    public var face: Int
    /// Area in space, m².
    public var area: Double
    /// Outward (upward) normal, length 1.
    public var normal: Point3
    /// Angle from the horizontal, 0…90°.
    public var tilt: Angle
    /// Where the plane looks to, clockwise from north; nil for a level one.
    public var azimuth: Angle?
}

/// What the faces of a building turned out to be.
public struct RoofPlanes: Sendable, Hashable {
    /// The planes of the roof in the order of the input.
    public var planes: [RoofPlane] = []
    /// What each input face is.
    public var types: [SurfaceType] = []
    /// Faces whose ring runs the wrong way round, so that it should be reversed.
    public var inverted: [Int] = []
    /// Faces too small to have a direction; their type is as given.
    public var degenerate: [Int] = []
    /// Whether the faces bound a solid, so that outside is known and not guessed.
    public var isClosed = false
    /// Volume of that solid, m³; 0 if it is not closed.
    public var volume = 0.0

    public init() {}
}

/// Finds the roof among the faces of a building (LoD 2, or any other).
///
/// Types that are given are kept, except that of a roof face on the underside of a closed solid. The others come from the outward normal: within 15° of the horizon it is a wall,
/// because mansards are built up to about 70° and reconstructed walls lean by a few degrees; above that a roof; below
/// it the ground if the face reaches no more than 0.5 m above the building's lowest point (ground plans follow the
/// terrain), else the underside of an overhang.
///
/// Outside is known for a closed solid from the sign of its volume: if that is negative all faces are inverted. For
/// faces that do not close, a face that is not a wall is taken to look up, except the ground, which looks down; a
/// face near the lowest point is the ground only if some other face lies higher.
public func roofPlanes(of surfaces: [Surface]) -> RoofPlanes {
    var result = RoofPlanes()
    var mesh = Mesh()
    for (i, surface) in surfaces.enumerated() { mesh.append(surface.polygon, owner: Int32(i)) }
    result.isClosed = mesh.triangleCount >= 4 && mesh.closedness(tolerance: 0.001).isClosed
    if result.isClosed { result.volume = abs(mesh.volume) }
    let turned = result.isClosed && mesh.volume < 0
    // sin 15°
    let wall = 0.2588
    let ground = 0.5
    let faces = surfaces.map { (normal: $0.polygon.newellNormal, area: $0.polygon.area3D, heights: $0.polygon.heights) }
    let lowest = faces.reduce(Double.infinity) { min($0, $1.heights.low) }
    let hasHigher = faces.contains { abs($0.normal.z) >= wall && $0.heights.high > lowest + ground }

    for (i, surface) in surfaces.enumerated() {
        let (given, area, heights) = faces[i]
        // A square millimetre has no direction worth knowing.
        guard area > 1e-6, given.isFinite else {
            result.degenerate.append(i)
            result.types.append(surface.type)
            continue
        }
        let isLow = heights.high <= lowest + ground
        var normal = turned ? given * -1 : given
        var type = surface.type
        if type == .unknown {
            if abs(normal.z) < wall {
                type = .wall
            } else if result.isClosed {
                type = normal.z > 0 ? .roof : isLow ? .ground : .outerCeiling
            } else {
                type = isLow && hasHigher ? .ground : .roof
            }
        }
        if let up = type.looksUp, !result.isClosed, (normal.z > 0) != up, abs(normal.z) >= wall { normal = normal * -1 }
        // Where outside is known, a "roof" that looks down is the underside of an overhang.
        if type == .roof, result.isClosed, normal.z < -wall { type = .outerCeiling }
        // Any other roof is lit from above, whatever its ring says.
        if type == .roof, normal.z < 0 { normal = normal * -1 }
        if normal != given { result.inverted.append(i) }
        result.types.append(type)
        if type == .roof {
            result.planes.append(
                RoofPlane(
                    face: i, area: area, normal: normal, tilt: tilt(of: normal), azimuth: azimuth(ofNormal: normal)))
        }
    }
    return result
}

extension SurfaceType {
    /// Whether the outside of such a face is above it; nil where it may be anywhere.
    fileprivate var looksUp: Bool? {
        switch self {
        case .roof, .outerFloor: true
        case .ground, .outerCeiling: false
        default: nil
        }
    }
}

extension Polygon {
    /// Lowest and highest vertex.
    fileprivate var heights: (low: Double, high: Double) {
        vertices.reduce((.infinity, -.infinity)) { (min($0.0, $1.z), max($0.1, $1.z)) }
    }
}
