public import Geometry

/// Some features of some layers, as a reader delivers them: coordinates still in the file's CRS.
public struct Batch: Sendable {
    public var crs: CRS
    public var layers: [Layer]
    /// Terrain, if the file holds one.
    public var terrain: Terrain?

    public init(crs: CRS, layers: [Layer], terrain: Terrain? = nil) {
        self.crs = crs
        self.layers = layers
        self.terrain = terrain
    }
}

/// What the user may say about a file that is to be read.
public struct ReadOptions: Sendable {
    /// Layer name for formats whose features say nothing of their kind (GeoJSON, CSV).
    public var layer: String?
    /// CRS of the file where it does not say itself, or says it wrong.
    public var crs: CRS?
    /// Attribute names in the city ← names in the file: `height=HAUTEUR`.
    public var map: [String: String]
    /// Level of detail to take where a file holds several (`2.2`); nil takes the highest.
    public var lod: String?
    /// Only features whose box meets this one, in the CRS of the file.
    public var box: Box?

    public init(
        layer: String? = nil, crs: CRS? = nil, map: [String: String] = [:], lod: String? = nil, box: Box? = nil
    ) {
        self.layer = layer
        self.crs = crs
        self.map = map
        self.lod = lod
        self.box = box
    }
}

/// Reads one file format: bytes → layers.
public protocol Reader: Sendable {
    /// Short name (`cityjson`) and one line for the help.
    static var format: Format { get }

    /// Whether a file is of this format, by its name and first bytes (at least 4 KiB, or the whole file).
    static func recognises(path: String, head: [UInt8]) -> Bool

    init()

    /// Reads a file and hands out its features in batches of bounded size.
    ///
    /// Successive batches may carry layers of the same name: they are parts of one layer.
    /// - Returns: what was noticed: every feature left out is counted in it.
    /// - Throws: `DataError` naming file, place, what was expected and what was found; `InputError` for bad options.
    func read(_ path: String, options: ReadOptions, into sink: (Batch) throws -> Void) throws -> Diagnostics
}

/// A file format's name.
public struct Format: Sendable, Hashable {
    /// `geojson`.
    public var name: String
    /// File name endings, with the dot.
    public var endings: [String]
    /// One line.
    public var summary: String
    /// Whose the data of this format always are, and under which licence; nil where files differ.
    public var origin: String?
    public var licence: String?

    public init(
        _ name: String, endings: [String], _ summary: String, origin: String? = nil, licence: String? = nil
    ) {
        self.name = name
        self.endings = endings
        self.summary = summary
        self.origin = origin
        self.licence = licence
    }
}

/// Writes one file format. The file appears whole or not at all.
public protocol Writer: Sendable {
    static var format: Format { get }

    init()

    /// Writes a city, or an outcome laid over it, to a file.
    /// - Returns: what the format could not hold.
    /// - Throws: `DataError` if the file cannot be written.
    func write(_ document: Document, to path: String) throws -> Diagnostics
}

/// What a writer writes: a city's layers, with a run's outcome if there was one.
public struct Document: Sendable {
    public var city: City
    /// Layers to write; a whole city for an export of a city, the result layers for an outcome.
    public var layers: [Layer]
    public var outcome: Outcome?

    public init(city: City, layers: [Layer]? = nil, outcome: Outcome? = nil) {
        self.city = city
        self.layers = layers ?? outcome?.layers ?? city.layers
        self.outcome = outcome
    }
}
