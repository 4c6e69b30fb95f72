/// An axis-aligned box in the plane, metres. `Box.empty` holds nothing and grows by `extend`.
public struct Box: Sendable, Hashable {
    public var minX: Double
    public var minY: Double
    public var maxX: Double
    public var maxY: Double

    @inlinable public init(minX: Double, minY: Double, maxX: Double, maxY: Double) {
        self.minX = minX
        self.minY = minY
        self.maxX = maxX
        self.maxY = maxY
    }

    /// The box that holds nothing.
    @inlinable public static var empty: Box {
        Box(minX: .infinity, minY: .infinity, maxX: -.infinity, maxY: -.infinity)
    }

    /// The square of side 2·`radius` around a point.
    @inlinable public init(around p: Point3, radius: Double) {
        self.init(minX: p.x - radius, minY: p.y - radius, maxX: p.x + radius, maxY: p.y + radius)
    }

    @inlinable public var isEmpty: Bool { !(minX <= maxX && minY <= maxY) }
    @inlinable public var width: Double { isEmpty ? 0 : maxX - minX }
    @inlinable public var height: Double { isEmpty ? 0 : maxY - minY }
    @inlinable public var centre: Point3 { Point3((minX + maxX) / 2, (minY + maxY) / 2) }

    @inlinable public mutating func extend(_ p: Point3) {
        minX = Swift.min(minX, p.x)
        minY = Swift.min(minY, p.y)
        maxX = Swift.max(maxX, p.x)
        maxY = Swift.max(maxY, p.y)
    }

    @inlinable public mutating func extend(_ b: Box) {
        minX = Swift.min(minX, b.minX)
        minY = Swift.min(minY, b.minY)
        maxX = Swift.max(maxX, b.maxX)
        maxY = Swift.max(maxY, b.maxY)
    }

    /// Shared points, edges included.
    @inlinable public func intersects(_ b: Box) -> Bool {
        minX <= b.maxX && b.minX <= maxX && minY <= b.maxY && b.minY <= maxY
    }

    @inlinable public func contains(_ p: Point3) -> Bool {
        minX <= p.x && p.x <= maxX && minY <= p.y && p.y <= maxY
    }

    @inlinable public func contains(_ b: Box) -> Bool {
        minX <= b.minX && b.maxX <= maxX && minY <= b.minY && b.maxY <= maxY
    }

    /// The box grown by `margin` metres on every side.
    @inlinable public func grown(by margin: Double) -> Box {
        Box(minX: minX - margin, minY: minY - margin, maxX: maxX + margin, maxY: maxY + margin)
    }

    /// Square of the distance from a point to the box, 0 inside.
    @inlinable public func squaredDistance(to p: Point3) -> Double {
        let dx = Swift.max(0, Swift.max(minX - p.x, p.x - maxX))
        let dy = Swift.max(0, Swift.max(minY - p.y, p.y - maxY))
        return dx * dx + dy * dy
    }
}
