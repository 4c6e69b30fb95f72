internal import City

/// One layer while an OpenStreetMap file is read.
struct OSMDraft {
    let layer: OSMLayer
    private let columns: [OSMColumn]
    /// A column the user asked for: its name, where it comes from, and the layer's own column of that name.
    private struct Mapped {
        let name: String
        let known: OSMKey?
        let extra: Int
        let column: OSMColumn?

        func text(of object: OSMObject) -> String? {
            known.map { object.tags[$0] } ?? object.tags[extra: extra]
        }
    }

    private let mapped: [Mapped]
    private var draft: LayerDraft
    /// Which of the columns that the user asked for had a value.
    private(set) var met: Set<String> = []

    /// - Parameter extraKeys: columns in the city and the tag key each comes from.
    init(_ layer: OSMLayer, extraKeys: [(column: String, key: String)]) {
        self.layer = layer
        let columns = layer.columns
        self.columns = columns
        mapped = extraKeys.enumerated().map { i, extra in
            Mapped(
                name: extra.column, known: OSMKey(rawValue: extra.key), extra: i,
                column: columns.first { $0.name == extra.column })
        }
        draft = OSMDraft.empty(layer)
    }

    var count: Int { draft.count }

    private static func empty(_ layer: OSMLayer) -> LayerDraft {
        var draft = LayerDraft(name: layer.rawValue)
        for column in layer.columns {
            _ = draft.place(ofColumn: column.name, unit: column.unit, definition: column.definition)
        }
        return draft
    }

    /// Adds an object; its geometry is appended by `geometry`.
    mutating func add(
        _ object: OSMObject, _ diagnostics: inout Diagnostics, geometry: (inout Geometries) -> Void
    ) {
        geometry(&draft.geometries)
        // The first value set counts: what the user mapped comes before what the layer would read itself.
        for map in mapped {
            guard let text = map.text(of: object) else { continue }
            met.insert(map.name)
            guard let column = map.column else {
                draft.set(map.name, .text(text))
                continue
            }
            set(column.value(of: text), map.name, object, &diagnostics)
        }
        for (place, column) in columns.enumerated() {
            guard let value = column.value(of: object) else {
                set(nil, column.name, object, &diagnostics)
                continue
            }
            draft.set(value, at: place)
        }
        draft.set("source_id", .text(object.sourceID))
        draft.endFeature(id: object.id)
    }

    private mutating func set(
        _ value: Value?, _ name: String, _ object: OSMObject, _ diagnostics: inout Diagnostics
    ) {
        if value == nil {
            diagnostics.note(
                "unreadable-\(name.replacing("_", with: "-"))",
                "the value of \(name) cannot be read and is left empty (\(layer.rawValue))", object.id)
        }
        draft.set(name, value ?? .null)
    }

    /// The layer so far; the draft starts anew.
    mutating func take(_ diagnostics: inout Diagnostics) -> Layer {
        let full = draft
        draft = OSMDraft.empty(layer)
        let types = Dictionary(columns.map { ($0.name, $0.type) }) { first, _ in first }
        return full.finish(&diagnostics).typingNulls(types)
    }
}
