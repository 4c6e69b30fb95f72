public import City
import Foundation
import Formats
import Geodesy
public import Geometry

/// The reader for a file, by its name and first bytes.
/// - Throws: `DataError` if it cannot be opened; `InputError` that lists the formats if none recognises it.
public func reader(for path: String) throws -> any Reader {
    let head = try firstBytes(of: path, count: 65_536)
    for type in readers where type.recognises(path: path, head: head) { return type.init() }
    let names = readers.map { "\($0.format.name) (\($0.format.endings.joined(separator: " ")))" }
    throw DataError(
        file: path,
        problem: head.isEmpty ? "the file is empty" : "no known format; known: " + names.joined(separator: ", "))
}

/// A coordinate system by its name: `EPSG:32642`, WKT, a PROJ string.
/// - Throws: `InputError` if PROJ does not know it.
public func resolveCRS(_ text: String) throws -> CRS { try CRS(resolving: text) }

/// What an import did.
public struct ImportReport: Sendable {
    /// Features per layer, in the order they appeared.
    public var layers: [(name: String, features: Int)] = []
    /// Layers of the store that the files' layers took the place of.
    public var replaced: [String] = []
    public var diagnostics = Diagnostics()
    public var crs: CRS?
}

/// Projects and cleans what readers deliver, batch by batch, into the coordinates of one city.
///
/// The city's system and origin are those of an existing city, or are settled by where most of the first features lie:
/// the file's own system if that is a plane in metres, else the UTM zone. What is out of the city's reach is left out.
public final class Importer {
    public private(set) var crs: CRS?
    public private(set) var origin: Point3?
    public internal(set) var diagnostics = Diagnostics()
    /// Attributes to be renamed that files do not have: in how many, and what was said of the first.
    private var unmet: [String: (files: Int, problem: String)] = [:]
    private var files = 0
    private var projections: [CRS: Projection] = [:]
    /// The country around the city: one datum shift serves all of it.
    private var area: AreaOfUse?
    /// Where the city's features are, city coordinates: terrain far from them is not kept.
    private var extent: Box
    /// How many crossings of rings may still be mended.
    private var crossings = Cleaning.allCrossings
    /// How far beyond the features terrain is kept, m: hills a few kilometres away still shade.
    private static let terrainMargin = 3000.0
    /// So many features say where the city is; few do not wait for more if the file has no more.
    private static let quorum = 1000

    public init(crs: CRS? = nil, origin: Point3? = nil, extent: Box = .empty, area: AreaOfUse? = nil) {
        self.extent = extent
        self.crs = crs
        self.origin = origin
        self.area = area
    }

    /// Reads one file; `sink` gets clean layers in city coordinates, and terrain.
    /// - Throws: `DataError` if the file cannot be read, or has places and none of them is on its system's map or
    ///   within the city's reach.
    public func read(
        _ path: String, options: ReadOptions, terrainCell: Double = 30,
        into sink: (_ layer: Layer) throws -> Void, terrain: (Terrain) throws -> Void
    ) throws {
        let reader = try reader(for: path)
        var waiting: [Arrival] = []
        var (arrived, placed) = (0, 0)
        /// Middle of the first batch that found no place, for the error's text.
        var stray: (middle: Point3, source: CRS)?
        func deliver(_ batch: Arrival) throws {
            for layer in batch.layers {
                let located = layer.located
                let clean = try place(layer, from: batch.crs)
                arrived += located
                placed += clean.located
                if stray == nil, located > 0, clean.located == 0 {
                    stray = CollectionOfOne(layer).middle().map { ($0, batch.crs) }
                }
                extent.extend(clean.geometries.extent)
                try sink(clean)
            }
            if let grid = batch.terrain, let placed = try place(grid, from: batch.crs, cell: terrainCell) {
                try terrain(placed)
            }
        }
        let noticed = try reader.read(path, options: options) { batch in
            let batch = Arrival(crs: options.crs ?? batch.crs, layers: batch.layers, terrain: batch.terrain)
            guard origin == nil else { return try deliver(batch) }
            waiting.append(batch)
            guard waiting.reduce(0, { $0 + $1.located }) >= Importer.quorum else { return }
            try settle(by: waiting, file: path)
            try waiting.forEach(deliver)
            waiting = []
        }
        if !waiting.isEmpty {
            try settle(by: waiting, file: path)
            try waiting.forEach(deliver)
        }
        diagnostics.merge(noticed)
        files += 1
        for d in noticed.all where d.code == "attribute-not-found" {
            for pair in d.features { unmet[pair] = ((unmet[pair]?.files ?? 0) + 1, unmet[pair]?.problem ?? d.message) }
        }
        if placed == 0, arrived > 0, let stray { throw try misplaced(path, stray.middle, stray.source) }
    }

