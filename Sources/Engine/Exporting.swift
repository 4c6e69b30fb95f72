public import City
import Formats
import Geodesy
import Geometry
public import JSON

/// Writes a city's layers to a file, whose format its name gives.
/// - Returns: what the format could not hold.
public func exportCity(_ city: City, layers: [String]?, to path: String) throws -> Diagnostics {
    let chosen = try layers?.map { try city.requiredLayer($0) }
    let writer = try writer(for: path)
    try makeFolder(folder(of: path))
    return try writer.write(Document(city: city, layers: chosen), to: path)
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
            if try Projection(from: crs, to: .wgs84).transform(&corners).isEmpty {
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
                        let filled = (0..<column.count).reduce(0) { $0 + (column[$1].isNull ? 0 : 1) }
                        entry["filled"] = .integer(Int64(filled))
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
