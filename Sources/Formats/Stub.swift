public import City
public import Geometry
public import JSON
public struct HGTReader: Reader {
    public init() {}; public static let format = Format("cityjson", endings: [".city.json"], "");
    public static func recognises(path: String, head: [UInt8]) -> Bool { false };
    public func read(_ path: String, options: ReadOptions, into sink: (Batch) throws -> Void) throws -> Diagnostics {
        Diagnostics()
    }
}
public struct CSVReader: Reader {
    public init() {}; public static let format = Format("cityjson", endings: [".city.json"], "");
    public static func recognises(path: String, head: [UInt8]) -> Bool { false };
    public func read(_ path: String, options: ReadOptions, into sink: (Batch) throws -> Void) throws -> Diagnostics {
        Diagnostics()
    }
}
public struct GeoJSONWriter: Writer {
    public static let format = Format("g", endings: [".gpkg"], ""); public init() {};
    public func write(_ document: Document, to path: String) throws -> Diagnostics { Diagnostics() }
}
public struct CSVWriter: Writer {
    public static let format = Format("g", endings: [".gpkg"], ""); public init() {};
    public func write(_ document: Document, to path: String) throws -> Diagnostics { Diagnostics() }
}
public struct CityJSONWriter: Writer {
    public static let format = Format("g", endings: [".gpkg"], ""); public init() {};
    public func write(_ document: Document, to path: String) throws -> Diagnostics { Diagnostics() }
}
