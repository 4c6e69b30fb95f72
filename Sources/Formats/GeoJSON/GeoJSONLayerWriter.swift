internal import City
internal import Geodesy
internal import Geometry
internal import JSON

/// Writes the features of one layer.
struct GeoJSONLayerWriter {
    /// Rows projected and written at a time.
    static let rows = 4096

    let layer: Layer
    let origin: Point3
    let toDegrees: Projection
    /// Whether each feature says which layer it is of.
    let saysLayer: Bool

    func write(
        _ rows: Range<Int>, isFirst: inout Bool, _ json: inout JSONWriter, _ diagnostics: inout Diagnostics
    ) throws {
        let (points, base) = try project(rows)
        for row in rows {
            json.raw(isFirst ? "\n" : ",\n")
            isFirst = false
            json.raw("{\"type\":\"Feature\",\"id\":")
            json.string(layer.ids[row])
            json.raw(",\"properties\":")
            writeProperties(row, &json)
            json.raw(",\"geometry\":")
            if !writeGeometry(row, points, base, &json) {
                diagnostics.skipped("no-place", "a geometry that has no longitude and latitude", layer.ids[row])
            }
            json.raw("}")
        }
    }

    /// The vertices of some rows in degrees, and the number of the first of them.
    private func project(_ rows: Range<Int>) throws -> (points: [Point3], base: Int) {
        let ranges = rows.lazy.map { layer.geometries.vertexRange(of: $0) }.filter { !$0.isEmpty }
        guard let first = ranges.first?.lowerBound else { return ([], 0) }
        let last = ranges.reduce(first) { max($0, $1.upperBound) }
        var points = layer.geometries.vertices[first..<last].map { $0 + origin }
        _ = try toDegrees.transform(&points)
        return (points, first)
    }

    private func writeProperties(_ row: Int, _ json: inout JSONWriter) {
        json.raw("{")
        var isFirst = true
        func member(_ name: String, _ value: JSONValue) {
            if !isFirst { json.raw(",") }
            isFirst = false
            json.string(name)
            json.raw(":")
            json.write(value)
        }
        if saysLayer { member("layer", .string(layer.name)) }
        let letters = SurfaceLetters.text(of: row, in: layer.geometries)
        if let letters { member(SurfaceLetters.column, .string(letters)) }
        for column in layer.columns {
            // A layer may have an attribute of that name itself.
            let isTaken = saysLayer && column.name == "layer" || letters != nil && column.name == SurfaceLetters.column
            member(isTaken ? "source_" + column.name : column.name, column[row].json)
        }
        json.raw("}")
    }

    /// The geometries of all rows alone, as one list.
    func geometries() throws -> JSONWriter {
        var json = JSONWriter()
        let (points, base) = try project(0..<layer.count)
        json.raw("[")
        for row in 0..<layer.count {
            if row > 0 { json.raw(",") }
            _ = writeGeometry(row, points, base, &json)
        }
        json.raw("]")
        return json
    }

    /// - Returns: false if a vertex has no longitude and latitude; null is written then.
    private func writeGeometry(_ row: Int, _ points: [Point3], _ base: Int, _ json: inout JSONWriter) -> Bool {
        let geometries = layer.geometries
        for i in geometries.vertexRange(of: row) where !(points[i - base].x.isFinite && points[i - base].y.isFinite) {
            json.raw("null")
            return false
        }
        let kind = geometries.kinds[row]
        let hasZ = geometries.hasZ[row]
        let parts = geometries.parts(of: row)
        let turns = kind.isArea

        func position(_ p: Point3) {
            json.raw("[")
            json.fixed(p.x, decimals: 7)
            json.raw(",")
            json.fixed(p.y, decimals: 7)
            if hasZ {
                json.raw(",")
                json.fixed(p.z, decimals: 3)
            }
            json.raw("]")
        }
        func list<C: Collection>(_ items: C, _ each: (C.Element) -> Void) {
            json.raw("[")
            var isFirst = true
            for item in items {
                if !isFirst { json.raw(",") }
                isFirst = false
                each(item)
            }
            json.raw("]")
        }
        func vertices(_ ring: Int) -> ArraySlice<Point3> {
            let range = geometries.vertices(ofRing: ring)
            return points[range.lowerBound - base..<range.upperBound - base]
        }
        func ring(_ ring: Int, isExterior: Bool) {
            let open = vertices(ring)
            let isWrong = turns && (GeoJSONLayerWriter.signedArea(open) < 0) == isExterior
            let ordered = isWrong ? Array(open.reversed()) : Array(open)
            list(ordered + ordered.prefix(1), position)
        }
        func polygon(_ part: Int) {
            let rings = geometries.rings(ofPart: part)
            list(rings) { ring($0, isExterior: $0 == rings.lowerBound) }
        }
        func line(_ part: Int) { list(vertices(geometries.rings(ofPart: part).lowerBound), position) }
        func point(_ part: Int) {
            if let p = vertices(geometries.rings(ofPart: part).lowerBound).first { position(p) }
        }
        func write(_ type: String, _ coordinates: () -> Void) {
            json.raw("{\"type\":\"\(type)\",\"coordinates\":")
            coordinates()
            json.raw("}")
        }
        switch kind {
        case .none: json.raw("null")
        case .point: write("Point") { point(parts.lowerBound) }
        case .lineString: write("LineString") { line(parts.lowerBound) }
        case .polygon: write("Polygon") { polygon(parts.lowerBound) }
        case .multiPoint: write("MultiPoint") { list(parts, point) }
        case .multiLineString: write("MultiLineString") { list(parts, line) }
        case .multiPolygon, .surface: write("MultiPolygon") { list(parts, polygon) }
        }
        return true
    }

    /// Twice the area of a ring, positive if it runs counter-clockwise. Relative to its first vertex: longitudes are
    /// large against what a house spans.
    static func signedArea(_ ring: ArraySlice<Point3>) -> Double {
        guard let first = ring.first, var previous = ring.last else { return 0 }
        var sum = 0.0
        for p in ring {
            sum += (previous.x - first.x) * (p.y - first.y) - (p.x - first.x) * (previous.y - first.y)
            previous = p
        }
        return sum
    }
}
