/// Up to 64 neighbouring points, ready to be asked about together: which of them does a direction's light not reach?
///
/// A group is fast because its points share one descent through the scene. Points further apart than `maxExtent` are
/// answered one by one: as right, but several times slower. `PointOrder` sorts points into groups.
public struct PointGroup: Sendable {
    /// How many points a group holds at most.
    public static let capacity = 64
    /// The largest extent, along any axis, of points that are answered together, metres.
    public static let maxExtent = 64.0

    /// Coordinates relative to `frame`, metres; places without a point repeat another's.
    let x: InlineArray<8, Lanes>
    let y: InlineArray<8, Lanes>
    let z: InlineArray<8, Lanes>
    /// Bit per place that holds a point with finite coordinates.
    let present: UInt64
    /// Whole metres in city coordinates, near the middle of the points.
    let frame: Point3
    /// The points' box.
    let low: Point3
    let high: Point3
    /// A tighter box, relative to `frame`.
    let box: OrientedBox
    /// The points themselves if they lie too far apart to be answered together, else empty.
    let scattered: [Point3]

    /// Prepares the points; bit `i` of an answer is about the `i`-th. There must be at most 64 of them.
    ///
    /// A point with a NaN or infinite coordinate is never in the shade.
    /// - Parameter frame: whole metres near the points, from which they are counted in single precision; nil takes their
    ///   middle. With a frame of its own a point's answer does not depend on who else is in the group.
    public init<Points: Sequence>(_ points: Points, frame given: Point3? = nil) where Points.Element == Point3 {
        let points = Array(points)
        precondition(points.count <= Self.capacity, "a PointGroup holds at most 64 points")
        var low = Point3(.infinity, .infinity, .infinity)
        var high = Point3(-.infinity, -.infinity, -.infinity)
        var present: UInt64 = 0
        for (i, p) in points.enumerated() where p.isFinite {
            low = Point3(min(low.x, p.x), min(low.y, p.y), min(low.z, p.z))
            high = Point3(max(high.x, p.x), max(high.y, p.y), max(high.z, p.z))
            present |= 1 << UInt64(i)
        }
        self.present = present
        self.low = low
        self.high = high
        let middle = low * 0.5 + high * 0.5
        let frame =
            given ?? (present == 0 ? .zero : Point3(middle.x.rounded(), middle.y.rounded(), middle.z.rounded()))
        self.frame = frame
        let extent = max(high.x - low.x, high.y - low.y, high.z - low.z)
        scattered = extent > Self.maxExtent ? points : []
        let spare = present == 0 ? frame : points[present.trailingZeroBitCount]
        var x = InlineArray<8, Lanes>(repeating: .zero)
        var y = x
        var z = x
        for i in 0..<Self.capacity {
            let p = (present >> UInt64(i) & 1 != 0 ? points[i] : spare) - frame
            x[i / 8][i % 8] = Float(p.x)
            y[i / 8][i % 8] = Float(p.y)
            z[i / 8][i % 8] = Float(p.z)
        }
        box = OrientedBox(
            around: points.filter(\.isFinite).map { SIMD3($0.x - frame.x, $0.y - frame.y, $0.z - frame.z) })
        self.x = x
        self.y = y
        self.z = z
    }
}
