public import City
import Geodesy
import Geometry
public import JSON

extension GeoJSON {
    /// The geometries of some features as GeoJSON values in WGS 84: for answers to queries, where a few are wanted.
    ///
    /// Degrees have 7 decimals (about 1 cm), heights 3.
    public static func geometries(of layer: Layer, rows: [Int], in city: City) throws -> [JSONValue] {
        guard !rows.isEmpty else { return [] }
        var chosen = Geometries()
        for row in rows { chosen.append(feature: row, of: layer.geometries) }
        let projection = try Projection(from: city.crs, to: .wgs84, over: city.area)
        let placed = try chosen.mapVertices { vertices in
            for i in vertices.indices { vertices[i] = vertices[i] + city.origin }
            _ = try projection.transform(&vertices)
        }
        return rows.indices.map { geometry(of: $0, in: placed) }
    }

    private static func geometry(of row: Int, in g: Geometries) -> JSONValue {
        func position(_ p: Point3) -> JSONValue {
            let place = [(p.x * 1e7).rounded() / 1e7, (p.y * 1e7).rounded() / 1e7].map { JSONValue.number($0) }
            return .array(g.hasZ[row] ? place + [.number((p.z * 1e3).rounded() / 1e3)] : place)
        }
        func ring(_ i: Int, closed: Bool) -> JSONValue {
            let range = g.vertices(ofRing: i)
            let list = range.map { position(g.vertices[$0]) }
            return .array(closed ? list + list.prefix(1) : list)
        }
        func polygon(_ part: Int) -> JSONValue { .array(g.rings(ofPart: part).map { ring($0, closed: true) }) }
        func line(_ part: Int) -> JSONValue { ring(g.rings(ofPart: part).lowerBound, closed: false) }
        func point(_ part: Int) -> JSONValue {
            position(g.vertices[g.vertices(ofRing: g.rings(ofPart: part).lowerBound).lowerBound])
        }
        let parts = g.parts(of: row)
        func object(_ type: JSONValue, _ coordinates: JSONValue) -> JSONValue {
            ["type": type, "coordinates": coordinates]
        }
        switch g.kinds[row] {
        case .none: return .null
        case .point: return object("Point", point(parts.lowerBound))
        case .lineString: return object("LineString", line(parts.lowerBound))
        case .polygon: return object("Polygon", polygon(parts.lowerBound))
        case .multiPoint: return object("MultiPoint", .array(parts.map(point)))
        case .multiLineString: return object("MultiLineString", .array(parts.map(line)))
        case .multiPolygon, .surface: return object("MultiPolygon", .array(parts.map(polygon)))
        }
    }
}
