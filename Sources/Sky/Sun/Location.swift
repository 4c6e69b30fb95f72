public import Geometry

/// A place on Earth as solar models need it.
public struct Location: Sendable, Hashable {
    /// Geodetic latitude, north positive, -90...90 degrees.
    public var latitude: Angle
    /// Longitude, east positive, -180...180 degrees.
    public var longitude: Angle
    /// Metres above mean sea level, -500...10,000.
    public var elevation: Double

    /// A place from latitude, longitude and elevation in metres above sea level.
    public init(latitude: Angle, longitude: Angle, elevation: Double = 0) {
        self.latitude = latitude
        self.longitude = longitude
        self.elevation = elevation
    }
}
