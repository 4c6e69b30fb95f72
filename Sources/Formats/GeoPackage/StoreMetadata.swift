import City
import Geometry
import JSON

/// What a city store says of itself, as JSON in `gpkg_metadata`.
struct StoreMetadata {
    var name: String
    /// The CRS as it was asked for; the tables hold only its code or WKT.
    var crs: String
    var srsID: Int64
    /// File coordinates = city coordinates + origin.
    var origin: Point3?
    var sources: [City.Source] = []
    var diagnostics = Diagnostics()
    /// What an outcome adds: provenance and inputs.
    var outcome: JSONObject?

    init(name: String, crs: String, srsID: Int64, origin: Point3?) {
        self.name = name
        self.crs = crs
        self.srsID = srsID
        self.origin = origin
    }

    /// Reads what a store wrote.
    /// - Returns: nil if the file is no city store.
    init?(in database: Database) throws {
        guard try database.hasTable("gpkg_metadata") else { return nil }
        let found = try database.texts(
            "SELECT metadata FROM gpkg_metadata WHERE md_standard_uri = ? ORDER BY id",
            .text(GeoPackageSchema.metadataURI))
        guard let text = found.last else { return nil }
        let json: JSONValue
        do { json = try JSONValue(parsing: text) } catch {
            throw DataError(file: database.path, place: "gpkg_metadata", problem: "\(error)")
        }
        guard let name = json["name"]?.string, let crs = json["crs"]?.string, let srsID = json["srs_id"]?.integer else {
            throw DataError(
                file: database.path, place: "gpkg_metadata", problem: "expected name, crs and srs_id of the city")
        }
        self.name = name
        self.crs = crs
        self.srsID = srsID
        if let o = json["origin"]?.array, o.count >= 2, let x = o[0].double, let y = o[1].double, x.isFinite, y.isFinite
        {
            origin = Point3(x, y)
        }
        sources = (json["sources"]?.array ?? []).map { source in
            City.Source(
                layers: (source["layers"]?.array ?? []).compactMap(\.string), title: source["title"]?.string ?? "",
                origin: source["origin"]?.string, licence: source["licence"]?.string)
        }
        for diagnostic in json["diagnostics"]?.array ?? [] { diagnostics.add(diagnostic) }
        outcome = json["outcome"]?.object
    }

    private var json: JSONValue {
        var object: JSONObject = [
            "format": "qala city store 1", "name": .string(name), "crs": .string(crs), "srs_id": .integer(srsID),
        ]
        if let origin { object["origin"] = [.number(origin.x), .number(origin.y), 0] }
        object["sources"] = .array(
            sources.map { source in
                var o: JSONObject = [
                    "layers": .array(source.layers.map { .string($0) }), "title": .string(source.title),
                ]
                if let origin = source.origin { o["origin"] = .string(origin) }
                if let licence = source.licence { o["licence"] = .string(licence) }
                return .object(o)
            })
        object["diagnostics"] = .array(diagnostics.all.map(\.json))
        if let outcome { object["outcome"] = .object(outcome) }
        return .object(object)
    }

    /// Writes it in the place of what was there.
    func write(in database: Database) throws {
        let ours = "SELECT id FROM gpkg_metadata WHERE md_standard_uri = ?"
        let uri = Value.text(GeoPackageSchema.metadataURI)
        try database.run("DELETE FROM gpkg_metadata_reference WHERE md_file_id IN (\(ours))", uri)
        try database.run("DELETE FROM gpkg_metadata WHERE md_standard_uri = ?", uri)
        try database.run(
            "INSERT INTO gpkg_metadata (md_scope, md_standard_uri, mime_type, metadata) VALUES "
                + "('dataset', ?, 'application/json', ?)", uri, .text(json.text()))
        try database.run(
            "INSERT INTO gpkg_metadata_reference SELECT 'geopackage', NULL, NULL, NULL, ?, id, NULL FROM "
                + "gpkg_metadata WHERE md_standard_uri = ?", .text(GeoPackageSchema.timestamp), uri)
    }
}

extension Diagnostics {
    /// Adds one that was written as JSON.
    fileprivate mutating func add(_ json: JSONValue) {
        guard let code = json["code"]?.string, let message = json["message"]?.string else { return }
        let severity = Diagnostic.Severity(rawValue: json["severity"]?.string ?? "") ?? .note
        add(
            Diagnostic(
                severity: severity, code: code, message: message,
                count: max(1, Int(clamping: json["count"]?.integer ?? 1)),
                features: Array((json["features"]?.array ?? []).compactMap(\.string).prefix(Diagnostics.examples))))
    }
}