    /// Whether every attribute to be renamed was in one file at least: a slip in its name would lose all its values.
    /// - Throws: `InputError` with the name it may have been.
    func checkMap() throws {
        guard let (pair, found) = unmet.filter({ $0.value.files == files }).min(by: { $0.key < $1.key }) else { return }
        throw InputError(path: "--map \(pair)", problem: found.problem)
    }

    /// What a reader delivered, in the system that counts.
    private struct Arrival {
        var crs: CRS
        var layers: [Layer]
        var terrain: Terrain?
        /// How many features have a place.
        var located: Int { layers.reduce(0) { $0 + $1.located } }
    }

    /// Settles the city's system and origin by where most of the features are.
    private func settle(by batches: [Arrival], file: String) throws {
        // Tables of one file may be in several systems: most features decide.
        guard let source = batches.max(by: { $0.located < $1.located })?.crs else { return }
        let same = batches.filter { $0.crs == source }
        let isGeographic = source.isGeographic
        let isPossible = { (p: Point3) in p.isFinite && !(isGeographic && !(abs(p.x) <= 360 && abs(p.y) <= 90)) }
        let layers = same.flatMap(\.layers)
        guard
            let middle = layers.middle(where: isPossible) ?? layers.middle()
                ?? same.lazy.compactMap({ $0.terrain?.box.centre }).first
        else { return }
        guard isPossible(middle), let place = try Importer.degrees(of: middle, in: source) else {
            throw try offTheMap(file, middle, source)
        }
        try cautionOutside(source, middle, place)
        area = AreaOfUse(around: place.x, place.y)
        let plane = try crs ?? Importer.plane(for: source, at: place)
        crs = plane
        var points = [middle]
        guard try projection(from: source, to: plane).transform(&points).isEmpty else {
            throw DataError(
                file: file,
                problem: "its features lie around \(Importer.words(place)), which has no place in \(plane.label)")
        }
        // Whole kilometres: the sum of origin and city coordinate stays exact to 1e-9 m, and a person can read it.
        origin = Point3((points[0].x / 1000).rounded(.down) * 1000, (points[0].y / 1000).rounded(.down) * 1000)
    }

    /// Longitude and latitude of a place; nil if it is not on its system's map.
    private static func degrees(of p: Point3, in source: CRS) throws -> Point3? {
        let there = try Projection(from: source, to: .wgs84)
        var points = [p]
        guard try there.transform(&points).isEmpty else { return nil }
        let place = points[0]
        guard source.isProjected else { return place }
        // Far off its middle a projection may fold the globe over itself: what does not come back was not there.
        guard try there.inverse.transform(&points).isEmpty else { return nil }
        return points[0].distance2D(to: p) * source.metresPerUnit < 100 ? place : nil
    }

    /// A plane in metres for data in some system: the system itself, or the UTM zone of a place in degrees.
    static func plane(for source: CRS, at place: Point3) throws -> CRS {
        if source.isProjected, abs(source.metresPerUnit - 1) < 1e-12 { return source }
        // UTM: zones of 6° from 180° W; 326xx north, 327xx south (EPSG Guidance Note 7-2, 3.2.2).
        let east = (place.x + 180).truncatingRemainder(dividingBy: 360)
        let zone = min(max(Int((east < 0 ? east + 360 : east) / 6) + 1, 1), 60)
        return try CRS(resolving: "EPSG:\((place.y < 0 ? 32700 : 32600) + zone)")
    }

