internal import City
internal import Geometry

extension Geometries {
    /// A feature as well-known text, `origin` added, rounded to millimetres; empty for a feature without geometry.
    func wkt(of feature: Int, origin: Point3) -> String {
        let z = hasZ[feature]
        var text = ""
        func number(_ value: Double) {
            // What lies below a millimetre is the noise of adding the origin.
            let rounded = (value * 1000).rounded() / 1000
            text += rounded == rounded.rounded() && abs(rounded) < 1e15 ? String(Int64(rounded)) : rounded.description
        }
        func point(_ i: Int) {
            let v = vertices[i] + origin
            number(v.x)
            text += " "
            number(v.y)
            if z {
                text += " "
                number(v.z)
            }
        }
        func list<C: Collection<Int>>(_ items: C, _ body: (Int) -> Void) {
            text += "("
            for (n, item) in items.enumerated() {
                if n > 0 { text += "," }
                body(item)
            }
            text += ")"
        }
        func ring(_ r: Int, closed: Bool) {
            let range = vertices(ofRing: r)
            list(closed ? Array(range) + [range.lowerBound] : Array(range), point)
        }
        func polygon(_ part: Int) { list(rings(ofPart: part)) { ring($0, closed: true) } }
        func line(_ part: Int) {
            for r in rings(ofPart: part) { ring(r, closed: false) }
        }
        let parts = parts(of: feature)
        let tag = z ? " Z " : " "
        switch kinds[feature] {
        case .none: break
        case .point:
            text = "POINT" + tag
            parts.forEach(line)
        case .lineString:
            text = "LINESTRING" + tag
            parts.forEach(line)
        case .polygon:
            text = "POLYGON" + tag
            parts.forEach(polygon)
        case .multiPoint:
            text = "MULTIPOINT" + tag
            list(parts, line)
        case .multiLineString:
            text = "MULTILINESTRING" + tag
            list(parts, line)
        case .multiPolygon:
            text = "MULTIPOLYGON" + tag
            list(parts, polygon)
        case .surface:
            text = "POLYHEDRALSURFACE" + tag
            list(parts, polygon)
        }
        return text
    }
}
