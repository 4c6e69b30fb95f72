/// A face of a city object with what it is.
public struct Surface: Sendable, Hashable {
    /// Counter-clockwise as seen from outside.
    public var polygon: Polygon
    public var type: SurfaceType

    public init(_ polygon: Polygon, _ type: SurfaceType = .unknown) {
        self.polygon = polygon
        self.type = type
    }
}
