internal import City
internal import Geometry
internal import JSON

/// What holds for all features of a file.
struct GeoJSONRules: Sendable {
    var layer: String
    /// Layers of which each feature names its own in the property `layer`; empty if all are of one.
    var layers: [String] = []
    /// By layer and column.
    var notes: [String: [String: JSONAttributes.ColumnNote]] = [:]
    var crs: CRS
    /// Whether neither the file nor the caller named the CRS.
    var isCRSAssumed: Bool
    /// Attribute in the city ← member in the file.
    var map: [String: String]
    /// In the file's CRS.
    var box: Box?
}

/// Features on their way from the parser's tape into layers.
struct GeoJSONRows {
    private struct Rows {
        var draft: LayerDraft
        var properties: JSONAttributes

        init(_ layer: String, _ rules: GeoJSONRules) {
            draft = LayerDraft(name: layer)
            properties = JSONAttributes(
                map: rules.map, idNames: ["id", "ID", "@id", "fid"], markers: [SurfaceLetters.column, "layer"],
                notes: rules.notes[layer] ?? [:])
        }

        mutating func read(
            _ members: JSONCursor, id: String?, hasLetters: Bool, hasLayer: Bool, _ diagnostics: inout Diagnostics
        ) -> String? {
            properties.read(members, id: id, into: &draft, &diagnostics) { $0 == 0 ? hasLetters : hasLayer }
        }
    }

    private let rules: GeoJSONRules
    /// The first is for features that name no layer.
    private var layers: [Rows]
    private var shape = GeoJSONShape()
    private(set) var diagnostics = Diagnostics()
    private var located = 0
    private var outside: (count: Int, first: String) = (0, "")

    init(_ rules: GeoJSONRules) {
        self.rules = rules
        layers = [Rows(rules.layer, rules)]
    }

    /// Adds one element of `features`, or one text of a sequence.
    /// - Parameter number: its number in the file: the id of a feature that has none.
    mutating func add(_ value: JSONCursor, number: FeatureNumber) {
        var (type, geometry, members, id): (JSONCursor?, JSONCursor?, JSONCursor?, JSONCursor?)
        for (name, member) in value.members {
            if name.equals("type") {
                type = type ?? member
            } else if name.equals("geometry") {
                geometry = geometry ?? member
            } else if name.equals("properties") {
                members = members ?? member
            } else if name.equals("id") {
                id = id ?? member
            }
        }
        guard let type, !type.equals("Feature") else {
            let isFeature = value.isObject && (type != nil || geometry != nil || members != nil)
            guard isFeature else { return skip("not-a-feature", "an element that is no Feature", number.text) }
            return add(geometry: geometry, members: members, id: id, number: number)
        }
        if type.equals("FeatureCollection"), let features = value["features"] {
            var k = 0
            for feature in features.elements {
                k += 1
                add(feature, number: number.member(k))
            }
        } else if value["coordinates"] != nil || value["geometries"] != nil {
            add(geometry: value, members: nil, id: nil, number: number)
        } else {
            skip("not-a-feature", "an element that is no Feature", number.text)
        }
    }

    private mutating func add(
        geometry: JSONCursor?, members: JSONCursor?, id idMember: JSONCursor?, number: FeatureNumber
    ) {
        let id = idMember.flatMap(JSONAttributes.id)
        /// The id for messages, looked up only where there is something to say.
        func named() -> String {
            id ?? members?["id"].flatMap(JSONAttributes.id) ?? number.text
        }
        let ownLayer = rules.layers.isEmpty ? nil : members?["layer"]?.string
        let layer = ownLayer.map { self.layer($0) } ?? 0
        var hasLetters = false
        if let geometry, !geometry.isNull {
            if let problem = shape.read(geometry, into: &layers[layer].draft.geometries) {
                return skip("bad-geometry", problem.rawValue, named())
            }
            if let reason = exclusion() {
                layers[layer].draft.abandonFeature()
                if reason == .outside {
                    if outside.count == 0 { outside.first = named() }
                    outside.count += 1
                    skip("outside-the-globe", "coordinates beyond 360° of longitude or 90° of latitude", named())
                }
                return
            }
            located += 1
            let letters = shape.hasFaces ? members?["surface_types"]?.string : nil
            hasLetters = shape.close(&layers[layer].draft.geometries, letters: letters)
            if shape.needsMention { mention(named()) }
        } else {
            if rules.box != nil { return skip("no-geometry", "a feature without geometry lies in no box", named()) }
            layers[layer].draft.geometries.appendNone()
            diagnostics.note("no-geometry", "a feature without geometry", named())
        }
        if let idMember, id == nil, !idMember.isNull {
            diagnostics.repaired("bad-id", "an id that is neither text nor number was left out", number.text)
        }
        var own = id
        if let members, members.isObject {
            own = layers[layer].read(members, id: id, hasLetters: hasLetters, hasLayer: layer > 0, &diagnostics)
        } else if let members, !members.isNull {
            diagnostics.repaired("bad-properties", "properties that are no object were left out", named())
        }
        layers[layer].draft.endFeature(id: own ?? number.text)
    }

