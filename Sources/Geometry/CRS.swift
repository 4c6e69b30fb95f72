/// A coordinate reference system as a plain value; `Geodesy` resolves and uses it.
public struct CRS: Sendable, Hashable {
    /// As given: `EPSG:32642`, `OGC:CRS84`, WKT, a PROJ string.
    public var identifier: String
    public var name: String
    /// EPSG code where one is known.
    public var epsg: Int?
    /// Longitude and latitude in degrees rather than metres.
    public var isGeographic: Bool
    /// Length of the horizontal unit, m; 1 for geographic systems.
    public var metresPerUnit: Double
    /// Well-known text, version 1 as GDAL writes it.
    public var wkt: String

    public init(
        identifier: String, name: String, epsg: Int?, isGeographic: Bool, metresPerUnit: Double, wkt: String
    ) {
        self.identifier = identifier
        self.name = name
        self.epsg = epsg
        self.isGeographic = isGeographic
        self.metresPerUnit = metresPerUnit
        self.wkt = wkt
    }
}
