internal import City
internal import Geodesy
internal import Geometry
internal import JSON

/// The coordinate reference system of a GeoJSON file.
struct GeoJSONCRS {
    let crs: CRS
    /// Whether nobody named it, so that it is WGS 84 by RFC 7946 §4.
    let isAssumed: Bool

    /// - Parameter member: the 2008 draft's `crs`, which most desktop programs still write.
    /// - Throws: `DataError` for a CRS that is linked or unknown and not overruled by the options.
    init(_ member: JSONValue?, options: ReadOptions, file: String) throws {
        if let crs = options.crs {
            (self.crs, isAssumed) = (crs, false)
            return
        }
        guard let member, member != .null else {
            (crs, isAssumed) = (try CRS(resolving: "OGC:CRS84"), true)
            return
        }
        do {
            crs = try CRS(resolving: try GeoJSONCRS.name(member, file: file))
            isAssumed = false
        } catch let error as InputError {
            throw DataError(file: file, place: "crs", problem: "\(error.problem); give --crs EPSG:…")
        }
    }

    private static func name(_ member: JSONValue, file: String) throws -> String {
        switch member["type"]?.string {
        case "name": if let name = member["properties"]?["name"]?.string { return name }
        // A form older than the draft, still met.
        case "EPSG": if let code = member["properties"]?["code"]?.integer { return "EPSG:\(code)" }
        case "link":
            throw DataError(
                file: file, place: "crs",
                problem: "the CRS is a link to another document, which is not followed; give --crs EPSG:…")
        default: break
        }
        throw DataError(
            file: file, place: "crs",
            problem: "expected {\"type\": \"name\", \"properties\": {\"name\": \"…\"}}, found \(member.text())")
    }
}
