import City
import Geometry

/// Why a feature's geometry cannot be taken over.
enum GeometryFault: Error, Hashable {
    /// The bytes are no GeoPackageBinary or end too early.
    case broken
    case notFinite
    /// GEOMETRYCOLLECTION.
    case collection
    /// CIRCULARSTRING, COMPOUNDCURVE, CURVEPOLYGON, …
    case curve
    /// A type or encoding that no standard knows.
    case unknown

    var code: String {
        switch self {
        case .broken: "broken-geometry"
        case .notFinite: "coordinate-not-finite"
        case .collection: "geometry-collection"
        case .curve: "curved-geometry"
        case .unknown: "unknown-geometry"
        }
    }

    var message: String {
        switch self {
        case .broken: "the geometry is no whole GeoPackage binary"
        case .notFinite: "a coordinate is not a finite number"
        case .collection: "geometry collections are not read"
        case .curve: "curved geometries are not read; make them straight first (ogr2ogr -nlt CONVERT_TO_LINEAR)"
        case .unknown: "the geometry is of a type that is not known"
        }
    }
}

/// Reads GeoPackageBinary and the well-known binary in it, either byte order, ISO and older Z and M codes.
///
/// Lengths are checked against the bytes there are before anything is read: no input makes it trap or run long.
struct GeometryDecoder {
    private let bytes: UnsafeRawBufferPointer
    private var at = 0
    private var isBigEndian = false
    private var hasZ = false
    private var hasM = false
    private let shift: Point3
    /// Whether a measure (M) was read and left out.
    private(set) var droppedM = false

    /// - Parameter shift: subtracted from x and y.
    init(_ bytes: UnsafeRawBufferPointer, shift: Point3) {
        self.bytes = bytes
        self.shift = shift
    }

    /// Adds the feature to `geometries`, which are left as they were if a fault is thrown.
    /// - Parameter types: what the faces are, one letter each; nil for a geometry that is no surface.
    mutating func decode(into geometries: inout Geometries, types: UnsafeBufferPointer<UInt8>?) throws(GeometryFault) {
        do {
            let isEmpty = try header()
            if isEmpty { return geometries.appendNone() }
            try body(&geometries, types)
        } catch {
            geometries.abandonFeature()
            throw error
        }
    }

    /// A feature's well-known binary type (without Z and M), whether it has Z, and its box: from the envelope in the
    /// header or, for points, the coordinates.
    /// - Returns: nil if it is empty.
    mutating func summary() throws(GeometryFault) -> (type: UInt32, hasZ: Bool, box: Box)? {
        if try header() { return nil }
        let start = at
        let type = try head()
        let z = hasZ
        guard bytes[3] >> 1 & 7 == 0 else {
            isBigEndian = bytes[3] & 1 == 0
            at = 8
            let (minX, maxX, minY, maxY) = (try double(), try double(), try double(), try double())
            return (type, z, Box(minX: minX, minY: minY, maxX: maxX, maxY: maxY))
        }
        at = start
        var geometries = Geometries()
        try body(&geometries, nil)
        return geometries.extent.isEmpty ? nil : (type, z, geometries.extent)
    }

    /// Skips the header.
    /// - Returns: whether it says that the geometry is empty.
    private mutating func header() throws(GeometryFault) -> Bool {
        guard bytes.count >= 8, bytes[0] == 0x47, bytes[1] == 0x50 else { throw .broken }
        let flags = bytes[3]
        guard flags & 0x20 == 0 else { throw .unknown }
        isBigEndian = flags & 1 == 0
        let envelope =
            switch flags >> 1 & 7 {
            case 0: 0
            case 1: 32
            case 2, 3: 48
            case 4: 64
            default: throw .broken
            }
        at = 8 + envelope
        return flags & 0x10 != 0
    }

    /// Reads byte order and type.
    /// - Returns: the type without Z and M.
    private mutating func head() throws(GeometryFault) -> UInt32 {
        guard at < bytes.count else { throw .broken }
        isBigEndian = bytes[at] == 0
        at += 1
        var type = try count()
        hasZ = type & 0x8000_0000 != 0
        hasM = type & 0x4000_0000 != 0
        type &= 0x0FFF_FFFF
        switch type / 1000 {
        case 0: break
        case 1: hasZ = true
        case 2: hasM = true
        case 3: (hasZ, hasM) = (true, true)
        default: throw .unknown
        }
        if hasM { droppedM = true }
        return type % 1000
    }

