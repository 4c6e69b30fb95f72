public import Geometry

/// A city: named layers in one projected coordinate reference system, and its terrain. Immutable once loaded.
///
/// Coordinates are metres relative to `origin`, z up. `applying` gives a new city that shares untouched layers.
public struct City: Sendable {
    public var name: String
    /// The projected CRS of the store; its coordinates are `origin` + city coordinates.
    public let crs: CRS
    /// CRS coordinates of the city's own zero; z is 0: heights stay heights.
    public let origin: Point3
    public let layers: [Layer]
    public let terrain: Terrain?
    /// Where on Earth the city is; nil only for a city made by hand.
    public var place: Place?
    /// Where the data came from.
    public let sources: [Source]
    /// What is known to be wrong or assumed in the data.
    public let diagnostics: Diagnostics

    /// The middle of a city on the globe, for whatever depends on sun and season.
    public struct Place: Sendable, Hashable {
        /// WGS 84; north and east are positive.
        public var latitude: Angle
        public var longitude: Angle
        /// Grid convergence: how far the y axis is turned clockwise from true north.
        public var convergence: Angle

        public init(latitude: Angle, longitude: Angle, convergence: Angle) {
            self.latitude = latitude
            self.longitude = longitude
            self.convergence = convergence
        }
    }

    /// One file or service the city's data came from.
    public struct Source: Sendable, Hashable {
        /// Layers that came from it.
        public var layers: [String]
        /// File name or title.
        public var title: String
        public var origin: String?
        public var licence: String?

        public init(layers: [String], title: String, origin: String? = nil, licence: String? = nil) {
            self.layers = layers
            self.title = title
            self.origin = origin
            self.licence = licence
        }
    }

    public init(
        name: String, crs: CRS, origin: Point3, layers: [Layer], terrain: Terrain? = nil, sources: [Source] = [],
        diagnostics: Diagnostics = Diagnostics()
    ) {
        self.name = name
        self.crs = crs
        self.origin = origin
        self.layers = layers
        self.terrain = terrain
        self.sources = sources
        self.diagnostics = diagnostics
    }

    /// The layer of that name.
    public func layer(_ name: String) -> Layer? { layers.first { $0.name == name } }

    /// The layer of that name.
    /// - Throws: `InputError` that lists the layers there are.
    public func requiredLayer(_ name: String) throws -> Layer {
        if let layer = layer(name) { return layer }
        let names = layers.map(\.name)
        throw InputError(
            path: "layer", problem: "the city '\(self.name)' has no layer '\(name)'",
            suggestion: nearest(to: name, among: names).map { "did you mean '\($0)'?" }
                ?? "it has: \(names.joined(separator: ", "))")
    }

    /// The box around all layers.
    public var extent: Box {
        var box = Box.empty
        for layer in layers { box.extend(layer.geometries.extent) }
        return box
    }

    /// The same city with other layers, or other sources.
    public func with(layers: [Layer]? = nil, sources: [Source]? = nil) -> City {
        var city = City(
            name: name, crs: crs, origin: origin, layers: layers ?? self.layers, terrain: terrain,
            sources: sources ?? self.sources, diagnostics: diagnostics)
        city.place = place
        return city
    }
}
