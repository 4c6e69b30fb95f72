internal import COsmium
internal import Geometry

/// An OpenStreetMap file, read object by object through libosmium: nodes, then ways, then relations, each by id.
final class OSMFile {
    private let path: String
    private let handle: OpaquePointer

    /// - Parameters:
    ///   - format: libosmium's name of the format: `pbf`, `osm`, `osm.gz`, `osm.bz2`.
    ///   - extraKeys: keys beyond `OSMKey` whose values are wanted.
    init(_ path: String, format: String, extraKeys: [String]) throws {
        self.path = path
        let names = OSMKey.allCases.map(\.rawValue) + extraKeys
        let bytes = names.map { Array($0.utf8CString) }
        var keys: [cosmium_key] = []
        // The names must live until the call is over: nest one scope for all of them.
        let text = bytes.flatMap { $0 }
        handle = try text.withUnsafeBufferPointer { text in
            var start = 0
            for (i, name) in bytes.enumerated() {
                let makesLayer = i < OSMKey.allCases.count && OSMKey.allCases[i].makesLayer
                keys.append(cosmium_key(name: text.baseAddress.map { $0 + start }, makes_layer: makesLayer ? 1 : 0))
                start += name.count
            }
            guard let handle = cosmium_open(path, format, keys, keys.count) else {
                throw NativeError(library: "libosmium", function: "open", message: "out of memory")
            }
            return handle
        }
    }

    deinit { cosmium_close(handle) }

    /// Hands every tagged object to `body`, in order.
    func forEach(_ body: (OSMObject) throws -> Void) throws {
        var batch = cosmium_batch()
        while true {
            switch cosmium_next(handle, &batch) {
            case COSMIUM_OK: break
            case COSMIUM_END: return
            case COSMIUM_BAD_FILE: throw DataError(file: path, problem: "no readable OpenStreetMap file: \(message)")
            case COSMIUM_SYSTEM: throw DataError(file: path, problem: "cannot be read: \(message)")
            default: throw NativeError(library: "libosmium", function: "next", message: message)
            }
            var previous = cosmium_object()
            for i in 0..<batch.object_count {
                let object = batch.objects[i]
                try body(OSMObject(object, after: previous, in: batch))
                previous = object
            }
        }
    }

    private var message: String { String(cString: cosmium_message(handle)) }

    /// Whether the file was held in memory because it was not sorted.
    var wasUnsorted: Bool { cosmium_was_unsorted(handle) != 0 }

    /// Tagged objects none of whose keys makes a layer: the number and the first few ids, for nodes, ways, relations.
    var unused: [(count: Int, first: [String])] {
        let unused = cosmium_unused_objects(handle)
        func ids(_ letter: String, _ count: UInt64, _ first: (Int64, Int64, Int64, Int64, Int64)) -> (Int, [String]) {
            let all = [first.0, first.1, first.2, first.3, first.4]
            return (Int(count), all.prefix(Int(min(count, 5))).map { "\(letter)\($0)" })
        }
        return [
            ids("n", unused.count.0, unused.first.0), ids("w", unused.count.1, unused.first.1),
            ids("r", unused.count.2, unused.first.2),
        ]
    }
}

/// One tagged object with its places; valid inside `OSMFile.forEach` only.
struct OSMObject {
    enum Kind { case node, way, relation }

    enum Area {
        /// A node or an open way.
        case none
        case built
        /// Crossing or open rings, too few corners.
        case broken
        /// Nodes or member ways are not in the file.
        case incomplete
    }

    let kind: Kind
    let area: Area
    let number: Int64
    let tags: OSMTags
    /// How many of the nodes have no place.
    let missing: Int
    private let points: UnsafeBufferPointer<cosmium_point>
    private let rings: UnsafeBufferPointer<cosmium_ring>
    private let firstRingPoint: Int
    private let ringPoints: UnsafePointer<cosmium_point>?

