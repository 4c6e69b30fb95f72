public import City
import Formats
import Geodesy
import Geometry
public import JSON

/// A file to be written, known to be writable in name before the work begins.
struct Target {
    let path: String
    private let writer: any Writer

    /// - Throws: `InputError` if no format goes by that name, or if it is one of the files that are read.
    init(_ path: String, notOver inputs: [String]) throws {
        self.path = path
        writer = try Engine.writer(for: path)
        for input in inputs { try refuseOverwriting(input, by: path) }
    }

    /// - Returns: what the format could not hold.
    func write(_ document: Document) throws -> Diagnostics {
        try makeFolder(folder(of: path))
        return try writer.write(document, to: path)
    }
}

/// Writes layers of a city, or all of it, to a file, whose format its name gives.
/// - Parameter open: the city in the file of that name.
/// - Returns: what the format could not hold.
public func exportCity(
    _ city: String, layers: [String]?, to path: String, open: (String) throws -> City = { try openCity($0) }
) throws -> Diagnostics {
    let target = try Target(path, notOver: [city])
    let city = try open(city)
    return try target.write(Document(city: city, layers: try layers?.map { try city.requiredLayer($0) }))
}

extension City {
    /// What the city holds: layers, counts, extent, system, sources, problems.
    public func info() throws -> JSONValue {
        let extent = extent
        var geographic: JSONValue = .null
        if !extent.isEmpty {
            var corners = [
                Point3(extent.minX, extent.minY), Point3(extent.maxX, extent.maxY), Point3(extent.minX, extent.maxY),
                Point3(extent.maxX, extent.minY),
            ].map { $0 + origin }
            if try Projection(from: crs, to: .wgs84, over: area).transform(&corners).isEmpty {
                var box = Box.empty
                for c in corners { box.extend(c) }
                geographic = .array(
                    [box.minX, box.minY, box.maxX, box.maxY].map { .number(($0 * 1e6).rounded() / 1e6) })
            }
        }
        let layers = layers.map { layer -> JSONValue in
            var kinds: JSONObject = [:]
            for kind in GeometryKind.allCases {
                let n = layer.geometries.kinds.reduce(0) { $0 + ($1 == kind ? 1 : 0) }
                if n > 0 { kinds["\(kind)"] = .integer(Int64(n)) }
            }
            return [
                "name": .string(layer.name), "count": .integer(Int64(layer.count)), "geometry": .object(kinds),
                "columns": .array(
                    layer.columns.map { column in
                        var entry: JSONObject = ["name": .string(column.name), "type": .string(column.type)]
                        if let unit = column.unit { entry["unit"] = .string(unit) }
                        entry["filled"] = .integer(Int64(column.filled))
                        if let definition = column.definition { entry["definition"] = .string(definition) }
                        return .object(entry)
                    }),
            ]
        }
        return [
            "name": .string(name), "crs": .string(crs.label), "crs_name": .string(crs.name),
            "extent_m": extent.isEmpty
                ? .null : .array([extent.width, extent.height].map { .number(($0 * 10).rounded() / 10) }),
            "bbox_wgs84": geographic, "layers": .array(layers),
            "terrain": terrain.map {
                ["columns": .integer(Int64($0.columns)), "rows": .integer(Int64($0.rows)), "cell_m": .number($0.cellX)]
            } ?? .null, "sources": .array(sources.map(\.json)), "diagnostics": .array(diagnostics.all.map(\.json)),
        ]
    }
}
