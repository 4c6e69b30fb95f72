public import City
internal import Geometry
internal import JSON

/// Reads GeoJSON: RFC 7946, the 2008 draft's `crs`, and text sequences (RFC 8142, or one feature a line).
///
/// Of a collection of several layers as `GeoJSONWriter` writes it (a member `layers`, a property `layer` in each feature)
/// the layers come back, and bodies with them (a property `surface_types`); elsewhere all features are one layer.
///
/// The file is mapped and parsed piece by piece on all cores; batches come in the file's order and are the same
/// whatever the number of threads. Memory is bounded by the batches in work, not by the file.
public struct GeoJSONReader: Reader {
    public static let format = Format(
        "geojson", endings: [".geojson", ".geojsonl", ".geojsons", ".geojsonseq", ".ndgeojson", ".json"],
        "GeoJSON (RFC 7946) and GeoJSON text sequences")

    /// Threads that parse; 1 parses on the caller's only.
    public var threads = processorCount
    /// What one parse takes, bytes: small enough for the tape to stay in the second-level cache.
    var pieceBytes = 1 << 18
    /// What one batch takes, bytes of text.
    var batchBytes = 1 << 22

    public init() {}

    public static func recognises(path: String, head: [UInt8]) -> Bool {
        let lower = path.lowercased()
        let text = String(decoding: head.prefix(4096), as: UTF8.self)
        if text.contains("\"CityJSON") || text.contains("\"CityObjects\"") { return false }
        if format.endings.dropLast().contains(where: { lower.hasSuffix($0) }) { return true }
        guard text.drop(while: { $0.isWhitespace || $0 == "\u{FEFF}" || $0 == "\u{1E}" }).first == "{" else {
            return false
        }
        return text.contains("\"FeatureCollection\"") || text.contains("\"Feature\"")
    }

    public func read(_ path: String, options: ReadOptions, into sink: (Batch) throws -> Void) throws -> Diagnostics {
        try MappedFile.readJSON(path) { try read($0, file: path, options: options, into: sink, passed: $1) }
    }

    /// Reads a text in memory.
    /// - Parameters:
    ///   - file: its name for messages.
    ///   - passed: told of every stretch of the text that is not needed for the time being.
    func read(
        _ text: JSONText, file: String, options: ReadOptions, into sink: (Batch) throws -> Void,
        passed: (Range<Int>) -> Void = { _ in }
    ) throws -> Diagnostics {
        let outline: GeoJSONOutline
        do {
            outline = try GeoJSONOutline(text, pieceBytes: pieceBytes, passed: passed)
        } catch let fault as JSONFault {
            throw DataError(fault, file: file)
        }
        let crs = try GeoJSONCRS(outline.crs, options: options, file: file)
        let named = outline.name.flatMap { $0.isEmpty ? nil : $0 }
        let layer = options.layer ?? named ?? fileStem(file)
        let rules = GeoJSONRules(
            layer: layer, layers: options.layer == nil ? outline.layers : [],
            notes: outline.notes(ofLayer: options.layer), crs: crs.crs, isCRSAssumed: crs.isAssumed, map: options.map,
            box: options.box)
        var diagnostics = outline.diagnostics
        var members: Set<String> = []
        var globe = GlobeCount()
        let (pieces, isCollection) = (outline.pieces, outline.isCollection)
        try parse(pieces.map(\.bytes), batchBytes: batchBytes, threads: threads) {
            GeoJSONWorker(text, file: file, rules: rules, isCollection: isCollection)
        } _: {
            try $0.read(pieces[$1])
        } passed: {
            passed($0)
        } deliver: { part in
            diagnostics.merge(part.diagnostics)
            members.formUnion(part.members)
            globe.add(part.globe)
            if !part.layers.isEmpty { try sink(Batch(crs: rules.crs, layers: part.layers)) }
        }
        try globe.check(rules, file: file)
        diagnostics.noteUnmet(options.map, members)
        return diagnostics
    }
}