    fileprivate init(_ object: cosmium_object, after previous: cosmium_object, in batch: cosmium_batch) {
        func slice<T>(_ base: UnsafePointer<T>?, _ start: UInt32, _ end: UInt32) -> UnsafeBufferPointer<T> {
            UnsafeBufferPointer(start: base.map { $0 + Int(start) }, count: base == nil ? 0 : Int(end - start))
        }
        switch object.type {
        case UInt8(ascii: "n"): kind = .node
        case UInt8(ascii: "w"): kind = .way
        default: kind = .relation
        }
        switch UInt32(object.area) {
        case COSMIUM_AREA.rawValue: area = .built
        case COSMIUM_BROKEN.rawValue: area = .broken
        case COSMIUM_INCOMPLETE.rawValue: area = .incomplete
        default: area = .none
        }
        number = object.id
        missing = Int(object.missing)
        tags = OSMTags(slice(batch.tags, previous.tags_end, object.tags_end), batch.text)
        points = slice(batch.points, previous.points_end, object.points_end)
        rings = slice(batch.rings, previous.rings_end, object.rings_end)
        firstRingPoint = previous.rings_end > 0 ? Int(batch.rings[Int(previous.rings_end) - 1].end) : 0
        ringPoints = batch.ring_points
    }

    /// `w123`.
    var id: String {
        switch kind {
        case .node: "n\(number)"
        case .way: "w\(number)"
        case .relation: "r\(number)"
        }
    }

    /// `way/123`, as in OpenStreetMap's addresses.
    var sourceID: String {
        switch kind {
        case .node: "node/\(number)"
        case .way: "way/\(number)"
        case .relation: "relation/\(number)"
        }
    }

    /// Whether a way ends where it starts, or a relation stands for an area.
    var isClosed: Bool { area != .none }

    /// A node's place, if the file gives a valid one.
    var place: Point3? { points.first.flatMap(OSMObject.point) }

    /// The stretches of a way whose nodes have places: one if none is missing.
    var stretches: [[Point3]] {
        var stretches: [[Point3]] = []
        var stretch: [Point3] = []
        for place in points {
            if let p = OSMObject.point(place) {
                // The same place twice in a row would be a segment without length.
                if stretch.last != p { stretch.append(p) }
            } else {
                if stretch.count > 1 { stretches.append(stretch) }
                stretch = []
            }
        }
        if stretch.count > 1 { stretches.append(stretch) }
        return stretches
    }

    /// The polygons of an area, exteriors counter-clockwise.
    var polygons: [Polygon] {
        var polygons: [Polygon] = []
        var start = firstRingPoint
        for ring in rings {
            // Closed in the file, open here.
            let vertices = (start..<max(start, Int(ring.end) - 1)).compactMap { i in
                ringPoints.flatMap { OSMObject.point($0[i]) }
            }
            if ring.outer != 0 {
                polygons.append(Polygon(exterior: vertices))
            } else if !polygons.isEmpty {
                polygons[polygons.count - 1].vertices += vertices
                polygons[polygons.count - 1].ringEnds.append(polygons[polygons.count - 1].vertices.count)
            }
            start = Int(ring.end)
        }
        return polygons.map { $0.normalised() }
    }

    /// Degrees out of the file's 1e-7 degrees: division gives the nearest double, multiplication would not.
    private static func point(_ p: cosmium_point) -> Point3? {
        p.x == .max ? nil : Point3(Double(p.x) / 1e7, Double(p.y) / 1e7)
    }
}

/// The tags of one object, of the wanted keys.
struct OSMTags {
    private let tags: UnsafeBufferPointer<cosmium_tag>
    private let text: UnsafePointer<CChar>?

    fileprivate init(_ tags: UnsafeBufferPointer<cosmium_tag>, _ text: UnsafePointer<CChar>?) {
        self.tags = tags
        self.text = text
    }

    /// The value of a key, as written.
    subscript(key: OSMKey) -> String? {
        value { $0 < OSMTags.keys.count && OSMTags.keys[$0] == key }
    }

    /// The value of the `i`th extra key, which is none of `OSMKey`.
    subscript(extra i: Int) -> String? { value { $0 == OSMTags.keys.count + i } }

    /// The value of the first of some keys that is tagged.
    func first(_ keys: [OSMKey]) -> String? {
        for key in keys {
            if let value = self[key] { return value }
        }
        return nil
    }

    /// Whether the key is tagged, and not with `no`.
    func has(_ key: OSMKey) -> Bool { self[key].map { $0 != "no" } ?? false }

    private func value(where isWanted: (Int) -> Bool) -> String? {
        guard let text, let tag = tags.first(where: { isWanted(Int($0.key)) }) else { return nil }
        let bytes = UnsafeRawBufferPointer(start: text + Int(tag.start), count: Int(tag.length))
        return String(decoding: bytes, as: UTF8.self)
    }

    private static let keys = OSMKey.allCases
}
