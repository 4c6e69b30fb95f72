internal import City
internal import JSON

/// Puts the members of a JSON object (GeoJSON's `properties`, CityJSON's `attributes`) into columns.
///
/// Features of one file name the same members in the same order, so each name is first compared with the one at that
/// place in the feature before; only a difference costs a look-up.
struct JSONAttributes {
    private struct Key {
        /// Column of the draft; -1 leaves the member out, -2 has none yet.
        var place: Int
        /// How good an id it is: 0 best; -1 none.
        var rank: Int
        /// Which of the markers it is; -1 none.
        var marker = -1
        var column: String
    }

    /// Members that serve as the feature's id where it has none of its own, best first.
    private let idNames: [String]
    /// Members that may say something else than an attribute: a column only where they do not.
    private let markers: [String]
    /// Units and definitions of columns, where the file gives them.
    private let notes: [String: ColumnNote]
    private let columnOf: [String: String]
    private let taken: Set<String>
    private var names = TextCodes()
    private var keys: [Key] = []
    private var order: [Int] = []
    private var candidates: [(key: Int, value: JSONCursor)] = []

    /// What a file says of a column.
    struct ColumnNote: Sendable {
        var unit: String?
        var definition: String?
    }

    /// - Parameter map: attribute in the city ← member in the file.
    init(
        map: [String: String], idNames: [String] = [], markers: [String] = [], notes: [String: ColumnNote] = [:]
    ) {
        self.idNames = idNames
        self.markers = markers
        self.notes = notes
        var columnOf: [String: String] = [:]
        for (column, member) in map { columnOf[member] = column }
        self.columnOf = columnOf
        taken = Set(map.keys)
    }

    /// Members that were met so far.
    var met: [String] { names.texts }

    /// Reads a feature's members.
    /// - Parameter taken: whether a marker, by its number, was taken for what it marks.
    /// - Returns: the feature's id: `id` if given, else the best member for it.
    mutating func read(
        _ members: JSONCursor, id: String?, into draft: inout LayerDraft, _ diagnostics: inout Diagnostics,
        taken: (_ marker: Int) -> Bool = { _ in false }
    ) -> String? {
        var number = 0
        candidates.removeAll(keepingCapacity: true)
        for (name, value) in members.members {
            guard let bytes = name.utf8 else { continue }
            let key = self.key(of: bytes, at: number, &draft)
            number += 1
            if keys[key].rank >= 0 {
                candidates.append((key, value))
            } else if keys[key].marker >= 0 {
                if !value.isNull, !taken(keys[key].marker) { setLate(value, key, into: &draft, &diagnostics) }
            } else if keys[key].place >= 0 {
                set(value, key, into: &draft, &diagnostics)
            }
        }
        return candidates.isEmpty ? id : takeID(id, into: &draft, &diagnostics)
    }

    /// Reads one member that stands apart from the others.
    mutating func read(
        _ name: JSONCursor, _ value: JSONCursor, into draft: inout LayerDraft, _ diagnostics: inout Diagnostics
    ) {
        guard let bytes = name.utf8 else { return }
        let known = names.count
        let key = Int(names.code(of: bytes))
        if key == known { keys.append(makeKey(names[key], &draft)) }
        if keys[key].place >= 0 { set(value, key, into: &draft, &diagnostics) }
    }

    /// Puts the candidates that are not the id itself into columns.
    private mutating func takeID(
        _ given: String?, into draft: inout LayerDraft, _ diagnostics: inout Diagnostics
    ) -> String? {
        var id = given
        if id == nil {
            let best = candidates.sorted { keys[$0.key].rank < keys[$1.key].rank }
            id = best.lazy.compactMap { JSONAttributes.id($0.value) }.first
        }
        for (key, value) in candidates where !value.isNull && JSONAttributes.id(value) != id {
            setLate(value, key, into: &draft, &diagnostics)
        }
        return id
    }

    /// Sets a member that makes a column only if it has to.
    private mutating func setLate(
        _ value: JSONCursor, _ key: Int, into draft: inout LayerDraft, _ diagnostics: inout Diagnostics
    ) {
        if keys[key].place == -2 { keys[key].place = draft.place(ofColumn: keys[key].column) }
        set(value, key, into: &draft, &diagnostics)
    }

    /// A text or a number as an id; nil for anything else and for an empty text.
    static func id(_ value: JSONCursor) -> String? {
        if let integer = value.integer { return String(integer) }
        if let text = value.string { return text.isEmpty ? nil : text }
        return value.double.map { Value.real($0).plain }
    }

    private mutating func key(
        of name: UnsafeBufferPointer<UInt8>, at number: Int, _ draft: inout LayerDraft
    ) -> Int {
        if number < order.count, names.matches(order[number], name) { return order[number] }
        let known = names.count
        let key = Int(names.code(of: name))
        if key == known { keys.append(makeKey(names[key], &draft)) }
        if number < order.count { order[number] = key } else { order.append(key) }
        return key
    }

    private func makeKey(_ name: String, _ draft: inout LayerDraft) -> Key {
        let mapped = columnOf[name]
        // A city's features have an `id` already, and a column needs a name.
        let column = mapped ?? (name.isEmpty ? "unnamed" : name == "id" ? "source_id" : name)
        if mapped == nil {
            // The member's name is wanted for another member: `--map height=HAUTEUR` in a file with a `height` too.
            if taken.contains(column) { return Key(place: -1, rank: -1, column: column) }
            if let rank = idNames.firstIndex(of: name) {
                return Key(place: -2, rank: rank, column: column)
            }
            if let marker = markers.firstIndex(of: name) {
                return Key(place: -2, rank: -1, marker: marker, column: column)
            }
        }
        let note = notes[column]
        let place = draft.place(ofColumn: column, unit: note?.unit, definition: note?.definition)
        return Key(place: place, rank: -1, column: column)
    }

    private func set(
        _ value: JSONCursor, _ key: Int, into draft: inout LayerDraft, _ diagnostics: inout Diagnostics
    ) {
        let place = keys[key].place
        let isFirst: Bool
        switch value.kind {
        case .string: isFirst = value.utf8.map { draft.set(utf8: $0, at: place) } ?? true
        case .integer: isFirst = value.integer.map { draft.set(integer: $0, at: place) } ?? true
        case .number, .unsigned: isFirst = draft.set(real: value.double ?? .nan, at: place)
        case .yes: isFirst = draft.set(.bool(true), at: place)
        case .no: isFirst = draft.set(.bool(false), at: place)
        case .null: isFirst = true
        case .object, .array: isFirst = draft.set(.text(value.value.text()), at: place)
        }
        if !isFirst {
            diagnostics.note(
                "duplicate-attribute", "an attribute is given more than once in a feature; the first counts",
                keys[key].column)
        }
    }
}
