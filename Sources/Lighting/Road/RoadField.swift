public import Geometry

/// A field of calculation on a carriageway (EN 13201-3:2015, 7.1.2 and 7.2.2): a stretch between two lamps in a row.
///
/// Its own coordinates: x along the road from the first lamp, y to the left of the carriageway's middle, z up from the
/// road surface, metres.
public struct RoadField: Sendable {
    /// Distance S between the two lamps, m; above 0.
    public var length: Double
    /// Width of the carriageway W, m; above 0.
    public var width: Double
    /// Driving lanes; at least 1.
    public var lanes: Int
    /// Whether traffic keeps to the left: oncoming lanes are then the right ones.
    public var drivesLeft = false
    /// How many of the lanes, those on the side of oncoming traffic, are driven against x: their observers stand beyond the field's
    /// end and look back. 0 is the standard's own case; on a symmetrical installation it makes no difference.
    public var oncoming: Int
    /// Mounting height H of the lamps of this road, m: says from where on a driver's roof no longer hides them.
    public var height: Double
    /// The middle of a carriageway that bends, from x = 0 to its length; empty for a straight one. On a bend there is no
    /// luminance (CEN/TR 13201-1: classes C instead of M where the layout does not permit it).
    public var axis: [Point3]

    public init(
        length: Double, width: Double, lanes: Int, oncoming: Int = 0, height: Double, axis: [Point3] = []
    ) {
        precondition(length > 0 && width > 0 && lanes >= 1 && oncoming >= 0 && oncoming <= lanes)
        self.length = length
        self.width = width
        self.lanes = lanes
        self.oncoming = oncoming
        self.height = height
        self.axis = axis
    }

    /// Width of a lane W_L, m.
    public var laneWidth: Double { width / Double(lanes) }

    /// y of a lane's middle; lane 0 is the rightmost.
    public func laneMiddle(_ lane: Int) -> Double { -width / 2 + (Double(lane) + 0.5) * laneWidth }

    /// Whether a lane is driven against x.
    func isOncoming(_ lane: Int) -> Bool { drivesLeft ? lane < oncoming : lane >= lanes - oncoming }

    /// Points along the field and their distance D (EN 13201-3:2015, 7.1.2 (a)): N = 10 up to S = 30 m, beyond it the
    /// smallest N with D = S / N ≤ 3 m. The first point is D / 2 beyond the first lamp.
    public static func pointsAlong(_ length: Double) -> Int {
        // A spacing of 33.000000001 m is 33 m.
        length <= 30 ? 10 : max(10, Int((min(length, 1e6) / 3 - 1e-6).rounded(.up)))
    }

    /// Points across a width for illuminance (7.2.2): no more than 1.5 m apart, at least three, the first half a distance
    /// from the edge.
    public static func pointsAcross(_ width: Double) -> Int {
        max(3, Int((min(width, 1e4) / 1.5 - 1e-6).rounded(.up)))
    }

    /// The place at x and y; on a bend y is measured square to the axis.
    func place(_ x: Double, _ y: Double) -> Point3 {
        guard axis.count >= 2 else { return Point3(x, y, 0) }
        var rest = x
        for i in 0..<axis.count - 1 {
            let (a, b) = (axis[i], axis[i + 1])
            let length = a.distance2D(to: b)
            guard length > 0 else { continue }
            if rest <= length || i == axis.count - 2 {
                let (ux, uy) = ((b.x - a.x) / length, (b.y - a.y) / length)
                return Point3(a.x + ux * rest - uy * y, a.y + uy * rest + ux * y, 0)
            }
            rest -= length
        }
        return Point3(x, y, 0)
    }
}

/// A lamp as a field's calculation takes it, in the field's coordinates.
public struct RoadLamp: Sendable {
    /// The luminaire's light centre; z is its height H above the road surface.
    public var position: Point3
    /// How it hangs.
    public var frame: LuminaireFrame
    /// Which of the photometries it has.
    public var photometry: Int
    /// What the photometry's intensities are multiplied by, without maintenance factor; 0 for a lamp that is out.
    public var scale: Double
    /// Whether it stands along this road: only such lamps blind (those of other streets are hidden by houses).
    public var isOfRoad: Bool

    public init(
        position: Point3, frame: LuminaireFrame, photometry: Int = 0, scale: Double = 1, isOfRoad: Bool = true
    ) {
        self.position = position
        self.frame = frame
        self.photometry = photometry
        self.scale = scale
        self.isOfRoad = isOfRoad
    }
}
