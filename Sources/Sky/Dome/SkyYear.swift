public import Geometry

/// A weather year as light by direction, hour by hour: the radiance of every patch of the sky (Perez et al. 1993,
/// scaled to the hour's DHI) and the sun.
///
/// Only hours with light are kept. Numbers are single precision: they are multiplied with thousands of surfaces.
public struct SkyYear: Sendable {
    /// What it is made of.
    public let weather: Weather
    public let patches: SkyPatches
    /// The weather's hours that have light, in order.
    public let hours: [Int]
    /// Month (0…11) of each, by local time.
    public let months: [Int]
    /// Radiance of the patches, W/(m² sr): `stride` numbers an hour, the last ones 0.
    public let radiance: [Float]
    /// Patches, rounded up to a multiple of eight.
    public let stride: Int
    /// Unit vectors towards the (refracted) sun at mid-hour: x east, y north, z up.
    public let suns: [Point3]
    /// Direct normal irradiance, W/m²; 0 with the sun below the horizon.
    public let dni: [Double]
    /// Direct normal irradiation of hours whose mid-hour sun is below the horizon, left out, Wh/m².
    public let directBelowHorizon: Double

    public init(_ weather: Weather, patches: SkyPatches = .tregenza) {
        self.weather = weather
        self.patches = patches
        let sky = HourlySky(weather)
        let hours = (0..<weather.count).filter { weather.dhi[$0] > 0 || weather.dni[$0] > 0 }
        self.hours = hours
        months = hours.map { weather.times[$0].date(offsetHours: weather.utcOffset).month - 1 }
        suns = hours.map { sky.suns[$0].direction }
        dni = hours.map { sky.suns[$0].apparentZenith.degrees < 90 ? weather.dni[$0] : 0 }
        directBelowHorizon = zip(hours, dni).reduce(0) { $0 + weather.dni[$1.0] - $1.1 }
        let stride = (patches.count + 7) / 8 * 8
        self.stride = stride
        let diffuse = sky.patchRadiance(patches)
        var radiance = [Float](repeating: 0, count: hours.count * stride)
        var row = 0
        for (place, hour) in hours.enumerated() where row < diffuse.hours.count && diffuse.hours[row] == hour {
            radiance.replaceSubrange(place * stride..<place * stride + patches.count, with: diffuse[row: row])
            row += 1
        }
        self.radiance = radiance
    }
}
