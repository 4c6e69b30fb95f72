public import City
internal import Geometry

/// Writes layers as comma-separated tables: `id`, the columns, and the geometry in `WKT` in the city's CRS to the
/// millimetre; the CRS itself stands beside the table in `NAME.prj`. GDAL and QGIS take both as they are.
///
/// One layer becomes the file itself, several become `NAME-LAYER.csv` beside each other. RFC 4180 with UTF-8 and LF;
/// a missing value is an empty cell, an empty text a quoted one, so that nothing changes on the way there and back. A NUL
/// character, which no reader of tables takes, becomes U+FFFD.
public struct CSVWriter: Writer {
    public static let format = Format("csv", endings: [".csv"], "Table with well-known text, one file per layer (CSV)")

    public init() {}

    public func write(_ document: Document, to path: String) throws -> Diagnostics {
        var diagnostics = Diagnostics()
        for layer in document.layers {
            let target = document.layers.count == 1 ? path : CSVWriter.path(path, layer.name)
            // First, because it does no harm alone. A device has nothing beside it.
            if let companion = CSVWriter.companion(of: target) {
                let crs = document.city.crs
                try writeAtomically(to: companion) { try $0.write((crs.wkt.isEmpty ? crs.wkt2 : crs.wkt) + "\n") }
            }
            try writeAtomically(to: target) { sink in
                try CSVWriter.write(layer, origin: document.city.origin, to: &sink, &diagnostics)
            }
        }
        if document.city.terrain != nil, document.outcome == nil {
            diagnostics.note("no-terrain", "a table cannot hold the terrain")
        }
        if let outcome = document.outcome, !outcome.indicators.isEmpty {
            diagnostics.note(
                "no-indicators", "a table of features cannot hold the indicators", count: outcome.indicators.count)
        }
        return diagnostics
    }

    /// `out/city.csv` → `out/city.prj`; nil for a file of another ending.
    static func companion(of path: String) -> String? {
        path.lowercased().hasSuffix(".csv") ? path.dropLast(4) + ".prj" : nil
    }

    /// `out/city.csv`, `road` → `out/city-road.csv`.
    private static func path(_ path: String, _ layer: String) -> String {
        let lower = path.lowercased()
        let ending = format.endings.first { lower.hasSuffix($0) } ?? ""
        let stem = path.dropLast(ending.count)
        // A layer's name may hold anything; a slash would lead elsewhere.
        return "\(stem)-\(layer.replacing("/", with: "_"))\(path.suffix(ending.count))"
    }

    private static func write(
        _ layer: Layer, origin: Point3, to sink: inout FileSink, _ diagnostics: inout Diagnostics
    ) throws {
        let columns = layer.columns.filter { !["id", "wkt"].contains($0.name.lowercased()) }
        if columns.count < layer.columns.count {
            diagnostics.note("reserved-column", "a column named id or WKT is not written", layer.name)
        }
        if !layer.geometries.surfaceTypes.isEmpty {
            diagnostics.note("no-surface-types", "well-known text cannot say which face is a roof", layer.name)
        }
        try sink.write((["id"] + columns.map(\.name) + ["WKT"]).map(cell).joined(separator: ",") + "\n")
        for column in columns {
            guard case .text(let codes, let dictionary) = column.values else { continue }
            let bad = dictionary.map { $0.utf8.contains(0) }
            guard bad.contains(true) else { continue }
            for (row, code) in codes.enumerated() where code >= 0 && bad[Int(code)] {
                diagnostics.repaired("nul-character", "a NUL character in a text became U+FFFD", layer.ids[row])
            }
        }
        // Each distinct text is quoted once.
        let texts: [[String]] = columns.map { column in
            if case .text(_, let dictionary) = column.values { dictionary.map(cell) } else { [] }
        }
        var row = ""
        for i in 0..<layer.count {
            row.removeAll(keepingCapacity: true)
            row += cell(layer.ids[i])
            for (c, column) in columns.enumerated() {
                row += ","
                if case .text(let codes, _) = column.values {
                    if codes[i] >= 0 { row += texts[c][Int(codes[i])] }
                } else {
                    row += column[i].plain
                }
            }
            row += ","
            row += cell(layer.geometries.wkt(of: i, origin: origin), isMissing: layer.geometries.kinds[i] == .none)
            row += "\n"
            try sink.write(row)
        }
    }

    private static func cell(_ text: String) -> String { cell(text, isMissing: false) }

    private static func cell(_ text: String, isMissing: Bool) -> String {
        if isMissing { return "" }
        let text = text.utf8.contains(0) ? text.replacing("\0", with: "\u{FFFD}") : text
        let needsQuotes = text.isEmpty || text.utf8.contains { $0 == 34 || $0 == 44 || $0 == 10 || $0 == 13 }
        return needsQuotes ? "\"" + text.replacing("\"", with: "\"\"") + "\"" : text
    }
}
