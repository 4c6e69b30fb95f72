public import City
import Formats
import Geodesy
import Geometry
public import JSON

/// A question for the features of one layer: where they are and what they are.
public struct Query: Sendable {
    /// A place given by latitude and longitude, degrees, WGS 84.
    public struct Place: Sendable, Hashable {
        public var latitude: Double
        public var longitude: Double

        public init(latitude: Double, longitude: Double) {
            self.latitude = latitude
            self.longitude = longitude
        }
    }

    public var layer: String
    public var near: Place?
    /// Horizontal distance from `near`, m.
    public var within: Double?
    /// Only this many, the nearest to `near` first.
    public var nearest: Int?
    /// West, south, east, north in degrees, WGS 84.
    public var bbox: [Double]?
    public var filter: Filter?
    /// At most this many features in the answer; the total is counted all the same. `nearest` alone sets its own.
    public var limit: Int
    /// Whether the answer holds geometries.
    public var geometry: Bool

    public init(
        layer: String, near: Place? = nil, within: Double? = nil, nearest: Int? = nil, bbox: [Double]? = nil,
        filter: Filter? = nil, limit: Int = 20, geometry: Bool = false
    ) {
        self.layer = layer
        self.near = near
        self.within = within
        self.nearest = nearest
        self.bbox = bbox
        self.filter = filter
        self.limit = limit
        self.geometry = geometry
    }

    /// The rows that answer a query.
    public struct Answer: Sendable {
        public var layer: Layer
        /// How many features match, before the limit.
        public var total: Int
        public var rows: [Int]
        /// Metres from `near` on the city's plane, one a row; nil without `near`.
        public var distances: [Double]?

        /// One feature's id, attributes and distance.
        public func json(_ i: Int) -> JSONValue {
            var feature = layer.json(row: rows[i]).object ?? [:]
            if let distances { feature["distance_m"] = .number((distances[i] * 1000).rounded() / 1000) }
            return .object(feature)
        }
    }

    /// Whether the place or box asked for lies outside the city: an empty answer is then no surprise.
    public func isOutside(_ city: City, projections: Projections) throws -> Bool {
        let extent = city.extent.grown(by: within ?? 0)
        if let near {
            return try !extent.contains(
                projections.cityPoint(latitude: near.latitude, longitude: near.longitude, in: city))
        }
        return try bbox.map { try !extent.intersects(projections.cityBox($0, in: city)) } ?? false
    }

    /// Finds the features. With `near` they come nearest first, otherwise in layer order.
    /// - Throws: `InputError` for a layer or attribute that is not there or a place that cannot be projected.
    public func run(on city: City, projections: Projections) throws -> Answer {
        let layer = try city.requiredLayer(layer)
        let test = try filter?.bound(to: layer)
        let geometries = layer.geometries
        if let near {
            let p = try projections.cityPoint(latitude: near.latitude, longitude: near.longitude, in: city)
            if let nearest {
                let hits = layer.index.nearest(to: p, count: nearest, within: within ?? .infinity) { row in
                    test.map { $0(Int(row)) } ?? true ? geometries.distance(from: p, to: Int(row)) : .infinity
                }
                let rows = hits.filter { $0.distance.isFinite }
                return Answer(
                    layer: layer, total: rows.count, rows: rows.prefix(limit).map { Int($0.index) },
                    distances: rows.prefix(limit).map(\.distance))
            }
            var candidates: [Int32] = []
            if let within {
                layer.index.search(window: Box(around: p, radius: within), into: &candidates)
            } else {
                candidates = (0..<Int32(layer.count)).map { $0 }
            }
            var found: [(distance: Double, row: Int)] = []
            for row in candidates where test.map({ $0(Int(row)) }) ?? true {
                let distance = geometries.distance(from: p, to: Int(row))
                if distance <= within ?? .greatestFiniteMagnitude { found.append((distance, Int(row))) }
            }
            found.sort { $0 < $1 }
            let shown = found.prefix(limit)
            return Answer(layer: layer, total: found.count, rows: shown.map(\.row), distances: shown.map(\.distance))
        }
        var rows: [Int]
        if let bbox {
            let box = try projections.cityBox(bbox, in: city)
            var candidates: [Int32] = []
            layer.index.search(window: box, into: &candidates)
            rows = candidates.map { Int($0) }.filter { geometries.meets(box, feature: $0) }.sorted()
            if let test { rows = rows.filter(test) }
        } else {
            rows = test.map { (0..<layer.count).filter($0) } ?? Array(0..<layer.count)
        }
        return Answer(layer: layer, total: rows.count, rows: Array(rows.prefix(limit)), distances: nil)
    }
}

extension Query.Answer {
    /// The features as a GeoJSON FeatureCollection (RFC 7946), attributes and distance as properties.
    public func geoJSON(in city: City) throws -> JSONValue {
        let shapes = try GeoJSON.geometries(of: layer, rows: rows, in: city)
        let features = rows.indices.map { i -> JSONValue in
            var properties = layer.json(row: rows[i]).object ?? [:]
            properties["id"] = nil
            if let distances { properties["distance_m"] = .number(distances[i]) }
            return [
                "type": "Feature", "id": .string(layer.ids[rows[i]]), "properties": .object(properties),
                "geometry": shapes[i],
            ]
        }
        return ["type": "FeatureCollection", "features": .array(features)]
    }
}

