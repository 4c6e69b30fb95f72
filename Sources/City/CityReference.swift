import Geometry
public import JSON

/// A city by its path: a store, or any other file that can be read, with what must be said to read it.
///
/// `"city.gpkg"`, or `{"path": "roofs.geojson", "crs": "EPSG:31256", "layer": "building", "lod": "2.2"}`.
public struct CityReference: Sendable, Hashable {
    /// As written; relative to the scenario.
    public var path: String
    /// CRS of a file that does not say.
    public var crs: String?
    /// Layer name for features that do not say what they are.
    public var layer: String?
    /// Level of detail of a file that holds several.
    public var lod: String?

    public init(path: String) { self.path = path }

    /// - Throws: `InputError` for anything but a path, or a path with options.
    public init(_ json: JSONValue) throws {
        if let path = json.string, !path.isEmpty {
            self.init(path: path)
            return
        }
        guard let path = json["path"]?.string, !path.isEmpty, let object = json.object else {
            throw InputError(
                path: "city", problem: "must be the path of a city, or an object with it, not \(json.kind)",
                suggestion: #""city": "GeoData/turkistan/turkistan.gpkg""#)
        }
        self.init(path: path)
        let known = ["path", "crs", "layer", "lod"]
        for member in object.members where member.key != "path" {
            guard known.contains(member.key), member.value.string != nil else {
                throw InputError(
                    path: "city.\(member.key)",
                    problem: known.contains(member.key) ? "must be a text" : "a city has no member '\(member.key)'",
                    suggestion: nearest(to: member.key, among: known).map { "did you mean '\($0)'?" }
                        ?? "known: \(known.joined(separator: ", "))")
            }
        }
        crs = json["crs"]?.string
        layer = json["layer"]?.string
        lod = json["lod"]?.string
    }
}
