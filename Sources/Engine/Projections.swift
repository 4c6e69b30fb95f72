public import City
import Foundation
import Geodesy
public import Geometry
import Synchronization

/// Projections from WGS 84 to the systems of cities, made once: making one costs milliseconds, using it microseconds.
public final class Projections: Sendable {
    private struct Key: Hashable {
        var epsg: Int?
        var wkt: String
        var place: City.Place?
    }
    private let made = Mutex<[Key: Projection]>([:])

    public init() {}

    /// The projection from longitude and latitude to a city's system.
    func toCRS(of city: City) throws -> Projection {
        try made.withLock { made in
            let epsg = city.crs.epsg
            let key = Key(epsg: epsg, wkt: epsg == nil ? city.crs.wkt2 + city.crs.wkt : "", place: city.place)
            if let projection = made[key] { return projection }
            let projection = try Projection(from: .wgs84, to: city.crs, over: city.area)
            made[key] = projection
            return projection
        }
    }

    /// City coordinates of a place on Earth.
    /// - Throws: `InputError` for a place the city's system cannot show.
    public func cityPoint(latitude: Double, longitude: Double, in city: City) throws -> Point3 {
        var points = [Point3(longitude, latitude)]
        let failed = try toCRS(of: city).transform(&points)
        guard failed.isEmpty, points[0].isFinite else {
            throw InputError(
                path: "near", problem: "latitude \(latitude), longitude \(longitude) lies outside \(city.crs.label)",
                suggestion: "latitude comes first, then longitude")
        }
        return points[0] - city.origin
    }

    /// The city box around a box in degrees; its edges are followed, because they bend on the way. Of a box that reaches
    /// far beyond the city only what is near it counts: a map plane shows the other side of the Earth nowhere, or wrong.
    /// - Returns: an empty box where nothing of it is near.
    public func cityBox(_ bbox: [Double], in city: City) throws -> Box {
        var (west, south, east, north) = (bbox[0], bbox[1], bbox[2], bbox[3])
        guard west <= east, south <= north else {
            throw InputError(
                path: "bbox", problem: "west must be below east and south below north",
                suggestion: "write west,south,east,north in degrees")
        }
        if let place = city.place {
            // A degree of latitude is 111 km, one of longitude shorter by the cosine of the latitude.
            let radius = hypot(city.extent.width, city.extent.height) / 111_000 + 0.5
            let wide = radius / max(cos(place.latitude.radians), 0.05)
            (west, east) = (max(west, place.longitude.degrees - wide), min(east, place.longitude.degrees + wide))
            (south, north) = (max(south, place.latitude.degrees - radius), min(north, place.latitude.degrees + radius))
            guard west <= east, south <= north else { return .empty }
        }
        var box = Box.empty
        for i in 0...8 {
            let t = Double(i) / 8
            let (x, y) = (west + t * (east - west), south + t * (north - south))
            for (longitude, latitude) in [(x, south), (x, north), (west, y), (east, y)] {
                box.extend(try cityPoint(latitude: latitude, longitude: longitude, in: city))
            }
        }
        return box
    }
}
