public import City
import Geometry

/// What is wrong with a file: reads it whole, as an import would, and writes nothing.
///
/// Beyond what an import repairs and leaves out, ids that occur twice, heights and levels that no building has, a system
/// that nobody names and places where it is not meant to be used are problems; other notes are information.
public struct Validation: Sendable {
    public var layers: [(name: String, features: Int)] = []
    public var diagnostics = Diagnostics()

    public var problems: Int {
        diagnostics.all.reduce(0) {
            $0 + ($1.severity != .note || Validation.problematic.contains($1.code) ? $1.count : 0)
        }
    }

    /// Notes that an import can live with and its author should not.
    private static let problematic: Set = ["duplicate-id", "assumed-wgs84", "attribute-not-found"]
}

/// Checks a file.
/// - Throws: `DataError` if the file cannot be read at all.
public func validate(_ path: String, options: ReadOptions = ReadOptions()) throws -> Validation {
    let importer = Importer()
    var result = Validation()
    var checks = AttributeChecks()
    do {
        try importer.read(path, options: options) { layer in
            if let i = result.layers.firstIndex(where: { $0.name == layer.name }) {
                result.layers[i].features += layer.count
            } else {
                result.layers.append((layer.name, layer.count))
            }
            checks.add(layer)
        } terrain: { _ in
            result.layers.append(("terrain", 1))
        }
    } catch let error as InputError where error.path == "crs" && options.crs == nil {
        // Nothing wrong with the question: the file should have said it.
        result.diagnostics.caution("no-crs", "\(error.problem); \(error.suggestion ?? "")")
    }
    result.diagnostics.merge(importer.diagnostics)
    result.diagnostics.merge(checks.diagnostics)
    return result
}

/// Looks at ids and at the attributes that simulations rest on.
private struct AttributeChecks {
    private(set) var diagnostics = Diagnostics()
    private var ids: [String: TextCodes] = [:]

    /// Attributes of buildings and their parts, what they may be, and the unit of that.
    private static let ranges: [(column: String, range: ClosedRange<Double>, unit: String)] = [
        ("height", 0.01...BuildingHeight.limit, " m"), ("min_height", 0...BuildingHeight.limit, " m"),
        ("roof_height", 0...BuildingHeight.limit, " m"), ("levels", 0...BuildingHeight.storeyLimit, ""),
        ("min_level", 0...BuildingHeight.storeyLimit, ""), ("roof_levels", 0...BuildingHeight.storeyLimit, ""),
    ]

    mutating func add(_ layer: Layer) {
        for id in layer.ids where !ids[layer.name, default: TextCodes()].insert(id) {
            diagnostics.note("duplicate-id", "an id occurs more than once; later ones got #2, #3, … behind it", id)
        }
        for (name, range, unit) in AttributeChecks.ranges {
            guard let column = layer.column(name) else { continue }
            let low = Value.real(range.lowerBound).plain
            let high = Value.real(range.upperBound).plain
            for row in 0..<layer.count where !column[row].isNull && !range.contains(BuildingHeight.number(column[row]))
            {
                diagnostics.caution(
                    "absurd-\(name.replacing("_", with: "-"))",
                    "a \(name) that is no number from \(low) to \(high)\(unit) is not used",
                    "\(layer.name) \(layer.ids[row]) (\(column[row].plain))")
            }
        }
        guard let low = layer.column("min_height"), let high = layer.column("height") else { return }
        for row in 0..<layer.count where BuildingHeight.number(low[row]) >= BuildingHeight.number(high[row]) {
            diagnostics.caution(
                "absurd-min-height", "a building part begins above its own height", "\(layer.name) \(layer.ids[row])")
        }
    }
}
