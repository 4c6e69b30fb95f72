import City
import Geometry

/// One plane that light falls on: of a roof or of a façade.
struct Receiver: Sendable {
    enum Kind: Sendable, Hashable { case roof, facade }

    var kind: Kind
    /// Index into the massing's buildings.
    var building: Int
    /// Index into the massing's roofs or façades.
    var plane: Int
    /// Counter-clockwise seen from outside.
    var face: Polygon
    /// Outward, length 1, in the city's grid.
    var normal: Point3
    /// In space, m².
    var area: Double

    init(kind: Kind, building: Int, plane: Int, face: Polygon, normal: Point3, area: Double) {
        (self.kind, self.building, self.plane) = (kind, building, plane)
        (self.face, self.normal, self.area) = (face, normal, area)
    }

    init(_ massing: Massing, roof index: Int) {
        let roof = massing.roofs[index]
        (kind, building, plane) = (.roof, roof.building, index)
        (face, normal, area) = (roof.face, roof.plane.normal, roof.plane.area)
    }

    init(_ massing: Massing, facade index: Int) {
        let facade = massing.facades[index]
        (kind, building, plane) = (.facade, facade.building, index)
        (face, normal, area) = (facade.face, facade.normal, facade.area)
    }

    /// From horizontal: 0° a flat roof, 90° an upright wall.
    var tilt: Angle { Geometry.tilt(of: normal) }
}
