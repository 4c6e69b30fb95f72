public import Geometry

// What lies so far off that it can be no part of the city: one stray feature must not move it or blur it.

extension City {
    /// How far east, north, west or south of a city's origin its features may lie, m.
    ///
    /// At this distance from its middle a transverse Mercator projection already stretches lengths by 1.2 %
    /// (k = 1 + x²/2R², Snyder 1987, eq. 8-11): what lies beyond belongs to another map.
    public static let reach = 1e6

    /// How far above or below zero heights may lie, m; the Earth's own are within 11 km.
    public static let heightReach = 1e5

    /// Whether a place in city coordinates can be part of a city; false for NaN.
    @inlinable public static func reaches(_ p: Point3) -> Bool {
        abs(p.x) <= reach && abs(p.y) <= reach && abs(p.z) <= heightReach
    }

    /// The country around the city, for choosing one datum shift that serves all of it; nil for a city without place.
    public var area: AreaOfUse? {
        place.map { AreaOfUse(around: $0.longitude.degrees, $0.latitude.degrees) }
    }
}

extension AreaOfUse {
    /// One degree around a place, across the date line too.
    public init(around longitude: Double, _ latitude: Double) {
        func wrapped(_ x: Double) -> Double { x - 360 * ((x + 180) / 360).rounded(.down) }
        self.init(
            west: wrapped(longitude - 1), south: max(latitude - 1, -90), east: wrapped(longitude + 1),
            north: min(latitude + 1, 90))
    }
}

extension Layer {
    /// The layer without the features that are out of the city's reach; they are counted.
    public func withinReach(_ diagnostics: inout Diagnostics) -> Layer {
        guard !geometries.vertices.allSatisfy(City.reaches) else { return self }
        var kept: [Int] = []
        for row in 0..<count {
            if geometries.vertices[geometries.vertexRange(of: row)].allSatisfy(City.reaches) {
                kept.append(row)
            } else {
                diagnostics.outOfReach("\(name) \(ids[row])")
            }
        }
        return selecting(kept)
    }
}

extension Diagnostics {
    /// Counts a feature that lies too far off.
    public mutating func outOfReach(_ feature: String) {
        skipped("far-away", "lies more than 1000 km from the city, or 100 km above or below it; left out", feature)
    }
}

extension Sequence<Layer> {
    /// First vertices of features, a few thousand a layer: as good as all of them for finding the middle.
    public var somePlaces: [Point3] {
        var places: [Point3] = []
        for layer in self {
            let step = Swift.max(1, layer.count / 4096)
            for row in stride(from: 0, to: layer.count, by: step) {
                guard let first = layer.geometries.vertexRange(of: row).first else { continue }
                places.append(layer.geometries.vertices[first])
            }
        }
        return places
    }
}

extension [Point3] {
    /// Where most of the places are: the median east and north, moved to the place nearest to it, so that it is one of
    /// them. nil without finite places.
    ///
    /// A stray place does not move it, as it would the middle of the extent. (0, 0), which stands for "unknown" in many
    /// files, counts only where there is nothing else.
    public var middle: Point3? {
        var places = filter { $0.x.isFinite && $0.y.isFinite }
        let known = places.filter { $0.x != 0 || $0.y != 0 }
        if !known.isEmpty { places = known }
        guard !places.isEmpty else { return nil }
        let x = places.map(\.x).sorted()[places.count / 2]
        let y = places.map(\.y).sorted()[places.count / 2]
        func distance(_ p: Point3) -> Double { Swift.max(abs(p.x - x), abs(p.y - y)) }
        return places.min { distance($0) < distance($1) }.map { Point3($0.x, $0.y) }
    }
}
