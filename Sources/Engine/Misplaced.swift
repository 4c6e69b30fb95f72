import City
import Foundation
import Geodesy
import Geometry

// What to say of data that lie where no city is.

extension Importer {
    /// The file's places are none of its own system.
    func offTheMap(_ file: String, _ p: Point3, _ source: CRS) -> DataError {
        let found = Importer.words(p, in: source)
        let what =
            source.isGeographic
            ? "are no longitude and latitude, as \(source.label) wants" : "have no place in \(source.label)"
        return DataError(
            file: file, problem: "its coordinates, around \(found), \(what); name their system: --crs EPSG:…")
    }

    /// Not one of the file's places is within the city's reach.
    func misplaced(_ file: String, _ p: Point3, _ source: CRS) throws -> DataError {
        var turned = [Point3(p.y, p.x)]
        var hint = "is that their system (--crs)?"
        if let crs, let origin, try Projection(from: source, to: crs).transform(&turned).isEmpty,
            City.reaches(turned[0] - origin)
        {
            hint = "x and y look swapped"
        }
        return DataError(
            file: file,
            problem:
                "none of its features can be part of the city: they lie around \(Importer.words(p, in: source)) in "
                + "\(source.label); \(hint)")
    }

    /// A system far from where it is meant to be used is a wrong system, or its axes are swapped.
    func cautionOutside(_ source: CRS, _ middle: Point3, _ place: Point3) throws {
        guard let area = source.areaOfUse, !area.holds(place) else { return }
        var turned = [Point3(middle.y, middle.x)]
        let isTurned = try Projection(from: source, to: .wgs84).transform(&turned).isEmpty && area.holds(turned[0])
        diagnostics.caution(
            "outside-area-of-use",
            "most features lie around \(Importer.words(place)), where \(source.label) is not meant to be used"
                + (isTurned ? ": x and y look swapped" : ": is it their system?"))
    }

    /// `43.2978° N, 68.2708° E`.
    static func words(_ place: Point3) -> String {
        let (y, x) = (String(format: "%.4f", abs(place.y)), String(format: "%.4f", abs(place.x)))
        return "\(y)° \(place.y < 0 ? "S" : "N"), \(x)° \(place.x < 0 ? "W" : "E")"
    }

    static func words(_ p: Point3, in crs: CRS) -> String {
        crs.isGeographic
            ? "(\(Value.real(p.x).plain)°, \(Value.real(p.y).plain)°)"
            : "(\(Value.real(p.x.rounded()).plain), \(Value.real(p.y.rounded()).plain))"
    }
}

extension AreaOfUse {
    /// Whether a place lies in the area or beside it: half its width, at the least 1°.
    fileprivate func holds(_ place: Point3) -> Bool {
        let width = west <= east ? east - west : east + 360 - west
        let margin = max(width / 2, 1)
        guard width + 2 * margin < 360 else { return south - margin <= place.y && place.y <= north + margin }
        func wrapped(_ x: Double) -> Double { x - 360 * ((x + 180) / 360).rounded(.down) }
        return AreaOfUse(
            west: wrapped(west - margin), south: south - margin, east: wrapped(east + margin), north: north + margin
        ).contains(longitude: place.x, latitude: place.y)
    }
}

extension Layer {
    /// How many features have a place.
    var located: Int { geometries.kinds.reduce(0) { $0 + ($1 == .none ? 0 : 1) } }
}
