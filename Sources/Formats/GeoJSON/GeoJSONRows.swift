internal import City
internal import Geometry
internal import JSON

/// What holds for all features of a file.
struct GeoJSONRules: Sendable {
    var layer: String
    var crs: CRS
    /// Whether neither the file nor the caller named the CRS.
    var isCRSAssumed: Bool
    /// Attribute in the city ← member in the file.
    var map: [String: String]
    /// In the file's CRS.
    var box: Box?
}

/// Features on their way from the parser's tape into a layer.
struct GeoJSONRows {
    private let rules: GeoJSONRules
    private var draft: LayerDraft
    private var shape = GeoJSONShape()
    private var properties: JSONAttributes
    private(set) var diagnostics = Diagnostics()
    private var located = 0
    private var outside: (count: Int, first: String) = (0, "")

    init(_ rules: GeoJSONRules) {
        self.rules = rules
        draft = LayerDraft(name: rules.layer)
        properties = JSONAttributes(map: rules.map, idNames: ["id", "ID", "@id", "fid"])
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
        if let geometry, !geometry.isNull {
            if let problem = shape.read(geometry, into: &draft.geometries) {
                return skip("bad-geometry", problem.rawValue, named())
            }
            if let reason = exclusion() {
                draft.abandonFeature()
                if reason == .outside {
                    if outside.count == 0 { outside.first = named() }
                    outside.count += 1
                    skip("outside-the-globe", "coordinates beyond 360° of longitude or 90° of latitude", named())
                }
                return
            }
            located += 1
            shape.close(&draft.geometries)
            if shape.needsMention { mention(named()) }
        } else {
            if rules.box != nil { return skip("no-geometry", "a feature without geometry lies in no box", named()) }
            draft.geometries.appendNone()
            diagnostics.note("no-geometry", "a feature without geometry", named())
        }
        var own = id
        if let members, members.isObject {
            own = properties.read(members, id: id, into: &draft, &diagnostics)
        }
        draft.endFeature(id: own ?? number.text)
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
        if shape.hasExtraOrdinates {
            diagnostics.note("extra-ordinates", "numbers behind the third of a position were left out", id)
        }
    }

    mutating func note(_ code: String, _ message: String, _ id: String) { diagnostics.repaired(code, message, id) }

    /// The finished layer, what was noticed, and the members met in `properties`.
    consuming func finish() -> GeoJSONPart {
        var diagnostics = diagnostics
        let met = properties.met
        let globe = GlobeCount(located: located, outside: outside.count, first: outside.first)
        return GeoJSONPart(layer: draft.finish(&diagnostics), diagnostics: diagnostics, members: met, globe: globe)
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
    var layer: Layer
    var diagnostics: Diagnostics
    /// Names met in `properties`.
    var members: [String]
    var globe: GlobeCount
}

extension GeoJSONShape {
    /// Whether anything was noticed in what was read last.
    var needsMention: Bool {
        unclosedRings > 0 || droppedRings > 0 || droppedMembers > 0 || hasPartialZ || hasExtraOrdinates
    }
}
