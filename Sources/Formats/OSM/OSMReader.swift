public import City
internal import Geodesy
internal import Geometry

/// Reads extracts of OpenStreetMap: PBF and XML, the latter also packed by gzip or bzip2.
///
/// Layers: `building`, `building_part`, `road`, `square` (areas for walking), `railway`, `street_light`,
/// `traffic_signal`, `crossing`, `tree`, `tree_row`, `land_use`, `water`, `zone`; their columns are in `OSMLayer`.
/// Features come by type (nodes, ways, relations) and number. `options.layer` takes one layer only; `options.map` reads
/// a column from another key (`height=building:height`) or adds one (`operator=operator`).
public struct OSMReader: Reader {
    public static let format = Format(
        "osm", endings: [".osm.pbf", ".pbf", ".osm", ".osm.gz", ".osm.bz2"], "OpenStreetMap extract (PBF or XML)",
        origin: "© OpenStreetMap contributors", licence: "ODbL 1.0")

    public init() {}

    public static func recognises(path: String, head: [UInt8]) -> Bool {
        switch Encoding(of: head) {
        case .pbf, .xml: true
        // What is packed shows only in the name.
        case .gzip, .bzip2: path.hasSuffix(".osm.gz") || path.hasSuffix(".osm.bz2")
        case nil: false
        }
    }

    public func read(_ path: String, options: ReadOptions, into sink: (Batch) throws -> Void) throws -> Diagnostics {
        let encoding = try Encoding(of: path)
        let crs = try crs(options)
        // Sorted, so that columns come in the same order every time.
        let extraKeys = options.map.sorted { $0.key < $1.key }.map { (column: $0.key, key: $0.value) }
        var layers = OSMImport(crs: crs, box: options.box, wanted: try wanted(options), extraKeys: extraKeys)
        let file = try OSMFile(path, format: encoding.rawValue, extraKeys: extraKeys.map(\.key))
        try file.forEach { try layers.add($0, into: sink) }
        try layers.finish(into: sink)
        for (count, first) in file.unused {
            for id in first { layers.noteUnused(id) }
            layers.noteUnused(nil, count: count - first.count)
        }
        if file.wasUnsorted {
            layers.diagnostics.note("unsorted", "the file is not sorted by type and id; all of it was held in memory")
        }
        let met = layers.met
        layers.diagnostics.noteUnmet(
            options.map, options.map.filter { met.contains($0.key) }.values, known: OSMKey.allCases.map(\.rawValue))
        return layers.diagnostics
    }

    private func crs(_ options: ReadOptions) throws -> CRS {
        let crs = try CRS.wgs84
        if let given = options.crs, !given.isSame(as: crs) {
            throw InputError(
                path: "crs", problem: "OpenStreetMap is always in WGS 84, not in \(given.identifier)",
                suggestion: "leave the option away")
        }
        return crs
    }

    private func wanted(_ options: ReadOptions) throws -> Set<OSMLayer> {
        guard let name = options.layer else { return Set(OSMLayer.allCases) }
        if let layer = OSMLayer(rawValue: name) { return [layer] }
        let names = OSMLayer.allCases.map(\.rawValue)
        throw InputError(
            path: "layer", problem: "OpenStreetMap files have no layer '\(name)'",
            suggestion: nearest(to: name, among: names).map { "did you mean '\($0)'?" }
                ?? "they have: \(names.joined(separator: ", "))")
    }

    /// How the file is written, by its first bytes; the raw value is libosmium's name.
    private enum Encoding: String {
        case pbf
        case xml = "osm"
        case gzip = "osm.gz"
        case bzip2 = "osm.bz2"

        init?(of head: some Collection<UInt8>) {
            let head = Array(head.prefix(4096))
            // 4 bytes of length, then field 1 of the blob header: the text OSMHeader (OSM wiki, PBF Format).
            let pbf: [UInt8] = [0x0A, 0x09] + Array("OSMHeader".utf8)
            if head.dropFirst(4).starts(with: pbf) {
                self = .pbf
            } else if head.starts(with: [0x1F, 0x8B]) {
                self = .gzip
            } else if head.starts(with: Array("BZh".utf8)) {
                self = .bzip2
            } else if Encoding.holds(head, "<osm") {
                self = .xml
            } else {
                return nil
            }
        }

        init(of path: String) throws {
            guard let encoding = try MappedFile(path).read({ Encoding(of: $0) }) else {
                throw DataError(
                    file: path, place: "byte 0",
                    problem: "expected an OpenStreetMap extract (PBF, or XML with an <osm> element), found neither")
            }
            self = encoding
        }

        private static func holds(_ bytes: [UInt8], _ text: String) -> Bool {
            let text = Array(text.utf8)
            return bytes.indices.contains { bytes[$0...].starts(with: text) }
        }
    }
}
