internal import City
internal import Geometry
internal import JSON

/// City objects on their way from the parser's tape into layers, one a kind of object.
struct CityJSONRows {
    /// What holds for all objects of a file.
    struct Rules: Sendable {
        var crs: CRS
        var lod: String?
        var map: [String: String]
        var box: Box?
        var templates: CityJSONTemplates
    }

    private struct Rows {
        var draft: LayerDraft
        var attributes: JSONAttributes
        var lodPlace: Int?

        mutating func set(lod: String) {
            let place = lodPlace ?? draft.place(ofColumn: "lod")
            lodPlace = place
            if !lod.isEmpty { draft.set(.text(lod), at: place) }
        }

        /// Attributes, family ties, and whatever else the object holds.
        mutating func read(_ object: JSONCursor, _ diagnostics: inout Diagnostics) {
            var hasParts = false
            for (name, value) in object.members {
                if name.equals("attributes") {
                    _ = attributes.read(value, id: nil, into: &draft, &diagnostics)
                } else if name.equals("type") || name.equals("geometry") || name.equals("geographicalExtent") {
                    continue
                } else if name.equals("parents") {
                    // Nearly always one: its plain id. A list stays a list.
                    let only = value.count == 1 ? value.elements.first { _ in true }?.string : nil
                    draft.set("parent", .text(only ?? value.value.text()))
                } else if name.equals("children") {
                    hasParts = value.count > 0
                    draft.set("children", .text(value.value.text()))
                } else {
                    attributes.read(name, value, into: &draft, &diagnostics)
                }
            }
            if draft.name == "building" { draft.set("has_parts", .bool(hasParts)) }
        }
    }

    private let rules: Rules
    private var layers: [Rows] = []
    private var types = TextCodes()
    private var layerOfType: [Int] = []
    /// Types the specification does not know, by their code.
    private var extensionTypes: [Int: String] = [:]
    private var shape = CityJSONShape()
    private var candidates: [CityJSONChoice.Candidate] = []
    private(set) var diagnostics = Diagnostics()

    init(_ rules: Rules) { self.rules = rules }

    /// Adds one city object.
    mutating func add(_ object: JSONCursor, id idText: JSONCursor, vertices: UnsafeBufferPointer<Point3>) {
        let id = idText.string ?? ""
        guard object.isObject, let type = object["type"]?.utf8 else {
            return diagnostics.skipped("not-an-object", "a city object without a type", id)
        }
        let layer = self.layer(ofType: type, id)
        let geometries = object["geometry"]
        let found = readGeometry(geometries, into: layer, vertices, id)
        guard found != .failed else { return }
        if let box = rules.box, found == .none || !box.intersects(shape.box) {
            layers[layer].draft.abandonFeature()
            return
        }
        if case .read(let lod) = found {
            shape.close(&layers[layer].draft.geometries)
            layers[layer].set(lod: lod)
            mention(id)
        } else {
            layers[layer].draft.geometries.appendNone()
        }
        layers[layer].read(object, &diagnostics)
        layers[layer].draft.endFeature(id: id)
    }

    private enum Found: Equatable {
        case none, failed
        /// Taken at this level of detail.
        case read(String)
    }

    /// Takes the best geometry that can be read.
    private mutating func readGeometry(
        _ list: JSONCursor?, into layer: Int, _ vertices: UnsafeBufferPointer<Point3>, _ id: String
    ) -> Found {
        guard let list, list.count > 0 else { return .none }
        let others = CityJSONChoice.candidates(list, lod: rules.lod, templates: rules.templates.lods, &candidates)
        if others > 0 {
            diagnostics.note(
                "other-geometries", "geometries of other levels of detail were not taken", id, count: others)
        }
        guard !candidates.isEmpty else {
            diagnostics.note(
                "no-such-lod", "no geometry of the level of detail asked for; kept without geometry", id)
            return .none
        }
        var firstProblem: CityJSONShape.Problem?
        for candidate in candidates {
            let problem = shape.read(
                candidate.geometry, vertices: vertices, templates: rules.templates,
                into: &layers[layer].draft.geometries)
            if problem == nil {
                if let firstProblem {
                    diagnostics.repaired("second-geometry", "the next best was taken for \(firstProblem.rawValue)", id)
                }
                if candidate.isDecorated {
                    diagnostics.note("appearance", "materials and textures are not kept", id)
                }
                return .read(candidate.lod)
            }
            firstProblem = firstProblem ?? problem
        }
        diagnostics.skipped("bad-geometry", firstProblem?.rawValue ?? "", id)
        return .failed
    }

    private mutating func mention(_ id: String) {
        guard shape.needsMention else { return }
        if shape.badFaces > 0 {
            diagnostics.repaired(
                "bad-face", "faces with too few vertices or a vertex that does not exist were left out", id)
        }
        if shape.droppedHoles > 0 {
            diagnostics.repaired("degenerate-ring", "holes of fewer than three vertices were left out", id)
        }
        if shape.repeatedVertices > 0 {
            diagnostics.repaired("repeated-vertex", "vertices given twice in a row were taken once", id)
        }
        if shape.innerShells > 0 {
            diagnostics.note("inner-shell", "inner shells of solids are not kept", id)
        }
        if let name = shape.unknownSurface {
            diagnostics.note("unknown-surface-type", "surface type '\(name)' is kept as unknown", id)
        }
    }

    private mutating func layer(ofType bytes: UnsafeBufferPointer<UInt8>, _ id: String) -> Int {
        let known = types.count
        let code = Int(types.code(of: bytes))
        if code < known { return noteType(code, id) }
        let name = CityJSONNames.layer(ofType: types[code])
        if !CityJSONNames.isKnown(types[code]) { extensionTypes[code] = types[code] }
        if let i = layers.firstIndex(where: { $0.draft.name == name }) {
            layerOfType.append(i)
        } else {
            layerOfType.append(layers.count)
            layers.append(Rows(draft: LayerDraft(name: name), attributes: JSONAttributes(map: rules.map)))
        }
        return noteType(code, id)
    }

    private mutating func noteType(_ code: Int, _ id: String) -> Int {
        let layer = layerOfType[code]
        if let type = extensionTypes[code] {
            diagnostics.note(
                "extension-type", "objects of type '\(type)' are kept in layer '\(layers[layer].draft.name)'", id)
        }
        return layer
    }

    mutating func skip(_ code: String, _ message: String, _ id: String) { diagnostics.skipped(code, message, id) }

    mutating func noteNumbers(_ place: String) {
        diagnostics.repaired("number-out-of-range", "a number too large to hold became null or was rounded", place)
    }

    /// The finished layers in the order of their first objects.
    consuming func finish() -> CityJSONPart {
        var diagnostics = diagnostics
        let met = Set(layers.flatMap(\.attributes.met))
        let finished = layers.map { $0.draft.finish(&diagnostics) }.filter { $0.count > 0 }
        return CityJSONPart(layers: finished, diagnostics: diagnostics, members: met)
    }
}

/// One batch's worth of city objects.
struct CityJSONPart: Sendable {
    var layers: [Layer]
    var diagnostics: Diagnostics
    /// Names of attributes met.
    var members: Set<String>
}
