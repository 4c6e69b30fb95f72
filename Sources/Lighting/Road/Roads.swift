public import City
public import Geometry

/// The roads of a city as lighting needs them: middle line, width, lanes, what they are.
public struct Roads: Sendable {
    /// One line of a road.
    public struct Road: Sendable {
        /// Row in the layer.
        public var row: Int
        public var id: String
        /// The carriageway's middle.
        public var line: [Point3]
        /// OSM type; empty where unknown.
        public var highway: String
        /// Width of the carriageway, m, and its driving lanes.
        public var width: Double
        public var lanes: Int
        public var isOneway: Bool
        /// Speed limit, km/h; nil where unknown.
        public var speed: Double?
        /// Whether the data say that it is lit (OSM `lit`); nil where they do not say.
        public var isTaggedLit: Bool?
        /// What of its width and lanes was assumed.
        public var assumption: Assumption?
        /// Lighting class as the data give it; nil where they do not.
        public var lightingClass: String?
        /// Length in the plane, m.
        public var length: Double

        /// Whether its end is its beginning: a roundabout.
        public var isClosed: Bool { line.count > 3 && line[0].distance2D(to: line[line.count - 1]) < 0.01 }
        /// Whether it is for cars: their lamps stand along it, not along the path beside it.
        var isCarriageway: Bool { !Roads.ways.contains(highway) }
    }

    /// How a road got a width or lanes that its data do not have.
    public enum Assumption: String, Sendable {
        case width = "a road has no width: its lanes times the width usual for its type"
        case oddWidth = "a road's width is not between 1 and 100 m: its lanes times the width usual for its type"
        case lanes = "a road has no lanes: its width over that of a lane usual for its type"
        case both = "a road has neither lanes nor width: those usual for its type"

        var code: String { "road-\(self == .both ? "lanes-and-width" : self == .lanes ? "lanes" : "width")-assumed" }
    }

    public let roads: [Road]
    /// What was left out.
    public let diagnostics: Diagnostics
    /// Each straight piece's road and first vertex, and an index of their boxes.
    private let pieces: [(road: Int32, vertex: Int32)]
    private let index: SpatialIndex

    static let ways: Set<String> = ["footway", "path", "cycleway", "pedestrian", "bridleway", "steps", "corridor"]

    /// Lanes in both directions, and a lane's width, m, of a road type where the data have neither.
    ///
    /// After the widths of the Kazakh code for streets (СП РК 3.01-101-2013: 3.5–3.75 m a lane on main streets, 3 m on
    /// local ones), assumed for other countries.
    private static func usual(_ highway: String) -> (lanes: Int, laneWidth: Double) {
        switch highway {
        case "motorway", "trunk": (4, 3.75)
        case "primary": (4, 3.5)
        case "secondary", "tertiary", "unclassified", "": (2, 3.5)
        case "motorway_link", "trunk_link", "primary_link", "secondary_link", "tertiary_link": (1, 4.5)
        case "residential": (2, 3)
        case "living_street", "service", "track": (1, 4.5)
        case "pedestrian": (1, 4)
        default: (1, 2)
        }
    }

