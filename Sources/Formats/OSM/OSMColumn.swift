internal import City

/// One column of a layer: its name, what it holds, and the tags it is read from.
struct OSMColumn: Sendable {
    /// How a tag's text becomes a value.
    enum Kind: Sendable {
        /// As written.
        case text
        /// Length in metres.
        case metres
        /// A number, perhaps with one of these units behind it.
        case number(units: [String])
        case whole
        case yesNo
        case azimuth
        /// Worked out from several tags, of the given type; nil if they cannot be read.
        case derived(AttributeType, @Sendable (OSMObject) -> Value?)
    }

    let name: String
    let unit: String?
    let definition: String
    let kind: Kind
    /// The first of them that is tagged counts.
    let keys: [OSMKey]

    var type: AttributeType {
        switch kind {
        case .text: .text
        case .metres, .number, .azimuth: .real
        case .whole: .integer
        case .yesNo: .bool
        case .derived(let type, _): type
        }
    }

    /// The value of an object; null where it is not tagged, nil if it cannot be read as what the column holds.
    func value(of object: OSMObject) -> Value? {
        if case .derived(_, let derive) = kind { return derive(object) }
        guard let text = object.tags.first(keys) else { return .null }
        return value(of: text)
    }

    /// The value a text stands for; nil if it cannot be read as what the column holds.
    func value(of text: String) -> Value? {
        switch kind {
        case .text: .text(text)
        case .metres: OSMValues.metres(text).map { .real($0) }
        case .number(let units): OSMValues.number(text, units: units).map { .real($0) }
        case .whole: OSMValues.whole(text).map { .integer($0) }
        case .yesNo: OSMValues.yesNo(text).map { .bool($0) }
        case .azimuth: OSMValues.azimuth(text).map { .real($0) }
        case .derived(let type, _):
            switch type {
            case .text: .text(text)
            case .real: OSMValues.number(text).map { .real($0) }
            case .integer: OSMValues.whole(text).map { .integer($0) }
            case .bool: OSMValues.yesNo(text).map { .bool($0) }
            }
        }
    }

    // MARK: How the tables write them

    static func text(_ name: String, _ keys: OSMKey..., definition: String) -> OSMColumn {
        OSMColumn(name: name, unit: nil, definition: definition, kind: .text, keys: keys)
    }
    static func metres(_ name: String, _ keys: OSMKey..., definition: String) -> OSMColumn {
        OSMColumn(name: name, unit: "m", definition: definition, kind: .metres, keys: keys)
    }
    static func number(
        _ name: String, _ keys: OSMKey..., unit: String? = nil, units: [String] = [], definition: String
    ) -> OSMColumn {
        OSMColumn(name: name, unit: unit, definition: definition, kind: .number(units: units), keys: keys)
    }
    static func whole(_ name: String, _ keys: OSMKey..., definition: String) -> OSMColumn {
        OSMColumn(name: name, unit: nil, definition: definition, kind: .whole, keys: keys)
    }
    static func yesNo(_ name: String, _ keys: OSMKey..., definition: String) -> OSMColumn {
        OSMColumn(name: name, unit: nil, definition: definition, kind: .yesNo, keys: keys)
    }
    static func azimuth(_ name: String, _ keys: OSMKey..., definition: String) -> OSMColumn {
        OSMColumn(name: name, unit: "°", definition: definition, kind: .azimuth, keys: keys)
    }
    static func derived(
        _ name: String, _ type: AttributeType, unit: String? = nil, definition: String,
        _ value: @escaping @Sendable (OSMObject) -> Value?
    ) -> OSMColumn {
        OSMColumn(name: name, unit: unit, definition: definition, kind: .derived(type, value), keys: [])
    }

    /// Whether something applies: tagged, and not with `no`. Untagged is unknown.
    static func applies(_ name: String, _ key: OSMKey, definition: String) -> OSMColumn {
        derived(name, .bool, definition: definition) { object in
            object.tags[key].map { .bool($0 != "no") } ?? .null
        }
    }
}
