import City
import Geodesy
import Geometry

/// A citizen's call about a lamp, and the lamp it was joined to.
struct FaultReport: Sendable {
    enum Status: String, Sendable {
        /// One lamp is clearly the nearest, or was named.
        case joined
        /// Another lamp is about as near, or the call names a street only.
        case ambiguous
        /// No lamp near enough.
        case unjoined
        /// Neither place nor known address nor lamp.
        case noPlace = "no_place"
    }

    /// Its own id in the file, or its number.
    var id: String
    var place: Point3?
    var address: String?
    var time: String?
    var description: String?
    var status = Status.noPlace
    /// Row of the street light; nil where there is none.
    var lamp: Int?
    /// The next best.
    var other: Int?
    /// From the call's place to the lamp's mast, m.
    var distance: Double?
}

/// Joins calls to lamps.
struct FaultJoining {
    private let layer: Layer
    private let rows: Set<Int>
    private let masts: [Point3]
    private let index: SpatialIndex
    private let candidates: [Int]
    private let city: City
    private let projection: Projection?
    private let reach: Double
    private let ambiguity: Double

    /// - Parameters:
    ///   - rows: the street lights that count.
    ///   - reach: a lamp farther from a call is not meant, m.
    ///   - ambiguity: the next lamp is also meant if it is farther by less than this, m.
    init(_ layer: Layer, rows: [Int], city: City, reach: Double, ambiguity: Double) throws {
        self.layer = layer
        self.city = city
        self.reach = reach
        self.ambiguity = ambiguity
        candidates = rows.filter { !layer.geometries.vertexRange(of: $0).isEmpty }
        self.rows = Set(candidates)
        let layerMasts = candidates.map { layer.geometries.vertices[layer.geometries.vertexRange(of: $0).lowerBound] }
        masts = layerMasts
        index = SpatialIndex(boxes: layerMasts.map { Box(around: $0, radius: 0) })
        // A city made by hand has no system that PROJ knows.
        projection = city.place == nil ? nil : try Projection(from: .wgs84, to: city.crs)
    }

    /// Reads calls: `lat` and `lon`, or `x` and `y` in the city's system, or `lamp`, or `address`; `id`, `time`,
    /// `description`.
    /// - Throws: `DataError` for coordinates that are none, with the line.
    func reports(_ records: Records) throws -> [FaultReport] {
        let known = ["lat", "latitude", "lon", "lng", "longitude", "x", "y", "lamp", "lamp_id", "address"]
        guard records.names.contains(where: { known.contains($0) }) else {
            throw DataError(
                file: records.file,
                problem:
                    "expected columns 'lat' and 'lon', or 'lamp', or 'address'; found \(records.names.joined(separator: ", "))"
            )
        }
        var reports: [FaultReport] = []
        for (number, row) in records.rows.enumerated() {
            var report = FaultReport(id: records.text(row, ["id", "number"]) ?? "\(number + 1)")
            report.address = records.text(row, ["address"])
            report.time = records.text(row, ["time", "date", "created_at", "timestamp"])
            report.description = records.text(row, ["description", "text", "message"])
            let latitude = try records.number(row, ["lat", "latitude"], in: -90...90)
            let longitude = try records.number(row, ["lon", "lng", "longitude"], in: -180...180)
            guard (latitude == nil) == (longitude == nil) else {
                throw DataError(file: records.file, place: row.place, problem: "has one coordinate without the other")
            }
            let x = try records.number(row, ["x"], in: -1e8...1e8)
            let y = try records.number(row, ["y"], in: -1e8...1e8)
            if let name = records.text(row, ["lamp", "lamp_id"]), let found = layer.row(id: name), rows.contains(found)
            {
                report.lamp = found
                report.status = .joined
                report.place = layer.geometries.vertices[layer.geometries.vertexRange(of: found).lowerBound]
                report.distance = 0
            } else if let latitude, let longitude, let projection {
                var points = [Point3(longitude, latitude)]
                if try projection.transform(&points).isEmpty, points[0].isFinite {
                    join(&report, points[0] - city.origin)
                }
            } else if let x, let y {
                join(&report, Point3(x, y) - Point3(city.origin.x, city.origin.y))
            } else if let address = report.address {
                join(&report, address: address)
            }
            reports.append(report)
        }
        return reports
    }

    private func join(_ report: inout FaultReport, _ place: Point3) {
        let place = Point3(place.x, place.y)
        report.place = place
        var near: [(distance: Double, row: Int)] = []
        index.search(around: place, radius: reach) { k in
            near.append((masts[Int(k)].distance2D(to: place), candidates[Int(k)]))
        }
        near.sort { ($0.distance, $0.row) < ($1.distance, $1.row) }
        guard let first = near.first, first.distance <= reach else {
            report.status = .unjoined
            return
        }
        report.lamp = first.row
        report.distance = first.distance
        report.status = .joined
        if near.count > 1, near[1].distance <= reach, near[1].distance - first.distance < ambiguity {
            report.other = near[1].row
            report.status = .ambiguous
        }
    }

    /// By a building whose street and house number the address has, else by the street alone: its lamps are then all
    /// meant, and the call is ambiguous.
    private func join(_ report: inout FaultReport, address: String) {
        let words = Self.words(address)
        if let building = city.layer("building"), let streets = building.column("street"),
            let numbers = building.column("house_number"),
            let row = (0..<building.count).first(where: { row in
                guard let street = streets[row].text, let number = numbers[row].text else { return false }
                return Self.contains(words, Self.words(street)) && Self.contains(words, Self.words(number))
            })
        {
            join(&report, building.geometries.box(of: row).centre)
            return
        }
        report.status = .unjoined
        guard let roads = city.layer("road"), let roadOf = layer.column("road_id") else { return }
        let names = roads.columns.filter { $0.name == "name" || $0.name.hasPrefix("name_") }
        var ids: Set<String> = []
        for row in 0..<roads.count
        where names.contains(where: { column in
            column[row].text.map { Self.contains(words, Self.words($0)) } ?? false
        }) { ids.insert(roads.ids[row]) }
        let lamps = candidates.filter { roadOf[$0].text.map { ids.contains($0) } ?? false }
        guard let first = lamps.first else { return }
        if lamps.count == 1 {
            report.lamp = first
            report.status = .joined
        } else {
            report.status = .ambiguous
        }
        report.place = layer.geometries.vertices[layer.geometries.vertexRange(of: first).lowerBound]
    }

    /// Words of an address, small, without punctuation.
    private static func words(_ text: String) -> [Substring] {
        text.lowercased().split { !$0.isLetter && !$0.isNumber && $0 != "-" }
    }

    /// Whether all words occur in this order, next to each other.
    private static func contains(_ words: [Substring], _ wanted: [Substring]) -> Bool {
        guard !wanted.isEmpty, words.count >= wanted.count else { return false }
        return (0...words.count - wanted.count).contains { words[$0..<$0 + wanted.count].elementsEqual(wanted) }
    }
}
