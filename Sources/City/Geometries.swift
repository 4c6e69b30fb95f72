public import Geometry

/// What a feature's geometry is.
public enum GeometryKind: UInt8, Sendable, CaseIterable {
    case none = 0
    case point = 1
    case lineString = 2
    case polygon = 3
    case multiPoint = 4
    case multiLineString = 5
    case multiPolygon = 6
    /// Faces in space (a LoD1 or LoD2 solid, a TIN); written as MULTIPOLYGON Z.
    case surface = 7

    public var isArea: Bool { self == .polygon || self == .multiPolygon }
    public var isLine: Bool { self == .lineString || self == .multiLineString }
    public var isPoint: Bool { self == .point || self == .multiPoint }
}

/// The geometries of all features of a layer, contiguous.
///
/// Four levels, each an array of ends into the next: feature → parts (points, lines, polygons, faces) → rings →
/// vertices. A point is one part of one ring of one vertex. Polygon rings are open (the first vertex is not repeated).
public struct Geometries: Sendable {
    public private(set) var kinds: [GeometryKind] = []
    /// Whether the feature's z is a height; without it z is 0 and the feature lies on the ground.
    public private(set) var hasZ: [Bool] = []
    /// Per feature: where its parts end in `partEnds`.
    public private(set) var featureEnds: [Int32] = []
    /// Per part: where its rings end in `ringEnds`.
    public private(set) var partEnds: [Int32] = []
    /// Per ring: where its vertices end in `vertices`.
    public private(set) var ringEnds: [Int32] = []
    public internal(set) var vertices: [Point3] = []
    /// Per part what it is of a building (`.unknown` where the data does not say); empty if no part says.
    public private(set) var surfaceTypes: [SurfaceType] = []

    public init() {}

    public var count: Int { kinds.count }

    // MARK: Reading

    public func parts(of feature: Int) -> Range<Int> {
        (feature == 0 ? 0 : Int(featureEnds[feature - 1]))..<Int(featureEnds[feature])
    }
    public func rings(ofPart part: Int) -> Range<Int> {
        (part == 0 ? 0 : Int(partEnds[part - 1]))..<Int(partEnds[part])
    }
    public func vertices(ofRing ring: Int) -> Range<Int> {
        (ring == 0 ? 0 : Int(ringEnds[ring - 1]))..<Int(ringEnds[ring])
    }

    /// All vertices of a feature.
    public func vertexRange(of feature: Int) -> Range<Int> {
        let parts = parts(of: feature)
        guard !parts.isEmpty else { return 0..<0 }
        let first = rings(ofPart: parts.lowerBound).lowerBound
        let last = Int(partEnds[parts.upperBound - 1])
        guard last > first else { return 0..<0 }
        return vertices(ofRing: first).lowerBound..<Int(ringEnds[last - 1])
    }

    /// One part as a polygon (area and surface kinds).
    public func polygon(part: Int) -> Polygon {
        let rings = rings(ofPart: part)
        guard let first = rings.first else { return Polygon(vertices: [], ringEnds: []) }
        let start = vertices(ofRing: first).lowerBound
        let stop = Int(ringEnds[rings.upperBound - 1])
        return Polygon(vertices: Array(vertices[start..<stop]), ringEnds: rings.map { Int(ringEnds[$0]) - start })
    }

    /// The polygons or faces of a feature; empty for points and lines.
    public func polygons(of feature: Int) -> [Polygon] {
        switch kinds[feature] {
        case .polygon, .multiPolygon, .surface: parts(of: feature).map { polygon(part: $0) }
        default: []
        }
    }

    /// The lines of a feature; empty for other kinds.
    public func lines(of feature: Int) -> [[Point3]] {
        guard kinds[feature].isLine else { return [] }
        return parts(of: feature).map { part in
            rings(ofPart: part).first.map { Array(vertices[vertices(ofRing: $0)]) } ?? []
        }
    }

    /// The types of a feature's faces, in the order of `polygons(of:)`.
    public func surfaceTypes(of feature: Int) -> [SurfaceType] {
        let parts = parts(of: feature)
        return surfaceTypes.isEmpty ? parts.map { _ in .unknown } : Array(surfaceTypes[parts])
    }

    /// The box around a feature; `Box.empty` without geometry.
    public func box(of feature: Int) -> Box {
        var box = Box.empty
        for i in vertexRange(of: feature) { box.extend(vertices[i]) }
        return box
    }

    /// The boxes of all features, in order.
    public func boxes() -> [Box] { (0..<count).map { box(of: $0) } }

    /// The box around everything.
    public var extent: Box {
        var box = Box.empty
        for v in vertices { box.extend(v) }
        return box
    }

    // MARK: Growing. Vertices, then rings, parts and the feature are closed in that order.

