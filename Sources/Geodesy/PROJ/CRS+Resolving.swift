import CPROJ
public import Geometry

extension CRS {
    /// Looks a coordinate reference system up in PROJ's database or reads its definition.
    ///
    /// Accepts `EPSG:32642`, `urn:ogc:def:crs:EPSG::4326`, `http(s)://www.opengis.net/def/crs/EPSG/0/4326`,
    /// `OGC:CRS84`, compound systems (`EPSG:7415`, `EPSG:28992+5709`), WKT 1 and 2, PROJJSON and PROJ strings.
    /// - Throws: `InputError` for a text that names no map system, with the nearest known code where one is near;
    ///   `NativeError` if PROJ cannot work at all (no database).
    public init(resolving identifier: String) throws {
        let context = try ProjContext()
        let crs = try HorizontalCRS(identifier, in: context)
        let base = crs.base
        self.init(
            identifier: identifier.trimmed, name: base.name, epsg: Self.epsgCode(of: base),
            isGeographic: crs.isGeographic, metresPerUnit: try Self.metresPerUnit(of: crs),
            wkt: Self.wkt(of: crs.object, PJ_WKT1_GDAL), wkt2: Self.wkt(of: crs.object, PJ_WKT2_2019),
            vertical: crs.vertical, areaOfUse: Self.areaOfUse(of: base))
    }

    /// WGS 84 longitude and latitude, the system of GeoJSON and of everything given in degrees.
    public static var wgs84: CRS { get throws { try CRS(resolving: "EPSG:4326") } }

    /// The code the system carries, or that of the one database entry it is equivalent to.
    private static func epsgCode(of crs: ProjObject) -> Int? {
        if let code = crs.code(of: "EPSG") { return code }
        // CRS84 is EPSG:4326 in x/y order, and this program knows no other order.
        if let code = proj_get_id_code(crs.raw, 0), String(cString: code) == "CRS84" { return 4326 }
        var confidence: UnsafeMutablePointer<Int32>?
        guard let list = proj_identify(crs.context.raw, crs.raw, "EPSG", nil, &confidence) else { return nil }
        defer {
            proj_list_destroy(list)
            proj_int_list_destroy(confidence)
        }
        // 70: equivalent in all but the name. Below that the match is a guess (ISO 19162 §C.4 as PROJ applies it).
        guard proj_list_get_count(list) > 0, let confidence, confidence[0] >= 70,
            let first = proj_list_get(crs.context.raw, list, 0)
        else { return nil }
        return ProjObject(first, in: crs.context).code(of: "EPSG")
    }

    private static func metresPerUnit(of crs: HorizontalCRS) throws -> Double {
        let context = crs.base.context
        let axes = try context.object(
            "proj_crs_get_coordinate_system", proj_crs_get_coordinate_system(context.raw, crs.base.raw))
        var factor = 0.0
        guard proj_cs_get_axis_info(context.raw, axes.raw, 0, nil, nil, nil, &factor, nil, nil, nil) != 0 else {
            throw context.error("proj_cs_get_axis_info")
        }
        // For angles PROJ gives radians per unit; times the semi-major axis of WGS 84 that is metres of meridian.
        return crs.isGeographic ? factor * 6_378_137 : factor
    }

    private static func wkt(of crs: ProjObject, _ version: PJ_WKT_TYPE) -> String {
        // Some 2019 constructs have no WKT 1: an empty text then, not an error.
        let text = proj_as_wkt(crs.context.raw, crs.raw, version, nil).map { String(cString: $0) } ?? ""
        return text
    }

    private static func areaOfUse(of crs: ProjObject) -> AreaOfUse? {
        var (west, south, east, north) = (0.0, 0.0, 0.0, 0.0)
        var name: UnsafePointer<CChar>?
        guard proj_get_area_of_use(crs.context.raw, crs.raw, &west, &south, &east, &north, &name) != 0,
            west > -1000
        else { return nil }
        return AreaOfUse(
            west: west, south: south, east: east, north: north, name: name.map { String(cString: $0) } ?? "")
    }
}
