public import Geometry

extension CRS {
    /// Longitude and latitude in degrees, in that order: x is the longitude. What OpenStreetMap and SRTM are given in.
    static let wgs84 = CRS(
        identifier: "EPSG:4326", name: "WGS 84", epsg: 4326, isGeographic: true, metresPerUnit: 1,
        wkt: #"GEOGCS["WGS 84",DATUM["WGS_1984",SPHEROID["WGS 84",6378137,298.257223563,AUTHORITY["EPSG","7030"]],"#
            + #"AUTHORITY["EPSG","6326"]],PRIMEM["Greenwich",0,AUTHORITY["EPSG","8901"]],"#
            + #"UNIT["degree",0.0174532925199433,AUTHORITY["EPSG","9122"]],"#
            + #"AXIS["Latitude",NORTH],AXIS["Longitude",EAST],AUTHORITY["EPSG","4326"]]"#)
}