    public mutating func addVertex(_ p: Point3) { vertices.append(p) }

    /// Adds many vertices at once: one call a ring instead of one a vertex.
    public mutating func addVertices(_ points: UnsafeBufferPointer<Point3>) { vertices.append(contentsOf: points) }

    /// Closes the ring of the vertices added since the last one; an empty ring is not kept.
    public mutating func endRing() {
        guard vertices.count > Int(ringEnds.last ?? 0) else { return }
        ringEnds.append(Int32(vertices.count))
    }

    /// Closes the part of the rings added since the last one; an empty part is not kept.
    public mutating func endPart(_ type: SurfaceType = .unknown) {
        guard ringEnds.count > Int(partEnds.last ?? 0) else { return }
        if type != .unknown, surfaceTypes.isEmpty {
            surfaceTypes = [SurfaceType](repeating: .unknown, count: partEnds.count)
        }
        partEnds.append(Int32(ringEnds.count))
        // Once one part says what it is, every part has a place.
        if type != .unknown || !surfaceTypes.isEmpty { surfaceTypes.append(type) }
    }

    /// Closes the feature; one without parts is of kind `.none`.
    public mutating func endFeature(_ kind: GeometryKind, hasZ: Bool) {
        let empty = partEnds.count == Int(featureEnds.last ?? 0)
        kinds.append(empty ? .none : kind)
        self.hasZ.append(hasZ && !empty)
        featureEnds.append(Int32(partEnds.count))
    }

    /// Puts the vertices added since the last `endFeature` on the ground: their heights are not to be trusted.
    public mutating func flattenOpenFeature() {
        let parts = Int(featureEnds.last ?? 0)
        let rings = parts == 0 ? 0 : Int(partEnds[parts - 1])
        let start = rings == 0 ? 0 : Int(ringEnds[rings - 1])
        for i in start..<vertices.count { vertices[i].z = 0 }
    }

    /// Says what the parts added since the last `endFeature` are, one type each.
    public mutating func typeOpenFeature(_ types: [SurfaceType]) {
        let parts = Int(featureEnds.last ?? 0)..<partEnds.count
        guard types.count == parts.count else { return }
        if surfaceTypes.isEmpty { surfaceTypes = [SurfaceType](repeating: .unknown, count: partEnds.count) }
        surfaceTypes.replaceSubrange(parts, with: types)
    }

    /// How many parts were added since the last `endFeature`.
    public var openParts: Int { partEnds.count - Int(featureEnds.last ?? 0) }

    /// Drops everything added since the last `endFeature`.
    public mutating func abandonFeature() {
        let parts = Int(featureEnds.last ?? 0)
        if partEnds.count > parts { partEnds.removeLast(partEnds.count - parts) }
        if surfaceTypes.count > parts { surfaceTypes.removeLast(surfaceTypes.count - parts) }
        let rings = Int(partEnds.last ?? 0)
        if ringEnds.count > rings { ringEnds.removeLast(ringEnds.count - rings) }
        let stop = Int(ringEnds.last ?? 0)
        if vertices.count > stop { vertices.removeLast(vertices.count - stop) }
    }

    public mutating func append(point p: Point3, hasZ: Bool = false) {
        addVertex(p)
        endRing()
        endPart()
        endFeature(.point, hasZ: hasZ)
    }

    public mutating func append(line: [Point3], hasZ: Bool = false) {
        vertices += line
        endRing()
        endPart()
        endFeature(.lineString, hasZ: hasZ)
    }

    /// Adds polygons as one feature: `.polygon`, `.multiPolygon` or `.surface`.
    public mutating func append(
        _ kind: GeometryKind, polygons: [Polygon], hasZ: Bool, types: [SurfaceType] = []
    ) {
        for (i, polygon) in polygons.enumerated() {
            for r in 0..<polygon.ringCount {
                vertices += polygon.ring(r)
                endRing()
            }
            endPart(i < types.count ? types[i] : .unknown)
        }
        endFeature(kind, hasZ: hasZ)
    }

    /// Adds a feature without geometry.
    public mutating func appendNone() { endFeature(.none, hasZ: false) }

    /// Adds a feature of another layer as it is.
    public mutating func append(feature: Int, of other: Geometries) {
        for part in other.parts(of: feature) {
            for ring in other.rings(ofPart: part) {
                vertices += other.vertices[other.vertices(ofRing: ring)]
                endRing()
            }
            endPart(other.surfaceTypes.isEmpty ? .unknown : other.surfaceTypes[part])
        }
        endFeature(other.kinds[feature], hasZ: other.hasZ[feature])
    }

    /// The same geometries with every vertex moved.
    public func mapVertices(_ transform: (inout [Point3]) throws -> Void) rethrows -> Geometries {
        var moved = self
        try transform(&moved.vertices)
        return moved
    }
}
