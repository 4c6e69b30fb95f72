import City
import Foundation
import Geometry
import Testing

/// The repository's root, three folders above the tests' sources.
let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().path

/// A file fetched by `tools/fetch-data`; its absence is a failure, not a reason to skip.
func fetched(_ path: String) throws -> String {
    let cache = ProcessInfo.processInfo.environment["QALA_PYPI_CACHE"] ?? root + "/.cache/pypi"
    let file = cache + "/" + path
    try #require(FileManager.default.fileExists(atPath: file), "\(file) is missing: run tools/fetch-data")
    return file
}

/// What a reader delivers: the last layer of each name (small files come in one batch), batches, diagnostics.
struct Reading {
    var layers: [String: Layer] = [:]
    var batches: [Batch] = []
    var diagnostics = Diagnostics()

    init(_ reader: some Reader, _ path: String, _ options: ReadOptions = ReadOptions()) throws {
        var batches: [Batch] = []
        diagnostics = try reader.read(path, options: options) { batches.append($0) }
        self.batches = batches
        for layer in batches.flatMap(\.layers) { layers[layer.name] = layer }
    }

    /// How many features a diagnostic concerns, over all messages of that code.
    func count(_ code: String) -> Int { diagnostics.all.filter { $0.code == code }.reduce(0) { $0 + $1.count } }

    /// The first features of a diagnostic.
    func features(_ code: String) -> [String] { diagnostics.all.filter { $0.code == code }.flatMap(\.features) }
}

extension Layer {
    /// The value of an attribute of the feature with that id.
    func value(_ id: String, _ column: String) -> Value? {
        guard let row = ids.firstIndex(of: id) else { return nil }
        return self.column(column).map { $0[row] }
    }

    /// Everything in one text, so that two layers can be compared.
    var fingerprint: String {
        let g = geometries
        var text = "\(name) \(ids) \(g.kinds) \(g.featureEnds) \(g.partEnds) \(g.ringEnds) \(g.vertices)"
        for c in columns { text += "\n\(c.name) \(c.type) \((0..<c.count).map { c[$0] })" }
        return text
    }
}

/// The rows of a small comma-separated table without quotes, by column name.
func table(_ path: String) throws -> [[String: String]] {
    let lines = try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n")
    let header = try #require(lines.first).split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    return lines.dropFirst().map { line in
        let cells = line.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
        return Dictionary(zip(header, cells)) { first, _ in first }
    }
}
