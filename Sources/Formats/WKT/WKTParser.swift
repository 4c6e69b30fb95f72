internal import City
internal import Geometry

/// Why a text is no well-known text.
struct WKTFault: Error, CustomStringConvertible {
    var problem: String
    /// Byte in the text, from 1.
    var place: Int

    var description: String { "byte \(place): \(problem)" }
}

/// Reads one geometry in well-known text (OGC 06-103r4 §7; `SRID=…;` in front as PostGIS writes it).
struct WKTParser {
    private let bytes: UnsafeRawBufferPointer
    private var i = 0
    private var hasZ = false
    /// Ordinates of a point; 0 until the first one is read.
    private var dimensions = 0
    /// Number in front of the geometry: `SRID=32642;`.
    private(set) var srid: Int?

    init(_ bytes: UnsafeRawBufferPointer) { self.bytes = bytes }

    /// Appends the geometry as one feature; on failure nothing is appended.
    mutating func parse(into geometries: inout Geometries) throws(WKTFault) {
        do throws(WKTFault) {
            let kind = try parseParts(into: &geometries)
            skipSpace()
            if i < bytes.count { throw fault("unexpected text behind the geometry") }
            geometries.endFeature(kind, hasZ: hasZ)
        } catch {
            geometries.abandonFeature()
            throw error
        }
    }

    private mutating func parseParts(into g: inout Geometries) throws(WKTFault) -> GeometryKind {
        var name = word()
        if name == "SRID" {
            guard take("="), let number = Decimal.prefix(bytes, &i), let srid = Int(exactly: number), take(";") else {
                throw fault("expected SRID=number;")
            }
            self.srid = srid
            name = word()
        }
        for suffix in ["ZM", "Z", "M"] where name.hasSuffix(suffix) && name.count > suffix.count + 2 {
            // POINTZ is written as well as POINT Z; no name ends so by itself.
            name = String(name.dropLast(suffix.count))
            setDimensions(suffix)
            break
        }
        var tag = word()
        if ["Z", "M", "ZM"].contains(tag) {
            setDimensions(tag)
            tag = word()
        }
        let isEmpty = tag == "EMPTY"
        if !tag.isEmpty && !isEmpty { throw fault("unexpected '\(tag.prefix(20))'") }
        switch name {
        case "POINT":
            if isEmpty { return .none }
            try list(&g) { (p, g) throws(WKTFault) in try p.point(&g) }
            g.endRing()
            g.endPart()
            return .point
        case "LINESTRING":
            if !isEmpty { try line(&g) }
            return .lineString
        case "POLYGON", "TRIANGLE":
            if !isEmpty { try polygon(&g) }
            return .polygon
        case "MULTIPOINT":
            if isEmpty { return .none }
            try list(&g) { (p, g) throws(WKTFault) in
                // Both MULTIPOINT((1 2),(3 4)) and MULTIPOINT(1 2,3 4) are about.
                let isWrapped = p.take("(")
                try p.point(&g)
                if isWrapped { try p.expect(")") }
                g.endRing()
                g.endPart()
            }
            return .multiPoint
        case "MULTILINESTRING":
            if !isEmpty { try list(&g) { (p, g) throws(WKTFault) in try p.line(&g) } }
            return .multiLineString
        case "MULTIPOLYGON":
            if !isEmpty { try list(&g) { (p, g) throws(WKTFault) in try p.polygon(&g) } }
            return .multiPolygon
        case "POLYHEDRALSURFACE", "TIN":
            if !isEmpty { try list(&g) { (p, g) throws(WKTFault) in try p.polygon(&g) } }
            return .surface
        case "": throw fault("expected the name of a geometry")
        default: throw fault("'\(name.prefix(30))' is no kind of geometry that is read")
        }
    }

    // MARK: Pieces

    private mutating func setDimensions(_ tag: String) {
        hasZ = tag != "M"
        dimensions = tag == "ZM" ? 4 : 3
    }

    /// `( element , element , … )`
    private mutating func list(
        _ g: inout Geometries, _ element: (inout WKTParser, inout Geometries) throws(WKTFault) -> Void
    ) throws(WKTFault) {
        try expect("(")
        repeat { try element(&self, &g) } while take(",")
        try expect(")")
    }

    private mutating func line(_ g: inout Geometries) throws(WKTFault) {
        let start = g.vertices.count
        try list(&g) { (p, g) throws(WKTFault) in try p.point(&g) }
        if g.vertices.count - start < 2 { throw fault("a line has at least two points") }
        g.endRing()
        g.endPart()
    }

    private mutating func polygon(_ g: inout Geometries) throws(WKTFault) {
        try list(&g) { (p, g) throws(WKTFault) in
            var ring: [Point3] = []
            try p.expect("(")
            repeat { ring.append(try p.point()) } while p.take(",")
            try p.expect(")")
            // Closed in the text, open here; a ring that forgot its last point is closed all the same.
            if ring.count > 1, ring.first == ring.last { ring.removeLast() }
            if ring.count < 3 { throw p.fault("a ring has at least three corners") }
            for v in ring { g.addVertex(v) }
            g.endRing()
        }
        g.endPart()
    }

    private mutating func point(_ g: inout Geometries) throws(WKTFault) { g.addVertex(try point()) }

    private mutating func point() throws(WKTFault) -> Point3 {
        var ordinates = (0.0, 0.0, 0.0, 0.0)
        var count = 0
        while count < 4 {
            skipSpace()
            guard let number = Decimal.prefix(bytes, &i) else { break }
            switch count {
            case 0: ordinates.0 = number
            case 1: ordinates.1 = number
            case 2: ordinates.2 = number
            default: ordinates.3 = number
            }
            count += 1
        }
        if count < 2 { throw fault("expected a number") }
        if dimensions == 0 {
            dimensions = count
            hasZ = count > 2
        }
        if count != dimensions { throw fault("expected \(dimensions) numbers for a point, found \(count)") }
        return Point3(ordinates.0, ordinates.1, hasZ ? ordinates.2 : 0)
    }

    private mutating func skipSpace() {
        while i < bytes.count, bytes[i] == 32 || bytes[i] &- 9 < 5 { i += 1 }
    }

    /// The letters at the present place, upper case.
    private mutating func word() -> String {
        skipSpace()
        let start = i
        while i < bytes.count, (bytes[i] | 32) &- 97 < 26 { i += 1 }
        return String(decoding: UnsafeRawBufferPointer(rebasing: bytes[start..<i]), as: UTF8.self).uppercased()
    }

    private mutating func take(_ character: Unicode.Scalar) -> Bool {
        skipSpace()
        guard i < bytes.count, bytes[i] == UInt8(ascii: character) else { return false }
        i += 1
        return true
    }

    private mutating func expect(_ character: Unicode.Scalar) throws(WKTFault) {
        if !take(character) { throw fault("expected '\(character)'") }
    }

    private func fault(_ problem: String) -> WKTFault { WKTFault(problem: problem, place: i + 1) }
}