    private func projection(from: CRS, to: CRS) throws -> Projection {
        if let known = projections[from] { return known }
        if area == nil, let origin, let place = try Importer.degrees(of: origin, in: to) {
            area = AreaOfUse(around: place.x, place.y)
        }
        let made = try Projection(from: from, to: to, over: area)
        projections[from] = made
        return made
    }

    /// A layer in city coordinates, clean.
    func place(_ layer: Layer, from source: CRS) throws -> Layer {
        guard let crs, let origin else { return layer }
        let projection = try projection(from: source, to: crs)
        let geometries = try layer.geometries.mapVertices { vertices in
            _ = try projection.transform(&vertices)
            for i in vertices.indices {
                vertices[i].x -= origin.x
                vertices[i].y -= origin.y
            }
        }
        var cleaning = Cleaning(unprojected: layer.geometries, map: crs.label, budget: crossings)
        let clean = try cleaning.clean(layer.with(geometries: geometries))
        crossings = cleaning.budget
        diagnostics.merge(cleaning.diagnostics)
        return clean
    }

    private func place(_ grid: Terrain, from source: CRS, cell: Double) throws -> Terrain? {
        guard let crs, let origin else { return nil }
        let projection = try projection(from: source, to: crs)
        if projection.isIdentity {
            return Terrain(
                origin: grid.origin - origin, cellX: grid.cellX, cellY: grid.cellY, columns: grid.columns,
                rows: grid.rows, heights: grid.heights)
        }
        var corners: [Point3] = []
        let box = grid.box
        for i in 0...16 {
            let t = Double(i) / 16
            corners.append(Point3(box.minX + t * box.width, box.minY))
            corners.append(Point3(box.minX + t * box.width, box.maxY))
            corners.append(Point3(box.minX, box.minY + t * box.height))
            corners.append(Point3(box.maxX, box.minY + t * box.height))
        }
        _ = try projection.transform(&corners)
        var target = Box.empty
        for c in corners where c.isFinite { target.extend(c - origin) }
        if !extent.isEmpty {
            let wanted = extent.grown(by: Self.terrainMargin)
            guard wanted.intersects(target) else {
                diagnostics.caution("terrain-elsewhere", "the terrain lies beside the city and was left out")
                return nil
            }
            target = Box(
                minX: max(target.minX, wanted.minX), minY: max(target.minY, wanted.minY),
                maxX: min(target.maxX, wanted.maxX), maxY: min(target.maxY, wanted.maxY))
        }
        guard !target.isEmpty else { return nil }
        let back = projection.inverse
        return try grid.resampled(to: target, cell: cell) { points in
            var points = points.map { $0 + origin }
            _ = try back.transform(&points)
            return points
        }
    }
}

