import City
import Geometry

/// A GeoPackage opened for reading, its identity checked.
struct GeoPackageFile {
    let database: Database
    /// nil if this program did not write the file.
    let metadata: StoreMetadata?
    private(set) var diagnostics = Diagnostics()

    /// - Throws: `DataError` for a file that is missing, locked, damaged or no GeoPackage.
    init(_ path: String, patience: Duration = .seconds(2)) throws {
        database = try Database(path, .read, patience: patience)
        guard try database.hasTable("gpkg_contents"), try database.hasTable("gpkg_spatial_ref_sys") else {
            throw DataError(
                file: path, problem: "expected a GeoPackage, found an SQLite database without a gpkg_contents table")
        }
        let id = try database.integer("PRAGMA application_id") ?? 0
        if id != GeoPackageSchema.applicationID, !GeoPackageSchema.oldApplicationIDs.contains(id) {
            diagnostics.note(
                "wrong-application-id",
                "the file does not say that it is a GeoPackage (application_id), but has its "
                    + "tables")
        }
        metadata = try StoreMetadata(in: database)
    }

    /// The file's name without its folder.
    var fileName: String { database.path.split(separator: "/").last.map(String.init) ?? database.path }

    /// The one projected CRS that all tables share.
    func commonCRS(of tables: [(table: String, srsID: Int64)]) throws -> CRS {
        guard let first = tables.first.map({ $0.srsID }) ?? metadata?.srsID else {
            throw DataError(file: database.path, problem: "expected a city, found no table of features in it")
        }
        if let other = tables.first(where: { $0.srsID != first }) {
            throw DataError(
                file: database.path, place: "table \(other.table)",
                problem: "its coordinate reference system (srs_id \(other.srsID)) is not that of \(tables[0].table) "
                    + "(\(first)); import the file into a city, which brings them together")
        }
        guard let crs = try SpatialReference.crs(first, in: database) else {
            throw DataError(
                file: database.path,
                problem: "the coordinate reference system of its tables (srs_id \(first)) is not "
                    + "known; import the file into a city and name it (--crs)")
        }
        guard crs.isProjected, crs.metresPerUnit == 1 else {
            throw DataError(
                file: database.path,
                problem: "a city needs projected coordinates in metres, these are \(crs.label) "
                    + "(\(crs.name)); import the file into a city")
        }
        return crs
    }
}

extension Database {
    /// The box around all tables, as the catalogue has it; `Box.empty` if it says nothing.
    func catalogueExtent(of condition: String = "1") throws -> Box {
        var box = Box.empty
        try rows(
            "SELECT min_x, min_y, max_x, max_y FROM gpkg_contents WHERE min_x <= max_x AND min_y <= max_y AND "
                + condition
        ) {
            box.extend(Box(minX: $0.real(0), minY: $0.real(1), maxX: $0.real(2), maxY: $0.real(3)))
        }
        return box
    }
}

extension Box {
    /// A city's origin for these coordinates: the centre, rounded down to whole kilometres, so that adding and
    /// subtracting it loses nothing.
    var roundedOrigin: Point3 {
        let centre = centre
        guard !isEmpty, centre.x.isFinite, centre.y.isFinite else { return .zero }
        return centre.wholeKilometres
    }
}

extension Point3 {
    /// The place rounded down to whole kilometres east and north.
    var wholeKilometres: Point3 { Point3((x / 1000).rounded(.down) * 1000, (y / 1000).rounded(.down) * 1000) }
}

extension Layer {
    func moved(by shift: Point3) -> Layer {
        guard shift != .zero else { return self }
        return with(
            geometries: geometries.mapVertices { vertices in
                for i in vertices.indices { vertices[i] = vertices[i] + shift }
            })
    }
}
