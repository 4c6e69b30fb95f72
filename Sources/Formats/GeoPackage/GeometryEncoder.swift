import City
import Geometry

/// Geometries as GeoPackageBinary: header, envelope and ISO well-known binary, little-endian (OGC 12-128r18, 2.1.3).
///
/// The bytes of one feature at a time, in a buffer that is used again for the next one.
struct GeometryEncoder: ~Copyable {
    /// Added to every x and y: file coordinates = layer coordinates + shift.
    private let shift: Point3
    private let srsID: Int32
    private var buffer: UnsafeMutableRawBufferPointer
    private var length = 0
    private var hasZ = false
    // Envelope of the feature at hand, in file coordinates.
    private(set) var box = Box.empty
    private var low = Double.infinity
    private var high = -Double.infinity

    init(shift: Point3, srsID: Int32) {
        self.shift = shift
        self.srsID = srsID
        buffer = .allocate(byteCount: 4096, alignment: 8)
    }

    deinit { buffer.deallocate() }

    /// The encoded bytes, valid until the next `encode`.
    var bytes: UnsafeRawBufferPointer { UnsafeRawBufferPointer(rebasing: buffer[..<length]) }

    /// Well-known binary type of a feature without its Z offset of 1000; 0 for none.
    ///
    /// More parts than the kind allows are written as the multi kind, so that nothing is lost.
    static func wkbType(_ kind: GeometryKind, parts: Int) -> UInt32 {
        switch kind {
        case .none: 0
        case .point: parts == 1 ? 1 : 4
        case .lineString: parts == 1 ? 2 : 5
        case .polygon: parts == 1 ? 3 : 6
        case .multiPoint: 4
        case .multiLineString: 5
        case .multiPolygon, .surface: 6
        }
    }

    /// Encodes one feature that has a geometry.
    /// - Returns: false if a coordinate is not finite: there is nothing to write then.
    mutating func encode(_ feature: Int, of g: borrowing GeometryArrays) -> Bool {
        let parts = g.parts(feature)
        hasZ = g.hasZ[feature]
        let type = GeometryEncoder.wkbType(g.kinds[feature], parts: parts.count)
        let isPoint = type == 1
        reserve(parts, of: g)
        (length, box, low, high) = (0, .empty, .infinity, -.infinity)

        // Points need no envelope: their coordinates are as quickly read.
        let envelope = isPoint ? 0 : hasZ ? 48 : 32
        put(0x47 as UInt8)
        put(0x50 as UInt8)
        put(0 as UInt8)
        put(UInt8(1 | (isPoint ? 0 : hasZ ? 2 : 1) << 1))
        put(UInt32(bitPattern: srsID))
        length += envelope

        let z: UInt32 = hasZ ? 1000 : 0
        if type >= 4 {
            head(type + z)
            put(UInt32(parts.count))
        }
        for part in parts {
            head((type >= 4 ? type - 3 : type) + z)
            let rings = g.rings(part)
            switch type {
            case 1, 4: put(vertices: g.vertices(rings.lowerBound).prefix(1), of: g, closing: false)
            case 2, 5:
                let line = g.vertices(rings.lowerBound)
                put(UInt32(line.count))
                put(vertices: line, of: g, closing: false)
            default:
                put(UInt32(rings.count))
                for ring in rings {
                    let vertices = g.vertices(ring)
                    put(UInt32(vertices.count + 1))
                    put(vertices: vertices, of: g, closing: true)
                }
            }
        }
        // Infinities and NaN stay in a sum or make the box wrong; both show here.
        guard box.width.isFinite, box.height.isFinite, !box.isEmpty, !hasZ || (high - low).isFinite else {
            return false
        }
        if envelope > 0 {
            let end = length
            length = 8
            for value in [box.minX, box.maxX, box.minY, box.maxY] { put(value) }
            if hasZ {
                put(low)
                put(high)
            }
            length = end
        }
        return true
    }

    private mutating func reserve(_ parts: Range<Int>, of g: borrowing GeometryArrays) {
        // Header, the largest envelope, and type and count of a multi kind: 8 + 48 + 9.
        var room = 65
        for part in parts {
            room += 9
            for ring in g.rings(part) { room += 4 + (g.vertices(ring).count + 1) * 24 }
        }
        guard room > buffer.count else { return }
        buffer.deallocate()
        buffer = .allocate(byteCount: room * 2, alignment: 8)
    }

    private mutating func head(_ type: UInt32) {
        put(1 as UInt8)
        put(type)
    }

    private mutating func put(vertices: Range<Int>, of g: borrowing GeometryArrays, closing: Bool) {
        for i in vertices { put(g.vertices[i]) }
        if closing { put(g.vertices[vertices.lowerBound]) }
    }

    private mutating func put(_ p: Point3) {
        // Not plain addition: -0.0 shall stay what it is where nothing is added.
        let x = shift.x == 0 ? p.x : p.x + shift.x
        let y = shift.y == 0 ? p.y : p.y + shift.y
        // Written so that NaN ends up in the box.
        box.minX = x >= box.minX ? box.minX : x
        box.maxX = x <= box.maxX ? box.maxX : x
        box.minY = y >= box.minY ? box.minY : y
        box.maxY = y <= box.maxY ? box.maxY : y
        put(x)
        put(y)
        if hasZ {
            low = p.z >= low ? low : p.z
            high = p.z <= high ? high : p.z
            put(p.z)
        }
    }

    private mutating func put(_ value: Double) {
        buffer.storeBytes(of: value.bitPattern.littleEndian, toByteOffset: length, as: UInt64.self)
        length += 8
    }

    private mutating func put(_ value: UInt32) {
        buffer.storeBytes(of: value.littleEndian, toByteOffset: length, as: UInt32.self)
        length += 4
    }

    private mutating func put(_ value: UInt8) {
        buffer.storeBytes(of: value, toByteOffset: length, as: UInt8.self)
        length += 1
    }
}

/// The arrays of `Geometries`, taken out once so that a hot loop does not ask for them again and again.
struct GeometryArrays: ~Copyable {
    let kinds: [GeometryKind]
    let hasZ: [Bool]
    let vertices: [Point3]
    let surfaceTypes: [SurfaceType]
    private let featureEnds: [Int32]
    private let partEnds: [Int32]
    private let ringEnds: [Int32]

    init(_ geometries: Geometries) {
        kinds = geometries.kinds
        hasZ = geometries.hasZ
        vertices = geometries.vertices
        surfaceTypes = geometries.surfaceTypes
        featureEnds = geometries.featureEnds
        partEnds = geometries.partEnds
        ringEnds = geometries.ringEnds
    }

    func parts(_ feature: Int) -> Range<Int> { GeometryArrays.range(feature, featureEnds) }
    func rings(_ part: Int) -> Range<Int> { GeometryArrays.range(part, partEnds) }
    func vertices(_ ring: Int) -> Range<Int> { GeometryArrays.range(ring, ringEnds) }

    @inline(__always)
    private static func range(_ i: Int, _ ends: [Int32]) -> Range<Int> {
        (i == 0 ? 0 : Int(ends[i - 1]))..<Int(ends[i])
    }
}