/// Reads files into a city store; a new store appears whole or not at all, an existing one keeps its old content if
/// anything fails.
///
/// Layers a file brings replace the layers of those names in the store; with `append` their features are added.
/// - Parameters:
///   - crs: the system of a new city; an existing one keeps its own.
///   - licence: of the files, and `sourceOrigin` whose they are; kept in the store and shown on pictures.
public func importFiles(
    _ paths: [String], into store: String, name: String? = nil, crs: CRS? = nil, append: Bool = false,
    options: ReadOptions = ReadOptions(), licence: String? = nil, sourceOrigin: String? = nil
) throws -> ImportReport {
    let existing = fileExists(store) ? try GeoPackage.header(ofCity: store) : nil
    if let existing, let crs, !existing.crs.isSame(as: crs) {
        throw InputError(
            path: "--city-crs", problem: "\(store) is in \(existing.crs.label), not \(crs.label)",
            suggestion: "import into a new store, or leave the option away")
    }
    let importer = Importer(crs: existing?.crs ?? crs, origin: existing?.origin, extent: existing?.extent ?? .empty)
    var output: GeoPackageStore?
    var report = ImportReport()
    var sources: [City.Source] = []
    func open() throws -> GeoPackageStore {
        if let output { return output }
        guard let crs = importer.crs else {
            throw DataError(file: paths.first ?? "", problem: "holds nothing that has a place on Earth")
        }
        let made = try GeoPackageStore(
            path: store, name: name ?? existing?.name ?? stem(store), crs: crs, origin: importer.origin)
        output = made
        return made
    }
    for path in paths {
        var names: [String] = []
        try importer.read(path, options: options) { layer in
            try Monitor.current?.advance(layer.count, of: 0, "features of \(stem(path))")
            if layer.count == 0, report.layers.contains(where: { $0.name == layer.name }) { return }
            let output = try open()
            if !append, !report.layers.contains(where: { $0.name == layer.name }) {
                try output.removeLayer(layer.name)
                if existing?.layers.contains(layer.name) ?? false { report.replaced.append(layer.name) }
            }
            try output.append(layer, origin: importer.origin ?? .zero)
            if !names.contains(layer.name) { names.append(layer.name) }
            if let i = report.layers.firstIndex(where: { $0.name == layer.name }) {
                report.layers[i].features += layer.count
            } else {
                report.layers.append((layer.name, layer.count))
            }
        } terrain: { grid in
            try open().setTerrain(grid, origin: importer.origin ?? .zero)
            if !names.contains("terrain") { names.append("terrain") }
        }
        let format = try type(of: reader(for: path)).format
        sources.append(
            City.Source(
                layers: names, title: lastComponent(path), origin: sourceOrigin ?? format.origin,
                licence: licence ?? format.licence))
    }
    try importer.checkMap()
    report.diagnostics = importer.diagnostics
    report.crs = importer.crs
    let finished = try open().finish(sources: sources, diagnostics: importer.diagnostics)
    report.diagnostics.merge(finished)
    return report
}

/// Opens a city: a store, or any other file that can be read, taken into memory.
/// - Parameter patience: how long to wait for a program that keeps a store locked.
public func openCity(
    _ path: String, options: ReadOptions = ReadOptions(), patience: Duration = .seconds(2)
) throws -> City {
    var city = try readCity(path, options, patience)
    // A city that reaches off its system's map can still be read, mended and queried.
    city.place = try? place(of: city)
    return city
}

/// The middle of a city on the globe.
private func place(of city: City) throws -> City.Place? {
    let extent = city.extent
    guard !extent.isEmpty else { return nil }
    let centre = extent.centre + city.origin
    let projection = try Projection(from: city.crs, to: .wgs84)
    let middle = try projection.transformed(Point3(centre.x, centre.y))
    let north = try projection.transformed(Point3(centre.x, centre.y + 100))
    // Azimuth of the y axis; a degree of longitude is shorter by the cosine of the latitude.
    let east = (north.x - middle.x) * cos(middle.y * .pi / 180)
    return City.Place(
        latitude: .degrees(middle.y), longitude: .degrees(middle.x),
        convergence: .radians(atan2(east, north.y - middle.y)))
}

private func readCity(_ path: String, _ options: ReadOptions, _ patience: Duration) throws -> City {
    let reader = try reader(for: path)
    if reader is GeoPackageReader { return try GeoPackage.loadCity(path, patience: patience) }
    let importer = Importer()
    var drafts: [LayerDraft] = []
    var terrain: Terrain?
    try importer.read(path, options: options) { layer in
        if let i = drafts.firstIndex(where: { $0.name == layer.name }) {
            drafts[i].append(layer)
        } else {
            drafts.append(LayerDraft(copying: layer))
        }
    } terrain: {
        terrain = $0
    }
    try importer.checkMap()
    guard let crs = importer.crs else {
        throw DataError(file: path, problem: "holds nothing that has a place on Earth")
    }
    var diagnostics = importer.diagnostics
    var layers: [Layer] = []
    for draft in drafts { layers.append(draft.finish(&diagnostics)) }
    return City(
        name: stem(path), crs: crs, origin: importer.origin ?? .zero, layers: layers, terrain: terrain,
        sources: [
            City.Source(
                layers: layers.map(\.name), title: lastComponent(path), origin: type(of: reader).format.origin,
                licence: type(of: reader).format.licence)
        ], diagnostics: diagnostics)
}
