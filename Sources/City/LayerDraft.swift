import Geometry

/// A layer while it is being read: features are added one by one, columns appear and widen as the data wants.
///
/// Order: geometry first (through `geometries`), then `set` for each attribute, then `endFeature`.
public struct LayerDraft: Sendable {
    public let name: String
    public private(set) var ids: [String] = []
    /// Grown by the reader; its `count` must be one ahead of `ids` when `endFeature` is called.
    public var geometries = Geometries()
    private var columns: [ColumnDraft] = []
    private var places: [String: Int] = [:]

    public init(name: String) { self.name = name }

    public var count: Int { ids.count }

    /// The place of a column, made if it is new. Look it up once and use `set(_:at:)` in a hot loop.
    public mutating func place(ofColumn name: String, unit: String? = nil, definition: String? = nil) -> Int {
        if let place = places[name] { return place }
        var column = ColumnDraft(name)
        column.unit = unit
        column.definition = definition
        columns.append(column)
        places[name] = columns.count - 1
        return columns.count - 1
    }

    /// Sets an attribute of the feature being added; the first value given counts.
    /// - Returns: whether this was the first.
    @discardableResult
    public mutating func set(_ value: Value, at place: Int) -> Bool {
        guard isOpen(place) else { return false }
        columns[place].append(value)
        return true
    }

    /// Sets a text attribute from its UTF-8 bytes: a text met before makes no `String`.
    @discardableResult
    public mutating func set(utf8 text: UnsafeBufferPointer<UInt8>, at place: Int) -> Bool {
        guard isOpen(place) else { return false }
        columns[place].append(utf8: text)
        return true
    }

    @discardableResult
    public mutating func set(integer: Int64, at place: Int) -> Bool {
        guard isOpen(place) else { return false }
        columns[place].append(integer: integer)
        return true
    }

    @discardableResult
    public mutating func set(real: Double, at place: Int) -> Bool {
        guard isOpen(place) else { return false }
        columns[place].append(real: real)
        return true
    }

    /// Sets an attribute of the feature being added.
    public mutating func set(_ name: String, _ value: Value, unit: String? = nil) {
        set(value, at: place(ofColumn: name, unit: unit))
    }

    /// Whether the feature being added has no value there yet. Fills the column up with nulls to that feature: columns
    /// few features have cost nothing at the others.
    private mutating func isOpen(_ place: Int) -> Bool {
        let missing = ids.count - columns[place].count
        if missing > 0 { columns[place].append(nulls: missing) }
        return missing >= 0
    }

    /// Closes the feature: attributes not set are null.
    public mutating func endFeature(id: String) { ids.append(id) }

    /// Drops what was added since the last `endFeature`, if the geometry is not yet closed.
    public mutating func abandonFeature() { geometries.abandonFeature() }

    /// The finished layer. Ids that occur twice get `#2`, `#3`, … behind them and are counted in `diagnostics`.
    public consuming func finish(_ diagnostics: inout Diagnostics) -> Layer {
        for i in columns.indices { columns[i].append(nulls: ids.count - columns[i].count) }
        var seen = TextCodes()
        var repeats: [String: Int] = [:]
        for i in ids.indices where !seen.insert(ids[i]) {
            let id = ids[i]
            var n = (repeats[id] ?? 1) + 1
            while !seen.insert("\(id)#\(n)") { n += 1 }
            repeats[id] = n
            ids[i] = "\(id)#\(n)"
            diagnostics.note("duplicate-id", "an id occurs more than once; later ones got #2, #3, … behind it", id)
        }
        return Layer(
            name: name, ids: ids, geometries: geometries,
            columns: columns.map { Column($0.name, unit: $0.unit, definition: $0.definition, values: $0.values) })
    }
}

extension LayerDraft {
    /// Adds the features of a layer; columns are matched by name and widened.
    public mutating func append(_ layer: Layer) {
        let places = layer.columns.map { place(ofColumn: $0.name, unit: $0.unit, definition: $0.definition) }
        for row in 0..<layer.count {
            geometries.append(feature: row, of: layer.geometries)
            for (column, place) in zip(layer.columns, places) { set(column[row], at: place) }
            endFeature(id: layer.ids[row])
        }
    }

    /// A draft that already holds a layer's features.
    public init(copying layer: Layer) {
        self.init(name: layer.name)
        ids = layer.ids
        geometries = layer.geometries
        columns = layer.columns.map { ColumnDraft($0) }
        for (i, column) in layer.columns.enumerated() { places[column.name] = i }
    }
}
