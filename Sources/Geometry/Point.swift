/// A point or vector in city coordinates, metres: x east, y north, z up.
///
/// City coordinates are double precision relative to the city's origin, so that a millimetre survives on any city.
public struct Point3: Sendable, Hashable {
    public var x: Double
    public var y: Double
    public var z: Double

    @inlinable public init(_ x: Double, _ y: Double, _ z: Double = 0) {
        self.x = x
        self.y = y
        self.z = z
    }

    public static let zero = Point3(0, 0, 0)

    @inlinable public static func + (a: Point3, b: Point3) -> Point3 { Point3(a.x + b.x, a.y + b.y, a.z + b.z) }
    @inlinable public static func - (a: Point3, b: Point3) -> Point3 { Point3(a.x - b.x, a.y - b.y, a.z - b.z) }
    @inlinable public static func * (a: Point3, s: Double) -> Point3 { Point3(a.x * s, a.y * s, a.z * s) }

    /// Scalar product.
    @inlinable public func dot(_ b: Point3) -> Double { x * b.x + y * b.y + z * b.z }

    /// Vector product, right-handed.
    @inlinable public func cross(_ b: Point3) -> Point3 {
        Point3(y * b.z - z * b.y, z * b.x - x * b.z, x * b.y - y * b.x)
    }

    /// Euclidean length.
    @inlinable public var length: Double { (x * x + y * y + z * z).squareRoot() }

    /// The same direction with length 1; a zero vector stays zero.
    @inlinable public var normalised: Point3 {
        let l = length
        return l > 0 ? self * (1 / l) : self
    }

    /// Whether no coordinate is NaN or infinite.
    @inlinable public var isFinite: Bool { x.isFinite && y.isFinite && z.isFinite }

    /// Horizontal distance.
    @inlinable public func distance2D(to b: Point3) -> Double {
        let dx = b.x - x
        let dy = b.y - y
        return (dx * dx + dy * dy).squareRoot()
    }
}