    /// - Parameters:
    ///   - layer: with `highway`, `width`, `lanes`, `oneway`, `maxspeed`, `lighting_class`, as far as there are any.
    ///   - rows: those to take; all if nil.
    public init(_ layer: Layer, rows wanted: [Int]? = nil) {
        let rows = wanted ?? Array(0..<layer.count)
        let columns = (
            highway: layer.column("highway") ?? layer.column("road_class"), width: layer.column("width"),
            lanes: layer.column("lanes"), oneway: layer.column("oneway"), speed: layer.column("maxspeed"),
            lightingClass: layer.column("lighting_class"), lit: layer.column("lit")
        )
        var roads: [Road] = []
        var diagnostics = Diagnostics()
        for row in rows {
            let lines = layer.geometries.lines(of: row)
            if lines.isEmpty {
                diagnostics.skipped("road-without-line", "a road's geometry is no line", layer.ids[row])
            }
            for (part, line) in lines.enumerated() {
                let length = line.polylineLength
                guard length > 0, line.allSatisfy(\.isFinite) else {
                    diagnostics.skipped("road-without-length", "a road has no length", layer.ids[row])
                    continue
                }
                let highway = columns.highway?[row].text ?? ""
                let isOneway = columns.oneway.map { $0.number(row) == 1 } ?? false
                let usual = Self.usual(highway)
                let counted = columns.lanes?.number(row) ?? .nan
                let measured = columns.width?.number(row) ?? .nan
                let isCounted = counted >= 1 && counted <= 20
                let isMeasured = measured >= 1 && measured <= 100
                let lanes: Int
                var assumption: Assumption?
                switch (isCounted, isMeasured) {
                case (true, _): lanes = Int(counted)
                case (false, true):
                    lanes = max(1, min(20, Int((measured / usual.laneWidth + 0.01).rounded(.down))))
                    assumption = .lanes
                case (false, false):
                    lanes = isOneway ? max(1, usual.lanes / 2) : usual.lanes
                    assumption = .both
                }
                if isCounted, !isMeasured { assumption = measured.isNaN ? .width : .oddWidth }
                let width = isMeasured ? measured : Double(lanes) * usual.laneWidth
                let speed = columns.speed?.number(row) ?? .nan
                roads.append(
                    Road(
                        row: row, id: part == 0 ? layer.ids[row] : "\(layer.ids[row])#\(part + 1)", line: line,
                        highway: highway, width: width, lanes: lanes, isOneway: isOneway,
                        speed: speed > 0 ? speed : nil, isTaggedLit: columns.lit?[row].double.map { $0 != 0 },
                        assumption: assumption, lightingClass: columns.lightingClass?[row].text, length: length)
                )
            }
        }
        self.roads = roads
        self.diagnostics = diagnostics
        var pieces: [(road: Int32, vertex: Int32)] = []
        var boxes: [Box] = []
        for (i, road) in roads.enumerated() {
            for k in 0..<road.line.count - 1 {
                pieces.append((Int32(i), Int32(k)))
                var box = Box.empty
                box.extend(road.line[k])
                box.extend(road.line[k + 1])
                boxes.append(box)
            }
        }
        self.pieces = pieces
        index = SpatialIndex(boxes: boxes)
    }

    /// Where a point lies beside a road.
    struct Place {
        var road: Int
        /// Along the road from its beginning, m.
        var along: Double
        /// To the left of its middle, m; negative to the right.
        var left: Double
        /// From the carriageway's edge, m; negative on it.
        var fromEdge: Double
        /// Of the piece of road: its direction, length 1.
        var direction: Point3
    }

    /// The nearest place on every road whose edge is no further than `reach` from a point, the nearest edge first.
    func places(near point: Point3, reach: Double) -> [Place] {
        var found: [Int32: (distance: Double, vertex: Int)] = [:]
        // No carriageway is wider than 100 m.
        index.search(around: point, radius: reach + 50) { piece in
            let (road, vertex) = pieces[Int(piece)]
            let line = roads[Int(road)].line
            let d = distance(from: point, to: line[Int(vertex)], line[Int(vertex) + 1])
            guard d - roads[Int(road)].width / 2 <= reach else { return }
            if let other = found[road], (other.distance, other.vertex) <= (d, Int(vertex)) { return }
            found[road] = (d, Int(vertex))
        }
        return found.sorted { $0.key < $1.key }.map { road, nearest in
            place(of: point, besideRoad: Int(road), piece: nearest.vertex)
        }.sorted { ($0.fromEdge, $0.road) < ($1.fromEdge, $1.road) }
    }

    private func place(of point: Point3, besideRoad road: Int, piece: Int) -> Place {
        let line = roads[road].line
        let (a, b) = (line[piece], line[piece + 1])
        let t = nearestFraction(of: point, on: a, b)
        let length = a.distance2D(to: b)
        var along = t * length
        for k in 0..<piece { along += line[k].distance2D(to: line[k + 1]) }
        let direction = Point3(b.x - a.x, b.y - a.y) * (length > 0 ? 1 / length : 0)
        let off = Point3(point.x - a.x, point.y - a.y)
        let side = direction.x * off.y - direction.y * off.x
        let distance = Geometry.distance(from: point, to: a, b)
        return Place(
            road: road, along: along, left: side < 0 ? -distance : distance,
            fromEdge: distance - roads[road].width / 2, direction: direction)
    }
}
