internal import City
internal import Geometry
internal import JSON

/// Reads GeoJSON geometries (RFC 7946 §3.1) into a layer's vertex arrays; keeps its buffer from one to the next.
struct GeoJSONShape {
    /// Why a geometry cannot be kept.
    enum Problem: String {
        case unknownType = "a geometry of an unknown type"
        case coordinates = "coordinates that are not numbers nested as the geometry's type demands"
        case tooFew = "too few positions for the geometry's type"
        case empty = "a geometry without coordinates"
    }

    /// The box around what was read last.
    private(set) var box = Box.empty
    /// What was noticed in what was read last.
    private(set) var unclosedRings = 0
    private(set) var droppedRings = 0
    private(set) var droppedMembers = 0
    /// Polygons that stand upright: walls, which no area on the map has.
    private var uprightFaces = 0
    /// Whether what was closed last became the faces of a body although nothing but its shape says so.
    private(set) var isTakenAsBody = false
    /// Whether an area's heights differ, of which only the lowest counts.
    private var isSloping = false
    var hasLostHeights: Bool { isSloping && least > 2 && !isTakenAsBody && kind == .multiPolygon }
    var hasPartialZ: Bool { least < 3 && most > 2 }
    var hasExtraOrdinates: Bool { most > 3 }

    private var kind = GeometryKind.none
    private var points: [Point3] = []
    /// Fewest and most numbers of a position.
    private var least = Int.max
    private var most = 0

    /// Adds the parts of one feature, which `close` makes a feature; on a problem nothing is left of it.
    mutating func read(_ geometry: JSONCursor, into out: inout Geometries) -> Problem? {
        box = .empty
        (unclosedRings, droppedRings, droppedMembers, least, most) = (0, 0, 0, .max, 0)
        (uprightFaces, isSloping, isTakenAsBody) = (0, false, false)
        if let problem = add(geometry, to: &out) {
            out.abandonFeature()
            return problem
        }
        return nil
    }

    /// Whether what was read could be the faces of a body.
    var hasFaces: Bool { least > 2 && kind.isArea }

    /// Ends the feature that was read.
    /// - Parameter letters: what its faces are, as `SurfaceLetters` writes it.
    /// - Returns: whether the letters were for these faces.
    mutating func close(_ out: inout Geometries, letters: String? = nil) -> Bool {
        if hasPartialZ { out.flattenOpenFeature() }
        let found = letters.flatMap { SurfaceLetters.read($0, faces: out.openParts) }
        if let found { out.typeOpenFeature(found.types) }
        // CityGML and TIN exports hold bodies as MultiPolygons in space: walls among them tell.
        isTakenAsBody = found == nil && uprightFaces > 0 && least > 2 && kind == .multiPolygon
        out.endFeature(found?.isSurface ?? isTakenAsBody ? .surface : kind, hasZ: least > 2)
        return found != nil
    }

    private mutating func add(_ geometry: JSONCursor, to out: inout Geometries) -> Problem? {
        guard let type = geometry["type"] else { return .unknownType }
        if type.equals("GeometryCollection") { return addCollection(geometry, to: &out) }
        guard let typeKind = GeoJSONShape.kind(type) else { return .unknownType }
        guard let coordinates = geometry["coordinates"], coordinates.isArray else { return .coordinates }
        kind = typeKind
        return add(kind, coordinates, to: &out)
    }

    private static func kind(_ type: JSONCursor) -> GeometryKind? {
        if type.equals("Polygon") { return .polygon }
        if type.equals("Point") { return .point }
        if type.equals("LineString") { return .lineString }
        if type.equals("MultiPolygon") { return .multiPolygon }
        if type.equals("MultiLineString") { return .multiLineString }
        if type.equals("MultiPoint") { return .multiPoint }
        return nil
    }

    private mutating func add(_ kind: GeometryKind, _ coordinates: JSONCursor, to out: inout Geometries) -> Problem? {
        if coordinates.count == 0 { return .empty }
        switch kind {
        case .polygon:
            return addPolygon(coordinates, to: &out)
        case .lineString:
            return addLine(coordinates, to: &out)
        case .point:
            points.removeAll(keepingCapacity: true)
            var count = 0
            let isPosition = coordinates.numbers { x, y, z, n in
                points.append(Point3(x, y, z))
                count = n
            }
            guard isPosition else { return .coordinates }
            guard count >= 2 else { return .tooFew }
            (least, most) = (min(least, count), max(most, count))
            addPoints(to: &out)
        case .multiPoint:
            if let problem = readPositions(coordinates) { return problem }
            addPoints(to: &out)
        case .multiLineString:
            for line in coordinates.elements { if let problem = addLine(line, to: &out) { return problem } }
        case .multiPolygon:
            return addPolygons(coordinates, to: &out)
        case .none, .surface:
            return .unknownType
        }
        return nil
    }

