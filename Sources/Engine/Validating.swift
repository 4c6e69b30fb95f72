public import City
import Geometry

/// What is wrong with a file: reads it whole, as an import would, and writes nothing.
///
/// Notes count as information, repairs and omissions as problems.
public struct Validation: Sendable {
    public var layers: [(name: String, features: Int)] = []
    public var diagnostics = Diagnostics()

    public var problems: Int {
        diagnostics.all.reduce(0) { $0 + ($1.severity == .note || $1.severity == .caution ? 0 : $1.count) }
    }
}

/// Checks a file.
/// - Throws: `DataError` if the file cannot be read at all.
public func validate(_ path: String, options: ReadOptions = ReadOptions()) throws -> Validation {
    let importer = Importer()
    var result = Validation()
    try importer.read(path, options: options) { layer in
        if let i = result.layers.firstIndex(where: { $0.name == layer.name }) {
            result.layers[i].features += layer.count
        } else {
            result.layers.append((layer.name, layer.count))
        }
    } terrain: { _ in
        result.layers.append(("terrain", 1))
    }
    result.diagnostics = importer.diagnostics
    return result
}