extension Query {
    /// How many features can be asked for as the nearest, and as the most.
    static let nearestRange: ClosedRange<Int64> = 1...1_000_000
    static let limitRange: ClosedRange<Int64> = 0...1_000_000_000
    /// Members a query may have.
    static let members = ["city", "layer", "near", "within", "nearest", "bbox", "where", "limit", "geometry"]

    /// Reads a query's members: `{"layer": "building", "near": "43.2978,68.2708", "within": 300, …}`.
    public init(_ json: JSONObject) throws {
        for key in json.keys where !Query.members.contains(key) {
            throw InputError(
                path: key, problem: "a query has no member '\(key)'",
                suggestion: nearestName(to: key, among: Query.members))
        }
        guard let layer = json["layer"]?.string else {
            throw InputError(path: "layer", problem: "a query needs the name of a layer")
        }
        self.init(layer: layer)
        if let value = json["near"], value != .null { near = try Query.place(value) }
        if let value = json["within"], value != .null { within = try Query.distance(value) }
        func whole(_ key: String, _ range: ClosedRange<Int64>) throws -> Int? {
            guard let value = json[key], value != .null else { return nil }
            guard let n = value.integer, range.contains(n) else {
                throw InputError(
                    path: key,
                    problem: "\(value.text()) is not a whole number \(range.lowerBound) … \(range.upperBound)")
            }
            return Int(n)
        }
        nearest = try whole("nearest", Query.nearestRange)
        limit = try whole("limit", Query.limitRange) ?? nearest ?? limit
        if let value = json["bbox"], value != .null {
            let numbers = value.array?.compactMap(\.double) ?? []
            guard numbers.count == 4, numbers.count == value.array?.count else {
                throw InputError(path: "bbox", problem: "expected [west, south, east, north] in degrees")
            }
            bbox = numbers
        }
        if let value = json["where"], value != .null {
            guard let text = value.string else {
                throw InputError(path: "where", problem: "must be a condition in text, not \(value.kind)")
            }
            filter = try Filter(text)
        }
        if let value = json["geometry"], value != .null {
            guard let flag = value.bool else { throw InputError(path: "geometry", problem: "must be true or false") }
            geometry = flag
        }
        if near == nil, within != nil || nearest != nil {
            throw InputError(path: "near", problem: "'within' and 'nearest' need 'near': the place to measure from")
        }
    }

    /// `"43.2978,68.2708"` (latitude first, as maps show it) or `{"lat": 43.2978, "lon": 68.2708}`.
    public static func place(_ json: JSONValue) throws -> Place {
        var latitude = json["lat"]?.double
        var longitude = json["lon"]?.double
        if let text = json.string {
            let numbers = numbers(in: text)
            (latitude, longitude) = numbers?.count == 2 ? (numbers?[0], numbers?[1]) : (nil, nil)
        }
        guard let latitude, let longitude else {
            throw InputError(
                path: "near", problem: "\(json.text()) is not a place",
                suggestion: "write latitude,longitude in degrees: 43.2978,68.2708")
        }
        guard abs(latitude) <= 90, abs(longitude) <= 360 else {
            throw InputError(
                path: "near", problem: "latitude \(latitude) and longitude \(longitude) are not on Earth",
                suggestion: "latitude comes first, −90 … 90")
        }
        return Place(latitude: latitude, longitude: longitude)
    }

    /// Metres, or a text with a unit: `300`, `"300m"`, `"1.2 km"`.
    public static func distance(_ json: JSONValue) throws -> Double {
        var metres = json.double
        if let text = json.string {
            let (number, factor) =
                text.trimmed.hasSuffix("km")
                ? (text.trimmed.dropLast(2), 1000.0)
                : (text.trimmed.hasSuffix("m") ? text.trimmed.dropLast() : text.trimmed, 1)
            metres = Double(number.trimmed).map { $0 * factor }
        }
        guard let metres, metres >= 0, metres.isFinite else {
            throw InputError(
                path: "within", problem: "\(json.text()) is not a distance of 0 or more",
                suggestion: "write it like 300m or 1.2km")
        }
        return metres
    }
}

/// The numbers of a text with commas between them; nil if anything in it is no finite number.
public func numbers(in text: String) -> [Double]? {
    let parts = text.split(separator: ",", omittingEmptySubsequences: false).map { Double($0.trimmed) }
    let numbers = parts.compactMap { $0.flatMap { $0.isFinite ? $0 : nil } }
    return numbers.count == parts.count ? numbers : nil
}

extension StringProtocol {
    /// Without white space at its ends.
    var trimmed: SubSequence {
        guard let first = firstIndex(where: { !$0.isWhitespace }), let last = lastIndex(where: { !$0.isWhitespace })
        else { return self[endIndex...] }
        return self[first...last]
    }
}

/// "did you mean …?" or the list of what is known.
func nearestName(to word: String, among names: [String]) -> String {
    nearest(to: word, among: names).map { "did you mean '\($0)'?" } ?? "known: \(names.joined(separator: ", "))"
}