    private mutating func body(_ g: inout Geometries, _ types: UnsafeBufferPointer<UInt8>?) throws(GeometryFault) {
        let type = try head()
        let z = hasZ
        var kind: GeometryKind
        switch type {
        case 1: kind = .point
        case 2: kind = .lineString
        case 3, 17: kind = .polygon
        case 4: kind = .multiPoint
        case 5: kind = .multiLineString
        case 6: kind = .multiPolygon
        case 15, 16: kind = .surface
        case 7: throw .collection
        case 8...14: throw .curve
        default: throw .unknown
        }
        // A text that starts with '-' names the faces of a flat polygon; any other makes it a surface.
        var letters = types?[...]
        if letters?.first == UInt8(ascii: "-") {
            letters = letters?.dropFirst()
        } else if letters != nil, kind == .multiPolygon {
            kind = .surface
        }
        switch kind {
        case .point, .lineString, .polygon: try part(kind, &g, letters?.first)
        default:
            let single: UInt32 = kind == .multiPoint ? 1 : kind == .multiLineString ? 2 : type == 16 ? 17 : 3
            let n = try count()
            // A part takes nine bytes at the least.
            guard Int(n) <= (bytes.count - at) / 9 else { throw .broken }
            for i in 0..<Int(n) {
                guard try head() == single else { throw .broken }
                let letter = letters.flatMap { i < $0.count ? $0[$0.startIndex + i] : nil }
                try part(single == 1 ? .point : single == 2 ? .lineString : .polygon, &g, letter)
            }
        }
        g.endFeature(kind, hasZ: z)
    }

    private mutating func part(_ kind: GeometryKind, _ g: inout Geometries, _ letter: UInt8?) throws(GeometryFault) {
        switch kind {
        case .point:
            let bounds = 16 + (hasZ ? 8 : 0) + (hasM ? 8 : 0)
            guard bytes.count - at >= bounds else { throw .broken }
            // The standard's empty point: all coordinates NaN.
            if peekDouble(at).isNaN, peekDouble(at + 8).isNaN {
                at += bounds
                return
            }
            try vertices(1, &g, closed: false)
        case .lineString:
            try vertices(Int(try count()), &g, closed: false)
        default:
            for _ in 0..<Int(try counted(of: 4)) { try vertices(Int(try count()), &g, closed: true) }
        }
        g.endPart(letter.flatMap { SurfaceType(letter: Character(UnicodeScalar($0))) } ?? .unknown)
    }

    /// Reads `n` vertices as one ring; a closed one loses its last vertex if that repeats the first.
    private mutating func vertices(_ n: Int, _ g: inout Geometries, closed: Bool) throws(GeometryFault) {
        let stride = 16 + (hasZ ? 8 : 0) + (hasM ? 8 : 0)
        guard n <= (bytes.count - at) / stride else { throw .broken }
        let start = at
        var kept = n
        if closed, n > 1 {
            let last = at + (n - 1) * stride
            let isSame = (0..<(hasZ ? 3 : 2)).allSatisfy { peekDouble(start + $0 * 8) == peekDouble(last + $0 * 8) }
            if isSame { kept = n - 1 }
        }
        for i in 0..<kept {
            let place = start + i * stride
            let p = Point3(
                peekDouble(place) - shift.x, peekDouble(place + 8) - shift.y, hasZ ? peekDouble(place + 16) : 0)
            guard p.isFinite else { throw .notFinite }
            g.addVertex(p)
        }
        at = start + n * stride
        g.endRing()
    }

    /// Reads a number of things that take at least `size` bytes each.
    private mutating func counted(of size: Int) throws(GeometryFault) -> UInt32 {
        let n = try count()
        guard Int(n) <= (bytes.count - at) / size else { throw .broken }
        return n
    }

    private mutating func count() throws(GeometryFault) -> UInt32 {
        guard bytes.count - at >= 4 else { throw .broken }
        let raw = bytes.loadUnaligned(fromByteOffset: at, as: UInt32.self)
        at += 4
        return isBigEndian ? UInt32(bigEndian: raw) : UInt32(littleEndian: raw)
    }

    private mutating func double() throws(GeometryFault) -> Double {
        guard bytes.count - at >= 8 else { throw .broken }
        defer { at += 8 }
        return peekDouble(at)
    }

    /// The number at a place that was checked before.
    @inline(__always)
    private func peekDouble(_ place: Int) -> Double {
        let raw = bytes.loadUnaligned(fromByteOffset: place, as: UInt64.self)
        return Double(bitPattern: isBigEndian ? UInt64(bigEndian: raw) : UInt64(littleEndian: raw))
    }
}
