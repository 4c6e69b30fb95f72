public import Geometry
import Synchronization

/// Features of one kind: ids, geometries and attribute columns, row by row the same feature.
///
/// Immutable; copies share their storage. The spatial index is built when first asked for.
public struct Layer: Sendable {
    /// `building`, `road`, `street_light`, …: FIWARE, OSM or CityJSON name where one exists.
    public let name: String
    /// Unique within the layer.
    public let ids: [String]
    public let geometries: Geometries
    public let columns: [Column]
    private let lazyIndex: LazyIndex

    public init(name: String, ids: [String], geometries: Geometries, columns: [Column]) {
        precondition(ids.count == geometries.count && columns.allSatisfy { $0.count == ids.count })
        self.name = name
        self.ids = ids
        self.geometries = geometries
        self.columns = columns
        lazyIndex = LazyIndex()
    }

    public var count: Int { ids.count }

    /// Whether both are the same storage, as where a change of the city leaves a layer alone; equal content elsewhere is
    /// not. What was computed from a layer may be kept with it and taken again for the same one.
    package func isSame(as other: Layer) -> Bool { lazyIndex === other.lazyIndex }

    /// The column of that name.
    public func column(_ name: String) -> Column? { columns.first { $0.name == name } }

    /// The row of the feature with that id.
    public func row(id: String) -> Int? { lazyIndex.rows(of: self)[id] }

    /// The spatial index over the features' boxes, in row order.
    public var index: SpatialIndex { lazyIndex.index(of: self) }

    /// The rows at `rows`, in that order.
    public func selecting(_ rows: [Int]) -> Layer {
        var geometries = Geometries()
        for row in rows { geometries.append(feature: row, of: self.geometries) }
        return Layer(
            name: name, ids: rows.map { ids[$0] }, geometries: geometries, columns: columns.map { $0.selecting(rows) })
    }

    /// The same layer with other columns.
    public func with(columns: [Column]) -> Layer {
        Layer(name: name, ids: ids, geometries: geometries, columns: columns)
    }

    /// The same layer under another name.
    public func named(_ name: String) -> Layer {
        Layer(name: name, ids: ids, geometries: geometries, columns: columns)
    }

    /// The same layer with other geometries, one a feature.
    public func with(geometries: Geometries) -> Layer {
        Layer(name: name, ids: ids, geometries: geometries, columns: columns)
    }
}

/// What is built once, at the first question, whichever thread asks.
private final class LazyIndex: Sendable {
    private let built = Mutex<SpatialIndex?>(nil)
    private let byID = Mutex<[String: Int]?>(nil)

    func index(of layer: Layer) -> SpatialIndex {
        built.withLock { index in
            if let index { return index }
            let fresh = SpatialIndex(boxes: layer.geometries.boxes())
            index = fresh
            return fresh
        }
    }

    func rows(of layer: Layer) -> [String: Int] {
        byID.withLock { rows in
            if let rows { return rows }
            var fresh: [String: Int] = [:]
            fresh.reserveCapacity(layer.count)
            for (row, id) in layer.ids.enumerated() where fresh[id] == nil { fresh[id] = row }
            rows = fresh
            return fresh
        }
    }
}
