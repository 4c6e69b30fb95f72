public import City
internal import Geodesy
internal import Geometry

/// Reads comma-separated tables with a header row and coordinates: RFC 4180, also `;`, tab or `|`, decimal commas, BOM.
///
/// Coordinates come from columns that are named like coordinates (`lon`/`lat`, `x`/`y`, `easting`/`northing`, …) or from
/// one with well-known text, or are named in `options.map` (`x=COL`, `y=COL`, `z=COL`, `wkt=COL`); `id=COL` names the
/// feature's id, any other entry renames a column. Without `options.crs` the table must be in longitude and latitude.
///
/// The file is mapped and read twice: first to learn what each column holds, then row by row. Types are those of the
/// whole column; texts stay as written, numbers with leading zeros are texts.
public struct CSVReader: Reader {
    public static let format = Format("csv", endings: [".csv", ".tsv", ".txt"], "Table with coordinates (CSV)")

    public init() {}

    public static func recognises(path: String, head: [UInt8]) -> Bool {
        let name = path.lowercased()
        return format.endings.contains { name.hasSuffix($0) } && !head.contains(0)
    }

    public func read(_ path: String, options: ReadOptions, into sink: (Batch) throws -> Void) throws -> Diagnostics {
        var diagnostics = Diagnostics()
        let mapped = try MappedFile(path)
        mapped.adviseSequential()
        try mapped.read { bytes in
            let table = try CSVTable(bytes, file: path, map: options.map, &diagnostics)
            let crs = try CSVReader.crs(of: table, options, &diagnostics)
            var rows = CSVImport(table, crs: crs, layer: CSVReader.layerName(path, options), box: options.box)
            try rows.read(into: sink, &diagnostics)
        }
        return diagnostics
    }

    /// `data/Street lights.csv` → `street_lights`.
    private static func layerName(_ path: String, _ options: ReadOptions) -> String {
        if let name = options.layer { return name }
        let file = path.split(separator: "/").last.map(String.init) ?? path
        let stem = file.split(separator: ".").first.map(String.init) ?? file
        let name = stem.lowercased().map { $0.isLetter || $0.isNumber ? $0 : "_" }
        return name.isEmpty ? "table" : String(name)
    }

    /// The system that a `.prj` file beside the table names; nil if there is none.
    /// - Throws: `DataError` for one that names no system.
    private static func companion(of path: String) throws -> CRS? {
        guard let companion = CSVWriter.companion(of: path) else { return nil }
        let text: String
        do {
            text = try MappedFile(companion).read { String(decoding: $0.prefix(1 << 16), as: UTF8.self) }
        } catch is DataError {
            return nil
        }
        do {
            return try CRS(resolving: text)
        } catch let error as InputError {
            throw DataError(file: companion, problem: "\(error.problem); give --crs EPSG:… or remove the file")
        }
    }

    private static func crs(
        of table: CSVTable, _ options: ReadOptions, _ diagnostics: inout Diagnostics
    ) throws -> CRS {
        if let crs = options.crs { return crs }
        if let srid = table.coordinates.srid { return try CRS(resolving: "EPSG:\(srid)") }
        if !table.header.isGeographic, let crs = try companion(of: table.file) {
            diagnostics.note("crs-of-prj", "the coordinate system is that of the .prj file beside it: \(crs.label)")
            return crs
        }
        let found = table.coordinates
        // A few places off the globe among many on it are mistakes, if the names say longitude and latitude.
        let isGeographic = table.header.isGeographic ? found.onGlobe * 2 >= found.count : found.onGlobe == found.count
        guard isGeographic else {
            throw InputError(
                path: "crs",
                problem:
                    "the coordinates of \(table.file) are not longitude and latitude, and nothing says what they are",
                suggestion: "give their system, for example --crs EPSG:32642")
        }
        if !table.header.isGeographic, found.count > 0 {
            diagnostics.note(
                "assumed-wgs84", "no system is given: the coordinates are taken for longitude and latitude (WGS 84)")
        }
        return try CRS.wgs84
    }
}