    private mutating func addPoints(to out: inout Geometries) {
        for p in points {
            box.extend(p)
            out.addVertex(p)
            out.endRing()
            out.endPart()
        }
    }

    private mutating func addLine(_ line: JSONCursor, to out: inout Geometries) -> Problem? {
        if let problem = readPositions(line) { return problem }
        guard points.count >= 2 else { return .tooFew }
        points.withUnsafeBufferPointer { out.addVertices($0) }
        out.endRing()
        out.endPart()
        return nil
    }

    private mutating func addPolygons(_ polygons: JSONCursor, to out: inout Geometries) -> Problem? {
        var kept = false
        for polygon in polygons.elements {
            switch addPolygon(polygon, to: &out) {
            case nil: kept = true
            // One sliver among good polygons is left out; the others stay.
            case .tooFew, .empty: droppedRings += 1
            case .some(let problem): return problem
            }
        }
        return kept ? nil : .tooFew
    }

    private mutating func addPolygon(_ polygon: JSONCursor, to out: inout Geometries) -> Problem? {
        guard polygon.isArray else { return .coordinates }
        var isExterior = true
        for ring in polygon.elements {
            if let problem = readPositions(ring) { return problem }
            // Rings are kept open; the closing position is compared on the map only.
            if points.count > 1, let first = points.first, let last = points.last, first.x == last.x, first.y == last.y
            {
                points.removeLast()
            } else {
                unclosedRings += 1
            }
            if isExterior { look() }
            if points.count >= 3 {
                points.withUnsafeBufferPointer { out.addVertices($0) }
                out.endRing()
            } else if isExterior {
                return .tooFew
            } else {
                droppedRings += 1
            }
            isExterior = false
        }
        if isExterior { return .empty }
        out.endPart()
        return nil
    }

    /// Sees whether the ring just read stands upright or slopes: one without area on the map (less than a thousandth of
    /// its box's diagonal squared) whose heights differ is a wall, in degrees as in metres.
    private mutating func look() {
        guard least > 2, let first = points.first else { return }
        var (low, high) = (first.z, first.z)
        var box = Box.empty
        var area = 0.0
        var last = points[points.count - 1]
        for p in points {
            (low, high) = (min(low, p.z), max(high, p.z))
            box.extend(p)
            area += (last.x - first.x) * (p.y - first.y) - (p.x - first.x) * (last.y - first.y)
            last = p
        }
        guard high - low > 0.1 else { return }
        isSloping = true
        if abs(area) / 2 < 1e-3 * (box.width * box.width + box.height * box.height) { uprightFaces += 1 }
    }

    /// Reads a list of positions into `points`.
    private mutating func readPositions(_ list: JSONCursor) -> Problem? {
        points.removeAll(keepingCapacity: true)
        var (fewest, most) = (Int.max, 0)
        var extent = Box.empty
        let areNumbers = list.rows { x, y, z, count in
            let p = Point3(x, y, z)
            points.append(p)
            extent.extend(p)
            fewest = min(fewest, count)
            most = max(most, count)
        }
        guard areNumbers else { return .coordinates }
        guard fewest >= 2 else { return .coordinates }
        least = min(least, fewest)
        self.most = max(self.most, most)
        box.extend(extent)
        return nil
    }

    /// A collection becomes the multi-geometry of its members of the highest dimension; the others are counted.
    private mutating func addCollection(_ collection: JSONCursor, to out: inout Geometries) -> Problem? {
        guard let list = collection["geometries"], list.isArray else { return .coordinates }
        var dimension = -1
        var members = 0
        GeoJSONShape.leaves(list) { kind, _ in
            dimension = max(dimension, GeoJSONShape.dimension(kind))
            members += 1
        }
        guard dimension >= 0 else { return .empty }
        kind = [GeometryKind.multiPoint, .multiLineString, .multiPolygon][dimension]
        var problem: Problem?
        var kept = 0
        GeoJSONShape.leaves(list) { kind, coordinates in
            guard problem == nil, GeoJSONShape.dimension(kind) == dimension else { return }
            problem = add(kind, coordinates, to: &out)
            kept += 1
        }
        droppedMembers = members - kept
        return problem
    }

    private static func dimension(_ kind: GeometryKind) -> Int { kind.isArea ? 2 : kind.isLine ? 1 : 0 }

    /// The geometries in a collection that are no collections themselves.
    private static func leaves(_ list: JSONCursor, _ body: (GeometryKind, JSONCursor) -> Void) {
        for member in list.elements {
            if let nested = member["geometries"] {
                leaves(nested, body)
            } else if let kind = member["type"].flatMap(kind), let coordinates = member["coordinates"] {
                body(kind, coordinates)
            }
        }
    }
}
