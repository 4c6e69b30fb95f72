internal import City
internal import Geometry
internal import JSON

/// Reads CityJSON geometries (2.0 §3) into a layer's vertex arrays; keeps its buffers from one to the next.
struct CityJSONShape {
    /// Why a geometry cannot be kept.
    enum Problem: String {
        case unknownType = "a geometry of an unknown type"
        case boundaries = "boundaries that are not vertex numbers nested as the geometry's type demands"
        case empty = "a geometry without a usable face, line or point"
        case template = "a geometry template that does not exist or has no matrix of 16 numbers and no place"
    }

    /// The box around what was read last.
    private(set) var box = Box.empty
    /// What was noticed in what was read last.
    private(set) var badFaces = 0
    private(set) var repeatedVertices = 0
    private(set) var droppedHoles = 0
    private(set) var innerShells = 0
    /// A semantic type that is not of the specification.
    private(set) var unknownSurface: String?
    var needsMention: Bool {
        badFaces + repeatedVertices + droppedHoles + innerShells > 0 || unknownSurface != nil
    }

    private var kind = GeometryKind.none
    private var points: [Point3] = []
    private var surfaces: [SurfaceType] = []
    private var surfaceNames = TextCodes()
    private var surfaceTypes: [SurfaceType?] = []

    /// A geometry's level of detail as text; empty if it has none. 1.0 wrote a number.
    static func lod(_ geometry: JSONCursor) -> String {
        guard let lod = geometry["lod"] else { return "" }
        return lod.string ?? lod.double.map { Value.real($0).plain } ?? ""
    }

    /// Adds the parts of one feature, which `close` makes a feature; on a problem nothing is left of it.
    mutating func read(
        _ geometry: JSONCursor, vertices: UnsafeBufferPointer<Point3>, templates: CityJSONTemplates? = nil,
        into out: inout Geometries
    ) -> Problem? {
        box = .empty
        (badFaces, repeatedVertices, droppedHoles, innerShells, unknownSurface) = (0, 0, 0, 0, nil)
        let before = out.vertices.count
        let problem = add(geometry, vertices, templates, to: &out)
        guard problem == nil, out.vertices.count > before else {
            out.abandonFeature()
            return problem ?? .empty
        }
        return nil
    }

    /// Ends the feature that was read.
    func close(_ out: inout Geometries) { out.endFeature(kind, hasZ: true) }

    private mutating func add(
        _ geometry: JSONCursor, _ vertices: UnsafeBufferPointer<Point3>, _ templates: CityJSONTemplates?,
        to out: inout Geometries
    ) -> Problem? {
        guard let type = geometry["type"] else { return .unknownType }
        guard let boundaries = geometry["boundaries"], boundaries.isArray else { return .boundaries }
        let semantics = geometry["semantics"]
        readSurfaces(semantics?["surfaces"])
        let values = semantics?["values"]
        if type.equals("Solid") {
            kind = .surface
            return addSolid(boundaries, values, vertices, to: &out)
        }
        if type.equals("MultiSurface") || type.equals("CompositeSurface") {
            // A LoD 0 surface is a footprint or a roof edge: an area on the map.
            kind = CityJSONShape.lod(geometry).hasPrefix("0") ? .multiPolygon : .surface
            return addFaces(boundaries, values, vertices, to: &out)
        }
        if type.equals("MultiSolid") || type.equals("CompositeSolid") {
            kind = .surface
            var values = values?.elements.makeIterator()
            for solid in boundaries.elements {
                if let problem = addSolid(solid, values?.next(), vertices, to: &out) { return problem }
            }
            return nil
        }
        if type.equals("MultiPoint") {
            kind = boundaries.count == 1 ? .point : .multiPoint
            guard read(ring: boundaries, vertices) else { return .boundaries }
            for p in points {
                out.addVertex(p)
                out.endRing()
                out.endPart()
            }
            return nil
        }
        if type.equals("MultiLineString") {
            kind = .multiLineString
            for line in boundaries.elements {
                guard read(ring: line, vertices) else { return .boundaries }
                if points.count < 2 {
                    badFaces += 1
                    continue
                }
                points.withUnsafeBufferPointer { out.addVertices($0) }
                out.endRing()
                out.endPart()
            }
            return nil
        }
        if type.equals("GeometryInstance") { return addInstance(geometry, boundaries, vertices, templates, to: &out) }
        return .unknownType
    }

