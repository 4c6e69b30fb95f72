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
        var column = ColumnDraft(name, nulls: ids.count)
        column.unit = unit
        column.definition = definition
        columns.append(column)
        places[name] = columns.count - 1
        return columns.count - 1
    }

    /// Sets an attribute of the feature being added; the first value given counts.
    public mutating func set(_ value: Value, at place: Int) {
        guard columns[place].count == ids.count else { return }
        columns[place].append(value)
    }

    /// Sets an attribute of the feature being added.
    public mutating func set(_ name: String, _ value: Value, unit: String? = nil) {
        set(value, at: place(ofColumn: name, unit: unit))
    }

    /// Closes the feature: attributes not set are null.
    public mutating func endFeature(id: String) {
        ids.append(id)
        for i in columns.indices where columns[i].count < ids.count { columns[i].append(.null) }
    }

    /// Drops what was added since the last `endFeature`, if the geometry is not yet closed.
    public mutating func abandonFeature() { geometries.abandonFeature() }

    /// The finished layer. Ids that occur twice get `#2`, `#3`, … behind them and are counted in `diagnostics`.
    public consuming func finish(_ diagnostics: inout Diagnostics) -> Layer {
        var seen: [String: Int] = [:]
        seen.reserveCapacity(ids.count)
        for i in ids.indices {
            let id = ids[i]
            guard seen.updateValue(1, forKey: id) != nil else { continue }
            var n = 2
            while seen["\(id)#\(n)"] != nil { n += 1 }
            ids[i] = "\(id)#\(n)"
            seen[ids[i]] = 1
            diagnostics.note("duplicate-id", "an id occurs more than once; later ones got #2, #3, … behind it", id)
        }
        return Layer(
            name: name, ids: ids, geometries: geometries,
            columns: columns.map { Column($0.name, unit: $0.unit, definition: $0.definition, values: $0.values) })
    }
}

extension LayerDraft {
    /// A draft that already holds a layer's features.
    init(copying layer: Layer) {
        self.init(name: layer.name)
        ids = layer.ids
        geometries = layer.geometries
        columns = layer.columns.map { ColumnDraft($0) }
        for (i, column) in layer.columns.enumerated() { places[column.name] = i }
    }
}