    /// The place of a layer that a feature names; 0 if it is none of the file's.
    private mutating func layer(_ name: String) -> Int {
        if let i = layers.dropFirst().firstIndex(where: { $0.draft.name == name }) { return i }
        guard rules.layers.contains(name) else { return 0 }
        layers.append(Rows(name, rules))
        return layers.count - 1
    }

    private enum Exclusion { case outside, unwanted }

    /// Why what the shape read last is not wanted.
    private func exclusion() -> Exclusion? {
        if rules.crs.isGeographic, !Box.globe.contains(shape.box) { return .outside }
        if let box = rules.box, !box.intersects(shape.box) { return .unwanted }
        return nil
    }

    private mutating func skip(_ code: String, _ message: String, _ id: String) {
        diagnostics.skipped(code, message, id)
    }

    private mutating func mention(_ id: String) {
        if shape.unclosedRings > 0 {
            diagnostics.repaired("unclosed-ring", "a ring whose last position is not its first was closed", id)
        }
        if shape.droppedRings > 0 {
            diagnostics.repaired("degenerate-ring", "rings of fewer than three positions were left out", id)
        }
        if shape.droppedMembers > 0 {
            diagnostics.repaired(
                "mixed-collection", "of a collection of mixed geometries only those of the highest dimension were kept",
                id)
        }
        if shape.hasPartialZ {
            diagnostics.repaired("partial-heights", "heights given for some positions only were left out", id)
        }
        if shape.isTakenAsBody {
            diagnostics.note(
                "faces-in-space", "a MultiPolygon in space with upright faces was taken as the faces of a body", id)
        }
        if shape.hasLostHeights {
            diagnostics.note(
                "heights-of-area",
                "the heights of an area's positions differ: it is a footprint at the lowest of them (a property "
                    + "surface_types makes faces of them)", id)
        }
        if shape.hasExtraOrdinates {
            diagnostics.note("extra-ordinates", "numbers behind the third of a position were left out", id)
        }
    }

    mutating func note(_ code: String, _ message: String, _ id: String) { diagnostics.repaired(code, message, id) }

    /// The finished layers, what was noticed, and the members met in `properties`.
    consuming func finish() -> GeoJSONPart {
        var diagnostics = diagnostics
        let met = layers.flatMap(\.properties.met)
        let globe = GlobeCount(located: located, outside: outside.count, first: outside.first)
        let finished = layers.map { $0.draft.finish(&diagnostics) }.filter { $0.count > 0 }
        return GeoJSONPart(layers: finished, diagnostics: diagnostics, members: met, globe: globe)
    }
}

/// Where a feature stands in its file; made a text only where it must serve as id.
struct FeatureNumber {
    var value: Int
    /// What stands before the number of a member of a collection inside a sequence.
    var prefix = ""

    var text: String { prefix + String(value) }
    func member(_ k: Int) -> FeatureNumber { FeatureNumber(value: k, prefix: text + ".") }
}

/// How many places are longitudes and latitudes, and how many cannot be.
struct GlobeCount: Sendable {
    var located = 0
    var outside = 0
    /// The first that cannot.
    var first = ""

    mutating func add(_ other: GlobeCount) {
        if outside == 0 { first = other.first }
        located += other.located
        outside += other.outside
    }

    /// A few places off the globe are mistakes; most of them are metres that are taken for degrees.
    /// - Throws: `DataError` for those.
    func check(_ rules: GeoJSONRules, file: String) throws {
        guard outside > located else { return }
        let why = rules.isCRSAssumed ? "and the file names no CRS" : "though the CRS is \(rules.crs.label)"
        throw DataError(
            file: file, place: "feature \(first)",
            problem: "most coordinates are beyond 360° and 90° \(why): these look like metres; give --crs EPSG:…")
    }
}

/// One batch's worth of features.
struct GeoJSONPart: Sendable {
    var layers: [Layer]
    var diagnostics: Diagnostics
    /// Names met in `properties`.
    var members: [String]
    var globe: GlobeCount
}

extension GeoJSONShape {
    /// Whether anything was noticed in what was read last.
    var needsMention: Bool {
        unclosedRings > 0 || droppedRings > 0 || droppedMembers > 0 || hasPartialZ || hasExtraOrdinates || isTakenAsBody
            || hasLostHeights
    }
}
