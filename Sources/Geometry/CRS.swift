/// A coordinate reference system, as a plain value that a city keeps and a file writer prints.
///
/// Made from an identifier by `CRS(resolving:)` in `Geodesy`. Only the horizontal part is described: a compound
/// system such as EPSG:7415 keeps its name in `identifier` and `vertical`, and heights are passed through unchanged.
/// Coordinates are always x = easting or longitude, y = northing or latitude, whatever axis order the system's
/// authority prescribes; geographic coordinates are degrees.
public struct CRS: Sendable, Hashable {
    /// The text the system was asked for by, kept for messages and provenance: `EPSG:32642`, a URN, WKT …
    public var identifier: String
    /// Name of the horizontal part: `WGS 84 / UTM zone 42N`.
    public var name: String
    /// EPSG code of the horizontal part, if it has one.
    public var epsg: Int?
    /// Whether coordinates are longitude and latitude in degrees; otherwise they are lengths on a plane.
    public var isGeographic: Bool
    /// Length of one unit of the coordinates in metres; 1 for metres, about 111,320 for degrees (along a meridian).
    public var metresPerUnit: Double
    /// Horizontal part as WKT 1 in GDAL's dialect (the `definition` of `gpkg_spatial_ref_sys`); empty if WKT 1
    /// cannot express it.
    public var wkt: String
    /// Horizontal part as WKT 2 (ISO 19162:2019; `definition_12_063` of the GeoPackage CRS WKT extension).
    public var wkt2: String
    /// Name of the vertical part of a compound system: `NAP height`.
    public var vertical: String?
    /// Where on Earth the system is meant to be used.
    public var areaOfUse: AreaOfUse?

    public init(
        identifier: String, name: String, epsg: Int?, isGeographic: Bool, metresPerUnit: Double, wkt: String,
        wkt2: String = "", vertical: String? = nil, areaOfUse: AreaOfUse? = nil
    ) {
        self.identifier = identifier
        self.name = name
        self.epsg = epsg
        self.isGeographic = isGeographic
        self.metresPerUnit = metresPerUnit
        self.wkt = wkt
        self.wkt2 = wkt2
        self.vertical = vertical
        self.areaOfUse = areaOfUse
    }

    /// Whether coordinates are lengths on a plane.
    public var isProjected: Bool { !isGeographic }

    /// Shortest text that names the system: `EPSG:32642` where it has a code, the given identifier otherwise.
    public var label: String { epsg.map { "EPSG:\($0)" } ?? identifier }

    /// Whether both describe the same horizontal system, however each was asked for.
    public func isSame(as other: CRS) -> Bool {
        if let a = epsg, let b = other.epsg { return a == b }
        return epsg == other.epsg && (identifier == other.identifier || (!wkt2.isEmpty && wkt2 == other.wkt2))
    }
}

/// A region of the Earth in degrees; `west > east` where it crosses the date line.
public struct AreaOfUse: Sendable, Hashable {
    /// Degrees of longitude and latitude, WGS 84 or any other geographic system: it is a coarse region.
    public var west: Double
    public var south: Double
    public var east: Double
    public var north: Double
    /// The authority's words for it.
    public var name: String

    public init(west: Double, south: Double, east: Double, north: Double, name: String = "") {
        self.west = west
        self.south = south
        self.east = east
        self.north = north
        self.name = name
    }

    /// Whether a longitude and latitude in degrees lie within, edges included.
    public func contains(longitude: Double, latitude: Double) -> Bool {
        guard south <= latitude, latitude <= north else { return false }
        return west <= east ? west <= longitude && longitude <= east : longitude >= west || longitude <= east
    }
}

extension Box {
    /// Where longitudes and latitudes can lie, degrees. Longitudes are also counted from 0 to 360, and beyond 180 where
    /// data cross the date line.
    public static let globe = Box(minX: -360, minY: -90, maxX: 360, maxY: 90)
}
