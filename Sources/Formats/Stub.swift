public import City
public import Geometry
public import JSON
public struct GeoJSONWriter: Writer {
    public static let format = Format("g", endings: [".gpkg"], ""); public init() {};
    public func write(_ document: Document, to path: String) throws -> Diagnostics { Diagnostics() }
}
public struct CityJSONWriter: Writer {
    public static let format = Format("g", endings: [".gpkg"], ""); public init() {};
    public func write(_ document: Document, to path: String) throws -> Diagnostics { Diagnostics() }
}
