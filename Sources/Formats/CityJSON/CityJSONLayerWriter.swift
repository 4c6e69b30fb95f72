internal import City
internal import Geometry
internal import JSON

/// Writes the objects of one layer.
struct CityJSONLayerWriter {
    private let layer: Layer
    private let number: Int
    private let family: CityJSONFamily
    private let type: String
    private let attributes: [Column]
    private let lod: Column?

    /// What the file says in other places than `attributes`.
    private static let ties: Set<String> = ["parent", "children", "has_parts", "lod"]

    init(layer: Layer, number: Int, family: CityJSONFamily) {
        self.layer = layer
        self.number = number
        self.family = family
        type = CityJSONNames.type(ofLayer: layer.name)
        attributes = layer.columns.filter { !CityJSONLayerWriter.ties.contains($0.name) }
        lod = layer.column("lod")
    }

    func write(
        _ row: Int, _ vertices: inout CityJSONVertices, _ json: inout JSONWriter, _ diagnostics: inout Diagnostics
    ) {
        let name = family.name(layer: number, row: row)
        let parents = family.parents(of: name)
        let children = family.children(of: name)
        let type = type(row, hasParent: !parents.isEmpty, name, &diagnostics)
        json.string(name)
        json.raw(":{\"type\":")
        json.string(type.name)
        if !parents.isEmpty { member("parents", parents, &json) }
        if !children.isEmpty { member("children", children, &json) }
        writeAttributes(row, &json)
        json.raw(",\"geometry\":[")
        vertices.beginObject()
        let shape = CityJSONSolid(layer.geometries, row, &vertices)
        if shape.missing > 0 {
            diagnostics.skipped("bad-face", "faces, lines or points that cannot be written in millimetres", name)
        }
        if !shape.parts.isEmpty {
            writeGeometry(row, shape, type, &json)
        }
        json.raw("]}")
    }

    /// The object's type; where its own may not have such a geometry or must have a parent, the nearest that fits.
    private func type(
        _ row: Int, hasParent: Bool, _ name: String, _ diagnostics: inout Diagnostics
    ) -> CityJSONType {
        var type = CityJSONType(name: type)
        if type.needsParent, !hasParent {
            diagnostics.note("no-parent", "a part whose parent is not in the file was written as \(type.whole)", name)
            type = CityJSONType(name: type.whole)
        }
        if !type.allows(layer.geometries.kinds[row]) {
            diagnostics.note(
                "other-type", "\(type.name) may not be points or lines; written as GenericCityObject", name)
            type = CityJSONType(name: "GenericCityObject")
        }
        return type
    }

    private func member(_ name: String, _ ids: [String], _ json: inout JSONWriter) {
        json.raw(",\"\(name)\":")
        json.write(.array(ids.map { .string($0) }))
    }

    private func writeAttributes(_ row: Int, _ json: inout JSONWriter) {
        json.raw(",\"attributes\":{")
        var isFirst = true
        for column in attributes {
            let value = column[row]
            if value.isNull { continue }
            if !isFirst { json.raw(",") }
            isFirst = false
            json.string(column.name)
            json.raw(":")
            json.write(CityJSONLayerWriter.nested(value) ?? value.json)
        }
        json.raw("}")
    }

    /// A text that holds a JSON list or object.
    private static func nested(_ value: Value) -> JSONValue? {
        guard let text = value.text, text.hasPrefix("{") || text.hasPrefix("[") else { return nil }
        return try? JSONValue(parsing: text)
    }

    private func writeGeometry(_ row: Int, _ shape: CityJSONSolid, _ type: CityJSONType, _ json: inout JSONWriter) {
        let kind = layer.geometries.kinds[row]
        let isFlat = kind.isArea
        let isSolid = kind == .surface && type.mayBeSolid && shape.isClosed
        let name =
            kind.isPoint
            ? "MultiPoint"
            : kind.isLine
                ? "MultiLineString" : isSolid ? "Solid" : type.name == "TINRelief" ? "CompositeSurface" : "MultiSurface"
        json.raw("{\"type\":\"\(name)\",\"lod\":")
        let said = lod?[row].plain ?? ""
        json.string(!said.isEmpty ? said : isFlat ? "0" : shape.hasTypes ? "2" : "1")
        json.raw(",\"boundaries\":")
        if isSolid { json.raw("[") }
        shape.writeBoundaries(kind, &json)
        if isSolid { json.raw("]") }
        if kind == .surface || isFlat, shape.hasTypes {
            json.raw(",\"semantics\":")
            shape.writeSemantics(isSolid: isSolid, &json)
        }
        json.raw("}")
    }
}
