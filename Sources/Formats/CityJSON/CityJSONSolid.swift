internal import City
internal import Geometry
internal import JSON

/// A feature's geometry as numbers of vertices, and whether its faces enclose a space.
struct CityJSONSolid {
    /// Per part its rings, per ring its vertices; polygon rings open, as CityJSON wants them.
    private(set) var parts: [[[Int]]] = []
    private var types: [SurfaceType] = []
    /// Parts that could not be kept.
    private(set) var missing = 0

    init(_ geometries: Geometries, _ row: Int, _ vertices: inout CityJSONVertices) {
        let kind = geometries.kinds[row]
        let least = kind.isPoint ? 1 : kind.isLine ? 2 : 3
        let all = geometries.surfaceTypes(of: row)
        for (i, part) in geometries.parts(of: row).enumerated() {
            var rings: [[Int]] = []
            for ring in geometries.rings(ofPart: part) {
                var numbers: [Int] = []
                for v in geometries.vertices[geometries.vertices(ofRing: ring)] {
                    // Two vertices within a millimetre are one.
                    if let number = vertices.number(of: v), number != numbers.last { numbers.append(number) }
                }
                if least == 3, numbers.count > 1, numbers.first == numbers.last { numbers.removeLast() }
                if numbers.count >= least { rings.append(numbers) } else if rings.isEmpty { break }
            }
            if rings.isEmpty {
                missing += 1
            } else {
                parts.append(rings)
                types.append(all[i])
            }
        }
    }

    var hasTypes: Bool { types.contains { $0 != .unknown } }

    /// Whether every edge is run through once in each direction: the faces are the skin of a body (a 2-manifold).
    var isClosed: Bool {
        var edges: [SIMD2<Int>: Int] = [:]
        for part in parts {
            for ring in part {
                guard var previous = ring.last else { return false }
                for vertex in ring {
                    edges[SIMD2(previous, vertex), default: 0] += 1
                    previous = vertex
                }
            }
        }
        return parts.count >= 4 && edges.allSatisfy { $0.value == 1 && edges[SIMD2($0.key.y, $0.key.x)] == 1 }
    }

    func writeBoundaries(_ kind: GeometryKind, _ json: inout JSONWriter) {
        func ring(_ numbers: [Int]) {
            json.raw("[")
            for (i, number) in numbers.enumerated() {
                if i > 0 { json.raw(",") }
                json.whole(Int64(number))
            }
            json.raw("]")
        }
        if kind.isPoint { return ring(parts.flatMap { $0.flatMap { $0 } }) }
        json.raw("[")
        for (i, part) in parts.enumerated() {
            if i > 0 { json.raw(",") }
            if kind.isLine {
                ring(part[0])
                continue
            }
            json.raw("[")
            for (j, numbers) in part.enumerated() {
                if j > 0 { json.raw(",") }
                ring(numbers)
            }
            json.raw("]")
        }
        json.raw("]")
    }

    /// One entry a type that occurs, and per face the number of its entry.
    func writeSemantics(isSolid: Bool, _ json: inout JSONWriter) {
        var met: [SurfaceType] = []
        let values = types.map { type -> JSONValue in
            if type == .unknown { return .null }
            if !met.contains(type) { met.append(type) }
            return met.firstIndex(of: type).map { .integer(Int64($0)) } ?? .null
        }
        json.write([
            "surfaces": .array(met.map { ["type": .string($0.name)] }),
            "values": isSolid ? [.array(values)] : .array(values),
        ])
    }
}

/// What CityJSON 2.0 allows a type of object.
struct CityJSONType {
    let name: String

    /// Parts, installations, rooms: second-level objects.
    var needsParent: Bool {
        ["Building", "Bridge", "Tunnel"].contains { name.hasPrefix($0) && name != $0 }
    }

    /// The first-level type a second-level one belongs to.
    var whole: String {
        ["Building", "Bridge", "Tunnel"].first { name.hasPrefix($0) } ?? name
    }

    private var isTransport: Bool { ["Road", "Railway", "TransportSquare", "Waterway"].contains(name) }

    private var allowsAnything: Bool {
        ["SolitaryVegetationObject", "CityFurniture", "GenericCityObject", "CityObjectGroup"].contains(name)
            || ["Installation", "Furniture", "ConstructiveElement"].contains { name.hasSuffix($0) }
    }

    func allows(_ kind: GeometryKind) -> Bool {
        if kind.isPoint { return allowsAnything }
        if kind.isLine { return allowsAnything || isTransport || name == "WaterBody" }
        return true
    }

    var mayBeSolid: Bool { !isTransport && !["LandUse", "PlantCover", "TINRelief"].contains(name) }
}
