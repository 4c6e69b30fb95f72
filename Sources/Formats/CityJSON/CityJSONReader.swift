public import City
internal import Geometry
internal import JSON

/// Reads CityJSON 1.0, 1.1 and 2.0, and CityJSONSeq (one feature a line).
///
/// Every type of city object becomes a layer (`building`, `building_part`, `road`, `tree`, …). Of an object's
/// geometries one is taken: see `CityJSONChoice`; the column `lod` says which. A CityJSONSeq is read in memory bounded by
/// the batches in work; of a CityJSON file the vertices are kept besides.
public struct CityJSONReader: Reader {
    public static let format = Format(
        "cityjson", endings: [".city.json", ".city.jsonl", ".cityjson", ".cityjsonseq", ".json", ".jsonl"],
        "CityJSON 1.0, 1.1, 2.0 and CityJSONSeq")

    /// Threads that parse; 1 parses on the caller's only.
    public var threads = processorCount
    /// What one parse takes, bytes.
    var pieceBytes = 1 << 18
    /// What one batch takes, bytes of text.
    var batchBytes = 1 << 22

    public init() {}

    public static func recognises(path: String, head: [UInt8]) -> Bool {
        let text = String(decoding: head.prefix(4096), as: UTF8.self)
        return text.contains("\"CityJSON\"") || text.contains("\"CityObjects\"") || text.contains("\"CityJSONFeature\"")
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
        let outline: CityJSONOutline
        do {
            outline = try CityJSONOutline(text, pieceBytes: pieceBytes, passed: passed)
        } catch let fault as JSONFault {
            throw DataError(fault, file: file)
        }
        let header = outline.header
        let crs = try header.crs(options, file: file)
        let rules = CityJSONRows.Rules(
            crs: crs, lod: options.lod, map: options.map, box: options.box, templates: header.templates)
        let pieces = outline.pieces
        var diagnostics = header.notes
        var members: Set<String> = []
        try parse(pieces.map(\.bytes), batchBytes: batchBytes, threads: threads) {
            CityJSONWorker(text, file: file, rules: rules, transform: header.transform, vertices: outline.vertices)
        } _: {
            try $0.read(pieces[$1])
        } passed: {
            passed($0)
        } deliver: { part in
            diagnostics.merge(part.diagnostics)
            members.formUnion(part.members)
            if !part.layers.isEmpty { try sink(Batch(crs: crs, layers: part.layers)) }
        }
        diagnostics.noteUnmet(options.map, members)
        return diagnostics
    }
}
