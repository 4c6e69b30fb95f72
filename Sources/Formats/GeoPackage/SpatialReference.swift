import City
import Geodesy
import Geometry

/// Rows of `gpkg_spatial_ref_sys` ↔ CRS.
enum SpatialReference {
    /// Enters a CRS, if it is not there yet.
    /// - Returns: its `srs_id`: the EPSG code, or a number from 100000 for a system without one.
    static func enter(_ crs: CRS, in database: Database) throws -> Int64 {
        if let code = crs.epsg {
            try insert(crs, id: Int64(code), organization: "EPSG", in: database)
            return Int64(code)
        }
        let definition = crs.wkt.isEmpty ? crs.wkt2 : crs.wkt
        if let known = try database.integer(
            "SELECT srs_id FROM gpkg_spatial_ref_sys WHERE organization = 'NONE' AND definition = ? AND srs_id > 0",
            .text(definition.isEmpty ? "undefined" : definition))
        {
            return known
        }
        let last = try database.integer("SELECT max(srs_id) FROM gpkg_spatial_ref_sys WHERE organization = 'NONE'") ?? 0
        let id = max(last, 99_999) + 1
        try insert(crs, id: id, organization: "NONE", in: database)
        return id
    }

    private static func insert(_ crs: CRS, id: Int64, organization: String, in database: Database) throws {
        let definition = crs.wkt.isEmpty ? crs.wkt2 : crs.wkt
        // A file made elsewhere may have the column of the CRS WKT extension, which must not be null.
        let hasWKT2 =
            try database.integer(
                "SELECT 1 FROM pragma_table_info('gpkg_spatial_ref_sys') WHERE name = 'definition_12_063'") != nil
        try database.run(
            "INSERT OR IGNORE INTO gpkg_spatial_ref_sys (srs_name, srs_id, organization, organization_coordsys_id, "
                + "definition, description\(hasWKT2 ? ", definition_12_063" : "")) VALUES (?, ?, ?, ?, ?, ?"
                + (hasWKT2 ? ", 'undefined')" : ")"),
            .text(crs.name), .integer(id), .text(organization), .integer(id),
            .text(definition.isEmpty ? "undefined" : definition), .text(crs.identifier))
    }

    /// The CRS of an `srs_id`.
    /// - Returns: nil for the undefined ones (-1, 0) and for definitions that PROJ does not understand.
    static func crs(_ id: Int64, in database: Database) throws -> CRS? {
        guard id > 0 else { return nil }
        let hasWKT2 =
            try database.integer(
                "SELECT 1 FROM pragma_table_info('gpkg_spatial_ref_sys') WHERE name = 'definition_12_063'") != nil
        var candidates: [String] = []
        try database.rows(
            "SELECT organization, organization_coordsys_id, definition, \(hasWKT2 ? "definition_12_063" : "NULL") "
                + "FROM gpkg_spatial_ref_sys WHERE srs_id = ?", .integer(id)
        ) { row in
            let authority = row.text(0).uppercased()
            if !authority.isEmpty, authority != "NONE" { candidates.append("\(authority):\(row.integer(1))") }
            candidates += [row.text(3), row.text(2)].filter { !$0.isEmpty && $0 != "undefined" }
        }
        for candidate in candidates {
            do { return try CRS(resolving: candidate) } catch is InputError { continue }
        }
        return nil
    }
}