    private mutating func addInstance(
        _ geometry: JSONCursor, _ boundaries: JSONCursor, _ vertices: UnsafeBufferPointer<Point3>,
        _ templates: CityJSONTemplates?, to out: inout Geometries
    ) -> Problem? {
        guard let templates, let template = geometry["template"]?.integer, let number = Int(exactly: template) else {
            return .template
        }
        let matrix = geometry["transformationMatrix"]?.elements.compactMap(\.double) ?? []
        guard matrix.count == 16, read(ring: boundaries, vertices), let place = points.first,
            templates.place(number, matrix: matrix, at: place, into: &out, &box)
        else { return .template }
        kind = templates.geometries.kinds[number]
        return nil
    }

    /// The outer shell; inner ones bound hollow spaces.
    private mutating func addSolid(
        _ shells: JSONCursor, _ values: JSONCursor?, _ vertices: UnsafeBufferPointer<Point3>, to out: inout Geometries
    ) -> Problem? {
        var all = shells.elements
        guard shells.isArray else { return .boundaries }
        guard let outer = all.next() else { return .empty }
        innerShells += max(0, shells.count - 1)
        var shellValues = values?.elements
        return addFaces(outer, shellValues?.next(), vertices, to: &out)
    }

    private mutating func addFaces(
        _ faces: JSONCursor, _ values: JSONCursor?, _ vertices: UnsafeBufferPointer<Point3>, to out: inout Geometries
    ) -> Problem? {
        guard faces.isArray else { return .boundaries }
        var values = values?.elements
        for face in faces.elements {
            let surface = values?.next()?.integer.flatMap { Int(exactly: $0) }
            if addFace(face, vertices, to: &out) {
                let type = surface.map { surfaces.indices.contains($0) ? surfaces[$0] : .unknown } ?? .unknown
                out.endPart(type)
            } else {
                badFaces += 1
            }
        }
        return nil
    }

    /// - Returns: false if the face is left out.
    private mutating func addFace(
        _ face: JSONCursor, _ vertices: UnsafeBufferPointer<Point3>, to out: inout Geometries
    ) -> Bool {
        guard face.isArray else { return false }
        var isExterior = true
        for ring in face.elements {
            let isGood = read(ring: ring, vertices) && points.count >= 3
            if isGood {
                points.withUnsafeBufferPointer { out.addVertices($0) }
                out.endRing()
            } else if isExterior {
                return false
            } else {
                droppedHoles += 1
            }
            isExterior = false
        }
        return !isExterior
    }

    /// Reads vertex numbers into `points`; a vertex said twice in a row counts once.
    /// - Returns: false if something is no vertex number.
    private mutating func read(ring: JSONCursor, _ vertices: UnsafeBufferPointer<Point3>) -> Bool {
        points.removeAll(keepingCapacity: true)
        var first = -1
        var last = -1
        var repeated = 0
        var isGood = true
        let areNumbers = ring.integers { number in
            guard number >= 0, number < vertices.count else {
                isGood = false
                return
            }
            if number == last {
                repeated += 1
                return
            }
            if first < 0 { first = number }
            last = number
            points.append(vertices[number])
        }
        guard areNumbers, isGood else { return false }
        // Rings are open in CityJSON; closed ones are met all the same.
        if points.count > 1, last == first {
            points.removeLast()
            repeated += 1
        }
        repeatedVertices += repeated
        for p in points { box.extend(p) }
        return points.allSatisfy(\.isFinite)
    }

    private mutating func readSurfaces(_ list: JSONCursor?) {
        surfaces.removeAll(keepingCapacity: true)
        guard let list else { return }
        for surface in list.elements {
            guard let name = surface["type"]?.utf8 else {
                surfaces.append(.unknown)
                continue
            }
            let known = surfaceNames.count
            let code = Int(surfaceNames.code(of: name))
            if code == known { surfaceTypes.append(SurfaceType(cityJSON: surfaceNames[code])) }
            if surfaceTypes[code] == nil { unknownSurface = surfaceNames[code] }
            surfaces.append(surfaceTypes[code] ?? .unknown)
        }
    }
}
